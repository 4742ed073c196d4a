//! What the ledger keeps of a job.
//!
//! In: a decoded job. Out: a [`JobRecord`], compact and without borrows: names are symbols, links
//! to the errors file are hashes. Everything that a report shows is here, and nothing else.

use serde::{Deserialize, Serialize, Serializer};
use smallvec::SmallVec;
use uuid::Uuid;

use crate::ledger::execution::ExecutionRecord;
use crate::ledger::interner::{Names, Symbol, Translation};
use crate::ledger::link_keys::{LinkKeys, TextKey, text_key};
use crate::ledger::packed::{Packed, PackedItems};
use crate::ledger::saved::{note_file, uuid_text};
use crate::payload::field::{Presence, Type};
use crate::payload::{
    self, Accounting, EachField, ExitCode, Family, IdText, Items, Outcome, PayloadKind, Position,
    Status, Timestamp,
};

/// A file of the ledger, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub struct FileId(pub(crate) u32);

impl Serialize for FileId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        note_file(self.0);
        serializer.serialize_u32(self.0)
    }
}

/// What a job is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JobKey {
    /// The bytes of its UUID.
    #[serde(with = "uuid_text")]
    Uuid([u8; 16]),
    /// Its id as written, which is no id of the documented form.
    Text(Symbol),
    /// It has no id: the file, and its position there.
    Unnamed(FileId, Position),
}

impl JobKey {
    /// The same, with another number for the file that a job without an id is told by.
    pub(crate) fn in_file(self, file: impl Fn(FileId) -> FileId) -> JobKey {
        match self {
            JobKey::Unnamed(at, position) => JobKey::Unnamed(file(at), position),
            JobKey::Uuid(_) | JobKey::Text(_) => self,
        }
    }

    /// The UUID, where it has one.
    pub(crate) fn as_uuid(self) -> Option<Uuid> {
        let JobKey::Uuid(bytes) = self else { return None };
        Some(Uuid::from_bytes(bytes))
    }

    /// The UUID as text, where it has one.
    pub(crate) fn uuid(self) -> Option<String> {
        let JobKey::Uuid(bytes) = self else { return None };
        let uuid = Uuid::from_bytes(bytes).hyphenated();
        Some(uuid.encode_lower(&mut Uuid::encode_buffer()).to_owned())
    }
}

/// A job at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
#[allow(
    missing_docs,
    reason = "the fields repeat the payload's, which stand in the table of fields"
)]
pub struct JobRecord {
    pub key: JobKey,
    pub name: Option<Symbol>,
    pub family: Family,
    pub org: Option<Symbol>,
    pub source_org: Option<Symbol>,
    pub runner: Option<Symbol>,
    pub location: Option<Symbol>,
    pub instance: Option<Packed>,
    pub status: Option<Status<Symbol>>,
    pub exit_code: Option<ExitCode<Symbol>>,
    pub outcome: Outcome,
    pub(crate) items: PackedItems,
    pub executions: SmallVec<[ExecutionRecord; 1]>,
    /// Which of `executions` is the newest.
    pub newest: u32,
    /// Of no use once errors are linked.
    #[serde(skip)]
    pub(crate) keys: LinkKeys,
    /// When its errors file expires.
    pub csv_expiry: Option<Timestamp>,
    /// How far it came, as some families say.
    pub reached: Reached,
    /// What the fields say that only other families have, to tell whether two snapshots agree.
    #[serde(skip)]
    pub(crate) extras: Option<TextKey>,
    /// The newest `lastUpdated` anywhere in it.
    pub last_updated: Option<Timestamp>,
    /// How many findings are about it.
    pub findings: u32,
    pub file: FileId,
    /// Its position among the jobs of that file.
    pub position: Position,
}

impl JobRecord {
    /// Where it stands in a file of several, of that kind: its line, or its place in the list.
    pub(crate) fn place_in(&self, kind: PayloadKind) -> u64 {
        match kind {
            PayloadKind::JobStream => self.position.part.into(),
            _ => u64::from(self.position.part) + u64::from(self.position.nth),
        }
    }

    /// What is kept of a job that stands at `position` in `file`.
    pub fn new(
        job: &payload::Job<'_>,
        file: FileId,
        position: Position,
        findings: u32,
        names: &mut Names,
    ) -> JobRecord {
        let family = job.family();
        let mut id = |text: &Option<IdText<'_>>| {
            let text = text.as_ref().filter(|text| !text.is_empty())?;
            // The same organisation may stand as base64url here and as a UUID there.
            Some(names.intern_id(text))
        };
        let (org, runner) = (id(&job.target_customer_id), id(&job.source_user_id));
        let source_org = id(&job.source_customer_id);
        let location = match &job.location_name {
            Some(name) => Some(names.intern(name)),
            None => [&job.target_location_id, &job.location_id, &job.source_location_id]
                .into_iter()
                .find_map(|text| text.as_ref())
                .map(|text| names.intern_id(text)),
        };
        let name = job.name.as_deref().or(job.job_type.as_deref()).filter(|name| !name.is_empty());
        let name = name
            .or((family != Family::Unknown).then(|| family.name()))
            .map(|name| names.intern(name));
        let key = match job.id.as_ref().filter(|id| !id.is_empty()) {
            None => JobKey::Unnamed(file, position),
            Some(text) => match text.id() {
                Some(id) => JobKey::Uuid(id.bytes()),
                None => JobKey::Text(names.intern(text)),
            },
        };
        let newest = job.newest_execution().map(|(at, _)| at).unwrap_or_default();
        let run = job.executions().get(newest);
        let status = job.latest_status.as_ref().or_else(|| run?.status.as_ref());
        let exit_code = job.latest_exit_code.as_ref().or_else(|| run?.exit_code.as_ref());
        JobRecord {
            key,
            name,
            family,
            org,
            source_org,
            runner,
            location,
            instance: job.instance_id.map(Packed::from),
            status: status.map(|status| status.clone().map(|text| names.intern(&text))),
            exit_code: exit_code.map(|code| code.clone().map(|text| names.intern(&text))),
            outcome: job.outcome(),
            items: job
                .counts
                .as_ref()
                .map(|counts| family.items(counts))
                .unwrap_or_default()
                .into(),
            executions: job
                .executions()
                .iter()
                .map(|run| ExecutionRecord::new(run, names))
                .collect(),
            newest: u32::try_from(newest).unwrap_or_default(),
            keys: LinkKeys::of(job),
            csv_expiry: job.csv_file_expiry_time,
            reached: Reached::of(job),
            extras: extras(job),
            last_updated: last_updated(job),
            findings,
            file,
            position,
        }
    }

    /// What it works on.
    pub fn items(&self) -> Items {
        self.items.into()
    }

    /// Where each of them stands.
    pub fn accounting(&self) -> Accounting {
        Accounting::of(&self.items(), self.outcome)
    }

    /// The same without what the job does not tell.
    pub fn told(&self) -> Accounting {
        self.accounting().told(self.outcome)
    }

    /// Whether it cannot have an errors file: it is over, nothing of it failed, and it refers to none.
    pub(crate) fn has_no_errors_file(&self) -> bool {
        self.outcome.is_finished()
            && self.items().failed == Some(0)
            && self.csv_expiry.is_none()
            && self.keys.references().next().is_none()
    }

    /// Whether something of it may have failed: it does not say that nothing did, or it is not over.
    pub(crate) fn may_have_failures(&self) -> bool {
        self.items().failed != Some(0)
            || !self.outcome.is_finished()
            || matches!(self.outcome, Outcome::Failed | Outcome::WithErrors)
    }

    /// The newest execution.
    pub fn newest(&self) -> Option<&ExecutionRecord> {
        self.executions.get(self.newest as usize)
    }

    /// When it was created: its first execution was.
    pub fn created(&self) -> Option<Timestamp> {
        self.executions.iter().filter_map(|run| run.created).min()
    }

    /// When its newest execution started.
    pub fn started(&self) -> Option<Timestamp> {
        self.newest()?.started
    }

    /// The time that places it in a period: start, else creation.
    pub fn when(&self) -> Option<Timestamp> {
        self.started().or_else(|| self.created())
    }

    /// The moment that the snapshot shows: its newest `lastUpdated`, else its newest time of any kind.
    pub fn moment(&self) -> Option<Timestamp> {
        let times = |run: &ExecutionRecord| {
            [run.created, run.started, run.ended].into_iter().flatten().max()
        };
        self.last_updated.or_else(|| self.executions.iter().filter_map(times).max())
    }

    /// The same record with the symbols and files of another ledger.
    pub(crate) fn translate(&mut self, names: &Translation, file: impl Fn(FileId) -> FileId) {
        let name = |symbol: Symbol| names.of(symbol);
        self.key = translate_key(self.key, names, &file);
        let names_of_job = [
            &mut self.name,
            &mut self.org,
            &mut self.source_org,
            &mut self.runner,
            &mut self.location,
        ];
        for symbol in names_of_job.into_iter().flatten() {
            *symbol = name(*symbol);
        }
        self.status = self.status.map(|status| status.map(name));
        self.exit_code = self.exit_code.map(|code| code.map(name));
        for run in &mut self.executions {
            run.status = run.status.map(|status| status.map(name));
            run.exit_code = run.exit_code.map(|code| code.map(name));
            for step in &mut run.steps {
                step.name = step.name.map(name);
                step.status = step.status.map(|status| status.map(name));
                step.exit_code = step.exit_code.map(|code| code.map(name));
            }
        }
        self.file = file(self.file);
    }
}

pub(crate) fn translate_key(
    key: JobKey,
    names: &Translation,
    file: &impl Fn(FileId) -> FileId,
) -> JobKey {
    match key {
        JobKey::Text(symbol) => JobKey::Text(names.of(symbol)),
        key => key.in_file(file),
    }
}

/// How far a job came, in the terms of families that count no items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reached {
    /// How much of it was done, in percent.
    pub percent: Option<u8>,
    /// How many devices it concerned.
    pub devices: Option<u32>,
    /// How many of these were updated.
    pub updated: Option<u32>,
}

impl Reached {
    fn of(job: &payload::Job<'_>) -> Reached {
        let number = |count: Option<i64>| count.and_then(|count| u32::try_from(count).ok());
        Reached {
            percent: job.percentage_complete.and_then(|percent| u8::try_from(percent).ok()),
            devices: number(job.device_count),
            updated: number(job.updated_count),
        }
    }
}

/// What the fields say that only other families have; none where there are none of them.
fn extras(job: &payload::Job<'_>) -> Option<TextKey> {
    if !job.any(|presence, there| there && presence == Presence::OtherFamilies) {
        return None;
    }
    let mut all = String::new();
    job.each(|field, value| {
        // Of the location the record has the name, or else the id.
        if field.presence == Presence::OtherFamilies
            && !field.name.ends_with("ocationName")
            && !matches!(field.kind, Type::Id(_))
        {
            all.push_str(&format!("{}: {value:?}\n", field.name));
        }
    });
    (!all.is_empty()).then(|| text_key(&all))
}

fn last_updated(job: &payload::Job<'_>) -> Option<Timestamp> {
    let of_steps = |run: &payload::Execution<'_>| {
        run.steps.iter().flatten().filter_map(|step| step.last_updated).max()
    };
    job.executions().iter().flat_map(|run| [run.last_updated, of_steps(run)]).flatten().max()
}
