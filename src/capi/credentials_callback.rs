//! The callback that sets credentials

use super::callback::UserData;
use super::credentials::tsc_credentials;
use crate::client::source::{CredentialsCallback, Given, Question};
use crate::common::error::{Error, Result, Status};
use crate::common::words::Words;
use std::ffi::c_void;

/// The value that a credentials callback returns when it has set credentials.
const SET: i32 = 1;

/// Sets the credentials for a sign-in. It is called on the thread that signs in, after the
/// server was asked for its version: at each attempt of a sign-in, and at each renewal, by
/// the thread whose call met the session's end. Several threads may call it at once if they
/// sign in at once.
///
/// In it, functions with a cancellation parameter return TSC_ERROR_INVALID_STATE for handles
/// of the same server. It may wait, for a vault for instance; tsc_credentials_cancellation
/// says when to stop. The call's time limits count the wait, and are checked when it returns.
/// No exception and no longjmp may leave it.
///
/// - `credentials`: receives the credentials, by one of the tsc_credentials_set functions.
/// - `user_data`: the pointer that was given with the callback. May be NULL.
///
/// Returns 1 if it has set credentials. Any other value ends the sign-in with
/// TSC_ERROR_ABORTED, and the message of tsc_credentials_set_message. If it returns 1 and has
/// set none, the sign-in ends with TSC_ERROR_INVALID_ARGUMENT.
pub type tsc_credentials_callback =
    Option<unsafe extern "C" fn(credentials: *mut tsc_credentials, user_data: *mut c_void) -> i32>;

/// A program's callback for credentials.
pub(super) struct CallbackCredentials {
    callback: unsafe extern "C" fn(*mut tsc_credentials, *mut c_void) -> i32,
    user_data: UserData,
}

impl CallbackCredentials {
    /// Takes over a callback.
    ///
    /// # Safety
    /// The callback may be called with the user_data on any thread.
    pub(super) unsafe fn new(
        callback: unsafe extern "C" fn(*mut tsc_credentials, *mut c_void) -> i32,
        user_data: UserData,
    ) -> CallbackCredentials {
        CallbackCredentials {
            callback,
            user_data,
        }
    }
}

impl CredentialsCallback for CallbackCredentials {
    fn ask(&self, question: &Question<'_>) -> Result<Given> {
        let mut credentials = tsc_credentials::new(question);
        let lent = &raw mut credentials;
        let returned = self.user_data.call(|user_data| {
            // SAFETY: the credentials are lent until the callback returns.
            unsafe { (self.callback)(lent, user_data) }
        })?;
        let answer = credentials.into_answer();
        if let Some(credentials) = &answer.credentials {
            let secret = credentials.secret().clone();
            question.secrets.add(|secrets| secrets.add(secret));
        }
        if returned != SET {
            let message = "the program's callback gave no credentials";
            let error = Error::new(Status::Aborted, message);
            return Err(match answer.message {
                Some(reason) => error.advise(Words::from(reason)),
                None => error,
            });
        }
        let credentials = answer.credentials.ok_or_else(|| {
            Error::invalid("the program's callback returned success, but has set no credentials")
        })?;
        Ok(Given {
            credentials,
            impersonated_user_id: answer.impersonated_user_id,
        })
    }
}
