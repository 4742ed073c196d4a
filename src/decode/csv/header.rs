//! The header of an errors file, read by meaning.
//!
//! In: the first row of a table whose layout nobody documents. Out: which column holds the person, the
//! kind, the code, the message and the job, whatever their order, case, language or exact wording; what
//! each row then says; and what is wrong with a first row that is none of this.

use std::borrow::Cow;
use std::collections::HashSet;

use csv::ByteRecord;

use crate::decode::csv::{cell, column};
use crate::decode::raw_error::RawError;
use crate::findings::rule::Rule;
use crate::findings::{Finding, Place, shortened};
use crate::payload::identity::person;
use crate::payload::{Code, Column, ErrorOrImpact, ErrorOrigin, ErrorRecord, Id, Text};
use crate::privacy::secrets::names_a_secret;

/// So many columns are looked at: four times what a spreadsheet has.
pub(super) const MAX_COLUMNS: usize = 1 << 16;

/// Which column holds what.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// The names as they are written.
    names: Vec<String>,
    /// The columns that have the name of an earlier one.
    repeated: Vec<usize>,
    /// Whether what should be names is data.
    is_data: bool,
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

/// What a row was found to be.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Row {
    /// How many errors and impacts it tells.
    pub items: usize,
    /// Where a code stands that was written as no code is: `19605.0`.
    pub odd_code: Option<usize>,
    /// Where several errors stand in one cell, or JSON.
    pub packed: Option<usize>,
}

impl Columns {
    /// Reads a header.
    pub fn of<'n>(header: impl IntoIterator<Item = Cow<'n, str>>) -> Columns {
        let mut columns = Columns::default();
        for (at, name) in header.into_iter().take(MAX_COLUMNS).enumerate() {
            columns.is_data |= ErrorRecord::is_told_by(&name);
            columns.has_secrets |= names_a_secret(&name);
            if let Some(column) = column::meaning(&name) {
                columns.add(column, at);
            }
            columns.names.push(shortened(name.trim().trim_matches('\u{feff}')));
        }
        let is_id = |at: usize| columns.names[at].to_lowercase().contains("id");
        columns.people.sort_by_key(|(column, at)| (*column, !is_id(*at), *at));
        columns.name_parts.sort();
        columns.messages.sort();
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
        columns.people.sort();
        columns
    }

    fn add(&mut self, column: Column, at: usize) {
        match column {
            Column::Kind => self.kind = self.kind.or(Some(at)),
            Column::Code => self.code = self.code.or(Some(at)),
            Column::Message | Column::Comment => self.messages.push((column, at)),
            Column::Error => self.errors.push(at),
            Column::Impact => self.impacts.push(at),
            Column::Job => self.job = self.job.or(Some(at)),
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
        if self.is_data || !of_errors && message.is_none() {
            Tells::Nothing
        } else if self.name_anybody() && (of_errors || message == Some(Column::Message)) {
            Tells::Errors
        } else {
            Tells::Perhaps
        }
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

    /// Gives each error and impact that a row tells.
    pub fn items<'a>(&self, cells: &'a [Text<'a>], mut each: impl FnMut(ErrorRecord<'a>)) -> Row {
        let cell = |at: usize| -> Option<&'a str> {
            let text: &'a str = trimmed(cells.get(at)?);
            (!text.is_empty()).then_some(text)
        };
        let said = RawError {
            job: self.job.and_then(cell).and_then(Id::parse),
            kind: self.kind.and_then(cell).map(Text::from),
            ..self.person(cell)
        };
        let mut row = Row::default();
        let (code_at, code) = self.code(cell).unzip();
        let (at, message) = self.message(cell).unzip();
        let packed = |cell: &str| cell::of_json(cell).or_else(|| several(cell));
        let mut told = Vec::new();
        for at in &self.impacts {
            let Some(text) = cell(*at).filter(|text| !is_nothing(text)) else { continue };
            let inner = packed(text).inspect(|_| row.packed = row.packed.or(Some(*at)));
            told.extend(inner.unwrap_or_else(|| vec![one(text)]));
            told.iter_mut().for_each(|one| one.kind = one.kind.or(Some(ErrorOrImpact::Impact)));
        }
        if let Some(inner) = message.and_then(packed) {
            row.packed = at;
            told.extend(inner);
        } else if let Some(inner) = code.and_then(of_codes) {
            row.packed = code_at;
            let message = message.map(str::to_owned);
            told.extend(
                inner.into_iter().map(|one| cell::Told { message: message.clone(), ..one }),
            );
        } else if code.is_some() || message.is_some() || told.is_empty() && said.tells_an_error() {
            row.odd_code =
                code_at.filter(|_| code.is_some_and(|code| Code::of(code).code != *code));
            let (code, message) = (code.map(Text::from), message.map(Text::from));
            row.items = 1;
            if told.is_empty() {
                each(RawError { code, message, ..said }.item());
                return row;
            }
            each(RawError { code, message, ..said.clone() }.item());
        }
        row.items += told.len();
        for one in told {
            each(said.told(one));
        }
        row
    }

    /// Whether a row may be another header: where data would be, no digit and no address stands.
    pub fn may_be_header(&self, cells: &[Text<'_>]) -> bool {
        let is_name = |at: usize| {
            let cell = cells.get(at).map_or("", |cell| &**cell);
            !cell.bytes().any(|byte| byte.is_ascii_digit() || byte == b'@')
        };
        self.people.first().is_none_or(|(_, at)| is_name(*at)) && self.code.is_none_or(is_name)
    }

    /// Whom a row is about.
    fn person<'a>(&self, cell: impl Fn(usize) -> Option<&'a str>) -> RawError<'a> {
        let serves = |(column, at): &(Column, usize)| cell(*at).filter(|text| names(*column, text));
        let person = self.people.iter().find_map(serves);
        let email = self.email.and_then(&cell).filter(|text| text.contains('@'));
        // An address in two columns is one name.
        let email = email.filter(|email| !person.is_some_and(|person| same(person, email)));
        let named = || {
            let parts: Vec<&str> = self.name_parts.iter().filter_map(|(_, at)| cell(*at)).collect();
            (!parts.is_empty()).then(|| Text(parts.join(" ").into()))
        };
        // A name beside what tells more is the same person's.
        let other = self.people.iter().find(|(column, _)| *column == Column::Name);
        let other = other.and_then(|(_, at)| cell(*at)).map(Text::from).or_else(named);
        let name = other.filter(|name| person.is_some_and(|person| !same(person, name)));
        RawError {
            user: person.map(Text::from).or_else(named),
            email: email.map(Text::from),
            name,
            ..RawError::of(ErrorOrigin::Table)
        }
    }

    /// The code of a row, and where it stands.
    fn code<'a>(&self, cell: impl Fn(usize) -> Option<&'a str>) -> Option<(usize, &'a str)> {
        let own = self.code.and_then(|at| Some((at, cell(at)?)));
        own.or_else(|| {
            let mut errors = self.errors.iter().filter_map(|&at| Some((at, cell(at)?)));
            errors.find(|(_, text)| Code::of(text).is_number() || of_codes(text).is_some())
        })
    }

    /// The words of a row, and where they stand: those with a tag, else the first there are.
    fn message<'a>(&self, cell: impl Fn(usize) -> Option<&'a str>) -> Option<(usize, &'a str)> {
        let messages = self.messages.iter().map(|(_, at)| *at);
        let all = || {
            let errors = self.errors.iter().copied();
            let cells = messages.clone().chain(errors).filter_map(|at| Some((at, cell(at)?)));
            cells.filter(|(at, text)| {
                let is_code = self.errors.contains(at) && Code::of(text).is_number();
                !is_code && !is_nothing(text)
            })
        };
        match self.messages.len() + self.errors.len() {
            0 | 1 => all().next(),
            _ => all().find(|(_, text)| ErrorRecord::tag(text).is_some()).or_else(|| all().next()),
        }
    }
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

impl<'a> RawError<'a> {
    /// Whether a row tells an error that has neither a code nor words: by its kind, or by whom it is
    /// about. A word in the first column may be the end of a list.
    fn tells_an_error(&self) -> bool {
        let person = self.user.as_deref();
        match self.kind.as_deref() {
            Some(word) if ErrorOrImpact::is_none_by_word(word) => false,
            Some(_) => person.is_some(),
            None => {
                person.is_some_and(|text| ErrorRecord::is_told_by(text) || text.starts_with('+'))
            }
        }
    }

    /// One of several errors of a row.
    fn told(&self, one: cell::Told) -> ErrorRecord<'a> {
        let own = |text: Option<String>| text.map(|text| Text(text.into()));
        let kind = one.kind.map(|kind| Text::from(kind.name()));
        RawError {
            user: self.user.clone().or(own(one.person)),
            kind: kind.or_else(|| self.kind.clone()),
            code: own(one.code),
            message: own(one.message),
            ..self.clone()
        }
        .item()
    }
}

/// Whether a cell of such a column can name a person: a number of few digits counts rows.
fn names(column: Column, text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    match column {
        Column::PhoneNumber => digits >= 5 || text.contains('@'),
        _ => true,
    }
}

/// Whether two cells are the same name of a person.
fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other) || person(Text::from(one)) == person(Text::from(other))
}

/// Whether words say that there is nothing to say.
fn is_nothing(text: &str) -> bool {
    ["-", "--", "—", "none", "n/a", "null", "[]", "{}"]
        .iter()
        .any(|nothing| text.eq_ignore_ascii_case(nothing))
}

/// A cell without the blanks around it, which most have none of: each is asked for several times.
fn trimmed(cell: &str) -> &str {
    match cell.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => cell,
        _ => cell.trim(),
    }
}

/// The messages of a cell that holds several.
fn several(cell: &str) -> Option<Vec<cell::Told>> {
    // Each begins with a bracket.
    memchr::memchr_iter(b'[', cell.as_bytes()).nth(1)?;
    let mut messages = ErrorRecord::messages(cell);
    let first = messages.next()?;
    let second = messages.next()?;
    Some([first, second].into_iter().chain(messages).map(one).collect())
}

/// The codes of a cell that holds several.
fn of_codes(cell: &str) -> Option<Vec<cell::Told>> {
    if cell.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let codes = Some(cell::codes(cell)).filter(|codes| codes.len() > 1)?;
    // A number of fewer digits is rather an amount.
    let is_code = |code: &&str| code.len() > 2 && Code::of(code).is_number();
    let told = |code: &str| cell::Told { code: Some(code.to_owned()), ..cell::Told::default() };
    codes.iter().all(is_code).then(|| codes.into_iter().map(told).collect())
}

fn one(message: &str) -> cell::Told {
    cell::Told { message: Some(message.to_owned()), ..cell::Told::default() }
}

/// Why a table is no errors file. Its first row is on that line.
pub(super) fn no_errors_file(header: &ByteRecord, line: u64) -> Finding {
    let place = |path| Place { line: Some(line), column: None, path: Some(path) };
    let mut cells = header.iter().map(String::from_utf8_lossy);
    if let Some(at) = cells.position(|cell| ErrorRecord::is_told_by(&cell)) {
        let message = "the first row is data; expected column names such as user, code, message";
        return Finding::at(Rule::CsvNoHeader, place(format!("row 1, column {}", at + 1)), message);
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
