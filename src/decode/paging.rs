//! Where a page of a list stands in the whole list.
//!
//! In: a list with its `paging`. Out: a [`Page`], where there are more pages than this one.

use twox_hash::XxHash3_128;

use crate::payload::json::{Members, Node};
use crate::payload::keys::find;
use crate::payload::{Page, Text};

/// What a list says of its page.
pub(super) fn page_in(list: &Members<'_>, of_errors: bool) -> Option<Page> {
    let paging = find(list, &["paging"])?;
    let items = find(list, &["items"]).and_then(Node::elements).map_or(0, Iterator::count);
    page(paging, items, of_errors)
}

/// The page that so many items are; none where they are the whole list, as far as it tells.
pub(super) fn page(paging: Node<'_>, items: usize, of_errors: bool) -> Option<Page> {
    let members = paging.members()?;
    let count = |name: &str| find(&members, &[name])?.read::<u64>();
    let [next, prev] = ["next", "prev"].map(|name| find(&members, &[name]).and_then(address));
    let (offset, total) = (count("offset"), count("count").filter(|total| *total > 0));
    let begins = offset.or((prev.is_none()).then_some(0));
    let goes_on = match begins.zip(total) {
        Some((begins, total)) => begins.saturating_add(u64::try_from(items).ok()?) < total,
        None => next.is_some(),
    };
    let is_page = goes_on || next.or(prev).is_some() || offset > Some(0);
    is_page.then_some(Page { of_errors, list: next.or(prev).unwrap_or(0), goes_on })
}

/// The address of another page as a number, without what says which page it is. The service writes it as the
/// only element of an array.
fn address(node: Node<'_>) -> Option<u64> {
    let node = node.elements().map_or(Some(node), |mut elements| elements.next())?;
    let is_path = |url: &str| url.strip_prefix('/').is_some_and(|path| !path.is_empty());
    let is_address = |url: &Text<'_>| url.contains("://") || is_path(url);
    let url = node.read::<Text<'_>>().filter(is_address)?;
    let (path, query) = url.split_once('?').unwrap_or((&*url, ""));
    let of_page = |part: &&str| {
        let name = part.split('=').next().unwrap_or_default();
        !["start", "max", "offset", "limit", "page"].contains(&name)
    };
    let parts: Vec<&str> = query.split('&').filter(of_page).collect();
    let of_list = format!("{path}?{}", parts.join("&"));
    Some((XxHash3_128::oneshot(of_list.as_bytes()) >> 64) as u64)
}
