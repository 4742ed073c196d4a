//! What a file's name tells of the job that the file belongs to.
//!
//! In: names as people and tools give them. Out: the folder and the stem, what a stem begins with, and the ids that
//! may be in it.

use memchr::{memrchr, memrchr2};

use crate::input::container::COMPRESSED_ENDINGS;
use crate::ledger::FileRecord;
use crate::payload::Id;

/// A file's folder and its name there, without what compressing it has added. In an archive the
/// outermost folder is the archive itself.
pub(super) fn split(file: &FileRecord) -> (&str, &str) {
    let (archive, path) =
        file.name.split_at_checked(file.container_len).unwrap_or(("", &file.name));
    // A record lies where its file does, whatever it is called.
    let of_file = file.carrier_len.map_or(path.len(), |end| end.saturating_sub(archive.len()));
    let (folder, name) = match memrchr2(b'/', b'\\', &path.as_bytes()[..of_file]) {
        Some(end) => (&file.name[..archive.len() + end], &path[end + 1..]),
        None => (archive, path),
    };
    (folder, uncompressed(name))
}

/// A name without the endings of compressed files.
fn uncompressed(name: &str) -> &str {
    let without = |ending: &str| {
        let (plain, end) = name.split_at_checked(name.len().checked_sub(ending.len())?)?;
        end.eq_ignore_ascii_case(ending).then_some(plain)
    };
    COMPRESSED_ENDINGS.into_iter().find_map(without).map_or(name, uncompressed)
}

/// A file's name without its ending.
pub(super) fn stem(name: &str) -> &str {
    memrchr(b'.', name.as_bytes()).map_or(name, |at| &name[..at])
}

/// A stem, and what it begins with, the longest first (`wave-1.json` beside `wave-1-errors.csv`); then
/// the same of what follows the word for errors or a request (`errors-wave-1.csv`).
pub(super) fn shortened(stem: &str) -> impl Iterator<Item = &str> {
    let beginnings = |stem| {
        let separators = str::char_indices(stem).rev().filter(|(_, c)| SEPARATORS.contains(c));
        std::iter::once(stem.len()).chain(separators.map(|(at, _)| at)).map(move |end| &stem[..end])
    };
    let rest = ["errors", "error", "request", "requests", "body"].iter().find_map(|word| {
        let (start, rest) = stem.split_at_checked(word.len())?;
        rest.strip_prefix(SEPARATORS).filter(|_| start.eq_ignore_ascii_case(word))
    });
    beginnings(stem).chain(rest.into_iter().flat_map(beginnings))
}

/// What stands between the parts of a file's name.
const SEPARATORS: [char; 4] = ['-', '_', '.', ' '];

/// What in a name may be an id or a reference: all of it, its stem, its parts, and UUIDs within.
pub(super) fn tokens(name: &str) -> impl Iterator<Item = String> {
    let parts = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    let smaller = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let whole = [name, stem(name)].into_iter().chain(parts).chain(smaller);
    let texts =
        whole.map(|text| Id::parse(text).map_or_else(|| text.to_owned(), |id| id.to_string()));
    texts.chain(Id::within(name).map(|id| id.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_gives_its_parts_and_the_ids_within() {
        let uuid = "131d985d-be8a-4728-b360-630c50151271";
        for name in [
            format!("{uuid}.csv"),
            format!("{uuid}-errors.csv"),
            format!("errors-{}.csv", uuid.to_uppercase()),
            "Y2lzY29zcGFyazovL3VzL0pPQl9JRC8xMzFkOTg1ZC1iZThhLTQ3MjgtYjM2MC02MzBjNTAxNTEyNzE.csv"
                .to_owned(),
        ] {
            assert!(tokens(&name).any(|token| token == uuid), "{name}");
        }
        assert!(tokens("a_1234.csv").any(|token| token == "1234"));
    }

    #[test]
    fn a_file_beside_another_is_known_by_the_longest_common_stem() {
        let stems: Vec<&str> = shortened("wave-1 errors").collect();
        assert_eq!(stems, ["wave-1 errors", "wave-1", "wave"]);
        let stems: Vec<&str> = shortened("Errors_wave-1").collect();
        assert_eq!(stems, ["Errors_wave-1", "Errors_wave", "Errors", "wave-1", "wave"]);
    }
}
