//! The code and the texts of an error response, in Tableau's form or a similar one.

/// The code and the texts of an error response. Each may be missing.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The code, for example `401001`.
    pub code: Option<String>,
    /// The short text, for example `Signin Error`.
    pub summary: Option<String>,
    /// The long text, for example `Error signing in to Tableau Server`.
    pub detail: Option<String>,
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
    pub fn words(&self) -> String {
        let mut words = self.code.clone().unwrap_or_default();
        for (separator, part) in [(" ", &self.summary), (": ", &self.detail)] {
            if let Some(part) = part {
                words.push_str(if words.is_empty() { "" } else { separator });
                words.push_str(part);
            }
        }
        words
    }
}

/// Returns true for a code such as `401001`: one to nine digits, which cannot contain a secret.
pub fn is_code(code: &str) -> bool {
    (1..=9).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit())
}
