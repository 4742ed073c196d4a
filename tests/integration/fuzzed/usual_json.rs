//! The reader of payloads that are written as usual, against serde: the same job, or a refusal.

use jobaudit::payload::Job;

use super::inputs;
use crate::random::Random;

/// Payloads, alone or several, often spoilt.
pub fn generate(random: &mut Random) -> Vec<u8> {
    inputs::json(random)
}

/// Whatever the reader takes, serde takes for the same job.
pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let Some(job) = Job::from_usual_json(&text) else { return };
    match serde_json::from_str::<Job<'_>>(&text) {
        Ok(same) => assert_eq!(job, same, "{text:?}"),
        Err(error) => panic!("{text:?}: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{archive, payloads, support};

    /// All that is clean is written as usual: no payload of any family, and none that the generator
    /// makes, is read twice.
    #[test]
    fn no_clean_payload_is_refused_however_it_is_laid_out() {
        let folder = support::Folder::new();
        let plan =
            archive::Plan { jobs: 500, seed: 3, layout: archive::Layout::Ndjson, unsaved: 0 };
        archive::write(&folder.path("archive"), &plan).expect("an archive");
        let generated = folder.read("archive/jobs.ndjson");
        let mut texts: Vec<String> = generated.lines().map(str::to_owned).collect();
        assert!(texts.len() >= 500, "{}", texts.len());
        for (_, name, payload) in payloads::valid() {
            if name != "a family nobody knows" {
                texts.extend([payload.to_string(), format!("{payload:#}")]);
            }
        }
        // A stack trace has line feeds, which are escaped; all else that the service writes is not.
        texts.retain(|text| !text.contains('\\') && serde_json::from_str::<Job<'_>>(text).is_ok());
        for text in &texts {
            assert!(Job::from_usual_json(text).is_some(), "{text}");
        }
    }
}
