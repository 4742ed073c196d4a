//! A closed archive with pseudonyms in the place of people.
//!
//! In: an archive. Out: the same archive, in which no user id, e-mail address or phone number stands any
//! more, so that whatever is made of it holds none. Organisations, jobs and locations stay.

use hashbrown::HashSet;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::archive::Archive;
use crate::archive::identity::Telling;
use crate::archive::job_name;
use crate::findings::{Excerpt, Finding};
use crate::ledger::JobKey;
use crate::ledger::interner::Symbol;
use crate::payload::hex;
use crate::privacy::pseudonyms::Redactor;

impl Archive {
    /// Whether pseudonyms stand in the place of people.
    pub fn is_redacted(&self) -> bool {
        self.is_redacted
    }

    /// Replaces people by pseudonyms: by those of a salt, or by those that only this archive has.
    /// Whoever has more to say of the archive says it through the redactor that is given back.
    pub fn redact(&mut self, salt: Option<&[u8]>) -> Redactor {
        let redactor = match salt {
            Some(salt) => self.redactor(salt),
            None => self.redactor(
                self.fingerprint.clone().unwrap_or_else(|| self.fingerprint()).as_bytes(),
            ),
        };
        (self.fingerprint, self.is_redacted) = (None, true);
        let names = &mut self.names;
        let others = names.all().count();
        for item in &mut self.errors {
            let Some(message) = item.message else { continue };
            let about = item.user.map(|user| names.text(user));
            let words = redactor.words(names.text(message), about).into_owned();
            item.message = Some(names.intern(&words));
        }
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
        let mut key = |key: JobKey| match key.uuid().filter(|id| redactor.knows(id)) {
            Some(id) => JobKey::Text(names.intern(&redactor.person(&id))),
            None => key,
        };
        self.jobs.iter_mut().for_each(|job| job.key = key(job.key));
        self.details.iter_mut().for_each(|detail| detail.key = key(detail.key));
        self.files.iter_mut().for_each(|file| file.holds = file.holds.map(&mut key));
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
        self.people.named.iter_mut().for_each(|known| known.user = person(known.user));
        // An address is the same person, and so has the same pseudonym.
        self.identities.forget_people();
        self.roots.rename(|name| redactor.text(name, false).into_owned());
        for file in &mut self.files {
            let shown = |part: &str| redactor.text(part, false).into_owned();
            let ends =
                file.ends().map(|end| file.name.get(..end).map_or(0, |part| shown(part).len()));
            file.rename(shown(&file.name).into(), ends);
        }
        for attention_item in &mut self.attention {
            attention_item.detail = redactor.text(&attention_item.detail, false).into_owned();
        }
        for detail in &mut self.details {
            let texts = [&mut detail.tracking_id, &mut detail.csv_file].into_iter().flatten();
            let fields = detail.fields.iter_mut().map(|(_, value)| value);
            for text in texts.chain(fields) {
                *text = redactor.text(text, false).into_owned();
            }
        }
        self.findings_mut().for_each(|finding| redact(finding, &redactor));
        for accepted in &mut self.accepted.findings {
            for text in [Some(&mut accepted.reason), accepted.by.as_mut()].into_iter().flatten() {
                *text = redactor.text(text, true).into_owned();
            }
        }
        for example in self.findings.examples_mut() {
            example.file = redactor.text(&example.file, false).into_owned();
        }
        // Whatever else has a name may have that of a person in it.
        self.names.rename(others, |name| redactor.text(name, false).into_owned());
        let mut people = std::mem::take(&mut self.people);
        self.put_in_order(&mut people.named);
        self.people = people;
        redactor
    }

    /// A redactor that knows the people and the things of this archive.
    fn redactor(&self, salt: &[u8]) -> Redactor {
        let mut redactor = Redactor::new(salt);
        let text = |symbol| self.names.text(symbol);
        let mut things: HashSet<&str> = HashSet::new();
        for job in &self.jobs {
            if let Some(id) = job_name(job.key, &self.names) {
                redactor.know_thing(&id);
            }
            things.extend([job.org, job.source_org, job.location].into_iter().flatten().map(text));
        }
        things.iter().for_each(|thing| redactor.know_thing(thing));
        for code in self.errors.iter().filter_map(|item| item.code) {
            redactor.know_code(text(code));
        }
        let mut people: Vec<(&str, &str)> = self
            .people_said()
            .map(|(said, person)| (text(said), text(person)))
            // Of an id that does not say what it is of, a name may be that of either.
            .filter(|(said, person)| {
                Telling::of(said) != Telling::Name || said == person || !things.contains(person)
            })
            .collect();
        // Whoever is known first or last by a text is the same in every run.
        people.par_sort_unstable();
        people.dedup();
        people.iter().for_each(|(said, person)| redactor.know_person(said, person));
        redactor
    }

    /// Every text that is known to mean a person, with the text that the person is known by.
    fn people_said(&self) -> impl Iterator<Item = (Symbol, Symbol)> {
        let runners = self.jobs.iter().filter_map(|job| job.runner);
        let of_errors = self.errors.iter().filter_map(|item| item.user);
        let planned = self.plan.iter().flatten().map(|planned| planned.user);
        let named = self.people.named.iter().map(|person| person.user);
        let of_others = self.mentioned.iter().chain(&self.numbers).chain(self.moved.keys());
        let themselves = runners.chain(of_errors).chain(planned).chain(named);
        let themselves = themselves.chain(of_others.copied()).map(|user| (user, user));
        let requested = self.requests.iter().flat_map(|request| &request.users).flat_map(|asked| {
            let said = [Some(asked.user), Some(asked.user_id), asked.number, asked.extension];
            said.into_iter().flatten().map(|said| (said, asked.user))
        });
        self.identities.people().chain(themselves).chain(requested)
    }

    /// What only somebody knows who has the archive: all names in it, whatever their order.
    pub fn fingerprint(&self) -> String {
        let mut all: Vec<&str> = self.names.all().collect();
        all.sort_unstable();
        let mut hasher = Sha256::new();
        for name in all {
            hasher.update(name.as_bytes());
            hasher.update([0]);
        }
        hex(&hasher.finalize())
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
