//! Entries of a baseline, read from TOML.
//!
//! In: a table of the file. Out: an [`Acceptance`], or what is wrong with it and where, with what may have been meant.

use glob::Pattern;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::findings::baseline::{Acceptance, BaselineError};
use crate::findings::location::LineColumn;
use crate::findings::rule::Rule;
use crate::payload::{Timestamp, Zone, hint, nearest};

/// The keys of an entry.
pub(super) const KEYS: [&str; 7] = ["rule", "job", "file", "pointer", "reason", "by", "expires"];

/// Reads entries, and knows where they stand.
pub(super) struct Reader<'t> {
    pub text: &'t str,
}

impl Reader<'_> {
    fn place(&self, at: usize) -> LineColumn {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        LineColumn::START.after(before)
    }

    pub fn error(&self, at: usize, message: impl Into<String>) -> BaselineError {
        BaselineError { place: self.place(at), message: message.into() }
    }

    pub fn entry(&self, table: &Spanned<DeValue<'_>>) -> Result<Acceptance, BaselineError> {
        let start = table.span().start;
        let DeValue::Table(fields) = table.get_ref() else {
            return Err(self.error(start, "expected [[accept]]"));
        };
        for key in fields.keys() {
            let name = key.get_ref();
            if !KEYS.contains(&&**name) {
                let hint = hint(nearest(name, KEYS.into_iter()));
                return Err(self.error(key.span().start, format!("unknown key `{name}`{hint}")));
            }
        }
        let needed = |key: &'static str| {
            self.error(start, format!("an entry needs a {key}, as in {key} = \"...\""))
        };
        let (rule, at) = self.text(fields, "rule")?.ok_or_else(|| needed("rule"))?;
        let rule = Rule::from_name(&rule).ok_or_else(|| {
            let hint = hint(nearest(&rule, Rule::ALL.iter().map(|rule| rule.name())));
            self.error(at, format!("no rule is called `{rule}`{hint}"))
        })?;
        let (reason, at) = self.text(fields, "reason")?.ok_or_else(|| needed("reason"))?;
        if reason.trim().is_empty() {
            return Err(self.error(at, "a reason says why the finding is accepted"));
        }
        let [job, file, pointer] = ["job", "file", "pointer"].map(|key| self.pattern(fields, key));
        let (job, file, pointer) = (job?, file?, pointer?);
        if job.is_none() && file.is_none() && pointer.is_none() {
            let sentence =
                "an entry needs a job, a file or a pointer; to leave out a rule, use --ignore";
            return Err(self.error(start, sentence));
        }
        Ok(Acceptance {
            rule,
            job,
            file,
            pointer,
            reason,
            by: self.text(fields, "by")?.map(|(by, _)| by),
            expires: self.day(fields)?,
            place: self.place(start),
        })
    }

    fn text(
        &self,
        fields: &DeTable<'_>,
        key: &str,
    ) -> Result<Option<(String, usize)>, BaselineError> {
        let Some(value) = fields.get(key) else { return Ok(None) };
        match value.get_ref() {
            DeValue::String(text) => Ok(Some((text.clone().into_owned(), value.span().start))),
            _ => Err(self.error(value.span().start, format!("{key} is a text in quotation marks"))),
        }
    }

    fn pattern(&self, fields: &DeTable<'_>, key: &str) -> Result<Option<Pattern>, BaselineError> {
        let Some((text, at)) = self.text(fields, key)? else { return Ok(None) };
        let pattern = Pattern::new(&text);
        pattern.map(Some).map_err(|error| self.error(at, format!("no pattern: {}", error.msg)))
    }

    fn day(&self, fields: &DeTable<'_>) -> Result<Option<String>, BaselineError> {
        let Some(value) = fields.get("expires") else { return Ok(None) };
        let text = match value.get_ref() {
            DeValue::String(text) => text.clone().into_owned(),
            DeValue::Datetime(time) => time.to_string(),
            _ => String::new(),
        };
        let is_day =
            text.len() == 10 && Timestamp::parse_argument(&text, true, Zone::default()).is_some();
        let mistake = || self.error(value.span().start, "expires is a day, as in 2026-12-31");
        is_day.then_some(Some(text)).ok_or_else(mistake)
    }
}
