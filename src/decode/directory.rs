//! Lists of people, organisations and locations, of which only names are taken.
//!
//! In: an object of such a list, or the list around it. Out: a [`DirectoryEntry`] for each. Many more fields
//! occur than are looked at, and none is checked.

use crate::payload::identity::{person, thing};
use crate::payload::json::{Members, Node};
use crate::payload::keys::{find, text};
use crate::payload::recognize;
use crate::payload::{DirectoryEntry, IdKind, Text};

/// The entries of a list; none where the object is no such list.
pub(super) fn read<'a>(members: &Members<'a>) -> Vec<DirectoryEntry<'a>> {
    let list =
        |name, kind| find(members, &[name]).and_then(Node::elements).map(|list| (list, kind));
    let found = list("items", None).or_else(|| list("locations", Some(IdKind::Location)));
    match found.or_else(|| list(recognize::SCIM_LIST, None)) {
        Some((items, kind)) => items.filter_map(|item| entry(&item.members()?, kind)).collect(),
        None => entry(members, None).into_iter().collect(),
    }
}

/// A person, an organisation or a location.
fn entry<'a>(members: &Members<'a>, listed: Option<IdKind>) -> Option<DirectoryEntry<'a>> {
    let id = text(members, &["id", "personId", "orgId", "locationId"])?;
    let own = text(members, &["id", "personId"]).or_else(|| {
        // A person's or a location's organisation is not what is listed.
        let other = if find(members, &["locationId"]).is_some() { "locationId" } else { "orgId" };
        text(members, &[other])
    });
    let id = own.unwrap_or(id);
    let kind = recognize::listed_kind(members, &id).or(listed)?;
    let full_name = || {
        let parts = find(members, &["name"]).and_then(Node::members).unwrap_or_default();
        let part =
            |of_webex, of_scim| text(members, &[of_webex]).or_else(|| text(&parts, &[of_scim]));
        let parts = [part("firstName", "givenName"), part("lastName", "familyName")];
        let parts: Vec<Text<'_>> = parts.into_iter().flatten().collect();
        let name = parts.iter().map(|part| part.trim()).collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then(|| Text(name.into()))
    };
    let name = text(members, &["displayName", "name"]).or_else(full_name);
    let emails = find(members, &["emails", "email"]);
    let emails: Vec<Text<'_>> =
        texts(emails).into_iter().chain(values(emails)).map(person).collect();
    let numbers = values(find(members, &["phoneNumbers"])).into_iter().map(person).collect();
    let logins = LOGINS.iter().filter_map(|name| text(members, &[name]));
    let logins = logins.chain(values(find(members, &["sipAddresses"])));
    // What has the form of an address is no e-mail address of the person by that.
    let logins = logins.filter(|login| !login.contains('@') && kind == IdKind::Person).collect();
    let org = text(members, &["orgId"]).filter(|_| kind == IdKind::Person).map(thing);
    let id = if kind == IdKind::Person { person(id) } else { thing(id) };
    let entry = DirectoryEntry { kind, id, name, org, emails, numbers, logins };
    (entry.name.is_some() || !entry.emails.is_empty()).then_some(entry)
}

/// Members that hold what else a person is called.
const LOGINS: [&str; 3] = ["userName", "login", "nickName"];

/// What the objects of an array have as their value.
fn values(node: Option<Node<'_>>) -> Vec<Text<'_>> {
    let elements = node.and_then(Node::elements).unwrap_or_default();
    elements.filter_map(|element| text(&element.members()?, &["value"])).collect()
}

/// A text, or the texts of an array.
fn texts(node: Option<Node<'_>>) -> Vec<Text<'_>> {
    let Some(node) = node else { return Vec::new() };
    let one = |node: Node<'_>| node.read::<String>().map(|text| Text(text.into()));
    match node.elements() {
        Some(elements) => elements.filter_map(one).collect(),
        None => one(node).into_iter().collect(),
    }
}
