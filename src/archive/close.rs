//! A ledger is closed: each job once, each error with its job, in an order that depends on nothing but the payloads.
//!
//! In: a [`Ledger`] that has seen every file. Out: an [`Archive`]. The rules that need more than one payload are judged
//! here, each stage by a module of its own.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use hashbrown::HashSet;
use rayon::prelude::*;

use crate::archive::attention::attention;
use crate::archive::contents::Contents;
use crate::archive::copies::{self, Copies};
use crate::archive::cross_file_rules::CrossFileFindings;
use crate::archive::dedup::once;
use crate::archive::error_sources::sources;
use crate::archive::file_names;
use crate::archive::link::{self, Linked, link};
use crate::archive::namesakes::{Called, tell_apart};
use crate::archive::newest::newest_snapshots;
use crate::archive::{Archive, Identities, JobRequest, Planned, job_name, requests};
use crate::config::AuditOptions;
use crate::findings::FindingCollector;
use crate::findings::rule::Rule;
use crate::ledger::interner::Names;
use crate::ledger::job::{FileId, JobKey, JobRecord};
use crate::ledger::{ArchivedError, FileRecord, Ledger, StoredPlanned};
use crate::payload::Timestamp;

impl Ledger {
    /// Closes the ledger.
    pub fn close(self, options: &AuditOptions) -> Archive {
        let Ledger { roots, mut names, files, jobs, mut errors, .. } = self;
        let (aliases, titles, mut details) = (self.aliases, self.titles, self.details);
        let planned = self.plan;
        let (mut stored, mut findings, kept) = (self.requests, self.findings, self.kept);
        let (mut files, rank) = in_order(files);
        let ranked = |file: FileId| rank[file.0 as usize];
        for file in &mut files {
            file.holds = file.holds.map(|key| key.in_file(ranked));
        }
        let mut cross_file = CrossFileFindings::new(options);
        let same_bytes = copies::of_bytes(&files);
        let newest = jobs.last_updated;
        let as_of = options.as_of.or(newest);
        let known = (&files[..], &same_bytes, &names);
        let ((records, superseded), (identities, called)) = rayon::join(
            || {
                let (mut records, superseded) =
                    newest_snapshots(jobs, &rank, known, &mut cross_file);
                put_in_ledger_order(&mut records, &names);
                (records, superseded)
            },
            || {
                let identities = Identities::of(&aliases, &titles, &names);
                errors.par_iter_mut().for_each(|item| item.file = rank[item.file.0 as usize]);
                // Those of one part of a file stay in their order.
                errors.par_sort_by_key(|item| (item.file, item.part));
                let called = Called::resolve(&mut errors, &identities, &names);
                (identities, called)
            },
        );
        let mut records = records;
        note_failed_answers(&mut files, &records);
        for detail in &mut details {
            detail.key = detail.key.in_file(ranked);
            detail.file = ranked(detail.file);
        }
        details.sort_by_key(|detail| (Reverse(detail.moment), detail.file, detail.position));
        stored.iter_mut().for_each(|request| request.file = rank[request.file.0 as usize]);
        stored.sort_by_key(|request| (request.file, request.part));
        let of_errors = link::wanted(&files, &errors);
        let mut wanted = of_errors.clone();
        wanted.extend(stored.iter().map(|request| request.file));
        let tracking_ids = errors.iter().filter_map(|error| error.tracking_id);
        let tracking_ids = tracking_ids.chain(stored.iter().filter_map(|of| of.tracking_id));
        let contents = Contents::of(&errors);
        let in_files = (&files[..], &contents, roots.folder());
        let index = link::index(&records, in_files, &names, &wanted, &tracking_ids.collect());
        let mut linked = link(&files, &errors, &names, of_errors, &index);
        called.take_back(&mut errors, (&records, &linked), &titles);
        let copies = copies::of_errors(&contents, &linked, &files);
        leave_out(&copies, &mut errors, &mut linked);
        cross_file.system_files(&files);
        cross_file.cut_lists(&files);
        cross_file.copies(copies.iter().chain(&same_bytes), &files);
        let sources = sources(&errors, &linked);
        let requests = requests::requests(
            &stored,
            &identities,
            (&records, &files, &names),
            (&errors, &linked),
            &index,
        );
        cross_file.copies(requests.copies.iter(), &files);
        let mut links = requests.links;
        for source in &sources {
            let carrier = link::carrier(&files[source.file.0 as usize], &files);
            for file in [Some(source.file), carrier].into_iter().flatten() {
                let link = links.entry(file).or_insert(source.link);
                *link = source.link.min(*link);
            }
        }
        let attention = attention(&records, &sources, as_of, &names);
        cross_file.unmatched(&linked, (&records, &files), &names);
        cross_file.requests(&requests.unlinked, (&records, &requests.all), &names);
        drop(index);
        locate(&mut records, &requests.all);
        let known = errors.iter_mut().zip(&linked.items);
        known.for_each(|(item, known)| item.job = known.map(|(job, _)| job));
        drop(linked);
        tell_apart(&mut errors, &records, &mut names);
        let (errors, repeated) = once(errors, &names);
        cross_file.repeated_errors(repeated);
        cross_file.unknown_codes(&errors, &names);
        let mut archive = Archive {
            roots,
            names,
            files,
            jobs: records,
            errors,
            sources,
            links,
            attention,
            requests: requests.all,
            identities,
            details,
            superseded: Some(superseded),
            as_of,
            ..Archive::default()
        };
        archive.judge(planned, &mut cross_file);
        // What files belong to is known by now: a secret in a name may have told two of them apart.
        archive.files.par_iter_mut().for_each(FileRecord::hide_secrets);
        archive.roots.hide_secrets();
        let mut kept: BTreeMap<FileId, FindingCollector> =
            kept.into_iter().map(|(file, findings)| (rank[file.0 as usize], findings)).collect();
        for (file, found) in cross_file.into_files() {
            findings.add_file(&archive.files[file.0 as usize].name, &found);
            if found.keeps_findings() {
                kept.entry(file).or_insert_with(|| options.keep.collector()).merge(found);
            }
        }
        archive.findings = findings;
        archive.kept = kept;
        archive
    }
}

impl Archive {
    /// What is known once all stands together: what jobs have found against them, and who was moved.
    fn judge(
        &mut self,
        planned: Option<Vec<StoredPlanned>>,
        cross_file: &mut CrossFileFindings<'_>,
    ) {
        for item in &self.attention {
            self.jobs[item.job].findings += cross_file.attention(item);
        }
        self.numbers = self.phone_numbers();
        self.plan = planned.map(|people| {
            let planned = people.into_iter().map(|planned| Planned {
                user: self.identities.person(planned.user),
                location: planned.location,
            });
            planned.collect()
        });
        self.find_people_and_moves();
        cross_file.repeated_failures(self);
    }
}

/// Gives jobs that say no location the one that their requests say, where it is one.
fn locate(records: &mut [JobRecord], requests: &[JobRequest]) {
    // Those of a job stand together.
    for of_job in requests.chunk_by(|one, other| one.job == other.job) {
        let Some(record) = of_job[0].job.map(|job| &mut records[job]) else { continue };
        let asked = of_job.iter().flat_map(|request| &request.users);
        let mut locations = asked.map(|asked| asked.location);
        let first = locations.next().flatten();
        if record.location.is_none() && locations.all(|location| location == first) {
            record.location = first;
        }
    }
}

/// Notes the answers to requests that failed which are called by an id and not by that of a job: what was asked for was
/// never saved.
fn note_failed_answers(files: &mut [FileRecord], records: &[JobRecord]) {
    let is_one = |file: &&mut FileRecord| file.set_aside == Some(Rule::HttpErrorBody);
    let mut answers = files.iter_mut().filter(is_one).peekable();
    if answers.peek().is_none() {
        return;
    }
    let known: HashSet<JobKey> = records.iter().map(|record| record.key).collect();
    for file in answers {
        let ids: Vec<_> = file_names::ids(file_names::stem_of(file)).collect();
        let is_of_job = ids.iter().any(|id| known.contains(&JobKey::Uuid(id.bytes())));
        file.is_torn |= !ids.is_empty() && !is_of_job;
    }
}

/// The files by name, and for each old number the new one.
fn in_order(mut files: Vec<FileRecord>) -> (Vec<FileRecord>, Vec<FileId>) {
    let mut order: Vec<u32> = (0..).take(files.len()).collect();
    let name = |at: u32| &files[at as usize].name;
    order.par_sort_unstable_by(|&a, &b| (name(a), a).cmp(&(name(b), b)));
    let mut rank = vec![FileId(0); files.len()];
    for (old, new) in order.iter().zip(0..) {
        rank[*old as usize] = FileId(new);
    }
    put_in_order(&mut files, &mut order);
    (files, rank)
}

/// Puts values in an order, without a second copy of them: each place gets the value that stood at the
/// position which the order has there. Of the order nothing is left.
fn put_in_order<T>(values: &mut [T], order: &mut [u32]) {
    // Each place gets its value; what stood there moves on, until the round is closed.
    for start in (0..).take(order.len()) {
        let mut at: u32 = start;
        loop {
            let next = std::mem::replace(&mut order[at as usize], at);
            if next == start {
                break;
            }
            values.swap(at as usize, next as usize);
            at = next;
        }
    }
}

/// Leaves out the errors of copies, and all that is known of their links.
fn leave_out(copies: &Copies, errors: &mut Vec<ArchivedError>, linked: &mut Linked) {
    if copies.is_empty() {
        return;
    }
    let mut kept = errors.iter().map(|error| !copies.contains_key(&error.file));
    linked.items.retain(|_| kept.next().unwrap_or(false));
    errors.retain(|error| !copies.contains_key(&error.file));
    linked.files.retain(|file, _| !copies.contains_key(file));
}

/// Sorts jobs by their start without a second copy of them.
fn put_in_ledger_order(records: &mut [JobRecord], names: &Names) {
    let starts = records.iter().map(JobRecord::when);
    let mut order: Vec<(Option<Timestamp>, u32)> = starts.zip(0..).collect();
    let record = |at: u32| &records[at as usize];
    order.par_sort_unstable_by(|a, b| {
        a.0.cmp(&b.0).then_with(|| in_ledger_order(record(a.1), record(b.1), names))
    });
    let mut order: Vec<u32> = order.into_iter().map(|(_, at)| at).collect();
    put_in_order(records, &mut order);
}

/// By start, then by id, then by place: an order that no two jobs share.
fn in_ledger_order(a: &JobRecord, b: &JobRecord, names: &Names) -> Ordering {
    let by_id = || match (a.key, b.key) {
        // Their texts are in the order of their bytes.
        (JobKey::Uuid(a), JobKey::Uuid(b)) => a.cmp(&b),
        (a, b) => job_name(a, names).cmp(&job_name(b, names)),
    };
    a.when()
        .cmp(&b.when())
        .then_with(by_id)
        .then_with(|| (a.file, a.position).cmp(&(b.file, b.position)))
}
