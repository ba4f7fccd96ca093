//! The secrets of a call in progress. Secrets are added while it lasts, as the token that a sign-in
//! returns.

use crate::common::error::Error;
use crate::common::lock::lock;
use crate::common::secrets::{Redactor, Secrets};
use crate::common::traces::leave_traces;
use crate::common::words::Words;
use std::sync::{Arc, Mutex, OnceLock};

/// The secrets of a call, which are redacted in its result. Copies that are made after the first
/// secret was added share all of them. Before that, no memory is allocated.
#[derive(Clone, Default)]
pub struct CallSecrets(OnceLock<Arc<Mutex<Secrets>>>);

impl CallSecrets {
    /// Adds secrets.
    pub fn add(&self, add: impl FnOnce(&mut Secrets)) {
        leave_traces();
        let secrets = self.0.get_or_init(Arc::default);
        add(&mut lock(secrets));
    }

    /// Returns an error of the call with the secrets redacted.
    pub fn redact(&self, error: Error) -> Error {
        match self.redactor() {
            Some(redactor) => error.redacted(&redactor),
            None => error,
        }
    }

    /// Returns a text with the secrets redacted. A text has to be redacted as a whole before a part
    /// of it goes into a message, because the part may end within a secret.
    pub fn redact_text(&self, text: &str) -> String {
        match self.redactor() {
            Some(redactor) => redactor.text(text),
            None => text.to_owned(),
        }
    }

    /// Returns a text for people with the secrets redacted in what is not the library's own.
    pub fn redact_words(&self, words: &Words) -> Words {
        match self.redactor() {
            Some(redactor) => words.redacted(&redactor),
            None => words.clone(),
        }
    }

    /// Returns a redactor of the secrets that are neither cookies nor short; `None` if there is no
    /// secret yet.
    pub fn long_redactor(&self) -> Option<Redactor> {
        Some(lock(self.0.get()?).long_redactor())
    }

    fn redactor(&self) -> Option<Redactor> {
        Some(lock(self.0.get()?).redactor())
    }
}
