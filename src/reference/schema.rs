//! The documented schema as JSON Schema (2020-12), for other tools.
//!
//! In: a payload kind. Out: its schema, made from the table of fields and from that of the
//! families, so that it says what the program checks. What JSON Schema can't say, that a key stands
//! once, that an id is of the right kind, that times follow each other, remains the program's.

use serde_json::{Map, Value, json};

use crate::payload::field::{Field, ObjectType, Presence, Type};
use crate::payload::fields::{
    ERROR_LIST, EXECUTION, JOB, JOB_LIST, JOB_START, MOVE_REQUEST, OBJECTS, STEP,
    VALIDATION_RESPONSE,
};
use crate::payload::{Counts, ExitCode, Family, IdKind, PayloadKind, Status};

/// The version of JSON Schema.
pub const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The kinds that have a schema: all that the service writes.
pub fn kinds() -> impl Iterator<Item = PayloadKind> {
    let none = [PayloadKind::OwnReport, PayloadKind::Foreign];
    PayloadKind::ALL.into_iter().filter(move |kind| !none.contains(kind))
}

/// The JSON Schema of a payload kind; none for what is no payload.
pub fn of(kind: PayloadKind) -> Option<Value> {
    let root = match kind {
        PayloadKind::JobStatus | PayloadKind::JobStream => reference(&JOB),
        PayloadKind::JobArray => {
            json!({"type": "array", "minItems": 1, "items": reference(&JOB)})
        }
        PayloadKind::JobStart => document(&JOB_START),
        PayloadKind::JobList => {
            let mut list = document(&JOB_LIST);
            list["properties"]["items"]["items"]["$ref"] = json!(format!("#/$defs/{LISTED_JOB}"));
            list
        }
        PayloadKind::ErrorList => document(&ERROR_LIST),
        PayloadKind::ValidationResponse => document(&VALIDATION_RESPONSE),
        PayloadKind::MoveRequest => document(&MOVE_REQUEST),
        PayloadKind::Directory => directory(),
        PayloadKind::HttpError => http_error(),
        // Nobody documents its columns.
        PayloadKind::ErrorsCsv => json!({"type": "array", "items": {
            "type": "object", "additionalProperties": {"type": "string"},
        }}),
        PayloadKind::OwnReport | PayloadKind::Foreign => return None,
    };
    let note = match kind {
        PayloadKind::JobStream => " This is the schema of one line.",
        PayloadKind::ErrorsCsv => {
            " Its rows are objects here, with a text for each column. Which columns there are is not \
             documented; one must name a user, and another hold a code or a message."
        }
        _ => "",
    };
    let mut schema = json!({
        "$schema": DIALECT,
        "title": kind.name(),
        "description": format!("{}, as jobaudit checks it.{note}", capitalised(kind.description())),
    });
    merge(&mut schema, root);
    let used = used_definitions(&schema);
    if !used.is_empty() {
        schema["$defs"] = Value::Object(used);
    }
    Some(schema)
}

/// The definition of a job in a job list.
const LISTED_JOB: &str = "listed_job";

/// A list of people, organisations or locations, of which only names are taken.
fn directory() -> Value {
    let entry = json!({
        "type": "object",
        "properties": {"id": {"type": "string"}},
        "required": ["id"],
    });
    let list = |name: &str| json!({"properties": {name: {"type": "array", "items": entry}}, "required": [name]});
    json!({"type": "object", "anyOf": [list("items"), list("locations"), entry]})
}

/// All definitions that a schema refers to, directly or not.
fn used_definitions(schema: &Value) -> Map<String, Value> {
    let all = definitions();
    let mut used = Map::new();
    let mut wanted = references(schema);
    while let Some(name) = wanted.pop() {
        if let Some(definition) = all.get(&name).filter(|_| !used.contains_key(&name)) {
            wanted.extend(references(definition));
            used.insert(name, definition.clone());
        }
    }
    used
}

/// What the definition of an object is called.
fn definition(of: &ObjectType) -> String {
    of.name.replace(' ', "_")
}

fn reference(of: &ObjectType) -> Value {
    json!({"$ref": format!("#/$defs/{}", definition(of))})
}

fn references(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(members) => {
            let own = members.get("$ref").and_then(Value::as_str);
            let own = own.and_then(|reference| reference.strip_prefix("#/$defs/"));
            own.map(str::to_owned)
                .into_iter()
                .chain(members.values().flat_map(references))
                .collect()
        }
        Value::Array(elements) => elements.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

fn definitions() -> Map<String, Value> {
    let mut all = Map::new();
    for of in OBJECTS {
        all.insert(definition(of), object(of));
    }
    let listed = job();
    let mut named = listed.clone();
    let mut ways = vec![json!({"required": ["name"]}), json!({"required": ["jobType"]})];
    ways.extend(Family::all().filter(|family| family.may_lack_name()).map(is_of));
    named["anyOf"] = json!(ways);
    all.insert(definition(&JOB), named);
    all.insert(LISTED_JOB.to_owned(), listed);
    for family in Family::all() {
        all.insert(counts_of(family), counts(family));
    }
    all
}

/// A job of any family, and what each family adds to that.
fn job() -> Value {
    let mut job = object(&JOB);
    job["allOf"] = Family::all()
        .map(|family| {
            let mut then = json!({
                "properties": {"counts": {"$ref": format!("#/$defs/{}", counts_of(family))}},
            });
            if family == Family::MOVE_USERS {
                let others =
                    JOB.fields.iter().filter(|field| field.presence == Presence::OtherFamilies);
                for field in others {
                    // An empty text says as little as an absent field.
                    then["properties"][field.name] = json!({"const": ""});
                }
                then["required"] = json!(["counts"]);
            }
            json!({"if": is_of(family), "then": then})
        })
        .chain([parts_of_most()])
        .collect();
    job
}

/// What executions and steps must have, but in families whose executions state nothing but their id.
fn parts_of_most() -> Value {
    let bare: Vec<Value> =
        Family::all().filter(|family| family.has_bare_executions()).map(is_of).collect();
    let required = |of: &ObjectType| -> Vec<&str> {
        let fields = of.fields.iter();
        let required = fields.filter(|field| field.presence == Presence::RequiredOfMost);
        required.map(|field| field.name).collect()
    };
    json!({"if": {"not": {"anyOf": bare}}, "then": {"properties": {"jobExecutionStatus": {
        "items": {
            "required": required(&EXECUTION),
            "properties": {"stepExecutionStatuses": {"items": {"required": required(&STEP)}}},
        },
    }}}})
}

/// Whether a job is of a family: by its name, else its type, else the steps' names, else its counts.
fn is_of(family: Family) -> Value {
    let name = any_case(family.name());
    let says = |field: &str| json!({"properties": {field: {"pattern": format!("^{name}$")}}, "required": [field]});
    let lacks = |field: &str| json!({"not": {"required": [field]}});
    let has_step = |pattern: Value| {
        json!({
            "properties": {"jobExecutionStatus": {"contains": {
                "properties": {"stepExecutionStatuses": {"contains": {
                    "properties": {"name": pattern}, "required": ["name"],
                }}},
                "required": ["stepExecutionStatuses"],
            }}},
            "required": ["jobExecutionStatus"],
        })
    };
    let of_family = has_step(json!({"pattern": format!("^{name}")}));
    let names: Vec<String> = Family::all().map(|family| any_case(family.name())).collect();
    let of_any = has_step(json!({"pattern": format!("^({})", names.join("|"))}));
    let counted: Vec<Value> =
        family.count_names().map(|name| json!({"required": [name]})).collect();
    let mut ways = vec![
        says("name"),
        json!({"allOf": [lacks("name"), says("jobType")]}),
        json!({"allOf": [lacks("name"), lacks("jobType"), of_family]}),
    ];
    if !counted.is_empty() {
        ways.push(json!({"allOf": [
            lacks("name"), lacks("jobType"), {"not": of_any},
            {"properties": {"counts": {"anyOf": counted}}, "required": ["counts"]},
        ]}));
    }
    json!({"anyOf": ways})
}

/// A pattern for a word in upper or lower case.
fn any_case(word: &str) -> String {
    word.chars().map(|c| format!("[{c}{}]", c.to_ascii_uppercase())).collect()
}

fn counts_of(family: Family) -> String {
    format!("counts_of_{}", family.name())
}

fn counts(family: Family) -> Value {
    let names = || family.count_names();
    let properties: Map<String, Value> = names().map(|name| (name.to_owned(), count())).collect();
    let required: Vec<&str> = names().filter(|name| family.requires_count(name)).collect();
    let mut counts = json!({
        "type": "object",
        "description": format!("How many items a job of the family {} counts.", family.name()),
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        counts["required"] = json!(required);
    }
    counts
}

fn count() -> Value {
    json!({"type": "integer", "minimum": 0, "maximum": Counts::LARGEST})
}

fn object(of: &ObjectType) -> Value {
    let mut schema = document(of);
    schema["description"] = json!(of.description);
    schema
}

/// An object that is a document by itself, and is described as such.
fn document(of: &ObjectType) -> Value {
    let properties: Map<String, Value> =
        of.fields.iter().map(|field| (field.name.to_owned(), property(field))).collect();
    let required: Vec<&str> = of
        .fields
        .iter()
        .filter(|field| matches!(field.presence, Presence::Required | Presence::RequiredOrNull))
        .map(|field| field.name)
        .collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn objects(definition: &str) -> Value {
    json!({"type": "array", "items": {"$ref": format!("#/$defs/{definition}")}})
}

/// What a field's value must be, and what it means.
fn property(field: &Field) -> Value {
    let mut schema = match (field.kind, field.name) {
        // Any other is a finding by itself, and an empty one says nothing.
        (Type::Text, "fileFormat") => json!({"enum": ["text/csv", ""]}),
        // Beside a target that is no location it may be empty.
        _ if field.presence == Presence::OtherFamilies => {
            json!({"anyOf": [of_type(field.kind), {"const": ""}]})
        }
        (kind, _) if field.presence.may_be_null() => {
            json!({"anyOf": [of_type(kind), {"type": "null"}]})
        }
        (kind, _) => of_type(kind),
    };
    schema["description"] = Value::String(format!("{}.", capitalised(field.meaning)));
    schema
}

fn of_type(kind: Type) -> Value {
    match kind {
        Type::Text => json!({"type": "string"}),
        Type::Integer => json!({"type": "integer", "minimum": i64::MIN, "maximum": i64::MAX}),
        Type::Flag => json!({"type": "boolean"}),
        Type::Id(kind) => json!({
            "type": "string",
            // A UUID, or base64url of `ciscospark://...`.
            "pattern": "^([0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|Y2lzY29zcGFyazovL[0-9A-Za-z_-]+=*)$",
            "$comment": format!("an id of {}", IdKind::name(kind)),
        }),
        Type::Time => json!({
            "type": "string",
            "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?Z$",
        }),
        // As Java prints it, and not negative.
        Type::Duration => json!({
            "type": "string",
            "pattern": "^PT([0-9]+H([0-9]+M)?([0-9]+(\\.[0-9]{1,9})?S)?|[0-9]+M([0-9]+(\\.[0-9]{1,9})?S)?|[0-9]+(\\.[0-9]{1,9})?S)$",
        }),
        Type::Status => json!({"enum": Status::<()>::WORDS}),
        Type::ExitCode => json!({"enum": ExitCode::<()>::WORDS}),
        Type::Counts => {
            let all = Family::all().flat_map(Family::count_names);
            let properties: Map<String, Value> =
                all.map(|name| (name.to_owned(), count())).collect();
            json!({"type": "object", "properties": properties})
        }
        Type::Code => json!({"type": ["string", "integer"]}),
        Type::AnyObject => json!({"type": "object"}),
        Type::Object(of) => reference(of),
        Type::Objects(of) => objects(&definition(of)),
    }
}

/// The three forms in which the service says that a request failed.
fn http_error() -> Value {
    let message = json!({
        "type": "object",
        "properties": {"code": {"type": ["string", "integer"]}, "message": {"type": "string"}},
    });
    json!({"type": "object", "anyOf": [
        {"properties": {"error": {"type": "array", "items": message}}, "required": ["error"]},
        {
            "properties": {"error": {
                "type": "object",
                "properties": {"key": {"type": ["string", "integer"]}, "message": {"type": "array"}},
                "required": ["key", "message"],
            }},
            "required": ["error"],
        },
        {
            "properties": {
                "message": {"type": "string"},
                "errors": {"type": "array", "items": {"type": "object"}},
                "trackingId": {"type": "string"},
            },
            "required": ["message", "errors"],
        },
    ]})
}

/// Adds the members of one object to another.
fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
