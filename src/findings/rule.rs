//! The rules: everything that the program may find fault with.
//!
//! In: nothing. Out: for each rule a stable name, a group, a severity and one sentence. A rule's
//! name never changes its meaning; what fires it lives in the stage that looks at such things.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth a note.
    Info,
    /// Usable, but somebody should know.
    Warning,
    /// The payload breaks the documented schema or contradicts itself.
    Error,
}

impl Severity {
    /// All severities, the mildest first.
    pub const ALL: [Severity; 3] = [Severity::Info, Severity::Warning, Severity::Error];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// As people read it.
    pub const fn title(self) -> &'static str {
        match self {
            Severity::Info => "note",
            Severity::Warning | Severity::Error => self.name(),
        }
    }
}

/// What kind of thing a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Group {
    /// A file as a whole.
    File,
    /// A field's presence and type.
    Schema,
    /// A field's value by itself.
    Value,
    /// Fields against each other, in one payload.
    Consistency,
    /// Payloads against each other.
    AcrossFiles,
    /// An errors CSV.
    Csv,
}

macro_rules! rules {
    ($($variant:ident $name:literal $group:ident $severity:ident $summary:literal,)*) => {
        /// A rule, by its plain name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $(#[doc = $summary] $variant,)*
        }

        impl Rule {
            /// All rules, by group.
            pub const ALL: &[Rule] = &[$(Rule::$variant,)*];

            /// The stable name, `end-before-start`.
            pub const fn name(self) -> &'static str {
                match self { $(Rule::$variant => $name,)* }
            }

            /// The group that the rule belongs to.
            pub const fn group(self) -> Group {
                match self { $(Rule::$variant => Group::$group,)* }
            }

            /// How much its findings matter.
            pub const fn severity(self) -> Severity {
                match self { $(Rule::$variant => Severity::$severity,)* }
            }

            /// What it means, in one sentence.
            pub const fn summary(self) -> &'static str {
                match self { $(Rule::$variant => $summary,)* }
            }
        }
    };
}

rules! {
    UnreadableFile "unreadable-file" File Error "The file or folder could not be read.",
    SpecialFile "special-file" File Warning "A symbolic link, pipe, socket or device is not read.",
    EmptyFile "empty-file" File Warning "The file holds nothing.",
    TooLarge "too-large" File Error "The file is larger, or its JSON nested deeper, than a document may be.",
    NotJson "not-json" File Error "The text begins like JSON and is not valid JSON.",
    TrailingData "trailing-data" File Error "Something follows the JSON document.",
    UnknownPayload "unknown-payload" File Warning "The content is none of the payloads that an audit reads.",
    SystemFile "system-file" File Info
        "An operating system left the file; it holds nothing to audit.",
    HttpErrorBody "http-error-body" File Warning "The file is the answer to a request that failed.",
    Encoding "encoding" File Info "The text was not plain UTF-8 and has been decoded.",
    DuplicateKey "duplicate-key" File Error "A key stands twice in one object; the first value is used.",
    WrappedPayload "wrapped-payload" File Info
        "The payloads were wrapped in something else; they are read all the same.",
    TruncatedByPowershell "truncated-by-powershell" File Error
        "ConvertTo-Json cut the payload at its default depth; save it again with -Depth 100.",
    SnakeCaseDump "snake-case-dump" File Info
        "The payload was saved by an SDK under Python names; it is read all the same.",
    KeyStyle "key-style" File Info
        "The payload's keys are written in another style than the service's; it is read all the same.",
    ArchiveBroken "archive-broken" File Error
        "A compressed file or an archive is damaged, encrypted, or packed in a way that is not read.",
    ArchiveLimit "archive-limit" File Error "A compressed file or an archive holds more than the limits allow.",
    InternalError "internal-error" File Error "The program failed on this file; this is a bug in it.",
    MissingField "missing-field" Schema Error "A field that the documentation requires is absent.",
    WrongType "wrong-type" Schema Error "A field's value is of another type than documented.",
    UnrolledArray "unrolled-array" Schema Warning
        "An array with one element was saved as that element; it is read as the array.",
    UnknownField "unknown-field" Schema Warning "A field is not documented.",
    NullField "null-field" Schema Info "A field that may be absent is null or empty; it is read as absent.",
    UndocumentedValue "undocumented-value" Schema Warning "A status, an exit code or the spelling of a job's name is not documented.",
    MalformedDuration "malformed-duration" Value Error "A duration could not be read.",
    UnusualDuration "unusual-duration" Value Warning
        "A duration is not in the form that the service prints; it is read all the same.",
    NegativeDuration "negative-duration" Value Error "A duration is negative; it is taken as not stated.",
    MalformedTimestamp "malformed-timestamp" Value Error "A time could not be read.",
    UnusualTimestamp "unusual-timestamp" Value Info
        "A time is in UTC and not in the form that the service writes; it is read all the same.",
    TimestampWithoutZone "timestamp-without-zone" Value Warning
        "A time does not say its zone; it is taken for UTC.",
    NonUtcTimestamp "non-utc-timestamp" Value Warning "A time is not written in UTC; it was converted.",
    UnusualNumber "unusual-number" Value Info
        "A number or a truth value is written as a text or with decimals; it is read all the same.",
    MalformedId "malformed-id" Value Error "An id is neither a Webex id nor a UUID.",
    UnusualId "unusual-id" Value Warning
        "An id is not in the form that the service writes; it is read all the same.",
    WrongIdKind "wrong-id-kind" Value Error "An id is of another kind than its field holds.",
    InvalidCount "invalid-count" Value Error "A count is negative or too large to be true; it is taken as unknown.",
    UnexpectedFileFormat "unexpected-file-format" Value Warning "The errors file is announced as something other than CSV.",
    EndBeforeStart "end-before-start" Consistency Error "Something ended before it started.",
    CreatedAfterStart "created-after-start" Consistency Error "An execution started before it was created.",
    ElapsedMismatch "elapsed-mismatch" Consistency Warning
        "The elapsed time does not fit the time between start and end.",
    ElapsedSumMismatch "elapsed-sum-mismatch" Consistency Warning
        "An execution's elapsed time is not the sum of its steps'.",
    CountsExceedTotal "counts-exceed-total" Consistency Error "More items were counted than requested.",
    CountsShortOfTotal "counts-short-of-total" Consistency Warning
        "A finished job accounts for fewer items than requested.",
    StatusExitConflict "status-exit-conflict" Consistency Error "Status and exit code contradict each other.",
    LatestMismatch "latest-mismatch" Consistency Error
        "The job's latest status or exit code is not that of its newest execution.",
    FinishedWithoutEnd "finished-without-end" Consistency Error "Something finished and has no end time.",
    RunningWithEnd "running-with-end" Consistency Error "Something is still running and has an end time.",
    DuplicateStepId "duplicate-step-id" Consistency Error "Two steps of one execution have the same id.",
    StepOutsideExecution "step-outside-execution" Consistency Warning
        "A step started before its execution or ended after it.",
    ConflictingSnapshots "conflicting-snapshots" AcrossFiles Warning
        "Two snapshots of a job disagree, and neither is the newer one.",
    ListCutShort "list-cut-short" AcrossFiles Warning
        "A list of jobs or errors has more pages than the archive holds.",
    ErrorsCsvMissing "errors-csv-missing" AcrossFiles Warning
        "A job had errors, and the archive holds none of them.",
    ErrorsCsvExpired "errors-csv-expired" AcrossFiles Warning
        "A job had errors, the archive holds none of them, and its errors file has expired.",
    ErrorsCsvUnmatched "errors-csv-unmatched" AcrossFiles Warning
        "The errors could not be matched to one job.",
    RequestUnmatched "request-unmatched" AcrossFiles Warning
        "A request to move people could not be matched to one job.",
    RequestCountMismatch "request-count-mismatch" AcrossFiles Warning
        "A request asks to move more or fewer people than its job counts.",
    ErrorsCsvCountMismatch "errors-csv-count-mismatch" AcrossFiles Warning
        "The errors files name more or fewer users than the job says failed.",
    SuccessContradicted "success-contradicted" AcrossFiles Warning
        "A job claims success, and its counts, a step or how far it came deny it.",
    CopiedFile "copied-file" AcrossFiles Info "The file says the same as another one, and counts once.",
    RepeatedError "repeated-error" AcrossFiles Info "The same error stands twice in one file, and counts once.",
    StuckJob "stuck-job" AcrossFiles Warning "A job had been running for more than a day without finishing.",
    RepeatedUserFailure "repeated-user-failure" AcrossFiles Warning "The move of a user failed in several jobs.",
    LiveSignedUrl "live-signed-url" AcrossFiles Warning
        "A payload holds a signed URL that still gives access to a file of users.",
    UnknownErrorCode "unknown-error-code" AcrossFiles Warning "An error or impact code is not in the catalogue.",
    BaselineUnused "baseline-unused" AcrossFiles Info
        "An accepted finding is no longer there, so that its entry in the baseline can go.",
    BaselineExpired "baseline-expired" AcrossFiles Warning
        "Findings were accepted until a day that is over, and count again.",
    CsvNoHeader "csv-no-header" Csv Warning "The CSV begins with data instead of column names.",
    CsvUnknownColumns "csv-unknown-columns" Csv Warning "The CSV's columns are not those of an errors file.",
    CsvDelimiter "csv-delimiter" Csv Info "The CSV separates its fields by something other than commas, or quotes rows as a whole.",
    CsvSkippedRows "csv-skipped-rows" Csv Info
        "Lines of the CSV that hold no error or impact were left out, such as titles, comments and empty rows.",
    CsvCodeForm "csv-code-form" Csv Info
        "Codes are written as a spreadsheet or a person writes them, such as 19605.0; they were read as codes.",
    CsvSeveralErrors "csv-several-errors" Csv Info "A cell holds several errors, or JSON; each error counts.",
    CsvDuplicateColumn "csv-duplicate-column" Csv Warning "Two columns of the CSV have the same name.",
    CsvRaggedRow "csv-ragged-row" Csv Warning "A row has more or fewer fields than the header.",
    CsvMalformed "csv-malformed" Csv Error "Quotes or bytes of the CSV are broken, so that its cells may not be what they were.",
}

impl Rule {
    /// The rule of that name.
    pub fn from_name(name: &str) -> Option<Rule> {
        Rule::ALL.iter().copied().find(|rule| rule.name() == name)
    }
}

impl Serialize for Rule {
    /// The name.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Rule, D::Error> {
        let name = std::borrow::Cow::<str>::deserialize(deserializer)?;
        let unknown = || serde::de::Error::custom(format!("no rule is called {name}"));
        Rule::from_name(&name).ok_or_else(unknown)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_plain_and_leads_back_to_its_rule() {
        for &rule in Rule::ALL {
            assert!(rule.name().bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{rule}");
            assert_eq!(Rule::from_name(rule.name()), Some(rule));
            assert!(rule.summary().ends_with('.'), "{rule}");
        }
    }
}
