//! What an error response says in Tableau's form, or in a similar one: a code and words.

/// Code and words of an error response, as far as it has them.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Fault {
    /// `401001`
    pub code: Option<String>,
    /// A few words.
    pub summary: Option<String>,
    /// A sentence.
    pub detail: Option<String>,
}

impl Fault {
    /// True if it has neither a code nor words.
    pub fn is_empty(&self) -> bool {
        self.code.is_none() && self.summary.is_none() && self.detail.is_none()
    }

    /// True if it says that the server does not know the API version or the resource: only Tableau
    /// sends these codes, and servers that have no server info do.
    pub fn is_unknown_to_api(&self) -> bool {
        matches!(self.code.as_deref(), Some("404001" | "404003"))
    }

    /// `401001 Signin Error: Error signing in to Tableau Server`
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

/// True for `401001`: up to nine digits and nothing else, so that no secret can be in it.
pub fn is_code(code: &str) -> bool {
    (1..=9).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit())
}
