//! What a row says, once it is known which column holds what.
//!
//! In: the cells of a row, below the [`Columns`] of its header. Out: the errors and impacts that it tells, of which
//! one cell may hold several, and a [`Row`] of what was read through for that. Where two columns tell the same, the
//! more telling one counts; a cell that says that there is nothing to say is empty.

use crate::decode::csv::cell;
use crate::decode::csv::header::Columns;
use crate::decode::raw_error::{self, RawError};
use crate::payload::identity::person;
use crate::payload::{Code, Column, ErrorOrImpact, ErrorOrigin, ErrorRecord, Id, Text};

/// What a row was found to be.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::decode::csv) struct Row {
    /// How many errors and impacts it tells.
    pub items: usize,
    /// Where a code stands that was written as no code is: `19605.0`.
    pub odd_code: Option<usize>,
    /// Where several errors stand in one cell, or JSON.
    pub packed: Option<usize>,
}

impl Columns {
    /// Gives each error and impact that a row tells.
    pub fn items<'a>(&self, cells: &'a [Text<'a>], mut each: impl FnMut(ErrorRecord<'a>)) -> Row {
        let cell = |at: usize| -> Option<&'a str> {
            let text: &'a str = trimmed(cells.get(at)?);
            (!text.is_empty()).then_some(text)
        };
        let said = RawError {
            job: self.job(cell),
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
        } else if said.tells_a_success(code, message) {
            // What it was moved with may still be told.
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

    /// The job that a row names: by its id, else by the file that it was taken from.
    fn job<'a>(&self, cell: impl Fn(usize) -> Option<&'a str>) -> Option<Id> {
        let of_file = |name: &str| Id::within(name).next();
        match self.job {
            Some(at) => cell(at).and_then(Id::read),
            None => self.source_file.and_then(cell).and_then(of_file),
        }
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
        let cell = |at: usize| Some((at, cell(at).filter(|text| !is_nothing(text))?));
        self.code.and_then(cell).or_else(|| {
            let mut errors = self.errors.iter().filter_map(|at| cell(*at));
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

impl<'a> RawError<'a> {
    /// Whether a row tells an error that has neither a code nor words, by its kind alone: who has an empty cell in the
    /// column of errors has none.
    fn tells_an_error(&self) -> bool {
        self.user.is_some() && self.kind.as_deref().is_some_and(says_error)
    }

    /// Whether a row says that all went well, be it with words or with a code of success. Asked of each row, so
    /// that what most of them answer comes first.
    fn tells_a_success(&self, code: Option<&str>, message: Option<&str>) -> bool {
        let kind = self.kind.as_deref();
        code.is_none_or(is_fine)
            && message.is_none_or(|text| raw_error::tag(text, true).is_none())
            && match kind {
                Some(word) if ErrorOrImpact::is_none_by_word(word) => true,
                Some(word) if says_error(word) => false,
                _ => {
                    message.is_some_and(ErrorOrImpact::is_none_by_word)
                        || code.or(kind.filter(|word| is_fine(word))).is_some()
                            && message.is_none_or(ErrorOrImpact::is_none_in_words)
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

/// What is written where there is nothing to say.
const NOTHING: [&str; 14] =
    ["-", "--", "—", "0", "0.0", "none", "n/a", "na", "nan", "null", "nil", "false", "[]", "{}"];

/// Whether a cell says that there is nothing to say.
fn is_nothing(text: &str) -> bool {
    NOTHING.iter().any(|nothing| text.eq_ignore_ascii_case(nothing))
}

/// Whether a word or a number, such as HTTP's 200, says that all went well.
fn is_fine(text: &str) -> bool {
    http_status(text)
        .map_or_else(|| ErrorOrImpact::is_none_by_word(text), |status| (200..300).contains(&status))
}

/// Whether a kind or a status says that something happened.
fn says_error(text: &str) -> bool {
    http_status(text).map_or_else(|| ErrorOrImpact::of_word(text).is_some(), |status| status >= 400)
}

/// The number of three digits that a cell is.
fn http_status(text: &str) -> Option<u16> {
    let is_status = |status: &u16| (100..600).contains(status);
    Code::of(text).code.parse().ok().filter(is_status)
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
