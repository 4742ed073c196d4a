//! Files that operating systems leave in folders.
//!
//! In: a file's name. Out: whether it is such a file, and the folder that it is of. What a file is, its
//! content decides; only of one that holds nothing to audit the name says why.

/// The folder that a file is left in by a system, where its name says so.
pub fn folder(name: &str) -> Option<&str> {
    const NAMES: [&str; 6] =
        [".DS_Store", ".localized", "desktop.ini", "Thumbs.db", "ehthumbs.db", "Icon\r"];
    let parts = || name.rsplit(['/', '\\', '!']);
    if let Some(at) = name.find("__MACOSX")
        && parts().any(|part| part == "__MACOSX")
    {
        return Some(&name[..at]);
    }
    let own = parts().next().unwrap_or(name);
    let is_one = NAMES.iter().any(|known| own.eq_ignore_ascii_case(known)) || own.starts_with("._");
    is_one.then(|| &name[..name.len() - own.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_files_are_known_by_their_names_in_every_folder() {
        for (name, expected) in [
            ("a/.DS_Store", Some("a/")),
            ("a/._job.json", Some("a/")),
            (r"a\Desktop.ini", Some(r"a\")),
            ("Thumbs.db", Some("")),
            ("w.zip!__MACOSX/wave 1/._job.json", Some("w.zip!")),
            ("w.zip!__MACOSX/x", Some("w.zip!")),
            ("a/settings.ini", None),
            ("a/_job.json", None),
            ("a__MACOSX/x", None),
        ] {
            assert_eq!(folder(name), expected, "{name}");
        }
    }
}
