//! One finding: its rule, its place and a sentence.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::findings::rule::Rule;
use crate::privacy::secrets::masked;

/// One thing that is wrong, or worth knowing, about a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule that fired.
    pub rule: Rule,
    /// Where in the file.
    pub place: Place,
    /// What was found (shortened) and what was expected.
    pub message: String,
    /// The line that it points at, where somebody wants to see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<Box<Excerpt>>,
}

/// A line of a file around a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// What stands before the marked part; begins with `…` where more does.
    pub before: String,
    /// The value that is meant; empty where the line as a whole is.
    pub marked: String,
    /// What stands behind it; ends with `…` where more does.
    pub after: String,
}

impl Excerpt {
    /// That of a line of which nobody may see anything.
    pub fn hidden() -> Excerpt {
        Excerpt { marked: String::from("…"), ..Excerpt::default() }
    }
}

/// A place in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The line, from 1; none where the whole file is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The column in that line in characters, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
    /// What stands there: a JSON pointer (RFC 6901), or the row and column of a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

impl Finding {
    /// A finding about a place.
    pub fn at(rule: Rule, place: Place, message: impl Into<String>) -> Finding {
        Finding { rule, place, message: message.into(), excerpt: None }
    }

    /// A finding about a file as a whole.
    pub fn of_file(rule: Rule, message: impl Into<String>) -> Finding {
        Finding::at(rule, Place::default(), message)
    }

    /// Leaves nothing in its words and its place that opens something.
    pub(crate) fn hide_secrets(&mut self) {
        for text in self.place.path.iter_mut().chain([&mut self.message]) {
            if let Cow::Owned(shown) = masked(text) {
                *text = shown;
            }
        }
    }

    /// What findings of one file are sorted by.
    pub fn key(&self) -> (&Place, Rule, &str) {
        (&self.place, self.rule, &self.message)
    }
}

impl Place {
    /// The place behind a file's name, `:12:5 /items/0/id`.
    pub fn suffix(&self) -> String {
        let mut text = String::new();
        for number in [self.line, self.column].into_iter().flatten() {
            text.push_str(&format!(":{number}"));
        }
        if let Some(path) = self.path.as_deref().filter(|path| !path.is_empty()) {
            text.push(' ');
            text.push_str(path);
        }
        text
    }
}
