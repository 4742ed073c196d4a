//! The fast path: a payload that is all that the documentation promises.
//!
//! In: the text of a JSON document. Out: its jobs, deserialised once, or nothing where anything at
//! all is undocumented, missing or contradictory; what exactly, the lenient walk then says.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::decode::consistency;
use crate::decode::paging::page;
use crate::decode::{Context, Document, Refused};
use crate::payload::field::Presence;
use crate::payload::json::Node;
use crate::payload::{Counts, Element, Execution, Family, Job, Object, PayloadKind, Timestamp};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
struct Start<'a> {
    response: Object<Job<'a>>,
}

/// A job among others. One that lacks what it must have is refused at once: of as small a text as it may
/// be there are many.
struct Whole<'a>(Job<'a>);

impl<'de: 'a, 'a> Deserialize<'de> for Whole<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Whole<'a>, D::Error> {
        let Object(job) = Object::<Job<'a>>::deserialize(deserializer)?;
        let is_whole = |run: &Execution<'_>| {
            run.is_whole() && run.steps.iter().flatten().all(Element::is_whole)
        };
        match job.is_whole() && job.executions().iter().all(is_whole) {
            true => Ok(Whole(job)),
            false => Err(D::Error::custom("not whole")),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
struct List<'a> {
    items: Vec<Whole<'a>>,
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
    context: Context<'_>,
    all: &mut Document<'a>,
) -> Option<PayloadKind> {
    let (before, pages_before) = (all.jobs.len(), all.pages.len());
    let kind = jobs(text, context, all)?;
    let listed = context.listed || kind == PayloadKind::JobList;
    let added = &all.jobs[before..];
    let empty_array = kind == PayloadKind::JobArray && added.is_empty();
    if empty_array || !added.iter().all(|payload| is_clean(&payload.job, listed, context.now)) {
        all.jobs.truncate(before);
        all.pages.truncate(pages_before);
        return None;
    }
    all.payloads += added.len() as u64;
    Some(kind)
}

/// The job that a text is, if it is one by itself, written as usual and all that it should be. Nearly every
/// file is such a job, and needs no more than this.
pub(super) fn usual_job<'a>(text: &'a str, now: Option<Timestamp>) -> Result<Job<'a>, Refused> {
    let job = Job::from_usual_json(text).ok_or(Refused::Unusual)?;
    if is_clean(&job, false, now) { Ok(job) } else { Err(Refused::Faulty) }
}

/// Adds the jobs of a document; none of them where it is not as documented.
fn jobs<'a>(text: &'a str, context: Context<'_>, all: &mut Document<'a>) -> Option<PayloadKind> {
    let start = text.trim_start();
    let (kind, jobs) = if start.starts_with('[') {
        (PayloadKind::JobArray, jobs_of(serde_json::from_str(text).ok()?))
    } else {
        match first_key(start) {
            "items" => {
                let Object(List { items, paging }) = serde_json::from_str(text).ok()?;
                // Jobs are no deeper than the schema; this is one level down.
                let deepest = context.deepest.saturating_sub(1);
                if paging.0.is_some_and(|node| node.deeper_than(deepest).is_some()) {
                    return None;
                }
                all.pages.extend(paging.0.and_then(|node| page(node, items.len(), false)));
                (PayloadKind::JobList, jobs_of(items))
            }
            "response" => {
                let Object(Start { response: Object(job) }) = serde_json::from_str(text).ok()?;
                (PayloadKind::JobStart, vec![job])
            }
            _ => {
                // Nearly all are such: not a copy more than it takes.
                if context.refused == Refused::Unusual || all.put_usual(text).is_none() {
                    let Object(job) = serde_json::from_str(text).ok()?;
                    all.put(job);
                }
                return Some(PayloadKind::JobStatus);
            }
        }
    };
    jobs.into_iter().for_each(|job| all.put(job));
    Some(kind)
}

fn jobs_of(whole: Vec<Whole<'_>>) -> Vec<Job<'_>> {
    whole.into_iter().map(|Whole(job)| job).collect()
}

/// The first key of an object, if it is written plainly.
fn first_key(text: &str) -> &str {
    let key = text.strip_prefix('{').map(str::trim_start).and_then(|rest| rest.strip_prefix('"'));
    key.and_then(|rest| rest.split_once('"')).map_or("", |(key, _)| key)
}

/// Whether a job that was decoded strictly is all that the schema and the rules ask for.
fn is_clean(job: &Job<'_>, listed: bool, now: Option<Timestamp>) -> bool {
    let context = job.context(listed);
    let is_fault = |presence: Presence, there: bool| match there {
        true => !presence.is_allowed(context),
        false => presence.is_required(context),
    };
    let of_its_family =
        job.counts.as_ref().is_none_or(|counts| has_counts_of(context.family, counts));
    let mut broken = consistency::Any(false);
    consistency::job(job, now, &mut broken);
    !job.any(is_fault)
        && !job.executions().iter().any(|run| {
            run.any(is_fault) || run.steps.iter().flatten().any(|step| step.any(is_fault))
        })
        && of_its_family
        && !broken.0
}

/// Whether counts are those that a family has, and all that it must have.
fn has_counts_of(family: Family, counts: &Counts) -> bool {
    let known = || family.count_names();
    // Nobody knows what an unknown family counts.
    family == Family::Unknown
        || counts.iter().all(|(name, _)| known().any(|own| own == name))
            && known().all(|name| !family.requires_count(name) || counts.get(name).is_some())
}
