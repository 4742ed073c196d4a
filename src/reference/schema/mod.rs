//! The documented schema of all payload kinds, as tables.
//!
//! In: nothing. Out: for each object the fields that the public documentation names, with type,
//! presence and meaning. The lenient walk checks payloads against these tables; the strict decoder's
//! structs say the same, and a test holds the two together. The JSON Schema that users get and the
//! README's list of fields are made from them.

pub mod json_schema;

use crate::payload::IdKind;

/// What a field's value must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A text.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// True or false.
    Flag,
    /// An id of that kind, or a bare UUID.
    Id(IdKind),
    /// An RFC 3339 time in UTC.
    Time,
    /// A duration as Java prints it.
    Duration,
    /// A status.
    Status,
    /// An exit code.
    ExitCode,
    /// An object of counts.
    Counts,
    /// A code: a text or a whole number.
    Code,
    /// An object.
    Object,
    /// An array of objects.
    Objects,
}

impl Type {
    /// In words, with an article, for "expected ...".
    pub const fn expected(self) -> &'static str {
        match self {
            Type::Text => "a text",
            Type::Integer => "a whole number",
            Type::Flag => "true or false",
            Type::Id(_) => "an id (text)",
            Type::Time => "a time (text)",
            Type::Duration => "a duration (text)",
            Type::Status => "a status (text)",
            Type::ExitCode => "an exit code (text)",
            Type::Counts => "an object of counts",
            Type::Code => "a code (text or whole number)",
            Type::Object => "an object",
            Type::Objects => "an array of objects",
        }
    }
}

/// When a field must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always.
    Required,
    /// Always, but for the items of a job list and for jobs that state their type instead.
    RequiredUnlessListed,
    /// Always in `moveusers`; other families need not have it.
    RequiredOfMoveUsers,
    /// It may be absent.
    Optional,
    /// It may be there in job families other than `moveusers`.
    OtherFamilies,
}

/// A documented field.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What its value must be.
    pub kind: Type,
    /// When it must be there.
    pub presence: Presence,
    /// What it means.
    pub meaning: &'static str,
}

const fn field(name: &'static str, kind: Type, presence: Presence, meaning: &'static str) -> Field {
    Field { name, kind, presence, meaning }
}

use Presence::{Optional, OtherFamilies, Required, RequiredOfMoveUsers, RequiredUnlessListed};
use Type::{
    Code, Counts, Duration, ExitCode, Flag, Id, Integer, Object, Objects, Status, Text, Time,
};

/// The fields of a job.
pub static JOB: &[Field] = &[
    field("name", Text, RequiredUnlessListed, "the job's name, moveusers"),
    field("id", Id(IdKind::Job), Required, "the job's id"),
    field("trackingId", Text, Optional, "follows the flow of HTTP requests"),
    field("sourceUserId", Id(IdKind::Person), Required, "who ran the job"),
    field("sourceCustomerId", Id(IdKind::Organization), Required, "the organisation that ran it"),
    field(
        "targetCustomerId",
        Id(IdKind::Organization),
        Required,
        "the organisation it was run for",
    ),
    field("instanceId", Integer, Required, "the job's instance"),
    field(
        "jobExecutionStatus",
        Objects,
        Optional,
        "the executions; more than one when the job was run again",
    ),
    field("latestExecutionStatus", Status, Required, "the status of the newest execution"),
    field("latestExecutionExitCode", ExitCode, Optional, "the exit code of the newest execution"),
    field("counts", Counts, RequiredOfMoveUsers, "how many items were requested, done and failed"),
    field("csvFile", Text, Optional, "the reference of the file of errors and impacts"),
    field("csvFileExpiryTime", Time, Optional, "when that file expires"),
    field("fileFormat", Text, Optional, "the type of that file, text/csv"),
    field("csvFileDownloadUrl", Text, Optional, "the signed URL of that file"),
    field("jobType", Text, OtherFamilies, "the job's family, where there is no name"),
    field("operationType", Text, OtherFamilies, "what the job does to its items"),
    field("target", Text, OtherFamilies, "what it applies to, CUSTOMER or LOCATION"),
    field("locationId", Id(IdKind::Location), OtherFamilies, "the location it was run for"),
    field("locationName", Text, OtherFamilies, "that location's name"),
    field(
        "sourceLocationId",
        Id(IdKind::Location),
        OtherFamilies,
        "the location that things were moved from",
    ),
    field(
        "targetLocationId",
        Id(IdKind::Location),
        OtherFamilies,
        "the location that things were moved to",
    ),
    field("vendorId", Text, OtherFamilies, "the call recording vendor"),
    field("percentageComplete", Integer, OtherFamilies, "how much of it was done, in percent"),
    field("deviceCount", Integer, OtherFamilies, "how many devices it concerned"),
    field("updatedCount", Integer, OtherFamilies, "how many were updated"),
    field("advisoryCount", Integer, OtherFamilies, "how many got an advice"),
    field(
        "locationCustomizationsEnabled",
        Flag,
        OtherFamilies,
        "whether locations have settings of their own",
    ),
    field(
        "allowAdminInviteEmails",
        Flag,
        OtherFamilies,
        "whether administrators may send invitations",
    ),
];

/// The fields of an execution.
pub static EXECUTION: &[Field] = &[
    field("id", Integer, Required, "the execution's id"),
    field("startTime", Time, Optional, "when it started"),
    field("endTime", Time, Optional, "when it ended; absent while it runs"),
    field("lastUpdated", Time, Required, "when this was last written"),
    field("createdTime", Time, Required, "when it was created"),
    field("statusMessage", Status, Required, "where it stands"),
    field("exitCode", ExitCode, Optional, "what came of it"),
    field("timeElapsed", Duration, Required, "how long its steps took together"),
    field("stepExecutionStatuses", Objects, Optional, "its steps; absent until the first starts"),
];

/// The fields of a step.
pub static STEP: &[Field] = &[
    field("id", Integer, Required, "the step's id"),
    field("startTime", Time, Optional, "when it started"),
    field("endTime", Time, Optional, "when it ended; absent while it runs"),
    field("lastUpdated", Time, Required, "when this was last written"),
    field("statusMessage", Status, Required, "where it stands"),
    field("exitCode", ExitCode, Optional, "what came of it"),
    field("name", Text, Required, "the step's name, moveusersvalidateAndMove"),
    field("timeElapsed", Duration, Required, "how long it took"),
];

/// What stands around a list of jobs.
pub static JOB_LIST: &[Field] = &[
    field("items", Objects, Required, "the jobs, each without its name and download URL"),
    field("paging", Object, Optional, "where in the whole list this page stands"),
];

/// What stands around the job in the answer to starting one.
pub static JOB_START: &[Field] = &[field("response", Object, Required, "the job that was started")];

/// What stands around a job's errors.
pub static ERROR_LIST: &[Field] = &[
    field("items", Objects, Required, "the users or other items that something went wrong with"),
    field("paging", Object, Optional, "where in the whole list this page stands"),
];

/// One item of an error list.
pub static ERROR_ITEM: &[Field] = &[
    field("itemNumber", Integer, Required, "the item's number in the request"),
    field("item", Text, Optional, "the user or other item, by its id"),
    field("errorType", Text, Optional, "whether it is an error or an impact"),
    field("error", Object, Required, "what went wrong"),
    field("trackingId", Text, Required, "follows the flow of HTTP requests"),
];

/// What went wrong with one item.
pub static ERROR: &[Field] = &[
    field("key", Code, Required, "the HTTP status code that the item got"),
    field("message", Objects, Required, "the errors, one by one"),
];

/// One error of an item.
pub static ERROR_MESSAGE: &[Field] = &[
    field("description", Text, Required, "the error in words, with its kind and code in front"),
    field("code", Code, Required, "the error's code"),
    field("location", Text, Optional, "the location that it is about"),
    field("locationId", Id(IdKind::Location), Optional, "the same, under another name"),
];

/// What stands around the answer to validating a move.
pub static VALIDATION_RESPONSE: &[Field] =
    &[field("response", Objects, Required, "the users whose move was validated")];

/// One user of a validation response.
pub static VALIDATED_USER: &[Field] = &[
    field("userId", Id(IdKind::Person), Required, "the user"),
    field("impacts", Objects, Optional, "what would come along with the move"),
    field("errors", Objects, Optional, "what would stop the move"),
];

/// One impact or error of a validated user.
pub static VALIDATION_MESSAGE: &[Field] = &[
    field("code", Code, Required, "the code of the error or impact"),
    field("message", Text, Required, "it in words, with its kind and code in front"),
];
