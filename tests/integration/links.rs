//! Which job errors are given to, and when to none rather than to the wrong one.

use serde_json::{Value, json};

use crate::support::{Folder, forget_errors_file, job, job_id, running};

const ERRORS: &str = "User ID,Code,Message\nann@example.com,19605,[Error 19605] No.\n";

/// A job that is over, of which nothing failed, and which refers to no errors file.
fn fine(number: u64) -> Value {
    let mut job = job(number);
    job["counts"] = json!({"totalMoves": 5, "moved": 5, "failed": 0});
    forget_errors_file(&mut job);
    job
}

/// The same with failures, of which the errors are to be found.
fn failed(number: u64) -> Value {
    let mut job = fine(number);
    job["counts"] = json!({"totalMoves": 5, "moved": 4, "failed": 1});
    job
}

#[test]
fn errors_beside_one_job_are_of_another_where_that_one_can_have_none() {
    let half = |job: Value| job.to_string()[..300].to_owned();
    for (what, files, linked) in [
        ("alone with a job that failed", vec![("wave-2.json", failed(2).to_string())], true),
        ("a job without errors", vec![("wave-2.json", fine(2).to_string())], false),
        (
            "a job that was cut short",
            vec![("wave-1.json", half(failed(1))), ("wave-2.json", failed(2).to_string())],
            false,
        ),
        (
            "a job of which nothing was saved",
            vec![("wave-1.json", String::new()), ("wave-2.json", failed(2).to_string())],
            false,
        ),
        (
            "notes",
            vec![("notes.txt", "Call Ann.".to_owned()), ("wave-2.json", failed(2).to_string())],
            true,
        ),
    ] {
        let folder = Folder::of(files);
        folder.write("errors.csv", ERRORS);
        let (run, report) = folder.audit(&[]);
        let [error] = report.rows("errors") else { panic!("one error of {what}: {run}") };
        let of_job = if linked { json!(job_id(2)) } else { Value::Null };
        assert_eq!(error["job"], of_job, "{what}: {run}");
        assert_eq!(report.findings("errors-csv-unmatched"), u64::from(!linked), "{what}: {run}");
    }
}

#[test]
fn a_copy_beside_a_job_without_errors_counts_nothing_twice() {
    let folder = Folder::of([
        ("a/job.json", failed(1).to_string()),
        ("a/errors.csv", ERRORS.to_owned()),
        ("b/job.json", fine(2).to_string()),
        ("b/errors.csv", ERRORS.to_owned()),
    ]);
    let (run, report) = folder.audit(&[]);
    assert_eq!(report.measure("errors"), 1, "{run}");
    assert_eq!(report.measure("people_to_move"), 1, "{run}");
}

#[test]
fn people_named_by_id_in_one_table_and_by_address_in_another_are_said_to_be_perhaps_the_same() {
    let folder = Folder::of([
        ("a/job.json", failed(1).to_string()),
        (&format!("a/{}-errors.csv", job_id(1)), ERRORS.to_owned()),
        (&format!("a/{}-errors-2.csv", job_id(1)), ERRORS.replace("ann@example.com", &job_id(500))),
    ]);
    let (run, report) = folder.audit(&[]);
    assert_eq!(report.findings("errors-csv-count-mismatch"), 1, "{run}");
    let said = "have 2 names for 1 or more people: some name them by id, others by address";
    assert!(report.example("errors-csv-count-mismatch").contains(said), "{run}");
}

/// What an error list says of one person.
fn list(name: &str) -> Value {
    json!([{
        "itemNumber": 1,
        "item": format!("{name}@example.com"),
        "error": {"key": "400", "message": [{"code": "19605", "description": "[Error 19605] No."}]},
    }])
}

#[test]
fn errors_are_of_the_job_that_they_are_saved_with_in_one_record() {
    let with = |number: u64, field: &str, errors: Value| {
        let mut job = failed(number);
        job[field] = errors;
        job
    };
    let names = ["ann", "ben"];
    let records = |record: &dyn Fn(u64, &str) -> Value| -> Vec<Value> {
        (1..).zip(names).map(|(number, name)| record(number, name)).collect()
    };
    let lines = |records: Vec<Value>| {
        records.iter().map(|record| format!("{record}\n")).collect::<String>()
    };
    let pair = |number, name: &str| json!({"status": failed(number), "errors": list(name)});
    let table = |name: &str| ERRORS.replace("ann", name);
    for (what, text) in [
        ("objects", json!(records(&pair)).to_string()),
        ("lines", lines(records(&pair))),
        ("lines of a log", lines(records(&pair)).replace("{\"errors", "2026-03-02 INFO {\"errors")),
        ("a map", json!({"a": pair(1, "ann"), "b": {"c": pair(2, "ben")}}).to_string()),
        (
            "lists of two",
            json!(records(&|n, name| json!([failed(n), {"items": list(name)}]))).to_string(),
        ),
        (
            "the errors first",
            json!(records(&|n, name| json!({"a": list(name), "b": failed(n)}))).to_string(),
        ),
        (
            "two statuses of one job",
            json!(records(&|n, name| {
                let mut older = failed(n);
                older["latestExecutionStatus"] = json!("STARTED");
                json!({"polls": [older, failed(n)], "errors": {"items": list(name)}})
            }))
            .to_string(),
        ),
        (
            "texts",
            json!(records(&|n, name| {
                json!({"status": failed(n).to_string(), "errors": list(name).to_string()})
            }))
            .to_string(),
        ),
        (
            "tables",
            json!(records(&|n, name| json!({"status": failed(n), "csv": table(name)}))).to_string(),
        ),
        (
            "a field of the job",
            json!(records(&|n, name| with(n, "errors", list(name)))).to_string(),
        ),
        ("lines of jobs", lines(records(&|n, name| with(n, "errors", list(name))))),
        (
            "the answer in a field of the job",
            json!(records(&|n, name| {
                with(n, "_errors", json!({"items": list(name), "paging": {"count": 1}}))
            }))
            .to_string(),
        ),
        (
            "an item in a field of the job",
            json!(records(&|n, name| { with(n, "firstError", list(name)[0].clone()) })).to_string(),
        ),
        (
            "a field of a listed job",
            json!({"items": records(&|n, name| {
                with(n, "errors", list(name))
            })})
            .to_string(),
        ),
    ] {
        let folder = Folder::of([("poll.json", text)]);
        let (run, report) = folder.audit(&[]);
        let errors = report.rows("errors");
        let mut found: Vec<_> =
            errors.iter().map(|error| (&error["job"], &error["email"])).collect();
        found.sort_by_key(|(_, email)| email.to_string());
        let expected = [
            (&json!(job_id(1)), &json!("ann@example.com")),
            (&json!(job_id(2)), &json!("ben@example.com")),
        ];
        assert_eq!(found, expected, "{what}: {run}");
        for rule in ["errors-csv-unmatched", "errors-csv-missing"] {
            assert_eq!(report.findings(rule), 0, "{rule} of {what}: {run}");
        }
        assert_eq!(report.measure("people_to_move"), 2, "{what}: {run}");
    }
}

#[test]
fn errors_among_several_jobs_are_of_none_of_them() {
    for (what, text) in [
        ("beside two jobs", json!({"a": failed(1), "b": failed(2), "errors": list("ann")})),
        ("beside a list", json!({"a": {"items": [failed(1), failed(2)]}, "errors": list("ann")})),
        (
            "above two jobs",
            json!({"errors": list("ann"), "jobs": [{"a": failed(1)}, {"a": failed(2)}]}),
        ),
    ] {
        let folder = Folder::of([("poll.json", text.to_string())]);
        let (run, report) = folder.audit(&[]);
        let [error] = report.rows("errors") else { panic!("one error of {what}: {run}") };
        assert_eq!(error["job"], Value::Null, "{what}: {run}");
        assert_eq!(report.findings("errors-csv-unmatched"), 1, "{what}: {run}");
    }
}

#[test]
fn a_request_is_of_the_job_that_it_is_saved_with() {
    let request = |name: &str| {
        json!({"usersList": [{"locationId": job_id(900), "validate": false,
        "users": [{"userId": format!("{name}@example.com")}]}]})
    };
    let records = [(1, "ann"), (2, "ben")]
        .map(|(number, name)| json!({"body": request(name), "answer": failed(number)}));
    let folder = Folder::of([("moves.json", json!(records).to_string())]);
    let (run, report) = folder.audit(&[]);
    let people = report.rows("still_to_move");
    assert_eq!(people.len(), 2, "{run}");
    assert_eq!(report.findings("request-unmatched"), 0, "{run}");
}

#[test]
fn a_job_whose_requests_name_two_locations_has_none() {
    let request = |location: u64, name: &str| {
        let users = [json!({"userId": format!("{name}@example.com")})];
        let group = json!({"locationId": job_id(location), "validate": false, "users": users});
        json!({"usersList": [group]}).to_string()
    };
    for (second, location) in [(900, json!(job_id(900))), (901, Value::Null)] {
        let folder = Folder::of([
            ("wave.json", failed(1).to_string()),
            ("wave.request.json", request(900, "ann")),
            ("wave-request.json", request(second, "ben")),
        ]);
        let (run, report) = folder.audit(&[]);
        assert_eq!(report.findings("request-unmatched"), 0, "{run}");
        assert_eq!(report.job()["location_name"], location, "{run}");
    }
}

#[test]
fn a_row_is_of_the_job_in_the_name_of_the_file_that_it_was_taken_from() {
    for (column, of_job) in [
        ("Source.Name", (|id| format!("{id}.csv")) as fn(&str) -> String),
        ("Dateiname", |id| format!("errors-{}.csv", id.to_uppercase())),
        ("File name", |id| format!("C:\\moves\\wave_{id}_2.csv")),
    ] {
        let row = |number, name| format!("{},{name},19605,No.\n", of_job(&job_id(number)));
        let rows = [row(1, "ann@example.com"), row(2, "ben@example.com")].concat();
        let folder = Folder::of([
            ("jobs.ndjson", format!("{}\n{}\n", failed(1), failed(2))),
            ("all.csv", format!("{column},User,Code,Message\n{rows}")),
        ]);
        let (run, report) = folder.audit(&[]);
        let errors = report.rows("errors");
        let found: Vec<_> = errors.iter().map(|error| &error["job"]).collect();
        assert_eq!(found, [&json!(job_id(1)), &json!(job_id(2))], "{column}: {run}");
        assert_eq!(report.findings("errors-csv-missing"), 0, "{column}: {run}");
    }
}

#[test]
fn errors_are_of_the_job_that_is_named_beside_them() {
    let id = |number| format!("ciscospark://us/JOB_ID/{}", job_id(number));
    let address = |number| {
        format!(
            "https://webexapis.com/v1/telephony/config/jobs/person/moveLocation/{}/errors",
            job_id(number)
        )
    };
    let both = |record: &dyn Fn(u64, Value) -> Value| {
        json!([record(1, list("ann")), record(2, list("ben"))])
    };
    for (what, errors) in [
        (
            "an id",
            both(&|number, list| json!({"jobId": job_id(number), "errors": {"items": list}})),
        ),
        ("an id of a job", both(&|number, list| json!({"id": id(number), "errors": list}))),
        (
            "an id in the list",
            both(&|number, list| json!({"job_id": job_id(number), "items": list})),
        ),
        (
            "an address",
            both(&|number, list| json!({"url": address(number), "body": {"items": list}})),
        ),
        (
            "an address in a request",
            both(
                &|number, list| json!({"request": {"url": {"raw": address(number)}}, "response": {"body": {"items": list}}}),
            ),
        ),
        (
            "an id in each item",
            both(&|number, mut list| {
                list[0]["jobId"] = json!(job_id(number));
                list[0].clone()
            }),
        ),
        (
            "the address of the next page",
            both(
                &|number, list| json!({"items": list, "paging": {"next": [address(number) + "?start=50"], "limit": 50}}),
            ),
        ),
        ("a key", json!({id(1): {"items": list("ann")}, id(2): {"items": list("ben")}})),
        ("a key of items", json!({job_id(1): list("ann"), job_id(2): list("ben")})),
        (
            "two maps",
            json!({"by_job": {id(1): list("ann"), id(2): list("ben")}, "polls": [failed(1), failed(2)]}),
        ),
    ] {
        let folder = Folder::of([
            ("jobs.ndjson", format!("{}\n{}\n", failed(1), failed(2))),
            ("errors.json", errors.to_string()),
        ]);
        let (run, report) = folder.audit(&[]);
        let mut found: Vec<_> =
            report.rows("errors").iter().map(|error| error["job"].to_string()).collect();
        found.sort();
        assert_eq!(
            found,
            [json!(job_id(1)).to_string(), json!(job_id(2)).to_string()],
            "{what}: {run}"
        );
    }
}

#[test]
fn errors_of_a_job_that_is_not_here_are_of_no_other_one() {
    for (what, errors) in [
        ("an id", json!({"jobId": job_id(7), "errors": {"items": list("ann")}})),
        (
            "a page",
            json!({"items": list("ann"), "paging": {"prev": [format!("/jobs/x/{}/errors", job_id(7))]}}),
        ),
    ] {
        let folder =
            Folder::of([("job.json", failed(1).to_string()), ("errors.json", errors.to_string())]);
        let (run, report) = folder.audit(&[]);
        let [error] = report.rows("errors") else { panic!("one error of {what}: {run}") };
        assert_eq!(error["job"], Value::Null, "{what}: {run}");
    }
}

#[test]
fn an_error_list_in_a_text_is_linked_and_counted_once() {
    let list = json!({"items": list("ann")}).to_string();
    let in_base64 = || {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.encode(&list)
    };
    for (what, text) in [
        ("in a text", json!({"body": list}).to_string()),
        ("in Base64", json!({"body": in_base64()}).to_string()),
        ("in two texts", json!([{"page": list}, {"page": list}]).to_string()),
        ("in a text of a text", json!({"body": json!({"body": list}).to_string()}).to_string()),
    ] {
        for name in ["e.json", "job-errors.json", "z/e.json"] {
            let folder = Folder::of([("job.json", failed(1).to_string())]);
            folder.write(name, text.clone());
            let (run, report) = folder.audit(&[]);
            let is_linked = u64::from(name != "z/e.json");
            assert_eq!(report.measure("users_with_errors"), 1, "{what}, {name}: {run}");
            let count = |rule| report.findings(rule);
            assert_eq!(count("errors-csv-count-mismatch"), 0, "{what}, {name}: {run}");
            assert_eq!(count("errors-csv-missing"), 1 - is_linked, "{what}, {name}: {run}");
            assert_eq!(count("wrapped-payload"), 1, "{what}, {name}: {run}");
            let fate = &run.fates()[name];
            assert_eq!(fate.contains("linked by"), is_linked == 1, "{what}, {name}: {fate}");
        }
    }
}

/// A job with failures that refers to an errors file, by a UUID.
fn refers(number: u64) -> Value {
    let mut job = failed(number);
    job["csvFile"] = json!(format!("{}/{}_{number:032x}", job_id(100), job_id(200 + number)));
    job["targetCustomerId"] = json!(job_id(300));
    job
}

fn encoded(job: &str) -> String {
    use base64::Engine;
    let uri = format!("ciscospark://us/JOB_ID/{job}");
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(uri)
}

#[test]
fn errors_that_are_called_by_the_id_of_another_job_are_not_of_the_one_beside_them() {
    let other = job_id(7);
    for (what, job, name, linked) in [
        ("another job's id", failed(1), format!("{}-errors.csv", encoded(&other)), false),
        ("another UUID", refers(1), format!("{other}-errors.csv"), false),
        ("another errors file", refers(1), format!("{other}_{:032x}.csv", 9), false),
        ("its own errors file", refers(1), format!("{}.csv", job_id(201)), true),
        ("no reference yet", failed(1), format!("{other}.csv"), true),
        ("its organisation", refers(1), format!("errors-{}.csv", job_id(300)), true),
    ] {
        let folder = Folder::of([("job.json", job.to_string()), (&name, ERRORS.to_owned())]);
        let (run, report) = folder.audit(&[]);
        let unlinked = u64::from(!linked);
        assert_eq!(report.findings("errors-csv-unmatched"), unlinked, "{what}: {run}");
        assert_eq!(report.findings("errors-csv-missing"), unlinked, "{what}: {run}");
    }
    // What is called so is a record: by its address.
    let har = |of: &str| {
        let entry = |path: String, body: Value| {
            json!({
                "request": {"method": "GET", "url": format!("https://webexapis.com/v1/jobs/{path}")},
                "response": {"status": 200, "content": {"text": body.to_string()}},
            })
        };
        let answers = [
            entry(encoded(&job_id(1)), refers(1)),
            entry(format!("{}/errors", encoded(of)), json!({"items": list("ann")})),
        ];
        json!({"log": {"version": "1.2", "entries": answers}}).to_string()
    };
    for (of, linked) in [(job_id(1), true), (other, false)] {
        let (run, report) = Folder::of([("t.har", har(&of))]).audit(&[]);
        let [error] = report.rows("errors") else { panic!("one error: {run}") };
        let of_job = if linked { json!(job_id(1)) } else { Value::Null };
        assert_eq!(error["job"], of_job, "{run}");
    }
}

#[test]
fn files_about_the_same_belong_together_whatever_else_their_names_say() {
    type Name = fn(u64) -> String;
    let names: [(Name, Name); 18] = [
        (|n| format!("wave{n}-status.json"), |n| format!("wave{n}-errors.csv")),
        (|n| format!("w{n}.job.json"), |n| format!("w{n}.errors.csv")),
        (|n| format!("status_w{n}.json"), |n| format!("errors_w{n}.csv")),
        (|n| format!("wave{n}Status.json"), |n| format!("wave{n}Errors.csv")),
        (|n| format!("Welle {n} Status.json"), |n| format!("Welle {n} Fehler.csv")),
        (|n| format!("vague-{n}-réponse.json"), |n| format!("vague-{n}-ERREURS.csv")),
        (
            |n| format!("2026-03-02_wave{n}_status.json"),
            |n| format!("2026-03-02_wave{n}_errors.csv"),
        ),
        (|n| format!("jobs/w{n}-status.json"), |n| format!("errors/w{n}-errors.csv")),
        (|n| format!("job{n}.json"), |n| format!("errors{n}.csv")),
        (|n| format!("job_{n}.json"), |n| format!("job_errors_{n}.csv")),
        (|n| format!("job ({n}).json"), |n| format!("errors ({n}).csv")),
        (|n| format!("Z\u{fc}rich {n}.json"), |n| format!("Zu\u{308}rich {n}-errors.csv")),
        (|n| format!("WAVE-{n}.json"), |n| format!("wave-{n}.failed.csv")),
        (|n| format!("wave{n}.json"), |n| format!("wave{n}/errors.csv")),
        (|n| format!("jobs/wave{n}.json"), |n| format!("lists/wave-{n}/errors.csv")),
        (|n| format!("job-{n}.json"), |n| format!("errors_{}.csv", job_id(n).replace('-', ""))),
        (|n| format!("job-{n}.json"), |n| format!("errors_{}.csv", job_id(n).replace('-', "_"))),
        // An exact name is more than one about the same.
        (
            |n| format!("{}wave.json", "status-".repeat(n as usize - 1)),
            |n| format!("{}wave-errors.csv", "status-".repeat(n as usize - 1)),
        ),
    ];
    for (of_job, of_errors) in names {
        let folder = Folder::new();
        for (number, user) in [(1, "ann"), (2, "ben"), (3, "cem")] {
            folder.write(&of_job(number), refers(number).to_string());
            folder.write(&of_errors(number), ERRORS.replace("ann", user));
        }
        let (run, report) = folder.audit(&[]);
        let errors = report.rows("errors");
        let mut found: Vec<_> =
            errors.iter().map(|error| (&error["email"], &error["job"])).collect();
        found.sort_by_key(|(email, _)| email.to_string());
        let expected = [("ann", 1), ("ben", 2), ("cem", 3)]
            .map(|(user, job)| (json!(format!("{user}@example.com")), json!(job_id(job))));
        let expected: Vec<_> = expected.iter().map(|(user, job)| (user, job)).collect();
        assert_eq!(found, expected, "{}: {run}", of_errors(1));
        assert_eq!(report.findings("errors-csv-unmatched"), 0, "{run}");
    }
}

#[test]
fn two_jobs_about_the_same_are_ambiguous_and_one_about_another_is_none() {
    for (names, said) in [
        (["wave-1-status.json", "wave-1-job.json"], "points at several jobs"),
        (["wave-10-status.json", "job-wave.json"], "no job is named by"),
        (["a/job-1.json", "a/job-2.json"], "no job is named by"),
    ] {
        let [one, other] = names;
        let folder = Folder::of([
            (one, failed(1).to_string()),
            (other, failed(2).to_string()),
            (
                if one.starts_with('a') { "z/errors1.csv" } else { "errors_wave1.csv" },
                ERRORS.to_owned(),
            ),
        ]);
        let (run, report) = folder.audit(&[]);
        assert_eq!(report.findings("errors-csv-unmatched"), 1, "{run}");
        assert!(report.example("errors-csv-unmatched").contains(said), "{run}");
    }
}

#[test]
fn errors_among_jobs_of_which_one_may_have_failed_are_its() {
    let refers_though_fine = |number| {
        let mut job = refers(number);
        job["counts"] = json!({"totalMoves": 5, "moved": 5, "failed": 0});
        job
    };
    let jobs = |failures: &[u64]| -> Vec<Value> {
        let job = |number| match failures.contains(&number) {
            true => refers(number),
            false => refers_though_fine(number),
        };
        (1..=10).map(job).collect()
    };
    for (failures, linked) in
        [(vec![9], true), (vec![1], true), (vec![2, 9], false), (vec![], false)]
    {
        let jobs = jobs(&failures);
        let [list, stream] = [
            json!({"items": jobs}).to_string(),
            jobs.iter().map(|job| format!("{job}\n")).collect(),
        ];
        let files = |text| vec![("jobs.json".to_owned(), text)];
        let own = jobs.iter().zip('a'..);
        let own = own.map(|(job, name)| (format!("{name}.json"), job.to_string())).collect();
        for (what, files) in [("a list", files(list)), ("a stream", files(stream)), ("files", own)]
        {
            let folder = Folder::of(files);
            folder.write("errors.csv", ERRORS);
            let (run, report) = folder.audit(&[]);
            let [error] = report.rows("errors") else { panic!("one error: {run}") };
            let of_job = if linked { json!(job_id(failures[0])) } else { Value::Null };
            assert_eq!(error["job"], of_job, "{what} {failures:?}: {run}");
        }
    }
    // What is not over may have failed too, and so may a job of which another snapshot counts.
    let mut runs = running(2, "2023-06-05T13:05:00.000Z");
    forget_errors_file(&mut runs);
    let mut newer = failed(3);
    newer["jobExecutionStatus"][0]["lastUpdated"] = json!("2030-01-01T00:00:00.000Z");
    for (what, files) in [
        ("one runs", vec![("a.json", failed(1)), ("b.json", runs)]),
        (
            "one is newer elsewhere",
            vec![("a.json", json!([failed(1), failed(3), fine(2)])), ("z/a.json", newer)],
        ),
    ] {
        let folder = Folder::of(files.into_iter().map(|(name, job)| (name, job.to_string())));
        folder.write("errors.csv", ERRORS);
        let (run, report) = folder.audit(&[]);
        assert_eq!(report.rows("errors")[0]["job"], Value::Null, "{what}: {run}");
    }
}

#[test]
fn a_line_above_rows_names_the_job_of_those_that_name_none() {
    let id = |number| job_id(number);
    let error = |who: &str| format!("{who}@example.com,19605\n");
    for text in [
        format!("Errors of job {}\n\nUser,Code\n{}", id(2), error("ann")),
        format!("# job {}\nUser,Code\n{}", id(2), error("ann")),
        format!("Job:,{}\nUser,Code\n{}", id(2), error("ann")),
        format!("Job: {}\nUser,Code\n{}\nJob: {}\nUser,Code\n", id(2), error("ann"), id(1)),
    ] {
        let folder = Folder::of([
            ("1.json", failed(1).to_string()),
            ("2.json", failed(2).to_string()),
            ("errors.csv", text.clone()),
        ]);
        let (run, report) = folder.audit(&[]);
        let [error] = report.rows("errors") else { panic!("one error of {text}: {run}") };
        assert_eq!(error["job"], json!(id(2)), "{text}: {run}");
    }
    // A row's own job counts, and each part of a table has its own.
    let text =
        format!("Job {}\nUser,Code\n{}# job {}\n{}", id(1), error("ann"), id(2), error("bob"));
    let folder = Folder::of([
        ("1.json", failed(1).to_string()),
        ("2.json", failed(2).to_string()),
        ("errors.csv", text),
    ]);
    let (_, report) = folder.audit(&[]);
    let jobs: Vec<_> =
        report.rows("errors").iter().map(|row| (row["user"].clone(), row["job"].clone())).collect();
    for (who, number) in [("ann@example.com", 1), ("bob@example.com", 2)] {
        assert!(jobs.contains(&(json!(who), json!(id(number)))), "{jobs:?}");
    }
}
