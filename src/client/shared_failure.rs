//! The failure of something that one call at a time tries, for the calls that waited for it meanwhile: a
//! probe, or the renewal of a session.

use crate::common::error::Error;
use crate::transport::call::{Call, Retry, Timeouts};

/// The last failure, see the module. `P` is what else it depends on.
pub struct SharedFailure<P> {
    /// The number of tries, with those that succeeded. By it a call that waited sees that another one
    /// tried meanwhile.
    tries: u64,
    failure: Option<(Conditions<P>, Error)>,
}

/// What a failure depends on. A call under other conditions does not share it, because it may need less,
/// wait longer, or try more often.
#[derive(PartialEq, Eq)]
struct Conditions<P> {
    parameters: P,
    timeouts: Timeouts,
    retry: Retry,
    /// The number of requests that the call had sent again before.
    retries: u32,
}

impl<P> Default for SharedFailure<P> {
    fn default() -> SharedFailure<P> {
        SharedFailure {
            tries: 0,
            failure: None,
        }
    }
}

impl<P: PartialEq> SharedFailure<P> {
    /// Returns the number of tries, for [`SharedFailure::since`].
    pub fn tries(&self) -> u64 {
        self.tries
    }

    /// Returns the failure of a try after `tries` others, if it was made under the conditions of this call.
    pub fn since(&self, tries: u64, parameters: P, call: &Call) -> Option<Error> {
        let (conditions, error) = self.failure.as_ref().filter(|_| self.tries > tries)?;
        let is_same = *conditions == conditions_of(parameters, call, call.retries());
        is_same.then(|| error.clone())
    }

    /// Records a try of a call that had sent `retries` requests again before. The cancellation and the total
    /// limit of that call do not apply to others.
    pub fn record(&mut self, parameters: P, call: &Call, retries: u32, error: Option<&Error>) {
        self.tries += 1;
        let is_over = call.check().is_err();
        self.failure = error.filter(|_| !is_over).map(|error| {
            let error = call.secrets().redact(error.clone());
            (conditions_of(parameters, call, retries), error)
        });
    }

    /// Forgets the failure.
    pub fn forget(&mut self) {
        self.failure = None;
    }
}

fn conditions_of<P>(parameters: P, call: &Call, retries: u32) -> Conditions<P> {
    Conditions {
        parameters,
        timeouts: *call.timeouts(),
        retry: call.context().retry,
        retries,
    }
}
