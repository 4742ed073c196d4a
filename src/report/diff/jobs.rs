//! Which jobs came, went on, went away, or tell another past.

use crate::archive::Archive;
use crate::ledger::{ExecutionRecord, JobRecord, StepRecord};
use crate::payload::Outcome;
use crate::privacy::secrets::masked;
use crate::report::diff::words::{ALTERED, FINISHED, GONE, NEW, OLDER, RERUN, UPDATED};
use crate::report::diff::{JobId, Sides};
use crate::report::sections::listed;
use crate::report::{Cell, Section, Term};

/// A job that is not as it was.
#[derive(Clone)]
pub(super) struct JobChange {
    base: Option<usize>,
    new: Option<usize>,
    pub change: Term,
    /// Whether it was fine and is not any more.
    pub is_broken: bool,
}

/// What people look at first.
const ORDER: [Term; 7] = [ALTERED, OLDER, GONE, RERUN, FINISHED, UPDATED, NEW];

/// The jobs that are not as they were.
pub(super) fn changes(sides: Sides<'_>) -> Vec<JobChange> {
    let (base, new) = (sides.base.archive, sides.new.archive);
    let mut rows = Vec::new();
    for (at, job) in new.jobs.iter().enumerate() {
        let id = sides.new.id_of(job);
        let before = sides.base.jobs.get(&id).copied();
        let add = |base, change, is_broken| JobChange { base, new: Some(at), change, is_broken };
        let Some((before_at, before)) = before.map(|at| (at, &base.jobs[at])) else {
            rows.push(add(None, NEW, false));
            continue;
        };
        let is_same = same(sides, before, job);
        if matches!(id, JobId::Place(..)) {
            // Nobody knows whether it is the same job.
            if !is_same {
                rows.push(JobChange {
                    base: Some(before_at),
                    new: None,
                    change: GONE,
                    is_broken: false,
                });
                rows.push(add(None, NEW, false));
            }
            continue;
        }
        if let Some(change) = change(before, job, is_same) {
            let was_fine = before.outcome == Outcome::Succeeded;
            let is_fine = matches!(job.outcome, Outcome::Succeeded | Outcome::InProgress);
            rows.push(add(Some(before_at), change, was_fine && !is_fine));
        }
    }
    for (at, job) in base.jobs.iter().enumerate() {
        if !sides.new.jobs.contains_key(&sides.base.id_of(job)) {
            rows.push(JobChange { base: Some(at), new: None, change: GONE, is_broken: false });
        }
    }
    rows.sort_by_key(|of| ORDER.iter().position(|known| *known == of.change));
    rows
}

/// What happened to a job.
fn change(before: &JobRecord, now: &JobRecord, is_same: bool) -> Option<Term> {
    if is_same {
        return None;
    }
    let both = before.moment().zip(now.moment());
    let has_ended =
        |job: &JobRecord| !matches!(job.outcome, Outcome::InProgress | Outcome::Undetermined);
    Some(match both {
        Some((before, now)) if before == now => ALTERED,
        Some((before, now)) if before > now => OLDER,
        _ if now.executions.len() > before.executions.len() => RERUN,
        _ if has_ended(now) && !has_ended(before) => FINISHED,
        _ => UPDATED,
    })
}

/// Whether two records of a job say the same. Left out is what changes though nothing happened: the address that
/// its errors are fetched from and how long that is good, and the location, which other files may tell; and what a
/// saved audit does not hold, or its sides would differ: tracking ids, and fields of single families that no report
/// has. The digest of the file still tells of those.
fn same(sides: Sides<'_>, before: &JobRecord, now: &JobRecord) -> bool {
    let (base, new) = (sides.base.archive, sides.new.archive);
    let named = |before, now| same_text(base.name(before), new.name(now));
    named(before.name, now.name)
        && named(before.org, now.org)
        && named(before.source_org, now.source_org)
        && (!sides.same_people || named(before.runner, now.runner))
        && before.family == now.family
        && before.instance == now.instance
        && same_text(base.status(before.status.as_ref()), new.status(now.status.as_ref()))
        && same_text(
            base.exit_code(before.exit_code.as_ref()),
            new.exit_code(now.exit_code.as_ref()),
        )
        && before.outcome == now.outcome
        && before.items == now.items
        && before.reached == now.reached
        && before.last_updated == now.last_updated
        && before.executions.len() == now.executions.len()
        && before
            .executions
            .iter()
            .zip(&now.executions)
            .all(|(before, now)| same_execution(base, before, new, now))
}

/// Whether two texts are the same; a saved audit holds them without credentials.
fn same_text(before: Option<&str>, now: Option<&str>) -> bool {
    before == now || before.zip(now).is_some_and(|(before, now)| masked(before) == masked(now))
}

fn same_execution(
    base: &Archive,
    before: &ExecutionRecord,
    new: &Archive,
    now: &ExecutionRecord,
) -> bool {
    before.id == now.id
        && before.created == now.created
        && before.started == now.started
        && before.ended == now.ended
        && same_text(base.status(before.status.as_ref()), new.status(now.status.as_ref()))
        && same_text(
            base.exit_code(before.exit_code.as_ref()),
            new.exit_code(now.exit_code.as_ref()),
        )
        && before.elapsed == now.elapsed
        && before.steps.len() == now.steps.len()
        && before
            .steps
            .iter()
            .zip(&now.steps)
            .all(|(before, now)| same_step(base, before, new, now))
}

fn same_step(base: &Archive, before: &StepRecord, new: &Archive, now: &StepRecord) -> bool {
    same_text(base.name(before.name), new.name(now.name))
        && before.started == now.started
        && before.ended == now.ended
        && same_text(base.status(before.status.as_ref()), new.status(now.status.as_ref()))
        && same_text(
            base.exit_code(before.exit_code.as_ref()),
            new.exit_code(now.exit_code.as_ref()),
        )
        && before.elapsed == now.elapsed
}

/// A job that changed, with its records on both sides.
struct Row<'a> {
    change: Term,
    base: Option<&'a JobRecord>,
    new: Option<&'a JobRecord>,
}

pub(super) fn section(sides: Sides<'_>, changes: &[JobChange]) -> Section<'static> {
    let rows = changes.iter().map(|of| Row {
        change: of.change.clone(),
        base: sides.base.job(of.base),
        new: sides.new.job(of.new),
    });
    let archives = (sides.base.archive, sides.new.archive);
    let outcome =
        |job: Option<&JobRecord>| job.map_or(Cell::Missing, |job| Cell::outcome(job.outcome));
    let requested =
        |job: Option<&JobRecord>| Cell::count(job.and_then(|job| job.items().requested));
    let done = |job: Option<&JobRecord>| Cell::count(job.and_then(|job| job.items().done));
    let failed = |job: Option<&JobRecord>| Cell::count(job.and_then(|job| job.items().failed));
    let updated = |job: Option<&JobRecord>| Cell::time(job.and_then(JobRecord::moment));
    listed(&archives, rows)
        .text("job", "job", |(base, new): &(&Archive, &Archive), row: &Row<'_>| match row.new {
            Some(job) => new.job_cell(Some(job)),
            None => base.job_cell(row.base),
        })
        .text("job_name", "job name", |(base, new), row| match row.new {
            Some(job) => Cell::text(new.name(job.name)),
            None => Cell::text(row.base.and_then(|job| base.name(job.name))),
        })
        .for_programs()
        .text("change", "change", |_, row| Cell::Term(row.change.clone()))
        .text("base_outcome", "outcome before", move |_, row| outcome(row.base))
        .text("new_outcome", "outcome now", move |_, row| outcome(row.new))
        .number("base_items_requested", "requested before", move |_, row| requested(row.base))
        .for_programs()
        .number("new_items_requested", "requested now", move |_, row| requested(row.new))
        .for_programs()
        .number("base_items_done", "done before", move |_, row| done(row.base))
        .number("new_items_done", "done now", move |_, row| done(row.new))
        .number("base_items_failed", "failed before", move |_, row| failed(row.base))
        .number("new_items_failed", "failed now", move |_, row| failed(row.new))
        .text("base_updated", "last updated before (UTC)", move |_, row| updated(row.base))
        .for_programs()
        .text("new_updated", "last updated now (UTC)", move |_, row| updated(row.new))
        .for_programs()
        .text("file", "file", |(base, new), row| match row.new {
            Some(job) => new.file_cell(Some(job.file)),
            None => base.file_cell(row.base.map(|job| job.file)),
        })
        .noted(
            "Done and failed are numbers of moves, or of whatever a job works on. Altered: the same job at the same \
             moment, and yet another content. An older status: the newest one that was known is not there any more. A \
             job without an id is known by its place.",
        )
        .under("job_changes", "Changes of jobs")
}
