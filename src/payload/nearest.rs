//! What may have been meant where a name was mistyped.

/// The name that is most like another one, if any is like it.
///
/// ```
/// use jobaudit::payload::nearest;
/// assert_eq!(nearest("fale", ["file", "job"].into_iter()), Some("file"));
/// assert_eq!(nearest("kitchen", ["file", "job"].into_iter()), None);
/// ```
pub fn nearest<'n>(wanted: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    const LIKENESS: f64 = 0.8;
    let near = names.map(|name| (strsim::jaro_winkler(name, wanted), name));
    let near = near.filter(|(likeness, _)| *likeness > LIKENESS);
    near.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}

/// What to say of it behind a complaint: `; did you mean ...?`, and nothing where nothing is like it.
pub fn hint(near: Option<&str>) -> String {
    near.map_or(String::new(), |near| format!("; did you mean `{near}`?"))
}
