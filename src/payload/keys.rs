//! Members by name, however a program for another language spelled the key: `userId`, `user_id`, `UserId`.

use super::json::{Members, Node};
use super::{Text, is_like};

/// The first value whose key is one of these, spelled in any style.
pub(crate) fn find<'a>(members: &Members<'a>, names: &[&str]) -> Option<Node<'a>> {
    let is_one = |key: &str| names.iter().any(|name| is_like(key, name));
    members.0.iter().find(|(key, _)| is_one(key)).map(|(_, node)| *node)
}

/// A text or a whole number, where it is one and not empty.
pub(crate) fn text<'a>(members: &Members<'a>, names: &[&str]) -> Option<Text<'a>> {
    let node = find(members, names)?;
    let number = || node.read::<i64>().map(|_| Text::from(node.text()));
    node.read::<Text<'a>>().or_else(number).filter(|text| !text.trim().is_empty())
}
