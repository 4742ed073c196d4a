//! One entry of a baseline: what somebody has accepted, and why.
//!
//! In: what an entry says. Out: which findings it is about, and until when. One without wildcards is about a single
//! finding, by whose [`Identity`] it can be looked up; the others are tried one by one.

use glob::{MatchOptions, Pattern};

use crate::findings::baseline::{Identity, Subject};
use crate::findings::location::LineColumn;
use crate::findings::rule::Rule;
use crate::payload::{Timestamp, Zone};

/// What somebody has accepted, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Acceptance {
    /// The rule.
    pub rule: Rule,
    pub(super) job: Option<Pattern>,
    pub(super) file: Option<Pattern>,
    pub(super) pointer: Option<Pattern>,
    /// Why it is accepted.
    pub reason: String,
    /// Who accepted it.
    pub by: Option<String>,
    /// The last day on which it is.
    pub expires: Option<String>,
    /// Where it stands in the file.
    pub place: LineColumn,
}

impl Acceptance {
    pub(super) fn of(finding: &Identity, reason: &str) -> Acceptance {
        let literal = |text: &str| Pattern::new(&Pattern::escape(text)).ok();
        let (job, file) = match &finding.subject {
            Subject::Job(id) => (literal(id), None),
            Subject::File(name) => (None, literal(name)),
        };
        Acceptance {
            rule: finding.rule,
            job,
            file,
            pointer: literal(&finding.pointer),
            reason: reason.to_owned(),
            by: None,
            expires: None,
            place: LineColumn::START,
        }
    }

    /// The one finding that it is about, if it says so much and has no wildcards.
    pub(super) fn exact(&self) -> Option<Identity> {
        let subject = match (&self.job, &self.file) {
            (Some(job), None) => Subject::Job(literal(job)?),
            (None, Some(file)) => Subject::File(literal(file)?),
            _ => return None,
        };
        let pointer = literal(self.pointer.as_ref()?)?;
        Some(Identity { rule: self.rule, subject, pointer })
    }

    pub(super) fn matches(&self, finding: &Identity, file: &str) -> bool {
        let options = MatchOptions { require_literal_separator: true, ..MatchOptions::new() };
        let fits = |pattern: &Option<Pattern>, text: Option<&str>| match (pattern, text) {
            (Some(pattern), Some(text)) => pattern.matches_with(text, options),
            (Some(_), None) => false,
            (None, _) => true,
        };
        let job = match &finding.subject {
            Subject::Job(id) => Some(id.as_str()),
            Subject::File(_) => None,
        };
        self.rule == finding.rule
            && fits(&self.job, job)
            && fits(&self.file, Some(file))
            && fits(&self.pointer, Some(&finding.pointer))
    }

    /// Whether its last day is over.
    pub fn is_expired(&self, now: Option<Timestamp>) -> bool {
        let end = self
            .expires
            .as_deref()
            .and_then(|day| Timestamp::parse_argument(day, true, Zone::default()));
        end.zip(now).is_some_and(|(end, now)| now > end)
    }

    /// What it is about, for a message: `unknown-field in job 131d985d…, file *.json`.
    pub fn described(&self) -> String {
        let parts = [("job", &self.job), ("file", &self.file), ("at", &self.pointer)];
        let parts = parts.into_iter().filter_map(|(what, pattern)| {
            let pattern = pattern.as_ref().map(Pattern::as_str).filter(|text| !text.is_empty())?;
            Some(format!("{what} `{pattern}`"))
        });
        format!("{} of {}", self.rule, parts.collect::<Vec<_>>().join(", "))
    }
}

/// What a pattern without wildcards matches.
fn literal(pattern: &Pattern) -> Option<String> {
    let mut text = String::new();
    let mut rest = pattern.as_str();
    while let Some(c) = rest.chars().next() {
        let escaped = ["[?]", "[*]", "[[]", "[]]"].into_iter().find(|with| rest.starts_with(with));
        match (escaped, c) {
            (Some(with), _) => {
                text.push_str(&with[1..2]);
                rest = &rest[with.len()..];
            }
            (None, '?' | '*' | '[') => return None,
            (None, c) => {
                text.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    Some(text)
}
