//! Who was moved since, who is still open, and whose move failed anew.
//!
//! A person is the same by id, else by address. Whoever was counted as failed and not named before, in the same job that
//! names the person now, is still open and no new failure; and the other way round. Whoever was under way and has
//! failed since is a new failure, named or not. Those of a job whom no file names are moved as far as its counts say so
//! and nobody else can be meant.

use hashbrown::{HashMap, HashSet};

use crate::archive::{Archive, Person, PersonState};
use crate::ledger::{JobRecord, Symbol};
use crate::report::diff::opened::{Count, Opened, is_failure};
use crate::report::diff::words::{FAILED_AGAIN, MOVED, NEW, NO_LONGER_KNOWN, STILL_OPEN};
use crate::report::diff::{JobId, Sides};
use crate::report::open::open;
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

/// What changed for the people of both sides.
pub(super) fn changes(sides: Sides<'_>) -> PeopleChanges {
    if !sides.same_people {
        return PeopleChanges { rows: Vec::new(), still_open: 0, is_known: false };
    }
    let (base, new) = (Opened::of(sides.base), Opened::of(sides.new));
    let mut rows = Vec::new();
    let mut seen: HashSet<Symbol> = HashSet::new();
    let mut named = NewlyNamed::default();
    for person in &sides.new.archive.people.named {
        let before = base.person(sides.new.archive, person);
        seen.extend(before.map(|before| before.user));
        let job = sides.new.job_id(person.last_try);
        let was_there = before.is_some_and(|before| sides.base.job_id(before.last_try) == job);
        if let Some(job) = job.as_ref().filter(|_| !was_there) {
            *named.by_job.entry(job.clone()).or_default() += 1;
        }
        let was_open = before.is_some_and(|before| before.is_to_move);
        let change = match (was_open, person.is_to_move) {
            (true, true) if is_lost(&base, before, &new, person) => STILL_OPEN,
            (true, true) => of_open(&base, before, &new, person),
            (true, false) if person.state == PersonState::Done => MOVED,
            (true, false) => NO_LONGER_KNOWN,
            (false, true) if is_lost(&base, before, &new, person) => NO_LONGER_KNOWN,
            (false, true) => match was_counted(&base, &new, job.as_ref(), person, &mut named) {
                true => STILL_OPEN,
                false => NEW,
            },
            (false, false) => match was_left(&base, before, &new, person, &mut named) {
                true => MOVED,
                false => continue,
            },
        };
        if let Some(job) = job.filter(|_| change == MOVED) {
            *named.moved.entry(job).or_default() += 1;
        }
        let code = before.and_then(|before| base.code(before.user));
        rows.push(row(change, &new, person, [code, new.code(person.user)]));
    }
    for person in sides.base.archive.people.to_move() {
        if seen.contains(&person.user) || new.person(sides.base.archive, person).is_some() {
            continue;
        }
        let job = sides.base.job_id(person.last_try);
        // Whoever had a name is one of those now who have none.
        let lost = job.as_ref().map(|job| named.lost.entry(job.clone()).or_default());
        let lost = lost.filter(|lost| **lost < new.unnamed(job.as_ref()).all);
        let change = if lost.is_some() { STILL_OPEN } else { NO_LONGER_KNOWN };
        lost.into_iter().for_each(|lost| *lost += 1);
        rows.push(row(change, &base, person, [base.code(person.user), None]));
    }
    moved_without_a_name(sides, &base, &new, &named, &mut rows);
    unnamed(&base, &new, &named, &mut rows);
    rows.retain(|row| row.people > 0);
    let still_open = rows.iter().filter(|row| row.change == STILL_OPEN);
    let still_open = still_open.map(|row| row.people).sum();
    rows.retain(|row| sides.all || row.change != STILL_OPEN);
    rows.sort_by_key(|row| ORDER.iter().position(|known| *known == row.change));
    PeopleChanges { rows, still_open, is_known: true }
}

/// Who has a name on one of the sides alone, by job.
#[derive(Default)]
struct NewlyNamed {
    /// How many have one on the new side.
    by_job: HashMap<JobId, u64>,
    /// How many of those without one had one before.
    lost: HashMap<JobId, u64>,
    /// How many of those who failed were counted before.
    failed: HashMap<JobId, u64>,
    /// How many were open by name before, and were moved by the job.
    moved: HashMap<JobId, u64>,
}

/// Whether somebody who is open now was counted in the same job before, without a name.
fn was_counted(
    base: &Opened<'_>,
    new: &Opened<'_>,
    job: Option<&JobId>,
    person: &Person,
    named: &mut NewlyNamed,
) -> bool {
    let before = base.unnamed(job);
    if !is_failure(person.state) {
        return before.all > 0;
    }
    job.is_some_and(|job| got_a_name(base, new, job, named))
}

/// Whether somebody who had failed in a job before got a name since: so many may have as have none any more.
fn got_a_name(base: &Opened<'_>, new: &Opened<'_>, job: &JobId, named: &mut NewlyNamed) -> bool {
    let before = base.unnamed(Some(job));
    let named = named.failed.entry(job.clone()).or_default();
    let is_left = *named < before.failed.saturating_sub(new.unnamed(Some(job)).failed);
    *named += u64::from(is_left);
    is_left
}

/// Whether somebody who was moved is one of those who had failed before without a name.
fn was_left(
    base: &Opened<'_>,
    before: Option<&Person>,
    new: &Opened<'_>,
    person: &Person,
    named: &mut NewlyNamed,
) -> bool {
    if before.is_some() || person.moved_later != Some(true) {
        return false;
    }
    let failed_in = person.last_error.and_then(|at| new.side.archive.errors[at].job);
    new.side.job_id(failed_in).is_some_and(|job| got_a_name(base, new, &job, named))
}

/// Whether the newest attempt that was known is known no more, so that an older one counts: that is no news of anybody.
fn is_lost(base: &Opened<'_>, before: Option<&Person>, new: &Opened<'_>, now: &Person) -> bool {
    let when = |of: &Opened<'_>, person: &Person| {
        person.last_try.and_then(|job| of.side.archive.jobs[job].when())
    };
    let times = before.and_then(|before| when(base, before)).zip(when(new, now));
    times.is_some_and(|(before, now)| now < before)
}

/// The people of a job whom no file names and who were moved since: as many as its counts say, and as are open no
/// more, but for those who have got names.
fn moved_without_a_name(
    sides: Sides<'_>,
    base: &Opened<'_>,
    new: &Opened<'_>,
    named: &NewlyNamed,
    rows: &mut Vec<UserChange>,
) {
    let archive = sides.new.archive;
    for job in &archive.jobs {
        let id = sides.new.id_of(job);
        let before = sides.base.jobs.get(&id).map(|at| &sides.base.archive.jobs[*at]);
        let Some(before) = before.filter(|_| !matches!(id, JobId::Place(..))) else { continue };
        let done = |job: &JobRecord| job.items().done.unwrap_or(0);
        let count = |of: &HashMap<JobId, u64>| of.get(&id).copied().unwrap_or(0);
        let done = done(job).saturating_sub(done(before)).saturating_sub(count(&named.moved));
        let left = base.unnamed(Some(&id)).all;
        let left = left.saturating_sub(new.unnamed(Some(&id)).all + count(&named.by_job));
        let cells = UserCells {
            user: Cell::Missing,
            email: Cell::Missing,
            name: Cell::Missing,
            state: state_cell(PersonState::Done),
            codes: Cell::Missing,
            action: Cell::Missing,
            job: archive.job_cell(Some(job)),
        };
        let people = done.min(left);
        rows.push(UserChange { change: MOVED, people, is_failure: false, cells });
    }
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

/// Those who are open and whom no file names.
fn unnamed(base: &Opened<'_>, new: &Opened<'_>, named: &NewlyNamed, rows: &mut Vec<UserChange>) {
    let archive = new.side.archive;
    for open in open(archive).into_iter().filter(|open| open.person.is_none()) {
        let job = new.side.job_id(open.job);
        let of_job = |of: &HashMap<JobId, Count>| {
            job.as_ref().and_then(|job| of.get(job)).copied().unwrap_or_default()
        };
        let (now, before) = (of_job(&new.of_jobs), of_job(&base.of_jobs));
        let failed = match &job {
            Some(_) => of_job(&new.unnamed).failed,
            None if is_failure(open.state) => open.people,
            None => 0,
        };
        let mut lost = job.as_ref().and_then(|job| named.lost.get(job)).copied().unwrap_or(0);
        // Those of one job who have failed, and those who have not.
        let waiting = if is_failure(open.state) { PersonState::UnderWay } else { open.state };
        for (state, people, now, before) in [
            (open.state, failed, now.failed, before.failed),
            (waiting, open.people - failed.min(open.people), now.all, before.all),
        ] {
            let more = match &job {
                Some(_) => now.saturating_sub(before).min(people),
                None => people.saturating_sub(without_job(base.side.archive)),
            };
            let same = people - more;
            // They are listed by the names that they had.
            let listed = lost.min(same);
            lost -= listed;
            for (change, people) in [(NEW, more), (STILL_OPEN, same - listed)] {
                let cells = UserCells {
                    user: Cell::Missing,
                    email: Cell::Missing,
                    name: Cell::Missing,
                    state: state_cell(state),
                    codes: Cell::id(archive.name(open.code.filter(|_| state == open.state))),
                    action: action_cell(open.action.filter(|_| state == open.state)),
                    job: archive.job_cell(new.side.job(open.job)),
                };
                rows.push(UserChange { change, people, is_failure: is_failure(state), cells });
            }
        }
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
    let listing =
        if sides.all { "" } else { " Whoever is still open is counted above, and not listed." };
    let unknown = match changes.is_known {
        true => "",
        false => {
            " Here nobody can be told: the two sides have other pseudonyms, as they were made with other salts."
        }
    };
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
