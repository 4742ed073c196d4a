//! Two snapshots of one job from the same moment.
//!
//! In: two records. Out: one that has what either states, and in what they disagree, if they do.

use crate::ledger::execution::{ExecutionRecord, StepRecord};
use crate::ledger::job::{JobRecord, Reached};
use crate::ledger::packed::Packed;
use crate::payload::{Family, Outcome};

impl JobRecord {
    /// How much of what may be absent it states, to choose among snapshots of one moment.
    pub(crate) fn completeness(&self) -> usize {
        let items = self.items();
        let counts = [items.requested, items.done, items.failed, items.pending, items.skipped];
        let keys = self.keys;
        let links = [keys.reference, keys.download];
        let Reached { percent, devices, updated } = self.reached;
        counts.iter().flatten().count()
            + usize::from(percent.is_some())
            + [devices, updated].iter().flatten().count()
            + links.iter().flatten().count()
            + usize::from(self.name.is_some())
            + usize::from(self.exit_code.is_some())
            + self.executions.iter().map(|run| 1 + run.steps.len()).sum::<usize>()
    }

    /// Takes from `other`, a snapshot of the same moment, what is absent here, and says in what the
    /// two disagree first, of what both state.
    pub(crate) fn complete(&mut self, other: &JobRecord) -> Option<&'static str> {
        let told = self.exit_code.is_none();
        let mut first = Disagreement::default();
        first.fill("name", &mut self.name, other.name);
        first.fill("organisation", &mut self.org, other.org);
        first.fill("organisation", &mut self.source_org, other.source_org);
        first.fill("person", &mut self.runner, other.runner);
        first.fill("location", &mut self.location, other.location);
        first.fill("instance", &mut self.instance, other.instance);
        first.fill("status", &mut self.status, other.status);
        first.fill("exit code", &mut self.exit_code, other.exit_code);
        first.note("count", self.items.complete(other.items));
        let (mut keys, others) = (self.keys, other.keys);
        first.fill("errors file", &mut keys.reference, others.reference);
        first.fill("errors file", &mut keys.digest, others.digest);
        // A download URL is signed anew each time, and each answer may say what tracks it: two of
        // them are no contradiction.
        fill(&mut keys.download, others.download);
        fill(&mut keys.tracking_id, others.tracking_id);
        for (mine, other) in keys.uuids.iter_mut().zip(others.uuids) {
            fill(mine, other);
        }
        self.keys = keys;
        first.fill("expiry of the errors file", &mut self.csv_expiry, other.csv_expiry);
        first.fill("value in another field", &mut self.extras, other.extras);
        // How far it came is among those.
        fill(&mut self.reached.percent, other.reached.percent);
        fill(&mut self.reached.devices, other.reached.devices);
        fill(&mut self.reached.updated, other.reached.updated);
        fill(&mut self.last_updated, other.last_updated);
        if self.executions.is_empty() {
            self.executions = other.executions.clone();
            self.newest = other.newest;
        } else if !other.executions.is_empty() {
            let key = |run: &ExecutionRecord| (run.id.map(Packed::get), run.created);
            let pairs = paired(&mut self.executions, &other.executions, key);
            let disagree = pairs.is_none_or(|pairs| {
                pairs.into_iter().fold(false, |off, (mine, other)| mine.complete(other) || off)
            });
            first.note("execution", disagree);
        }
        if self.family == Family::Unknown {
            self.family = other.family;
        }
        self.outcome = settled(self.outcome, told && self.exit_code.is_some(), other.outcome);
        self.findings += other.findings;
        first.0
    }
}

impl ExecutionRecord {
    /// The same for one execution.
    fn complete(&mut self, other: &ExecutionRecord) -> bool {
        let told = self.exit_code.is_none();
        let mut disagree = fill(&mut self.id, other.id);
        disagree |= fill(&mut self.created, other.created);
        disagree |= fill(&mut self.started, other.started);
        disagree |= fill(&mut self.ended, other.ended);
        disagree |= fill(&mut self.status, other.status);
        disagree |= fill(&mut self.exit_code, other.exit_code);
        disagree |= fill(&mut self.elapsed, other.elapsed);
        self.outcome = settled(self.outcome, told && self.exit_code.is_some(), other.outcome);
        if self.steps.is_empty() {
            self.steps = other.steps.clone();
        } else if !other.steps.is_empty() {
            let key = |step: &StepRecord| (step.started, step.ended);
            let pairs = paired(&mut self.steps, &other.steps, key);
            disagree |= pairs.is_none_or(|pairs| {
                pairs.into_iter().fold(false, |off, (mine, other)| mine.complete(other) || off)
            });
        }
        disagree
    }
}

impl StepRecord {
    /// The same for one step.
    fn complete(&mut self, other: &StepRecord) -> bool {
        let told = self.exit_code.is_none();
        let mut disagree = fill(&mut self.name, other.name);
        disagree |= fill(&mut self.started, other.started);
        disagree |= fill(&mut self.ended, other.ended);
        disagree |= fill(&mut self.status, other.status);
        disagree |= fill(&mut self.exit_code, other.exit_code);
        disagree |= fill(&mut self.elapsed, other.elapsed);
        self.outcome = settled(self.outcome, told && self.exit_code.is_some(), other.outcome);
        disagree
    }
}

/// The outcome of two snapshots: an exit code that only the other one has, and has now told, decides.
fn settled(mine: Outcome, told: bool, other: Outcome) -> Outcome {
    if told || mine == Outcome::Undetermined { other } else { mine }
}

/// In what two snapshots disagree first.
#[derive(Default)]
struct Disagreement(Option<&'static str>);

impl Disagreement {
    fn note(&mut self, what: &'static str, disagree: bool) {
        self.0 = self.0.or(disagree.then_some(what));
    }

    fn fill<T: PartialEq + Copy>(
        &mut self,
        what: &'static str,
        mine: &mut Option<T>,
        other: Option<T>,
    ) {
        self.note(what, fill(mine, other));
    }
}

/// Takes what is absent, and says whether both are there and differ.
fn fill<T: PartialEq + Copy>(mine: &mut Option<T>, other: Option<T>) -> bool {
    let disagree = mine.is_some() && other.is_some() && *mine != other;
    *mine = mine.or(other);
    disagree
}

/// The parts of two snapshots that are the same ones, in whatever order each lists them; none where
/// there are more in one than in the other.
fn paired<'p, T, K: Ord>(
    mine: &'p mut [T],
    other: &'p [T],
    key: impl Fn(&T) -> K,
) -> Option<Vec<(&'p mut T, &'p T)>> {
    if mine.len() != other.len() {
        return None;
    }
    let mut mine: Vec<&mut T> = mine.iter_mut().collect();
    let mut other: Vec<&T> = other.iter().collect();
    mine.sort_by_key(|part| key(part));
    other.sort_by_key(|part| key(part));
    Some(mine.into_iter().zip(other).collect())
}
