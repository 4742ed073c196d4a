//! The requests that started jobs.
//!
//! In: the bodies of requests, the jobs and their errors. Out: for each request its job, and whom it asked to
//! move where. A request is linked by what links errors: the job beside it, a tracking id, the name or the
//! place of its file; else by its people, where one job of as many names some of them and nobody else.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

use hashbrown::{HashMap, HashSet};

use crate::archive::copies::{self, Copies, name_order};
use crate::archive::identity::Identities;
use crate::archive::link::{FileLink, Link, Linked};
use crate::archive::link_index::LinkIndex;
use crate::ledger::interner::{Names, Symbol};
use crate::ledger::job::{FileId, JobRecord};
use crate::ledger::{ArchivedError, FileRecord, StoredRequest};
use crate::payload::{ErrorOrigin, Family};

/// A request to move people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct JobRequest {
    /// The job that it started, as a position in [`Archive::jobs`](super::Archive::jobs).
    pub job: Option<usize>,
    /// The file that it stands in.
    pub file: FileId,
    /// Whom it asked to move.
    pub users: Vec<RequestedUser>,
}

/// Somebody whom a request asked to move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RequestedUser {
    /// The id.
    pub user: Symbol,
    /// The id as it is written.
    pub user_id: Symbol,
    /// The location to move to.
    pub location: Option<Symbol>,
    /// The same as it is written.
    pub location_id: Option<Symbol>,
    /// The number to have there.
    pub number: Option<Symbol>,
    /// The extension to have there.
    pub extension: Option<Symbol>,
}

/// A request that belongs to no job, and why.
#[derive(Clone, Debug)]
pub(super) struct Unlinked {
    pub file: FileId,
    pub people: usize,
    /// Which evidence pointed at which jobs, where it was more than one.
    pub ambiguous: Option<(Link, Vec<usize>)>,
}

/// Requests with their jobs, by job, and those that have none.
#[derive(Debug, Default)]
pub(super) struct Requests {
    pub all: Vec<JobRequest>,
    pub unlinked: Vec<Unlinked>,
    /// How the request in a file was linked.
    pub links: BTreeMap<FileId, Link>,
    pub copies: Copies,
}

/// A request with the job that it seems to have started.
struct Found {
    request: JobRequest,
    link: Option<Link>,
    /// Whom it asks for, each once.
    people: BTreeSet<Symbol>,
    ambiguous: Option<(Link, Vec<usize>)>,
}

/// Links requests to the jobs that they started.
pub(super) fn requests(
    stored: &[StoredRequest],
    identities: &Identities,
    (jobs, files, names): (&[JobRecord], &[FileRecord], &Names),
    (errors, linked): (&[ArchivedError], &Linked),
    index: &LinkIndex<'_>,
) -> Requests {
    let mut found = Requests::default();
    // Requests that only asked whether people could be moved started no job.
    let stored = || stored.iter().filter(|request| !request.users.is_empty());
    let mut in_file: HashMap<FileId, usize> = HashMap::new();
    stored().for_each(|request| *in_file.entry(request.file).or_default() += 1);
    let is_move = |job: &usize| jobs[*job].family == Family::MOVE_USERS;
    let by_people = ByPeople::of(jobs, errors, linked);
    let mut all = Vec::new();
    for request in stored() {
        let users: Vec<RequestedUser> = request
            .users
            .iter()
            .map(|asked| RequestedUser {
                user: identities.person(asked.user),
                user_id: asked.user_id,
                location: asked.location,
                location_id: asked.location_id,
                number: asked.number,
                extension: asked.extension,
            })
            .collect();
        let people: BTreeSet<Symbol> = users.iter().map(|asked| asked.user).collect();
        let of_job = request.job.and_then(|key| index.job(key)).map(|job| (job, Link::Row));
        let tracked = || request.tracking_id.and_then(|id| index.tracked(names.text(id)));
        let mut of_file = FileLink::default();
        let known = of_job.or_else(tracked).or_else(|| {
            // Of several requests in a file, its name tells none.
            if in_file[&request.file] == 1 {
                of_file = index.of_file(&files[request.file.0 as usize]);
            }
            of_file.job
        });
        let known = known.filter(|(job, _)| is_move(job));
        let known = known.or_else(|| by_people.job(&people).map(|job| (job, Link::People)));
        let (job, link) = known.unzip();
        let request = JobRequest { job, file: request.file, users };
        all.push(Found { request, link, people, ambiguous: of_file.ambiguous });
    }
    let originals = originals(&all, files);
    let mut seen = HashSet::new();
    let counts = |at: usize| !originals.contains_key(&at);
    for (copy, original) in &originals {
        let (copy, original) = (all[*copy].request.file, all[*original].request.file);
        if copy != original {
            found.copies.insert(copy, original);
        }
    }
    // A file of several requests is a copy where all of them are.
    for (_, one) in all.iter().enumerate().filter(|(at, _)| counts(*at)) {
        found.copies.remove(&one.request.file);
    }
    for (_, one) in all.into_iter().enumerate().filter(|(at, _)| counts(*at)) {
        let Found { request, link, people, ambiguous } = one;
        match link {
            Some(link) => {
                found.links.entry(request.file).or_insert(link);
                // Whoever is asked for again for the same job is asked for once.
                if !seen.insert((request.job, people)) {
                    continue;
                }
            }
            None => found.unlinked.push(Unlinked {
                file: request.file,
                people: people.len(),
                ambiguous,
            }),
        }
        found.all.push(request);
    }
    // What belongs to no job comes first, so that it is not the last.
    found.all.sort_by_key(|request| (request.job, request.file));
    found
}

/// The requests that are copies, each with the one that counts in its place: one that asks for the same,
/// unless both have a job and not the same. A job that was started again asks for the same people.
fn originals(all: &[Found], files: &[FileRecord]) -> BTreeMap<usize, usize> {
    let mut same: HashMap<Vec<RequestedUser>, Vec<usize>> = HashMap::new();
    for (at, one) in all.iter().enumerate() {
        let mut users = one.request.users.clone();
        users.sort_unstable();
        same.entry(users).or_default().push(at);
    }
    let mut originals = BTreeMap::new();
    for mut same in same.into_values().filter(|same| same.len() > 1) {
        same.sort_by_key(|&at| {
            let Found { request, link, .. } = &all[at];
            (link.is_none(), *link, name_order(request.file, files))
        });
        originals.extend(copies::among(same.into_iter().map(|at| (at, all[at].request.job))));
    }
    originals
}

/// The jobs that move people, with those whom errors and impacts name, by how many are moved and by the first of
/// those who are named.
struct ByPeople {
    jobs: HashMap<(usize, Symbol), Vec<NamedPeople>>,
}

/// A job, and those whom its errors and impacts name.
type NamedPeople = (usize, BTreeSet<Symbol>);

impl ByPeople {
    fn of(jobs: &[JobRecord], errors: &[ArchivedError], linked: &Linked) -> ByPeople {
        let mut people: BTreeMap<usize, BTreeSet<Symbol>> = BTreeMap::new();
        for (error, known) in errors.iter().zip(&linked.items) {
            let of_job = error.source != ErrorOrigin::Validation;
            if let (Some((job, _)), Some(user), true) = (known, error.user, of_job) {
                people.entry(*job).or_default().insert(user);
            }
        }
        let mut all: HashMap<_, Vec<_>> = HashMap::new();
        for (job, people) in people {
            let record = &jobs[job];
            let requested = record.items().requested.and_then(|count| usize::try_from(count).ok());
            let requested = requested.filter(|_| record.family == Family::MOVE_USERS);
            if let Some(key) = requested.zip(people.first().copied()) {
                all.entry(key).or_default().push((job, people));
            }
        }
        ByPeople { jobs: all }
    }

    /// The only job of as many people whose errors and impacts name some of these and nobody else.
    fn job(&self, asked: &BTreeSet<Symbol>) -> Option<usize> {
        let jobs = asked.iter().filter_map(|first| self.jobs.get(&(asked.len(), *first))).flatten();
        let mut jobs = jobs.filter(|(_, people)| people.is_subset(asked)).map(|(job, _)| *job);
        jobs.next().filter(|_| jobs.next().is_none())
    }
}
