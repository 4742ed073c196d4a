//! A closed archive with pseudonyms in the place of people.
//!
//! In: an archive. Out: the same archive, in which no user id, e-mail address or phone number stands any
//! more, so that whatever is made of it holds none. Organisations, jobs and locations stay.

use sha2::{Digest, Sha256};

use crate::archive::Archive;
use crate::archive::job_name;
use crate::findings::FindingCollector;
use crate::findings::{Excerpt, Finding};
use crate::ledger::JobKey;
use crate::privacy::pseudonyms::Redactor;

impl Archive {
    /// Replaces people by pseudonyms: by those of a salt, or by those that only this archive has.
    /// Whoever has more to say of the archive says it through the redactor that is given back.
    pub fn redact(&mut self, salt: Option<&[u8]>) -> Redactor {
        let redactor = match salt {
            Some(salt) => self.redactor(salt),
            None => self.redactor(&self.fingerprint()),
        };
        let names = &mut self.names;
        let others = names.all().count();
        let mut person = |symbol| names.intern(&redactor.person(names.text(symbol)));
        for job in &mut self.jobs {
            job.runner = job.runner.map(&mut person);
        }
        for item in &mut self.errors {
            item.user = item.user.map(&mut person);
        }
        for source in &mut self.sources {
            source.users.iter_mut().for_each(|user| *user = person(*user));
        }
        // A job may be called by the id of a person.
        let mut key = |key: &mut JobKey| {
            if let Some(id) = key.uuid().filter(|id| redactor.knows(id)) {
                *key = JobKey::Text(names.intern(&redactor.person(&id)));
            }
        };
        self.jobs.iter_mut().for_each(|job| key(&mut job.key));
        self.details.iter_mut().for_each(|detail| key(&mut detail.key));
        let mut person = |symbol| names.intern(&redactor.person(names.text(symbol)));
        self.moved = self.moved.drain().map(|(user, when)| (person(user), when)).collect();
        for user in self.requests.iter_mut().flat_map(|request| &mut request.users) {
            (user.user, user.user_id) = (person(user.user), person(user.user_id));
            (user.number, user.extension) = (None, None);
        }
        for planned in self.plan.iter_mut().flatten() {
            planned.user = person(planned.user);
        }
        self.mentioned = self.mentioned.drain().map(&mut person).collect();
        self.numbers = self.numbers.drain().map(&mut person).collect();
        // An address is the same person, and so has the same pseudonym.
        self.identities.forget_people();
        for item in &mut self.errors {
            item.message = item.message.map(|message| {
                let words = redactor.text(names.text(message), true).into_owned();
                names.intern(&words)
            });
        }
        self.roots.rename(|name| redactor.text(name, false).into_owned());
        for file in &mut self.files {
            let of_file = redactor.text(file.found_name(), false).len();
            file.carrier_len = file.carrier_len.map(|_| of_file);
            file.name = redactor.text(&file.name, false).into();
        }
        for attention_item in &mut self.attention {
            attention_item.detail = redactor.text(&attention_item.detail, false).into_owned();
        }
        for detail in &mut self.details {
            detail.findings.iter_mut().for_each(|finding| redact(finding, &redactor));
            let texts = [&mut detail.tracking_id, &mut detail.csv_file].into_iter().flatten();
            let fields = detail.fields.iter_mut().map(|(_, value)| value);
            for text in texts.chain(fields) {
                *text = redactor.text(text, false).into_owned();
            }
        }
        for finding in self.kept.values_mut().flat_map(FindingCollector::kept_mut) {
            redact(finding, &redactor);
        }
        for accepted in &mut self.accepted.findings {
            redact(&mut accepted.finding, &redactor);
            for text in [Some(&mut accepted.reason), accepted.by.as_mut()].into_iter().flatten() {
                *text = redactor.text(text, true).into_owned();
            }
        }
        let about = self.accepted.about.iter_mut();
        for finding in about.flat_map(|(_, findings)| findings.kept_mut()) {
            redact(finding, &redactor);
        }
        for example in self.findings.examples_mut() {
            example.file = redactor.text(&example.file, false).into_owned();
            redact(&mut example.finding, &redactor);
        }
        // Whatever else has a name may have that of a person in it.
        self.names.rename(others, |name| redactor.text(name, false).into_owned());
        self.find_people();
        redactor
    }

    /// A redactor that knows the people and the things of this archive.
    fn redactor(&self, salt: &[u8]) -> Redactor {
        let mut redactor = Redactor::new(salt);
        let text = |symbol| self.names.text(symbol);
        for job in &self.jobs {
            if let Some(id) = job_name(job.key, &self.names) {
                redactor.know_thing(&id);
            }
            for thing in [job.org, job.source_org, job.location].into_iter().flatten() {
                redactor.know_thing(text(thing));
            }
            if let Some(runner) = job.runner.map(text) {
                redactor.know_person(runner, runner);
            }
        }
        for item in &self.errors {
            if let Some(user) = item.user.map(text) {
                redactor.know_person(user, user);
            }
            if let Some(code) = item.code.map(text) {
                redactor.know_code(code);
            }
        }
        for user in self.requests.iter().flat_map(|request| &request.users) {
            redactor.know_person(text(user.user), text(user.user));
        }
        for planned in self.plan.iter().flatten() {
            redactor.know_person(text(planned.user), text(planned.user));
        }
        for (alias, person) in self.identities.people() {
            redactor.know_person(text(alias), text(person));
        }
        redactor
    }

    /// What only somebody knows who has the archive: all names in it, whatever their order.
    fn fingerprint(&self) -> Vec<u8> {
        let mut all: Vec<&str> = self.names.all().collect();
        all.sort_unstable();
        let mut hasher = Sha256::new();
        for name in all {
            hasher.update(name.as_bytes());
            hasher.update([0]);
        }
        hasher.finalize().to_vec()
    }
}

/// A finding without people.
fn redact(finding: &mut Finding, redactor: &Redactor) {
    let hide = |text: &mut String| *text = redactor.text(text, true).into_owned();
    hide(&mut finding.message);
    finding.place.path.iter_mut().for_each(hide);
    if let Some(excerpt) = &mut finding.excerpt {
        let parts = [&excerpt.before, &excerpt.marked, &excerpt.after];
        let line = redactor.text(&parts.map(String::as_str).concat(), true).into_owned();
        let [before, marked, after] = parts.map(|part| redactor.text(part, true).into_owned());
        // A name that the mark begins or ends in is only seen in the line as a whole.
        **excerpt = match [&*before, &*marked, &*after].concat() == line {
            true => Excerpt { before, marked, after },
            false => Excerpt { marked: line, ..Excerpt::default() },
        };
    }
}
