//! The same error, said in several files, counted once.
//!
//! In: items with their jobs. Out: of each error of a job as many as the source has that has it most
//! often. An errors CSV is a whole; two of them are copies. An error list may come in pages, so that
//! its files add up, and only an item of the same number and tracking id that says the same is the
//! same one. A validation belongs to no job, and its files too are the same where they say the same.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;

use crate::archive::ArchivedError;
use crate::ledger::interner::{Names, Symbol};
use crate::ledger::job::FileId;
use crate::ledger::link_keys::TextKey;
use crate::payload::{ErrorOrImpact, ErrorOrigin, Id};

/// Leaves out what was said before. The items are in the order of files, and stay so.
pub(super) fn once(
    items: Vec<ArchivedError>,
    names: &Names,
) -> (Vec<ArchivedError>, BTreeMap<FileId, u64>) {
    let (items, repeated) = once_a_file(items);
    let codes = codes(&items);
    let doubles = Doubles::of(&items, names);
    // What makes two errors the same one, but for the user. Symbols only serve to bring equals
    // together: their order means nothing and is never shown. Without a code, the words have to tell.
    let key = |item: &ArchivedError| {
        let same_words = || codes.get(&(item.job?, item.kind, item.words?)).copied().flatten();
        let code = item.code.or_else(same_words);
        let validated = item.source == ErrorOrigin::Validation;
        (item.job, validated, code, item.kind, item.words.filter(|_| code.is_none()))
    };
    // Made once, and not whenever two are compared.
    let all = items.par_iter().enumerate();
    let mut order: Vec<_> = all.map(|(at, item)| (key(item), item.user, at)).collect();
    order.par_sort_unstable();
    let same = order.par_chunk_by(|(one, ..), (other, ..)| one == other);
    let kept = same.fold(Vec::new, |mut kept, same| {
        match same {
            [(_, _, alone)] => kept.push(*alone),
            _ => keep(same.iter().map(|(_, _, at)| *at).collect(), &items, &doubles, &mut kept),
        }
        kept
    });
    let mut is_kept = vec![false; items.len()];
    kept.collect::<Vec<_>>().into_iter().flatten().for_each(|at| is_kept[at] = true);
    let mut is_kept = is_kept.into_iter();
    let mut items = items;
    items.retain(|_| is_kept.next().unwrap_or(false));
    (items, repeated)
}

/// Of the same error of a job, by user, those that count.
fn keep(same: Vec<usize>, items: &[ArchivedError], doubles: &Doubles<'_>, kept: &mut Vec<usize>) {
    let mut apart: [Sides; 2] = Default::default();
    for of_user in same.chunk_by(|&a, &b| items[a].user == items[b].user) {
        let first = &items[of_user[0]];
        match (first.job, doubles.place(first)) {
            (None, _) if first.source == ErrorOrigin::Validation => {
                kept.extend(pages(of_user, items));
            }
            // Without a job there is no saying whether two files speak of the same error.
            (None, _) => kept.extend(of_user),
            (_, None) => kept.extend(most(of_user, items)),
            (_, Some((way, ErrorOrigin::Table))) => {
                apart[way].in_tables.extend(most(of_user, items));
            }
            (_, Some((way, _))) => apart[way].in_lists.extend(most(of_user, items)),
        }
    }
    apart.iter().for_each(|sides| kept.extend(sides.longer()));
}

/// Leaves out what one file says again of the same person, in the same words, and counts it by file. A
/// row that names nobody may be about somebody else.
fn once_a_file(mut items: Vec<ArchivedError>) -> (Vec<ArchivedError>, BTreeMap<FileId, u64>) {
    let by_file = items.par_chunk_by(|one, other| one.file == other.file);
    let again = by_file
        .map_init(HashSet::new, |known, of_file| (of_file.len(), said_again(of_file, known)));
    let (mut repeated, mut dropped, mut before) = (BTreeMap::new(), Vec::new(), 0);
    for (length, again) in again.collect::<Vec<_>>() {
        if !again.is_empty() {
            repeated.insert(items[before].file, again.len() as u64);
            dropped.extend(again.into_iter().map(|at| before + at));
        }
        before += length;
    }
    let (mut dropped, mut at) = (dropped.into_iter().peekable(), 0..);
    if dropped.peek().is_some() {
        items.retain(|_| dropped.next_if_eq(&at.next().unwrap_or_default()).is_none());
    }
    (items, repeated)
}

/// Whom an error is about, and what it says.
type Said = (
    Option<Symbol>,
    Option<usize>,
    ErrorOrImpact,
    Option<Symbol>,
    Option<TextKey>,
    Option<TextKey>,
);

/// The positions of what a file says again.
fn said_again(of_file: &[ArchivedError], known: &mut HashSet<Said>) -> Vec<usize> {
    known.clear();
    let mut is_again = |item: &ArchivedError| {
        let named = item.user.is_some() || item.source == ErrorOrigin::List;
        named && !known.insert((item.user, item.job, item.kind, item.code, item.words, item.entry))
    };
    let again = of_file.iter().map(&mut is_again).enumerate();
    again.filter_map(|(at, is_again)| is_again.then_some(at)).collect()
}

/// Of the same error of a job and user, those of the source that has most of them; of equal ones
/// those with codes.
fn most(same: &[usize], items: &[ArchivedError]) -> Vec<usize> {
    let in_lists = |at: &usize| items[*at].source == ErrorOrigin::List;
    let (lists, tables): (Vec<usize>, Vec<usize>) = same.iter().partition(|at| in_lists(at));
    let table = largest(&tables, items);
    let list = pages(&lists, items);
    if weight(&list, items) > weight(table, items) { list } else { table.to_vec() }
}

/// Of some errors of lists each once, however many pages and copies hold it.
fn pages(lists: &[usize], items: &[ArchivedError]) -> Vec<usize> {
    let said = |at: &usize| (items[*at].entry, items[*at].words);
    let mut lists = lists.to_vec();
    // Equals stay in the order of files.
    lists.sort_by_key(said);
    let same = lists.chunk_by(|a, b| said(a) == said(b));
    same.flat_map(|same| largest(same, items)).copied().collect()
}

/// Of what several files say, that of the file that says most; of equals the first.
fn largest<'a>(all: &'a [usize], items: &[ArchivedError]) -> &'a [usize] {
    let files = all.chunk_by(|&a, &b| items[a].file == items[b].file);
    files
        .fold(&[], |best, file| if weight(file, items) > weight(best, items) { file } else { best })
}

/// How many there are, and how many of them have codes.
fn weight(all: &[usize], items: &[ArchivedError]) -> (usize, usize) {
    (all.len(), all.iter().filter(|at| items[**at].code.is_some()).count())
}

/// The codes of what is said in the same words elsewhere without one, by job; none where there are
/// several.
fn codes(items: &[ArchivedError]) -> HashMap<(usize, ErrorOrImpact, TextKey), Option<Symbol>> {
    let said = |item: &ArchivedError| Some((item.job?, item.kind, item.words?));
    let without = items.iter().filter(|item| item.code.is_none()).filter_map(said);
    let without: HashSet<_> = without.collect();
    let mut codes = HashMap::new();
    if !without.is_empty() {
        for item in items.iter().filter(|item| item.code.is_some()) {
            if let Some(said) = said(item).filter(|said| without.contains(said)) {
                let code = codes.entry(said).or_insert(item.code);
                *code = code.filter(|code| item.code == Some(*code));
            }
        }
    }
    codes
}

/// The same error of people whom a table and a list may call by different names.
#[derive(Default)]
struct Sides {
    in_tables: Vec<usize>,
    in_lists: Vec<usize>,
}

impl Sides {
    fn longer(&self) -> &[usize] {
        let Sides { in_tables, in_lists } = self;
        if in_lists.len() > in_tables.len() { in_lists } else { in_tables }
    }
}

/// Whom the errors files and the error lists of jobs name, of jobs that have both.
struct Doubles<'a> {
    names: &'a Names,
    in_tables: HashSet<(usize, Symbol)>,
    in_lists: HashSet<(usize, Symbol)>,
    /// The jobs that have both.
    jobs: BTreeSet<usize>,
    /// Those whose lists name somebody.
    named: BTreeSet<usize>,
}

impl Doubles<'_> {
    fn of<'a>(items: &[ArchivedError], names: &'a Names) -> Doubles<'a> {
        let jobs = |source| -> BTreeSet<usize> {
            items.iter().filter(|item| item.source == source).filter_map(|item| item.job).collect()
        };
        let mut both = jobs(ErrorOrigin::List);
        if !both.is_empty() {
            both = both.intersection(&jobs(ErrorOrigin::Table)).copied().collect();
        }
        let users = |source| -> HashSet<(usize, Symbol)> {
            let named = items.iter().filter(|item| item.source == source);
            let named = named.filter_map(|item| item.job.zip(item.user));
            named.filter(|(job, _)| both.contains(job)).collect()
        };
        let (in_tables, in_lists) = match both.is_empty() {
            true => Default::default(),
            false => (users(ErrorOrigin::Table), users(ErrorOrigin::List)),
        };
        let named = in_lists.iter().map(|(job, _)| *job).collect();
        Doubles { names, in_tables, in_lists, jobs: both, named }
    }

    /// Where somebody stands whom only one of the two sources names so, and the other perhaps by
    /// another name: by address in tables and by id in lists (or in these not at all), or the other way
    /// round. There only the number of the same errors can tell what is the same.
    fn place(&self, item: &ArchivedError) -> Option<(usize, ErrorOrigin)> {
        let job = item.job.filter(|job| self.jobs.contains(job))?;
        let nameless = !self.named.contains(&job);
        let Some(user) = item.user else {
            return (nameless && item.source == ErrorOrigin::List)
                .then_some((0, ErrorOrigin::List));
        };
        let by_id = Id::parse(self.names.text(user)).is_some();
        match (self.in_tables.contains(&(job, user)), self.in_lists.contains(&(job, user))) {
            (true, false) => Some((usize::from(by_id && !nameless), ErrorOrigin::Table)),
            (false, true) => Some((usize::from(!by_id), ErrorOrigin::List)),
            _ => None,
        }
    }
}
