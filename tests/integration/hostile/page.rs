//! The HTML page in a browser: no element, attribute or script but ours, and each text as it is.

use std::collections::BTreeSet;

use jobaudit::render::escape::visible;
use serde_json::Value;

use super::archive::{TEXTS, archive, job_about};
use crate::html_page::probed_in;
use crate::support::{Folder, all_sections};

/// Tells which elements and attributes there are, which texts cells hold, and whether a script ran
/// that is not ours.
const PROBE: &str = "
    var elements = {}, attributes = {}, links = [], cells = {};
    document.querySelectorAll('*').forEach(function (element) {
        var name = element.localName;
        elements[name] = true;
        Array.from(element.attributes).forEach(function (a) { attributes[name + ' ' + a.name] = true; });
        if (element.hasAttribute('href')) links.push(element.getAttribute('href'));
    });
    document.querySelectorAll('td, dd, figcaption, svg text, svg title, p, li').forEach(function (cell) {
        cells[cell.textContent] = true;
    });
    var titles = document.querySelectorAll('title').length;
    return { elements: Object.keys(elements), attributes: Object.keys(attributes), links: links,
        cells: Object.keys(cells), title: document.title, scripts: document.scripts.length };";

fn texts(found: &Value) -> BTreeSet<&str> {
    found.as_array().expect("an array").iter().filter_map(Value::as_str).collect()
}

/// Every element and attribute of a page about something harmless.
fn ours(args: &[&str]) -> Option<(Value, Value)> {
    let folder = Folder::new();
    folder.write("archive/job.json", job_about("word").to_string());
    let mut failed = job_about("word");
    failed["latestExecutionExitCode"] = "FAILED".into();
    failed["id"] = "other".into();
    folder.write("archive/failed.json", failed.to_string());
    folder.write("archive/errors.csv", "user,code,message\nann,19605,no\n");
    let samples = format!("{}/samples", crate::support::PACKAGE);
    let args: Vec<&str> =
        args.iter().map(|arg| if *arg == "." { &samples } else { *arg }).collect();
    folder.run(args).exits(0);
    let found = probed_in(&folder, PROBE, &[])?;
    Some((found["elements"].clone(), found["attributes"].clone()))
}

#[test]
fn a_page_holds_every_text_and_nothing_of_it_is_markup() {
    let brief = &["report", ".", "-q", "-o", "audit.html"][..];
    let whole: Vec<&str> = brief.iter().copied().chain(all_sections()).collect();
    for (args, is_whole) in [(brief, false), (&whole, true)] {
        let Some((elements, attributes)) = ours(args) else { return };
        let folder = archive();
        folder.run(args).exits(0);
        let found = probed_in(&folder, PROBE, &[]).expect("a browser, as before");
        // The samples have all that a page can be made of.
        let strange: Vec<_> =
            texts(&found["elements"]).difference(&texts(&elements)).copied().collect();
        assert_eq!(strange, [""; 0]);
        let strange: Vec<_> =
            texts(&found["attributes"]).difference(&texts(&attributes)).copied().collect();
        assert_eq!(strange, [""; 0]);
        assert!(
            texts(&found["links"]).iter().all(|link| link.starts_with('#')),
            "{}",
            found["links"]
        );
        assert_eq!((&found["title"], &found["scripts"]), (&"Job audit".into(), &2.into()));
        let cells = texts(&found["cells"]);
        for text in TEXTS.iter().filter(|_| is_whole) {
            assert!(cells.contains(&*visible(text)), "{text:?}");
        }
    }
}

#[test]
fn a_page_about_a_job_shows_its_name() {
    for text in TEXTS.iter().filter(|text| text.contains("script>")) {
        let folder = Folder::of([("a.json", job_about(text).to_string())]);
        folder.run(["show", "-o", "audit.html", "--", text, "."]).exits(0);
        let Some(found) = probed_in(&folder, PROBE, &[]) else { return };
        let shown = visible(text);
        // The title of a document has no white space of its own.
        let title = format!("Job {shown}").split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(found["title"], *title, "{text:?}");
        assert!(texts(&found["cells"]).contains(&*shown), "{text:?}");
        assert_eq!(found["scripts"], 2, "{text:?}");
        assert!(texts(&found["links"]).is_empty(), "{text:?}");
    }
}
