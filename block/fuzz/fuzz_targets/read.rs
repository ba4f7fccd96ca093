//! Reads any bytes, in memory that an earlier block has left, and compares the result with
//! roxmltree's.

#![no_main]

#[path = "../../tests/differential/compare.rs"]
mod compare;
#[path = "../../tests/differential/known.rs"]
mod known;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|document: &[u8]| {
    let mut memory = vec![0xaa; 512];
    if let Err(difference) = compare::compare(document, &mut memory) {
        panic!("{difference}");
    }
});
