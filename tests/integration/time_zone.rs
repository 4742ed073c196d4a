//! `--tz`: days and times of people are those of a zone, and programs get instants in UTC.

use serde_json::json;

use crate::support::{Folder, job, run};

/// A night in New York: two jobs, before and after midnight in UTC.
fn night() -> Folder {
    let folder = Folder::new();
    for (number, start) in [(1, "2023-05-30T23:30:00.000Z"), (2, "2023-05-31T00:30:00.000Z")] {
        let mut job = job(number);
        for moment in ["createdTime", "startTime", "endTime", "lastUpdated"] {
            job["jobExecutionStatus"][0][moment] = json!(start);
        }
        folder.write(&format!("{number}.json"), job.to_string());
    }
    folder
}

fn report(flags: &[&str]) -> String {
    night().run(["report", "."].iter().chain(flags)).exits(0).stdout()
}

const NEW_YORK: [&str; 2] = ["--tz", "america/new_york"];

#[test]
fn a_night_of_migrations_stays_one_day() {
    for (section, by, row) in
        [("timeline", "job-name", "2023-05-30,2"), ("failure_rates", "day", "2023-05-30,2")]
    {
        let flags = ["-f", "csv", "--section", section, "--by", by];
        let utc = report(&flags);
        assert!(utc.contains("\n2023-05-30,1,") && utc.contains("\n2023-05-31,1,"), "{utc}");
        let local = report(&[&flags[..], &NEW_YORK].concat());
        assert!(local.contains(&format!("\n{row},")) && !local.contains("2023-05-31"), "{local}");
    }
}

#[test]
fn people_read_times_of_the_zone_and_programs_utc() {
    let flags = |format| {
        [&["-f", format, "--section", "jobs", "--section", "timeline"][..], &NEW_YORK].concat()
    };
    for format in ["table", "markdown", "html"] {
        let text = report(&flags(format));
        for said in [
            "started (America/New_York)",
            "day (America/New_York)",
            "2023-05-30 19:30:00",
            "2023-05-30 20:30:00",
        ] {
            assert!(text.contains(said), "{format}, {said}: {text}");
        }
        assert!(!text.contains("UTC"), "{format}: {text}");
    }
    let table = report(&flags("table"));
    assert!(table.contains("2 jobs on 2023-05-30 (America/New_York)"), "{table}");
    assert!(table.contains("\nJudged as of 2023-05-30 20:30:00 America/New_York\n"), "{table}");
    let json = report(&flags("json"));
    for said in
        ["\"started\":\"2023-05-30T23:30:00.000Z\"", "\"as_of\": \"2023-05-31T00:30:00.000Z\""]
    {
        assert!(json.contains(said), "{said}: {json}");
    }
}

#[test]
fn no_heading_of_a_whole_page_names_another_zone() {
    for format in ["markdown", "html"] {
        let page = run(["report", "samples", "-f", format, "--tz", "America/New_York"]);
        let page = page.exits(0).stdout();
        assert!(page.contains("(America/New_York)"), "{format}");
        let other = page.find("(UTC)").map(|at| &page[at - 100..at + 10]);
        assert_eq!(other, None, "{format}");
    }
}

#[test]
fn a_day_on_the_command_line_is_a_day_of_the_zone() {
    for (flags, jobs) in [
        (&["--since", "2023-05-31"][..], 1),
        (&["--until", "2023-05-30"], 1),
        (&["--until", "2023-05-30", "--tz", "America/New_York"], 2),
        (&["--since", "2023-05-30T20:00", "--tz", "America/New_York"], 1),
        // What says its zone keeps it.
        (&["--until", "2023-05-30T23:59:59Z", "--tz", "America/New_York"], 1),
    ] {
        let text = report(&[flags, &["-f", "csv", "--section", "jobs"]].concat());
        assert_eq!(text.lines().count() - 1, jobs, "{flags:?}: {text}");
    }
    let text = report(&["--until", "2023-05-30", "--tz", "America/New_York"]);
    let said = "\nFilters: started until 2023-05-30 23:59:59 America/New_York\n";
    assert!(text.contains(said), "{text}");
    night().run(["report", ".", "--since", "2023-05-31", "--tz", "America/New_York"]).exits(3);
}

#[test]
fn an_unknown_zone_is_answered_with_the_nearest() {
    for (wanted, nearest) in [
        ("Europe/Berlim", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
    ] {
        let said = format!("did you mean `{nearest}`?");
        run(["report", "samples", "--tz", wanted]).exits(2).says_why(&said);
    }
}
