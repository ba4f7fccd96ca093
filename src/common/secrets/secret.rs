//! One secret, which is redacted in `Debug` output.

use crate::common::traces::leave_traces;
use std::fmt;

/// The text that replaces a secret.
pub const REDACTED: &str = "***";

/// The shortest value of a cookie, a header or a body that is redacted, in bytes.
pub const MIN_SECRET: usize = 4;
/// A password, a token or a JWT. Its `Debug` output is `***`, and the allocator wipes it when it is
/// dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Makes a secret from a copy of a text.
    pub fn new(text: &str) -> Secret {
        leave_traces();
        Secret(text.to_owned())
    }

    /// Returns the text of the secret.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_of_a_secret_is_redacted() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "***");
    }
}
