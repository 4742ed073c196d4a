//! How much is kept of a document.
//!
//! In: the elements of a text, each with the bytes of memory that keeping it takes. Out: whether there
//! is room for it. What says something is longer than what is kept of it, so that there always is; a
//! text of a million empty objects would fill the memory, and of that only the beginning is kept.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// So much may be kept of a text of any length.
const ALWAYS_KEPT_BYTES: usize = 1 << 20;

/// So many bytes beyond that for each byte of the text.
const KEPT_BYTES_A_BYTE: usize = 6;

/// What is said of what is left out.
pub(super) const LEFT_OUT: &str = "left out, with all that follows and is as small: so many that say so little \
     would take many times the memory of the file";

/// What is left of the room for one text.
#[derive(Debug)]
pub struct Room {
    left: AtomicUsize,
    is_full: AtomicBool,
}

impl Room {
    /// For a text of so many bytes.
    pub fn of(bytes: usize) -> Room {
        let kept = bytes.saturating_mul(KEPT_BYTES_A_BYTE).saturating_add(ALWAYS_KEPT_BYTES);
        Room { left: AtomicUsize::new(kept), is_full: AtomicBool::new(false) }
    }

    /// Takes so many bytes of it; says whether they were left.
    pub fn take(&self, bytes: usize) -> bool {
        let rest = |left: usize| left.checked_sub(bytes);
        let taken = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, rest).is_ok();
        if !taken {
            self.is_full.store(true, Ordering::Relaxed);
        }
        taken
    }

    /// Whether something was left out.
    pub fn is_full(&self) -> bool {
        self.is_full.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_room_by_its_length_and_none_beyond() {
        let room = Room::of(10);
        assert!(!room.take(ALWAYS_KEPT_BYTES + 61));
        assert!(room.take(ALWAYS_KEPT_BYTES) && room.take(60));
        assert!(room.take(0));
        assert!(!Room::of(0).is_full() && !room.take(1) && room.is_full());
    }
}
