//! Random numbers that a test can be run with again.

use crate::installed::variable;

/// Seeded random numbers.
pub struct Random(u64);

impl Random {
    /// Numbers of the seed that `LEADTIME_TEST_SEED` names, else of `seed`; a test that fails shows it.
    pub fn new(seed: u64) -> Self {
        let seed = number("LEADTIME_TEST_SEED").unwrap_or(seed);
        println!("LEADTIME_TEST_SEED={seed}");
        Self(seed)
    }

    /// The next number below another.
    pub fn below(&mut self, most: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        number ^= number >> 31;
        usize::try_from(number >> 32).unwrap() % most
    }

    /// One of some things.
    pub fn one_of<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.below(things.len())]
    }
}

/// A number of the environment.
pub fn number(name: &str) -> Option<u64> {
    variable(name).map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}
