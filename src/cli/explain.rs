//! `jobaudit explain` and `jobaudit schema`: what the program knows, without an archive.
//!
//! In: a name. Out: its page, or the schema, on standard output.

use jobaudit::Error;
use jobaudit::reference::explain;
use jobaudit::reference::schema as payloads;
use jobaudit::render::{json_schema, page};

use super::args::{SchemaKind, When};
use super::ending::Ending;
use super::look;
use super::outputs::to_stdout;

/// Explains a name, or lists what can be explained.
pub(super) fn run(name: Option<&str>) -> Result<Ending, Error> {
    let look = look(When::Auto);
    let Some(name) = name else {
        to_stdout(|out| page::write_topics(&explain::topics(), &look, out))?;
        return Ok(Ending::Fine);
    };
    let pages = explain::pages(name);
    if pages.is_empty() {
        let hint = match explain::nearest(name) {
            Some(known) => format!("; did you mean `{known}`?"),
            None => String::from(" (`jobaudit explain` lists all)"),
        };
        return Err(Error::Asked(format!("nothing is called `{name}`{hint}")));
    }
    to_stdout(|out| page::write(&pages, &look, out))?;
    Ok(Ending::Fine)
}

/// Prints a JSON Schema.
pub(super) fn schema(kind: SchemaKind) -> Result<Ending, Error> {
    let schema = match kind {
        SchemaKind::Report => Some(json_schema::report()),
        SchemaKind::Findings => Some(json_schema::findings()),
        SchemaKind::Show => Some(json_schema::show()),
        SchemaKind::Payload(kind) => payloads::of(kind),
    };
    let schema = schema.ok_or_else(|| Error::Asked("this kind has no schema".into()))?;
    to_stdout(|out| writeln!(out, "{schema:#}"))?;
    Ok(Ending::Fine)
}
