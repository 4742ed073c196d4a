//! Job families, and how their counts read as items.
//!
//! In: a job's name, type, steps and count names. Out: its family, and its counts as requested,
//! done, failed, pending and skipped. The same service runs many kinds of jobs; what differs
//! between them, beside a few extra fields, is what they call the things they count.

mod counts;

pub use counts::{Counts, Items};

/// A kind of job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// A family of the table below, by its position.
    Known(u8),
    /// A family that nobody has described; its steps, times and exit codes count all the same.
    #[default]
    Unknown,
}

/// What a family is called and how it counts.
struct Description {
    name: &'static str,
    /// What people call one of its jobs, and several.
    job_nouns: [&'static str; 2],
    /// What they call one of the things that it works on, and several.
    item_nouns: [&'static str; 2],
    total: &'static [&'static str],
    done: &'static [&'static str],
    failed: &'static [&'static str],
    pending: &'static [&'static str],
    skipped: &'static [&'static str],
    /// Counted too, but neither items nor an end state of one.
    other: &'static [&'static str],
    /// Whether a job of it may state neither name nor type.
    may_lack_name: bool,
    /// Whether only the id is required of its executions.
    has_bare_executions: bool,
}

const COUNTS_NOTHING: Description = Description {
    name: "",
    job_nouns: ["job", "jobs"],
    item_nouns: ["item", "items"],
    total: &[],
    done: &[],
    failed: &[],
    pending: &[],
    skipped: &[],
    other: &[],
    may_lack_name: false,
    has_bare_executions: false,
};

/// The documented families; `moveusers`, for which this program exists, first.
static FAMILIES: &[Description] = &[
    Description {
        name: "moveusers",
        job_nouns: ["user move", "user moves"],
        item_nouns: ["move", "moves"],
        total: &["totalMoves"],
        done: &["moved"],
        failed: &["failed"],
        pending: &["pending"],
        skipped: &["skipped"],
        other: &["inProgress", "notStarted"],
        ..COUNTS_NOTHING
    },
    Description {
        name: "managenumbers",
        job_nouns: ["number job", "number jobs"],
        item_nouns: ["number", "numbers"],
        total: &["totalNumbers"],
        done: &["numbersMoved", "numbersDeleted", "numbersUsageChanged", "numbersActivated"],
        failed: &["numbersFailed"],
        ..COUNTS_NOTHING
    },
    Description {
        name: "managecallrecordingprovider",
        job_nouns: ["call recording change", "call recording changes"],
        item_nouns: ["user", "users"],
        total: &["totalNumberOfUsers"],
        done: &["updatedUsers"],
        failed: &["failedUsers"],
        other: &["totalNumberOfLocations"],
        ..COUNTS_NOTHING
    },
    Description {
        name: "updateroutingprefix",
        job_nouns: ["routing prefix update", "routing prefix updates"],
        item_nouns: ["routing prefix", "routing prefixes"],
        done: &["routingPrefixUpdated"],
        failed: &["routingPrefixFailed"],
        has_bare_executions: true,
        ..COUNTS_NOTHING
    },
    Description {
        name: "resendinviteemail",
        job_nouns: ["invitation job", "invitation jobs"],
        item_nouns: ["invitation", "invitations"],
        total: &["totalUsers"],
        done: &["userResendInviteSent"],
        failed: &["userResendInviteFailed"],
        skipped: &["userResendInviteSkipped"],
        ..COUNTS_NOTHING
    },
    Description {
        name: "deletecallinglocation",
        job_nouns: ["location deletion", "location deletions"],
        item_nouns: ["account", "accounts"],
        total: &["totalVirtualExtensionsAccount", "totalFeatureAccounts"],
        done: &["virtualExtensionsDeleted", "featureAccountsDeleted"],
        failed: &["virtualExtensionsDeleteFailed", "featureAccountsDeleteFailed"],
        has_bare_executions: true,
        ..COUNTS_NOTHING
    },
    Description {
        name: "calldevicesettings",
        job_nouns: ["device settings job", "device settings jobs"],
        item_nouns: ["device", "devices"],
        ..COUNTS_NOTHING
    },
    Description {
        name: "rebuildphones",
        job_nouns: ["phone rebuild", "phone rebuilds"],
        item_nouns: ["phone", "phones"],
        may_lack_name: true,
        ..COUNTS_NOTHING
    },
    Description {
        name: "dynamicdevicesettings",
        job_nouns: ["dynamic device settings job", "dynamic device settings jobs"],
        item_nouns: ["device", "devices"],
        ..COUNTS_NOTHING
    },
    Description {
        name: "applyphonelinekeytemplates",
        job_nouns: ["line key template job", "line key template jobs"],
        item_nouns: ["phone", "phones"],
        ..COUNTS_NOTHING
    },
];

impl Family {
    /// `moveusers`
    pub const MOVE_USERS: Family = Family::Known(0);

    /// All documented families.
    pub fn all() -> impl Iterator<Item = Family> {
        (0..).map(Family::Known).take(FAMILIES.len())
    }

    /// The family of a job that is called so; upper and lower case are the same.
    pub fn of_name(name: &str) -> Family {
        Family::all()
            .find(|family| family.name().eq_ignore_ascii_case(name))
            .unwrap_or(Family::Unknown)
    }

    /// The family of a job that is called so, whatever stands between and around the letters.
    pub fn of_spelling(name: &str) -> Family {
        let letters = name.chars().filter(|c| c.is_alphanumeric());
        Family::of_name(&letters.collect::<String>())
    }

    /// The family whose steps begin like this one (`moveusersvalidateAndMove`).
    pub fn of_step(step: &str) -> Family {
        let begins = |family: &Family| {
            let name = family.name();
            step.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
        };
        Family::all().find(begins).unwrap_or(Family::Unknown)
    }

    /// The family that counts things by these names.
    pub fn of_counts(counts: &Counts) -> Family {
        Family::all()
            .find(|family| family.count_names().any(|name| counts.get(name).is_some()))
            .unwrap_or(Family::Unknown)
    }

    /// The name that its jobs have; empty for an unknown family.
    pub fn name(self) -> &'static str {
        self.description().name
    }

    /// What people call so many of its jobs.
    pub fn job_noun(self, count: u64) -> &'static str {
        self.description().job_nouns[usize::from(count != 1)]
    }

    /// What people call so many of the things that it works on.
    pub fn item_noun(self, count: u64) -> &'static str {
        self.description().item_nouns[usize::from(count != 1)]
    }

    /// The names of all its counts.
    pub fn count_names(self) -> impl Iterator<Item = &'static str> {
        let d = self.description();
        [d.total, d.done, d.failed, d.pending, d.skipped, d.other].into_iter().flatten().copied()
    }

    /// Whether its jobs must state the count.
    pub fn requires_count(self, name: &str) -> bool {
        let d = self.description();
        self == Family::MOVE_USERS
            && [d.total, d.done, d.failed].into_iter().flatten().any(|known| *known == name)
    }

    /// Whether its jobs may state neither name nor type; their steps' names tell it.
    pub fn may_lack_name(self) -> bool {
        self.description().may_lack_name
    }

    /// Whether nothing but the id is required of its executions.
    pub fn has_bare_executions(self) -> bool {
        self.description().has_bare_executions
    }

    /// The counts in the terms that all families share.
    pub fn items(self, counts: &Counts) -> Items {
        let d = self.description();
        // Of several counts that are one, all that are there must be credible.
        let sum = |names: &[&str]| {
            let mut known = names.iter().filter_map(|name| counts.get(name)).peekable();
            known.peek()?;
            known
                .map(|count| u64::try_from(count).ok().filter(|count| *count <= Counts::LARGEST))
                .sum()
        };
        Items {
            requested: sum(d.total),
            done: sum(d.done),
            failed: sum(d.failed),
            pending: sum(d.pending),
            skipped: sum(d.skipped),
            unfinished: sum(if self == Family::MOVE_USERS { d.other } else { &[] }),
        }
    }

    fn description(self) -> &'static Description {
        match self {
            Family::Known(at) => FAMILIES.get(usize::from(at)).unwrap_or(&COUNTS_NOTHING),
            Family::Unknown => &COUNTS_NOTHING,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_told_by_name_step_or_counts() {
        assert_eq!(Family::of_name("MoveUsers"), Family::MOVE_USERS);
        assert_eq!(Family::of_step("moveusersvalidateAndMove"), Family::MOVE_USERS);
        assert_eq!(Family::of_step("move"), Family::Unknown);
        let mut counts = Counts::default();
        counts.set("totalNumbers", 3);
        assert_eq!(Family::of_counts(&counts).name(), "managenumbers");
        assert_eq!(Family::of_name("paintthehouse"), Family::Unknown);
    }
}
