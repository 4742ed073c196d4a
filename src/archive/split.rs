//! An archive in parts, one for each customer, location or kind of job.
//!
//! In: an archive. Out: the values that there are, and for each an archive with what is its alone: nothing in
//! it names anything of the others. Jobs that have no such value are a part as well. A job whose request asks
//! for several locations is in the parts of all of them, each with its own people; what such a job counts is
//! told of the part only where its files name everybody who is not done.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::{HashMap, HashSet};

use crate::archive::Archive;
use crate::archive::chosen::{Alone, LeftOut};
use crate::archive::owners::{Owner, Owners};
use crate::config::Filters;
use crate::ledger::interner::Symbol;
use crate::payload::{ErrorOrImpact, Items};

/// By what an archive is split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SplitBy {
    /// The organisation that jobs were run for.
    Org,
    /// The location that people are moved to.
    Location,
    /// The kind of job.
    JobName,
}

impl SplitBy {
    /// All of them.
    pub const ALL: [SplitBy; 3] = [SplitBy::Org, SplitBy::Location, SplitBy::JobName];

    /// The name on the command line, which stands in braces in names of files.
    pub const fn name(self) -> &'static str {
        match self {
            SplitBy::Org => "org",
            SplitBy::Location => "location",
            SplitBy::JobName => "job-name",
        }
    }

    /// As people read it.
    pub const fn title(self) -> &'static str {
        match self {
            SplitBy::Org => "organisation",
            SplitBy::Location => "location",
            SplitBy::JobName => "job name",
        }
    }
}

/// A value, and the jobs that have it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Group {
    /// The value; none for jobs that do not say.
    pub value: Option<Symbol>,
    /// What it is called, where that is known.
    pub name: Option<Symbol>,
    /// The jobs, as positions in [`Archive::jobs`].
    pub jobs: Vec<usize>,
    /// Which of all groups it is, those included of which no job was chosen.
    number: usize,
}

/// An archive in parts.
#[derive(Debug)]
pub struct Split<'a> {
    archive: &'a Archive,
    by: SplitBy,
    /// The parts, by name.
    pub groups: Vec<Group>,
    owners: Owners<'a>,
    /// For each job of which groups it is.
    of_jobs: Vec<Owner>,
    /// For each job whether it tells of everybody whom its request names.
    told: Vec<bool>,
}

impl<'a> Split<'a> {
    /// Which parts an archive has, of the jobs that filters choose. It is the whole archive that tells whose
    /// files and folders are whose.
    pub fn of(archive: &'a Archive, by: SplitBy, filters: &Filters) -> Split<'a> {
        let mut groups = groups(archive, by);
        let mut of_jobs = vec![Owner::Nobody; archive.jobs.len()];
        for group in &groups {
            for &job in &group.jobs {
                of_jobs[job] = of_jobs[job].and(Owner::One(group.number));
            }
        }
        let mut owners = Owners::of(archive, &of_jobs);
        for group in groups.iter().filter(|_| by == SplitBy::Location) {
            if let Some(location) = group.value {
                owners.set_location(location, Owner::One(group.number));
            }
        }
        for group in &mut groups {
            group.jobs.retain(|job| filters.matches(archive, &archive.jobs[*job]));
        }
        groups.retain(|group| !group.jobs.is_empty());
        let told = if by == SplitBy::Location { archive.are_told() } else { Vec::new() };
        Split { archive, by, owners, groups, of_jobs, told }
    }

    /// The part of a group, by its position.
    pub fn part(&self, group: usize) -> Archive {
        let mut wanted = vec![false; self.archive.jobs.len()];
        for &job in &self.groups[group].jobs {
            wanted[job] = true;
        }
        let alone = Alone { owners: &self.owners, group: self.groups[group].number };
        let mut part = self.archive.part(&wanted, Some(alone));
        // Not even how much others have.
        part.left_out = LeftOut::default();
        if self.by == SplitBy::Location {
            self.restrict(&mut part, group);
        }
        part.find_people();
        part
    }

    /// Leaves of jobs that are in several parts only what is of this location.
    fn restrict(&self, part: &mut Archive, group: usize) {
        let Group { value, jobs, number, .. } = &self.groups[group];
        let is_shared = |job: usize| self.of_jobs[job] != Owner::One(*number);
        let shared = jobs.iter().enumerate().filter(|(_, job)| is_shared(**job));
        // By the job's position in the part: the people whom this location's requests name, and who failed.
        let mut shared: BTreeMap<usize, Shared> =
            shared.map(|(at, job)| (at, Shared { job: *job, ..Shared::default() })).collect();
        for request in &mut part.requests {
            let Some(own) = request.job.and_then(|at| shared.get_mut(&at)) else { continue };
            request.users.retain(|asked| asked.location == *value);
            own.people.extend(request.users.iter().map(|asked| asked.user));
        }
        part.errors.retain(|error| {
            let Some(own) = error.job.and_then(|at| shared.get_mut(&at)) else { return true };
            let user = error.user.filter(|user| own.people.contains(user));
            own.failed.extend(user.filter(|_| error.kind == ErrorOrImpact::Error));
            user.is_some()
        });
        for (at, Shared { job, people, failed }) in shared {
            let (all, failed) = (people.len() as u64, failed.len() as u64);
            let record = &mut part.jobs[at];
            record.location = *value;
            record.items = match self.told[job] {
                true => Items {
                    requested: Some(all),
                    done: Some(all - failed),
                    failed: Some(failed),
                    pending: Some(0),
                    skipped: Some(0),
                    unfinished: None,
                },
                false => Items::default(),
            }
            .into();
        }
    }
}

/// A job that is in several parts, as one of them sees it.
#[derive(Default)]
struct Shared {
    /// Its position in the whole archive.
    job: usize,
    people: HashSet<Symbol>,
    failed: HashSet<Symbol>,
}

/// The values of all jobs, by name; those without one come last.
fn groups(archive: &Archive, by: SplitBy) -> Vec<Group> {
    let mut jobs: HashMap<Option<Symbol>, Vec<usize>> = HashMap::new();
    let locations = if by == SplitBy::Location { locations(archive) } else { HashMap::new() };
    for (at, job) in archive.jobs.iter().enumerate() {
        let own = match by {
            SplitBy::Org => job.org,
            SplitBy::Location => job.location,
            SplitBy::JobName => job.name,
        };
        match locations.get(&at) {
            Some(several) => {
                several.iter().for_each(|value| jobs.entry(Some(*value)).or_default().push(at));
            }
            None => jobs.entry(own).or_default().push(at),
        }
    }
    let mut groups: Vec<Group> = jobs
        .into_iter()
        .map(|(value, jobs)| {
            let name = value.and_then(|value| match by {
                SplitBy::JobName => Some(value),
                SplitBy::Org | SplitBy::Location => archive.identities.thing(value),
            });
            Group { value, name, jobs, number: 0 }
        })
        .collect();
    let text = |symbol: Option<Symbol>| archive.name(symbol);
    groups.sort_by_key(|group| {
        (group.value.is_none(), text(group.name).is_none(), text(group.name), text(group.value))
    });
    (0..).zip(&mut groups).for_each(|(number, group)| group.number = number);
    groups
}

/// For each job whose request says so, the locations that people are moved to.
fn locations(archive: &Archive) -> HashMap<usize, BTreeSet<Symbol>> {
    let mut all: HashMap<usize, BTreeSet<Symbol>> = HashMap::new();
    for request in &archive.requests {
        let Some(job) = request.job else { continue };
        let asked = request.users.iter().filter_map(|asked| asked.location);
        all.entry(job).or_default().extend(asked);
    }
    all.retain(|_, locations| !locations.is_empty());
    all
}
