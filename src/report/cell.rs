//! One value of a report: what it is, not how it is spelled.
//!
//! In: exact figures (integers, nanoseconds, fractions as part and whole). Out: nothing yet; each
//! renderer spells a cell for its readers, people or machines. Rounding happens there, once, so
//! that every format tells the same fact.

use std::borrow::Cow;

use crate::payload::{Outcome, Timestamp};

/// A value of a report, typed so that each format can write it as its readers expect.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Unknown or not applicable, which is never zero: null in JSON, empty in CSV, a dash for people.
    Missing,
    /// Words: our own or the archive's.
    Text(String),
    /// An identifier or code: never read as a number, even when it is made of digits.
    Id(String),
    /// Somebody or something with an id: machines get the id, people what it is called.
    Named(Named),
    /// A file beside this one: machines get its path from here, people what it is called and a way to it.
    Link(Named),
    /// One of our own terms: a stable id for machines and words for people.
    Term(Term),
    /// Yes or no.
    Flag(bool),
    /// A whole number of things.
    Count(u64),
    /// A whole number that may be negative, shown without digit grouping (an instance number).
    Integer(i64),
    /// A size in bytes.
    Bytes(u64),
    /// A fraction as its exact parts. Machines get `part / whole`; where `whole` is 0, it is missing.
    Share {
        /// What was counted.
        part: u64,
        /// Out of how many.
        whole: u64,
    },
    /// A fraction between 0 and 1 that has no parts to show: a bound of an interval.
    Fraction(f64),
    /// A duration in nanoseconds, rounded down to a whole one where it was a mean.
    ///
    /// Rounding it half up to milliseconds gives what rounding the unrounded value would have
    /// given, because the limits of half-up rounding are whole nanoseconds.
    Duration(i128),
    /// A moment, in UTC.
    Time(Timestamp),
    /// By how much a figure changed: an integer, a fraction or a duration, which people read with its sign.
    Change(Box<Cell>),
    /// A picture of stretches of time, in a column that is [`Align::Drawn`](crate::report::Align::Drawn): for
    /// people alone, beside columns that say the same in numbers.
    Bar(Bar),
}

/// Stretches of time within a longer one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// How long the whole is, in nanoseconds.
    pub whole: i128,
    /// The stretches, later ones over earlier ones.
    pub spans: Vec<Span>,
}

/// A stretch of time, in nanoseconds since the beginning of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// When it begins.
    pub start: i128,
    /// When it ends.
    pub end: i128,
    /// What happens in it.
    pub phase: Phase,
}

/// What happens in a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Something is waited for.
    Waiting,
    /// Something runs.
    Running,
}

/// An id, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The id.
    pub id: String,
    /// What people read.
    pub shown: String,
}

/// A word of the report's own vocabulary.
#[derive(Clone, Debug, PartialEq, Hash, Eq, PartialOrd, Ord)]
pub struct Term {
    /// The stable id that machines get.
    pub id: &'static str,
    /// The words that people get; of times with their zone.
    pub title: Cow<'static, str>,
}

impl Cell {
    /// Text where there is some, else [`Cell::Missing`].
    pub fn text(text: Option<impl Into<String>>) -> Cell {
        text.map_or(Cell::Missing, |text| Cell::Text(text.into()))
    }

    /// An identifier where there is one, else [`Cell::Missing`].
    pub fn id(id: Option<impl Into<String>>) -> Cell {
        id.map_or(Cell::Missing, |id| Cell::Id(id.into()))
    }

    /// A count where there is one, else [`Cell::Missing`].
    pub fn count(count: Option<u64>) -> Cell {
        count.map_or(Cell::Missing, Cell::Count)
    }

    /// A duration in nanoseconds where there is one, else [`Cell::Missing`].
    pub fn duration(nanoseconds: Option<impl Into<i128>>) -> Cell {
        nanoseconds.map_or(Cell::Missing, |ns| Cell::Duration(ns.into()))
    }

    /// A moment where there is one, else [`Cell::Missing`].
    pub fn time(time: Option<Timestamp>) -> Cell {
        time.map_or(Cell::Missing, Cell::Time)
    }

    /// A fraction where there is one, else [`Cell::Missing`].
    pub fn fraction(fraction: Option<f64>) -> Cell {
        fraction.map_or(Cell::Missing, Cell::Fraction)
    }

    /// A number that may be negative where there is one, else [`Cell::Missing`].
    pub fn integer(number: Option<i64>) -> Cell {
        number.map_or(Cell::Missing, Cell::Integer)
    }

    /// By how much a figure changed, or [`Cell::Missing`] where nobody knows.
    pub fn change(by: Cell) -> Cell {
        if by == Cell::Missing { by } else { Cell::Change(Box::new(by)) }
    }

    /// How a job, an execution or a step came out.
    pub fn outcome(outcome: Outcome) -> Cell {
        Cell::Term(Term::new(outcome.name(), outcome.title()))
    }

    /// `part` out of `whole`, or [`Cell::Missing`] where there is nothing to take a part of.
    pub fn share(part: u64, whole: u64) -> Cell {
        if whole == 0 { Cell::Missing } else { Cell::Share { part, whole } }
    }
}

impl Term {
    /// A term by its id and its words.
    pub const fn new(id: &'static str, title: &'static str) -> Term {
        Term { id, title: Cow::Borrowed(title) }
    }
}

/// A number with its thousands set apart: `1,240`.
pub(crate) fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
