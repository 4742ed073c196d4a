//! Who was moved since, who is still open, and whose move failed anew.
//!
//! A person is the same by id, else by address. Whoever was counted and not named before, in the same job that names
//! the person now, is still open and no new failure; and the other way round.

use hashbrown::{HashMap, HashSet};

use crate::archive::{Archive, Person, PersonState};
use crate::ledger::Symbol;
use crate::report::diff::words::{FAILED_AGAIN, MOVED, NEW, NO_LONGER_KNOWN, STILL_OPEN};
use crate::report::diff::{JobId, Side, Sides};
use crate::report::open::{Open, open};
use crate::report::sections::{action_cell, listed, state_cell};
use crate::report::{Cell, Section, Term};

/// A person, or several of one job whom no file names.
pub(super) struct UserChange {
    pub change: Term,
    pub people: u64,
    /// Whether the newest attempt failed, and is not only under way.
    pub is_failure: bool,
    cells: UserCells,
}

/// What is said of them.
struct UserCells {
    user: Cell,
    email: Cell,
    name: Cell,
    state: Cell,
    codes: Cell,
    action: Cell,
    job: Cell,
}

/// The changes of people; none where people can't be told on both sides.
pub(super) struct PeopleChanges {
    pub rows: Vec<UserChange>,
    /// How many are still open, listed or not.
    pub still_open: u64,
    /// Whether people could be compared.
    pub is_known: bool,
}

/// What people look at first.
const ORDER: [Term; 5] = [NEW, FAILED_AGAIN, NO_LONGER_KNOWN, STILL_OPEN, MOVED];

/// The texts that a person is known by.
fn texts<'a>(archive: &'a Archive, person: &Person) -> impl Iterator<Item = String> + use<'a> {
    let address = archive.address(person.user);
    let all = [Some(person.user), address].into_iter().flatten();
    all.map(|text| archive.names.text(text).to_lowercase())
}

/// The people of an archive by the texts that each is known by.
fn index(archive: &Archive) -> HashMap<String, &Person> {
    let mut all = HashMap::new();
    for person in &archive.people.named {
        all.extend(texts(archive, person).map(|text| (text, person)));
    }
    all
}

/// Whether the people of both sides can be told: pseudonyms of two salts have nobody in common.
pub(super) fn are_the_same(base: &Archive, new: &Archive) -> bool {
    let is_told = !base.is_redacted() && !new.is_redacted();
    if is_told || base.people.named.is_empty() || new.people.named.is_empty() {
        return true;
    }
    let known = index(base);
    new.people.named.iter().any(|one| texts(new, one).any(|text| known.contains_key(&text)))
}

/// What is open on a side.
struct Opened<'a> {
    side: Side<'a>,
    by_user: HashMap<Symbol, Open<'a>>,
    /// The jobs with people whom no file names, and how many.
    unnamed: HashMap<JobId, u64>,
    /// How many people of each job are open, named or not.
    of_jobs: HashMap<JobId, u64>,
    people: HashMap<String, &'a Person>,
}

impl<'a> Opened<'a> {
    fn of(side: Side<'a>) -> Opened<'a> {
        let mut all = Opened {
            side,
            by_user: HashMap::new(),
            unnamed: HashMap::new(),
            of_jobs: HashMap::new(),
            people: index(side.archive),
        };
        for open in open(side.archive) {
            if let Some(job) = side.job_id(open.job) {
                if open.person.is_none() {
                    *all.unnamed.entry(job.clone()).or_default() += open.people;
                }
                *all.of_jobs.entry(job).or_default() += open.people;
            }
            if let Some(person) = open.person {
                all.by_user.insert(person.user, open);
            }
        }
        all
    }

    fn person(&self, archive: &Archive, person: &Person) -> Option<&'a Person> {
        texts(archive, person).find_map(|text| self.people.get(&text).copied())
    }

    /// Whether people of a job are open here whom no file names.
    fn has_unnamed(&self, job: Option<JobId>) -> bool {
        job.is_some_and(|job| self.unnamed.contains_key(&job))
    }

    /// The newest attempt: which job, and which run of it.
    fn attempt(&self, person: &Person) -> Option<(JobId, usize)> {
        let job = self.side.job(person.last_try)?;
        Some((JobId::of(self.side.archive, job), job.executions.len()))
    }

    fn code(&self, user: Symbol) -> Option<&'a str> {
        self.side.archive.name(self.by_user.get(&user).and_then(|open| open.code))
    }
}

/// Whether an attempt failed, and is not only under way.
fn is_failure(state: PersonState) -> bool {
    matches!(state, PersonState::Failed | PersonState::Skipped | PersonState::Unknown)
}

/// What changed for the people of both sides.
pub(super) fn changes(sides: Sides<'_>) -> PeopleChanges {
    if !sides.same_people {
        return PeopleChanges { rows: Vec::new(), still_open: 0, is_known: false };
    }
    let (base, new) = (Opened::of(sides.base), Opened::of(sides.new));
    let mut rows = Vec::new();
    let mut seen: HashSet<Symbol> = HashSet::new();
    for person in &sides.new.archive.people.named {
        let before = base.person(sides.new.archive, person);
        seen.extend(before.map(|before| before.user));
        let was_open = before.is_some_and(|before| before.is_to_move);
        let change = match (was_open, person.is_to_move) {
            (true, true) => of_open(&base, before, &new, person),
            (true, false) if person.state == PersonState::Done => MOVED,
            (true, false) => NO_LONGER_KNOWN,
            (false, true) if base.has_unnamed(sides.new.job_id(person.last_try)) => STILL_OPEN,
            (false, true) => NEW,
            (false, false) => continue,
        };
        let code = before.and_then(|before| base.code(before.user));
        rows.push(row(change, &new, person, [code, new.code(person.user)]));
    }
    for person in sides.base.archive.people.to_move() {
        if seen.contains(&person.user) || new.person(sides.base.archive, person).is_some() {
            continue;
        }
        let is_counted = new.has_unnamed(sides.base.job_id(person.last_try));
        let change = if is_counted { STILL_OPEN } else { NO_LONGER_KNOWN };
        rows.push(row(change, &base, person, [base.code(person.user), None]));
    }
    unnamed(&base, &new, &mut rows);
    rows.retain(|row| row.people > 0);
    let still_open = rows.iter().filter(|row| row.change == STILL_OPEN);
    let still_open = still_open.map(|row| row.people).sum();
    rows.retain(|row| sides.all || row.change != STILL_OPEN);
    rows.sort_by_key(|row| ORDER.iter().position(|known| *known == row.change));
    PeopleChanges { rows, still_open, is_known: true }
}

/// What there is to say of somebody who is open on both sides.
fn of_open(base: &Opened<'_>, before: Option<&Person>, new: &Opened<'_>, now: &Person) -> Term {
    let Some(before) = before else { return NEW };
    match (is_failure(before.state), is_failure(now.state)) {
        (_, false) => STILL_OPEN,
        // It was under way, and now it has failed.
        (false, true) => NEW,
        (true, true) if base.attempt(before) != new.attempt(now) && now.last_try.is_some() => {
            FAILED_AGAIN
        }
        (true, true) => STILL_OPEN,
    }
}

/// Those whom no file names. That there are fewer of them in a job tells nothing: they may be named now, or a later
/// job may have moved as many others.
fn unnamed(base: &Opened<'_>, new: &Opened<'_>, rows: &mut Vec<UserChange>) {
    let archive = new.side.archive;
    for open in open(archive).into_iter().filter(|open| open.person.is_none()) {
        let job = new.side.job_id(open.job);
        let count = |of: &HashMap<JobId, u64>| {
            job.as_ref().and_then(|job| of.get(job)).copied().unwrap_or(0)
        };
        let more = match &job {
            Some(_) => count(&new.of_jobs).saturating_sub(count(&base.of_jobs)).min(open.people),
            None => open.people.saturating_sub(without_job(base.side.archive)),
        };
        let cells = || UserCells {
            user: Cell::Missing,
            email: Cell::Missing,
            name: Cell::Missing,
            state: state_cell(open.state),
            codes: Cell::id(archive.name(open.code)),
            action: action_cell(open.action),
            job: archive.job_cell(new.side.job(open.job)),
        };
        let is_failure = is_failure(open.state);
        rows.push(UserChange { change: NEW, people: more, is_failure, cells: cells() });
        let same = open.people - more;
        rows.push(UserChange { change: STILL_OPEN, people: same, is_failure, cells: cells() });
    }
}

/// How many people are open whom no file names and no job counts.
fn without_job(archive: &Archive) -> u64 {
    let without = archive.people.unnamed.iter().filter(|unnamed| unnamed.job.is_none());
    without.map(|unnamed| unnamed.people).sum()
}

fn row(change: Term, of: &Opened<'_>, person: &Person, codes: [Option<&str>; 2]) -> UserChange {
    let archive = of.side.archive;
    let codes = match codes {
        [Some(before), Some(now)] if before != now => Some(format!("{before}, {now}")),
        [before, now] => now.or(before).map(str::to_owned),
    };
    let open = of.by_user.get(&person.user);
    let cells = UserCells {
        user: archive.person_cell(person.user),
        email: Cell::id(archive.name(archive.address(person.user))),
        name: Cell::text(archive.name(archive.identities.name(person.user))),
        state: state_cell(person.state),
        codes: Cell::id(codes),
        action: action_cell(open.and_then(|open| open.action)),
        job: archive.job_cell(of.side.job(person.last_try)),
    };
    UserChange { change, people: 1, is_failure: is_failure(person.state), cells }
}

pub(super) fn section(sides: Sides<'_>, changes: &PeopleChanges) -> Section<'static> {
    let unknown = match changes.is_known {
        true => "",
        false => {
            " Here nobody can be told: the two sides have other pseudonyms, since they were not made with the same salt."
        }
    };
    let listing =
        if sides.all { "" } else { " Whoever is still open as before is not listed here." };
    listed(&(), &changes.rows)
        .text("user", "user", |(), row| row.cells.user.clone())
        .name("email", "e-mail", |(), row| row.cells.email.clone())
        .name("name", "name", |(), row| row.cells.name.clone())
        .text("change", "change", |(), row| Cell::Term(row.change.clone()))
        .text("state", "state", |(), row| row.cells.state.clone())
        .text("codes", "codes", |(), row| row.cells.codes.clone())
        .text("action", "action", |(), row| row.cells.action.clone())
        .text("job", "job", |(), row| row.cells.job.clone())
        .number("people", "people", |(), row| Cell::Count(row.people))
        .noted(format!(
            "People who were still to be moved on one of the sides. Codes: the one before and the one now, where they \
             differ. Those whom no file names are a row with their number.{listing}{unknown}"
        ))
        .under("user_changes", "Changes of people")
}
