//! Requests that move those again who are still to be moved.
//!
//! In: the people of an archive, and the requests that it holds. Out: the bodies of requests in the shape of the
//! API, each with as many people as one may move. Whom no request of the archive asked to move somewhere is in
//! none of them, nor who is being moved or is there already.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::archive::{Archive, RequestedUser};
use crate::payload::MAX_USERS_IN_REQUEST;
use crate::reference::{actions, error_codes};
use crate::report::open::{Open, open};

/// The bodies of requests.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RetryRequests {
    /// One for as many people as a request may move.
    pub bodies: Vec<Value>,
    /// How many people are in them.
    pub people: u64,
    /// How many are still to be moved by name, in them or not.
    pub to_move: u64,
}

impl RetryRequests {
    /// The requests for all who are still to be moved, or for those of one action.
    pub fn of(archive: &Archive, action: Option<&str>) -> RetryRequests {
        let is_wanted = |open: &Open<'_>| open.is_asked_for(action) && open.person.is_some();
        let people: Vec<Open<'_>> = open(archive).into_iter().filter(is_wanted).collect();
        let to_move = people.len() as u64;
        let requested = archive.requested();
        let is_vain = |open: &Open<'_>| {
            let code = archive.name(open.code);
            open.action == Some(actions::WAIT) || code.is_some_and(error_codes::is_nothing_to_move)
        };
        let mut asked: Vec<&RequestedUser> = people
            .iter()
            .filter(|open| !is_vain(open))
            .filter_map(|open| requested.get(&open.person?.user).copied())
            .filter(|asked| asked.location_id.is_some())
            .collect();
        let text = |symbol| archive.names.text(symbol);
        asked.sort_by_key(|asked| (asked.location_id.map(text), text(asked.user_id)));
        let bodies = asked.chunks(MAX_USERS_IN_REQUEST).map(|asked| body(archive, asked)).collect();
        RetryRequests { bodies, people: asked.len() as u64, to_move }
    }

    /// Writes them: one as an object, several as an array.
    ///
    /// # Errors
    ///
    /// When it can't be written to.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        match &self.bodies[..] {
            [body] => serde_json::to_writer_pretty(&mut *out, body)?,
            bodies => serde_json::to_writer_pretty(&mut *out, bodies)?,
        }
        writeln!(out)
    }
}

/// The body of a request for some people.
fn body(archive: &Archive, asked: &[&RequestedUser]) -> Value {
    let mut groups: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for asked in asked {
        let mut user = Map::new();
        user.insert("userId".into(), archive.names.text(asked.user_id).into());
        for (key, value) in [("phoneNumber", asked.number), ("extension", asked.extension)] {
            if let Some(value) = archive.name(value) {
                user.insert(key.into(), value.into());
            }
        }
        let location = archive.name(asked.location_id).unwrap_or_default();
        groups.entry(location).or_default().push(Value::Object(user));
    }
    let groups = groups.into_iter().map(
        |(location, users)| json!({"locationId": location, "validate": false, "users": users}),
    );
    json!({"usersList": groups.collect::<Vec<_>>()})
}
