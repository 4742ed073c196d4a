//! The table of payload fields: everything that the public documentation names, once.
//!
//! A new field is one row here. From it come the member of the struct and its strict decoding, what
//! the lenient reader checks and keeps, which fields are required, the rule for ids, what `show` lists
//! of a job, the JSON Schema and the list of fields in the documentation.
//!
//! An object begins with its name in this table, for one that is kept its struct as well, what it is
//! called, and what it is. Its rows follow in the order in which the service writes them, which the
//! reader of usual payloads expects:
//!
//! ```text
//! source_user_id: Id(Person) = "sourceUserId", Required, "who ran the job";
//! |               |            |               |         |
//! |               |            the key         |         what it means, for people
//! |               its Type                     its Presence
//! the member of the struct
//! ```
//!
//! `Objects(Step = STEP)` is an array of objects that this table declares, here as a struct. An object
//! that is only gone through has no struct, and its rows begin with the key. What is made of a
//! row stands in `object_macro`; the names of counts, which differ by family, in
//! [`Family`](crate::payload::Family).

use crate::payload::field::{Field, FieldValue, ObjectType, Presence, Type, ValueRef};
use crate::payload::object_macro::{EachField, Element, Member, object, type_of};
use crate::payload::{
    Counts, Elapsed, ExitCode, IdKind, IdText, Reader, Status, Text, Timestamp, UsualJson,
    UsualObject,
};

/// All objects of the table.
pub static OBJECTS: [&ObjectType; 15] = [
    &JOB,
    &EXECUTION,
    &STEP,
    &JOB_LIST,
    &JOB_START,
    &ERROR_LIST,
    &ERROR_ITEM,
    &ERROR,
    &ERROR_MESSAGE,
    &VALIDATION_RESPONSE,
    &VALIDATED_USER,
    &VALIDATION_MESSAGE,
    &MOVE_REQUEST,
    &MOVE_GROUP,
    &REQUESTED_USER,
];

object! {
    JOB = Job: "job", "A job at the moment that it was asked for.";

    name: Text = "name", RequiredUnlessListed, "the job's name, moveusers";
    id: Id(Job) = "id", Required, "the job's id";
    tracking_id: Text = "trackingId", Optional, "follows the flow of HTTP requests";
    source_user_id: Id(Person) = "sourceUserId", Required, "who ran the job";
    source_customer_id: Id(Organization) = "sourceCustomerId", Required,
        "the organisation that ran it";
    target_customer_id: Id(Organization) = "targetCustomerId", Required,
        "the organisation it was run for";
    instance_id: Integer = "instanceId", Required, "the job's instance";
    executions: Objects(Execution = EXECUTION) = "jobExecutionStatus", Optional,
        "the executions; more than one when the job was run again";
    latest_status: Status = "latestExecutionStatus", Required, "the status of the newest execution";
    latest_exit_code: ExitCode = "latestExecutionExitCode", Optional,
        "the exit code of the newest execution";
    counts: Counts = "counts", RequiredOfMoveUsers,
        "how many items were requested, done and failed";
    csv_file: Text = "csvFile", Optional, "the reference of the file of errors and impacts";
    csv_file_expiry_time: Time = "csvFileExpiryTime", Optional, "when that file expires";
    file_format: Text = "fileFormat", Optional, "the type of that file, text/csv";
    csv_file_download_url: Text = "csvFileDownloadUrl", Optional, "the signed URL of that file";
    job_type: Text = "jobType", OtherFamilies, "the job's family, where there is no name";
    operation_type: Text = "operationType", OtherFamilies, "what the job does to its items";
    target: Text = "target", OtherFamilies, "what it applies to, CUSTOMER or LOCATION";
    location_name: Text = "locationName", OtherFamilies, "that location's name";
    location_id: Id(Location) = "locationId", OtherFamilies, "the location it was run for";
    source_location_name: Text = "sourceLocationName", OtherFamilies,
        "the name of the location that things were moved from";
    source_location_id: Id(Location) = "sourceLocationId", OtherFamilies,
        "the location that things were moved from";
    target_location_name: Text = "targetLocationName", OtherFamilies,
        "the name of the location that things were moved to";
    target_location_id: Id(Location) = "targetLocationId", OtherFamilies,
        "the location that things were moved to";
    vendor_id: Text = "vendorId", OtherFamilies, "the call recording vendor";
    percentage_complete: Integer = "percentageComplete", OtherFamilies,
        "how much of it was done, in percent";
    device_count: Integer = "deviceCount", OtherFamilies, "how many devices it concerned";
    updated_count: Integer = "updatedCount", OtherFamilies, "how many were updated";
    advisory_count: Integer = "advisoryCount", OtherFamilies, "how many got an advice";
    location_customizations_enabled: Flag = "locationCustomizationsEnabled", OtherFamilies,
        "whether locations have settings of their own";
    allow_admin_invite_emails: Flag = "allowAdminInviteEmails", OtherFamilies,
        "whether administrators may send invitations";
}

object! {
    EXECUTION = Execution: "execution", "One run of a job.";

    id: Integer = "id", Required, "the execution's id";
    start_time: Time = "startTime", Optional, "when it started";
    end_time: Time = "endTime", Optional, "when it ended; absent while it runs";
    last_updated: Time = "lastUpdated", RequiredOfMost, "when this was last written";
    status: Status = "statusMessage", RequiredOfMost, "where it stands";
    exit_code: ExitCode = "exitCode", Optional, "what came of it";
    exit_description: Text = "exitDescription", Optional, "what there is to say of the exit code";
    created_time: Time = "createdTime", RequiredOfMost, "when it was created";
    steps: Objects(Step = STEP) = "stepExecutionStatuses", Optional,
        "its steps; absent until the first starts";
    elapsed: Duration = "timeElapsed", RequiredOfMost, "how long its steps took together";
}

object! {
    STEP = Step: "step", "One step of an execution.";

    id: Integer = "id", Required, "the step's id";
    start_time: Time = "startTime", Optional, "when it started";
    end_time: Time = "endTime", Optional, "when it ended; absent while it runs";
    last_updated: Time = "lastUpdated", Required, "when this was last written";
    status: Status = "statusMessage", Required, "where it stands";
    exit_code: ExitCode = "exitCode", Optional, "what came of it";
    exit_description: Text = "exitDescription", Optional, "what there is to say of the exit code";
    name: Text = "name", Required, "the step's name, moveusersvalidateAndMove";
    elapsed: Duration = "timeElapsed", RequiredOfMost, "how long it took";
}

object! {
    JOB_LIST: "job list", "A page of the list of all jobs.";

    "items": Objects(JOB), Required, "the jobs, each without its name and download URL";
    "paging": AnyObject, Optional, "where in the whole list this page stands";
}

object! {
    JOB_START: "job start", "The answer to starting a job.";

    "response": Object(JOB), Required, "the job that was started";
}

object! {
    ERROR_LIST: "error list", "The errors of a job.";

    "items": Objects(ERROR_ITEM), Required,
        "the users or other items that something went wrong with";
    "paging": AnyObject, Optional, "where in the whole list this page stands";
}

object! {
    ERROR_ITEM: "error item", "One item of an error list.";

    "itemNumber": Integer, Required, "the item's number in the request";
    "item": Text, Optional, "the user or other item, by its id";
    "errorType": Text, Optional, "whether it is an error or an impact";
    "error": Object(ERROR), RequiredOrNull, "what went wrong; null where nothing did";
    "trackingId": Text, Optional, "follows the flow of HTTP requests";
}

object! {
    ERROR: "error", "What went wrong with one item.";

    "key": Code, Required, "the HTTP status code that the item got";
    "message": Objects(ERROR_MESSAGE), Required, "the errors, one by one";
}

object! {
    ERROR_MESSAGE: "error message", "One error of an item.";

    "description": Text, RequiredOrNull, "the error in words, with its kind and code in front";
    "code": Code, RequiredOrNull, "the error's code";
    "location": Text, OptionalOrNull, "the location that it is about";
    "locationId": Id(Location), OptionalOrNull, "the same, under another name";
    "locationid": Id(Location), OptionalOrNull, "the same, as some answers spell it";
}

object! {
    VALIDATION_RESPONSE: "validation response", "The answer to validating a move.";

    "response": Objects(VALIDATED_USER), Required, "the users whose move was validated";
}

object! {
    VALIDATED_USER: "validated user", "One user whose move was validated.";

    "userId": Id(Person), Required, "the user";
    "impacts": Objects(VALIDATION_MESSAGE), OptionalOrNull, "what would come along with the move";
    "errors": Objects(VALIDATION_MESSAGE), OptionalOrNull, "what would stop the move";
}

object! {
    VALIDATION_MESSAGE: "validation message", "One impact or error of a validated user.";

    "code": Code, Required, "the code of the error or impact";
    "message": Text, Required, "it in words, with its kind and code in front";
}

object! {
    MOVE_REQUEST: "move request", "The body of a request to move users.";

    "usersList": Objects(MOVE_GROUP), Required, "the users by the location to move to";
    "jobDetails": AnyObject, OptionalOrNull, "the job that it started, where an SDK saved both";
    "trackingId": Text, OptionalOrNull, "follows the flow of HTTP requests, where it was saved too";
}

object! {
    MOVE_GROUP: "move group", "Those of a move request who go to one location.";

    "locationId": Text, Required, "the location to move to, by its id";
    "validate": Flag, Optional, "whether it only asks whether they can be moved";
    "users": Objects(REQUESTED_USER), Required, "whom to move";
}

object! {
    REQUESTED_USER: "requested user", "One user who is to be moved.";

    "userId": Text, Required, "the user, by id";
    "phoneNumber": Code, Optional, "the number to have there";
    "extension": Code, Optional, "the extension to have there";
}
