//! What a job status comes to, beyond its single fields.
//!
//! In: a [`Job`], which borrows its texts from the buffer. Out: its family, its newest execution, its
//! outcome. Every field is optional, because a payload with a hole still contributes what is sound.
//! Deserialising is strict: an undocumented field, a null, a doubled key or a value of another type is
//! an error, and the payload is then walked again, leniently.

use crate::payload::field::JobContext;
use crate::payload::{Counts, Execution, Family, Job, Outcome, Reader};

impl<'a> Job<'a> {
    /// Reads a job that is written as the service writes it, which is faster than serde is. Where it
    /// is not, there is none, and serde has to look; where there is one, serde reads the same.
    pub fn from_usual_json(text: &'a str) -> Option<Job<'a>> {
        let mut job = Job::default();
        Reader::document(text, &mut job).map(|()| job)
    }
}

impl Job<'_> {
    /// The executions, none where the field is absent.
    pub fn executions(&self) -> &[Execution<'_>] {
        self.executions.as_deref().unwrap_or_default()
    }

    /// The newest execution and its position: created last, else started last, else with the
    /// highest id, else written last.
    pub fn newest_execution(&self) -> Option<(usize, &Execution<'_>)> {
        self.executions()
            .iter()
            .enumerate()
            .max_by_key(|(_, e)| (e.created_time, e.start_time, e.id))
    }

    /// The family, by name, else by type, else by the steps and by what is counted.
    pub fn family(&self) -> Family {
        self.family_counting(self.counts.as_ref())
    }

    /// The family of a job with these counts. A name that nobody knows means a family that nobody knows, though
    /// it may well have a step or a count of a known name; unless it is a known name spelled in another way,
    /// or the steps and the counts are both those of one family.
    pub(crate) fn family_counting(&self, counts: Option<&Counts>) -> Family {
        let known = |family: &Family| *family != Family::Unknown;
        if let Some(family) = self.names().map(Family::of_name).find(known) {
            return family;
        }
        let steps = self.executions().iter().flat_map(|e| e.steps.iter().flatten());
        let mut by_step =
            steps.filter_map(|step| step.name.as_ref()).map(|name| Family::of_step(name));
        let by_step = by_step.find(known);
        let by_counts = counts.map(Family::of_counts).filter(known);
        if self.names().next().is_none() {
            return by_step.or(by_counts).unwrap_or(Family::Unknown);
        }
        let by_spelling = || self.names().map(Family::of_spelling).find(known);
        let by_both = by_step.filter(|_| by_step == by_counts);
        by_both.or_else(by_spelling).unwrap_or(Family::Unknown)
    }

    /// The name and the type, where there are any.
    fn names(&self) -> impl Iterator<Item = &str> {
        let names = [&self.name, &self.job_type].into_iter().flatten();
        names.map(|name| &**name).filter(|name| !name.trim().is_empty())
    }

    /// The name of a job whose family is only told by something else.
    pub(crate) fn misspelled_name(&self) -> Option<&str> {
        let is_known = |name: &str| Family::of_name(name) != Family::Unknown;
        let name = self.name.as_deref().or(self.job_type.as_deref())?;
        let is_other = !self.names().any(is_known) && self.family() != Family::Unknown;
        is_other.then_some(name)
    }

    /// What decides which fields it must and may have. `listed` says that it is an item of a job list.
    pub(crate) fn context(&self, listed: bool) -> JobContext {
        JobContext { family: self.family(), listed, has_type: self.job_type.is_some() }
    }

    /// What came of it: by the latest exit code, else the newest execution's, else the status.
    pub fn outcome(&self) -> Outcome {
        let newest = self.newest_execution().map(|(_, execution)| execution);
        let exit_code = self.latest_exit_code.as_ref().or_else(|| newest?.exit_code.as_ref());
        let status = self.latest_status.as_ref().or_else(|| newest?.status.as_ref());
        Outcome::of(exit_code, status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::Text;

    #[test]
    fn texts_borrow_from_the_buffer_unless_they_are_escaped() {
        let json = r#"{"name":"moveusers","trackingId":"a\u0062"}"#;
        let job: Job<'_> = serde_json::from_str(json).expect("a job");
        let borrowed =
            |text: &Option<Text<'_>>| matches!(text, Some(Text(std::borrow::Cow::Borrowed(_))));
        assert!(borrowed(&job.name) && !borrowed(&job.tracking_id));
        assert_eq!(job.tracking_id.as_deref(), Some("ab"));
    }

    #[test]
    fn strict_means_no_null_no_double_and_nothing_undocumented() {
        for json in [
            r#"{"name":null}"#,
            r#"{"name":"a","name":"a"}"#,
            r#"{"nom":"a"}"#,
            r#"{"name":1}"#,
            r#"{"instanceId":"1"}"#,
            r#"{"jobExecutionStatus":[{"timeElapsed":"P1D"}]}"#,
        ] {
            assert!(serde_json::from_str::<Job<'_>>(json).is_err(), "{json}");
        }
    }
}
