//! Valid payloads of every kind and every job family, as the documentation describes them.

use serde_json::{Value, json};

use crate::support::{Folder, example, job_id};

/// The families with counts that add up, and a step of theirs.
pub const FAMILIES: [(&str, &str, &str); 10] = [
    ("moveusers", "validateAndMove", r#"{"totalMoves":3,"moved":2,"failed":1,"pending":0}"#),
    ("managenumbers", "moveNumbers", r#"{"totalNumbers":3,"numbersMoved":2,"numbersFailed":1}"#),
    (
        "managecallrecordingprovider",
        "update",
        r#"{"totalNumberOfUsers":3,"updatedUsers":2,"failedUsers":1,"totalNumberOfLocations":2}"#,
    ),
    ("updateroutingprefix", "update", r#"{"routingPrefixUpdated":2,"routingPrefixFailed":0}"#),
    (
        "resendinviteemail",
        "send",
        r#"{"totalUsers":4,"userResendInviteSent":2,"userResendInviteFailed":1,"userResendInviteSkipped":1}"#,
    ),
    (
        "deletecallinglocation",
        "delete",
        r#"{"totalVirtualExtensionsAccount":1,"totalFeatureAccounts":1,"virtualExtensionsDeleted":1,"featureAccountsDeleted":1}"#,
    ),
    ("calldevicesettings", "apply", ""),
    ("rebuildphones", "rebuild", ""),
    ("dynamicdevicesettings", "apply", ""),
    ("applyphonelinekeytemplates", "apply", ""),
];

/// A finished job of a family, called by its name.
pub fn job_of(family: &str, step: &str, counts: &str) -> Value {
    let mut job = example();
    job["name"] = json!(family);
    job["jobExecutionStatus"][0]["stepExecutionStatuses"][0]["name"] =
        json!(format!("{family}{step}"));
    let with_errors = counts.contains("ailed\":1") || counts.contains("Failed\":1");
    let exit_code = if with_errors { "COMPLETED_WITH_ERRORS" } else { "COMPLETED" };
    job["latestExecutionExitCode"] = json!(exit_code);
    job["jobExecutionStatus"][0]["exitCode"] = json!(exit_code);
    if counts.is_empty() {
        without(&mut job, "counts");
        for (field, number) in [
            ("percentageComplete", 100),
            ("deviceCount", 7),
            ("updatedCount", 7),
            ("advisoryCount", 1),
        ] {
            job[field] = json!(number);
        }
    } else {
        job["counts"] = serde_json::from_str(counts).expect("counts");
    }
    job
}

/// The documented example with one move, which failed.
fn failed_job() -> Value {
    let mut job = example();
    job["counts"] = json!({"totalMoves": 1, "moved": 0, "failed": 1});
    job
}

fn without(value: &mut Value, field: &str) {
    value.as_object_mut().expect("an object").remove(field);
}

/// The same as an item of a job list, where name and download URL are absent.
pub fn listed(mut job: Value) -> Value {
    without(&mut job, "name");
    without(&mut job, "csvFileDownloadUrl");
    job
}

/// A job that has just been started.
pub fn started() -> Value {
    json!({
        "name": "moveusers",
        "id": job_id(7),
        "trackingId": "ROUTER_7",
        "sourceUserId": job_id(8),
        "sourceCustomerId": job_id(9),
        "targetCustomerId": job_id(9),
        "instanceId": 10,
        "jobExecutionStatus": [{
            "id": 10,
            "lastUpdated": "2026-06-08T12:05:11.798Z",
            "statusMessage": "STARTING",
            "exitCode": "UNKNOWN",
            "createdTime": "2026-06-08T12:05:11.752Z",
            "timeElapsed": "PT0S",
        }],
        "latestExecutionStatus": "STARTING",
        "latestExecutionExitCode": "UNKNOWN",
        "counts": {
            "totalMoves": 0, "moved": 0, "failed": 0,
            "pending": 0, "skipped": 0, "inProgress": 0, "notStarted": 0,
        },
    })
}

/// What stands below a page of a list.
fn paging() -> Value {
    json!({"next": [], "prev": null, "limit": 50, "offset": 0, "pages": null, "count": 1})
}

/// A job's errors as a list.
pub fn error_list() -> Value {
    let location =
        "Y2lzY29zcGFyazovL3VzL0xPQ0FUSU9OL2U3ZjlmZTQ0LTI3ZjEtNGE2NC04NmJhLTM1NmE0YjUyMTk4ZA";
    json!({
        "items": [
            {
                "itemNumber": 1,
                "item": job_id(20),
                "errorType": "ERROR",
                "error": {"key": "400", "message": [
                    {"description": "[Error 19605] No.", "code": "19605", "location": location},
                    {"description": "[Error 4202] Taken.", "code": 4202, "locationId": location},
                ]},
                "trackingId": "NA_20",
            },
            {
                "itemNumber": 2,
                "error": {"key": 404, "message": []},
                "trackingId": "NA_21",
            },
        ],
        "paging": paging(),
    })
}

/// The answer to validating the move of two users.
pub fn validation_response() -> Value {
    json!({"response": [
        {
            "userId": job_id(20),
            "impacts": [{"code": 19701, "message": "[Informational 19701] Moves along."}],
            "errors": [{"code": "4202", "message": "[Error 4202] Taken."}],
        },
        {"userId": job_id(21), "impacts": [], "errors": []},
    ]})
}

/// Payloads that are all that the documentation promises, by kind and with a name each.
pub fn valid() -> Vec<(&'static str, String, Value)> {
    let mut all = Vec::new();
    let mut jobs = Vec::new();
    for (family, step, counts) in FAMILIES {
        let job = job_of(family, step, counts);
        all.push(("job-status", family.to_owned(), job.clone()));
        let mut typed = job.clone();
        without(&mut typed, "name");
        typed["jobType"] = json!(family);
        if family != "moveusers" {
            all.push(("job-status", format!("{family} by type"), typed));
            let mut more = job.clone();
            for (field, value) in [
                ("operationType", json!("MOVE")),
                ("target", json!("LOCATION")),
                ("locationId", json!(job_id(30))),
                ("locationName", json!("Oslo")),
                ("sourceLocationId", json!(job_id(31))),
                ("targetLocationId", json!(job_id(32))),
                ("vendorId", json!("vendor")),
                ("locationCustomizationsEnabled", json!(true)),
                ("allowAdminInviteEmails", json!(false)),
            ] {
                more[field] = value;
            }
            all.push(("job-status", format!("{family} with all fields"), more));
        }
        jobs.push(job);
    }
    all.push(("job-status", String::from("a job that starts"), started()));
    let mut unknown = job_of("paintwalls", "paint", r#"{"totalWalls":9,"painted":"most"}"#);
    unknown["jobExecutionStatus"][0]["stepExecutionStatuses"][0]["exitCode"] = json!("FAILED");
    unknown["jobExecutionStatus"][0]["stepExecutionStatuses"][0]["statusMessage"] = json!("FAILED");
    all.push(("job-status", String::from("a family nobody knows"), unknown));
    let list: Vec<Value> = jobs.iter().cloned().map(listed).collect();
    all.push(("job-list", String::from("a list"), json!({"items": list, "paging": paging()})));
    all.push(("job-list", String::from("an empty list"), json!({"items": []})));
    all.push(("job-start", String::from("a start"), json!({"response": started()})));
    all.push(("job-array", String::from("an array"), json!(jobs)));
    all.push(("error-list", String::from("errors"), error_list()));
    all.push(("validation-response", String::from("a validation"), validation_response()));
    all.extend(seen_elsewhere());
    all
}

/// What is only seen in some examples and SDKs, and is no error.
fn seen_elsewhere() -> Vec<(&'static str, String, Value)> {
    let mut all = Vec::new();
    let mut add = |kind, name: &str, payload| all.push((kind, name.to_owned(), payload));
    let with = |mut job: Value, fields: &[(&str, Value)]| {
        for (field, value) in fields {
            job[*field] = value.clone();
        }
        job
    };
    let counts = r#"{"totalNumbers":3,"numbersActivated":3,"numbersFailed":0}"#;
    let names = [
        ("operationType", json!("ACTIVATE")),
        ("sourceLocationName", json!("Oslo")),
        ("targetLocationName", json!("Bergen")),
    ];
    let numbers = with(job_of("managenumbers", "activate", counts), &names);
    add("job-status", "numbers that were activated", numbers);
    let customer = [("target", json!("CUSTOMER")), ("locationId", json!(""))];
    let settings = with(job_of("calldevicesettings", "apply", ""), &customer);
    add("job-status", "settings of a customer", settings);
    let named = with(job_of("dynamicdevicesettings", "apply", ""), &customer);
    add("job-list", "a list whose item has a name", json!({"items": [named]}));
    let mut unnamed = job_of("rebuildphones", "rebuild", "");
    without(&mut unnamed, "name");
    add("job-status", "a rebuild without a name", unnamed);
    for (family, step, counts) in [FAMILIES[3], FAMILIES[5]] {
        let mut bare = job_of(family, step, counts);
        bare["jobExecutionStatus"] = json!([{"id": 1}]);
        add("job-status", &format!("{family} with an id for an execution"), bare);
        let mut untimed = job_of(family, step, counts);
        let run = &mut untimed["jobExecutionStatus"][0];
        without(run, "timeElapsed");
        without(&mut run["stepExecutionStatuses"][0], "timeElapsed");
        add("job-status", &format!("{family} without durations"), untimed);
    }
    let mut described = job_of("rebuildphones", "rebuild", "");
    let run = &mut described["jobExecutionStatus"][0];
    run["exitDescription"] = json!("java.lang.IllegalStateException: no\n\tat a.b(C.java:1)");
    run["stepExecutionStatuses"][0]["exitDescription"] = json!("no more");
    add("job-status", "an exit code with a description", described);
    let mut errors = error_list();
    errors["items"][0]["itemNumber"] = json!(0);
    errors["items"][0]["item"] = json!("+12105550123");
    errors["items"][0]["error"]["key"] = json!("error.key");
    let message = &mut errors["items"][0]["error"]["message"];
    message[0]["location"] = Value::Null;
    message[0]["locationId"] = Value::Null;
    message[1]["locationid"] = message[1]["locationId"].take();
    without(&mut message[1], "locationId");
    errors["items"][1]["error"]["message"] = json!([{"code": null, "description": null}]);
    add("error-list", "errors with nulls", errors);
    let mut validation = validation_response();
    validation["response"][0]["impacts"] = Value::Null;
    validation["response"][1]["errors"] = Value::Null;
    add("validation-response", "a validation with nulls", validation);
    let users =
        json!([{"userId": job_id(20), "phoneNumber": "+12105550123"}, {"userId": job_id(21)}]);
    let group = json!({"locationId": job_id(30), "validate": false, "users": users});
    add("move-request", "a request", json!({"usersList": [group]}));
    all
}

/// The same object under the names that Python SDKs use.
pub fn snake_case(value: &Value) -> Value {
    renamed(value, &|key| {
        let letters = key.chars().map(|c| match c.is_uppercase() {
            true => format!("_{}", c.to_ascii_lowercase()),
            false => c.to_string(),
        });
        letters.collect()
    })
}

/// A name as .NET writes it.
pub fn pascal_case(key: &str) -> String {
    key[..1].to_uppercase() + &key[1..]
}

/// The same value with other keys.
pub fn renamed(value: &Value, name: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::Object(members) => {
            members.iter().map(|(key, value)| (name(key), renamed(value, name))).collect()
        }
        Value::Array(elements) => elements.iter().map(|one| renamed(one, name)).collect(),
        other => other.clone(),
    }
}

#[test]
fn what_programs_make_of_arrays_objects_and_times_is_read_all_the_same() {
    let errors = || {
        json!({"items": [{"itemNumber": 1, "item": job_id(500), "trackingId": null,
        "error": {"key": "400", "message": [{"code": "19605", "description": "[Error 19605] No."}]}}]})
    };
    let whole = failed_job();
    let first = |value: &Value| value[0].clone();
    let text = |value: &Value| json!(value.to_string());
    let pretty = |value: &Value| json!(serde_json::to_string_pretty(value).expect("JSON"));
    let run = "/jobExecutionStatus/0/stepExecutionStatuses";
    type Change<'c> = &'c dyn Fn(&Value) -> Value;
    let changes: [(&str, &[(&str, Change<'_>)]); 6] = [
        ("arrays unrolled", &[(run, &first), ("/jobExecutionStatus", &first)]),
        ("executions as text", &[("/jobExecutionStatus", &text)]),
        ("executions as indented text", &[("/jobExecutionStatus", &pretty)]),
        ("counts as text", &[("/counts", &text)]),
        ("steps as text", &[(run, &text)]),
        ("empty numbers", &[("/csvFileExpiryTime", &|_| json!(""))]),
    ];
    for (what, changes) in changes {
        let mut job = whole.clone();
        for (at, change) in changes {
            let value = job.pointer_mut(at).expect("a field");
            *value = change(value);
        }
        let mut list = errors();
        if what == "arrays unrolled" {
            let messages = &mut list["items"][0]["error"]["message"];
            *messages = messages[0].clone();
        }
        let folder = Folder::of([("job.json", job.to_string()), ("errors.json", list.to_string())]);
        let (run, report) = folder.audit(&[]);
        assert_eq!(
            (report.measure("items_failed"), report.measure("errors")),
            (&json!(1), &json!(1)),
            "{what}: {run}"
        );
        let [row] = report.rows("jobs") else { panic!("one job of {what}: {run}") };
        assert_eq!((&row["executions"], &row["steps"]), (&json!(1), &json!(1)), "{what}: {run}");
        folder.run(["validate", ".", "--fail-on", "error"]).exits(0);
    }
}

#[test]
fn times_without_their_milliseconds_contradict_no_duration() {
    // `13:04:00.493Z` as `13:04:00Z`.
    let text = example().to_string();
    let cut = |part: &str| match part.strip_suffix('Z').and_then(|time| time.rsplit_once('.')) {
        Some((seconds, decimals)) if decimals.len() == 3 => format!("{seconds}Z"),
        _ => part.to_owned(),
    };
    let cut: Vec<String> = text.split('"').map(cut).collect();
    let folder = Folder::of([("job.json", cut.join("\""))]);
    let (run, report) = folder.audit(&[]);
    assert_eq!(report.findings("elapsed-mismatch"), 0, "{run}");
}
