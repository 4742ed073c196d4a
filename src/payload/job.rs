//! One job status, as a payload states it.
//!
//! In: JSON. Out: a [`Job`] that borrows its texts from the buffer. Every field is optional here,
//! because a payload with a hole still contributes what is sound; which fields are required is the
//! schema's to say. Deserialising is strict: an undocumented field, a null, a doubled key or a
//! value of another type is an error, and the payload is then walked again, leniently.

use serde::Deserialize;
use serde::de::Deserializer;

use crate::payload::{
    Counts, Elapsed, ExitCode, Family, IdText, Object, Outcome, Status, Text, Timestamp, values,
};

/// A job at the moment that it was asked for.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
#[allow(missing_docs, reason = "the fields and their meaning stand in the schema table")]
pub struct Job<'a> {
    #[serde(default, deserialize_with = "present")]
    pub name: Option<Text<'a>>,
    #[serde(default, deserialize_with = "present")]
    pub id: Option<IdText<'a>>,
    #[serde(default, deserialize_with = "present")]
    pub tracking_id: Option<Text<'a>>,
    #[serde(default, deserialize_with = "present")]
    pub source_user_id: Option<IdText<'a>>,
    #[serde(default, deserialize_with = "present")]
    pub source_customer_id: Option<IdText<'a>>,
    #[serde(default, deserialize_with = "present")]
    pub target_customer_id: Option<IdText<'a>>,
    #[serde(default, deserialize_with = "present")]
    pub instance_id: Option<i64>,
    #[serde(default, deserialize_with = "objects", rename = "jobExecutionStatus")]
    pub executions: Option<Vec<Execution<'a>>>,
    #[serde(default, deserialize_with = "present", rename = "latestExecutionStatus")]
    pub latest_status: Option<Status<Text<'a>>>,
    #[serde(default, deserialize_with = "present", rename = "latestExecutionExitCode")]
    pub latest_exit_code: Option<ExitCode<Text<'a>>>,
    #[serde(default, deserialize_with = "present")]
    pub counts: Option<Counts>,
    #[serde(default, deserialize_with = "present")]
    pub csv_file: Option<Text<'a>>,
    #[serde(default, deserialize_with = "present")]
    pub csv_file_expiry_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "present")]
    pub file_format: Option<Text<'a>>,
    #[serde(default, deserialize_with = "present")]
    pub csv_file_download_url: Option<Text<'a>>,
    #[serde(default, deserialize_with = "present")]
    pub job_type: Option<Text<'a>>,
    #[serde(default, deserialize_with = "present")]
    pub operation_type: Option<Text<'a>>,
    #[serde(default, deserialize_with = "present")]
    pub target: Option<Text<'a>>,
    #[serde(default, deserialize_with = "present")]
    pub location_id: Option<IdText<'a>>,
    #[serde(default, deserialize_with = "present")]
    pub location_name: Option<Text<'a>>,
    #[serde(default, deserialize_with = "present")]
    pub source_location_id: Option<IdText<'a>>,
    #[serde(default, deserialize_with = "present")]
    pub target_location_id: Option<IdText<'a>>,
    #[serde(default, deserialize_with = "present")]
    pub vendor_id: Option<Text<'a>>,
    #[serde(default, deserialize_with = "present")]
    pub percentage_complete: Option<i64>,
    #[serde(default, deserialize_with = "present")]
    pub device_count: Option<i64>,
    #[serde(default, deserialize_with = "present")]
    pub updated_count: Option<i64>,
    #[serde(default, deserialize_with = "present")]
    pub advisory_count: Option<i64>,
    #[serde(default, deserialize_with = "present")]
    pub location_customizations_enabled: Option<bool>,
    #[serde(default, deserialize_with = "present")]
    pub allow_admin_invite_emails: Option<bool>,
}

/// One run of a job.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
#[allow(missing_docs, reason = "the fields and their meaning stand in the schema table")]
pub struct Execution<'a> {
    #[serde(default, deserialize_with = "present")]
    pub id: Option<i64>,
    #[serde(default, deserialize_with = "present")]
    pub start_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "present")]
    pub end_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "present")]
    pub last_updated: Option<Timestamp>,
    #[serde(default, deserialize_with = "present")]
    pub created_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "present", rename = "statusMessage")]
    pub status: Option<Status<Text<'a>>>,
    #[serde(default, deserialize_with = "present")]
    pub exit_code: Option<ExitCode<Text<'a>>>,
    #[serde(default, deserialize_with = "present", rename = "timeElapsed")]
    pub elapsed: Option<Elapsed>,
    #[serde(default, deserialize_with = "objects", rename = "stepExecutionStatuses")]
    pub steps: Option<Vec<Step<'a>>>,
}

/// One step of a run.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
#[allow(missing_docs, reason = "the fields and their meaning stand in the schema table")]
pub struct Step<'a> {
    #[serde(default, deserialize_with = "present")]
    pub id: Option<i64>,
    #[serde(default, deserialize_with = "present")]
    pub start_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "present")]
    pub end_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "present")]
    pub last_updated: Option<Timestamp>,
    #[serde(default, deserialize_with = "present", rename = "statusMessage")]
    pub status: Option<Status<Text<'a>>>,
    #[serde(default, deserialize_with = "present")]
    pub exit_code: Option<ExitCode<Text<'a>>>,
    #[serde(default, deserialize_with = "present")]
    pub name: Option<Text<'a>>,
    #[serde(default, deserialize_with = "present", rename = "timeElapsed")]
    pub elapsed: Option<Elapsed>,
}

/// A field that is there; a null is not the same as an absent field, and is refused.
fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// An array of objects that is there.
fn objects<'de, D, T>(deserializer: D) -> Result<Option<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Vec::<Object<T>>::deserialize(deserializer).map(values).map(Some)
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

    /// The family, by name, else by type, else by the steps, else by what is counted.
    pub fn family(&self) -> Family {
        let known = |family: &Family| *family != Family::Unknown;
        let names = || [&self.name, &self.job_type].into_iter().flatten();
        if names().next().is_some() {
            // A family that nobody knows may well have a step or a count of a known name.
            let mut families = names().map(|name| Family::of_name(name)).filter(known);
            return families.next().unwrap_or(Family::Unknown);
        }
        let steps = self.executions().iter().flat_map(|e| e.steps.iter().flatten());
        let mut by_step =
            steps.filter_map(|step| step.name.as_ref()).map(|name| Family::of_step(name));
        let by_counts = || self.counts.as_ref().map_or(Family::Unknown, Family::of_counts);
        by_step.find(known).unwrap_or_else(by_counts)
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
