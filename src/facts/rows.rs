//! An open ledger as rows of facts, and back.
//!
//! In: a ledger. Out: a row for each thing that it holds, with a route: rows of one route are about one job, one file
//! or one person, and whoever spreads rows over machines keeps those together. They come in an order that depends on
//! nothing but the payloads, so that the same files give the same bytes; they are read in any order, whole or in parts,
//! and the same ledger comes of them.

use std::io;

use twox_hash::XxHash3_128;

use crate::facts::codec::{Damaged, Reader, Wire, Writer};
use crate::facts::files::Files;
use crate::facts::made::Made;
use crate::findings::FindingCollector;
use crate::input::roots::Roots;
use crate::ledger::interner::{Names, Symbol};
use crate::ledger::snapshots::Inherited;
use crate::ledger::{
    ArchivedError, FileId, FileRecord, JobKey, JobRecord, Ledger, StoredRequest, Title,
};
use crate::payload::Timestamp;

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// With which settings it was extracted.
    Made,
    /// What was named.
    Root,
    /// How many snapshots are older than those that are here, and the newest moment of all.
    Older,
    /// What became of a file.
    File,
    /// What is wrong with a file.
    Findings,
    /// A job at one moment.
    Job,
    /// What older snapshots say that the newest may lack.
    Inherited,
    /// An error or impact.
    Error,
    /// The body of a request.
    Request,
    /// Two texts that stand for one person.
    Alias,
    /// What an id is called.
    Title,
}

impl Kind {
    /// All kinds, in the order in which their rows are written.
    const ALL: [Kind; 11] = [
        Kind::Made,
        Kind::Root,
        Kind::Older,
        Kind::File,
        Kind::Findings,
        Kind::Job,
        Kind::Inherited,
        Kind::Error,
        Kind::Request,
        Kind::Alias,
        Kind::Title,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Kind::Made => "made",
            Kind::Root => "root",
            Kind::Older => "older",
            Kind::File => "file",
            Kind::Findings => "findings",
            Kind::Job => "job",
            Kind::Inherited => "inherited",
            Kind::Error => "error",
            Kind::Request => "request",
            Kind::Alias => "alias",
            Kind::Title => "title",
        }
    }

    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// By what rows belong together.
pub(super) type Route = [u8; 16];

/// Takes a row.
pub(super) type Sink<'s> = dyn FnMut(Kind, Route, &[u8]) -> io::Result<()> + 's;

fn route(text: &str) -> Route {
    XxHash3_128::oneshot(text.as_bytes()).to_be_bytes()
}

/// What is known of an archive, or of a part of it, before any judgement across files.
#[derive(Debug, Default)]
pub(super) struct Open {
    pub ledger: Ledger,
    pub made: Option<Made>,
    /// For each file of the ledger whether it is known what became of it; of a part of an archive it may not be.
    pub is_known: Vec<bool>,
}

/// The files of a ledger in the order of their names.
struct Order {
    ids: Vec<FileId>,
    /// For each file its place in that order, and which of those it is that are called alike.
    places: Vec<(u32, u32)>,
}

impl Order {
    fn of(files: &[FileRecord]) -> Order {
        let mut ids: Vec<FileId> = (0..).take(files.len()).map(FileId).collect();
        let name = |id: FileId| &files[id.0 as usize].name;
        ids.sort_unstable_by(|&a, &b| (name(a), a).cmp(&(name(b), b)));
        let mut places = vec![(0, 0); files.len()];
        let mut last: Option<(FileId, u32)> = None;
        for (&id, at) in ids.iter().zip(0..) {
            let nth =
                last.filter(|(last, _)| name(*last) == name(id)).map_or(0, |(_, nth)| nth + 1);
            places[id.0 as usize] = (at, nth);
            last = Some((id, nth));
        }
        Order { ids, places }
    }

    fn place(&self, file: FileId) -> u32 {
        self.places[file.0 as usize].0
    }
}

impl Open {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        let Ledger { roots, files, jobs, errors, aliases, titles, requests, kept, .. } =
            &self.ledger;
        let files = if self.is_known.is_empty() {
            files.len()
        } else {
            self.is_known.iter().filter(|is_known| **is_known).count()
        };
        let (snapshots, inherited) = (jobs.snapshots().count(), jobs.inherited().count());
        usize::from(self.made.is_some())
            + roots.all().len()
            + 1
            + files
            + kept.len()
            + snapshots
            + inherited
            + errors.len()
            + requests.len()
            + aliases.len()
            + titles.len()
    }

    /// Gives all rows.
    pub fn each(&self, sink: &mut Sink<'_>) -> io::Result<()> {
        let Ledger { roots, names, files, jobs, errors, aliases, titles, requests, kept, .. } =
            &self.ledger;
        let order = Order::of(files);
        let file = |id: FileId| (&*files[id.0 as usize].name, order.places[id.0 as usize].1);
        let of_file = |id: FileId| route(file(id).0);
        let text = |symbol: Symbol| names.text(symbol);
        let of_job = |key: JobKey| match key {
            JobKey::Uuid(bytes) => bytes,
            JobKey::Text(symbol) => route(text(symbol)),
            JobKey::Unnamed(file, _) => of_file(file),
        };
        let mut writer = Writer::new(names, &file);
        let everywhere = Route::default();
        if let Some(made) = &self.made {
            sink(Kind::Made, everywhere, writer.fact(|to| made.put(to)))?;
        }
        for root in roots.pairs() {
            sink(Kind::Root, everywhere, writer.fact(|to| root.put(to)))?;
        }
        let older = (jobs.older, jobs.last_updated);
        sink(Kind::Older, everywhere, writer.fact(|to| older.put(to)))?;
        for &id in &order.ids {
            let at = id.0 as usize;
            if self.is_known.get(at).copied().unwrap_or(true) {
                sink(Kind::File, of_file(id), writer.pair(&order.places[at].1, &files[at]))?;
            }
        }
        let mut all: Vec<&(FileId, FindingCollector)> = kept.iter().collect();
        all.sort_by_key(|(file, _)| order.place(*file));
        for (file, found) in all {
            sink(Kind::Findings, of_file(*file), writer.pair(file, found))?;
        }
        let mut all: Vec<&JobRecord> = jobs.snapshots().collect();
        all.sort_unstable_by_key(|record| (order.place(record.file), record.position));
        for record in all {
            sink(Kind::Job, of_job(record.key), writer.fact(|to| record.put(to)))?;
        }
        let mut all = Vec::new();
        for (key, inherited) in jobs.inherited() {
            all.push((of_job(key), writer.pair(&key, &inherited.told()).to_vec()));
        }
        all.sort_unstable();
        for (route, fact) in all {
            sink(Kind::Inherited, route, &fact)?;
        }
        let mut all: Vec<&ArchivedError> = errors.iter().collect();
        all.sort_by_key(|error| (order.place(error.file), error.part));
        for (error, at) in all.into_iter().zip(0_u64..) {
            sink(Kind::Error, of_file(error.file), writer.pair(&at, error))?;
        }
        let mut all: Vec<&StoredRequest> = requests.iter().collect();
        all.sort_by_key(|request| (order.place(request.file), request.part));
        for (request, at) in all.into_iter().zip(0_u64..) {
            sink(Kind::Request, of_file(request.file), writer.pair(&at, request))?;
        }
        let mut all: Vec<(Symbol, Symbol)> = aliases.iter().copied().collect();
        all.sort_unstable_by_key(|(alias, of)| (text(*of), text(*alias)));
        for alias in all {
            sink(Kind::Alias, route(text(alias.1)), writer.fact(|to| alias.put(to)))?;
        }
        let mut all: Vec<&Title> = titles.iter().collect();
        all.sort_unstable_by_key(|title| {
            (text(title.id), text(title.name), title.is_person, title.is_given)
        });
        for title in all {
            sink(Kind::Title, route(text(title.id)), writer.fact(|to| title.put(to)))?;
        }
        Ok(())
    }
}

/// What stands in the way of reading a row.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refused {
    Damaged,
    /// It says what another one says, or something else than another one: a sentence.
    Contradicts(String),
}

impl From<Damaged> for Refused {
    fn from(_: Damaged) -> Refused {
        Refused::Damaged
    }
}

/// What a fact says, and nothing behind it.
fn whole<T: Wire>(fact: &[u8], names: &mut Names, files: &mut Files) -> Result<T, Damaged> {
    let mut from = Reader::new(fact, names, files);
    let value = T::take(&mut from)?;
    from.end().map(|()| value)
}

/// Puts rows together, in whatever order they come.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    ledger: Ledger,
    files: Files,
    made: Option<Made>,
    roots: Vec<(String, String)>,
    older: u64,
    last_updated: Option<Timestamp>,
    inherited: Vec<(JobKey, Inherited)>,
    /// With their places among others of their part of a file.
    errors: Vec<(u64, ArchivedError)>,
    requests: Vec<(u64, StoredRequest)>,
}

impl Gathered {
    pub fn add(&mut self, kind: Kind, fact: &[u8]) -> Result<(), Refused> {
        let (names, files) = (&mut self.ledger.names, &mut self.files);
        match kind {
            Kind::Made => {
                let made: Made = whole(fact, names, files)?;
                if let Some(known) = &self.made
                    && let Some((what, here, there)) = known.difference(&made)
                {
                    return Err(Refused::Contradicts(format!(
                        "facts of one report have to be extracted in the same way, and these are not: {what} is \
                         `{here}` for some and `{there}` for others"
                    )));
                }
                self.made = Some(made);
            }
            Kind::Root => {
                let root = whole(fact, names, files)?;
                if !self.roots.contains(&root) {
                    self.roots.push(root);
                }
            }
            Kind::Older => {
                let (older, last_updated): (u64, Option<Timestamp>) = whole(fact, names, files)?;
                self.older = self.older.checked_add(older).ok_or(Damaged)?;
                self.last_updated = self.last_updated.max(last_updated);
            }
            Kind::File => {
                let (nth, record): (u32, FileRecord) = whole(fact, names, files)?;
                if !record.is_sound() {
                    return Err(Refused::Damaged);
                }
                let id = self.files.find_or_expect(&record.name, nth).ok_or(Damaged)?;
                if !self.files.set(id, record) {
                    let name = &self.files.get(id).name;
                    return Err(Refused::Contradicts(format!(
                        "{name} is in the facts twice; each file may be extracted once, and two archives need a \
                         --base each"
                    )));
                }
            }
            Kind::Findings => self.ledger.kept.push(whole(fact, names, files)?),
            Kind::Job => {
                let record = whole(fact, names, files)?;
                self.ledger.jobs.add(record);
            }
            Kind::Inherited => {
                let (key, told) = whole(fact, names, files)?;
                self.inherited.push((key, Inherited::of_told(&told)));
            }
            Kind::Error => self.errors.push(whole(fact, names, files)?),
            Kind::Request => self.requests.push(whole(fact, names, files)?),
            Kind::Alias => {
                let alias = whole(fact, names, files)?;
                self.ledger.aliases.insert(alias);
            }
            Kind::Title => {
                let title = whole(fact, names, files)?;
                self.ledger.titles.insert(title);
            }
        }
        Ok(())
    }

    /// All that was put together. Whether each file that is spoken of is among them is for others to say.
    pub fn into_open(self) -> Open {
        let Gathered { mut ledger, files, made, mut roots, inherited, .. } = self;
        ledger.jobs.older += self.older;
        ledger.jobs.last_updated = ledger.jobs.last_updated.max(self.last_updated);
        for (key, inherited) in inherited {
            ledger.jobs.inherit_told(key, &inherited);
        }
        let (mut errors, mut requests) = (self.errors, self.requests);
        errors.sort_unstable_by_key(|(at, _)| *at);
        requests.sort_unstable_by_key(|(at, _)| *at);
        ledger.errors = errors.into_iter().map(|(_, error)| error).collect();
        ledger.requests = requests.into_iter().map(|(_, request)| request).collect();
        let is_known;
        (ledger.files, is_known) = files.into_parts();
        for (file, found) in &ledger.kept {
            ledger.findings.add_file(&ledger.files[file.0 as usize].name, found);
        }
        roots.sort();
        let folder = made.as_ref().map_or("", Made::folder);
        ledger.roots = Roots::of_pairs(roots, folder);
        Open { ledger, made, is_known }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_whose_name_ends_elsewhere_than_it_says_is_damaged() {
        for (container, carrier, is_sound) in [
            (0, None, true),
            (0, Some(5), true),
            (3, None, false),
            (99, None, false),
            (0, Some(9), false),
        ] {
            let mut ledger = Ledger::default();
            ledger.open("zoë!a");
            (ledger.files[0].container_len, ledger.files[0].carrier_len) = (container, carrier);
            let open = Open { ledger, ..Open::default() };
            let mut all = Gathered::default();
            let mut refused = None;
            let read = open.each(&mut |kind, _, fact| {
                refused = refused.take().or(all.add(kind, fact).err());
                Ok(())
            });
            read.expect("rows");
            assert_eq!(refused, (!is_sound).then_some(Refused::Damaged), "{container} {carrier:?}");
        }
    }
}
