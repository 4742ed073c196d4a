//! Numbers that look like chance and are the same in every run.

/// SplitMix64: small, and the same sequence in every run.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Below the bound, evenly enough for a test.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    pub fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// Each number of digits is as likely as any other.
    pub fn of_any_size(&mut self) -> u64 {
        let shift = self.below(64);
        self.next() >> shift
    }

    /// A position in something of that length, which is not empty.
    pub fn at(&mut self, length: usize) -> usize {
        (self.next() % length as u64) as usize
    }

    /// One of some things.
    pub fn pick<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.at(things.len())]
    }
}
