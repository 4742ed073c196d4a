//! The payload kinds that an archive holds.

use serde::{Deserialize, Serialize};

/// What a file or document is, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PayloadKind {
    /// A job status.
    JobStatus,
    /// A list of jobs.
    JobList,
    /// The answer to starting a job.
    JobStart,
    /// A JSON array of job statuses.
    JobArray,
    /// One job status a line.
    JobStream,
    /// The file behind `csvFileDownloadUrl`.
    ErrorsCsv,
    /// The errors of a job as JSON.
    ErrorList,
    /// The answer to a validation.
    ValidationResponse,
    /// The body that started a job.
    MoveRequest,
    /// A list of people, organisations or locations.
    Directory,
    /// The answer to a request that failed.
    HttpError,
    /// A report or a list that this program wrote.
    OwnReport,
    /// Anything else.
    Foreign,
}

impl PayloadKind {
    /// All kinds.
    pub const ALL: [PayloadKind; 13] = [
        PayloadKind::JobStatus,
        PayloadKind::JobList,
        PayloadKind::JobStart,
        PayloadKind::JobArray,
        PayloadKind::JobStream,
        PayloadKind::ErrorsCsv,
        PayloadKind::ErrorList,
        PayloadKind::ValidationResponse,
        PayloadKind::MoveRequest,
        PayloadKind::Directory,
        PayloadKind::HttpError,
        PayloadKind::OwnReport,
        PayloadKind::Foreign,
    ];

    /// What several documents are together, of which some were of this kind and one is of that: those
    /// that speak of one job's errors stay what they are.
    pub fn among(self, other: PayloadKind) -> PayloadKind {
        use PayloadKind::{Directory, ErrorList, Foreign, MoveRequest, ValidationResponse};
        match (self, other) {
            (Foreign | ErrorList, ErrorList) => ErrorList,
            (Foreign | ValidationResponse, ValidationResponse) => ValidationResponse,
            (Foreign | MoveRequest, MoveRequest) => MoveRequest,
            (Foreign | Directory, Directory) => Directory,
            _ => PayloadKind::JobStream,
        }
    }

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            PayloadKind::JobStatus => "job-status",
            PayloadKind::JobList => "job-list",
            PayloadKind::JobStart => "job-start",
            PayloadKind::JobArray => "job-array",
            PayloadKind::JobStream => "job-stream",
            PayloadKind::ErrorsCsv => "errors-csv",
            PayloadKind::ErrorList => "error-list",
            PayloadKind::ValidationResponse => "validation-response",
            PayloadKind::MoveRequest => "move-request",
            PayloadKind::Directory => "directory",
            PayloadKind::HttpError => "http-error-body",
            PayloadKind::OwnReport => "own-report",
            PayloadKind::Foreign => "foreign",
        }
    }

    /// In words, with an article.
    pub const fn description(self) -> &'static str {
        match self {
            PayloadKind::JobStatus => "a job status",
            PayloadKind::JobList => "a list of jobs",
            PayloadKind::JobStart => "the answer to starting a job",
            PayloadKind::JobArray => "a JSON array of job statuses",
            PayloadKind::JobStream => "job statuses, one after the other",
            PayloadKind::ErrorsCsv => "a job's errors file",
            PayloadKind::ErrorList => "a job's list of errors",
            PayloadKind::ValidationResponse => "the answer to validating a move",
            PayloadKind::MoveRequest => "a request to move people",
            PayloadKind::Directory => "a list of people, organisations or locations",
            PayloadKind::HttpError => "the answer to a request that failed",
            PayloadKind::OwnReport => "a report or a list that jobaudit wrote",
            PayloadKind::Foreign => "none of the payloads that an audit reads",
        }
    }
}
