//! By what a job's errors may be known: texts as numbers, to find their like.
//!
//! In: what a payload says of the errors file, and any text. Out: keys by XXH3, which is fixed for good, and fast
//! with such short texts. The same text gives the same key in every run and release, whatever its case, and keys
//! of two parts of an archive can be compared wherever these were read.

use std::num::NonZeroU64;

use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_128;
use uuid::Uuid;

use crate::payload::{self, hyphenated};

/// A text that links errors to a job, in 128 bits: in an archive of any size no two texts share one. Of two keys
/// of one moment the lower one counts, so that the order of arrival must not decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkKey(NonZeroU64, u64);

/// The key of a text.
pub fn link_key(text: &str) -> LinkKey {
    let hash = hash(text);
    LinkKey(some_bits(hash), hash as u64)
}

/// A text, to tell whether one of the same job says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct TextKey(NonZeroU64);

/// The key of a text among few.
pub(crate) fn text_key(text: &str) -> TextKey {
    TextKey(some_bits(hash(text)))
}

fn hash(text: &str) -> u128 {
    let mut lower = [0; 192];
    match lower.get_mut(..text.len()) {
        Some(lower) => {
            lower.copy_from_slice(text.as_bytes());
            lower.make_ascii_lowercase();
            XxHash3_128::oneshot(lower)
        }
        None => XxHash3_128::oneshot(text.to_ascii_lowercase().as_bytes()),
    }
}

fn some_bits(hash: u128) -> NonZeroU64 {
    NonZeroU64::new((hash >> 64) as u64).unwrap_or(NonZeroU64::MIN)
}

/// By what a job's errors may be known (see [`link_key`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkKeys {
    /// The last part of `csvFile`.
    pub reference: Option<LinkKey>,
    /// The last 32 hexadecimal digits of it.
    pub digest: Option<LinkKey>,
    /// The two UUIDs in `csvFile`.
    pub uuids: [Option<LinkKey>; 2],
    /// The last part of the download URL's path.
    pub download: Option<LinkKey>,
    /// The job's tracking id.
    pub tracking_id: Option<LinkKey>,
}

impl LinkKeys {
    pub(super) fn of(job: &payload::Job<'_>) -> LinkKeys {
        let some = |text: &&str| !text.is_empty();
        let csv_file = job.csv_file.as_deref().unwrap_or_default();
        let (folder, reference) = last_part(csv_file, b'/');
        let reference = Some(reference).filter(some);
        let (name, digest) = reference.map(|text| last_part(text, b'_')).unzip();
        let name = name.flatten();
        let digest = digest.filter(|_| name.is_some());
        let folder = folder.map(|folder| last_part(folder, b'/').1);
        let uuid = |text: Option<&str>| {
            let uuid = hyphenated(text?)?;
            Some(link_key(uuid.hyphenated().encode_lower(&mut Uuid::encode_buffer())))
        };
        let url = job.csv_file_download_url.as_deref();
        let path =
            url.map(|url| &url[..memchr::memchr2(b'?', b'#', url.as_bytes()).unwrap_or(url.len())]);
        let download = path.map(|path| last_part(path, b'/').1).filter(some);
        LinkKeys {
            reference: reference.map(link_key),
            digest: digest.filter(|digest| digest.len() == 32).map(link_key),
            uuids: [uuid(name), uuid(folder)],
            download: download.map(link_key),
            tracking_id: job.tracking_id.as_deref().filter(some).map(link_key),
        }
    }

    /// The names under which its errors file may be known.
    pub(crate) fn references(&self) -> impl Iterator<Item = LinkKey> {
        let all = [self.reference, self.digest, self.download, self.uuids[0], self.uuids[1]];
        all.into_iter().flatten()
    }
}

/// What stands behind the last of some marks, or all of a text, and what stands before it.
fn last_part(text: &str, mark: u8) -> (Option<&str>, &str) {
    match memchr::memrchr(mark, text.as_bytes()) {
        Some(at) => (Some(&text[..at]), &text[at + 1..]),
        None => (None, text),
    }
}

/// The same as a record keeps it: of most jobs there is no errors file, and nothing of one takes room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PackedKeys {
    tracking_id: Option<LinkKey>,
    errors_file: Option<Box<[Option<LinkKey>; 5]>>,
}

impl PackedKeys {
    /// All of them.
    pub fn get(&self) -> LinkKeys {
        let [reference, digest, first, second, download] =
            self.errors_file.as_deref().copied().unwrap_or_default();
        let uuids = [first, second];
        LinkKeys { reference, digest, uuids, download, tracking_id: self.tracking_id }
    }
}

impl From<LinkKeys> for PackedKeys {
    fn from(keys: LinkKeys) -> PackedKeys {
        let LinkKeys { reference, digest, uuids: [first, second], download, tracking_id } = keys;
        let errors_file = [reference, digest, first, second, download];
        let is_there = errors_file.iter().any(Option::is_some);
        PackedKeys { tracking_id, errors_file: is_there.then(|| Box::new(errors_file)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_the_published_hash_and_no_other() {
        // XXH3 of 128 bits of the empty text, as its specification has it.
        let (high, low) = (0x99aa_06d3_0147_98d8, 0x6001_c324_468d_497f);
        assert_eq!(link_key(""), LinkKey(NonZeroU64::new(high).expect("not 0"), low));
        assert_eq!(link_key("Job_A"), link_key("jOB_a"));
        let long = "A".repeat(500);
        assert_eq!(link_key(&long), link_key(&long.to_lowercase()));
        assert_ne!(link_key("job-a"), link_key("job-b"));
    }

    #[test]
    fn packed_keys_are_the_same_and_take_no_room_where_there_are_none() {
        let key = |text| Some(link_key(text));
        for keys in [
            LinkKeys::default(),
            LinkKeys { tracking_id: key("t"), ..LinkKeys::default() },
            LinkKeys { uuids: [None, key("u")], ..LinkKeys::default() },
            LinkKeys { reference: key("r"), digest: key("d"), ..LinkKeys::default() },
        ] {
            assert_eq!(PackedKeys::from(keys).get(), keys);
        }
        assert_eq!(size_of::<PackedKeys>(), 24);
    }
}
