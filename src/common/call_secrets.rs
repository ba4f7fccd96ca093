//! The secrets of a call under way, which become more while it lasts.

use crate::common::error::Error;
use crate::common::lock::lock;
use crate::common::secrets::{Redactor, Secrets};
use crate::common::traces::leave_traces;
use std::sync::{Arc, Mutex, OnceLock};

/// What must not come back from a call. Copies that are made after the first secret was added share
/// them; before that there is nothing, and no memory is taken.
#[derive(Clone, Default)]
pub struct CallSecrets(OnceLock<Arc<Mutex<Secrets>>>);

impl CallSecrets {
    /// Adds some.
    pub fn add(&self, add: impl FnOnce(&mut Secrets)) {
        leave_traces();
        let secrets = self.0.get_or_init(Arc::default);
        add(&mut lock(secrets));
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

    /// A redactor of those that are neither cookies nor short; `None` if there is no secret yet.
    pub fn long_redactor(&self) -> Option<Redactor> {
        Some(lock(self.0.get()?).long_redactor())
    }

    fn redactor(&self) -> Option<Redactor> {
        Some(lock(self.0.get()?).redactor())
    }
}
