//! A moment of each oracle: the same inputs in every run.

use super::*;
use crate::random::Random;

/// Feeds an oracle: generated inputs, and some that are chance and nothing else.
fn feed(seed: u64, inputs: u64, generate: fn(&mut Random) -> Vec<u8>, check: fn(&[u8])) {
    let mut random = Random(seed);
    for number in 0..inputs {
        let input = if number % 16 == 0 {
            let length = random.below(40);
            (0..length).map(|_| random.next() as u8).collect()
        } else {
            generate(&mut random)
        };
        check(&input);
    }
}

macro_rules! seeded {
    ($($name:ident $inputs:literal)*) => { $(
        #[test]
        fn $name() {
            feed(0xF0_5EED, $inputs, super::$name::generate, super::$name::check);
        }
    )* };
}

mod any_input_is_right_to {
    use super::*;

    seeded! {
        duration 60_000
        timestamp 60_000
        id 20_000
        json_document 1_000
        usual_json 20_000
        csv 2_000
        carriers 1_500
        classify 3_000
        escape_terminal 2_000
        escape_markdown 1_000
        escape_html 500
        escape_csv 2_000
        escape_xlsx 60
        whole_run 30
    }
}
