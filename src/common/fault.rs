//! The code and the texts of an error response, in Tableau's form or a similar one.

use crate::common::text::is_digits;

/// The code and the texts of an error response. Each may be missing.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The code, for example `401001`.
    pub code: Option<String>,
    /// The short text, for example `Signin Error`.
    pub summary: Option<String>,
    /// The long text, for example `Error signing in to Tableau Server`.
    pub detail: Option<String>,
    /// True if there was no memory to read the response.
    pub is_unread: bool,
}

impl Fault {
    /// Returns true if there is neither a code nor a text.
    pub fn is_empty(&self) -> bool {
        self.code.is_none() && self.summary.is_none() && self.detail.is_none()
    }

    /// Returns true if the code says that the server does not know the API version or the resource.
    /// Only Tableau sends these codes, also from servers that have no server info.
    pub fn is_unknown_to_api(&self) -> bool {
        matches!(self.code.as_deref(), Some("404001" | "404003"))
    }

    /// Returns the code and the texts for a message: `401001 Signin Error: Error signing in to
    /// Tableau Server`
    pub fn text(&self) -> String {
        let mut text = self.code.clone().unwrap_or_default();
        for (separator, part) in [(" ", &self.summary), (": ", &self.detail)] {
            if let Some(part) = part {
                text.push_str(if text.is_empty() { "" } else { separator });
                text.push_str(part);
            }
        }
        text
    }
}

/// Returns true for a code such as `401001`: one to nine digits, which cannot contain a secret.
pub fn is_code(code: &str) -> bool {
    code.len() <= 9 && is_digits(code)
}
