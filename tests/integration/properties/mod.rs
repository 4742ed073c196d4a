//! Laws: what holds for every archive, tried on generated ones.
//!
//! The cases are generated from a fixed seed, the same ones in every run; a case that fails is made
//! smaller before it is shown.

mod conservation;
mod durations;
#[cfg(feature = "tables")]
mod facts;
mod intervals;
mod json;
mod merge;
mod people;

use std::fmt::Debug;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestRunner};

/// Tries a law, which panics where it does not hold, on so many cases.
#[track_caller]
fn holds<S: Strategy<Value: Debug>>(cases: u32, values: S, law: impl Fn(S::Value)) {
    let config = Config {
        cases,
        rng_seed: RngSeed::Fixed(11),
        failure_persistence: None,
        ..Config::default()
    };
    let tried = TestRunner::new(config).run(&values, |value| {
        law(value);
        Ok(())
    });
    if let Err(error) = tried {
        panic!("{error}");
    }
}
