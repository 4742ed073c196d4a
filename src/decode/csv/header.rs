//! The header of an errors file, read by meaning.
//!
//! In: the first row of a table whose layout nobody documents. Out: which column holds the user, the
//! kind, the code, the message and the job, whatever their order, case or exact wording; and what is
//! wrong with a first row that is none of this.

use std::collections::HashSet;

use csv::ByteRecord;

use crate::decode::raw_error::RawError;
use crate::findings::rule::Rule;
use crate::findings::{Finding, Place, shortened};
use crate::payload::{ErrorOrigin, ErrorRecord, Id, Text};

/// Which column holds what.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// The names as they are written.
    names: Vec<String>,
    /// Whether what should be names is data.
    is_data: bool,
    user: Option<usize>,
    /// Where it stands beside an id or a name.
    email: Option<usize>,
    kind: Option<usize>,
    code: Option<usize>,
    message: Option<usize>,
    job: Option<usize>,
}

impl Columns {
    /// Reads a header.
    pub fn of(header: &ByteRecord) -> Columns {
        let names: Vec<String> = header.iter().map(plain).collect();
        // For each meaning: the exact names that win, best first, then parts that tell it.
        let find = |exact: &[&str], parts: &[&str], not: &[&str]| {
            let by_name =
                exact.iter().find_map(|name| names.iter().position(|column| column == name));
            by_name.or_else(|| {
                names.iter().position(|column| {
                    parts.iter().any(|part| column.contains(part))
                        && !not.iter().any(|part| column.contains(part))
                })
            })
        };
        let by_part = |parts: &[&str], not: &[Option<usize>]| {
            let is_one = |column: &String| parts.iter().any(|part| column.contains(part));
            (0..names.len()).find(|at| is_one(&names[*at]) && !not.contains(&Some(*at)))
        };
        let user = find(
            &["userid", "personid", "user", "useremail", "email", "emailaddress", "username"],
            &["user", "person", "mail", "member"],
            // A number of users, as in our own tables, names none.
            &["count", "users"],
        );
        let kind = find(
            &["type", "kind", "severity", "category", "errororimpact", "errortype"],
            &["type", "kind", "severity", "category"],
            &["user", "number"],
        );
        let code = find(
            &["code", "errorcode", "impactcode"],
            &["code"],
            // The last of a user's codes, as in our own lists, is none of a row's.
            &["post", "zip", "country", "last"],
        );
        // `Message Code` is no message, and `Message Type` only where nothing else is one.
        let parts = ["message", "descri", "detail", "reason", "text"];
        let message = find(
            &["message", "errormessage", "description", "errordescription", "details", "reason"],
            &[],
            &[],
        );
        let message = message.or_else(|| by_part(&parts, &[code, kind]));
        let message = message.or_else(|| by_part(&parts, &[code]));
        Columns {
            user,
            email: find(&["email", "emailaddress", "useremail"], &["mail"], &["voicemail"])
                .filter(|email| Some(*email) != user),
            kind,
            code,
            message,
            job: find(&["jobid", "job"], &["jobid"], &[]),
            is_data: header
                .iter()
                .any(|cell| ErrorRecord::is_told_by(&String::from_utf8_lossy(cell))),
            names: header
                .iter()
                .map(|name| shortened(String::from_utf8_lossy(name).trim()))
                .collect(),
        }
    }

    /// Whether the columns are those of an errors file.
    pub fn tell_errors(&self) -> bool {
        let named = self.user.is_some() && (self.code.is_some() || self.message.is_some());
        named && !self.is_data
    }

    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// A column as a finding names it: by its name, else by its number.
    pub fn name(&self, at: usize) -> String {
        match self.names.get(at).filter(|name| !name.is_empty()) {
            Some(name) => name.clone(),
            None => (at + 1).to_string(),
        }
    }

    /// The columns that have the name of an earlier one.
    pub fn repeated(&self) -> Vec<usize> {
        let mut known = HashSet::new();
        let names = self.names.iter().map(|name| plain(name.as_bytes())).enumerate();
        names
            .filter(|(_, name)| !name.is_empty() && !known.insert(name.clone()))
            .map(|(at, _)| at)
            .collect()
    }

    /// What a row says.
    pub fn item<'a>(&self, cells: &'a [Text<'a>]) -> ErrorRecord<'a> {
        let cell = |column: Option<usize>| {
            let text: &'a str = cells.get(column?)?.trim();
            (!text.is_empty()).then_some(text)
        };
        let email = cell(self.email).filter(|text| text.contains('@'));
        let said = RawError {
            // Somebody without an id is known by the address.
            user: cell(self.user).or(email).map(Text::from),
            email: email.filter(|_| cell(self.user).is_some()).map(Text::from),
            kind: cell(self.kind).map(Text::from),
            code: cell(self.code).map(Text::from),
            message: cell(self.message).map(Text::from),
            job: cell(self.job).and_then(Id::parse),
            ..RawError::of(ErrorOrigin::Table)
        };
        said.item()
    }
}

/// A column's name without what varies: case, spaces and punctuation.
fn plain(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Why a table is no errors file. Its first row is on that line.
pub(super) fn no_errors_file(header: &ByteRecord, line: u64) -> Finding {
    let place = |path| Place { line: Some(line), column: None, path: Some(path) };
    let cells: Vec<_> = header.iter().map(String::from_utf8_lossy).collect();
    if let Some(at) = cells.iter().position(|cell| ErrorRecord::is_told_by(cell)) {
        let message = "the first row is data; expected column names such as user, code, message";
        return Finding::at(Rule::CsvNoHeader, place(format!("row 1, column {}", at + 1)), message);
    }
    let names: Vec<String> =
        cells.iter().take(6).map(|cell| format!("`{}`", shortened(cell.trim()))).collect();
    let message =
        format!("a table with {}; expected a user and a code or message", names.join(", "));
    Finding::at(Rule::CsvUnknownColumns, place(String::from("row 1")), message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_codes_is_no_message() {
        for (header, code, message) in [
            ("User ID,Message Code,Message Text", Some(1), Some(2)),
            ("User ID,Reason Code,Reason Text", Some(1), Some(2)),
            ("User ID,Message Type,Message Code,Message Text", Some(2), Some(3)),
            ("User ID,Message Code", Some(1), None),
            ("User ID,Code,Error Type Description", Some(1), Some(2)),
            ("User ID,Reason", None, Some(1)),
        ] {
            let columns = Columns::of(&ByteRecord::from(header.split(',').collect::<Vec<_>>()));
            assert_eq!((columns.code, columns.message), (code, message), "{header}");
        }
    }
}
