//! Some hundred variants in one folder, through the program itself.

use std::collections::{BTreeMap, BTreeSet};

use jobaudit::findings::rule::{Group, Rule};
use jobaudit::ledger::Ledger;

use super::{Mutant, forms, replaced, sample};
use crate::one_file::look;
use crate::support::{Folder, Json};

/// Variants of the example and of an errors file, far apart from each other, and as they were.
fn variants() -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    let csv = sample("dogwood-hotels/2026-02/wave-1/download.csv");
    let [(_, indented), (_, compact)] = forms();
    for (ending, text) in [("json", indented), ("txt", compact), ("csv", csv)] {
        let cuts = (0..text.len()).step_by(61).map(|at| Mutant::cut(&text, at));
        let changed = replaced(&text, b"\"{],\0\xff0\n", 7).step_by(149);
        for mutant in cuts.chain(changed) {
            let at = all.len();
            all.push((format!("archive/{}/{at}.{ending}", at % 7), mutant.of(&text)));
        }
        all.push((format!("archive/whole.{ending}"), text));
    }
    all
}

/// The rules of a file by itself.
fn rules<'r>(rules: impl Iterator<Item = &'r str>) -> BTreeMap<&'r str, usize> {
    let mut all = BTreeMap::new();
    let own = |rule: &&str| Rule::from_name(rule).expect("a rule").group() != Group::AcrossFiles;
    rules.filter(own).for_each(|rule| *all.entry(rule).or_default() += 1);
    all
}

#[test]
fn each_of_many_broken_files_has_one_fate_and_the_findings_that_are_its_own() {
    let variants = variants();
    assert!(variants.len() > 300, "{}", variants.len());
    let folder = Folder::of(variants.iter().map(|(name, bytes)| (name, bytes)));
    let validate = ["validate", "archive", "-q", "-f", "json", "--max-findings", "0"];
    let run = folder.run(validate);
    let validation = run.exits(1).json().0;
    let report = folder.run(["report", "archive", "-q", "-f", "json"]);
    let report: Json = report.exits(0).json();

    let fates = validation["files"].as_array().expect("files");
    let names: BTreeSet<&str> = fates.iter().filter_map(|fate| fate["file"].as_str()).collect();
    assert_eq!((fates.len(), names.len()), (variants.len(), variants.len()));
    let mut findings: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for finding in validation["findings"].as_array().expect("findings") {
        let text = |field: &str| finding[field].as_str().expect("a text");
        findings.entry(text("file")).or_default().push(text("rule"));
    }
    let (mut used, mut payloads) = (0, 0);
    for (name, bytes) in &variants {
        let looked = look(name, bytes, &mut Ledger::default());
        let name = name.strip_prefix("archive/").expect("a file of the archive");
        let fate = fates.iter().find(|fate| fate["file"] == name).expect("a fate");
        if looked.may_be_wrapped() {
            // What is whole in it is read, and never less than without a carrier.
            let read = fate["payloads"].as_u64().unwrap_or_default();
            assert!(read >= looked.payloads, "{name}: {looked:?}");
            assert!(fate["fate"] == "used" || findings.contains_key(name), "{name}");
            used += u64::from(fate["fate"] == "used");
            payloads += read;
            continue;
        }
        let expected = if looked.usable { "used" } else { "set-aside" };
        assert_eq!(fate["fate"], expected, "{name}: {looked:?}");
        assert_eq!(fate["payloads"], looked.payloads, "{name}: {looked:?}");
        used += u64::from(looked.usable);
        payloads += looked.payloads;
        let found = findings.get(name).map_or(&[][..], Vec::as_slice);
        assert!(looked.usable || !found.is_empty(), "{name} is set aside in silence");
        let own = looked.findings.iter().map(|finding| finding.rule.name());
        assert_eq!(rules(found.iter().copied()), rules(own), "{name}");
    }
    let all = variants.len() as u64;
    for (measure, expected) in [
        ("files_found", all),
        ("files_used", used),
        ("files_set_aside", all - used),
        ("payloads", payloads),
    ] {
        assert_eq!(*report.measure(measure), expected, "{measure}");
    }
}
