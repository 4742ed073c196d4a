//! Who is still to be moved, why, and what has to be done: said once for every section, list and sentence.
//!
//! In: the people of an archive. Out: an [`Open`] for each of them, and for each job one for those whom no
//! file names.

use hashbrown::HashMap;

use crate::archive::{Archive, AttentionReason, Person, PersonState, Unnamed};
use crate::ledger::{FileId, Symbol};
use crate::payload::Timestamp;
use crate::reference::{actions, error_codes};

/// Somebody who is still to be moved, or several of one job whom no file names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Open<'a> {
    /// None where no file names them.
    pub person: Option<&'a Person>,
    pub people: u64,
    pub state: PersonState,
    /// The job of the newest attempt, as a position.
    pub job: Option<usize>,
    /// The file that says so.
    pub file: Option<FileId>,
    /// The error that stopped it.
    pub error: Option<usize>,
    pub code: Option<Symbol>,
    /// What has to be done; none where the code is not in the catalogue.
    pub action: Option<&'static str>,
    /// Whether they are some of those whom a file names, and none tells which.
    are_named: bool,
    /// Where that is to fetch errors: whether the file has expired.
    missing: Option<Missing>,
}

/// An errors file that was never saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) struct Missing {
    pub expiry: Option<Timestamp>,
    pub is_expired: bool,
}

/// The jobs whose errors files were never saved.
pub(in crate::report) fn missing(archive: &Archive) -> HashMap<usize, Missing> {
    let of = |reason| match reason {
        AttentionReason::ErrorsCsvMissing => Some(false),
        AttentionReason::ErrorsCsvExpired => Some(true),
        _ => None,
    };
    let items = archive.attention.iter();
    let missing = items.filter_map(|item| Some((item.job, of(item.reason)?)));
    let missing = missing.map(|(job, is_expired)| {
        (job, Missing { expiry: archive.jobs[job].csv_expiry, is_expired })
    });
    missing.collect()
}

/// All who are still to be moved: by name first, then those whom no file names, by job.
pub(crate) fn open(archive: &Archive) -> Vec<Open<'_>> {
    let missing = missing(archive);
    let people = &archive.people;
    let named = people.to_move().map(|person| of_person(archive, person, &missing));
    let unnamed = people.unnamed.iter().map(|unnamed| of_nobody(archive, unnamed, &missing));
    named.chain(unnamed).collect()
}

fn of_person<'a>(
    archive: &Archive,
    person: &'a Person,
    missing: &HashMap<usize, Missing>,
) -> Open<'a> {
    let error = person.open_error.map(|at| &archive.errors[at]);
    let job = person.last_try;
    let missing = job.and_then(|job| missing.get(&job)).copied();
    let file = error.map(|error| error.file).or(job.map(|job| archive.jobs[job].file));
    Open {
        person: Some(person),
        people: 1,
        state: person.state,
        job,
        file,
        error: person.open_error,
        code: error.and_then(|error| error.code),
        action: match error {
            Some(error) => error_codes::action(archive.name(error.code), error.http),
            None => Some(action_of(person.state, missing.is_some())),
        },
        are_named: false,
        missing: missing.filter(|_| error.is_none()),
    }
}

fn of_nobody<'a>(
    archive: &Archive,
    unnamed: &Unnamed,
    missing: &HashMap<usize, Missing>,
) -> Open<'a> {
    let missing = unnamed.job.and_then(|job| missing.get(&job)).copied();
    let known = unnamed.code.and_then(|code| error_codes::action(archive.name(Some(code)), None));
    Open {
        person: None,
        people: unnamed.people,
        state: unnamed.state,
        job: unnamed.job,
        file: unnamed.file,
        error: None,
        code: unnamed.code,
        action: Some(known.unwrap_or_else(|| action_of(unnamed.state, missing.is_some()))),
        are_named: unnamed.are_named,
        missing,
    }
}

/// What has to be done for people of whom no error is known.
fn action_of(state: PersonState, is_missing: bool) -> &'static str {
    match state {
        PersonState::Pending | PersonState::UnderWay => actions::WAIT,
        PersonState::NotRequested => actions::REQUEST_MOVE,
        _ if is_missing => actions::FETCH_ERRORS,
        PersonState::Skipped => actions::RETRY,
        _ => actions::CHECK_JOB,
    }
}

impl Open<'_> {
    /// Whether it asks for an action, where one is named.
    pub fn is_asked_for(&self, action: Option<&str>) -> bool {
        action.is_none() || self.action == action
    }

    /// Why, in words.
    pub fn why(&self, archive: &Archive) -> Option<String> {
        let error = self.error.map(|at| &archive.errors[at]);
        let words = error.and_then(|error| archive.name(error.message)).map(without_tag);
        let known = archive.name(self.code).and_then(error_codes::lookup);
        let summary = || known.map(|known| known.summary.clone());
        let told = words.filter(|words| !words.is_empty()).map(str::to_owned).or_else(summary);
        if told.is_some() || error.is_some() {
            return told;
        }
        Some(String::from(match (self.state, self.missing) {
            (PersonState::Pending, _) => "waits for a number order",
            (PersonState::UnderWay, _) => "the job is still in progress",
            (PersonState::NotRequested, _) => "planned, and in no request",
            (_, Some(Missing { is_expired: true, .. })) => {
                "the errors file was not saved and has expired"
            }
            (_, Some(_)) => "the errors file was not saved",
            (PersonState::Skipped, _) => "the job skipped the move",
            (PersonState::Failed, _) if self.are_named => "no file tells who of those it names",
            (PersonState::Failed, _) => "no errors file says why",
            (PersonState::Unknown | PersonState::Done, _) => {
                "the job does not account for the move"
            }
        }))
    }

    /// What has to be done, in words.
    pub fn todo(&self, archive: &Archive) -> Option<String> {
        let file = self.file.map_or("", |file| file_stem(archive.file_name(file)));
        match self.missing.filter(|_| self.action == Some(actions::FETCH_ERRORS)) {
            Some(Missing { is_expired: true, .. }) => Some(format!(
                "The errors file of {file} has expired: ask the API for the errors of the job."
            )),
            Some(Missing { expiry: Some(expiry), .. }) => {
                Some(format!("Fetch the errors file of {file}; it expires on {}.", expiry.day()))
            }
            Some(_) => Some(format!("Fetch the errors file of {file}.")),
            None => {
                // What helps against this code, else what its action asks for.
                let known = archive.name(self.code).and_then(error_codes::lookup);
                let of_action = || self.action.and_then(actions::lookup).map(|known| &known.todo);
                known.map(|known| &known.todo).or_else(of_action).cloned()
            }
        }
    }
}

/// The last part of a path, by which people know a file; of an answer in a capture, `a.har!GET host/path`, the
/// capture's.
pub(crate) fn file_stem(path: &str) -> &str {
    let mut marks = path.match_indices('!');
    let captured = marks.find(|(mark, _)| is_request(&path[mark + 1..]));
    let file = captured.map_or(path, |(mark, _)| &path[..mark]);
    file.rsplit(['/', '\\']).next().unwrap_or(file)
}

/// Whether an entry is called by a method of HTTP and an address.
fn is_request(entry: &str) -> bool {
    let is_method = |word: &str| !word.is_empty() && word.bytes().all(|c| c.is_ascii_uppercase());
    entry.split_once(' ').is_some_and(|(method, _)| is_method(method))
}

/// The words of an error without the tag in front of them.
fn without_tag(words: &str) -> &str {
    match words.trim().strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((_, rest)) if !rest.trim().is_empty() => rest.trim(),
        _ => words.trim(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_know_a_file_by_its_last_part_and_an_answer_by_its_capture() {
        for (path, known) in [
            ("a/2026-02/wave-2.json", "wave-2.json"),
            ("a\\wave-2.json", "wave-2.json"),
            ("wave-2.json", "wave-2.json"),
            ("a/all.zip!b/wave-2.json", "wave-2.json"),
            ("a/browser.har!GET example.com/v1/jobs/Y2lz/errors", "browser.har"),
            ("a/all.zip!b/browser.har!POST example.com/jobs!now", "browser.har"),
            ("hey!you there/wave.json", "wave.json"),
        ] {
            assert_eq!(file_stem(path), known, "{path}");
        }
    }
}
