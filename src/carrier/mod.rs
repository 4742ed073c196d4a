//! What payloads are wrapped in: HTTP heads, lines of a log, HAR captures, wrappers of any keys.
//!
//! In: a text that is no payload by itself. Out: the texts of the payloads in it, each with its place:
//! where it stands in the file as it is, or what the record of its own is called that it came out of. A
//! pure function of the text; nothing is decoded here. Carriers may lie within each other, to a bounded
//! depth. What small faults spoil is mended, and what is whole in something broken is taken out of it.

mod cells;
mod collection;
mod damaged;
mod har;
mod http;
mod json_text;
pub mod json_values;
mod log_lines;
pub mod log_seams;
mod mail;
mod markdown;
mod open;
mod residue;
mod rows;
mod terminal;
mod typed;
mod wrapped_lines;
mod wrapper;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::payload::Id;
use crate::payload::json::{Members, Node};
use crate::payload::recognize::TELL_A_JOB;

/// Something that payloads are wrapped in.
#[derive(Debug)]
pub struct Carrier {
    /// The stable name.
    pub name: &'static str,
    /// In words, to follow "wrapped in".
    pub words: &'static str,
    opens: Opens,
}

/// How a carrier is opened. Nothing comes out of what it does not know.
#[derive(Debug)]
enum Opens {
    /// A text that is no JSON, by its own marks.
    Text(for<'a> fn(&'a str) -> Vec<Part<'a>>),
    /// A text of which nothing that stands there as it is could be read.
    Lines(for<'a> fn(&'a str) -> Vec<Part<'a>>),
    /// A JSON object that is no payload.
    Object(for<'a> fn(&Members<'a>) -> Option<Vec<Part<'a>>>),
    /// Met on the way through JSON values, or between them.
    OnTheWay,
}

macro_rules! carriers {
    ($($id:ident $name:literal $words:literal $opens:expr,)*) => {
        $(static $id: Carrier = Carrier { name: $name, words: $words, opens: $opens };)*

        /// All carriers, in the order in which they are tried.
        pub static CARRIERS: &[&Carrier] = &[$(&$id,)*];
    };
}

carriers! {
    MAIL "mail" "a mail" Opens::Text(mail::open),
    HTTP "http" "HTTP answers with their heads" Opens::Text(http::open),
    MARKDOWN "markdown" "a Markdown text" Opens::Text(markdown::open),
    LOG_LINES "log-lines" "lines of a log" Opens::Lines(log_lines::open),
    TEXT_SEQUENCE "text-sequence" "a JSON text sequence" Opens::OnTheWay,
    HAR "har" "a HAR capture of web traffic" Opens::Object(har::open),
    COLLECTION "collection" "an API client's collection" Opens::Object(collection::open),
    WRAPPER "wrapper" "other JSON" Opens::OnTheWay,
    TABLE "table" "a text with a table in it" Opens::OnTheWay,
    TERMINAL "terminal-table" "a table as a terminal shows it" Opens::OnTheWay,
    ROWS "rows" "rows of a table as JSON" Opens::OnTheWay,
    TYPED "typed" "values with their types or as texts (PowerShell, databases)" Opens::OnTheWay,
    JSON_TEXT "json-text" "JSON in a text" Opens::OnTheWay,
    CELLS "cells" "the cells of a table" Opens::Lines(cells::open),
    ESCAPED "escaped-json" "JSON with escaped quotes" Opens::Lines(json_text::in_lines),
    WRAPPED_LINES "wrapped-lines" "lines that a window broke" Opens::Lines(wrapped_lines::open),
    BASE64 "base64" "Base64" Opens::OnTheWay,
}

/// What comes out of a carrier.
#[derive(Debug)]
enum Part<'a> {
    /// A text that stands there as it is.
    Text(&'a str),
    /// A text that was made of a record.
    Record(Record),
}

/// A text of its own, and what it is called.
#[derive(Debug, Default)]
struct Record {
    text: String,
    name: String,
    /// Where it was made of lines: where each begins in it, and its number from 0 in the text that it came out of.
    lines: Vec<(usize, u64)>,
}

/// A payload's text and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload<'a> {
    /// The JSON, or the table.
    pub text: Cow<'a, str>,
    /// Where it is.
    pub at: At,
    /// Whether it was taken out of a list, in which jobs lack their names.
    pub listed: bool,
    /// Whether it holds jobs.
    pub holds_jobs: bool,
    /// The one job that it holds, else the one that the innermost object or array holds in which it stands with any.
    pub job: Option<Id>,
}

impl<'a> Payload<'a> {
    /// A table of errors.
    fn of_table(text: Cow<'a, str>, at: At) -> Payload<'a> {
        Payload { text, at, listed: false, holds_jobs: false, job: None }
    }
}

/// The place of a payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// It stands there as it is.
    Text {
        /// Where it begins in the text, in bytes.
        offset: usize,
        /// Its JSON pointer in the document that it is a part of.
        pointer: String,
    },
    /// It came out of a record that is called so, and each differently.
    Record(String),
}

/// What is wrong with the JSON in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// This is no JSON, or not before commas, comments or byte order marks are taken out.
    Broken(Range<usize>),
    /// So many documents follow each other without being one a line.
    Joined {
        /// How many.
        documents: usize,
        /// Where the second begins.
        second: usize,
    },
    /// Something follows a document.
    Followed(Range<usize>),
    /// The record that is called so is broken.
    InRecord(String),
}

/// What was wrapped in a text.
#[derive(Debug, Default)]
pub struct Unwrapped<'a> {
    /// The payloads, in the order of the text.
    pub payloads: Vec<Payload<'a>>,
    /// The answer to a request that failed, where there is one.
    pub refused: Option<Payload<'a>>,
    /// What is wrong with the JSON.
    pub faults: Vec<Fault>,
    /// What the payloads were wrapped in.
    pub carriers: Carriers,
    /// Whether a job was cut short in it, or has lost its beginning.
    pub lacks_a_job: bool,
}

/// Carriers, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carriers(BTreeSet<usize>);

impl Carriers {
    /// The carriers, the outermost first.
    pub fn iter(&self) -> impl Iterator<Item = &'static Carrier> {
        self.0.iter().map(|&row| CARRIERS[row])
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds those of another text.
    pub fn merge(&mut self, other: &Carriers) {
        self.0.extend(&other.0);
    }

    /// In words: `lines of a log, other JSON and JSON in a text`.
    pub fn in_words(&self) -> String {
        let words: Vec<&str> = self.iter().map(|carrier| carrier.words).collect();
        match words.split_last() {
            Some((last, first)) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
            _ => words.concat(),
        }
    }

    fn add(&mut self, carrier: &Carrier) {
        self.0.extend(CARRIERS.iter().position(|known| std::ptr::eq(*known, carrier)));
    }
}

/// What tells whether names of columns, between commas, are those of an errors file.
pub(crate) type NamesErrors = fn(&str) -> bool;

/// What tells a table of errors: what columns mean is no business of a carrier.
#[derive(Clone, Copy, Debug)]
pub struct Tables {
    /// Whether columns of these names, between commas, are those of an errors file.
    pub header: NamesErrors,
    /// Whether a table of errors stands in a text, and tells one.
    pub errors: fn(&str) -> bool,
}

/// Takes the payloads out of a text that is none by itself and begins with that line of its file.
pub fn unwrap(text: &str, first_line: u64, tables: Tables) -> Unwrapped<'_> {
    let mut all = open::Opener::new(text, first_line, tables).open();
    all.name_apart();
    all
}

/// Whether JSON may stand between the rows of what looks like a table of errors. Few tables have a brace.
pub fn may_be_mixed(text: &str) -> bool {
    memchr::memchr(b'{', text.as_bytes()).is_some() && mentions_payload(text) || mail::is_one(text)
}

/// What is in a text that looks like a table of errors and has JSON between its rows; nothing where that stands in
/// cells alone, or nowhere.
pub fn mixed(text: &str, first_line: u64, tables: Tables) -> Option<Unwrapped<'_>> {
    let mut opener = open::Opener::new(text, first_line, tables);
    opener.as_it_is = true;
    let mut all = opener.open();
    all.name_apart();
    let is_free = |offset: usize| {
        let before = text[..offset].trim_end_matches(' ');
        !before.ends_with([',', ';', '\t', '|', '"', '\''])
    };
    let stands_free = |payload: &Payload<'_>| match payload.at {
        At::Text { offset, .. } => is_free(offset),
        At::Record(_) => mail::is_one(text),
    };
    let is_broken = |fault: &Fault| matches!(fault, Fault::Broken(range) if is_free(range.start));
    (all.payloads.iter().any(stands_free) || all.faults.iter().any(is_broken)).then_some(all)
}

impl<'a> Unwrapped<'a> {
    /// Gives records of one name different ones: `GET x`, `GET x (2)`.
    fn name_apart(&mut self) {
        let mut seen: HashMap<String, u64> = HashMap::new();
        for payload in &mut self.payloads {
            if let At::Record(name) = &mut payload.at {
                let before = seen.entry(name.clone()).or_default();
                *before += 1;
                if *before > 1 {
                    name.push_str(&format!(" ({before})"));
                }
            }
        }
    }
}

impl Record {
    /// What stands there in it is called; it came out of a text that begins with that line of its file.
    fn name_at(&self, offset: usize, pointer: &str, first_line: u64) -> String {
        let before = self.lines.partition_point(|(begin, _)| *begin <= offset);
        let line = before.checked_sub(1).map(|line| first_line + self.lines[line].1);
        let line = line.map_or(String::new(), |line| line.to_string());
        format!("{line}{}{pointer}", self.name)
    }
}

/// Whether a text speaks of a payload's own fields.
fn mentions_payload(text: &str) -> bool {
    ["xecutionStatus", "xecution_status", "itemNumber"].iter().any(|field| holds(text, field))
}

fn holds(text: &str, part: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), part.as_bytes()).is_some()
}

/// Other members of a job that little else has.
const OF_JOBS: [&str; 4] = ["sourceUserId", "sourceCustomerId", "targetCustomerId", "instanceId"];

/// How many of the members of a job stand in some texts as JSON has them, with a value behind.
fn members_of_a_job<'t>(texts: impl Iterator<Item = &'t str> + Clone) -> usize {
    let is_value = |text: &str| {
        let value = text.trim_start().strip_prefix(':').map(str::trim_start);
        value.is_some_and(|value| {
            value.starts_with(['"', '{', '[', '-'])
                || value.starts_with(|c: char| c.is_ascii_digit())
        })
    };
    let is_member = |text: &str, name: &str| {
        let quoted = format!("\"{name}\"");
        let mut found = memchr::memmem::find_iter(text.as_bytes(), &quoted);
        found.any(|at| is_value(&text[at + quoted.len()..]))
    };
    let names = TELL_A_JOB.iter().chain(&OF_JOBS);
    names.filter(|name| texts.clone().any(|text| is_member(text, name))).count()
}

/// Whether a broken value is a job that was cut short: JSON up to its end, with a member that others hardly have. What
/// breaks elsewhere is an example or a program.
fn is_cut_job(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | '…'));
    let is_cut = || Node::document(text).is_err_and(|error| error.is_eof());
    members_of_a_job(std::iter::once(text)) > 0 && is_cut()
}
