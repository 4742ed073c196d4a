//! The body that started a job of moves, or asked whether people could be moved.
//!
//! In: an object with `usersList`. Out: a [`MoveRequest`], and what in it is not as documented. The answer
//! of SDKs has `usersList` too, beside `jobDetails`: there it may hold what a validation said.

use crate::findings::rule::Rule;
use crate::payload::json::{Members, Node, element, member};
use crate::payload::keys::{find, identity, text};
use crate::payload::{MoveRequest, RequestedMove};

/// Something that is not as documented: the rule, where and what.
pub(super) type Fault<'a> = (Rule, Node<'a>, String, String);

/// Reads the groups of a request, each with its people.
pub(super) fn read<'a>(
    members: &Members<'a>,
    pointer: &str,
    faults: &mut Vec<Fault<'a>>,
) -> MoveRequest<'a> {
    let mut request =
        MoveRequest { tracking_id: text(members, &["trackingId"]), ..MoveRequest::default() };
    let groups = find(members, &["usersList"]).and_then(Node::elements).unwrap_or_default();
    let list = member(pointer, "usersList");
    for (at, group) in groups.into_iter().enumerate() {
        let pointer = element(&list, at);
        let Some(members) = group.members() else {
            let message = format!("found {}, expected an object", group.kind());
            faults.push((Rule::WrongType, group, pointer, message));
            continue;
        };
        let users = find(&members, &["users"]).and_then(Node::elements);
        let Some(users) = users else {
            let message = "`users` is absent, expected an array of objects".to_owned();
            faults.push((Rule::MissingField, group, pointer, message));
            continue;
        };
        let location_id = text(&members, &["locationId"]);
        let location = location_id.clone().map(identity);
        if location.is_none() {
            let message = "`locationId` is absent, expected an id (text)".to_owned();
            faults.push((Rule::MissingField, group, pointer.clone(), message));
        }
        // Whoever only asks moves nobody.
        let asks_only = find(&members, &["validate"]).and_then(Node::read::<bool>) == Some(true);
        let users_at = member(&pointer, "users");
        for (at, user) in users.into_iter().enumerate() {
            let asked = user.members().and_then(|members| {
                let user_id = text(&members, &["userId", "email"])?;
                Some(RequestedMove {
                    user: identity(user_id.clone()),
                    user_id,
                    location: location.clone(),
                    location_id: location_id.clone(),
                    number: text(&members, &["phoneNumber"]),
                    extension: text(&members, &["extension"]),
                })
            });
            match asked {
                Some(asked) if !asks_only => request.users.push(asked),
                Some(_) => {}
                None => {
                    let message = "`userId` is absent, expected an id (text)".to_owned();
                    faults.push((Rule::MissingField, user, element(&users_at, at), message));
                }
            }
        }
    }
    request
}
