//! By what a job's errors may be known: texts as numbers, to find their like.
//!
//! In: what a payload says of the errors file, and any text. Out: keys by XXH3, which is fixed for good, and fast
//! with such short texts. The same text gives the same key in every run and release, whatever its case, and keys
//! of two parts of an archive can be compared wherever these were read.

use std::num::{NonZeroU32, NonZeroU64};

use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_128;
use uuid::Uuid;

use crate::payload::{self, hyphenated};

/// A text that links errors to a job, as all 128 bits: of a billion jobs no two texts share one. In words of 32 bits,
/// since six of them stand in each job's record, and may be absent without more. Of two keys of one moment the lower one
/// counts, so that the order of arrival must not decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkKey(NonZeroU32, [u32; 3]);

/// The key of a text.
pub fn link_key(text: &str) -> LinkKey {
    let hash = hash(text);
    let first = NonZeroU32::new((hash >> 96) as u32).unwrap_or(NonZeroU32::MIN);
    LinkKey(first, [64, 32, 0].map(|shift| (hash >> shift) as u32))
}

#[cfg(feature = "tables")]
impl LinkKey {
    /// As bytes, which are the same wherever they were made.
    pub(crate) fn bytes(self) -> [u8; 16] {
        let [second, third, fourth] = self.1;
        let parts = [self.0.get(), second, third, fourth];
        let all = parts.into_iter().fold(0, |all: u128, part| all << 32 | u128::from(part));
        all.to_be_bytes()
    }

    /// The key of such bytes; none where no key has them.
    pub(crate) fn of_bytes(bytes: [u8; 16]) -> Option<LinkKey> {
        let all = u128::from_be_bytes(bytes);
        let first = NonZeroU32::new((all >> 96) as u32)?;
        Some(LinkKey(first, [64, 32, 0].map(|shift| (all >> shift) as u32)))
    }
}

/// A text, to tell whether one of the same job says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct TextKey(NonZeroU64);

#[cfg(feature = "tables")]
impl TextKey {
    /// The number that it is.
    pub(crate) fn number(self) -> NonZeroU64 {
        self.0
    }

    /// The key that is that number.
    pub(crate) fn of_number(number: NonZeroU64) -> TextKey {
        TextKey(number)
    }
}

/// The key of a text among few.
pub(crate) fn text_key(text: &str) -> TextKey {
    TextKey(NonZeroU64::new((hash(text) >> 64) as u64).unwrap_or(NonZeroU64::MIN))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_the_published_hash_and_no_other() {
        // XXH3 of 128 bits of the empty text, as its specification has it, is 99aa06d3014798d86001c324468d497f.
        let first = NonZeroU32::new(0x99aa_06d3).expect("not 0");
        assert_eq!(link_key(""), LinkKey(first, [0x0147_98d8, 0x6001_c324, 0x468d_497f]));
        assert_eq!(size_of::<Option<LinkKey>>(), 16);
        assert_eq!(link_key("Job_A"), link_key("jOB_a"));
        let long = "A".repeat(500);
        assert_eq!(link_key(&long), link_key(&long.to_lowercase()));
        assert_ne!(link_key("job-a"), link_key("job-b"));
    }
}
