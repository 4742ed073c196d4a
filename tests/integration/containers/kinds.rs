//! Entries of a tar archive that hold no file by their kind, and still have data.

use super::pack::tar;
use crate::support::{Folder, job};

/// An entry of a kind, with its data and without the mark of an archive's end.
fn entry(kind: u8, name: &str, data: &str) -> Vec<u8> {
    let mut bytes = tar(&[("x", data)]);
    bytes.truncate(bytes.len() - 1024);
    bytes[..100].fill(0);
    bytes[..name.len()].copy_from_slice(name.as_bytes());
    bytes[156] = kind;
    let sum: u32 = bytes[..148].iter().chain(&bytes[156..512]).map(|&b| u32::from(b)).sum();
    bytes[148..156].copy_from_slice(format!("{:06o}\0 ", sum + 256).as_bytes());
    bytes
}

#[test]
fn data_of_an_entry_that_holds_no_file_is_said() {
    let (one, two) = (job(1).to_string(), job(2).to_string());
    for kind in [b'V', b'D', b'g'] {
        let all = [
            entry(b'0', "1.json", &one),
            entry(kind, "2", &two),
            tar(&[("3.json", job(3).to_string())]),
        ];
        let (run, report) = Folder::of([("a", all.concat())]).audit(&[]);
        run.check(run.fates()["a!2"] == "set aside, archive-broken", char::from(kind));
        run.check(report.example("archive-broken").contains("still it has data"), "why");
        assert_eq!(report.measure("jobs"), 2, "{run}");
    }
    // What programs write has none, or says who wrote it.
    for (kind, data) in [(b'V', ""), (b'D', ""), (b'g', "16 comment=abcd\n")] {
        let (run, report) =
            Folder::of([("a", [entry(kind, "2/", data), tar(&[("1.json", &one)])].concat())])
                .audit(&[]);
        assert_eq!((report.measure("jobs"), report.rules()), (&1.into(), vec![]), "{run}");
    }
}

#[test]
fn what_is_said_ahead_of_an_entry_is_ahead_of_one() {
    let (one, two) = (job(1).to_string(), job(2).to_string());
    for kind in [b'L', b'K', b'x'] {
        let data = if kind == b'x' { String::from("9 path=x\n") } else { two.clone() };
        let all = [entry(b'0', "1.json", &one), entry(kind, "2", &data), vec![0; 1024]];
        let (run, report) = Folder::of([("a", all.concat())]).audit(&[]);
        run.check(run.fates()["a"] == "set aside, archive-broken", char::from(kind));
        run.check(report.example("archive-broken").contains("no entry behind it"), "why");
        assert_eq!(report.measure("jobs"), 1, "{run}");
    }
}

#[test]
fn a_file_whose_name_ends_like_a_folder_is_read() {
    for kind in [b'0', 0] {
        let all = [
            entry(kind, "1.json/", &job(1).to_string()),
            entry(kind, "folder/", ""),
            vec![0; 1024],
        ];
        let (run, report) = Folder::of([("a", all.concat())]).audit(&[]);
        run.check(run.fates()["a!1.json"] == "job-status, 1 payload", "it is read");
        assert_eq!((report.measure("files_found"), report.rules()), (&1.into(), vec![]), "{run}");
    }
}
