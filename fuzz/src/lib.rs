//! The fuzz targets: each feeds one of the oracles that `cargo test` runs for a moment.
//!
//! In: bytes that libFuzzer made, from nothing or by changing earlier ones. Out: nothing, or a panic
//! of an oracle. Now and then the next input is one that the tests' own generator makes, which
//! knows what a payload looks like; so no files of seeds are needed.

#[path = "../../tests/integration/fuzzed/mod.rs"]
pub mod fuzzed;
#[path = "../../tests/integration/random.rs"]
pub mod random;

use random::Random;

/// How often the next input is a new one of the generator's.
const NEW: u64 = 64;

/// A fuzz target of an oracle's name.
#[macro_export]
macro_rules! target {
    ($name:ident) => {
        libfuzzer_sys::fuzz_target!(|data: &[u8]| $crate::fuzzed::$name::check(data));
        libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
            $crate::mutate(data, (size, max_size), seed, $crate::fuzzed::$name::generate)
        });
    };
}

/// Changes an input, or puts a generated one in its place.
pub fn mutate(
    data: &mut [u8],
    (size, most): (usize, usize),
    seed: u32,
    generate: fn(&mut Random) -> Vec<u8>,
) -> usize {
    let mut random = Random(seed.into());
    if !random.one_in(NEW) {
        return libfuzzer_sys::fuzzer_mutate(data, size, most);
    }
    let new = generate(&mut random);
    let size = new.len().min(most);
    data[..size].copy_from_slice(&new[..size]);
    size
}
