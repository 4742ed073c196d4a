//! What several files say of the same job, told apart where it differs and counted once where not.

use serde_json::{Value, json};

use crate::errors::{Files, audit, csv, failed, file, list};
use crate::payloads;
use crate::support::{Folder, job_id};

/// The user, the code, the words and the tracking id of an error.
type Told<'a> = (Option<&'a str>, &'a str, &'a str, &'a str);

/// Job 1, of which so many items failed.
fn job_with(count: u64) -> Value {
    let mut job = failed(1);
    job["counts"] = json!({"totalMoves": count, "moved": 0, "failed": count});
    job
}

/// A page of an error list.
fn page(items: &[Told<'_>]) -> String {
    let item = |(number, &(user, code, words, tracking)): (i64, &Told<'_>)| {
        let mut item = list(number, user.unwrap_or_default(), tracking)["items"][0].clone();
        item["error"]["message"][0]["code"] = json!(code);
        item["error"]["message"][0]["description"] = json!(words);
        if user.is_none() {
            item.as_object_mut().expect("an object").remove("item");
        }
        item
    };
    json!({"items": (1..).zip(items).map(item).collect::<Vec<_>>()}).to_string()
}

/// How many errors and users with errors an archive has, and the details of what does not add up.
fn told(files: &Files) -> (u64, u64, Vec<String>) {
    let (run, report) = audit(files);
    let number = |name: &str| report.measure(name).as_u64().expect("a number");
    let mismatches = report.rows("attention").iter();
    let mismatches = mismatches.filter(|row| row["reason"] == "errors-csv-count-mismatch");
    let details = mismatches.map(|row| row["detail"].as_str().expect("words").to_owned());
    run.check(number("jobs") > 0, "there is a job");
    (number("errors"), number("users_with_errors"), details.collect())
}

#[test]
fn several_csvs_of_a_job_are_compared_as_one_where_they_are_no_copies() {
    let names = [format!("{}.csv", job_id(1)), format!("{} (1).csv", job_id(1))];
    let of = |user: &str| csv(&[(user, "Error", "4202")]);
    let files = |failed, users: [&str; 2]| {
        let tables = names.iter().zip(users).map(|(name, user)| file(name, of(user)));
        [file("job.json", job_with(failed))].into_iter().chain(tables).collect::<Files>()
    };
    assert_eq!(told(&files(1, ["ann@example.com"; 2])), (1, 1, vec![]), "copies");
    let together = format!(
        "{} names 2 users with errors (all errors CSVs together), the job says 1 failed",
        names[1]
    );
    let both = ["ann@example.com", "bob@example.com"];
    assert_eq!(told(&files(1, both)), (2, 2, vec![together]));
    // By address and by id it may be the same person, who counts twice.
    let perhaps = format!(
        "{} all errors CSVs together have 2 names for 1 or more people: some name them by id, others by \
         address",
        names[1]
    );
    assert_eq!(told(&files(1, ["ann@example.com", &job_id(20)])).2, [perhaps]);
    // Each is short of what both say together; that is enough to say.
    assert_eq!(told(&files(2, both)).2.len(), 2);
    // A job that counts nothing has copies all the same.
    let mut uncounted = payloads::job_of("rebuildphones", "rebuild", "");
    uncounted["id"] = json!(job_id(1));
    let mut files = files(1, both);
    files[0] = file("job.json", uncounted);
    let detail = "names 1 user with errors, all errors CSVs together 2";
    assert_eq!(told(&files).2, [format!("{} {detail}", names[1])]);
}

#[test]
fn people_known_by_both_names_are_matched_and_the_others_by_number() {
    let (ann, bob) = (job_id(11), job_id(12));
    fn item<'a>(user: &'a str, code: &'a str, tracking: &'a str) -> Told<'a> {
        (Some(user), code, "[Error] t", tracking)
    }
    let two =
        |codes: [&str; 2]| page(&[item(&ann, codes[0], "NA_1"), item(&bob, codes[1], "NA_2")]);
    // One by address and the other by id, in one file.
    let files = vec![
        file("job.json", job_with(2)),
        file(
            "job-errors.csv",
            csv(&[("ann@example.com", "Error", "4202"), (&bob, "Error", "4202")]),
        ),
        file("job-list.json", two(["4202", "4202"])),
    ];
    assert_eq!(told(&files), (2, 2, vec![]));
    // A list that names nobody.
    let mut nameless = files.clone();
    nameless[2].1 = page(&[(None, "4202", "a", "NA_1"), (None, "4202", "b", "NA_2")]);
    assert_eq!(told(&nameless), (2, 2, vec![]));
    // Another error of the one who is known by one name is another error.
    let mut more = files.clone();
    more[2].1 = page(&[item(&ann, "19605", "NA_1"), item(&bob, "4202", "NA_2")]);
    assert_eq!(told(&more).0, 3);
    // By address throughout, until another job's file tells who one of them is.
    let by_address =
        csv(&[("ann@example.com", "Error", "4202"), ("bob@example.com", "Error", "19605")]);
    let mut files = vec![
        file("1/job.json", job_with(2)),
        file("1/job-errors.csv", by_address),
        file("1/job-list.json", two(["4202", "19605"])),
    ];
    assert_eq!(told(&files), (2, 2, vec![]));
    let mut other = failed(2);
    other["counts"] = json!({"totalMoves": 1, "moved": 1, "failed": 0});
    files.push(file("2/other.json", other));
    let known = format!("User ID,Email,Type,Code\n{ann},ann@example.com,Impact,19701\n");
    files.push(file("2/other.csv", known));
    assert_eq!(told(&files), (2, 2, vec![]));
    // Who is named by id in both is nobody's double.
    let (_, report) = audit(&vec![
        file("job.json", job_with(2)),
        file("job-errors.csv", csv(&[(&ann, "Error", "4202")])),
        file("job-list.json", two(["4202", "4202"])),
    ]);
    assert_eq!(report.measure("errors"), 2);
}

#[test]
fn errors_of_nobody_are_told_apart_by_their_tracking_ids() {
    let one = |tracking| page(&[(None, "4202", "[Error 4202] taken", tracking)]);
    let pages = |first: String, second: String| {
        vec![file("job.json", job_with(2)), file("job-p1.json", first), file("job-p2.json", second)]
    };
    // The numbers begin anew with each page.
    assert_eq!(told(&pages(one("NA_1"), one("NA_2"))), (2, 0, vec![]));
    let two = page(&[(None, "4202", "for ann", "NA_1"), (None, "4202", "for bob", "NA_2")]);
    assert_eq!(told(&pages(two.clone(), two)), (2, 0, vec![]), "a page and its copy");
    let (count, _, details) = told(&pages(one("NA_1"), one("NA_1")));
    let said = "holds 1 error without a user, the job says 2 failed";
    assert_eq!((count, &details[..]), (1, &[format!("job-p1.json {said}")][..]));
    // Whoever is named is told apart in the same way.
    let named = |tracking| page(&[(Some("ann"), "4202", "[Error 4202] taken", tracking)]);
    assert_eq!(told(&pages(named("NA_1"), named("NA_2"))).0, 2);
    assert_eq!(told(&pages(named("NA_1"), named("NA_1"))).0, 1);
}

#[test]
fn a_row_without_a_code_is_the_error_that_says_the_same_with_one() {
    let words = "The extension is taken.";
    let with_code = page(&[(Some("ann"), "4202", words, "NA_1")]);
    let without = |user: &str| format!("User ID,Message\n{user},{words}\n");
    let files = |table: String| {
        vec![
            file("job.json", job_with(1)),
            file("job-errors.csv", table),
            file("job-list.json", &with_code),
        ]
    };
    let (run, report) = audit(&files(without("ann")));
    let [row] = report.rows("error_codes") else { panic!("one code: {run}") };
    assert_eq!((&row["code"], &row["occurrences"]), (&json!("4202"), &json!(1)));
    assert_eq!(told(&files(without("bob"))).0, 2, "somebody else's is another");
    let other = without("ann").replace("taken", "gone");
    assert_eq!(told(&files(other)).0, 2, "other words are another error");
}

#[test]
fn what_a_validation_said_in_two_files_counts_once() {
    let response = |words: &str| {
        let error = json!({"code": 4202, "message": words});
        json!({"response": [{"userId": job_id(11), "impacts": [], "errors": [error]}]})
    };
    let occurrences = |files: &[Value]| {
        let files = (1..).zip(files).map(|(n, text)| file(format!("{n}.json"), text));
        let (_, report) = audit(&files.collect());
        let rows = report.rows("error_codes").iter();
        rows.map(|row| row["occurrences"].as_u64().expect("a number")).collect::<Vec<_>>()
    };
    let (one, other) = (response("[Error 4202] t"), response("[Error 4202] other"));
    assert_eq!(occurrences(&[one.clone(), one.clone()]), [1]);
    assert_eq!(occurrences(&[one.clone(), other.clone()]), [2]);
    assert_eq!(occurrences(&[json!([one, other]), other]), [2]);
    let folder = Folder::of([("a.json", response("[Error 4202] t").to_string())]);
    folder.run(["report", ".", "--fail-on", "never"]).exits(0);
}
