//! Zeros at the end of memory.

/// What memory is filled with.
static ZEROS: [u8; 4096] = [0; 4096];

/// Appends zeros up to `size` bytes, for which there is room. `Vec::resize` is a loop over bytes where the
/// library is optimised for size.
pub fn pad(memory: &mut Vec<u8>, size: usize) {
    while memory.len() < size {
        let more = ZEROS.len().min(size - memory.len());
        memory.extend_from_slice(ZEROS.get(..more).unwrap_or_default());
    }
}
