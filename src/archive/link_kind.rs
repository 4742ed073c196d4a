//! What a link is: how it is known to which job an error, a file of errors or a request belongs.
//!
//! In: nothing. Out: the kinds of link, the strongest first, and what is known of a file.

use serde::{Deserialize, Serialize};

/// How it is known to which job an error belongs; the strongest first.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Link {
    /// Its row names the job, or it was saved with it in one record of JSON.
    Row,
    /// The file's name holds the job's id.
    FileName,
    /// A folder that the file is in is named after the job.
    Folder,
    /// The job refers to the file by its name: in `csvFile`, or as the last part of the download
    /// URL's path, under which `curl -O` saves it.
    Reference,
    /// Its tracking id extends the job's.
    TrackingId,
    /// The job's own file, beside it, has the same name, up to its ending, or the beginning of it.
    Stem,
    /// The job and the file are alone together in a folder.
    Alone,
    /// The job's own file has the same name in another folder, and no job is in the file's own.
    StemElsewhere,
    /// The request asks for as many people as the job counts, and the job's errors name some of them and
    /// nobody else.
    People,
}

impl Link {
    /// All links, the strongest first.
    pub const ALL: [Link; 9] = [
        Link::Row,
        Link::FileName,
        Link::Folder,
        Link::Reference,
        Link::TrackingId,
        Link::Stem,
        Link::Alone,
        Link::StemElsewhere,
        Link::People,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Link::Row => "row",
            Link::FileName => "file-name",
            Link::Reference => "reference",
            Link::TrackingId => "tracking-id",
            Link::Stem => "stem",
            Link::Folder => "folder",
            Link::Alone => "alone",
            Link::StemElsewhere => "stem-elsewhere",
            Link::People => "people",
        }
    }

    /// In words, to follow "by".
    pub const fn words(self) -> &'static str {
        match self {
            Link::Row => "the job that a row or its record names",
            Link::FileName => "the job's id in the file's name",
            Link::Reference => "the name that the job refers to",
            Link::TrackingId => "the tracking id",
            Link::Stem => "the name of the job's own file",
            Link::Folder => "the job's id in a folder's name",
            Link::Alone => "being alone together in a folder",
            Link::StemElsewhere => "the name of the job's file in another folder",
            Link::People => "the people whom the job's errors name",
        }
    }
}

/// A job, as a position among those of the archive, and how it is known.
pub(super) type Known = Option<(usize, Link)>;

/// What is known of the job of a file of errors or of a request.
#[derive(Debug, Default)]
pub(super) struct FileLink {
    /// The job of all that is in it, unless an item says otherwise.
    pub job: Known,
    /// How many items have no job.
    pub lost: u64,
    /// How many there are.
    pub items: u64,
    /// Which evidence pointed at which jobs, where it was more than one.
    pub ambiguous: Option<(Link, Vec<usize>)>,
}
