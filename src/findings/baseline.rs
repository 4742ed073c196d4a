//! Findings that somebody has accepted: a file in TOML.
//!
//! In: `[[accept]]` tables with a `rule`, at least one of `job`, `file` and `pointer` (globs are allowed), a
//! `reason`, and perhaps `by` and `expires`. Out: a [`Baseline`], which tells of a finding whether it is
//! accepted; and the same as text. What is known of a finding is its [`Identity`]: no line, which changes
//! whenever a payload is saved again, and the job before the file that happens to hold it.

mod acceptance;
mod reader;

pub use acceptance::Acceptance;

use std::fmt::Write;

use glob::Pattern;
use hashbrown::HashMap;
use sha2::{Digest, Sha256};
use toml::de::{DeTable, DeValue};

use crate::findings::baseline::reader::{KEYS, Reader};
use crate::findings::location::LineColumn;
use crate::findings::rule::Rule;
use crate::payload::{Timestamp, hex};
use crate::privacy::unseen::is_treacherous;

/// What stands at the top of a file that this program writes.
pub const HEADING: &str = "# Findings that are accepted, for jobaudit --baseline.";

/// Which finding it is, as long as nobody mends it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    /// The rule that fired.
    pub rule: Rule,
    /// Whose finding it is.
    pub subject: Subject,
    /// The JSON pointer in the job, or the row and column of a table; empty where all of it is meant.
    pub pointer: String,
}

/// Whose a finding is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// That of a job, by its id.
    Job(String),
    /// That of a file which holds no job, or several, by its name.
    File(String),
}

impl Identity {
    /// The same in so many letters that no two findings share them.
    pub fn fingerprint(&self) -> String {
        let (kind, name) = match &self.subject {
            Subject::Job(id) => ("job", id),
            Subject::File(name) => ("file", name),
        };
        let mut hasher = Sha256::new();
        for part in [self.rule.name(), kind, name, &self.pointer] {
            hasher.update(part.as_bytes());
            hasher.update([0]);
        }
        hex(&hasher.finalize()[..16])
    }
}

/// Accepted findings, as a file lists them.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    /// The file's name.
    pub name: String,
    entries: Vec<Acceptance>,
    /// Those without wildcards.
    exact: HashMap<Identity, usize>,
    /// The others.
    patterns: Vec<usize>,
}

/// What is wrong with a file of accepted findings, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}:{}: {message}", place.line, place.column)]
pub struct BaselineError {
    /// Where.
    pub place: LineColumn,
    /// What, and what may have been meant.
    pub message: String,
}

impl Baseline {
    /// Reads a file of that name.
    ///
    /// # Errors
    ///
    /// What is wrong with it, with line and column.
    pub fn parse(name: &str, text: &str) -> Result<Baseline, BaselineError> {
        let text = text.trim_start_matches('\u{feff}');
        let reader = Reader { text };
        let root = DeTable::parse(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            reader.error(at, error.message().replace('\n', ", "))
        })?;
        let mut entries = Vec::new();
        for (key, value) in root.get_ref() {
            if key.get_ref() != "accept" {
                let at = key.span().start;
                return Err(reader.error(at, "expected nothing but [[accept]] tables"));
            }
            let tables = match value.get_ref() {
                DeValue::Array(tables) => tables,
                _ => return Err(reader.error(value.span().start, "expected [[accept]]")),
            };
            for table in tables {
                entries.push(reader.entry(table)?);
            }
        }
        Ok(Baseline::of(name, entries))
    }

    fn of(name: &str, entries: Vec<Acceptance>) -> Baseline {
        let mut baseline = Baseline { name: name.to_owned(), ..Baseline::default() };
        for (at, entry) in entries.iter().enumerate() {
            match entry.exact() {
                Some(identity) => drop(baseline.exact.entry(identity).or_insert(at)),
                None => baseline.patterns.push(at),
            }
        }
        Baseline { entries, ..baseline }
    }

    /// What is accepted.
    pub fn entries(&self) -> &[Acceptance] {
        &self.entries
    }

    /// The entry that a finding is accepted by, as a position in [`entries`](Baseline::entries); `file` is the
    /// name of the file that it is in. One that is still valid comes before one that has expired.
    pub fn find(&self, finding: &Identity, file: &str, now: Option<Timestamp>) -> Option<usize> {
        let patterns = self.patterns.iter().copied();
        let matching = patterns.filter(|at| self.entries[*at].matches(finding, file));
        let mut all = self.exact.get(finding).copied().into_iter().chain(matching).peekable();
        let first = all.peek().copied();
        all.find(|at| !self.entries[*at].is_expired(now)).or(first)
    }

    /// The same with only those entries of which `keeps` says so, and with more findings, for that reason.
    pub fn rewritten(
        &self,
        keeps: impl Fn(usize) -> bool,
        more: impl IntoIterator<Item = Identity>,
        reason: &str,
    ) -> Baseline {
        let kept = self.entries.iter().enumerate().filter(|(at, _)| keeps(*at));
        let mut entries: Vec<Acceptance> = kept.map(|(_, entry)| entry.clone()).collect();
        entries.extend(more.into_iter().map(|identity| Acceptance::of(&identity, reason)));
        Baseline::of(&self.name, entries)
    }

    /// The file as text.
    pub fn text(&self) -> String {
        let mut text = format!("{HEADING}\n");
        for entry in &self.entries {
            let pattern =
                |pattern: &Option<Pattern>| pattern.as_ref().map(|p| p.as_str().to_owned());
            let values = [
                Some(entry.rule.name().to_owned()),
                pattern(&entry.job),
                pattern(&entry.file),
                pattern(&entry.pointer),
                Some(entry.reason.clone()),
                entry.by.clone(),
            ];
            text.push_str("\n[[accept]]\n");
            for (key, value) in KEYS.into_iter().zip(values) {
                let Some(value) = value else { continue };
                let _ = writeln!(text, "{key} = {}", quoted(&value));
            }
            if let Some(day) = &entry.expires {
                let _ = writeln!(text, "expires = {day}");
            }
        }
        text
    }
}

/// A text of TOML in which nothing acts and all is seen.
fn quoted(text: &str) -> String {
    if !text.contains(is_treacherous) {
        return toml::Value::String(text.to_owned()).to_string();
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if is_treacherous(c) => {
                let _ = write!(quoted, "\\U{:08x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn identity(subject: Subject, pointer: &str) -> Identity {
        Identity { rule: Rule::UnknownField, subject, pointer: pointer.to_owned() }
    }

    fn parse(text: &str) -> Result<Baseline, BaselineError> {
        Baseline::parse("accepted.toml", text)
    }

    #[test]
    fn globs_stay_within_a_folder_unless_they_say_otherwise() {
        let text = "[[accept]]\nrule = \"unknown-field\"\nfile = \"a/*.json\"\nreason = \"x\"\n\
                    [[accept]]\nrule = \"unknown-field\"\njob = \"131d*\"\npointer = \"/*/id\"\nreason = \"y\"\n";
        let baseline = parse(text).expect("a baseline");
        let of_file = |name: &str| identity(Subject::File(name.to_owned()), "/x");
        let find = |finding: &Identity, file: &str| baseline.find(finding, file, None);
        assert_eq!(find(&of_file("a/b.json"), "a/b.json"), Some(0));
        assert_eq!(find(&of_file("a/b/c.json"), "a/b/c.json"), None);
        let of_job = identity(Subject::Job("131d985d".into()), "/counts/id");
        assert_eq!(find(&of_job, "z.json"), Some(1));
        assert_eq!(find(&of_job, "a/z.json"), Some(0));
        assert_eq!(find(&identity(Subject::Job("131d985d".into()), "/a/b/id"), "z"), None);
    }

    #[test]
    fn a_mistake_is_told_with_its_place() {
        for (text, line, column, said) in [
            ("[[accept]\n", 1, 10, ""),
            ("x = 1\n", 1, 1, "[[accept]]"),
            ("[accept]\nrule = \"x\"\n", 1, 1, "[[accept]]"),
            ("\n[[accept]]\nrul = \"x\"\n", 3, 1, "did you mean `rule`?"),
            ("[[accept]]\nrule = \"unknown-fields\"\nreason = \"x\"\n", 2, 8, "`unknown-field`?"),
            ("[[accept]]\nrule = \"unknown-field\"\nfile = \"x\"\n", 1, 1, "a reason"),
            ("[[accept]]\nrule = \"unknown-field\"\nfile = \"x\"\nreason = \" \"\n", 4, 10, "why"),
            ("[[accept]]\nrule = \"unknown-field\"\nreason = \"x\"\n", 1, 1, "--ignore"),
            ("[[accept]]\nrule = \"unknown-field\"\nreason = \"x\"\nfile = 3\n", 4, 8, "quotation"),
            (
                "[[accept]]\nrule = \"unknown-field\"\nreason = \"x\"\nfile = \"a\"\nexpires = 2026-13-01\n",
                5,
                11,
                "",
            ),
            (
                "[[accept]]\nrule = \"unknown-field\"\nreason = \"x\"\nfile = \"a\"\nexpires = \"soon\"\n",
                5,
                11,
                "2026-12-31",
            ),
        ] {
            let error = parse(text).expect_err(text);
            assert_eq!(error.place.line, line, "{text}: {error}");
            assert!(
                column == 10 && line == 1 || line == 5 || error.place.column == column,
                "{error}"
            );
            assert!(error.message.contains(said), "{text}: {error}");
        }
    }

    #[test]
    fn an_entry_holds_until_its_last_day_is_over() {
        let text = "[[accept]]\nrule = \"unknown-field\"\nfile = \"a\"\nreason = \"x\"\nexpires = 2026-03-31\n";
        let baseline = parse(text).expect("a baseline");
        let entry = &baseline.entries()[0];
        let at = |text: &str| Timestamp::parse(text);
        assert!(!entry.is_expired(at("2026-03-31T23:59:59Z")));
        assert!(entry.is_expired(at("2026-04-01T00:00:00Z")));
        assert!(!entry.is_expired(None));
        assert!(baseline.text().contains("\nexpires = 2026-03-31\n"));
    }

    proptest! {
        /// Whatever a file, a job or a pointer is called, what is written accepts it and nothing else, and
        /// reads back as it was.
        #[test]
        fn what_is_written_reads_back(
            names in proptest::collection::btree_set(r#"[a-z*?\[\]/"'\\é\n#=.]{0,12}"#, 1..6),
            pointer in r"(/[a-z*~0-9\[]{1,4}){0,3}",
            reason in "[ -~é\n]{1,20}",
            of_job in any::<bool>(),
        ) {
            prop_assume!(!reason.trim().is_empty());
            let subject = |name: &String| match of_job {
                true => Subject::Job(name.clone()),
                false => Subject::File(name.clone()),
            };
            let findings: Vec<Identity> =
                names.iter().map(|name| identity(subject(name), &pointer)).collect();
            let first = Baseline::default().rewritten(|_| true, findings.clone(), &reason);
            let again = parse(&first.text()).expect("what it writes it reads");
            prop_assert_eq!(again.text(), first.text());
            for (at, finding) in findings.iter().enumerate() {
                prop_assert_eq!(again.find(finding, "elsewhere", None), Some(at));
                prop_assert_eq!(&again.entries()[at].reason, &reason);
            }
            let other = identity(subject(&String::from("another name")), &pointer);
            prop_assert_eq!(again.find(&other, "another name", None), None);
        }
    }
}
