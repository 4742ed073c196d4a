//! Whose files are whose, where a report is for one of several customers.
//!
//! In: an archive, and for each job the group that it belongs to. Out: for each file and folder whether it is
//! one group's alone, and what a report for that group may call a file. A folder in which others have files
//! may be called like one of them, so a path begins below the last such folder; and a file that holds
//! payloads of others has no name at all.

use std::collections::BTreeSet;

use hashbrown::HashMap;

use crate::archive::Archive;
use crate::ledger::Holds;
use crate::ledger::interner::Symbol;
use crate::ledger::job::{FileId, JobKey};

/// Whose something is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Owner {
    /// Nobody's, as far as files tell.
    #[default]
    Nobody,
    /// That of one group.
    One(usize),
    /// That of several, or in part of nobody knows whom.
    Several,
}

impl Owner {
    pub fn and(self, other: Owner) -> Owner {
        match (self, other) {
            (Owner::Nobody, one) | (one, Owner::Nobody) => one,
            (Owner::One(a), Owner::One(b)) if a == b => self,
            _ => Owner::Several,
        }
    }
}

/// How a file is called that is not of one group alone.
const SHARED: &str = "(shared file)";

/// Whose files, folders and locations are whose.
#[derive(Debug)]
pub(super) struct Owners<'a> {
    archive: &'a Archive,
    of_files: Vec<Owner>,
    /// By the path, up to the separator at its end.
    of_folders: HashMap<&'a str, Owner>,
    of_locations: HashMap<Symbol, Owner>,
    files: HashMap<&'a str, FileId>,
    /// How long the names of files are.
    lengths: BTreeSet<usize>,
}

impl<'a> Owners<'a> {
    /// For each job of an archive whose it is.
    pub fn of(archive: &'a Archive, of_jobs: &[Owner]) -> Owners<'a> {
        // What belongs to no job may be anybody's, and says nothing of the folder that it lies in.
        let known = of_files(archive, of_jobs);
        let mut of_files = known.clone();
        let errors = archive.errors.iter().filter(|error| error.job.is_none());
        let requests = archive.requests.iter().filter(|request| request.job.is_none());
        for file in errors.map(|error| error.file).chain(requests.map(|request| request.file)) {
            if let Some(owner) = of_files.get_mut(file.0 as usize) {
                *owner = Owner::Several;
            }
        }
        let mut of_folders: HashMap<&str, Owner> = HashMap::new();
        for (file, owner) in archive.files.iter().zip(&known) {
            for end in folder_ends(&file.name) {
                let known = of_folders.entry(&file.name[..end]).or_default();
                *known = known.and(*owner);
            }
        }
        let mut of_locations: HashMap<Symbol, Owner> = HashMap::new();
        let mut located = |location: Option<Symbol>, owner: Owner| {
            let known = location.and_then(|location| archive.identities.thing(location));
            for place in location.into_iter().chain(known) {
                let known = of_locations.entry(place).or_default();
                *known = known.and(owner);
            }
        };
        for (job, owner) in archive.jobs.iter().zip(of_jobs) {
            located(job.location, *owner);
        }
        for request in &archive.requests {
            let owner = request.job.map_or(Owner::Nobody, |job| of_jobs[job]);
            request.users.iter().for_each(|asked| located(asked.location, owner));
        }
        let files = archive.files.iter().zip(archive.file_ids());
        let files = files.map(|(file, id)| (&*file.name, id)).collect();
        let lengths = archive.files.iter().map(|file| file.name.len());
        let lengths = lengths.filter(|length| *length > 0).collect();
        Owners { archive, of_files, of_folders, of_locations, files, lengths }
    }

    pub fn of_file(&self, file: FileId) -> Owner {
        self.of_files.get(file.0 as usize).copied().unwrap_or_default()
    }

    /// A location is its own part, whichever jobs move people there.
    pub fn set_location(&mut self, location: Symbol, owner: Owner) {
        let name = self.archive.identities.thing(location);
        for place in name.into_iter().chain([location]) {
            self.of_locations.insert(place, owner);
        }
    }

    pub fn of_location(&self, location: Symbol) -> Owner {
        self.of_locations.get(&location).copied().unwrap_or_default()
    }

    /// What a report for a group calls a file of the group, and how many bytes of its path that leaves out.
    pub fn shown(&self, file: FileId, group: usize) -> (String, usize) {
        let record = &self.archive.files[file.0 as usize];
        let name = &*record.name;
        let is_others =
            |end: &usize| self.of_folders.get(&name[..*end]) != Some(&Owner::One(group));
        let hidden = folder_ends(name).take_while(is_others).last().unwrap_or(0);
        if self.of_file(file) != Owner::One(group) {
            return (SHARED.to_owned(), name.len());
        }
        match record.carrier_len.filter(|carrier| *carrier < hidden) {
            // A record in a file that holds others'.
            Some(carrier) => (format!("{SHARED}{}", &name[carrier..]), carrier),
            None => (name[hidden..].to_owned(), hidden),
        }
    }

    /// A sentence, in which files are called as a report for a group may call them.
    pub fn retold(&self, sentence: &str, group: usize) -> String {
        let is_end = |at: usize| {
            at == sentence.len() || sentence[at..].starts_with([',', ' ', ';', '`', ')'])
        };
        let is_start = |at: usize| at == 0 || sentence[..at].ends_with([' ', '`', '(']);
        let mut told = String::new();
        let mut at = 0;
        while at < sentence.len() {
            let file = || {
                // The longest name that begins here.
                self.lengths.iter().rev().find_map(|length| {
                    let end = at + length;
                    let name = sentence.get(at..end).filter(|_| is_end(end))?;
                    Some((end, *self.files.get(name)?))
                })
            };
            match is_start(at).then(file).flatten() {
                Some((end, file)) => {
                    told.push_str(&self.shown(file, group).0);
                    at = end;
                }
                None => {
                    let letter = sentence[at..].chars().next().unwrap_or_default();
                    told.push(letter);
                    at += letter.len_utf8();
                }
            }
        }
        told
    }
}

/// Whose files are, by the jobs in them and those of the errors and requests in them.
fn of_files(archive: &Archive, of_jobs: &[Owner]) -> Vec<Owner> {
    let mut all = vec![Owner::Nobody; archive.files.len()];
    let mut add = |file: FileId, owner: Owner| {
        if let Some(known) = all.get_mut(file.0 as usize) {
            *known = known.and(owner);
        }
    };
    let jobs = archive.jobs.iter().zip(of_jobs);
    let by_key: HashMap<JobKey, Owner> =
        jobs.clone().map(|(job, owner)| (job.key, *owner)).collect();
    for (job, owner) in jobs {
        add(job.file, *owner);
    }
    for (file, record) in archive.file_ids().zip(&archive.files) {
        if let Holds::One(key) = record.holds {
            add(file, by_key.get(&key).copied().unwrap_or_default());
        }
    }
    for source in &archive.sources {
        add(source.file, of_jobs[source.job]);
    }
    let of_job = |job: Option<usize>| job.map_or(Owner::Nobody, |job| of_jobs[job]);
    for error in &archive.errors {
        add(error.file, of_job(error.job));
    }
    for request in &archive.requests {
        add(request.file, of_job(request.job));
    }
    all
}

/// Where the folders and containers of a path end, outermost first, behind their separators.
fn folder_ends(name: &str) -> impl Iterator<Item = usize> + '_ {
    name.match_indices(['/', '\\', '!']).map(|(at, _)| at + 1)
}
