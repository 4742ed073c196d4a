//! The header of an errors file, read by meaning.
//!
//! In: the first row of a table whose layout nobody documents. Out: which column holds the person, the
//! kind, the code, the message and the job, whatever their order, case, language or exact wording; and what
//! is wrong with a first row that is none of this. What each row then says is told by [`items`].

mod items;

pub(super) use items::Row;

use std::borrow::Cow;
use std::collections::HashSet;

use csv::ByteRecord;

use crate::decode::csv::column;
use crate::findings::rule::Rule;
use crate::findings::{Finding, Place, shortened};
use crate::payload::{Column, ErrorOrImpact, ErrorRecord, Text, plain};
use crate::privacy::secrets::names_a_secret;

/// So many columns are looked at: four times what a spreadsheet has.
pub(super) const MAX_COLUMNS: usize = 1 << 16;

/// Who lists people and what went wrong has no more columns beside them.
const UNKNOWN_COLUMNS: usize = 3;

/// Which column holds what.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    /// The names as they are written.
    names: Vec<String>,
    /// The columns that have the name of an earlier one.
    repeated: Vec<usize>,
    /// Whether what should be names is data.
    is_data: bool,
    /// Whether one of them is a field of a job.
    is_of_jobs: bool,
    /// Whether one of them names secrets.
    has_secrets: bool,
    /// The columns that may name the person, the most telling first.
    people: Vec<(Column, usize)>,
    /// The parts of their names, the first ones first.
    name_parts: Vec<(Column, usize)>,
    email: Option<usize>,
    kind: Option<usize>,
    code: Option<usize>,
    /// The columns of words, the most telling first; comments last.
    messages: Vec<(Column, usize)>,
    /// Columns that hold codes, words or kinds, whatever there is.
    errors: Vec<usize>,
    impacts: Vec<usize>,
    job: Option<usize>,
    source_file: Option<usize>,
    /// How many columns have a name that means nothing.
    unknown: usize,
}

/// How sure it is that a table is an errors file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tells {
    /// It is none.
    Nothing,
    /// Its columns may be those of an errors file: a row with a message's tag has to say so.
    Perhaps,
    /// Its columns are those of an errors file.
    Errors,
}

impl Columns {
    /// Reads a header.
    pub fn of<'n>(header: impl IntoIterator<Item = Cow<'n, str>>) -> Columns {
        let mut columns = Columns::default();
        for (at, name) in header.into_iter().take(MAX_COLUMNS).enumerate() {
            columns.is_data |= ErrorRecord::is_told_by(&name);
            columns.has_secrets |= names_a_secret(&name);
            if is_of_a_job(&name) {
                columns.is_of_jobs = true;
            } else if let Some(column) = column::meaning(&name) {
                columns.add(column, at);
            } else {
                columns.unknown += usize::from(!name.trim().is_empty());
            }
            columns.names.push(shortened(name.trim().trim_matches('\u{feff}')));
        }
        columns.sort();
        columns.repeated = repeated(&columns.names);
        columns
    }

    /// Reads a header that is a record.
    pub fn of_record(header: &ByteRecord) -> Columns {
        Columns::of(header.iter().map(String::from_utf8_lossy))
    }

    /// Columns without names, by what they hold.
    pub fn of_contents(contents: &[Option<Column>]) -> Columns {
        let mut columns = Columns::default();
        for (at, column) in contents.iter().enumerate() {
            column.iter().for_each(|column| columns.add(*column, at));
            columns.names.push(String::new());
        }
        columns.sort();
        columns
    }

    /// Adds what the cells tell of columns whose names do not: whom rows are about only where none names it.
    pub fn add_told(&mut self, told: &[(Column, usize)]) {
        let (nobody, wordless) = (!self.name_anybody(), self.messages.is_empty());
        for (column, at) in told {
            if match column {
                Column::Message => wordless,
                Column::Code => true,
                _ => nobody,
            } {
                self.add(*column, *at);
            }
        }
        self.sort();
    }

    /// Whether nothing tells what a column holds: its name has no meaning, and is that of no secret.
    pub fn is_unnamed(&self, at: usize) -> bool {
        self.names.get(at).is_some_and(|name| Column::of(name).is_none() && !names_a_secret(name))
    }

    /// The most telling first.
    fn sort(&mut self) {
        let is_id = |at: usize| self.names[at].to_lowercase().contains("id");
        self.people.sort_by_key(|(column, at)| (*column, !is_id(*at), *at));
        self.name_parts.sort();
        self.messages.sort();
    }

    fn add(&mut self, column: Column, at: usize) {
        match column {
            Column::Kind => self.kind = self.kind.or(Some(at)),
            Column::Code => self.code = self.code.or(Some(at)),
            Column::Message | Column::Comment => self.messages.push((column, at)),
            Column::Error => self.errors.push(at),
            Column::Impact => self.impacts.push(at),
            Column::Job => self.job = self.job.or(Some(at)),
            Column::SourceFile => self.source_file = self.source_file.or(Some(at)),
            Column::GivenName | Column::FamilyName => self.name_parts.push((column, at)),
            person => {
                if person == Column::Email {
                    self.email = self.email.or(Some(at));
                }
                self.people.push((person, at));
            }
        }
    }

    /// Whether the columns are those of an errors file.
    pub fn tell(&self) -> Tells {
        let of_errors = self.code.is_some() || !self.errors.is_empty() || !self.impacts.is_empty();
        let message = self.messages.first().map(|(column, _)| *column);
        if self.is_data || self.are_of_jobs() || !of_errors && message.is_none() {
            Tells::Nothing
        } else if self.name_anybody()
            && (of_errors || message == Some(Column::Message) && !self.may_be_of_anything())
        {
            Tells::Errors
        } else {
            Tells::Perhaps
        }
    }

    /// Whether the columns are those of a table of jobs: an error that has its job's fields beside it has a code too.
    pub fn are_of_jobs(&self) -> bool {
        self.is_of_jobs && self.code.is_none()
    }

    /// Whether the table may be of calls, of tickets or of what administrators did: most tables have a column of words.
    fn may_be_of_anything(&self) -> bool {
        let is_of_errors = |at: usize| ErrorOrImpact::of_word(&self.names[at]).is_some();
        self.unknown >= UNKNOWN_COLUMNS && !self.messages.iter().any(|(_, at)| is_of_errors(*at))
    }

    /// Whether a cell in the column of kinds is one.
    pub fn have_kind(&self, cells: &[&str]) -> bool {
        let kind = self.kind.and_then(|at| cells.get(at));
        kind.is_some_and(|word| ErrorOrImpact::of_word(word).is_some())
    }

    /// Whether a column holds secrets, so that no row may be shown as it is: where a cell begins is not certain in
    /// one that has a finding.
    pub fn have_secrets(&self) -> bool {
        self.has_secrets
    }

    /// Whether there is a column for the person.
    pub fn name_anybody(&self) -> bool {
        !self.people.is_empty() || !self.name_parts.is_empty()
    }

    /// Whether the last column holds what happened, so that it goes on where separators are in it.
    pub fn end_with_words(&self) -> bool {
        let last = self.names.len().checked_sub(1);
        last.is_some() && self.messages.first().map(|(_, at)| *at) == last
    }

    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// How many columns there are up to the last that has a name.
    pub fn named(&self) -> usize {
        self.names.iter().rposition(|name| !name.is_empty()).map_or(0, |at| at + 1)
    }

    /// A column as a finding names it: by its name, else by its number.
    pub fn name(&self, at: usize) -> String {
        match self.names.get(at).filter(|name| !name.is_empty()) {
            Some(name) => name.clone(),
            None => (at + 1).to_string(),
        }
    }

    /// The columns that have the name of an earlier one.
    pub fn repeated(&self) -> &[usize] {
        &self.repeated
    }

    /// Whether another header goes on with what this one began: it has a name of it, or names codes as it does. What
    /// says only what sort each column is, `(text),(text),(number)`, has one name several times.
    pub fn is_followed_by(&self, other: &Columns) -> bool {
        self.has_a_name_of(other)
            || other.repeated.is_empty() && self.code.is_some() == other.code.is_some()
    }

    /// Whether a name stands in both.
    pub fn has_a_name_of(&self, other: &Columns) -> bool {
        let is_known = |name: &String| !name.is_empty() && self.names.contains(name);
        other.names.iter().any(is_known)
    }

    /// Whether a row may be another header: where data would be, the same name or no digit and no address stands.
    pub fn may_be_header(&self, cells: &[Text<'_>]) -> bool {
        let is_name = |at: usize| {
            let cell = cells.get(at).map_or("", |cell| &**cell);
            cell == self.names[at]
                || !cell.bytes().any(|byte| byte.is_ascii_digit() || byte == b'@')
        };
        self.people.first().is_none_or(|(_, at)| is_name(*at)) && self.code.is_none_or(is_name)
    }
}

/// The fields that jobs have and errors have not, in the style of no language.
const OF_JOBS: [&str; 4] =
    ["latestexecutionstatus", "latestexecutionexitcode", "jobexecutionstatus", "countstotalmoves"];

/// Whether a column has the name of a job's field, however it is written and whatever it was taken from:
/// `_source.latest_execution_status`.
fn is_of_a_job(name: &str) -> bool {
    // Few names are as long as the shortest of these.
    name.len() > 15 && OF_JOBS.iter().any(|field| plain(name).ends_with(field))
}

/// The names that stand there already, whatever their case and marks.
fn repeated(names: &[String]) -> Vec<usize> {
    let mut known = HashSet::new();
    let plain = |name: &String| -> String {
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let names = names.iter().map(plain).enumerate();
    names
        .filter(|(_, name)| !name.is_empty() && !known.insert(name.clone()))
        .map(|(at, _)| at)
        .collect()
}

/// Why a table is no errors file. Its first row is on that line.
pub(super) fn no_errors_file(header: &ByteRecord, line: u64) -> Finding {
    let place = |path| Place { line: Some(line), column: None, path: Some(path) };
    let mut cells = header.iter().map(String::from_utf8_lossy);
    if let Some(at) = cells.position(|cell| ErrorRecord::is_told_by(&cell)) {
        let message = "the first row is data; expected column names such as user, code, message";
        return Finding::at(Rule::CsvNoHeader, place(format!("row 1, column {}", at + 1)), message);
    }
    if header.iter().any(|cell| is_of_a_job(&String::from_utf8_lossy(cell))) {
        let message = "a table of jobs; the answers as JSON, of which it was made, are needed";
        return Finding::at(Rule::UnknownPayload, place(String::from("row 1")), message);
    }
    let cells = header.iter().take(6).map(String::from_utf8_lossy);
    let names: Vec<String> = cells.map(|cell| format!("`{}`", shortened(cell.trim()))).collect();
    let message =
        format!("a table with {}; expected a user and a code or message", names.join(", "));
    Finding::at(Rule::CsvUnknownColumns, place(String::from("row 1")), message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(header: &str) -> Columns {
        Columns::of(header.split(',').map(Cow::Borrowed))
    }

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
            let columns = columns(header);
            let first = columns.messages.first().map(|(_, at)| *at);
            assert_eq!((columns.code, first), (code, message), "{header}");
        }
    }

    #[test]
    fn a_table_tells_errors_where_it_says_whom_and_what() {
        for (header, tells) in [
            ("User,Code", Tells::Errors),
            ("Email,Status,Error,Comments", Tells::Errors),
            ("item,errorType,code,description", Tells::Errors),
            ("Benutzer,Fehlercode,Meldung", Tells::Errors),
            ("Nom d'utilisateur,Motif", Tells::Errors),
            ("Correo,Código", Tells::Errors),
            ("Display Name,Errors", Tells::Errors),
            ("Email,Location,Comments", Tells::Perhaps),
            ("Message", Tells::Perhaps),
            ("code,kind,area,action,summary", Tells::Perhaps),
            ("Email,First Name,Last Name", Tells::Nothing),
            ("ann@example.com,4202,No", Tells::Nothing),
        ] {
            assert_eq!(columns(header).tell(), tells, "{header}");
        }
    }
}
