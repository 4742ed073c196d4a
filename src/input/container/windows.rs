//! How much memory the windows of decoders take, all together.
//!
//! In: decoders that look back as far as they like, up to [`WINDOW`]. Out: the same, of which only so many have come
//! far enough to hold a large window at a time, however many threads there are. The others wait.
//!
//! A thread waits only where it holds nothing that anybody else could be waiting for: at the bottom of its stack, and
//! for decoders of its own level alone. What lies in containers waits for nothing that it is itself in.

use std::cell::Cell;
use std::io::{self, Read};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::input::container::Limits;

/// How far back a decoder may look, and how much memory it takes: what `zstd --ultra` and `xz -9` write. Only
/// `--long` beyond 27 asks for more.
pub(super) const WINDOW: u64 = 128 << 20;

/// A window holds no more than what came out, and up to here nobody waits.
const SMALL_BYTES: u64 = 16 << 20;

/// How many large windows there may be of decoders that lie in so many containers: of files themselves, and of what
/// lies in others.
const MAX_LARGE_WINDOWS: [usize; 2] = [3, 1];

/// How many there are, by level; that of the method of a ZIP archive's entry is one of its own.
static TAKEN: [AtomicUsize; 2 * LEVELS] = [const { AtomicUsize::new(0) }; 2 * LEVELS];

const LEVELS: usize = Limits::DEEPEST as usize + 1;

thread_local! {
    /// How many files this thread is looking at, one within another.
    static FILES: Cell<usize> = const { Cell::new(0) };
}

/// Held by a thread that looks at a file.
#[derive(Debug)]
pub struct Looking(());

impl Looking {
    /// Begins to look at a file.
    pub fn begin() -> Looking {
        FILES.set(FILES.get() + 1);
        Looking(())
    }
}

impl Drop for Looking {
    fn drop(&mut self) {
        FILES.set(FILES.get() - 1);
    }
}

/// Within how many containers a decoder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level(usize);

impl Level {
    /// A compressed file.
    pub fn of_file(depth: u32) -> Level {
        Level((2 * depth as usize).min(TAKEN.len() - 1))
    }

    /// An entry of a ZIP archive at that depth, packed by a method that has a window.
    pub fn of_entry(depth: u32) -> Level {
        Level((2 * depth as usize + 1).min(TAKEN.len() - 1))
    }
}

/// What comes out of a decoder with a window.
pub(super) struct Windowed<R> {
    inner: R,
    out: u64,
    level: Level,
    lease: Option<Lease>,
}

impl<R: Read> Windowed<R> {
    pub fn new(inner: R, level: Level) -> Windowed<R> {
        Windowed { inner, out: 0, level, lease: None }
    }
}

impl<R: Read> Read for Windowed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.out > SMALL_BYTES && self.lease.is_none() {
            self.lease = Some(Lease::take(self.level));
        }
        let read = self.inner.read(buffer)?;
        self.out += read as u64;
        Ok(read)
    }
}

/// The room for one large window.
struct Lease(&'static AtomicUsize);

impl Lease {
    fn take(Level(level): Level) -> Lease {
        let taken = &TAKEN[level];
        let most = MAX_LARGE_WINDOWS[usize::from(level > 2)];
        let is_free = |count: usize| (count < most).then_some(count + 1);
        while taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, is_free).is_err() {
            if FILES.get() > 1 {
                taken.fetch_add(1, Ordering::Relaxed);
                break;
            }
            // Meanwhile others may be helped.
            if rayon::yield_now() != Some(rayon::Yield::Executed) {
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        Lease(taken)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rayon::prelude::*;

    /// A decoder that says how many of its kind are far along.
    struct Endless<'a>(&'a AtomicUsize, &'a AtomicUsize, u64);

    impl Read for Endless<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.2 > SMALL_BYTES && self.2 - buffer.len() as u64 <= SMALL_BYTES {
                let now = self.0.fetch_add(1, Ordering::Relaxed) + 1;
                self.1.fetch_max(now, Ordering::Relaxed);
            }
            self.2 += buffer.len() as u64;
            Ok(buffer.len())
        }
    }

    impl Drop for Endless<'_> {
        fn drop(&mut self) {
            self.0.fetch_sub(usize::from(self.2 > SMALL_BYTES + (1 << 20)), Ordering::Relaxed);
        }
    }

    fn drain(reader: &mut impl Read) {
        let mut piece = vec![0; 1 << 20];
        (0..24).for_each(|_| drop(reader.read(&mut piece)));
    }

    #[test]
    fn however_many_threads_there_are_few_windows_are_large() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(16).build().expect("threads");
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        // The levels of a test are its own: statics are those of all tests.
        pool.install(|| {
            (0..64).into_par_iter().for_each(|_| {
                let _looking = Looking::begin();
                let level = Level::of_file(20);
                drain(&mut Windowed::new(Endless(&now, &most, 0), level));
            });
        });
        assert_eq!(most.into_inner(), MAX_LARGE_WINDOWS[1]);
        assert_eq!(TAKEN[40].load(Ordering::Relaxed), 0);
    }

    #[test]
    fn what_lies_in_another_waits_for_nothing_that_it_is_in() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(8).build().expect("threads");
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let of = |level| Windowed::new(Endless(&now, &most, 0), level);
        pool.install(|| {
            (0..8).into_par_iter().for_each(|_| {
                let _looking = Looking::begin();
                let mut outer = of(Level::of_file(24));
                drain(&mut outer);
                (0..8).into_par_iter().for_each(|_| {
                    let _looking = Looking::begin();
                    drain(&mut of(Level::of_entry(24)));
                    drain(&mut of(Level::of_file(25)));
                });
                drain(&mut outer);
            });
        });
        assert!(TAKEN[48..51].iter().all(|taken| taken.load(Ordering::Relaxed) == 0));
    }
}
