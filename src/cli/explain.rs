//! `jobaudit explain` and `jobaudit schema`: what the program knows, without an archive.
//!
//! In: a name. Out: its page, or the schema, on standard output.

use jobaudit::Error;
use jobaudit::export::schema as tables;
use jobaudit::reference::explain::{self, Page};
use jobaudit::reference::schema as payloads;
use jobaudit::render::{json_schema, page};

use super::args::{ExplainArgs, SchemaKind, When};
use super::ending::Ending;
use super::look;
use super::outputs::to_stdout;

/// Explains names, or lists what can be explained. Of several names those that are known are explained,
/// whatever the others are.
pub(super) fn run(args: &ExplainArgs) -> Result<Ending, Error> {
    let look = look(When::Auto);
    if args.names.is_empty() {
        to_stdout(|out| page::write_topics(&explain::topics(), &look, out))?;
        return Ok(Ending::Fine);
    }
    let found = args.names.iter().map(|name| (name, explain::pages(name)));
    let (unknown, known): (Vec<_>, Vec<_>) = found.partition(|(_, pages)| pages.is_empty());
    let pages: Vec<Page> = known.into_iter().flat_map(|(_, pages)| pages).collect();
    if !pages.is_empty() {
        to_stdout(|out| page::write(&pages, &look, out))?;
    }
    match unknown.is_empty() {
        true => Ok(Ending::Fine),
        false => Ok(Ending::Problems(unknown.iter().map(|(name, _)| nothing(name)).collect())),
    }
}

/// That nothing is called so, and what may be meant.
fn nothing(name: &str) -> String {
    let is_number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    match explain::nearest(name) {
        Some(known) => format!("nothing is called `{name}`; did you mean `{known}`?"),
        None if is_number => format!(
            "`{name}` is no code of the catalogue; the words that came with it stand in the section errors \
             (jobaudit report PATH --section errors)"
        ),
        None => format!("nothing is called `{name}` (`jobaudit explain` lists all)"),
    }
}

/// Prints a JSON Schema.
pub(super) fn schema(kind: SchemaKind) -> Result<Ending, Error> {
    let schema = match kind {
        SchemaKind::Report => Some(json_schema::report()),
        SchemaKind::Findings => Some(json_schema::findings()),
        SchemaKind::Index => Some(json_schema::index()),
        SchemaKind::Diff => Some(json_schema::diff()),
        SchemaKind::Trend => Some(json_schema::trend()),
        SchemaKind::Config => Some(json_schema::config()),
        SchemaKind::Show => Some(json_schema::show()),
        SchemaKind::Tables => Some(tables::tables()),
        SchemaKind::Payload(kind) => payloads::of(kind),
    };
    let schema = schema.ok_or_else(|| Error::Asked("this kind has no schema".into()))?;
    to_stdout(|out| writeln!(out, "{schema:#}"))?;
    Ok(Ending::Fine)
}
