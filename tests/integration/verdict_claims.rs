//! What the first sentence of a report must not claim: that all is done where somebody may be left.

use serde_json::{Value, json};

use crate::containers::pack::{gzip, zip};
use crate::errors::{csv, list};
use crate::payloads;
use crate::support::{Folder, Json};
use crate::verdict::{errors, moves, other, request, wave};

/// The verdict on these files: its word, its sentence and what else there is to say.
#[track_caller]
fn verdict<B: AsRef<[u8]>>(files: &[(&str, B)], flags: &[&str]) -> (String, String, String) {
    let folder = Folder::of(files.iter().map(|(name, bytes)| (name, bytes)));
    of(&folder, flags)
}

#[track_caller]
fn of(folder: &Folder, flags: &[&str]) -> (String, String, String) {
    said(&report(folder, flags))
}

#[track_caller]
fn report(folder: &Folder, flags: &[&str]) -> Json {
    folder.run(["report", ".", "-q", "-f", "json"].iter().chain(flags)).json()
}

fn said(report: &Json) -> (String, String, String) {
    let part = |part: &str| report.0["verdict"][part].as_str().expect("a text").to_owned();
    (part("word"), part("sentence"), part("details"))
}

#[test]
fn nothing_is_done_where_a_file_may_hold_jobs_that_could_not_be_read() {
    let [one, two] = [wave(1, 1, 1, 0).to_string(), wave(2, 2, 5, 5).to_string()];
    let cut = |text: &str| text[..text.len() / 2].to_owned();
    let in_half = |bytes: Vec<u8>| bytes[..bytes.len() / 2].to_vec();
    let deep = format!("{}1{}", "[".repeat(2_000), "]".repeat(2_000));
    let too_deep = two.replacen('{', &format!("{{\"deep\":{deep},"), 1);
    let pretty = format!("{:#}", wave(2, 2, 5, 5));
    for (name, bytes) in [
        ("b.json", cut(&two).into_bytes()),
        ("b.json", cut(&pretty).into_bytes()),
        ("b.json", Vec::new()),
        ("b.json.gz", in_half(gzip(two.as_bytes()))),
        ("b.zip", in_half(zip(&[("b.json", &two)]))),
        ("b.json", too_deep.into_bytes()),
        ("b.ndjson", format!("{one}\n{}\n", cut(&two)).into_bytes()),
        ("b.json", format!("[{one},{}", cut(&two)).into_bytes()),
        ("b.json", format!("{one}{}", cut(&two)).into_bytes()),
    ] {
        let files = [("a.json", one.clone().into_bytes()), (name, bytes.clone())];
        let (word, sentence, details) = verdict(&files, &[]);
        assert_eq!(word, "Cannot be judged", "{name} {}", String::from_utf8_lossy(&bytes));
        let expected = "The one move that was requested is done, but 1 file that may hold jobs could not be \
                        read in full.";
        assert_eq!(sentence, expected, "{name}");
        assert!(!details.contains("Nothing is left"), "{name}: {details}");
    }
    let large = ["--max-file-size", "100"];
    let files = [("a.ndjson", format!("{}\n", wave(1, 1, 1, 0))), ("b.json", two)];
    assert_eq!(verdict(&files, &large).0, "Cannot be judged");
}

#[test]
fn files_that_hold_no_jobs_stand_against_nothing() {
    let one = wave(1, 1, 1, 0).to_string();
    for (name, text) in [
        ("notes.txt", "cut sho"),
        ("page.html", "<html><body>No</body></html>"),
        ("other.json", "{\"a\":1}"),
        ("empty.txt", ""),
    ] {
        let (word, ..) = verdict(&[("a.json", one.as_str()), (name, text)], &[]);
        assert_eq!(word, "Done", "{name}");
    }
}

#[test]
fn what_could_not_be_read_is_told_beside_what_is_left_and_of_jobs_of_all_kinds() {
    let left = [("a.json", wave(1, 1, 2, 1).to_string()), ("b.json", String::from("{\"id\":"))];
    let (word, _, details) = verdict(&left, &[]);
    assert_eq!(word, "Action needed");
    let told = "1 file that may hold jobs could not be read in full.";
    assert!(details.contains(told), "{details}");
    let counts = json!({"totalNumbers": 2, "numbersMoved": 2, "numbersFailed": 0});
    let numbers = other(1, "managenumbers", "COMPLETED", counts);
    let numbers = [("a.json", numbers.to_string()), ("b.json", String::from("{\"id\":"))];
    let (word, sentence, _) = verdict(&numbers, &[]);
    assert_eq!(word, "Cannot be judged");
    let expected = "No job in this archive moves people: the one job succeeded, but 1 file that may hold jobs \
                    could not be read in full.";
    assert_eq!(sentence, expected);
    // Whose job is lost nobody knows, so that it may be one of those that were chosen.
    let chosen =
        [("a.json", wave(1, 1, 1, 0).to_string()), ("b.json", String::from("{\"id\":"))];
    let (word, ..) = verdict(&chosen, &["--since", "2023-01-01"]);
    assert_eq!(word, "Cannot be judged");
}

/// A page of a list of jobs, with what it says of its place in the list.
fn page(jobs: &[Value], paging: Value) -> String {
    let listed: Vec<Value> = jobs.iter().cloned().map(payloads::listed).collect();
    json!({"items": listed, "paging": paging}).to_string()
}

#[test]
fn nothing_is_done_where_a_list_of_jobs_goes_on_behind_what_was_saved() {
    let [one, two] = [wave(1, 1, 1, 0), wave(2, 2, 1, 0)];
    let all = [one.clone(), two.clone()];
    let to = |start: u64| json!([format!("https://example.com/v1/jobs/moveUsers?start={start}&max=1")]);
    let other = json!(["https://example.com/v1/jobs/others?start=0&max=1"]);
    let first = page(&[one.clone()], json!({"next": to(1), "prev": null, "offset": 0, "count": 2}));
    let counted = page(&[one.clone()], json!({"next": [], "offset": 0, "count": 2}));
    let uncounted = page(&[one.clone()], json!({"next": to(1), "prev": null}));
    let of_other = page(&[two.clone()], json!({"next": [], "prev": other}));
    for files in [
        vec![("a.json", first.clone())],
        vec![("a.json", counted)],
        vec![("a.json", uncounted.clone())],
        vec![("a.json", uncounted.clone()), ("b.json", of_other)],
        // The first page saved twice is no second page.
        vec![("a.json", first.clone()), ("b/a.json", format!("{first} "))],
    ] {
        let folder = Folder::of(files);
        let (word, sentence, _) = of(&folder, &[]);
        assert_eq!(word, "Cannot be judged");
        let expected = "The one move that was requested is done, but 1 list of jobs was not saved to its end.";
        assert_eq!(sentence, expected);
        assert!(report(&folder, &[]).findings("list-cut-short") > 0);
    }
    let last = |paging: Value| page(&[two.clone()], paging);
    let lines = format!("{first}\n{}\n", last(json!({"next": [], "prev": to(0), "offset": 1, "count": 2})));
    for files in [
        vec![("a.json", page(&all, json!({"next": [], "prev": null, "offset": 0, "count": 2})))],
        vec![("a.json", page(&all, json!({"next": to(2), "offset": 0, "count": 2})))],
        vec![("a.json", first), ("b.json", last(json!({"next": [], "prev": to(0)})))],
        vec![("a.json", uncounted), ("b.json", last(json!({"next": [], "prev": to(0)})))],
        vec![("a.ndjson", lines)],
    ] {
        let folder = Folder::of(files);
        assert_eq!(of(&folder, &[]).0, "Done");
        assert_eq!(report(&folder, &[]).findings("list-cut-short"), 0);
    }
}

#[test]
fn a_list_of_errors_that_goes_on_is_told() {
    let mut list = list(1, "ann", "ROUTER_1_1");
    list["paging"] = json!({"next": ["https://example.com/errors?start=1"], "offset": 0, "count": 2});
    let files = [("a.json", wave(1, 1, 2, 2).to_string()), ("a-errors.json", list.to_string())];
    let folder = Folder::of(files);
    assert_eq!(report(&folder, &[]).findings("list-cut-short"), 1);
    assert_eq!(of(&folder, &[]).0, "Action needed");
}
