//! The HTML report in a browser: headless Chromium, where there is one. CI installs it and insists.

use std::ffi::OsString;
use std::io::Write;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::errors::failed;
use crate::support::{Folder, job, run};

/// The browser; none on a machine without, where that is said. In CI there must be one.
fn browser() -> Option<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    let mut all =
        std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name)));
    let found = all.find(|path| path.is_file()).map(OsString::from);
    assert!(found.is_some() || std::env::var_os("CI").is_none(), "CI has a browser");
    if found.is_none() {
        let _ = writeln!(std::io::stderr(), "left out: no Chromium on this machine");
    }
    found
}

/// The report of the samples.
fn page(folder: &Folder) -> String {
    let path = folder.path("audit.html").display().to_string();
    run(["report", "samples", "-q", "-o", &path]).exits(0);
    folder.read("audit.html")
}

/// Opens the page: what the browser answers, and what it writes to its console.
fn open(folder: &Folder, flags: &[&str]) -> Option<(String, Vec<String>)> {
    let browser = browser()?;
    let profile = format!("--user-data-dir={}", folder.path("profile").display());
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", &profile])
        .args(["--no-first-run", "--disable-background-networking", "--virtual-time-budget=3000"])
        .args(flags)
        .arg(format!("file://{}", folder.path("audit.html").display()))
        .output()
        .expect("the browser runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let console = said.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
    Some((String::from_utf8_lossy(&output.stdout).into_owned(), console))
}

/// What a script found out in the page of the samples.
fn probed(script: &str, flags: &[&str]) -> Option<Value> {
    let folder = Folder::new();
    page(&folder);
    probed_in(&folder, script, flags)
}

/// What a script found out in `audit.html`, which is to be seen as a reader would see it.
pub fn probed_in(folder: &Folder, script: &str, flags: &[&str]) -> Option<Value> {
    let script = format!(
        "document.body.setAttribute('data-probe', JSON.stringify((function () {{ {script} }})()));"
    );
    folder.write("audit.html", with_script(&folder.read("audit.html"), &script));
    answer(folder, flags)
}

/// What a script found out in `audit.html` on a screen of 390 pixels. Windows are not that narrow, frames are.
fn probed_on_a_phone(folder: &Folder, script: &str) -> Option<Value> {
    let script =
        format!("parent.postMessage(JSON.stringify((function () {{ {script} }})()), '*');");
    folder.write("page.html", with_script(&folder.read("audit.html"), &script));
    folder.write(
        "audit.html",
        "<!DOCTYPE html><html><body><script>
         addEventListener('message', function (said) { document.body.setAttribute('data-probe', said.data); });
         </script><iframe src=\"page.html\" width=\"390\" height=\"844\"></iframe></body></html>",
    );
    answer(folder, &[])
}

/// A page with one more script, which its policy allows.
fn with_script(page: &str, script: &str) -> String {
    let hash = STANDARD.encode(Sha256::digest(script));
    let page = page.replacen("script-src ", &format!("script-src 'sha256-{hash}' "), 1);
    let (above, below) = page.rsplit_once("</body>").expect("a body");
    format!("{above}<script>{script}</script></body>{below}")
}

/// What the script in `audit.html` found out.
fn answer(folder: &Folder, flags: &[&str]) -> Option<Value> {
    let (dom, console) = open(folder, &[&["--dump-dom"], flags].concat())?;
    assert_eq!(console, [""; 0]);
    let found = dom.split("data-probe=\"").nth(1).and_then(|rest| rest.split('"').next());
    let found = found.expect("the script ran").replace("&quot;", "\"");
    let found = found.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\u{a0}");
    let found = found.replace("&amp;", "&");
    Some(serde_json::from_str(&found).expect("JSON"))
}

#[test]
fn the_page_opens_without_a_word_on_the_console_and_asks_for_nothing() {
    let folder = Folder::new();
    let page = page(&folder);
    let Some((dom, console)) = open(&folder, &["--dump-dom"]) else { return };
    // The policy forbids every request, and a forbidden one is a word on the console.
    assert!(page.contains("default-src 'none'"));
    assert_eq!(console, [""; 0]);
    // The script ran: columns can be sorted, long tables filtered.
    assert!(
        dom.contains(
            "<th scope=\"col\" class=\"n\" data-t=\"occurrences\"><button type=\"button\">"
        )
    );
    assert!(dom.contains("<label class=\"filter\">"));
}

#[test]
fn tables_are_sorted_and_filtered() {
    let script = "
        var table = document.getElementById('table-error_codes');
        var column = function (at) { return Array.from(table.tBodies[0].rows)
            .filter(function (row) { return !row.hidden; }).map(function (row) { return row.cells[at].textContent; }); };
        var head = table.tHead.rows[0].cells[5];
        var first = column(5);
        head.firstChild.click(); var down = column(5), sorted = head.getAttribute('aria-sort');
        head.firstChild.click(); var up = column(5);
        head.firstChild.click(); var third = column(5), unsorted = head.getAttribute('aria-sort');
        var input = table.parentNode.parentNode.querySelector('input[type=search]');
        var label = table.parentNode.previousElementSibling.querySelector('input');
        label.value = 'PSTN'; label.dispatchEvent(new Event('input'));
        return { up: up, down: down, sorted: sorted, restored: third.join() === first.join(), unsorted: unsorted,
            filtered: column(0), filters: Array.from(document.querySelectorAll('.filter')).every(function (label) {
                return label.parentNode.querySelector('tbody').rows.length > 10; }) };";
    let Some(found) = probed(script, &[]) else { return };
    let numbers = |key: &str| -> Vec<u64> {
        let cells = found[key].as_array().expect("cells").iter();
        cells.map(|cell| cell.as_str().expect("text").parse().expect("a number")).collect()
    };
    let (up, down) = (numbers("up"), numbers("down"));
    assert!(up.len() > 20 && up.is_sorted() && !down.is_sorted(), "{found}");
    assert!(down.iter().rev().is_sorted(), "{found}");
    assert_eq!(found["sorted"], "descending");
    assert_eq!([&found["restored"], &found["unsorted"]], [&json!(true), &json!(null)]);
    assert_eq!(found["filters"], true);
    assert_eq!(found["filtered"], json!(["10010009"]));
}

#[test]
fn codes_are_sorted_as_numbers_outcomes_by_how_bad_they_are_and_the_total_stays_last() {
    let script = "
        var sorted = function (id, at) {
            var table = document.getElementById('table-' + id);
            table.tHead.rows[0].cells[at].firstChild.click();
            return Array.from(table.rows).slice(1).map(function (row) { return row.cells[at].textContent; }); };
        return { codes: sorted('error_codes', 0), outcomes: sorted('worst_jobs', 3), others: sorted('more_jobs', 3),
            severities: sorted('findings', 1), groups: sorted('failure_rates', 0) };";
    let Some(found) = probed(script, &[]) else { return };
    let column = |key: &str| -> Vec<&str> {
        found[key].as_array().expect("cells").iter().filter_map(Value::as_str).collect()
    };
    let codes: Vec<u64> = column("codes").iter().filter_map(|code| code.parse().ok()).collect();
    assert!(codes.len() > 20 && codes.is_sorted(), "{codes:?}");
    let mut outcomes = column("outcomes");
    outcomes.dedup();
    assert_eq!(outcomes, ["failed", "stopped", "with errors"]);
    let mut others = column("others");
    assert_eq!(others.len(), 20);
    others.dedup();
    assert_eq!(others, ["with errors", "pending orders", "in progress"]);
    let mut severities = column("severities");
    severities.dedup();
    assert_eq!(severities, ["error", "warning", "note"]);
    assert_eq!(column("groups").last(), Some(&"(total)"));
}

#[test]
fn tables_keep_to_their_content_and_a_long_ones_head_stays_in_sight() {
    let script = "
        Array.from(document.querySelectorAll('details')).forEach(function (fold) { fold.open = true; });
        var box = document.getElementById('table-error_codes').parentNode;
        var head = box.querySelector('th'), top = head.getBoundingClientRect().top;
        box.scrollTop = 100;
        var lines = function (cell) {
            var range = document.createRange(); range.selectNodeContents(cell);
            return new Set(Array.from(range.getClientRects()).map(function (r) { return Math.round(r.top); })).size; };
        return { scrolled: box.scrollTop, moved: head.getBoundingClientRect().top - top,
            broken: Array.from(document.querySelectorAll('td.n,td.s,td.i:not(.w),td.t')).filter(function (cell) {
                return cell.offsetParent && lines(cell) > 1 && !cell.querySelector('span'); }).length,
            narrow: document.getElementById('table-statuses').offsetWidth < 500,
            wide: Array.from(document.querySelectorAll('.scroll')).filter(function (box) {
                // The list of people to work through has more to say than fits, and scrolls by itself.
                return box.querySelector('table[id]') && !box.querySelector('#table-still_to_move') && box.scrollWidth > box.clientWidth;
            }).length };";
    let Some(found) = probed(script, &["--window-size=1280,900"]) else { return };
    let expected = json!({"scrolled": 100, "moved": 0, "broken": 0, "narrow": true, "wide": 0});
    assert_eq!(found, expected);
}

#[test]
fn a_charts_letters_can_be_read_on_a_phone() {
    // The drawing is what a phone of 390 pixels has room for.
    let script = "
        var shown = Array.from(document.querySelectorAll('svg[role=img]')).filter(function (svg) { return svg.clientWidth; });
        return { names: Array.from(new Set(shown.map(function (svg) { return svg.getAttribute('class'); }))),
            letters: shown.every(function (svg) {
                var size = parseFloat(getComputedStyle(svg.querySelector('text')).fontSize);
                return size * Math.min(368, svg.clientWidth) / svg.viewBox.baseVal.width >= 11; }) };";
    let Some(found) = probed(script, &["--window-size=500,800"]) else { return };
    assert_eq!(found, json!({"names": ["narrow"], "letters": true}));
}

#[test]
fn no_letter_of_a_chart_is_cut_at_its_edge() {
    // Few wide columns, whose last label is wider than its column.
    let folder = Folder::new();
    for (number, day) in [(1, "01"), (2, "05"), (3, "20")] {
        let of_day = job(number).to_string().replace("2023-05-30", &format!("2023-05-{day}"));
        folder.write(&format!("archive/{number}.json"), of_day);
    }
    folder.run(["report", "archive", "-q", "-o", "audit.html"]).exits(0);
    let script = "
        var cut = 0, labels = [];
        Array.from(document.querySelectorAll('svg[role=img]')).forEach(function (svg) {
            var size = svg.viewBox.baseVal;
            Array.from(svg.querySelectorAll('text')).forEach(function (text) {
                if (!svg.clientWidth) return;
                var box = text.getBBox();
                if (box.x < -1 || box.x + box.width > size.width + 1) cut += 1;
                labels.push(text.textContent);
            });
        });
        return { cut: cut, last: labels.indexOf('2023-05-20') >= 0 };";
    for size in ["--window-size=1920,1080", "--window-size=500,800"] {
        let Some(found) = probed_in(&folder, script, &[size]) else { return };
        assert_eq!(found, json!({"cut": 0, "last": true}), "{size}");
        folder.run(["report", "archive", "-q", "-o", "audit.html", "--force"]).exits(0);
    }
}

#[test]
fn the_first_screen_answers_and_a_link_leads_to_a_job_in_full() {
    let script = "
        var bottom = function (query) {
            return Math.round(document.querySelector(query).getBoundingClientRect().bottom + scrollY); };
        var fold = document.querySelector('.fold').getBoundingClientRect().top + scrollY;
        var answers = ['.verdict', '.whole', '.cards', '#next'].map(bottom);
        var link = document.querySelector('#table-worst_jobs a[href^=\"#job-\"]');
        var target = document.getElementById(link.getAttribute('href').slice(1));
        for (var at = target; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
        var dead = Array.from(document.querySelectorAll('a[href^=\"#\"]')).filter(function (a) {
            return !document.getElementById(a.getAttribute('href').slice(1)); });
        return { answers: answers.filter(function (y) { return y > 800; }), fold: fold > 4800 ? fold : 0,
            seen: target.offsetHeight > 100, dead: dead.length, twice: /Fetch the errors files: Fetch/
                .test(document.querySelector('#next').innerText), commands: /jobaudit (report|explain|show)|--[a-z]/
                .test(document.querySelector('main').innerText) };";
    let Some(found) = probed(script, &["--window-size=1280,800"]) else { return };
    let expected = json!({"answers": [], "fold": 0, "seen": true, "dead": 0, "twice": false, "commands": false});
    assert_eq!(found, expected);
}

#[test]
fn it_suits_the_dark_and_a_phone() {
    let script = "return { paper: getComputedStyle(document.body).backgroundColor,
        wide: document.documentElement.scrollWidth - document.documentElement.clientWidth };";
    for (flags, paper) in [
        (&["--window-size=1200,800"][..], "rgb(255, 255, 255)"),
        (&["--window-size=500,800"], "rgb(255, 255, 255)"),
        (&["--blink-settings=preferredColorScheme=0"], "rgb(15, 19, 24)"),
    ] {
        let Some(found) = probed(script, flags) else { return };
        assert_eq!(found, json!({"paper": paper, "wide": 0}), "{flags:?}");
    }
}

#[test]
fn millions_of_moves_fit_on_a_phone() {
    let folder = Folder::new();
    for (number, requested, done) in [(1, 4_025_844, 3_935_844), (2, 1_000_001, 1)] {
        let mut wave = failed(number);
        wave["counts"] =
            json!({"totalMoves": requested, "moved": done, "failed": requested - done});
        let name = "a-wave-whose-name-is-longer-than-a-phone-is-wide-".repeat(2);
        folder.write(&format!("archive/{number}/{name}.json"), wave.to_string());
    }
    folder.run(["report", "archive", "-q", "-o", "audit.html"]).exits(0);
    let script = "
        Array.from(document.querySelectorAll('details')).forEach(function (fold) { fold.open = true; });
        var width = document.documentElement.clientWidth;
        return { width: innerWidth, wide: document.documentElement.scrollWidth - width,
            out: Array.from(document.querySelectorAll('body *')).filter(function (part) {
                return part.getBoundingClientRect().right > width + 1 && !part.closest('.scroll, svg');
            }).map(function (part) { return part.outerHTML.slice(0, 100); }),
            said: document.body.innerText.indexOf('3,935,845 / 5,025,845') > 0 };";
    let Some(found) = probed_on_a_phone(&folder, script) else { return };
    assert_eq!(found, json!({"width": 390, "wide": 0, "out": [], "said": true}));
}

#[test]
fn people_are_read_on_a_phone_without_scrolling_aside() {
    let folder = Folder::new();
    page(&folder);
    let script = "
        var table = document.getElementById('table-people_left'), box = table.parentNode;
        var first = table.tBodies[0].rows[0];
        return { aside: box.scrollWidth - box.clientWidth, said: first.innerText.replace(/\\s+/g, ' ') };";
    let Some(found) = probed_on_a_phone(&folder, script) else { return };
    assert_eq!(found["aside"], 0);
    let said = found["said"].as_str().expect("text");
    for words in
        ["isolde.marchetti@", "Dogwood Hotels", "The extension is not available.", "Give the user"]
    {
        assert!(said.contains(words), "{said}");
    }
}

/// The widths of the pages that `audit.html` is printed on, in points.
fn printed(folder: &Folder) -> Option<Vec<u32>> {
    let pdf = format!("--print-to-pdf={}", folder.path("audit.pdf").display());
    let (_, console) = open(folder, &[&pdf])?;
    assert_eq!(console, [""; 0]);
    let printed = std::fs::read(folder.path("audit.pdf")).expect("a PDF");
    assert!(printed.starts_with(b"%PDF"));
    let printed = String::from_utf8_lossy(&printed);
    let boxes = printed.split("/MediaBox [0 0 ").skip(1);
    let width = |size: &str| size.split('.').next().and_then(|points| points.parse().ok());
    Some(boxes.map(|size| width(size).expect("a width")).collect())
}

#[test]
fn it_prints_on_paper() {
    const UPRIGHT: u32 = 594;
    const ACROSS: u32 = 841;
    let folder = Folder::new();
    let page = page(&folder);
    // What is folded is not printed, and what managers read stands upright.
    let Some(pages) = printed(&folder) else { return };
    assert!((3..=6).contains(&pages.len()), "{pages:?}");
    assert!(pages.iter().all(|width| width.abs_diff(UPRIGHT) <= 1), "{pages:?}");
    // Whoever opens all figures prints them too, across where a table is wide.
    folder.write(
        "audit.html",
        page.replace("<details class=\"fold\">", "<details class=\"fold\" open>"),
    );
    let Some(opened) = printed(&folder) else { return };
    let across = opened.iter().filter(|width| width.abs_diff(ACROSS) <= 1).count();
    assert!(opened.len() > pages.len() && (2..opened.len()).contains(&across), "{opened:?}");
}
