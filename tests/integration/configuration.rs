//! Settings in a file: `jobaudit.toml`, and `jobaudit config`, which shows them.

use serde_json::Value;
#[cfg(target_os = "linux")]
use std::fs;

use crate::support::{Folder, Run, job, running};

fn archive() -> Folder {
    let mut odd = job(3);
    odd["surprise"] = Value::from(1);
    Folder::of([
        ("in/1.json", job(1).to_string()),
        ("in/2.json", running(2, "2023-05-30T14:00:00Z").to_string()),
        ("in/3.json", odd.to_string()),
    ])
}

/// Runs a command with this as its file of settings.
fn with(folder: &Folder, settings: &str, args: &[&str]) -> Run {
    folder.write("own.toml", settings);
    folder.run(args.iter().copied().chain(["--config", "own.toml"]))
}

fn settings(run: &Run) -> Vec<Value> {
    run.exits(0).json().rows("settings").to_vec()
}

/// The value of a setting, and where it comes from, in a command.
fn setting(all: &[Value], name: &str, command: &str) -> (Value, Value) {
    let is_it = |row: &&Value| {
        let commands = row["commands"].as_str().expect("commands");
        row["setting"] == name && commands.split(' ').any(|known| known == command)
    };
    let mut rows = all.iter().filter(is_it);
    let row = rows.next().unwrap_or_else(|| panic!("{name} of {command}"));
    assert!(rows.next().is_none(), "{name} of {command} is there once");
    (row["value"].clone(), row["origin"].clone())
}

#[test]
fn settings_count_as_if_they_had_been_typed_and_flags_win() {
    let folder = archive();
    let text = "title = \"Spring\"\nonly = \"unknown-field\"\n[report]\nformat = \"json\"\ntop = 1\n\
                section = [\"slowest_steps\", \"findings\"]\n";
    let report = with(&folder, text, &["report", "in"]);
    let typed = [
        "report",
        "in",
        "--title",
        "Spring",
        "--only",
        "unknown-field",
        "-f",
        "json",
        "--top",
        "1",
    ];
    let typed = folder.run(typed.into_iter().chain(["--section", "slowest_steps,findings"]));
    let (mut by_file, by_flags) = (report.exits(0).json().0, typed.exits(0).json().0);
    let source = by_file.as_object_mut().expect("an object").remove("config").expect("the file");
    assert_eq!(by_file, by_flags);
    assert_eq!(source["file"], "own.toml");
    // Of a list, all of it is what was typed.
    let flags = ["report", "in", "--top", "2", "--section", "slowest_steps"];
    let report = with(&folder, text, &flags).exits(0).json();
    assert_eq!(report.rows("slowest_steps").len(), 2);
    assert!(report.0["sections"].get("findings").is_none());
    // A flag that rules out a setting wins too.
    let both = with(&folder, "quiet = true\n", &["report", "in", "-v"]);
    both.exits(0)
        .check(both.stderr().contains("in/1.json") || both.stderr().contains("1.json"), "-v");
}

#[test]
fn the_file_of_the_working_folder_counts_unless_another_or_none_is_named() {
    let folder = archive();
    folder.write("jobaudit.toml", "title = \"Usual\"\n");
    folder.write("other.toml", "title = \"Other\"\n");
    let title = |run: Run| {
        let text = run.exits(0).stdout();
        text.lines().next().unwrap_or_default().to_owned()
    };
    // Tests have the variable set to nothing, so that no file of the folder disturbs them.
    assert_eq!(title(folder.run(["report", "in"])), "Job audit");
    #[cfg(unix)]
    {
        let shell = |line: &str| title(folder.shell(&format!("unset JOBAUDIT_CONFIG; {line}")));
        assert_eq!(shell("\"$JOBAUDIT\" report in"), "Usual");
        assert_eq!(shell("\"$JOBAUDIT\" report in --isolated"), "Job audit");
        assert_eq!(shell("\"$JOBAUDIT\" report in --config other.toml"), "Other");
        assert_eq!(shell("JOBAUDIT_CONFIG=other.toml \"$JOBAUDIT\" report in"), "Other");
        assert_eq!(shell("\"$JOBAUDIT\" report in --title Typed"), "Typed");
    }
    folder
        .run(["report", "in", "--config", "none.toml"])
        .exits(2)
        .says_why("cannot read none.toml");
    // What has nothing to set needs no file.
    folder.write("jobaudit.toml", "titel = \"x\"\n");
    folder.run(["explain", "job"]).exits(0);
}

#[test]
fn a_mistake_is_told_with_its_place_and_what_may_have_been_meant() {
    let folder = archive();
    for (settings, place, said) in [
        ("titel = \"x\"\n", "1:1", "did you mean `title`?"),
        ("\n[repotr]\ntop = 1\n", "2:2", "did you mean `report`?"),
        ("[report]\nstatistics = true\n", "2:1", "jobaudit report has no setting `statistics`"),
        ("[validate]\nmax-finding = 1\n", "2:1", "did you mean `max-findings`?"),
        ("top = \"many\"\n", "1:7", "expected a whole number"),
        ("top = [1]\n", "1:7", "top is one value"),
        ("follow = 1\n", "1:10", "follow is true or false"),
        ("section = [\"findings\", 1.5]\n", "1:24", "1.5"),
        ("since = \"soon\"\n", "1:9", "expected a time"),
        ("[rules]\nignore = [\"not-jsn\"]\n", "2:11", "'not-json'"),
        ("[rules.level]\nnot-jsn = \"info\"\n", "2:11", "did you mean `not-json`?"),
        ("[rules.level]\nnot-json = \"fatal\"\n", "2:12", "info, warning, error"),
        ("[require]\nin_progres = 0\n", "2:14", "in_progres"),
        ("[names]\nx = \"Ann\"\n", "2:5", "expected ID=NAME"),
        ("config = \"a.toml\"\n", "1:1", "on the command line"),
        ("title = \n", "1:9", ""),
    ] {
        let run = with(&folder, settings, &["report", "in"]);
        run.exits(2).says_why(&format!("own.toml:{place}: ")).says_why(said);
        run.check(run.stdout().is_empty(), "nothing is written");
    }
    // Two settings that rule each other out are a mistake of the file.
    let settings = "all = true\nsection = [\"findings\"]\n";
    with(&folder, settings, &["report", "in"]).exits(2).says_why("own.toml: the argument");
    // `config` looks at what other commands would use.
    let settings = "[validate]\nmax-findings = \"few\"\n";
    with(&folder, settings, &["report", "in"]).exits(0);
    with(&folder, settings, &["config"]).exits(2).says_why("own.toml:2:16: ");
}

#[test]
fn limits_names_and_levels_are_tables() {
    let folder = archive();
    let settings = "[require]\nin_progress = 0\nfailure_rate = \"<=50%\"\n[rules.level]\nunknown-field = \"error\"\n";
    let run = with(&folder, settings, &["report", "in", "-f", "json"]);
    run.exits(1).says_why("--require 'in_progress = 0' is broken");
    let limits: Vec<_> = run.json().rows("gates").iter().map(|row| row["gate"].clone()).collect();
    assert_eq!(limits, ["in_progress", "failure_rate"]);
    let severity = |run: &Run| {
        run.json().row("findings", "rule", "unknown-field").expect("a row")["severity"].clone()
    };
    assert_eq!(severity(&run), "error");
    let usual = folder.run(["report", "in", "-f", "json"]);
    assert_eq!(severity(&usual), "warning");
    let count = |run: &Run, measure: &str| run.json().measure(measure).as_u64().expect("a count");
    let measures = ["findings_error", "findings_warning"];
    let [before, after] = [&usual, &run].map(|run| measures.map(|measure| count(run, measure)));
    assert_eq!([after[0], after[1]], [before[0] + 1, before[1] - 1]);
    // A rule that is raised fails a run, and one that is lowered does not.
    let only = ["validate", "in", "--only", "unknown-field"];
    folder.run(only).exits(0);
    for format in ["text", "json", "sarif", "github", "junit", "csv"] {
        let args = only.iter().copied().chain(["-f", format, "--level", "unknown-field=error"]);
        folder.run(args).exits(1).check(true, format);
    }
    let sarif = ["-f", "sarif", "--level", "unknown-field=error"];
    let sarif = folder.run(only.into_iter().chain(sarif)).json().0;
    assert_eq!(sarif["runs"][0]["results"][0]["level"], "error");
    // The organisation of the jobs.
    let org = usual.json().rows("jobs")[0]["org"].as_str().expect("an id").to_owned();
    let named = format!("[names]\n{org} = \"Birch & Sons\"\n");
    let run = with(&folder, &named, &["report", "in", "-f", "json"]);
    assert_eq!(run.json().rows("jobs")[0]["org_name"], "Birch & Sons");
}

#[test]
fn what_a_report_came_from_is_in_it_and_is_never_replaced() {
    let folder = archive();
    let report = with(&folder, "top = 3\n", &["report", "in", "-f", "markdown"]);
    let text = report.exits(0).stdout();
    // The SHA-256 of that line.
    let digest = "with the settings of own.toml (SHA-256 ";
    report.check(text.contains(digest), "the file and its digest");
    let json = with(&folder, "top = 3\n", &["report", "in", "-f", "json"]).json().0;
    let sha256 = json["config"]["sha256"].as_str().expect("a digest").to_owned();
    assert!(text.contains(&sha256));
    with(&folder, "top = 4\n", &["report", "in", "-f", "json"]).check(true, "another file");
    for args in [
        &["report", "in", "-o", "markdown=own.toml"][..],
        &["validate", "in", "-o", "text=own.toml", "--force"],
        &["config", "-o", "markdown=own.toml"],
    ] {
        with(&folder, "top = 3\n", args).exits(2).says_why("it is the file of settings");
        assert_eq!(folder.read("own.toml"), "top = 3\n");
    }
    #[cfg(target_os = "linux")]
    {
        fs::write(folder.path("jobaudit.toml"), "top = 3\n").expect("a file");
        let shell = folder
            .shell("unset JOBAUDIT_CONFIG; \"$JOBAUDIT\" report in -o markdown=jobaudit.toml");
        shell.exits(2).says_why("it is the file of settings");
    }
}

#[test]
fn config_shows_every_setting_with_its_value_and_origin() {
    let folder = archive();
    let text = "top = 5\nquiet = true\noutput = [\"a.md\", \"a.html\"]\n[report]\ntop = 7\nquiet = false\n";
    let shown = settings(&with(&folder, text, &["config", "-f", "json"]));
    let is = |name: &str, command: &str, value: &str, origin: &str| {
        assert_eq!(setting(&shown, name, command), (value.into(), origin.into()), "{name}");
    };
    is("top", "report", "7", "own.toml:5");
    is("quiet", "report", "false", "own.toml:6");
    is("quiet", "validate", "true", "own.toml:2");
    is("output", "report", "a.md, a.html", "own.toml:3");
    // What is written is the report's, or another file would be replaced by `show`.
    assert_eq!(setting(&shown, "output", "show"), (Value::Null, "default".into()));
    is("max-nesting", "validate", "128", "default");
    is("fail-on", "report", "never for report, error for validate", "default");
    // Every flag of every command is there.
    for command in ["report", "diff", "validate", "show", "trend", "config"] {
        let help = folder.run([command, "--help"]).stdout();
        let flags = help.lines().filter_map(|line| {
            let at = line.trim_start();
            let at = at.strip_prefix('-').map(|rest| rest.trim_start_matches(|c| c != '-'))?;
            let at = at.trim_start_matches('-');
            line.starts_with(' ')
                .then(|| at.split([' ', '\n']).next().unwrap_or_default().to_owned())
        });
        let flags: Vec<String> = flags
            .filter(|flag| !["", "help", "config", "isolated"].contains(&flag.as_str()))
            .collect();
        assert!(flags.len() > 5, "{command}: {flags:?}");
        for flag in flags {
            setting(&shown, &flag, command);
        }
    }
}

#[test]
fn the_documented_file_works() {
    let folder = archive();
    let document = format!("{}/docs/configuration.md", crate::support::PACKAGE);
    let document = std::fs::read_to_string(document).expect("the document");
    let block = document.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
    folder.write("own.toml", block.expect("a block"));
    folder.write("customers.csv", format!("id,name\n{},Birch\n", crate::support::job_id(9)));
    folder.write("accepted.toml", "");
    let report = folder.run(["report", "in", "--config", "own.toml"]);
    report.exits(1).says_why("--require 'in_progress = 0' is broken");
    for name in ["audit.html", "audit.json"] {
        assert!(folder.read(name).contains("Move of spring") || name.ends_with("json"), "{name}");
    }
    assert_eq!(folder.read("history.jsonl").lines().count(), 1);
    let validate = folder.run(["validate", "in", "--config", "own.toml"]);
    validate.check(validate.stdout().contains("::notice file="), "unknown-field is a note");
    // It may lie in what is audited.
    let beside = folder.run(["validate", "own.toml", "in", "-f", "json", "--fail-on", "never"]);
    beside.check(!beside.stdout().contains("unknown-payload"), "the file is known");
    let shown = settings(&folder.run(["config", "-f", "json", "--config", "own.toml"]));
    assert_eq!(setting(&shown, "fail-on", "validate").0, "warning");
}
