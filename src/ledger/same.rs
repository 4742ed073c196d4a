//! The same error, said in several files, counted once.
//!
//! In: items with their jobs. Out: of each error of a job as many as the source has that has it most
//! often. An errors CSV is a whole; two of them are copies. An error list may come in pages, so that
//! its files add up, and only an item of the same number that says the same is the same one.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::ArchiveItem;
use super::names::Names;
use super::record::{LinkKey, link_key};
use crate::model::{Id, Item, Source};

/// What an error says, for [`once`]: its words, and with them its number in an error list where a
/// code tells already what it is.
pub(super) fn said(item: &Item<'_>) -> LinkKey {
    let words = item.message.as_deref().unwrap_or_default();
    match item.number.filter(|_| item.code.is_some()) {
        Some(number) => link_key(&format!("{number} {words}")),
        None => link_key(words),
    }
}

/// Leaves out what was said before. The items are in the order of files, and stay so.
pub(super) fn once(items: Vec<ArchiveItem>, names: &Names) -> Vec<ArchiveItem> {
    let unlike = unlike(&items, names);
    // What makes two errors the same one. Symbols only serve to bring equals together: their order
    // means nothing and is never shown. Without a code, the words have to tell.
    let key = |item: &ArchiveItem| {
        let user = if unlike.contains(&item.job) { None } else { item.user };
        (item.job, user, item.code, item.kind, Some(item.said).filter(|_| item.code.is_none()))
    };
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.par_sort_by_key(|&at| key(&items[at]));
    let mut kept = vec![false; items.len()];
    for same in order.chunk_by(|&a, &b| key(&items[a]) == key(&items[b])) {
        // Without a job there is no saying whether two files speak of the same error.
        let chosen = match items[same[0]].job {
            Some(_) => most(same, &items),
            None => same.to_vec(),
        };
        chosen.into_iter().for_each(|at| kept[at] = true);
    }
    let mut kept = kept.into_iter();
    items.into_iter().filter(|_| kept.next().unwrap_or(false)).collect()
}

/// Of the same error of a job, those of the source that has most of them.
fn most(same: &[usize], items: &[ArchiveItem]) -> Vec<usize> {
    let in_lists = |at: &usize| items[*at].source == Source::List;
    let (mut lists, tables): (Vec<usize>, Vec<usize>) = same.iter().partition(|at| in_lists(at));
    let table = largest(tables.chunk_by(|&a, &b| items[a].file == items[b].file));
    let said = |at: &usize| items[*at].said;
    lists.sort_by_key(said);
    let pages = lists.chunk_by(|a, b| said(a) == said(b)).map(|same| {
        // They are still in the order of files.
        largest(same.chunk_by(|&a, &b| items[a].file == items[b].file))
    });
    let list: Vec<usize> = pages.flatten().copied().collect();
    if list.len() > table.len() { list } else { table.to_vec() }
}

/// The longest of some slices; of equals the first.
fn largest<'a>(slices: impl Iterator<Item = &'a [usize]>) -> &'a [usize] {
    slices.fold(&[], |best, slice| if slice.len() > best.len() { slice } else { best })
}

/// The jobs whose errors files name people in one way and whose error lists in another, by address
/// and by id: there only the code can tell what is the same.
fn unlike(items: &[ArchiveItem], names: &Names) -> BTreeSet<Option<usize>> {
    let users = |in_list: bool, by_id: bool| -> BTreeSet<Option<usize>> {
        let of_kind = items.iter().filter(|item| match item.source {
            Source::Table => !in_list,
            Source::List => in_list,
            Source::Validation => false,
        });
        let named = of_kind.filter(|item| {
            item.user.is_some_and(|user| Id::parse(names.text(user)).is_some() == by_id)
        });
        named.map(|item| item.job).filter(Option::is_some).collect()
    };
    let lists = users(true, true);
    if lists.is_empty() {
        return lists;
    }
    let by_address = users(false, false);
    let both = lists.intersection(&by_address).copied();
    let mixed: BTreeSet<_> = users(true, false).union(&users(false, true)).copied().collect();
    both.filter(|job| !mixed.contains(job)).collect()
}
