//! What is read and as what: by content, whatever its name, and nothing in silence.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::archive;
use crate::support::{
    ERRORS_CSV, Folder, Json, Run, example, forget_errors_file, job, job_id, running, utf16,
};

/// Checks that every file below a folder is accounted for: used, or set aside with a finding.
#[track_caller]
fn conserved(folder: &Folder, run: &Run, report: &Json) {
    let files = files_below(&folder.path(""));
    let fates = run.fates();
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    for reason in fates.values().filter_map(|fate| fate.strip_prefix("set aside, ")) {
        *reasons.entry(reason).or_default() += 1;
    }
    let aside: u64 = reasons.values().sum();
    run.check(fates.len() as u64 == files, format!("a fate for each of {files} files"));
    for (measure, expected) in
        [("files_found", files), ("files_used", files - aside), ("files_set_aside", aside)]
    {
        run.check(*report.measure(measure) == expected, format!("{measure} is {expected}"));
    }
    for (reason, count) in reasons {
        let row = report.row("findings", "rule", reason);
        let files = row.and_then(|row| row["files"].as_u64()).unwrap_or(0);
        run.check(files >= count, format!("{reason} in {count} files"));
        let kind = report.row("files", "kind", reason);
        run.check(
            kind.is_some_and(|kind| kind["files"] == count),
            format!("{count} of kind {reason}"),
        );
    }
}

/// How many things below a folder are not folders themselves.
fn files_below(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).expect("a folder");
    let count = |entry: std::io::Result<fs::DirEntry>| {
        let entry = entry.expect("an entry");
        if entry.file_type().expect("a type").is_dir() { files_below(&entry.path()) } else { 1 }
    };
    entries.map(count).sum()
}

/// Audits some files and checks that none was forgotten.
#[track_caller]
fn audit<N: AsRef<str>, B: AsRef<[u8]>>(files: impl IntoIterator<Item = (N, B)>) -> (Run, Json) {
    let folder = Folder::of(files);
    let (run, report) = folder.audit(&[]);
    conserved(&folder, &run, &report);
    (run, report)
}

/// Checks that a file alone is used and is of this kind.
#[track_caller]
fn is_used_as(bytes: impl AsRef<[u8]>, kind: &str) -> Json {
    let (run, report) = audit([("file", bytes)]);
    run.exits(0).check(report.row("files", "kind", kind).is_some(), kind);
    report
}

/// Checks that a file alone is set aside by this rule, with these words.
#[track_caller]
fn is_set_aside(bytes: impl AsRef<[u8]>, rule: &str, words: &str) {
    let (run, report) = audit([("file", bytes)]);
    run.exits(3).check(run.fates()["file"] == format!("set aside, {rule}"), rule);
    run.check(report.example(rule).contains(words), words);
}

// ---------------------------------------------------------------------------------------------
// Payloads
// ---------------------------------------------------------------------------------------------

#[test]
fn each_kind_of_payload_is_known_by_its_content_whatever_the_file_is_called() {
    let lines = format!("{}\n{}\n", job(1), job(2));
    let listed = |number| {
        let mut job = job(number);
        job.as_object_mut().expect("an object").remove("name");
        job
    };
    let kinds = [
        ("job-status", job(3).to_string()),
        ("job-list", json!({"items": [listed(4), listed(5)]}).to_string()),
        ("job-start", json!({"response": job(6)}).to_string()),
        ("job-array", json!([job(7), job(8)]).to_string()),
        ("job-stream", lines),
        ("errors-csv", ERRORS_CSV.to_owned()),
    ];
    for name in ["a.json", "b.csv", "c", "d.txt", ".e", "f.JSON.bak", "g h%20.exe"] {
        let (run, report) =
            audit(kinds.iter().map(|(kind, text)| (format!("{kind}/{name}"), text)));
        run.exits(0);
        assert_eq!(report.measure("jobs"), 8, "{name}");
        assert_eq!(report.measure("files_set_aside"), 0, "{name}");
        for (kind, _) in &kinds {
            run.check(report.row("files", "kind", kind).is_some_and(|row| row["files"] == 1), kind);
        }
    }
}

#[test]
fn an_errors_csv_is_read_in_any_layout() {
    for text in [
        "User ID,Type,Code,Message\nann@example.com,Error,19605,No.\n",
        "Message,Code,Type,User ID\nNo.,19605,ERROR,ann@example.com\n",
        "USERID,ERRORCODE,ERRORTYPE\nann@example.com,19605,error\n",
        "email,error code,description\r\nAnn@Example.com,19605,No.\r\n",
        "User;Type;Code;Message\nann@example.com;Error;19605;No, thanks.\n",
        "user\tseverity\tcode\tmessage\nann@example.com\tErrors\t19605\tNo.\n",
        "\"User\",\"Message\"\n\"ann@example.com\",\"[Error 19605] \"\"No\"\",\nnever.\"\n",
        "Person Id,Error Message\nann@example.com,[Error 19605] No.",
        "\u{feff}User ID,Type,Code,Message\nann@example.com,Error,19605,No.\n",
    ] {
        let report = is_used_as(text, "errors-csv");
        assert_eq!(report.measure("errors"), 1, "{text}");
        assert_eq!(report.measure("impacts"), 0, "{text}");
        let code = report.row("error_codes", "code", "19605").expect("the code");
        assert_eq!((&code["kind"], &code["users"]), (&json!("error"), &json!(1)), "{text}");
    }
}

#[test]
fn a_stray_quote_that_swallows_rows_is_said() {
    let row = "ann@example.com,Error,19605,No.\n";
    let open = "bob@example.com,Error,19605,\"No.\n";
    for text in [
        format!("User ID,Type,Code,Message\n{row}{open}{row}{row}"),
        format!("User ID,Type,Code,Message\n{row}{open}"),
    ] {
        let report = is_used_as(text, "errors-csv");
        assert_eq!(report.findings("csv-malformed"), 1, "{:?}", report.rules());
    }
}

#[test]
fn one_user_is_one_user_however_it_is_written() {
    let csv = "User ID,Code\nann@example.com,19605\nANN@example.com,19608\nAnn@Example.COM ,4202\n";
    assert_eq!(is_used_as(csv, "errors-csv").measure("users_with_errors"), 1);
}

#[test]
fn text_in_the_encodings_of_windows_is_decoded_and_said() {
    let mut job = example();
    job["trackingId"] = json!("Zürich");
    let job = job.to_string();
    let bare = |unit| utf16(&job, unit);
    let marked = |unit| utf16(&format!("\u{feff}{job}"), unit);
    let wide = |text: &str, unit: fn(u32) -> [u8; 4]| -> Vec<u8> {
        text.chars().flat_map(|c| unit(u32::from(c))).collect()
    };
    let wide_marked = |unit| wide(&format!("\u{feff}{job}"), unit);
    for (bytes, said) in [
        (format!("\u{feff}{job}").into_bytes(), "UTF-8 with a byte order mark"),
        (marked(u16::to_le_bytes), "UTF-16LE with a byte order mark"),
        (marked(u16::to_be_bytes), "UTF-16BE with a byte order mark"),
        (bare(u16::to_le_bytes), "UTF-16LE without a byte order mark"),
        (bare(u16::to_be_bytes), "UTF-16BE without a byte order mark"),
        (wide_marked(u32::to_le_bytes), "UTF-32LE with a byte order mark"),
        (wide_marked(u32::to_be_bytes), "UTF-32BE with a byte order mark"),
        (wide(&job, u32::to_le_bytes), "UTF-32LE without a byte order mark"),
        (wide(&job, u32::to_be_bytes), "UTF-32BE without a byte order mark"),
        (
            job.replace('ü', "\x01")
                .into_bytes()
                .iter()
                .map(|&b| if b == 1 { 0xFC } else { b })
                .collect(),
            "read as Windows-1252",
        ),
    ] {
        let report = is_used_as(bytes, "job-status");
        assert_eq!(report.rules(), ["encoding"], "{said}");
        assert!(report.example("encoding").contains(said), "{}", report.example("encoding"));
    }
}

#[test]
fn an_errors_csv_in_the_encodings_of_windows_is_read() {
    let csv = "User;Code;Message\nann@example.com;19605;Zürich\n";
    let latin: Vec<u8> =
        csv.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
    for bytes in [utf16(&format!("\u{feff}{csv}"), u16::to_le_bytes), latin] {
        let report = is_used_as(bytes, "errors-csv");
        assert_eq!(report.measure("errors"), 1);
        assert_eq!(report.findings("encoding"), 1);
    }
}

// ---------------------------------------------------------------------------------------------
// Foreign things
// ---------------------------------------------------------------------------------------------

#[test]
fn what_is_no_payload_is_set_aside_with_a_finding_that_says_what_it_seems() {
    let cases: [(&[u8], &str, &str); 22] = [
        (b"", "empty-file", "no bytes"),
        (b" \r\n\t \n", "empty-file", "white space"),
        (b"\xef\xbb\xbf", "empty-file", ""),
        (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>", "unknown-payload", "an HTML page"),
        (b"<?xml version=\"1.0\"?><a/>", "unknown-payload", "an XML document"),
        (b"Rar!\x1a\x07\x01\x00\xff", "archive-broken", "a RAR archive; unpack it first"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "unknown-payload", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "unknown-payload", "a picture"),
        (b"BZh or not \x00\xff", "unknown-payload", "binary data"),
        (b"\x00\x01\x02\x03\xff", "unknown-payload", "binary data"),
        (b"Call Ann.\nThen move the rest.\n", "unknown-payload", "plain text"),
        (b"# Notes\n", "unknown-payload", "plain text"),
        (b"[The plan](https://example.com/plan)\n", "unknown-payload", "plain text"),
        (b"{{ job.id }}\n", "unknown-payload", "plain text"),
        (b"{\\rtf1 Notes}", "unknown-payload", "plain text"),
        (b"[object Object]", "unknown-payload", "JavaScript's text"),
        (b"{\"name\":\"app\",\"version\":\"1.0.0\",\"dependencies\":{}}", "unknown-payload", ""),
        (b"{\"items\":[{\"id\":\"x\",\"name\":\"Harbour Street\"}]}", "unknown-payload", ""),
        (b"[1, 2, 3]", "unknown-payload", ""),
        (b"{\"message\":\"no\",\"errors\":[],\"trackingId\":\"x\"}", "http-error-body", ""),
        (b"@{id=1; name=moveusers}", "unknown-payload", "PowerShell"),
        (b"First name,Last name,Email\nA,B,a@example.com\n", "csv-unknown-columns", "First name"),
    ];
    for (bytes, rule, words) in cases {
        is_set_aside(bytes, rule, words);
    }
    is_set_aside(b"ann@example.com,No licence.\n", "csv-no-header", "first row is data");
}

#[test]
fn foreign_files_among_payloads_change_no_figure() {
    let clean = audit([("a.json", job(1).to_string()), ("b.json", job(2).to_string())]).1;
    let mixed = audit([
        ("a.json", job(1).to_string()),
        ("a.txt", String::from("Call Ann.")),
        ("b.json", job(2).to_string()),
        ("c.json", String::from("{\"name\":\"app\"}")),
        ("d.json", String::new()),
        ("README.md", String::from("[ ] Call Ann.\n[1]: https://example.com\n")),
        ("settings.json", String::from("{\"a\": 1, /* b */}")),
    ])
    .1;
    for section in
        ["failure_rates", "exit_codes", "statuses", "step_timing", "slowest_steps", "jobs"]
    {
        assert_eq!(clean.rows(section), mixed.rows(section), "{section}");
    }
}

#[test]
fn a_payload_that_was_cut_anywhere_is_set_aside_with_a_finding() {
    let text = serde_json::to_string_pretty(&example()).expect("JSON");
    let whole = text.trim_end().len();
    let cuts: Vec<usize> = (0..200).map(|cut| cut * whole / 200).collect();
    let (run, report) =
        audit(cuts.iter().map(|cut| (format!("{cut:04}.json"), &text.as_bytes()[..*cut])));
    run.exits(3);
    assert_eq!(report.measure("files_set_aside"), cuts.len());
    assert_eq!(report.measure("jobs"), 0);
    assert_eq!(report.findings("empty-file"), 1);
    assert_eq!(report.findings("not-json"), cuts.len() as u64 - 1);
}

#[test]
fn a_list_or_a_stream_that_was_cut_counts_no_half_of_a_job() {
    let list = json!({"items": [job(1), job(2)]}).to_string();
    let (_, report) = audit([("a.json", &list.as_bytes()[..list.len() - 400])]);
    assert_eq!((report.measure("jobs"), report.findings("not-json")), (&json!(1), 1));
    assert!(report.example("not-json").contains(": cut short"));
    let lines = format!("{}\n{}\n{}", job(1), job(2), job(3));
    let (run, report) = audit([("a.ndjson", &lines.as_bytes()[..lines.len() - 400])]);
    run.exits(0);
    assert_eq!(report.measure("jobs"), 2);
    assert_eq!(report.findings("not-json"), 1);
    assert!(report.example("not-json").starts_with("a.ndjson:3:"), "{run}");
}

#[test]
fn the_query_of_a_signed_url_is_shown_nowhere_wherever_it_stands() {
    let url = json!("https://e.example/f?Signature=SECRET&x=1");
    let mut files = Vec::new();
    let mut save = |job: &Value| files.push((format!("{}.json", files.len()), job.to_string()));
    let execution = "/jobExecutionStatus/0";
    let step = "/jobExecutionStatus/0/stepExecutionStatuses/0";
    for place in ["", execution, step, "/counts"] {
        let parent = example().pointer(place).expect("a place").clone();
        for field in parent.as_object().expect("an object").keys() {
            let mut job = example();
            job.pointer_mut(place).expect("a place")[field] = url.clone();
            save(&job);
        }
    }
    for wrapped in [json!({"unknown": &url}), json!([&url]), json!({"error": {"message": &url}})] {
        save(&wrapped);
        let mut job = example();
        job["note"] = wrapped;
        save(&job);
    }
    let url = url.as_str().expect("a text");
    files.push((String::from("a.csv"), format!("User ID,Code,Message\n{url},{url},{url}\n")));
    files.push((String::from("b.csv"), format!("{url},Name\nx,y\n")));
    files.push((String::from("c.csv"), format!("User ID,Type,Code,Message\nx,{url},{url}\n")));
    files.push((String::from("d.txt"), url.to_owned()));
    files.push((String::from("e.json"), format!("{{\"csvFileDownloadUrl\": \"{url}")));
    // A finding shows one example a rule: each file by itself shows all of its own.
    for (name, text) in files {
        let (run, _) = audit([(&name, &text)]);
        run.check(!run.to_string().contains("SECRET"), format!("no secret of {text}"));
    }
}

#[test]
fn an_error_list_of_several_pages_belongs_to_the_job_that_its_name_tells() {
    let page = |user: &str, error: &str| {
        format!(
            "{{\"items\":[{{\"itemNumber\":1,\"item\":\"{user}\",{error}\"trackingId\":\"x\"}}]}}"
        )
    };
    let message =
        "\"error\":{\"key\":\"400\",\"message\":[{\"description\":\"No.\",\"code\":\"19605\"}]},";
    // Somebody was hit, even where it is not said by what.
    let (ann, bob, cid) =
        (page("ann", message), page("bob", ""), page("cid", "\"error\":\"@{key=400}\","));
    for text in [format!("{ann}\n{bob}\n{cid}\n"), format!("{ann} {bob} {cid}")] {
        let (_, report) = audit([
            (String::from("job.json"), job(1).to_string()),
            (format!("{}-errors.json", job_id(1)), text),
        ]);
        assert_eq!(report.measure("errors"), 3);
        assert_eq!(report.measure("users_with_errors"), 3);
        assert_eq!(report.row("error_codes", "code", "19605").expect("the code")["jobs"], 1);
        assert!(report.row("files", "kind", "error-list").is_some(), "{:?}", report.rows("files"));
    }
}

#[test]
fn what_a_validation_says_counts_in_no_figure() {
    let report = is_used_as(
        json!({"response": [{"userId": job_id(1), "errors": [{"code": 4202, "message": "No."}]}]})
            .to_string(),
        "validation-response",
    );
    assert_eq!((report.measure("errors"), report.measure("payloads")), (&json!(0), &json!(1)));
    assert_eq!(report.rules(), [""; 0]);
}

#[test]
fn a_line_that_is_no_json_costs_a_stream_itself_alone_wherever_it_stands() {
    for at in 1..6 {
        let mut lines: Vec<String> = (1..=6).map(|number| job(number).to_string()).collect();
        lines.insert(at, String::from("curl: (28) timed out"));
        let report = is_used_as(lines.join("\n"), "job-stream");
        assert_eq!((report.measure("jobs"), report.rules()), (&json!(6), vec!["wrapped-payload"]));
        lines[at] = String::from("{\"name\": timed out}");
        let report = is_used_as(lines.join("\n"), "job-stream");
        assert_eq!((report.measure("jobs"), report.findings("not-json")), (&json!(6), 1), "{at}");
        let cut = lines[0].len() / 2;
        lines[0].truncate(cut);
        let report = is_used_as(lines.join("\n"), "job-stream");
        assert!(report.example("not-json").contains(": cut short"), "{at}");
    }
}

#[test]
fn a_document_with_its_objects_on_lines_of_their_own_is_one_document() {
    let (one, two) = (without_name(job(1)), without_name(job(2)));
    for (text, kind, jobs) in [
        (format!("{{\"items\":[\n{one},\n{two}\n]}}\n"), "job-list", 2),
        (format!("{{\"items\":[\n{one}\n,{two}\n]}}"), "job-list", 2),
        (format!("{{\"items\":\r[\r{one}\r]}}"), "job-list", 1),
        (format!("{{\"response\":\n{}\n}}", job(3)), "job-start", 1),
    ] {
        let report = is_used_as(text, kind);
        assert_eq!((report.rules(), report.measure("jobs")), (vec![], &json!(jobs)), "{kind}");
    }
}

fn without_name(mut job: Value) -> Value {
    job.as_object_mut().expect("an object").remove("name");
    job
}

#[test]
fn what_follows_a_document_is_said() {
    let (one, two) = (job(1).to_string(), job(2).to_string());
    for text in [
        format!("{one}{two}"),
        format!("{one} x"),
        format!("{one},"),
        format!("{}\n{}", serde_json::to_string_pretty(&job(1)).expect("JSON"), two),
    ] {
        let (run, report) = audit([("a.json", &text)]);
        run.check(report.findings("trailing-data") == 1, "trailing-data");
    }
    for cut in [format!("{one}{}", &two[..200]), format!("{one}\n{{\"id\": "), format!("{one},{{")]
    {
        let (run, report) = audit([("a.json", &cut)]);
        run.check(report.findings("not-json") == 1, "what may have been a job");
        run.check(report.findings("trailing-data") == 0, "and that once");
    }
}

// ---------------------------------------------------------------------------------------------
// Folders
// ---------------------------------------------------------------------------------------------

#[test]
fn hidden_and_ignored_files_are_read_too() {
    let (run, report) = audit([
        (".hidden.json", job(1).to_string()),
        (".git/deep/er/a.json", job(2).to_string()),
        ("node_modules/b.json", job(3).to_string()),
        (".gitignore", String::from("*.json\n")),
        (".ignore", String::from("*\n")),
    ]);
    run.exits(0);
    assert_eq!(report.measure("jobs"), 3);
    assert_eq!(report.measure("files_found"), 5);
}

#[test]
fn overlapping_paths_count_a_file_once() {
    let folder = Folder::of([
        ("archive/a/one.json", job(1).to_string()),
        ("archive/two.json", job(2).to_string()),
    ]);
    let run = folder.run([
        "report",
        "archive",
        "archive/a",
        "archive/./two.json",
        "archive",
        "-f",
        "json",
    ]);
    run.exits(0);
    assert_eq!(run.json().measure("files_found"), 2);
    assert_eq!(run.json().measure("payloads"), 2);
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_named_and_followed_only_when_asked() {
    use std::os::unix::fs::symlink;
    let folder = Folder::of([
        ("archive/a.json", job(1).to_string()),
        ("elsewhere/b.json", job(2).to_string()),
    ]);
    symlink(folder.path("elsewhere/b.json"), folder.path("archive/link.json")).expect("a link");
    symlink(folder.path("elsewhere"), folder.path("archive/folder")).expect("a link");
    symlink(folder.path("gone"), folder.path("archive/dangling")).expect("a link");
    symlink(folder.path("archive"), folder.path("archive/loop")).expect("a link");
    let audit = |flags: &[&str]| {
        let fixed = ["report", "archive", "-v", "-f", "json"];
        let run = folder.run(fixed.iter().chain(flags));
        run.exits(0);
        let json = run.json();
        (run, json)
    };
    let (run, report) = audit(&[]);
    assert_eq!(report.measure("jobs"), 1, "{run}");
    assert_eq!(report.findings("special-file"), 4, "{run}");
    let (run, report) = audit(&["--follow"]);
    assert_eq!(report.measure("jobs"), 2, "{run}");
    assert_eq!(report.findings("special-file"), 0, "{run}");
    // The link that leads nowhere and the one that leads back.
    assert_eq!(report.findings("unreadable-file"), 2, "{run}");
    let named = folder.run(["report", "archive/link.json", "-f", "json"]);
    assert_eq!(named.exits(0).json().measure("jobs"), 1);
}

#[cfg(unix)]
#[test]
fn a_pipe_in_a_folder_is_named_and_never_opened() {
    let folder = Folder::of([("a.json", job(1).to_string())]);
    folder.shell("mkfifo pipe.json").exits(0);
    let (run, report) = folder.audit(&[]);
    run.exits(0);
    conserved(&folder, &run, &report);
    assert_eq!(report.example("special-file"), "pipe.json: a named pipe");
}

#[cfg(unix)]
#[test]
fn a_pipe_that_was_named_and_cannot_be_read_ends_with_2() {
    let folder = Folder::with_example();
    folder.shell("mkfifo pipe").exits(0);
    folder.run(["report", "archive", "pipe"]).exits(2).says_why("pipe");
}

#[cfg(unix)]
#[test]
fn file_names_are_shown_without_acting() {
    let (run, report) = audit([
        ("new\nline.json", job(1).to_string()),
        ("\u{1b}[31mred.json", job(2).to_string()),
        ("=cmd|' /C calc'!A0.json", job(3).to_string()),
        ("-f.json", job(4).to_string()),
        ("\u{202e}nosj.exe", job(5).to_string()),
    ]);
    run.exits(0);
    assert_eq!(report.measure("jobs"), 5);
    let raw = |text: &str| {
        text.contains('\u{1b}') || text.contains('\u{202e}') || text.contains("new\nline")
    };
    run.check(!raw(&run.stderr()), "nothing acts on standard error");
    run.check(run.fates().len() == 5, "a line a file");
}

// ---------------------------------------------------------------------------------------------
// Several payloads of a job
// ---------------------------------------------------------------------------------------------

#[test]
fn of_snapshots_the_newest_counts_whatever_the_order_of_the_files() {
    let snapshots =
        [running(1, "2023-05-30T13:04:01.000Z"), running(1, "2023-05-30T13:04:02.000Z"), job(1)]
            .map(|job| job.to_string());
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let files = order.iter().zip(["a", "b", "c"]).map(|(&at, name)| (name, &snapshots[at]));
        let (run, report) = audit(files);
        run.exits(0);
        assert_eq!(report.measure("payloads"), 3);
        assert_eq!(report.measure("snapshots_superseded"), 2);
        assert_eq!(report.job()["outcome"], "succeeded", "{order:?}");
        let newest = order.iter().position(|&at| at == 2).expect("the newest");
        assert_eq!(report.job()["file"], ["a", "b", "c"][newest]);
        assert!(report.rules().is_empty(), "{run}");
    }
}

#[test]
fn a_job_is_one_job_whichever_way_its_id_is_written() {
    let mut bare = example();
    bare["id"] = json!("131d985d-be8a-4728-b360-630c50151271");
    let mut upper = example();
    upper["id"] = json!("131D985D-BE8A-4728-B360-630C50151271");
    let files = [("a", example()), ("b", bare), ("c", upper)];
    let (_, report) = audit(files.map(|(name, job)| (name, job.to_string())));
    assert_eq!(report.job()["job"], "131d985d-be8a-4728-b360-630c50151271");
    assert_eq!(report.measure("snapshots_superseded"), 2);
}

#[test]
fn a_job_under_two_spellings_of_its_id_is_one_job() {
    let id = job_id(7);
    let uri = format!("ciscospark://us/JOB_ID/{id}");
    for spelled in [
        id.replace('-', ""),
        format!("{{{id}}}"),
        format!("urn:uuid:{id}"),
        format!(" {id} "),
        uri.clone(),
        uri.replace(':', "%3A").replace('/', "%2F"),
    ] {
        let mut other = job(7);
        other["id"] = json!(spelled);
        let folder = Folder::of([("a.json", job(7).to_string()), ("b.json", other.to_string())]);
        let (run, report) = folder.audit(&[]);
        assert_eq!(report.measure("jobs"), 1, "{spelled}: {run}");
        assert_eq!(report.findings("unusual-id"), 1, "{spelled}: {run}");
    }
}

#[test]
fn a_list_and_a_file_of_the_same_moment_complete_each_other() {
    let mut listed = job(1);
    listed["counts"] =
        json!({"totalMoves": 1, "moved": 1, "failed": 0, "pending": 0, "skipped": 0});
    forget_errors_file(&mut listed);
    listed.as_object_mut().expect("an object").remove("name");
    let list = json!({"items": [listed]}).to_string();
    let saved_by_curl = "8c54b800-10ed-11ee-97c3-a38ed64ceaf4";
    for (one, other) in [("a.json", "b.json"), ("b.json", "a.json")] {
        let single = job(1).to_string();
        let (run, report) =
            audit([(one, list.as_str()), (other, &single), (saved_by_curl, ERRORS_CSV)]);
        run.exits(0);
        let job = report.job();
        assert_eq!((&job["job_name"], &job["job"]), (&json!("moveusers"), &json!(job_id(1))));
        assert_eq!(
            (&job["items_pending"], &job["items_skipped"]),
            (&json!(0), &json!(0)),
            "from the list: {run}"
        );
        assert_eq!(job["errors"], 1, "by the URL in the single file: {run}");
        // The job says that none failed.
        assert_eq!(report.rules(), ["errors-csv-count-mismatch"], "{run}");
    }
}

#[test]
fn snapshots_of_one_moment_conflict_in_what_both_state_and_in_nothing_else() {
    let run = |id: u64| {
        let mut run = job(1)["jobExecutionStatus"][0].clone();
        run["id"] = json!(id);
        run["createdTime"] = json!(format!("2023-05-{id:02}T13:04:00.457Z"));
        run
    };
    let step = |id: u64, start: &str, end: &str, elapsed: &str| {
        let mut step = job(1)["jobExecutionStatus"][0]["stepExecutionStatuses"][0].clone();
        for (field, value) in [("startTime", start), ("endTime", end), ("timeElapsed", elapsed)] {
            step[field] = json!(value);
        }
        step["id"] = json!(id);
        step
    };
    let (first, second) = (
        step(1, "2023-05-30T13:04:00.500Z", "2023-05-30T13:04:01.500Z", "PT1S"),
        step(2, "2023-05-30T13:04:01.500Z", "2023-05-30T13:04:03.252Z", "PT1.752S"),
    );
    let mut runs = job(1);
    runs["jobExecutionStatus"] = json!([run(1), run(2)]);
    let mut steps = job(1);
    steps["jobExecutionStatus"][0]["stepExecutionStatuses"] = json!([first, second]);
    let changed = |at: &str, field: &str, value: Option<Value>| {
        let mut changed = job(1);
        let object = changed.pointer_mut(at).and_then(Value::as_object_mut).expect("an object");
        match value {
            Some(value) => drop(object.insert(field.into(), value)),
            None => drop(object.remove(field)),
        }
        changed
    };
    let (run_at, step_at) =
        ("/jobExecutionStatus/0", "/jobExecutionStatus/0/stepExecutionStatuses/0");
    let swapped = |value: &Value, at: &str| {
        let mut swapped = value.clone();
        swapped.pointer_mut(at).and_then(Value::as_array_mut).expect("an array").reverse();
        swapped
    };
    let other = json!(job_id(77));
    for (one, two, conflict) in [
        (runs.clone(), swapped(&runs, "/jobExecutionStatus"), false),
        (steps.clone(), swapped(&steps, &format!("{run_at}/stepExecutionStatuses")), false),
        (job(1), changed(run_at, "exitCode", None), false),
        (job(1), changed(run_at, "stepExecutionStatuses", None), false),
        (job(1), changed(step_at, "exitCode", None), false),
        (job(1), changed("", "sourceCustomerId", Some(other)), true),
        (job(1), changed("", "csvFileExpiryTime", Some(json!("2023-07-12T12:20:33.504Z"))), true),
        (job(1), changed(step_at, "endTime", Some(json!("2023-05-30T13:04:03.246Z"))), true),
        (job(1), changed(run_at, "exitCode", Some(json!("FAILED"))), true),
        (job(1), changed(run_at, "id", Some(json!(7))), true),
        (job(1), runs.clone(), true),
    ] {
        for (one, two) in [(&one, &two), (&two, &one)] {
            let (run, report) = audit([("a.json", one.to_string()), ("b.json", two.to_string())]);
            assert_eq!(report.findings("conflicting-snapshots"), u64::from(conflict), "{run}");
            // The fuller one counts, and nothing is lost.
            assert_eq!(report.job()["outcome"], "succeeded", "{run}");
            assert!(report.job()["steps"].as_u64() > Some(0), "{run}");
        }
    }
}

#[test]
fn how_far_a_job_came_may_stand_in_either_snapshot_of_one_moment() {
    let mut listed = job(1);
    listed.as_object_mut().expect("an object").remove("name");
    listed["percentageComplete"] = json!(90);
    // The other one says more, and not that.
    let mut single = job(1);
    single["name"] = json!("rebuildphones");
    single.as_object_mut().expect("an object").remove("counts");
    let mut fuller = single.clone();
    fuller["counts"] = json!({"totalMoves": 1, "moved": 1, "failed": 0, "pending": 0});
    for one in [&single, &fuller] {
        for (one, two) in [(one, &listed), (&listed, one)] {
            let (run, report) = audit([("a.json", one.to_string()), ("b.json", two.to_string())]);
            let [item] = report.rows("attention") else { panic!("one item: {run}") };
            let detail = item["detail"].as_str().unwrap_or_default();
            assert!(detail.starts_with("90 % complete"), "{detail}: {run}");
        }
    }
}

#[test]
fn snapshots_of_one_moment_that_disagree_are_said() {
    let mut other = job(1);
    other["counts"] = json!({"totalMoves": 2, "moved": 2, "failed": 0});
    let (a, b) = (job(1).to_string(), other.to_string());
    let (_, first) = audit([("a", &a), ("b", &b)]);
    let (_, again) = audit([("b", &b), ("a", &a)]);
    assert_eq!(first, again);
    assert_eq!(first.rules(), ["conflicting-snapshots"]);
    assert_eq!(first.findings("conflicting-snapshots"), 1);
    let said = "has another count here than in a, at the same moment; that one counts";
    assert!(first.example("conflicting-snapshots").ends_with(said));
    assert_eq!(first.job()["items_requested"], 1, "the first by name");
    assert_eq!(first.measure("snapshots_superseded"), 1);
}

#[test]
fn jobs_are_judged_at_the_newest_last_updated_of_any_snapshot() {
    // The newer snapshot has lost it, and is known to be newer by its end alone.
    let (mut older, mut newer) = (job(1), job(1));
    older["jobExecutionStatus"][0]["endTime"] = json!("2023-05-30T13:04:03.250Z");
    let run = newer["jobExecutionStatus"][0].as_object_mut().expect("an object");
    run.insert(String::from("endTime"), json!("2023-05-30T14:00:00.000Z"));
    run.remove("lastUpdated");
    run.remove("stepExecutionStatuses");
    let files = [("a.json", older.to_string()), ("b.json", newer.to_string())];
    let (run, report) = audit(files);
    run.check(*report.measure("snapshots_superseded") == 1, "one of them counts");
    run.check(report.0["as_of"] == "2023-05-30T13:04:03.574Z", "the moment that is there");
}

#[test]
fn a_job_that_ran_again_counts_its_executions_and_shows_the_newest() {
    let mut job = job(1);
    let mut earlier = job["jobExecutionStatus"][0].clone();
    earlier["id"] = json!(332_386);
    for (field, time) in [
        ("createdTime", "2023-05-29T09:00:00.000Z"),
        ("startTime", "2023-05-29T09:00:00.100Z"),
        ("endTime", "2023-05-29T09:00:03.100Z"),
        ("lastUpdated", "2023-05-29T09:00:03.200Z"),
    ] {
        earlier[field] = json!(time);
    }
    for field in ["statusMessage", "exitCode"] {
        earlier[field] = json!("FAILED");
        earlier["stepExecutionStatuses"][0][field] = json!("FAILED");
    }
    for (field, time) in [
        ("startTime", "2023-05-29T09:00:00.200Z"),
        ("endTime", "2023-05-29T09:00:02.952Z"),
        ("lastUpdated", "2023-05-29T09:00:02.960Z"),
    ] {
        earlier["stepExecutionStatuses"][0][field] = json!(time);
    }
    for newest_first in [true, false] {
        let runs = job["jobExecutionStatus"].as_array_mut().expect("executions");
        runs.truncate(2);
        runs.retain(|run| run["id"] != 332_386);
        runs.insert(usize::from(newest_first), earlier.clone());
        let report = is_used_as(job.to_string(), "job-status");
        let row = report.job();
        assert_eq!((&row["executions"], &row["steps"]), (&json!(2), &json!(2)));
        assert_eq!(row["created"], "2023-05-29T09:00:00.000Z", "the first's");
        assert_eq!(row["started"], "2023-05-30T13:04:00.469Z", "the newest's");
        assert_eq!(row["ended"], "2023-05-30T13:04:03.252Z", "the newest's");
        assert_eq!(row["outcome"], "succeeded");
        assert_eq!(
            (&row["wall_ms"], &row["elapsed_ms"], &row["queue_ms"]),
            (&json!(2783), &json!(2752), &json!(12))
        );
        assert!(report.rules().is_empty(), "{:?}", report.0["sections"]["findings"]);
    }
}

// ---------------------------------------------------------------------------------------------
// Streams
// ---------------------------------------------------------------------------------------------

/// Jobs as lines, padded so that `jobs` of them have more than `bytes`; the last has a field that is
/// not documented.
fn jobs_as_lines(jobs: u64, bytes: usize) -> Vec<String> {
    let padding = " ".repeat(bytes / usize::try_from(jobs).expect("a small number"));
    let line = |index| {
        let mut text = archive::job(index, 7);
        if index + 1 == jobs {
            text.insert_str(text.len() - 1, ",\"note\":1");
        }
        text.insert_str(1, &padding);
        text
    };
    (0..jobs).map(line).collect()
}

/// The rows of a section without the columns that name a place.
fn without_places(report: &Json, section: &str) -> Vec<Value> {
    let mut rows = report.rows(section).to_vec();
    for row in &mut rows {
        row.as_object_mut().expect("a row").remove("file");
    }
    rows
}

#[test]
fn a_stream_too_large_to_be_held_gives_the_figures_of_its_jobs_in_files() {
    let lines = jobs_as_lines(900, 18 << 20);
    let stream = lines.join("\n");
    assert!(stream.len() > 16 << 20, "more than is read at once");
    let files =
        lines.iter().enumerate().map(|(at, line)| (format!("{at:04}.json"), line.trim_start()));
    let (single, small) = audit(files);
    let (run, large) = audit([("big.ndjson", stream + "\n")]);
    run.exits(0);
    single.exits(0);
    for section in [
        "failure_rates",
        "exit_codes",
        "statuses",
        "step_timing",
        "slowest_steps",
        "error_codes",
        "jobs",
    ] {
        assert_eq!(without_places(&small, section), without_places(&large, section), "{section}");
    }
    assert_eq!(large.measure("jobs"), 900);
    assert_eq!(large.measure("payloads"), 900);
    assert_eq!(large.rules(), ["errors-csv-expired", "errors-csv-missing", "unknown-field"]);
    assert!(
        large.example("unknown-field").starts_with("big.ndjson:900:"),
        "{}",
        large.example("unknown-field")
    );
}

#[test]
fn a_byte_order_mark_costs_a_large_stream_no_job() {
    let stream = format!("\u{feff}{}", jobs_as_lines(60, 18 << 20).join("\n"));
    let report = is_used_as(stream, "job-stream");
    assert_eq!(report.measure("jobs"), 60);
    assert!(report.rules().ends_with(&["unknown-field", "encoding"]));
}

#[test]
fn a_large_table_is_decoded_like_a_small_one() {
    let head = b"User ID,Type,Code,Message\n".to_vec();
    let row = b"J\xfcrg,Error,19605,[Error 19605] No.\n";
    let small = is_used_as([head.clone(), row.repeat(2)].concat(), "errors-csv");
    let large = is_used_as([head, row.repeat((17 << 20) / row.len())].concat(), "errors-csv");
    assert_eq!(large.measure("users_with_errors"), 1);
    assert_eq!(small.rules(), large.rules());
}

#[test]
fn a_stream_that_cannot_be_read_to_its_end_counts_nothing() {
    let mut stream = jobs_as_lines(50, 1 << 10).join("\n");
    stream.push_str("\n{\"");
    stream.push_str(&"x".repeat(34 << 20));
    let folder = Folder::of([("big.ndjson", &stream)]);
    let (run, report) = folder.audit(&["--max-file-size", "16M"]);
    conserved(&folder, &run, &report);
    let used = *report.measure("files_used") == 1;
    let expected = if used { 50 } else { 0 };
    run.check(*report.measure("jobs") == expected, "jobs come from files that are used");
    run.check(*report.measure("payloads") == expected, "payloads are counted where jobs are");
}

#[test]
fn a_large_stream_without_a_single_payload_is_set_aside() {
    let line = "{\"name\":\"app\",\"padding\":\"".to_owned() + &"x".repeat(1 << 16) + "\"}\n";
    let (run, report) = audit([("big.ndjson", line.repeat(280))]);
    run.exits(3);
    assert_eq!(report.measure("files_set_aside"), 1);
    assert!(report.findings("unknown-payload") > 0);
}

#[test]
fn a_broken_line_costs_a_stream_no_other_job_wherever_it_stands() {
    for broken in 0..3 {
        let mut lines = [1, 2, 3, 4].map(|number| job(number).to_string());
        lines[broken].truncate(lines[broken].len() - 400);
        let report = is_used_as(lines.join("\n"), "job-stream");
        assert_eq!(report.measure("jobs"), 3, "line {}", broken + 1);
        assert_eq!(report.findings("not-json"), 1);
    }
}

#[test]
fn blank_lines_and_carriage_returns_in_a_stream_move_no_line_number() {
    let mut last = job(3);
    last["note"] = json!(1);
    let stream = format!("{}\r\n\r\n{}\r\n   \r\n{last}\r\n", job(1), job(2));
    let report = is_used_as(stream, "job-stream");
    assert_eq!(report.measure("jobs"), 3);
    assert!(
        report.example("unknown-field").starts_with("file:5:"),
        "{}",
        report.example("unknown-field")
    );
}

#[test]
fn a_line_beyond_the_limit_for_a_document_costs_a_stream_itself_alone() {
    let mut long = job(2);
    long["note"] = json!("x".repeat(2 << 20));
    for bytes in [0, 18 << 20] {
        let mut lines = jobs_as_lines(20, bytes);
        lines.insert(7, long.to_string());
        let folder = Folder::of([("a.ndjson", lines.join("\n"))]);
        let (run, report) = folder.audit(&["--max-file-size", "1900000"]);
        assert_eq!(report.measure("jobs"), 20, "{run}");
        assert_eq!(report.findings("too-large"), 1);
        let example = report.example("too-large").to_owned();
        assert!(example.starts_with("a.ndjson:8:1: "), "{example}");
    }
}
