//! An archive that a stranger made: texts that somebody acts on, wherever an archive holds text.

use std::ffi::OsString;
use std::fs;
#[cfg(unix)]
use std::os::unix::ffi::OsStringExt;

use serde_json::{Value, json};

use crate::support::{Folder, example, job_id};

/// Texts that a spreadsheet, a browser, a terminal, a reader of Markdown or an eye would act on.
pub const TEXTS: [&str; 68] = [
    // Formulas.
    "=1+1",
    "'=1+1",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1+2",
    "\r=1+3",
    "\n=1+4",
    "＝1+5",
    "＋1+6",
    "－1+7",
    "＠SUM(A2)",
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "a;=1+8;b",
    "a,\"=1+9\",b",
    "a\t=1+10",
    "a\n=1+11",
    // Markup.
    "a|b||c",
    "a \\| b",
    "a\\",
    "`code` ``x``",
    "<script>document.title='ran'</script>",
    "</script><script>document.title='ran'</script>",
    "</td></tr></table><h1>heading</h1>",
    "\"><img src=x onerror=\"document.title='ran'\">",
    "' onmouseover='x' a='",
    "<!-- comment",
    "]]>",
    "&lt;b&gt; &#60; &amp;amp;",
    "javascript:alert(1)",
    "[link](javascript:alert(2))",
    "[link]: http://evil.example",
    "![image](http://evil.example/x.png)",
    "<http://evil.example/auto>",
    "http://evil.example/bare",
    "www.evil.example",
    "<mailto:x@evil.example>",
    "[^1]",
    "# heading",
    "1. item",
    "- item",
    "> quote",
    "***bold*** __b__ ~~s~~ $m$ ==h==",
    "$$m$$",
    "--- | --- | ---",
    "[ ] task",
    "a<br>b",
    // Terminals.
    "\u{1b}[31mred\u{1b}[0m",
    "\u{1b}[2J\u{1b}[1;1Hforged",
    "\u{1b}]8;;http://evil.example\u{1b}\\link\u{1b}]8;;\u{1b}\\",
    "\u{1b}]52;c;cm0gLXJmIH4=\u{7}",
    "\u{9b}31m \u{9d}52;c;eA==\u{9c}",
    "a\rforged\u{8}\u{8}\u{7f}",
    // Two that look alike unless what hides is spelled out.
    "job\u{0}",
    "job",
    "job\u{200b}",
    "job\u{200d}",
    "job\u{fe0f}",
    "job\u{ad}",
    "jo\u{a0}b",
    "jo b",
    r"job\u{0}",
    "boj\u{202e}",
    "boj\u{2067}x\u{2069}",
    "two\nlines",
    r"two\nlines",
    "two\u{2028}li\u{2029}nes",
    "two\u{85}lines",
];

/// The documented example, as it is about a text: its names, ids and codes are that text.
pub fn job_about(text: &str) -> Value {
    let mut job = example();
    for field in [
        "id",
        "name",
        "trackingId",
        "sourceUserId",
        "sourceCustomerId",
        "targetCustomerId",
        "latestExecutionStatus",
        "latestExecutionExitCode",
        "csvFile",
        "fileFormat",
        "jobType",
        "operationType",
        "target",
        "locationId",
        "locationName",
        "sourceLocationId",
        "targetLocationId",
        "vendorId",
    ] {
        job[field] = json!(text);
    }
    job["counts"][text] = json!(1);
    job[text] = json!({ text: text });
    let run = &mut job["jobExecutionStatus"][0];
    (run["statusMessage"], run["exitCode"]) = (json!(text), json!(text));
    for step in run["stepExecutionStatuses"].as_array_mut().expect("steps") {
        for field in ["statusMessage", "exitCode", "name"] {
            step[field] = json!(text);
        }
    }
    job
}

/// The same in a worse state: whatever is a text anywhere in it is that text.
pub fn ruin(value: &mut Value, text: &str) {
    match value {
        Value::String(old) => text.clone_into(old),
        Value::Array(all) => all.iter_mut().for_each(|value| ruin(value, text)),
        Value::Object(all) => all.values_mut().for_each(|value| ruin(value, text)),
        _ => {}
    }
}

/// The archive of all texts.
pub fn archive() -> Folder {
    archive_of(&TEXTS)
}

/// A job, a ruined one, errors, foreign files and names of files a text.
pub fn archive_of(texts: &[&str]) -> Folder {
    let folder = Folder::new();
    let mut errors = csv::Writer::from_writer(Vec::new());
    errors.write_record(["user", "code", "message", "job id"]).expect("a header");
    let (mut list, mut users) = (Vec::new(), Vec::new());
    for (at, &text) in texts.iter().enumerate() {
        folder.write(&format!("jobs/{at:02}.json"), job_about(text).to_string());
        let mut ruined = example();
        ruin(&mut ruined, text);
        ruined["id"] = json!(job_id(at as u64));
        folder.write(&format!("ruined/{at:02}.json"), ruined.to_string());
        errors.write_record([text, text, text, job_id(at as u64).as_str()]).expect("a row");
        // A known tag would count in the place of the code.
        let words = format!("[Error 1] {text}");
        list.push(json!({"itemNumber": at, "item": text, "errorType": text, "trackingId": text, text: 1,
            "error": {"key": text, "message": [{"description": words, "code": text, "location": text}]}}));
        users.push(json!({"userId": text, "errors": [{"code": text, "message": words}]}));
        for (name, body) in [
            ("foreign", json!({ text: text })),
            ("failed", json!({"error": [{"code": text, "message": text}]})),
            (
                "failed-too",
                json!({"message": text, "errors": [{"description": text}], "trackingId": text}),
            ),
        ] {
            folder.write(&format!("{name}/{at:02}.json"), body.to_string());
        }
        folder.write(&format!("pages/{at:02}.html"), format!("<html><title>{text}</title></html>"));
        let broken = job_about(text).to_string();
        folder.write(&format!("broken/{at:02}.json"), &broken[..broken.len() - 9]);
        let columns = format!("user,code,message,{0},{0}\na,1,b,{0}\n", quoted(text));
        folder.write(&format!("columns/{at:02}.csv"), columns);
    }
    folder.write("said/errors.csv", errors.into_inner().expect("rows"));
    folder.write("said/errors.json", json!({ "items": list }).to_string());
    folder.write("said/validation.json", json!({ "response": users }).to_string());
    // Half a character, as only JSON can write it.
    let half = job_about("half").to_string().replace("half", r"\ud800half\udc00\udfff");
    folder.write("jobs/half.json", half);
    for (at, name) in names().into_iter().enumerate() {
        let path = folder.path("names").join(&name);
        fs::create_dir_all(folder.path("names")).expect("a folder");
        let mut job = example();
        (job["id"], job["note"]) = (json!(job_id(1000 + at as u64)), json!(1));
        fs::write(path, job.to_string()).expect("a file of that name");
    }
    folder
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Names of files: the texts as far as the system allows, and some that are no text.
pub fn names() -> Vec<OsString> {
    let mut names: Vec<OsString> =
        TEXTS.iter().filter(|text| !text.contains(['/', '\0'])).map(OsString::from).collect();
    #[cfg(unix)]
    for name in [&b"a\xff"[..], br"a\xFF", b"a\x80\x1b[31m", b"-f", b"--help", b"\xed\xa0\x80"] {
        names.push(OsString::from_vec(name.to_vec()));
    }
    names.push("n".repeat(255).into());
    names
}
