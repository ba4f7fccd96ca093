//! Memory whose size a server, a file or an argument determines. It is reserved with these functions,
//! which fail if there is none; Rust's own ones abort the process.

use std::collections::TryReserveError;
pub use tsc_block::pad;

/// The result of a function that reserves memory.
pub type Result<T> = std::result::Result<T, TryReserveError>;

/// Returns an empty vector with room for `length` items.
pub fn reserved<T>(length: usize) -> Result<Vec<T>> {
    let mut items = Vec::new();
    items.try_reserve_exact(length)?;
    Ok(items)
}

/// Returns a copy of bytes.
pub fn copy(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut copy = reserved(bytes.len())?;
    copy.extend_from_slice(bytes);
    Ok(copy)
}

/// Returns a copy of bytes with zeros behind them, `size` bytes together.
pub fn padded(bytes: &[u8], size: usize) -> Result<Vec<u8>> {
    let mut memory = reserved(size)?;
    memory.extend_from_slice(bytes);
    pad(&mut memory, size);
    Ok(memory)
}

/// Appends an item.
pub fn push<T>(items: &mut Vec<T>, item: T) -> Result<()> {
    items.try_reserve(1)?;
    items.push(item);
    Ok(())
}

/// Appends a text.
pub fn append(text: &mut String, more: &str) -> Result<()> {
    text.try_reserve(more.len())?;
    text.push_str(more);
    Ok(())
}

/// Returns texts one after the other.
pub fn joined<'a>(parts: impl IntoIterator<Item = &'a str, IntoIter: Clone>) -> Result<String> {
    let parts = parts.into_iter();
    let mut text = String::new();
    text.try_reserve_exact(parts.clone().map(str::len).sum())?;
    parts.for_each(|part| text.push_str(part));
    Ok(text)
}

/// Returns bytes as text. What is not UTF-8 is replaced by U+FFFD.
pub fn text(bytes: &[u8]) -> Result<String> {
    let mut text = String::new();
    text.try_reserve_exact(bytes.len())?;
    for chunk in bytes.utf8_chunks() {
        append(&mut text, chunk.valid())?;
        if !chunk.invalid().is_empty() {
            append(&mut text, "\u{fffd}")?;
        }
    }
    Ok(text)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::common::error::{Error, Status};

    #[test]
    fn missing_memory_is_an_error() {
        assert!(reserved::<u64>(usize::MAX / 16).is_err());
        let error = Error::from(reserved::<u8>(usize::MAX).unwrap_err());
        assert_eq!(error.status(), Status::NoMemory);
    }

    #[test]
    fn bytes_are_padded_with_zeros() {
        for size in [3, 4, 4095, 4096, 4097, 9000] {
            let padded = padded(b"abc", size).unwrap();
            let (bytes, zeros) = padded.split_at(3);
            assert_eq!((bytes, padded.len()), (&b"abc"[..], size));
            assert!(zeros.iter().all(|byte| *byte == 0));
        }
        assert!(padded(b"", usize::MAX).is_err());
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_replaced() {
        for bytes in [
            &b"a\xff\xfe\xe2\x82b\xe2\x82"[..],
            b"",
            b"\xff",
            "ä".as_bytes(),
        ] {
            assert_eq!(text(bytes).unwrap(), String::from_utf8_lossy(bytes));
        }
    }
}
