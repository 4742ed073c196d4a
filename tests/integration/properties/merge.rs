//! A ledger is a mergeable value: whichever way parts are put together, the same is said of them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jobaudit::AuditOptions;
use jobaudit::archive::Archive;
use jobaudit::decode::{Context, json_document};
use jobaudit::findings::Keep;
use jobaudit::ledger::{FileEnd, Ledger, Symbol};
use jobaudit::payload::JobSelector;
use jobaudit::payload::{PayloadKind, Position};
use jobaudit::render::{self, Format, Look};
use jobaudit::report::{Choice, Options, Report, SectionId, Validation};
use jobaudit::stats::Dimension;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::holds;
use crate::archive;
use crate::one_file::look;
use crate::payloads;
use crate::support::{job, job_id, running};

type Files = Vec<(String, Vec<u8>)>;

/// Files that have to do with each other in every way that a ledger knows.
pub(super) static FILES: LazyLock<Files> = LazyLock::new(|| {
    let mut files = Files::new();
    let mut put =
        |name: &str, text: &dyn ToString| files.push((name.to_owned(), text.to_string().into()));
    for index in 0..16 {
        let job = archive::generate(index, 5);
        put(&format!("made/{}.json", job.uuid), &job.payload);
        if let Some(errors) = job.errors {
            put(&format!("made/{}", errors.file_name), &errors.csv);
            put(&format!("copies/{}", errors.file_name), &errors.csv);
        }
    }
    // Snapshots of several moments, some with what the newest lacks, and of one moment.
    for second in [2, 4, 6, 8] {
        let mut seen = running(1, &format!("2023-05-30T13:04:0{second}.000Z"));
        seen["trackingId"] = json!(format!("ROUTER_{}", second / 4));
        put(&format!("poll/{second}.json"), &seen);
    }
    for instance in 0..4 {
        let mut same = job(2);
        same["instanceId"] = json!(instance / 2);
        if instance == 3 {
            same = payloads::listed(same);
        }
        put(&format!("same/{instance}.json"), &same);
    }
    // Jobs that are known by no UUID, or by nothing.
    for (name, id, moment) in
        [("a", json!("job-42"), 5), ("b", json!("job-42"), 6), ("c", json!(""), 5)]
    {
        let mut other = running(3, &format!("2023-05-30T13:04:0{moment}.000Z"));
        other["id"] = id;
        put(&format!("odd/{name}.json"), &other);
        other.as_object_mut().expect("an object").remove("id");
        other["unheardOf"] = json!(name);
        put(&format!("odd/{name}-unnamed.json"), &other);
    }
    let pages: Vec<Value> = (2..5).map(|number| payloads::listed(job(number))).collect();
    put("lists/jobs.json", &json!({ "items": pages }));
    let lines = [job(5).to_string(), String::from("{\"cut\":"), running(1, "").to_string()];
    put("lists/jobs.ndjson", &lines.join("\n"));
    // People under several names, in tables and in lists.
    let table = "User ID,Email,Type,Code,Message\n\
                 8b9ad8f6-1b7e-4a33-9a0e-1f5c6e0f7a10,ann@example.com,Error,19605,[Error 19605] No.\n\
                 ,bob@example.com,Impact,19701,[Informational 19701] Yes.\nragged,row\n";
    put(&format!("errors/{}.csv", job_id(2)), &table);
    put(&format!("errors/{}-again.csv", job_id(2)), &table.replace("ann@", "anna@"));
    put("errors/nobody.csv", &"user,code\nann@example.com,4202\nbob@example.com,4202\n");
    put(&format!("errors/{}-1.json", job_id(5)), &payloads::error_list());
    put(&format!("errors/{}-2.json", job_id(5)), &payloads::error_list());
    put("errors/validation.json", &payloads::validation_response());
    put("foreign/note.txt", &"Call Ms Example.\nThen go on.\n");
    put("foreign/empty.json", &"");
    put("foreign/cut.json", &&job(7).to_string()[..700]);
    files
});

pub(super) fn options() -> AuditOptions {
    AuditOptions {
        keep: Keep { per_rule: 3, excerpts: false },
        words: true,
        show: Some(JobSelector::new(&job_id(2))),
        ..AuditOptions::default()
    }
}

/// All that a closed ledger says.
fn said(ledger: Ledger) -> String {
    said_under(ledger, &options())
}

/// The same under other options.
pub(super) fn said_under(ledger: Ledger, options: &AuditOptions) -> String {
    let archive = ledger.close(options);
    let asked = Options {
        sections: SectionId::all().collect(),
        top: 0,
        by: Dimension::Org,
        brief: true,
        ..Options::default()
    };
    let report = Report::of(&archive, &asked);
    let mut out = Vec::new();
    for format in [Format::Json, Format::Markdown] {
        render::write(&report, format, &Look::default(), &mut out).expect("a document");
    }
    let validation = Validation::of(&archive);
    render::write(&validation, Format::Json, &Look::default(), &mut out).expect("JSON");
    if let Some(wanted) = &options.show
        && let [subject] = Choice::of(&archive, wanted.as_str()).0[..]
    {
        let report = subject.show(&archive);
        render::write(&report, Format::Json, &Look::default(), &mut out).expect("JSON");
    }
    String::from_utf8(out).expect("UTF-8") + &beyond_reports(&archive)
}

/// What of an archive no report shows as it stands.
fn beyond_reports(archive: &Archive) -> String {
    let name = |symbol: Option<Symbol>| archive.name(symbol).unwrap_or("-").to_owned();
    let items = archive.errors.iter().map(|item| {
        let texts = [item.user, item.code, item.message].map(name);
        let file = archive.file_name(item.file);
        format!("{texts:?} {:?} {:?} {:?} {:?} {file}", item.kind, item.http, item.job, item.source)
    });
    let emails = archive
        .people
        .named
        .iter()
        .map(|person| [Some(person.user), archive.identities.email(person.user)].map(name));
    let emails: BTreeSet<[String; 2]> = emails.collect();
    let kept: Vec<_> =
        archive.kept.iter().map(|(file, f)| (file, f.counts().collect::<Vec<_>>())).collect();
    format!("{:#?}\n{emails:#?}\n{kept:?}", items.collect::<Vec<_>>())
}

/// The first line in which two texts differ.
#[track_caller]
pub(super) fn same(expected: &str, found: &str) {
    let differs = expected.lines().zip(found.lines()).find(|(a, b)| a != b);
    assert!(expected == found, "{differs:#?}");
}

/// Files of a ledger, in order.
pub(super) fn booked<'f>(files: impl IntoIterator<Item = &'f (String, Vec<u8>)>) -> Ledger {
    let mut ledger = Ledger::default();
    for (name, bytes) in files {
        look(name, bytes, &mut ledger);
    }
    ledger
}

/// Which files there are, in which order they come, in which ledger each is booked, and which two
/// ledgers are merged next.
pub(super) fn ways() -> impl Strategy<Value = (Vec<usize>, Vec<usize>, Vec<(usize, usize)>)> {
    let all: Vec<usize> = (0..FILES.len()).collect();
    let some = proptest::sample::subsequence(all.clone(), 1..=all.len());
    let files = prop_oneof![Just(all), some].prop_shuffle();
    (files, vec(0..9_usize, FILES.len()), vec((0..99_usize, 0..99_usize), 9))
}

#[test]
fn ledgers_say_the_same_whichever_way_and_order_they_are_merged() {
    assert!(FILES.len() > 40, "{}", FILES.len());
    holds(64, ways(), |(files, homes, merges)| {
        let mut sorted = files.clone();
        sorted.sort_unstable();
        let expected = said(booked(sorted.iter().map(|&at| &FILES[at])));
        // Nine ledgers, of which some may be empty.
        let mut ledgers: Vec<Ledger> = (0..9)
            .map(|home| booked(files.iter().filter(|&&at| homes[at] == home).map(|&at| &FILES[at])))
            .collect();
        for (one, other) in merges {
            if ledgers.len() > 1 {
                let one = ledgers.swap_remove(one % ledgers.len());
                let other = ledgers.swap_remove(other % ledgers.len());
                ledgers.push(one.merge(other));
            }
        }
        assert_eq!(ledgers.len(), 1);
        same(&expected, &said(ledgers.remove(0)));
    });
}

#[test]
fn empty_is_the_identity_on_either_side() {
    let expected = said(booked(FILES.iter()));
    same(&expected, &said(Ledger::default().merge(booked(FILES.iter()))));
    same(&expected, &said(booked(FILES.iter()).merge(Ledger::default())));
    same(&said(Ledger::default()), &said(Ledger::default().merge(Ledger::default())));
}

/// A job or an error list a line; some jobs are snapshots of each other, some errors of one user.
fn stream() -> Vec<String> {
    let mut lines: Vec<String> = (0..8).map(|index| archive::job(index, 3)).collect();
    for second in [9, 3, 6, 6] {
        lines.push(running(1, &format!("2023-05-30T13:04:0{second}.000Z")).to_string());
    }
    for instance in 0..3 {
        let mut same = job(2);
        same["instanceId"] = json!(instance);
        lines.push(same.to_string());
        same.as_object_mut().expect("an object").remove("id");
        lines.push(same.to_string());
        let mut list = payloads::error_list();
        for code in ["4202", "19605"] {
            list["items"][0]["error"]["message"][0]["code"] = json!(code);
            list["items"][0]["itemNumber"] = json!(instance);
            lines.push(list.to_string());
        }
    }
    lines
}

#[test]
fn a_file_in_parts_is_the_whole_file_whichever_part_comes_first() {
    let lines = stream();
    let book = |ledger: &mut Ledger, file, first: usize, lines: &[String]| {
        for (line, number) in lines.iter().zip(first..) {
            let position = Position::new(number, 0_u32);
            let document = json_document(line, Context::default());
            for payload in &document.jobs {
                ledger.add_job(file, position, &payload.job, 1);
                ledger.add_detail(file, position, &payload.job, Vec::new());
            }
            document.errors.iter().for_each(|item| ledger.add_error(file, item, true));
        }
    };
    let ended = |mut ledger: Ledger, file| {
        let payloads = lines.len() as u64;
        let (kind, set_aside, findings) = (PayloadKind::JobStream, None, Default::default());
        ledger.close_file(file, FileEnd { bytes: 1, kind, payloads, set_aside, findings });
        said(ledger)
    };
    let name = format!("{}.ndjson", job_id(2));
    let mut whole = Ledger::default();
    let file = whole.open(&name);
    book(&mut whole, file, 0, &lines);
    let expected = ended(whole, file);

    let ways = (vec(0..=lines.len(), 4), Just(vec![0, 1, 2, 3, 4]).prop_shuffle());
    holds(48, ways, |(mut cuts, order)| {
        cuts.extend([0, lines.len()]);
        cuts.sort_unstable();
        let mut all = Ledger::default();
        let file = all.open(&name);
        for nth in order {
            let (from, to) = (cuts[nth], cuts[nth + 1]);
            let mut part = Ledger::default();
            let of_part = part.open("a part");
            book(&mut part, of_part, from, &lines[from..to]);
            all.merge_part(file, from as u32, part);
        }
        same(&expected, &ended(all, file));
    });
}
