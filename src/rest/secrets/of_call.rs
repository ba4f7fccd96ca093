//! The secrets of a call under way, which become more while it lasts.

use super::{Redactor, Secrets};
use crate::error::Error;
use crate::platform::leave_traces;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// What must not come back from a call. Copies that are made after the first secret was added share
/// them; before that there is nothing, and no memory is taken.
#[derive(Clone, Default)]
pub struct SecretsOfCall(OnceLock<Arc<Mutex<Secrets>>>);

impl SecretsOfCall {
    /// Adds some.
    pub fn add(&self, add: impl FnOnce(&mut Secrets)) {
        leave_traces();
        let secrets = self.0.get_or_init(Arc::default);
        add(&mut secrets.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// A failure of the call, without them.
    pub fn redact(&self, error: Error) -> Error {
        match self.redactor() {
            Some(redactor) => error.redacted(&redactor),
            None => error,
        }
    }

    /// A text without them, before a part of it goes into a message: that may be a part of a secret.
    pub fn redact_text(&self, text: &str) -> String {
        match self.redactor() {
            Some(redactor) => redactor.text(text),
            None => text.to_owned(),
        }
    }

    /// True if one of them that is no cookie is in a text.
    pub fn are_in(&self, text: &str) -> bool {
        self.0.get().is_some_and(|secrets| {
            let secrets = secrets.lock().unwrap_or_else(PoisonError::into_inner);
            secrets.are_in(text)
        })
    }

    fn redactor(&self) -> Option<Redactor> {
        let secrets = self.0.get()?;
        let secrets = secrets.lock().unwrap_or_else(PoisonError::into_inner);
        Some(secrets.redactor())
    }
}
