//! Which job somebody means.

use crate::payload::Id;

/// Which job somebody wants to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobSelector(String);

impl JobSelector {
    /// A job by its UUID, by the first digits of it, or by its id as a payload writes it.
    pub fn new(text: &str) -> JobSelector {
        JobSelector(normal(text))
    }

    /// The selector as it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a job with that id is meant, or may be.
    pub fn matches(&self, id: &str) -> bool {
        !self.0.is_empty() && normal(id).starts_with(&self.0)
    }

    /// Whether that is the whole of it.
    pub fn is(&self, id: &str) -> bool {
        normal(id) == self.0
    }
}

/// The UUID of an id, or what it says where it has none.
fn normal(id: &str) -> String {
    let id = id.trim();
    Id::parse(id).map_or_else(|| id.to_lowercase(), |id| id.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_meant_by_its_uuid_its_first_digits_or_its_id() {
        let id = "Y2lzY29zcGFyazovL3VzL0pPQl9JRC8xMzFkOTg1ZC1iZThhLTQ3MjgtYjM2MC02MzBjNTAxNTEyNzE";
        let uuid = "131d985d-be8a-4728-b360-630c50151271";
        for text in [id, uuid, &uuid.to_uppercase(), "131d", " 131D985D-BE "] {
            assert!(JobSelector::new(text).matches(id), "{text}");
            assert!(JobSelector::new(text).matches(uuid), "{text}");
        }
        assert!(JobSelector::new("Job-7").matches("job-7"));
        for text in ["", "31d", "131d985d-be8a-4728-b360-630c50151272"] {
            assert!(!JobSelector::new(text).matches(id), "{text}");
        }
    }
}
