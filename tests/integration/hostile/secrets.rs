//! The query of a signed URL, or another credential, wherever an archive holds one: in no output is there a part
//! of it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::outputs::{facts, outputs, shown};
use crate::support::{Folder, example, job_id};

/// The parts of a query that nobody must see. Each has a mark of its own.
const EXPIRES: &str = "4102444800777";
const ACCESS: &str = "accessqqvzx";
const SIGNATURE: &str = "sigqqvzxAbC1-~_dEf2GhI3jKl4MnO5pQr6StU7vWx8Yz9aBcDeF";

/// The marks: no output holds one of them, in upper or lower case.
const MARKS: [&str; 3] = [EXPIRES, "qqvzx", "gHi3jKl4MnO5pQr6StU"];

/// A signed URL, as the service writes it.
fn url() -> String {
    format!(
        "https://files.example.com/v1/errors?Expires={EXPIRES}&GoogleAccessId={ACCESS}&Signature={SIGNATURE}"
    )
}

/// The URL as JSON may spell it too, and credentials that are none.
fn spellings() -> Vec<String> {
    let url = url();
    let all = |c: char| format!("\\u{:04x}", u32::from(c));
    let mut spellings = vec![
        url.clone(),
        url.replace('/', "\\/"),
        url.replace('?', "\\u003f").replace('=', "\\u003D").replace('&', "\\u0026"),
        url.replace("://", "\\u003a\\u002F\\/"),
        url.chars().map(|c| if c.is_ascii_alphabetic() { c.to_string() } else { all(c) }).collect(),
        url.replacen("Signature", "\\u0053ignature", 1).replacen("Expires", "\\u0045xpires", 1),
        format!("see <{url}> and '{url}'."),
        format!("{url} {url}"),
        url.replace("https://", ""),
        url.to_uppercase(),
        url.replace("://", "%253A%252F%252F").replace('?', "%253F").replace('=', "%253D"),
        url.replace("qqvzxAbC1-", "qqvzxAbC1- "),
    ];
    let password = "qqvzx1";
    let token = format!("A1b2C3d4{ACCESS}E5f6G7h8");
    spellings.extend([
        format!("Authorization: Bearer {SIGNATURE}"),
        format!("Authorization: Basic {ACCESS}="),
        format!("Authorization: Digest response=\"{password}\", a=\"b\""),
        format!("Authorization: Hawk mac=\"{password}\", id=\"a\""),
        format!("password&#61;{password}"),
        format!("password&colon;{password}"),
        format!("password\\x3d{password}"),
        format!("password:\\n{password}"),
        format!("https://ann:{ACCESS}@files.example.com/x"),
        format!("X-Api-Key: {password}"),
        format!("Set-Cookie: session={password}; Path=/; HttpOnly; a={password}"),
        format!("Cookie: a=b; c={password}; d={ACCESS}"),
        format!("x-amz-security-token: {ACCESS}"),
        format!("https://x.blob.example.com/a.csv?sv=2022-11-02&sig={password}%3D"),
        format!("blob a.csv, sig={password}"),
        format!("aws_secret_access_key={password}/a"),
        format!("aws_secret_access_key = {password}/a"),
        String::from("AKIAQQVZXODNN7EXAMPLE"),
        String::from("key ASIAQQVZXODNN7EXAMPLE of ann"),
        format!("client_secret={ACCESS}&grant_type=x"),
        format!("refresh_token: {password}"),
        format!("'password': '{password} {ACCESS}'"),
        format!("\\\"password\\\": \\\"{password} {ACCESS}\\\""),
        format!("\"password\": \"{password}\""),
        format!("\\u0022password\\u0022: \\u0022{password}\\u0022"),
        format!("&quot;password&quot;:&quot;{password}&quot;"),
        format!("<password>{ACCESS}</password>"),
        format!("ghp_{token}"),
        format!("xoxb-{ACCESS}-{token}"),
        format!("eyJ{ACCESS}.eyJ{token}.{ACCESS}"),
        format!("-----BEGIN PRIVATE KEY-----\\nqqvzx/+{token}\\n-----END PRIVATE KEY-----"),
        format!("DefaultEndpointsProtocol=https;AccountName=a;AccountKey={ACCESS}==;X=y"),
        format!("Server=db;Uid=ann;Pwd={password};"),
        format!("apikey={password}"),
        format!("user ann, token: {token}"),
        format!("login --password {ACCESS} --now"),
        format!("https://hooks.slack.com/services/T0/B0/{token}"),
        format!("password/{password}"),
        format!("password|{password}"),
        format!("the token#{ACCESS}1 expired"),
        format!("token({ACCESS}1) expired"),
        format!("the password was changed to {password}"),
        format!("tokens: {password}, {ACCESS}1"),
        format!("x tokens {ACCESS}1 and {ACCESS}2"),
        format!("key=a1b2c3d4{ACCESS}"),
        format!("p a s s w o r d: {password}"),
        format!("ssh-rsa AAAAB3NzaC1yc2E{ACCESS}"),
        format!(
            "{}_PF84_1eb65fdf-9643-417f-9974-ad72cae0e10f",
            format!("{ACCESS}x").repeat(6)[..64].to_owned()
        ),
    ]);
    spellings
}

/// Every value of a payload that could hold something else, by its pointer.
fn pointers(value: &Value, at: &str, all: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| pointers(value, &format!("{at}/{key}"), all));
        }
        Value::Array(elements) => {
            let elements = elements.iter().enumerate();
            elements.for_each(|(index, value)| pointers(value, &format!("{at}/{index}"), all));
        }
        _ => all.push(at.to_owned()),
    }
}

/// An archive with a credential at every place, and how many places those are.
fn archive() -> (Folder, usize) {
    const HERE: &str = "the-url-stands-here";
    let folder = Folder::new();
    let mut places = 0;
    let spellings = spellings();
    let mut put = |folder: &Folder, name: &str, text: &str| {
        let spelling = &spellings[places % spellings.len()];
        folder.write(name, text.replace(HERE, spelling));
        places += 1;
    };
    let mut all = Vec::new();
    pointers(&example(), "", &mut all);
    let mut number = 0;
    let mut job = |pointer: Option<&str>| {
        let mut job = example();
        number += 1;
        job["id"] = json!(job_id(number));
        if let Some(value) = pointer.and_then(|pointer| job.pointer_mut(pointer)) {
            *value = json!(HERE);
        }
        job
    };
    for (at, pointer) in all.iter().enumerate() {
        let text = job(Some(pointer)).to_string();
        put(&folder, &format!("fields/{at}.json"), &text);
        put(&folder, &format!("parts/{at}.json"), &text.replacen(HERE, &format!("x {HERE} y"), 1));
        // Cut behind it, within it and before it; and with a quote too few.
        let end = text.find(HERE).expect("it is there");
        put(&folder, &format!("cut/{at}.json"), &text[..end + HERE.len()]);
        put(&folder, &format!("unquoted/{at}.json"), &text.replacen(&format!("\"{HERE}"), HERE, 1));
        put(&folder, &format!("doubled/{at}.json"), &format!("{text}{}", job(Some(pointer))));
        put(
            &folder,
            &format!("keys/{at}.json"),
            &text.replacen(
                &format!("\"{}\":", pointer.rsplit('/').next().expect("a key")),
                &format!("\"{HERE}\":"),
                1,
            ),
        );
        put(
            &folder,
            &format!("array/{at}.json"),
            &json!([job(Some(pointer)), HERE, [HERE]]).to_string(),
        );
    }
    for extra in [
        "jobType",
        "operationType",
        "target",
        "locationId",
        "locationName",
        "vendorId",
        "sourceLocationId",
        "targetLocationId",
        "other",
        "percentageComplete",
    ] {
        let mut job = job(None);
        job[extra] = json!(HERE);
        put(&folder, &format!("extra/{extra}.json"), &job.to_string());
        job[HERE] = json!({ HERE: [HERE] });
        job["counts"][HERE] = json!(HERE);
        put(&folder, &format!("unknown/{extra}.json"), &job.to_string());
    }
    let lines: String = (0..40).map(|_| format!("{}\n", job(Some("/name")))).collect();
    put(&folder, "lines/a.ndjson", &format!("{lines}{HERE}\n{{\"{HERE}\n\"{HERE}\"\n"));
    let bodies = [
        ("code", json!({"error": [{"code": HERE, "message": HERE}]})),
        ("key", json!({"error": {"key": HERE, "message": [{"description": HERE, "code": HERE}]}})),
        (
            "message",
            json!({"message": HERE, "errors": [{"description": HERE}], "trackingId": HERE}),
        ),
        ("foreign", json!({ HERE: HERE })),
        ("text", json!(HERE)),
        ("texts", json!([HERE, HERE])),
        ("start", json!({"response": job(Some("/name")), HERE: HERE})),
        ("list", json!({"items": [job(Some("/id")), HERE, {HERE: HERE}], HERE: HERE})),
        (
            "errors",
            json!({"items": [{"itemNumber": HERE, "item": HERE, "errorType": HERE, HERE: 1,
            "trackingId": HERE, "error": {"key": HERE, "message": [{"description": HERE, "code": HERE,
            "location": HERE, "locationId": HERE, HERE: HERE}]}}]}),
        ),
        (
            "users",
            json!({"response": [{"userId": HERE, HERE: 1,
            "errors": [{"code": HERE, "message": HERE}], "impacts": [{"code": HERE, "message": HERE}]}]}),
        ),
    ];
    // Each body with a third of the spellings, each spelling in a third of the bodies.
    for (nth, (name, body)) in bodies.iter().enumerate() {
        for (at, spelling) in spellings.iter().enumerate().skip(nth % 3).step_by(3) {
            let text = body.to_string().replace(HERE, spelling);
            put(&folder, &format!("bodies/{name}-{at}.json"), &text);
        }
    }
    let (plain, password) = (url(), "qqvzx1");
    let row = format!("{plain},{plain},{plain},{plain}\n");
    put(&folder, "tables/a.csv", &format!("user,code,message,job id\n{row}{row}"));
    put(
        &folder,
        "tables/b.csv",
        &format!("user,code,message,{plain},{plain}\na,1\n\"{plain}\" x,1,b,\n"),
    );
    put(&folder, "tables/c.csv", &format!("{plain};code;message\na;1;\"{plain}\n"));
    put(&folder, "tables/d.csv", &format!("{row}{row}"));
    // What only the head of a column tells to be one.
    let head = "User Password,code,Pass Code,message,user token,Access code PIN";
    let row = format!("{password},19605,{password},no,{ACCESS},{password}");
    let rows = format!("ann,{row}\nbob,{row}\ncid,{row},x,{password}\n");
    put(&folder, "tables/e.csv", &format!("user,{head}\n{rows}"));
    put(&folder, "tables/f.csv", &format!("{head},user\n{row},ann\n"));
    put(&folder, "tables/g.csv", &format!("{head}\n{row}\n{row}\n"));
    let inner = format!("{{\"\"userPassword\"\":\"\"{password}\"\",\"\"message\"\":\"\"no\"\"}}");
    put(&folder, "tables/h.csv", &format!("code,message\n19605,\"{inner}\"\n"));
    put(&folder, "pages/a.html", &format!("<html><title>{plain}</title></html>"));
    put(&folder, "pages/b.xml", &format!("<x>{plain}</x>"));
    put(&folder, "pages/c.txt", &format!("@{{url={plain}}}"));
    put(&folder, "pages/d.txt", &format!("{{'name': '{plain}'}}"));
    put(&folder, "pages/e.txt", &plain);
    // As `wget` names what it saves, and what nobody can read there.
    let name = plain.rsplit('/').next().expect("the last segment");
    put(&folder, &format!("names/{name}"), &job(None).to_string());
    put(&folder, &format!("names/{name}.json"), "{\"broken\":");
    put(&folder, &format!("names/Bearer {SIGNATURE}/a.json"), &job(None).to_string());
    // A word behind a slash is the name of a file below.
    let names = spellings.iter().filter(|spelling| !spelling.starts_with("password/"));
    for (at, spelling) in names.enumerate() {
        let schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
        let response = json!([{"name": spelling, "body": job(None).to_string()}]);
        let item = json!([{"name": spelling, "item": [{"name": "a", "response": response}]}]);
        let collection = json!({"info": {"name": spelling, "schema": schema}, "item": item});
        put(&folder, &format!("collections/{at}.json"), &collection.to_string());
    }
    put(&folder, &format!("names/{name}.folder/a.csv"), "user,code,message\na,1,b\n");
    let places = places;
    (folder, places)
}

/// Which marks are in a text, however a text is written.
fn leaks(text: &str) -> BTreeSet<&'static str> {
    let text = text.to_lowercase();
    MARKS.into_iter().filter(|mark| text.contains(&mark.to_lowercase())).collect()
}

#[test]
fn no_part_of_a_credential_is_in_any_output() {
    let (folder, places) = archive();
    assert!(places > 300, "{places}");
    let mut all = outputs(&folder, &["00000000-0000-4000-8000-000000000001"], &[]);
    all.extend(shown(&folder, "https", &[]));
    all.extend(facts(&folder));
    let redacted = outputs(&folder, &[], &["--redact"]);
    for output in all.iter().chain(&redacted) {
        let text = output.text();
        let lines = text.lines().filter(|line| !leaks(line).is_empty());
        let lines: Vec<String> =
            lines.take(3).map(|line| line.chars().take(600).collect()).collect();
        assert_eq!(lines, [""; 0], "{}", output.name);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn no_part_of_a_credential_is_in_a_line_that_a_terminal_shows() {
    let (folder, _) = archive();
    for columns in [40, 80, 300] {
        let line =
            format!("stty cols {columns}; $JOBAUDIT validate . -v --no-progress --max-findings 0");
        let run = folder.shell(&format!("script -qec '{line}' /dev/null"));
        // What is wrapped is one text again.
        let text: String = run.stdout().split_whitespace().collect();
        assert!(text.len() > 100_000 && text.contains('^'));
        let text = text.to_lowercase();
        let found = MARKS.iter().find_map(|mark| text.split_once(&mark.to_lowercase()));
        let shown = found.map(|(before, _)| before.chars().rev().take(300).collect::<Vec<_>>());
        let shown = shown.map(|before| before.into_iter().rev().collect::<String>());
        assert_eq!(shown, None, "{columns} columns");
    }
}
