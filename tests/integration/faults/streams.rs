//! Streams that are closed, and an environment that is empty.

use crate::support::{Folder, PROGRAM, example};

#[test]
fn closed_streams_change_no_exit_code_and_no_output() {
    let folder = Folder::with_example();
    folder.write("foreign/notes.txt", "Call Ann.");
    folder.shell("exec \"$JOBAUDIT\" report archive -q -o plain.json").exits(0);
    let closed = ["<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-"];
    for streams in closed {
        for (args, code) in [
            ("report archive -o a.json -o a.xlsx --retry-list a.csv", 0),
            ("report archive -v", 0),
            ("validate archive", 0),
            ("show 0 archive", 2),
            ("report absent", 2),
            ("report foreign", 3),
            ("report --bogus", 2),
            ("explain", 0),
            ("--help", 0),
        ] {
            let run = folder.shell(&format!("exec \"$JOBAUDIT\" {args} {streams}"));
            run.exits(code);
        }
        assert_eq!(folder.read("a.json"), folder.read("plain.json"), "{streams}");
        std::fs::remove_file(folder.path("a.json")).expect("it was written");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault_of_any_command() {
    for args in [
        "report samples",
        "report samples -f html",
        "report samples -f xlsx",
        "validate samples --fail-on never",
        "validate samples -f sarif --fail-on never",
        "explain",
        "schema",
        "man",
        "completions bash",
        "--help",
    ] {
        let line = format!("{{ \"$JOBAUDIT\" {args}; echo $? >&2; }} | head -c 1");
        let run = crate::support::shell(&line);
        run.exits(0).check(run.stderr() == "0\n", "no complaint");
    }
}

#[test]
fn neither_zone_nor_locale_nor_home_changes_a_byte_of_any_output() {
    let folder = Folder::of([("archive/a.json", example().to_string())]);
    let outputs = "-o a.html -o a.xlsx -o tables/ -o a.json";
    let all = |settings: &str| {
        let line = format!("exec env {settings} {PROGRAM} report archive {outputs}");
        let run = folder.shell(&line);
        run.exits(0);
        let names = ["a.html", "a.xlsx", "tables/jobs.csv", "tables/summary.csv", "a.json"];
        let files = names.map(|name| std::fs::read(folder.path(name)).expect("an output"));
        (run.stdout(), files)
    };
    let plain = all("");
    for settings in [
        "-i",
        "TZ=Pacific/Chatham",
        "TZ=:nonsense LC_ALL=nonsense LANG=nonsense",
        "LC_ALL=tr_TR.UTF-8 LC_NUMERIC=de_DE.UTF-8",
        "-u HOME -u PATH TMPDIR=/tmp",
    ] {
        assert!(all(settings) == plain, "{settings}");
    }
}
