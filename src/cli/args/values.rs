//! What a flag's value may be, and what its help says of that.
//!
//! In: the tables of the library. Out: parsers and texts.

use std::time::SystemTime;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use jobaudit::archive::SplitBy;
use jobaudit::export::{Partition, TableId};
use jobaudit::findings::rule::{Rule, Severity};
use jobaudit::input::lists::ListedName;
use jobaudit::payload::{PayloadKind, Timestamp, Zone, hint, nearest};
use jobaudit::reference::schema::kinds;
use jobaudit::render::csv::Dialect;
use jobaudit::render::{DocumentKind, Format};
use jobaudit::report::SectionId;
use jobaudit::stats::Dimension;

/// How many findings of a rule in a file people get to see, unless they ask for more.
pub const FINDINGS_FOR_PEOPLE: usize = 10;

/// How many programs get.
pub const FINDINGS_FOR_PROGRAMS: usize = 1_000;

/// Fewer levels than this no payload has.
const MIN_NESTING: usize = 16;

#[derive(Clone, Copy, Debug)]
pub enum SchemaKind {
    /// What `report -f json` writes.
    Report,
    /// What `validate -f json` writes.
    Findings,
    /// What `show -f json` writes.
    Show,
    /// What tables `export` writes.
    Tables,
    /// What `report --split` lists its reports in.
    Index,
    /// What `diff -f json` writes.
    Diff,
    /// What `trend -f json` writes.
    Trend,
    /// What `config -f json` writes.
    Config,
    /// A payload of the service.
    Payload(PayloadKind),
}

impl SchemaKind {
    fn all() -> impl Iterator<Item = (&'static str, SchemaKind)> {
        let payloads = kinds().map(|kind| (kind.name(), SchemaKind::Payload(kind)));
        [
            ("report", SchemaKind::Report),
            ("findings", SchemaKind::Findings),
            ("show", SchemaKind::Show),
            ("tables", SchemaKind::Tables),
            ("index", SchemaKind::Index),
            ("diff", SchemaKind::Diff),
            ("trend", SchemaKind::Trend),
            ("config", SchemaKind::Config),
        ]
        .into_iter()
        .chain(payloads)
    }
}

/// A parser of names that stand in a table of the library.
pub(super) fn named<T: Clone + Send + Sync + 'static>(
    names: impl Iterator<Item = &'static str>,
    value: impl Fn(&str) -> Option<T> + Clone + Send + Sync + 'static,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(names).try_map(move |name| value(&name).ok_or("an unknown name"))
}

pub(super) fn formats(kind: DocumentKind) -> impl TypedValueParser<Value = Format> {
    named(Format::of(kind).map(Format::name), move |name| Format::from_name(kind, name))
}

/// What `-f` does.
pub(super) fn format_help(kind: DocumentKind) -> String {
    let default = Format::of(kind).next().map_or("", Format::name);
    format!("What goes to standard output [default: {default}]")
}

/// What `-o` does.
pub(super) fn output_help(kind: DocumentKind) -> String {
    // The usual one of each.
    let mut endings: Vec<&str> =
        Format::of(kind).filter_map(|format| format.endings().first().copied()).collect();
    endings.dedup();
    let endings = format!(".{}", endings.join(", ."));
    let (or_folder, then) = match kind {
        DocumentKind::Report => {
            (", or a folder/ for one CSV per section", " The terminal then gets the summary.")
        }
        DocumentKind::Findings | DocumentKind::Statistics => {
            ("", " The terminal then gets the count.")
        }
        DocumentKind::Job => ("", ""),
    };
    format!(
        "A file to write, format by its ending ({endings}) or by its name before it \
         (html=report.txt), with .gz or .zst behind it compressed{or_folder}; repeatable. \
         Folders on the way to it are made.{then} `-` is standard output"
    )
}

/// How many findings are shown where nobody says.
pub(super) fn max_findings_help() -> String {
    let names = |people: bool| {
        let formats = Format::of(DocumentKind::Findings);
        let names: Vec<&str> =
            formats.filter(|f| f.is_for_people() == people).map(Format::name).collect();
        match &names[..] {
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
            [] => String::new(),
        }
    };
    format!(
        "Findings of a rule to show for one file, the rest being counted; 0 for all \
         [default: {FINDINGS_FOR_PEOPLE} in {}, {FINDINGS_FOR_PROGRAMS} in {}]",
        names(true),
        names(false)
    )
}

pub(super) fn schema_kinds() -> impl TypedValueParser<Value = SchemaKind> {
    named(SchemaKind::all().map(|(name, _)| name), |name| {
        SchemaKind::all().find(|(known, _)| *known == name).map(|(_, kind)| kind)
    })
}

pub(super) fn dialects() -> impl TypedValueParser<Value = Dialect> {
    named(Dialect::ALL.into_iter().map(Dialect::name), Dialect::from_name)
}

pub(super) fn sections() -> impl TypedValueParser<Value = SectionId> {
    named(SectionId::all().map(SectionId::name), SectionId::from_name)
}

pub(super) fn tables() -> impl TypedValueParser<Value = TableId> {
    named(TableId::all().map(TableId::name), TableId::from_name)
}

pub(super) fn partitions() -> impl TypedValueParser<Value = Partition> {
    named(Partition::ALL.into_iter().map(Partition::name), |name| {
        Partition::ALL.into_iter().find(|partition| partition.name() == name)
    })
}

pub(super) fn dimensions() -> impl TypedValueParser<Value = Dimension> {
    named(Dimension::ALL.into_iter().map(Dimension::name), |name| {
        Dimension::ALL.into_iter().find(|dimension| dimension.name() == name)
    })
}

pub(super) fn splits() -> impl TypedValueParser<Value = SplitBy> {
    named(SplitBy::ALL.into_iter().map(SplitBy::name), |name| {
        SplitBy::ALL.into_iter().find(|by| by.name() == name)
    })
}

pub(super) fn actions() -> PossibleValuesParser {
    PossibleValuesParser::new(
        jobaudit::reference::actions::all().map(|known| known.action.as_str()),
    )
}

pub(super) fn rules() -> impl TypedValueParser<Value = Rule> {
    named(Rule::ALL.iter().map(|rule| rule.name()), Rule::from_name)
}

/// A rule, and how much its findings are to matter.
pub(super) fn level(text: &str) -> Result<(Rule, Severity), String> {
    let severities = Severity::ALL.map(Severity::name);
    let expected = || format!("expected RULE=SEVERITY, with one of {}", severities.join(", "));
    let (rule, severity) = text.split_once('=').ok_or_else(expected)?;
    let severity = Severity::ALL.into_iter().find(|known| known.name() == severity.trim());
    let severity = severity.ok_or_else(expected)?;
    let rule = rule.trim();
    let known = Rule::from_name(rule).ok_or_else(|| {
        let hint = hint(nearest(rule, Rule::ALL.iter().map(|rule| rule.name())));
        format!("no rule is called `{rule}`{hint}")
    })?;
    Ok((known, severity))
}

/// An id, and what it is called.
pub(super) fn listed_name(text: &str) -> Result<ListedName, &'static str> {
    ListedName::parse(text).ok_or("expected ID=NAME, with a UUID or an id of the service")
}

pub(super) fn nesting(text: &str) -> Result<usize, String> {
    let levels = text.parse().ok().filter(|levels| *levels >= MIN_NESTING);
    levels.ok_or_else(|| format!("expected a whole number, {MIN_NESTING} or more"))
}

pub(super) fn number(text: &str) -> Result<usize, &'static str> {
    text.parse().map_err(|_| "expected a whole number, 0 or more")
}

/// A time as somebody types it; a day and the like are those of a zone that may stand further on.
#[derive(Clone, Debug)]
pub struct TypedTime {
    text: String,
    /// Whether the end of a day and the like is meant.
    is_end: bool,
}

impl TypedTime {
    fn new(text: &str, is_end: bool) -> Option<TypedTime> {
        let time = TypedTime { text: text.to_owned(), is_end };
        time.within(Zone::default()).map(|_| time)
    }

    /// The moment that is meant in a zone; none where that is beyond all dates.
    pub fn within(&self, zone: Zone) -> Option<Timestamp> {
        match self.text.eq_ignore_ascii_case("now") {
            true => clock(),
            false => Timestamp::parse_argument(&self.text, self.is_end, zone),
        }
    }
}

pub(super) fn since(text: &str) -> Result<TypedTime, &'static str> {
    is_not_now(text)
        .and_then(|text| TypedTime::new(text, false))
        .ok_or("expected a time such as 2023-05-30T13:04:00Z, 2023-05-30, 2023-05 or 2023")
}

pub(super) fn until(text: &str) -> Result<TypedTime, &'static str> {
    is_not_now(text)
        .and_then(|text| TypedTime::new(text, true))
        .ok_or("expected a time such as 2023-05-30T13:04:00Z, 2023-05-30, 2023-05 or 2023")
}

fn is_not_now(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.eq_ignore_ascii_case("now"))
}

/// The same, or this moment.
pub(super) fn as_of(text: &str) -> Result<TypedTime, &'static str> {
    TypedTime::new(text, false)
        .ok_or("expected a time such as 2023-05-30T13:04:00Z, 2023-05-30, or now")
}

/// A zone by its IANA name.
pub(super) fn zones(text: &str) -> Result<Zone, String> {
    text.parse().map_err(|()| {
        let wanted = text.to_lowercase();
        let likeness = |name: &str| strsim::jaro_winkler(&name.to_lowercase(), &wanted);
        // Whoever knows a city may not know where the database puts it.
        let likeness = |name: &str| match name.rsplit_once('/') {
            Some((_, city)) if !wanted.contains('/') => likeness(city),
            _ => likeness(name),
        };
        let near = Zone::names().map(|name| (likeness(name), name));
        let nearest = near.max_by(|(a, _), (b, _)| a.total_cmp(b)).filter(|(near, _)| *near > 0.7);
        let hint = hint(nearest.map(|(_, name)| name));
        format!("expected an IANA zone such as Europe/Berlin{hint}")
    })
}

/// The system's time, to the second.
pub fn clock() -> Option<Timestamp> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Timestamp::from_unix_seconds(i64::try_from(since.as_secs()).ok()?)
}
