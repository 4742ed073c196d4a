//! The people of an archive: who was moved, who was not, and how many of these no file names.
//!
//! In: the jobs, with their errors, impacts and requests. Out: a [`Person`] for everybody whom a file
//! names, with what became of the newest attempt, and for each job the number of those whom none names.
//!
//! A payload counts attempts and names nobody. So each job's attempts that are not done, less the people
//! whom its errors name, are people without a name. Whoever is named without an error was moved where all
//! of that job's failures are named, and where they are not, nobody knows.

use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;

use crate::archive::identity::Telling;
use crate::archive::requests::{JobRequest, RequestedUser};
use crate::archive::{Archive, ArchivedError, AttentionReason};
use crate::ledger::JobRecord;
use crate::ledger::interner::Symbol;
use crate::ledger::job::FileId;
use crate::payload::{Accounting, ErrorOrImpact, ErrorOrigin, Family, Outcome, Timestamp};

/// What became of somebody's newest attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PersonState {
    /// The move failed.
    Failed,
    /// It was skipped.
    Skipped,
    /// Nobody asked for it.
    NotRequested,
    /// It waits for a number order.
    Pending,
    /// The job is still in progress.
    UnderWay,
    /// No file tells.
    Unknown,
    /// The person was moved.
    Done,
}

impl PersonState {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            PersonState::Failed => "failed",
            PersonState::Skipped => "skipped",
            PersonState::NotRequested => "not-requested",
            PersonState::Pending => "pending",
            PersonState::UnderWay => "under-way",
            PersonState::Unknown => "unknown",
            PersonState::Done => "done",
        }
    }

    /// As people read it.
    pub const fn title(self) -> &'static str {
        match self {
            PersonState::Failed => "failed",
            PersonState::Skipped => "skipped",
            PersonState::NotRequested => "not requested",
            PersonState::Pending => "waits for a number order",
            PersonState::UnderWay => "under way",
            PersonState::Unknown => "unknown",
            PersonState::Done => "moved",
        }
    }
}

/// Somebody whom a file names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Person {
    /// The id; an address, number or name where nobody has an id.
    pub user: Symbol,
    /// What became of the newest attempt.
    pub state: PersonState,
    /// Whether that person is still to be moved. Of an unknown state it may be known all the same.
    pub is_to_move: bool,
    /// Whether a request names the person that started no job of the archive, and nothing newer is known.
    pub is_untold: bool,
    /// How many jobs name the person.
    pub jobs: u64,
    /// How many of them with an error.
    pub failed_jobs: u64,
    /// How many of those move users.
    pub failed_moves: u64,
    /// How often it was tried to move the person, as far as files tell.
    pub tries: u64,
    /// The last job that names the person, as a position in [`Archive::jobs`].
    pub last_job: Option<usize>,
    /// When that one started.
    pub last_seen: Option<Timestamp>,
    /// The job of the newest attempt.
    pub last_try: Option<usize>,
    /// The last error, as a position in [`Archive::errors`].
    pub last_error: Option<usize>,
    /// The error of the newest attempt, of somebody who is still to be moved.
    pub open_error: Option<usize>,
    /// Whether all moves that failed were made good; none where none failed, or nobody knows.
    pub moved_later: Option<bool>,
    /// Where the person was last asked to be moved to.
    pub location: Option<Symbol>,
}

impl Person {
    /// Somebody of whom only a plan tells.
    pub(super) fn planned(user: Symbol, state: PersonState, is_to_move: bool) -> Person {
        Person {
            user,
            state,
            is_to_move,
            is_untold: false,
            jobs: 0,
            failed_jobs: 0,
            failed_moves: 0,
            tries: 0,
            last_job: None,
            last_seen: None,
            last_try: None,
            last_error: None,
            open_error: None,
            moved_later: None,
            location: None,
        }
    }
}

/// People of one job whom no file names, and who are still to be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Unnamed {
    /// The job, as a position in [`Archive::jobs`]; none where only a file of errors tells of them.
    pub job: Option<usize>,
    /// The file that tells of them; none where only a plan does.
    pub file: Option<FileId>,
    /// How many they are.
    pub people: u64,
    /// What became of them; unknown where it is not the same of all.
    pub state: PersonState,
    /// The code of their errors, where all have the same.
    pub code: Option<Symbol>,
}

/// Everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct People {
    /// Those whom a file names; who is still to be moved comes first, among them who failed most often.
    pub named: Vec<Person>,
    /// Those whom none names, by job.
    pub unnamed: Vec<Unnamed>,
    /// How many moves were made, by jobs that started after one that left somebody of the same
    /// organisation, of people whom no file names.
    pub moved_later_unnamed: u64,
}

impl People {
    /// Those who are still to be moved, by name.
    pub fn to_move(&self) -> impl Iterator<Item = &Person> {
        self.named.iter().filter(|person| person.is_to_move)
    }

    /// How many are still to be moved whom a file names.
    pub fn to_move_named(&self) -> u64 {
        self.to_move().count() as u64
    }

    /// How many are still to be moved whom no file names.
    pub fn to_move_unnamed(&self) -> u64 {
        self.unnamed.iter().map(|unnamed| unnamed.people).sum()
    }

    /// How many are still to be moved.
    pub fn to_move_count(&self) -> u64 {
        self.to_move_named() + self.to_move_unnamed()
    }

    /// How many were planned and never requested.
    pub fn not_requested(&self) -> u64 {
        let is_one = |state| state == PersonState::NotRequested;
        let named = self.to_move().filter(|person| is_one(person.state)).count() as u64;
        let unnamed = self.unnamed.iter().filter(|unnamed| is_one(unnamed.state));
        named + unnamed.map(|unnamed| unnamed.people).sum::<u64>()
    }

    /// How many were asked to be moved of whom no file tells what became: their request started no job
    /// that the archive holds.
    pub fn untold(&self) -> u64 {
        self.named.iter().filter(|person| person.is_untold).count() as u64
    }

    /// Those of whom a file tells an error.
    pub fn with_errors(&self) -> impl Iterator<Item = &Person> {
        self.named.iter().filter(|person| person.last_error.is_some())
    }
}

/// What the files say of one person in one job.
#[derive(Clone, Copy, Debug)]
struct Mention {
    user: Symbol,
    /// None comes first: what belongs to no job is not the last.
    job: Option<At>,
    /// The last error, as a position among the errors.
    error: Option<At>,
    /// The last error that is one of a move.
    move_error: Option<At>,
    has_impact: bool,
    /// The location that was asked for, if a request names the person.
    request: Option<Option<Symbol>>,
}

/// A position in a list that fits into memory, in half of the room: there is a mention for each error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct At(u32);

impl At {
    fn of(position: usize) -> At {
        At(u32::try_from(position).unwrap_or(u32::MAX))
    }

    fn position(self) -> usize {
        self.0 as usize
    }
}

impl Mention {
    /// The job.
    fn job(&self) -> Option<usize> {
        self.job.map(At::position)
    }

    fn merge(&mut self, other: &Mention) {
        self.error = self.error.max(other.error);
        self.move_error = self.move_error.max(other.move_error);
        self.has_impact |= other.has_impact;
        self.request = self.request.or(other.request);
    }
}

/// What became of some people of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Done,
    NotDone(PersonState),
    Unknown,
    /// The job is no evidence of anything.
    Untold,
}

/// What a job tells of its people.
#[derive(Clone, Copy, Debug)]
struct JobPeople {
    /// Whether its errors are those of an earlier execution, which a later one made good.
    is_healed: bool,
    /// Of those whom its request names, without an error.
    requested: Fate,
    /// Of those whom only impacts name.
    impacted: Fate,
    /// How many of it no file names, who are still to be moved.
    unnamed: u64,
    /// What became of these.
    unnamed_state: PersonState,
}

/// Errors that name nobody, as positions, by job; or by file where the job is not known.
type Nameless = HashMap<(Option<usize>, Option<FileId>), Vec<usize>>;

/// Whom the files name in a job.
#[derive(Clone, Copy, Debug, Default)]
struct Named {
    with_errors: u32,
    requested: u32,
    requested_without_errors: u32,
    /// Errors that name nobody.
    nameless: u32,
}

impl JobPeople {
    fn of(job: &JobRecord, named: Named) -> JobPeople {
        let accounting = job.accounting();
        let is_healed = is_healed(job);
        let with_errors = if is_healed { 0 } else { u64::from(named.with_errors) };
        let rest = accounting.not_done().map(|not_done| not_done.saturating_sub(with_errors));
        let rest_state = state_of_rest(&accounting, with_errors);
        let is_done = matches!(
            job.outcome,
            Outcome::Succeeded | Outcome::WithErrors | Outcome::PendingOrders
        );
        let others = u64::from(named.requested_without_errors);
        let has_begun = job.outcome != Outcome::InProgress || accounting.requested > Some(0);
        let fits = Some(named.requested.into()) == accounting.requested;
        // Errors of more people than failed speak against the counts.
        let agrees = accounting.not_done().is_some_and(|not_done| with_errors <= not_done);
        let mut deduced = 0;
        let requested = match rest {
            // A job that has just begun counts nobody yet.
            _ if !has_begun => Fate::NotDone(PersonState::UnderWay),
            Some(0) if fits && agrees => Fate::Done,
            Some(rest) if fits && rest >= others => {
                deduced = others;
                Fate::NotDone(rest_state)
            }
            Some(0) | None => Fate::Untold,
            Some(_) => Fate::Unknown,
        };
        let all_but_failed = Accounting { failed: None, ..accounting }.not_done();
        let impacted = match rest {
            Some(0) if agrees || is_done => Fate::Done,
            Some(0) => Fate::Untold,
            Some(_) if is_done && all_but_failed.unwrap_or(0) == 0 => Fate::Done,
            Some(_) => Fate::Unknown,
            None if is_done => Fate::Done,
            None => Fate::Untold,
        };
        let unnamed = match rest {
            Some(rest) => rest - deduced,
            None if is_healed => 0,
            None => named.nameless.into(),
        };
        let unnamed_state = if rest.is_some() { rest_state } else { PersonState::Failed };
        JobPeople { is_healed, requested, impacted, unnamed, unnamed_state }
    }

    /// What became of somebody, as far as this job tells.
    fn fate(&self, mention: &Mention) -> Fate {
        if mention.error.is_some() {
            return if self.is_healed { Fate::Done } else { Fate::NotDone(PersonState::Failed) };
        }
        let of_request = mention.request.map_or(Fate::Untold, |_| self.requested);
        match (of_request, self.impacted) {
            (Fate::NotDone(_) | Fate::Done, _) => of_request,
            (_, of_impact) if mention.has_impact && of_impact != Fate::Untold => of_impact,
            _ => of_request,
        }
    }
}

/// Whether a job was executed again and left no item failed, so that its errors are the earlier
/// execution's.
fn is_healed(job: &JobRecord) -> bool {
    job.executions.len() > 1 && job.outcome == Outcome::Succeeded && job.items().failed == Some(0)
}

/// What became of a job's attempts that are not done, beside so many that failed; unknown where it is
/// not the same of all.
fn state_of_rest(accounting: &Accounting, named: u64) -> PersonState {
    let failed = accounting.failed.map(|failed| failed.saturating_sub(named));
    let states = [
        (failed, PersonState::Failed),
        (accounting.pending, PersonState::Pending),
        (accounting.skipped, PersonState::Skipped),
        (accounting.under_way, PersonState::UnderWay),
        (accounting.unaccounted, PersonState::Unknown),
    ];
    let mut some = states.into_iter().filter(|(count, _)| *count > Some(0));
    match (some.next(), some.next()) {
        (Some((_, state)), None) => state,
        _ => PersonState::Unknown,
    }
}

impl Archive {
    /// Looks who was moved; to be done again whenever jobs, errors or requests have changed.
    pub(super) fn find_people(&mut self) {
        let (people, _) = self.people_and_moves(&self.mentions());
        self.people = people;
    }

    /// Looks who was moved and when each was last, and remembers whom files name and how many attempts are
    /// nobody's, before jobs are left out.
    pub(super) fn find_people_and_moves(&mut self) {
        let mentions = self.mentions();
        self.remember_attempts(&mentions);
        (self.people, self.moved) = self.people_and_moves(&mentions);
    }

    fn remember_attempts(&mut self, mentions: &[Mention]) {
        let mut named = vec![0; self.jobs.len()];
        for mention in mentions {
            if let Some(job) = mention.job() {
                named[job] += 1;
            }
        }
        let tried = mentions.iter().filter(|mention| {
            mention.job().is_some_and(|job| self.is_move(job)) || mention.request.is_some()
        });
        self.mentioned = tried.map(|mention| mention.user).collect();
        self.anonymous = self.anonymous(|job| named[job]);
    }

    /// Everybody, and when each was last moved as far as jobs tell.
    fn people_and_moves(&self, mentions: &[Mention]) -> (People, HashMap<Symbol, Timestamp>) {
        let nameless = self.nameless();
        let named = self.named(mentions, &nameless);
        let jobs = self.jobs.par_iter().zip(&named);
        let jobs: Vec<JobPeople> = jobs.map(|(job, named)| JobPeople::of(job, *named)).collect();
        let moved = self.moves(mentions, &jobs);
        let of_person = mentions.par_chunk_by(|a, b| a.user == b.user);
        let mut all: Vec<Person> = of_person.filter_map(|of| self.person(of, &jobs)).collect();
        let mut unnamed = self.unnamed(&jobs, &nameless);
        self.add_planned(&mut all, &mut unnamed);
        self.put_in_order(&mut all);
        let moved_later_unnamed = self.moved_later_unnamed(&all, &unnamed, mentions, &jobs);
        (People { named: all, unnamed, moved_later_unnamed }, moved)
    }

    /// Who is still to be moved comes first, and among them who failed most often.
    pub(super) fn put_in_order(&self, people: &mut [Person]) {
        people.par_sort_by_key(|person| {
            let rank = match (person.is_to_move, person.moved_later) {
                (true, _) => 0,
                (false, None) => 1,
                (false, Some(_)) => 2,
            };
            let name = self.names.text(person.user);
            (rank, Reverse(person.failed_jobs), Reverse(person.last_seen), name)
        });
    }

    /// For each job whether it tells of everybody whom its request names: all who are not done are named.
    pub(super) fn are_told(&self) -> Vec<bool> {
        let named = self.named(&self.mentions(), &self.nameless());
        let jobs = self.jobs.iter().zip(&named);
        jobs.map(|(job, named)| JobPeople::of(job, *named).requested == Fate::Done).collect()
    }

    /// What became of a person in each job that names the person; those without a job come first.
    pub(super) fn states_of(&self, person: Symbol) -> Vec<(Option<usize>, PersonState)> {
        let mentions = self.mentions();
        let named = self.named(&mentions, &self.nameless());
        let state = |mention: &Mention| match mention.job() {
            Some(job) => match JobPeople::of(&self.jobs[job], named[job]).fate(mention) {
                Fate::Done => PersonState::Done,
                Fate::NotDone(state) => state,
                Fate::Unknown | Fate::Untold => PersonState::Unknown,
            },
            None if mention.error.is_some() => PersonState::Failed,
            None => PersonState::Unknown,
        };
        let of_person = mentions.iter().filter(|mention| mention.user == person);
        of_person.map(|mention| (mention.job(), state(mention))).collect()
    }

    /// Where each person stands among those whom files or a plan name.
    pub(crate) fn people_by_name(&self) -> HashMap<Symbol, usize> {
        self.people.named.iter().enumerate().map(|(at, person)| (person.user, at)).collect()
    }

    /// Whether an error was made good: by a later execution of its job, or because its user was moved since.
    pub fn is_made_good(&self, error: &ArchivedError) -> bool {
        let Some(job) = error.job.map(|job| &self.jobs[job]) else { return false };
        let moved = error.user.and_then(|user| self.moved.get(&user));
        let is_of_move = job.family == Family::MOVE_USERS;
        is_healed(job) || is_of_move && moved.zip(job.when()).is_some_and(|(moved, at)| *moved > at)
    }

    /// Whether somebody has to look at a job for that reason.
    pub fn has_reason(&self, job: usize, reason: AttentionReason) -> bool {
        let first = self.attention.partition_point(|item| item.job < job);
        let of_job = self.attention[first..].iter().take_while(|item| item.job == job);
        of_job.map(|item| item.reason).any(|known| known == reason)
    }

    /// What was last asked for somebody.
    pub fn requested(&self, user: Symbol) -> Option<&RequestedUser> {
        let requests = self.requests.iter().rev();
        requests.flat_map(|request| &request.users).find(|asked| asked.user == user)
    }

    /// The text that a person is known by everywhere, whom a file calls so.
    pub fn who(&self, text: Symbol) -> Symbol {
        self.identities.person(text)
    }

    /// A person's e-mail address.
    pub fn address(&self, person: Symbol) -> Option<Symbol> {
        let is_one = || Telling::of(self.names.text(person)) == Telling::Address;
        self.identities.email(person).or_else(|| is_one().then_some(person))
    }

    /// Whether a text stands for a person, and not for a number of somebody.
    pub fn is_person(&self, user: Symbol) -> bool {
        !self.numbers.contains(&user)
    }

    /// The users of errors who are phone numbers.
    pub(super) fn phone_numbers(&self) -> HashSet<Symbol> {
        let users: HashSet<Symbol> = self.errors.iter().filter_map(|error| error.user).collect();
        let is_number = |user: &Symbol| Telling::of(self.names.text(*user)) == Telling::Number;
        users.into_iter().filter(is_number).collect()
    }

    pub(super) fn is_move(&self, job: usize) -> bool {
        self.jobs[job].family == Family::MOVE_USERS
    }

    /// Whether an error is that of a user's move: its job moves users, or where the job is not known, it
    /// speaks of one.
    fn is_of_move(&self, error: &ArchivedError) -> bool {
        error.job.map_or(error.is_of_moves_by_itself, |job| self.is_move(job))
    }

    /// Whom the files name, by person and job.
    fn mentions(&self) -> Vec<Mention> {
        let said = self.errors.iter().enumerate();
        let said = said.filter(|(_, item)| item.source != ErrorOrigin::Validation);
        let requested = self.requests.iter().map(|request| request.users.len()).sum::<usize>();
        let mut all = Vec::with_capacity(self.errors.len() + requested);
        all.extend(said.filter_map(|(at, item)| {
            let error = (item.kind == ErrorOrImpact::Error).then(|| At::of(at));
            Some(Mention {
                user: item.user?,
                job: item.job.map(At::of),
                error,
                move_error: error.filter(|_| self.is_of_move(item)),
                has_impact: error.is_none(),
                request: None,
            })
        }));
        for JobRequest { job, users, .. } in &self.requests {
            all.extend(users.iter().map(|asked| Mention {
                user: asked.user,
                job: job.map(At::of),
                error: None,
                move_error: None,
                has_impact: false,
                request: Some(asked.location),
            }));
        }
        all.par_sort_by_key(|mention| (mention.user, mention.job));
        all.dedup_by(|next, first| {
            let is_same = (next.user, next.job) == (first.user, first.job);
            if is_same {
                first.merge(next);
            }
            is_same
        });
        all
    }

    /// For each job whom the files name in it.
    fn named(&self, mentions: &[Mention], nameless: &Nameless) -> Vec<Named> {
        let mut named = vec![Named::default(); self.jobs.len()];
        for mention in mentions {
            let Some(job) = mention.job() else { continue };
            let named = &mut named[job];
            named.with_errors += u32::from(mention.error.is_some());
            named.requested += u32::from(mention.request.is_some());
            named.requested_without_errors +=
                u32::from(mention.request.is_some() && mention.error.is_none());
        }
        for (job, nameless) in nameless {
            if let (Some(job), _) = *job {
                named[job].nameless += u32::try_from(nameless.len()).unwrap_or(u32::MAX);
            }
        }
        named
    }

    /// The errors of moves that name nobody, by job, or by file where the job is not known: of an error
    /// list each item once.
    fn nameless(&self) -> Nameless {
        let mut seen = HashSet::new();
        let mut all = Nameless::new();
        for (at, item) in self.errors.iter().enumerate() {
            let is_one = item.kind == ErrorOrImpact::Error
                && item.user.is_none()
                && item.source != ErrorOrigin::Validation
                && self.is_of_move(item);
            if !is_one {
                continue;
            }
            let key = (item.job, item.job.is_none().then_some(item.file));
            if item.entry.is_none_or(|entry| seen.insert((key, entry))) {
                all.entry(key).or_default().push(at);
            }
        }
        all
    }

    /// When each was last moved, as far as jobs tell.
    fn moves(&self, mentions: &[Mention], jobs: &[JobPeople]) -> HashMap<Symbol, Timestamp> {
        let mut moved = HashMap::new();
        for mention in mentions {
            let Some(job) = mention.job().filter(|job| self.is_move(*job)) else { continue };
            if let Some(when) = self.jobs[job].when()
                && jobs[job].fate(mention) == Fate::Done
            {
                let last = moved.entry(mention.user).or_insert(when);
                *last = when.max(*last);
            }
        }
        moved
    }

    /// What is said of one person. A number that no job was to move with its user is nobody.
    fn person(&self, mentions: &[Mention], jobs: &[JobPeople]) -> Option<Person> {
        let user = mentions[0].user;
        let is_try = |mention: &&Mention| match mention.job() {
            Some(job) => self.is_move(job),
            None => mention.move_error.is_some() || mention.request.is_some(),
        };
        let tries = || mentions.iter().filter(is_try);
        let told = tries().filter_map(|mention| {
            let fate = match mention.job() {
                Some(job) => jobs[job].fate(mention),
                None if mention.move_error.is_some() => Fate::NotDone(PersonState::Failed),
                None => Fate::Unknown,
            };
            (fate != Fate::Untold).then_some((mention, fate))
        });
        let told: Vec<(&Mention, Fate)> = told.collect();
        // What belongs to no job may be newer than all others.
        let lost = told.first().filter(|(mention, fate)| {
            mention.job().is_none() && *fate == Fate::NotDone(PersonState::Failed)
        });
        let newest = lost.or(told.last()).copied();
        let (state, is_to_move) = match newest {
            Some((mention, fate)) if self.was_moved_since(mention) && fate != Fate::Done => {
                (PersonState::Done, false)
            }
            Some((_, Fate::Done)) => (PersonState::Done, false),
            Some((_, Fate::NotDone(state))) => (state, true),
            Some((_, Fate::Unknown | Fate::Untold)) | None => (PersonState::Unknown, false),
        };
        let failures = || mentions.iter().filter(|mention| mention.error.is_some());
        let of_moves = |mention: &&Mention| mention.job().is_some_and(|job| self.is_move(job));
        let has_failed = tries().any(|mention| mention.move_error.is_some());
        let last_job = mentions.last().and_then(|mention| mention.job());
        let in_jobs = |mention: &&Mention| mention.job().is_some();
        if !self.is_person(user) && tries().next().is_none() {
            return None;
        }
        Some(Person {
            user,
            state,
            is_to_move,
            is_untold: newest
                .is_some_and(|(mention, fate)| mention.job().is_none() && fate == Fate::Unknown),
            jobs: mentions.iter().filter(in_jobs).count() as u64,
            failed_jobs: failures().filter(in_jobs).count() as u64,
            failed_moves: failures().filter(of_moves).count() as u64,
            tries: tries().count() as u64,
            last_job,
            last_seen: last_job.and_then(|job| self.jobs[job].when()),
            last_try: newest.and_then(|(mention, _)| mention.job()),
            last_error: failures().next_back().and_then(|mention| mention.error).map(At::position),
            open_error: newest
                .filter(|_| is_to_move)
                .and_then(|(mention, _)| mention.move_error)
                .map(At::position),
            moved_later: match (has_failed, state) {
                (false, _) => None,
                (true, PersonState::Done) => Some(true),
                (true, _) if is_to_move => Some(false),
                (true, _) => None,
            },
            location: mentions.iter().rev().find_map(|mention| mention.request?),
        })
    }

    /// Whether a job that is not among those that were chosen moved the person since.
    fn was_moved_since(&self, mention: &Mention) -> bool {
        let tried = mention.job().and_then(|job| self.jobs[job].when());
        let moved = self.moved.get(&mention.user);
        moved.zip(tried).is_some_and(|(moved, tried)| *moved > tried)
    }

    /// Those whom no file names, by job.
    fn unnamed(&self, jobs: &[JobPeople], nameless: &Nameless) -> Vec<Unnamed> {
        let code = |key| {
            let mut codes = nameless.get(&key)?.iter().map(|at| self.errors[*at].code);
            let first = codes.next()??;
            codes.all(|code| code == Some(first)).then_some(first)
        };
        let of_jobs =
            jobs.iter().enumerate().filter(|(job, of)| self.is_move(*job) && of.unnamed > 0);
        let of_jobs = of_jobs.map(|(job, of)| Unnamed {
            job: Some(job),
            file: Some(self.jobs[job].file),
            people: of.unnamed,
            state: of.unnamed_state,
            code: code((Some(job), None)),
        });
        let mut all: Vec<Unnamed> = of_jobs.collect();
        let lost = nameless.iter().filter_map(|(key, of)| Some((*key, key.1?, of)));
        let mut lost: Vec<Unnamed> = lost
            .map(|(key, file, of)| Unnamed {
                job: None,
                file: Some(file),
                people: of.len() as u64,
                state: PersonState::Failed,
                code: code(key),
            })
            .collect();
        lost.sort_by_key(|unnamed| unnamed.file);
        all.extend(lost);
        all
    }

    /// How many moves were made of people whom no file names, by jobs that started after one that left
    /// somebody of the same organisation.
    fn moved_later_unnamed(
        &self,
        people: &[Person],
        unnamed: &[Unnamed],
        mentions: &[Mention],
        jobs: &[JobPeople],
    ) -> u64 {
        // The first job of each organisation that left somebody.
        let left = people.iter().filter(|person| person.is_to_move).filter_map(|p| p.last_try);
        let left = left.chain(unnamed.iter().filter_map(|unnamed| unnamed.job));
        let mut first: HashMap<Option<Symbol>, usize> = HashMap::new();
        for job in left {
            let earliest = first.entry(self.jobs[job].org).or_insert(job);
            *earliest = job.min(*earliest);
        }
        if first.is_empty() {
            return 0;
        }
        let mut known_done = vec![0; self.jobs.len()];
        for mention in mentions {
            if let Some(job) = mention.job().filter(|job| jobs[*job].fate(mention) == Fate::Done) {
                known_done[job] += 1;
            }
        }
        let later = self.jobs.iter().enumerate().filter(|(job, record)| {
            let earliest = first.get(&record.org).is_some_and(|first| first < job);
            earliest && self.is_move(*job)
        });
        later
            .map(|(job, record)| record.items().done.unwrap_or(0).saturating_sub(known_done[job]))
            .sum()
    }
}
