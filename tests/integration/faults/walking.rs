//! Folders that can't be read, and what lies in them that is no file.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;

use super::preload::{DENIED, Fault, INPUT_OUTPUT, available};
use super::struck;
use crate::support::{Folder, Run, job};

fn tree() -> Folder {
    Folder::of([
        ("archive/a.json", job(1).to_string()),
        ("archive/b.json", job(2).to_string()),
        ("archive/deep/c.json", job(3).to_string()),
        ("archive/deep/er/d.json", job(4).to_string()),
    ])
}

#[test]
fn a_folder_that_cannot_be_listed_is_named_and_what_is_left_counts() {
    if !available() {
        return;
    }
    let folder = tree();
    let args = ["report", "archive", "-v", "-f", "json", "--threads", "1"];
    let mut times = 0;
    for call in ["opendir", "readdir", "stat"] {
        for (action, lasting) in [(INPUT_OUTPUT, false), (DENIED, false), (INPUT_OUTPUT, true)] {
            let fault = Fault { call, below: "/archive", action, lasting, ..Fault::default() };
            times += fault.everywhere(
                &folder,
                &args,
                |_| {},
                |run| {
                    if run.bytes().is_empty() {
                        run.exits(2).says_why("cannot read archive: ");
                        return;
                    }
                    let (report, fates) = (run.json(), run.fates());
                    let lost = report.findings("unreadable-file");
                    let aside = fates.values().filter(|fate| fate.starts_with("set aside")).count();
                    run.check(lost == aside as u64, "what can't be listed has its finding");
                    run.check(*report.measure("jobs") == fates.len() - aside, "the others count");
                    // The size of a file is asked for to show how far the work is, and is no more than that.
                    run.check(lost > 0 || call == "stat", "a finding");
                    // What the machine failed to give is no fault of the archive.
                    let failed = lost > 0 && action == INPUT_OUTPUT;
                    let root = fates.contains_key(".");
                    run.exits(if root || failed { 2 } else { 0 });
                },
            );
        }
    }
    struck("walk", times);
}

/// Runs a line of shell as somebody whom permissions bind; none where that can't be done.
fn unprivileged(folder: &Folder, line: &str) -> Option<Run> {
    fs::set_permissions(folder.path(""), PermissionsExt::from_mode(0o755)).expect("permissions");
    for somebody in ["", "setpriv --reuid=65534 --regid=65534 --clear-groups "] {
        let test = format!("{somebody}sh -c 'test $(id -u) -ne 0 && \"$JOBAUDIT\" --version'");
        if folder.shell(&test).status().success() {
            return Some(folder.shell(&format!("exec {somebody}sh -c '{line}'")));
        }
    }
    let _ = writeln!(std::io::stderr(), "left out: nobody else can be had to run the program");
    None
}

#[test]
fn what_somebody_may_not_read_is_named_and_the_rest_counts() {
    let folder = tree();
    let forbid = |name: &str| {
        fs::set_permissions(folder.path(name), PermissionsExt::from_mode(0o000))
            .expect("permissions");
    };
    forbid("archive/b.json");
    forbid("archive/deep/er");
    let audit = "exec \"$JOBAUDIT\" report -v -f json";
    let Some(run) = unprivileged(&folder, &format!("{audit} archive")) else { return };
    let report = run.exits(0).json();
    assert_eq!(
        (report.measure("jobs"), report.findings("unreadable-file")),
        (&2.into(), 2),
        "{run}"
    );
    for name in ["b.json", "deep/er"] {
        run.check(run.fates()[name] == "set aside, unreadable-file", name);
    }
    // What was named has to be read, also where it lies in a folder that was named too.
    for paths in
        ["archive archive/b.json", "archive/a.json archive/b.json", "archive/b.json archive"]
    {
        let run = unprivileged(&folder, &format!("{audit} {paths}")).expect("as before");
        run.exits(2).says_why("cannot read archive/b.json: Permission denied");
    }
    let run =
        unprivileged(&folder, &format!("{audit} archive/deep/er archive")).expect("as before");
    run.exits(2).says_why("cannot read archive/deep/er: Permission denied");
    fs::set_permissions(folder.path("archive/deep/er"), PermissionsExt::from_mode(0o755))
        .expect("permissions");
}

#[test]
fn an_output_that_somebody_may_not_write_is_found_out_before_the_work() {
    let folder = Folder::with_example();
    folder.write("closed/old.json", "{}");
    let closed = folder.path("closed");
    fs::set_permissions(&closed, PermissionsExt::from_mode(0o555)).expect("permissions");
    for output in ["closed/a.json", "closed/tables/", "closed/old.json", "closed/a.xlsx"] {
        let line = format!("exec \"$JOBAUDIT\" report archive -v -o {output}");
        let Some(run) = unprivileged(&folder, &line) else { return };
        run.exits(2).says_why("Permission denied");
        run.check(run.fates().is_empty(), "nothing was audited");
    }
    assert_eq!(fs::read_dir(&closed).expect("a folder").count(), 1);
}

#[test]
fn loops_of_links_end() {
    let folder = tree();
    let link = |to: &str, name: &str| symlink(to, folder.path(name)).expect("a link");
    link(".", "archive/itself");
    link("../..", "archive/deep/above");
    link("round-b", "archive/round-a");
    link("round-a", "archive/round-b");
    link("nowhere", "archive/dangling");
    for (flags, rule, jobs) in [(&[][..], "special-file", 4), (&["--follow"], "unreadable-file", 4)]
    {
        let (run, report) = folder.audit(flags);
        run.exits(0);
        assert_eq!(*report.measure("jobs"), jobs, "{run}");
        assert_eq!(report.findings(rule), 5, "{run}");
        assert_eq!(report.findings("conflicting-snapshots"), 0, "{run}");
    }
}

#[test]
fn a_job_that_several_links_lead_to_counts_once() {
    let folder = Folder::of([("archive/a.json", job(1).to_string())]);
    for (to, name) in [("a.json", "b.json"), ("a.json", "c.json")] {
        symlink(to, folder.path("archive").join(name)).expect("a link");
    }
    fs::hard_link(folder.path("archive/a.json"), folder.path("archive/d.json")).expect("a link");
    let (run, report) = folder.audit(&["--follow"]);
    run.exits(0);
    let counts = ["files_found", "jobs", "items_requested", "snapshots_superseded"];
    let counts = counts.map(|name| report.measure(name).as_u64().unwrap_or_default());
    assert_eq!(counts, [4, 1, 1, 3], "{run}");
}

#[test]
fn what_is_no_file_is_named_and_never_opened() {
    let folder = Folder::of([("archive/x.json/job.json", job(1).to_string())]);
    folder.shell("mkfifo archive/pipe.json").exits(0);
    let _socket = UnixListener::bind(folder.path("archive/socket.json")).expect("a socket");
    symlink("/dev/zero", folder.path("archive/device.json")).expect("a link");
    let (run, report) = folder.audit(&["--follow"]);
    run.exits(0);
    assert_eq!(report.measure("jobs"), 1, "{run}");
    let fates = run.fates();
    for name in ["pipe", "socket", "device"] {
        let fate = &fates[&format!("archive/{name}.json")];
        run.check(fate == "set aside, special-file", name);
    }
    for (name, what) in [("pipe", "a named pipe"), ("socket", "a socket"), ("device", "a device")] {
        let path = format!("archive/{name}.json");
        folder
            .run(["report", &path])
            .exits(2)
            .says_why(&format!("cannot read {path}: it is {what}"));
    }
}
