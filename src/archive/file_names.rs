//! What a file's name tells of the job that the file belongs to.
//!
//! In: names as people and tools give them. Out: the folder and the stem, what a stem begins with, what it is about, and
//! the ids that may be in it.

use std::borrow::Cow;

use memchr::{memchr, memrchr, memrchr2};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::input::container::uncompressed;
use crate::ledger::FileRecord;
use crate::ledger::link_keys::{LinkKey, link_key};
use crate::payload::{ID_BEGINNING, Id};

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

/// The name of a file, or of the one that a record is in, without its ending.
pub(super) fn stem_of(file: &FileRecord) -> &str {
    let (folder, name) = split(file);
    let of_file = file.carrier_len.and_then(|end| {
        let found = file.name.get(..end)?;
        Some(uncompressed(found.get(folder.len()..)?.trim_start_matches(['/', '\\', '!'])))
    });
    stem(of_file.unwrap_or(name))
}

/// A file's name without its ending.
fn stem(name: &str) -> &str {
    memrchr(b'.', name.as_bytes()).map_or(name, |at| &name[..at])
}

/// What a name is about, as a key that no stem has: all but the words for what a file holds, so that
/// `wave1-status` and `errors_Wave-1` are about the same. Most names are short, and in ASCII.
pub(super) fn subject(name: &str) -> Option<LinkKey> {
    let plain: Cow<'_, str> = match is_nfc_quick(name.chars()) {
        IsNormalized::Yes => name.into(),
        _ => name.nfc().collect::<String>().into(),
    };
    let mut subject = String::with_capacity(plain.len() + 8);
    for word in telling(&plain) {
        subject.push('/');
        subject.extend(word.chars().flat_map(char::to_lowercase));
    }
    (!subject.is_empty()).then(|| link_key(&subject))
}

/// Whether a name is about nothing but a number, as `errors (1)` is.
pub(super) fn is_about_a_number(name: &str) -> bool {
    telling(name).all(|word| word.chars().all(char::is_numeric))
}

/// The words of a name but those for what a file holds.
fn telling(name: &str) -> impl Iterator<Item = &str> {
    words(name).filter(|word| !OF_FILES.iter().any(|known| is_same(known, word)))
}

/// The words of a name: what stands between separators, changes of case, and letters and digits.
fn words(name: &str) -> impl Iterator<Item = &str> {
    let parts = name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.flat_map(|part| {
        let mut rest = part;
        std::iter::from_fn(move || {
            let mut chars = rest.char_indices();
            let (_, mut before) = chars.next()?;
            let begins = |c: char, before: char| {
                c.is_numeric() != before.is_numeric() || c.is_uppercase() && before.is_lowercase()
            };
            let end = chars.find(|(_, c)| begins(*c, std::mem::replace(&mut before, *c)));
            let (word, after) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
            rest = after;
            Some(word)
        })
    })
}

/// Whether a word is that one of the table, in whatever case.
fn is_same(known: &str, word: &str) -> bool {
    known.eq_ignore_ascii_case(word)
        || !word.is_ascii() && known.chars().eq(word.chars().flat_map(char::to_lowercase))
}

/// The words of a file's name that say what it holds, and not of which job.
const OF_FILES: &[&str] = &[
    "status",
    "state",
    "job",
    "jobs",
    "result",
    "results",
    "response",
    "responses",
    "answer",
    "answers",
    "error",
    "errors",
    "err",
    "errs",
    "failed",
    "failure",
    "failures",
    "impacts",
    "request",
    "requests",
    "body",
    "report",
    "reports",
    "csv",
    "json",
    "list",
    "download",
    "auftrag",
    "ergebnis",
    "antwort",
    "fehler",
    "anfrage",
    "bericht",
    "statut",
    "erreur",
    "erreurs",
    "réponse",
    "requête",
    "estado",
    "errores",
    "respuesta",
    "solicitud",
];

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
    texts.chain(ids(name).chain(spelled(name)).map(|id| id.to_string()))
}

/// The ids in a name. Where one is encoded, `-` and `_` may be of it or stand behind it.
pub(super) fn ids(name: &str) -> impl Iterator<Item = Id> {
    let encoded = name.match_indices(ID_BEGINNING).filter_map(|(at, _)| {
        let rest = &name[at..];
        let is_of_it = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let rest = &rest[..rest.find(|c| !is_of_it(c)).unwrap_or(rest.len())];
        let ends = rest.rmatch_indices(['-', '_']).map(|(end, _)| end);
        std::iter::once(rest.len()).chain(ends).find_map(|end| Id::parse(&rest[..end]))
    });
    Id::within(name).chain(encoded)
}

/// The UUIDs in a name that have no hyphens, or `_` in their place.
fn spelled(name: &str) -> impl Iterator<Item = Id> {
    let simple = name.split(|c: char| !c.is_ascii_alphanumeric()).filter_map(Id::read);
    let hyphenated = memchr(b'_', name.as_bytes()).map(|_| name.replace('_', "-"));
    let hyphenated: Vec<Id> = hyphenated.iter().flat_map(|name| Id::within(name)).collect();
    simple.chain(hyphenated)
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
        for name in [uuid.replace('-', "_"), uuid.replace('-', "")] {
            let name = format!("errors_{name}.csv");
            assert!(tokens(&name).any(|token| token == uuid), "{name}");
        }
    }

    #[test]
    fn names_are_about_the_same_without_the_words_for_what_files_hold() {
        for (of_job, of_errors) in [
            ("wave1-status", "errors_Wave-1"),
            ("w1.job", "w1.errors"),
            ("wave1Status", "wave1Errors"),
            ("job (1)", "Errors(1)"),
            ("2026-03-02 Welle 1 Status", "2026-03-02 Welle 1 FEHLER"),
            ("réponse Zürich", "Zu\u{308}rich-erreurs"),
        ] {
            assert!(subject(of_job).is_some(), "{of_job}");
            assert_eq!(subject(of_job), subject(of_errors), "{of_errors}");
        }
        assert_ne!(subject("wave1-status"), subject("wave10-errors"));
        assert_ne!(subject("wave-1"), Some(link_key("wave-1")));
        assert_eq!(subject("Job_Errors.csv"), None);
    }

    #[test]
    fn a_file_beside_another_is_known_by_the_longest_common_stem() {
        let stems: Vec<&str> = shortened("wave-1 errors").collect();
        assert_eq!(stems, ["wave-1 errors", "wave-1", "wave"]);
        let stems: Vec<&str> = shortened("Errors_wave-1").collect();
        assert_eq!(stems, ["Errors_wave-1", "Errors_wave", "Errors", "wave-1", "wave"]);
    }
}
