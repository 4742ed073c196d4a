//! The fast path: a payload that is all that the documentation promises.
//!
//! In: the text of a JSON document. Out: its jobs, deserialised once, or nothing where anything at
//! all is undocumented, missing or contradictory; what exactly, the lenient walk then says.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::decode::consistency;
use crate::decode::{Context, Document};
use crate::payload::json::Node;
use crate::payload::{Family, Job, Object, PayloadKind, Timestamp, values};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
struct Start<'a> {
    response: Object<Job<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
struct List<'a> {
    items: Vec<Object<Job<'a>>>,
    #[serde(default)]
    paging: AnyObject<'a>,
}

/// An object whose members nobody asks for.
#[derive(Default)]
struct AnyObject<'a>(Option<Node<'a>>);

impl<'de: 'a, 'a> Deserialize<'de> for AnyObject<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<AnyObject<'a>, D::Error> {
        let node = Node::deserialize(deserializer)?;
        if node.kind() == "an object" {
            Ok(AnyObject(Some(node)))
        } else {
            Err(D::Error::custom("no object"))
        }
    }
}

/// Adds a document of the kind that its beginning promises to those of the same file, if all of it is
/// as documented; says of which kind it then is.
pub(super) fn read<'a>(
    text: &'a str,
    Context { now, deepest, listed, .. }: Context<'_>,
    all: &mut Document<'a>,
) -> Option<PayloadKind> {
    let before = all.jobs.len();
    let kind = jobs(text, deepest, all)?;
    let listed = listed || kind == PayloadKind::JobList;
    let added = &all.jobs[before..];
    let empty_array = kind == PayloadKind::JobArray && added.is_empty();
    if empty_array || !added.iter().all(|payload| is_clean(&payload.job, listed, now)) {
        all.jobs.truncate(before);
        return None;
    }
    all.payloads += added.len() as u64;
    Some(kind)
}

/// Adds the jobs of a document; none of them where it is not as documented.
fn jobs<'a>(text: &'a str, deepest: usize, all: &mut Document<'a>) -> Option<PayloadKind> {
    let start = text.trim_start();
    let (kind, jobs) = if start.starts_with('[') {
        (PayloadKind::JobArray, values(serde_json::from_str(text).ok()?))
    } else {
        match first_key(start) {
            "items" => {
                let Object(List { items, paging }) = serde_json::from_str(text).ok()?;
                // Jobs are no deeper than the schema; this is one level down.
                if paging
                    .0
                    .is_some_and(|node| node.deeper_than(deepest.saturating_sub(1)).is_some())
                {
                    return None;
                }
                (PayloadKind::JobList, values(items))
            }
            "response" => {
                let Object(Start { response: Object(job) }) = serde_json::from_str(text).ok()?;
                (PayloadKind::JobStart, vec![job])
            }
            _ => {
                // Nearly all are such: not a copy more than it takes.
                let Object(job) = serde_json::from_str(text).ok()?;
                all.put(job);
                return Some(PayloadKind::JobStatus);
            }
        }
    };
    jobs.into_iter().for_each(|job| all.put(job));
    Some(kind)
}

/// The first key of an object, if it is written plainly.
fn first_key(text: &str) -> &str {
    let key = text.strip_prefix('{').map(str::trim_start).and_then(|rest| rest.strip_prefix('"'));
    key.and_then(|rest| rest.split_once('"')).map_or("", |(key, _)| key)
}

/// Whether a job that was decoded strictly is all that the schema and the rules ask for.
fn is_clean(job: &Job<'_>, listed: bool, now: Option<Timestamp>) -> bool {
    let family = job.family();
    let complete = (listed || job.name.is_some() || job.job_type.is_some())
        && job.id.is_some()
        && job.source_user_id.is_some()
        && job.source_customer_id.is_some()
        && job.target_customer_id.is_some()
        && job.instance_id.is_some()
        && job.latest_status.is_some()
        && job.executions().iter().all(|run| {
            run.id.is_some()
                && run.last_updated.is_some()
                && run.created_time.is_some()
                && run.status.is_some()
                && run.elapsed.is_some()
                && run.steps.iter().flatten().all(|step| {
                    step.id.is_some()
                        && step.last_updated.is_some()
                        && step.status.is_some()
                        && step.name.is_some()
                        && step.elapsed.is_some()
                })
        });
    let of_its_family = match &job.counts {
        Some(counts) => {
            family == Family::Unknown
                || (counts.iter().all(|(name, _)| family.count_names().any(|own| own == name))
                    && family
                        .count_names()
                        .all(|name| !family.requires_count(name) || counts.get(name).is_some()))
        }
        None => family != Family::MOVE_USERS,
    };
    let foreign_fields = family == Family::MOVE_USERS && has_fields_of_other_families(job);
    let mut broken = consistency::Any(false);
    consistency::job(job, now, &mut broken);
    complete && of_its_family && !foreign_fields && !broken.0
}

fn has_fields_of_other_families(job: &Job<'_>) -> bool {
    let texts =
        [&job.job_type, &job.operation_type, &job.target, &job.location_name, &job.vendor_id];
    let ids = [&job.location_id, &job.source_location_id, &job.target_location_id];
    let numbers =
        [job.percentage_complete, job.device_count, job.updated_count, job.advisory_count];
    let flags = [job.location_customizations_enabled, job.allow_admin_invite_emails];
    texts.iter().any(|text| text.is_some())
        || ids.iter().any(|id| id.is_some())
        || numbers.iter().any(|number| number.is_some())
        || flags.iter().any(|flag| flag.is_some())
}
