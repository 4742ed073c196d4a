//! Every item of a job, accounted for.
//!
//! In: what a job counts, and how it came out. Out: an [`Accounting`] of that one job; sums are made of
//! these, so that too many in one job never hide too few in another.

use super::{Items, Outcome};

/// Where each requested item of a job stands; none where the job does not say.
///
/// Where the job says how many were requested: requested + overcounted = done + failed + pending + skipped
/// + under way + unaccounted. Sums of several jobs keep to that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Accounting {
    /// Asked for.
    pub requested: Option<u64>,
    /// Done.
    pub done: Option<u64>,
    /// Failed.
    pub failed: Option<u64>,
    /// Waiting for number orders.
    pub pending: Option<u64>,
    /// Skipped.
    pub skipped: Option<u64>,
    /// Neither done nor anything else yet, in a job that is in progress.
    pub under_way: Option<u64>,
    /// The same in a job that is not in progress.
    pub unaccounted: Option<u64>,
    /// Counted beyond what was requested.
    pub overcounted: Option<u64>,
}

impl Accounting {
    /// The accounting of one job.
    pub fn of(items: &Items, outcome: Outcome) -> Accounting {
        let Items { requested, done, failed, pending, skipped, .. } = *items;
        let told = [done, failed, pending, skipped].into_iter().flatten();
        let told = told.fold(0, u64::saturating_add);
        let rest = requested.map(|requested| requested.saturating_sub(told));
        let is_running = outcome == Outcome::InProgress;
        Accounting {
            requested,
            done,
            failed,
            pending,
            skipped,
            under_way: rest.map(|rest| if is_running { rest } else { 0 }),
            unaccounted: rest.map(|rest| if is_running { 0 } else { rest }),
            overcounted: requested.map(|requested| told.saturating_sub(requested)),
        }
    }

    /// The same of a job that came out so, without what it does not tell: where it has done its work and does not
    /// say how much was done, nobody knows what became of those that it counts as nothing else.
    pub fn told(self, outcome: Outcome) -> Accounting {
        match (self.done, outcome) {
            (None, Outcome::Succeeded | Outcome::WithErrors | Outcome::PendingOrders) => {
                let (requested, under_way, unaccounted, overcounted) = (None, None, None, None);
                Accounting { requested, under_way, unaccounted, overcounted, ..self }
            }
            _ => self,
        }
    }

    /// How many were requested and are not done; none where nothing tells.
    pub fn not_done(&self) -> Option<u64> {
        let Accounting { failed, pending, skipped, under_way, unaccounted, .. } = *self;
        let parts = [failed, pending, skipped, under_way, unaccounted];
        parts.into_iter().flatten().reduce(u64::saturating_add)
    }

    /// Adds another accounting. What only some jobs say is the sum of theirs.
    pub fn add(&mut self, other: &Accounting) {
        let sum = |mine: &mut Option<u64>, other: Option<u64>| {
            *mine = match (*mine, other) {
                (Some(a), Some(b)) => Some(a.saturating_add(b)),
                (a, b) => a.or(b),
            };
        };
        sum(&mut self.requested, other.requested);
        sum(&mut self.done, other.done);
        sum(&mut self.failed, other.failed);
        sum(&mut self.pending, other.pending);
        sum(&mut self.skipped, other.skipped);
        sum(&mut self.under_way, other.under_way);
        sum(&mut self.unaccounted, other.unaccounted);
        sum(&mut self.overcounted, other.overcounted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items([requested, done, failed]: [u64; 3]) -> Items {
        let (requested, done, failed) = (Some(requested), Some(done), Some(failed));
        Items { requested, done, failed, ..Items::default() }
    }

    #[test]
    fn a_rest_is_under_way_while_the_job_runs_and_unaccounted_afterwards() {
        for (outcome, expected) in [
            (Outcome::InProgress, [2, 0, 0]),
            (Outcome::Succeeded, [0, 2, 0]),
            (Outcome::Undetermined, [0, 2, 0]),
        ] {
            let job = Accounting::of(&items([5, 2, 1]), outcome);
            let rest = [job.under_way, job.unaccounted, job.overcounted];
            assert_eq!(rest, expected.map(Some), "{outcome:?}");
            assert_eq!(job.not_done(), Some(3));
        }
    }

    #[test]
    fn too_many_in_one_job_do_not_make_good_too_few_in_another() {
        let mut sum = Accounting::of(&items([5, 6, 0]), Outcome::Succeeded);
        sum.add(&Accounting::of(&items([5, 4, 0]), Outcome::Succeeded));
        assert_eq!((sum.requested, sum.done), (Some(10), Some(10)));
        assert_eq!((sum.overcounted, sum.unaccounted), (Some(1), Some(1)));
        assert_eq!(sum.not_done(), Some(1));
    }

    #[test]
    fn what_became_of_those_whom_a_job_only_requested_is_unknown() {
        let only = Items { requested: Some(3), ..Items::default() };
        for (outcome, not_done) in [(Outcome::Succeeded, None), (Outcome::Failed, Some(3))] {
            let told = Accounting::of(&only, outcome).told(outcome);
            assert_eq!(told.not_done().filter(|count| *count > 0), not_done, "{outcome:?}");
        }
        let failed = Items { failed: Some(1), ..only };
        let told = Accounting::of(&failed, Outcome::WithErrors).told(Outcome::WithErrors);
        assert_eq!((told.requested, told.not_done()), (None, Some(1)));
    }

    #[test]
    fn what_no_job_says_stays_unknown() {
        let nothing = Accounting::of(&Items::default(), Outcome::Succeeded);
        assert_eq!((nothing, nothing.not_done()), (Accounting::default(), None));
        let failed = Items { failed: Some(2), ..Items::default() };
        assert_eq!(Accounting::of(&failed, Outcome::WithErrors).not_done(), Some(2));
    }
}
