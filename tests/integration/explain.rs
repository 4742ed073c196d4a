//! `explain`: pages for all that a report or a finding names.

use jobaudit::findings::rule::Rule;

use crate::support::run;

#[test]
fn a_name_is_explained_in_upper_or_lower_case() {
    for (name, heading, part) in [
        ("end-before-start", "end-before-start: a rule, severity error", "What to do:"),
        ("END-BEFORE-START", "end-before-start: a rule, severity error", "Why it matters:"),
        ("stopping", "STOPPING: a status, undocumented", "What to do:"),
        ("COMPLETED_WITH_ERRORS", "COMPLETED_WITH_ERRORS: an exit code", "What to do:"),
        ("404", "404: an HTTP status code, Not Found", "Trying again"),
        ("19605", "19605: an error code, area service", "What to do: Authorise these services"),
        (
            "batch-400",
            "BATCH-400: an error code, area request",
            "What to do: Send the request again",
        ),
        ("19701", "19701: an impact code", "What to do: Nothing"),
        ("fix-user", "fix-user: an action", "Asked for by 4202,"),
    ] {
        let page = run(["explain", name]);
        page.exits(0).check(page.stdout().starts_with(heading), heading);
        page.check(page.stdout().contains(part), part);
        page.check(page.stdout().lines().all(|line| line.chars().count() <= 92), "lines that fit");
    }
}

#[test]
fn a_word_that_means_two_things_has_both_pages() {
    let both = run(["explain", "completed"]);
    for heading in ["COMPLETED: a status\n", "\nCOMPLETED: an exit code\n"] {
        both.exits(0).check(both.stdout().contains(heading), heading);
    }
}

#[test]
fn several_names_are_explained_whatever_the_others_are() {
    let run = run(["explain", "4202", "27972", "nonsens", "paused"]);
    run.exits(2).says_why("nothing is called `nonsens`");
    let text = run.stdout();
    let pages =
        ["4202: an error code", "\n27972: an error code", "\nPAUSED: a status, undocumented"];
    let at = pages.map(|page| text.find(page).unwrap_or_else(|| panic!("{page} in {run}")));
    assert!(at.is_sorted(), "{run}");
    // Each says something of its own.
    let body = |at: usize| text[at..].split("\n\n").skip(1).take(2).collect::<String>();
    assert_ne!(body(at[0]), body(at[1]));
}

#[test]
fn the_words_of_a_report_are_explained() {
    for (name, part) in [
        ("superseded", "a newer one replaces"),
        ("set-aside", "could not use"),
        ("snapshot", "at the moment that it was saved"),
        ("moveusers", "requested: totalMoves"),
        ("ManageNumbers", "done: numbersMoved + numbersDeleted"),
        ("PAUSED", "can be paused and resumed"),
    ] {
        let page = run(["explain", name]);
        page.exits(0).check(page.stdout().contains(part), part);
    }
    // A code is none that is like another one.
    for code in ["4203", "40", "19699"] {
        let page = run(["explain", code]);
        page.exits(2).says_why("is no code of the catalogue");
        page.check(!page.stderr().contains("did you mean"), "nothing else is suggested");
    }
}

#[test]
fn an_unknown_name_ends_with_2_and_suggests_the_nearest() {
    run(["explain", "elapsed-missmatch"]).exits(2).says_why("did you mean `elapsed-mismatch`?");
    run(["explain", "§"]).exits(2).says_why("`jobaudit explain` lists all");
}

#[test]
fn without_a_name_all_of_them_are_listed() {
    let list = run(["explain"]);
    let text = list.exits(0).stdout();
    let listed = |name: &str| text.lines().any(|line| line.starts_with(&format!("  {name} ")));
    for rule in Rule::ALL {
        list.check(listed(rule.name()), rule.name());
    }
    for name in ["STARTING", "STOPPED", "UNKNOWN", "429", "19605", "BATCH-400", "contact-support"] {
        list.check(listed(name), name);
    }
}
