//! Whether a request is sent again, and the wait before it. This is the only place that decides it:
//!
//! | what happened | sent again | how often | wait |
//! |---|---|---|---|
//! | a pooled connection turned out to be closed | unless it is [`Repeatable::Never`] | once, not counted | none |
//! | 429 | any request | the attempts of the call | [`RATE_LIMITED`], or as Retry-After says |
//! | 408, 502, 503, 504; the connection ended before the whole response arrived | if it is [`Repeatable::Always`] | the attempts of the call | [`FAILED`] and twice as long each time, or as Retry-After says |
//! | Tableau has ended the session (401002, 401000) | any request of a session that can be renewed | once a call | that of the renewal |
//!
//! A time limit that has passed, a connection that could not be made, and a host that cannot be resolved
//! are not tried again: a server that is silent while it packs a download would pack it again.

use crate::client::outgoing::{Outgoing, Sender};
use crate::client::renewer::NotRenewed;
use crate::client::report::report;
use crate::common::error::{Result, Status, TRANSIENT_STATUSES};
use crate::common::event::{Event, Kind};
use crate::common::response::Response;
use crate::common::words::{Words, in_seconds};
use crate::rest::{fault, fault_status};
use crate::transport::call::Call;
use crate::transport::failure::Failure;
use crate::transport::request::{Repeatable, Reply};
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::Duration;

/// The waits after 429, in milliseconds. The last one is for all further attempts.
const RATE_LIMITED: [u64; 5] = [1_000, 3_000, 10_000, 30_000, 60_000];
/// The first wait after another failure, in milliseconds.
const FAILED: u64 = 500;
/// The most times that it is doubled.
const MAX_DOUBLED: u32 = 7;
/// The part by which a wait is longer at random, so that clients do not come back all at once: a fifth.
const JITTER: u32 = 5;

/// Tableau's codes for a token that it does not accept or no longer accepts.
const SESSION_ENDED: [&str; 2] = ["401000", "401002"];

/// What comes after a request was sent.
pub enum Step {
    /// The response is final.
    Done(Reply),
    /// The request is sent again.
    Again {
        /// True if it is sent over a new connection.
        over_new_connection: bool,
    },
}

/// The repetitions of one request.
#[derive(Default)]
pub struct Repeats {
    /// The number of times that it was sent again after a wait.
    count: u32,
    /// True once it was sent again because a pooled connection turned out to be closed.
    has_replaced_connection: bool,
    has_renewed: bool,
}

impl Repeats {
    /// Decides what comes after the request was sent, and waits for it.
    pub fn next(
        &mut self,
        sender: &Sender<'_>,
        outgoing: &mut Outgoing<'_>,
        sent: std::result::Result<Reply, Failure>,
    ) -> Result<Step> {
        let call = sender.call;
        let repeatable = outgoing.request.repeatable;
        if let Err(failure) = &sent
            && failure.is_stale()
            && !self.has_replaced_connection
            && repeatable != Repeatable::Never
        {
            call.check()?;
            self.has_replaced_connection = true;
            return Ok(Step::Again {
                over_new_connection: true,
            });
        }
        if let Some(cause) = Cause::of(&sent, repeatable)
            && let Some(wait) = self.wait_before_retry(cause, call)
        {
            self.count += 1;
            call.count_retry();
            self.report_retry(outgoing, &sent, wait, call);
            call.sleep(wait)
                .map_err(|error| error.advise("it was waiting to send the request again"))?;
            // The server may have closed the connection during the wait.
            self.has_replaced_connection = false;
            return Ok(Step::Again {
                over_new_connection: repeatable == Repeatable::Never,
            });
        }
        match sent {
            Ok(reply) if is_ended(&reply.response) => self.renew(sender, outgoing, reply),
            Ok(reply) => Ok(Step::Done(reply)),
            Err(failure) => Err(failure.into_error()),
        }
    }

    fn wait_before_retry(&self, cause: Cause, call: &Call) -> Option<Duration> {
        let policy = call.context().retry;
        if call.retries() + 1 >= policy.attempts {
            return None;
        }
        let random = RandomState::new().hash_one(self.count) as u32;
        let wait = cause.wait(self.count, policy.longest_wait, random)?;
        let ends_before = call.end().is_some_and(|end| end.left() <= wait);
        (!ends_before).then_some(wait)
    }

    fn report_retry(
        &self,
        outgoing: &Outgoing<'_>,
        sent: &std::result::Result<Reply, Failure>,
        wait: Duration,
        call: &Call,
    ) {
        if !call.context().events.are_on() {
            return;
        }
        let (status, http_status, reason) = match sent {
            Ok(reply) => (
                outgoing.status_of(&reply.response),
                reply.response.status(),
                reply.response.status_line(),
            ),
            Err(failure) => (Some(failure.error().status()), 0, failure.error().words()),
        };
        let words = outgoing
            .title(call)
            .and(": sent again in ")
            .and(in_seconds(wait))
            .and(", repetition ")
            .and(Words::given(call.retries()))
            .and(" of ")
            .and(Words::given(call.context().retry.attempts - 1))
            .and(", after: ")
            .and(reason);
        let event = Event {
            status,
            http_status,
            attempt: outgoing.attempts + 1,
            wait,
            ..outgoing.event(Kind::Retry)
        };
        report(call, &words, event);
    }

    /// Signs the session in again, once a call, and puts the new token into the request.
    fn renew(
        &mut self,
        sender: &Sender<'_>,
        outgoing: &mut Outgoing<'_>,
        reply: Reply,
    ) -> Result<Step> {
        let (Some(renewer), Some(refused)) = (outgoing.renewer, &outgoing.request.token) else {
            return Ok(Step::Done(reply));
        };
        match renewer.renew(refused, self.has_renewed, sender.call) {
            Ok(token) => {
                self.has_renewed = true;
                outgoing.request.token = Some(token);
                Ok(Step::Again {
                    over_new_connection: false,
                })
            }
            Err(NotRenewed::Unsupported) => Ok(Step::Done(reply)),
            // What was refused was not carried out.
            Err(NotRenewed::Failed(error)) => Err(error.unsent()),
            Err(NotRenewed::Ended(reason)) => {
                let is_https = sender.address.is_https();
                let error = fault_status::from_response(reply.response, outgoing.purpose, is_https);
                Err(error.advise(reason))
            }
        }
    }
}

/// Why a request may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cause {
    /// True for too many requests, false for another failure that may pass.
    is_rate_limited: bool,
    /// What the server asks for, in seconds.
    retry_after: Option<u64>,
}

impl Cause {
    /// Returns why a request may be sent again; `None` if it must not be.
    fn of(sent: &std::result::Result<Reply, Failure>, repeatable: Repeatable) -> Option<Cause> {
        let may_repeat = repeatable == Repeatable::Always;
        match sent {
            Ok(reply) => {
                let status = reply.response.status();
                let is_rate_limited = status == 429;
                (is_rate_limited || may_repeat && TRANSIENT_STATUSES.contains(&status)).then(|| {
                    Cause {
                        is_rate_limited,
                        retry_after: reply.response.retry_after(),
                    }
                })
            }
            Err(failure) => {
                let error = failure.error();
                let was_cut = error.status() == Status::Connect
                    && !error.is_unsent()
                    && error.response().is_none();
                (was_cut && may_repeat).then_some(Cause {
                    is_rate_limited: false,
                    retry_after: None,
                })
            }
        }
    }

    /// Returns the wait before a request is sent again, after it was sent again `retries` times; `None` if the
    /// server asks for a longer wait than `longest`. Retry-After never makes a wait shorter, and `random`
    /// only makes it longer.
    fn wait(self, retries: u32, longest: Duration, random: u32) -> Option<Duration> {
        let asked = Duration::from_secs(self.retry_after.unwrap_or(0));
        if asked > longest {
            return None;
        }
        let index = usize::try_from(retries).unwrap_or(usize::MAX);
        let usual = match self.is_rate_limited {
            true => RATE_LIMITED
                .get(index)
                .or(RATE_LIMITED.last())
                .copied()
                .unwrap_or_default(),
            false => FAILED << retries.min(MAX_DOUBLED),
        };
        let wait = Duration::from_millis(usual).max(asked);
        let more = (wait / JITTER).mul_f64(f64::from(random) / f64::from(u32::MAX));
        Some((wait + more).min(longest))
    }
}

/// Returns true if Tableau refuses the token of a session.
fn is_ended(response: &Response) -> bool {
    response.status() == 401
        && fault::read(response.body())
            .code
            .is_some_and(|code| SESSION_ENDED.contains(&code.as_str()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn waits(cause: Cause, longest: u64, random: u32) -> Vec<Option<u128>> {
        let longest = Duration::from_millis(longest);
        let wait = |retries| cause.wait(retries, longest, random);
        (0..9)
            .map(|retries| wait(retries).map(|wait| wait.as_millis()))
            .collect()
    }

    #[test]
    fn waits_grow_up_to_the_longest() {
        let cause = |is_rate_limited, retry_after| Cause {
            is_rate_limited,
            retry_after,
        };
        let some = |waits: [u128; 9]| waits.map(Some).to_vec();
        let failed = [
            500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 64_000,
        ];
        assert_eq!(waits(cause(false, None), 100_000, 0), some(failed));
        let busy = [
            1_000, 3_000, 10_000, 30_000, 60_000, 60_000, 60_000, 60_000, 60_000,
        ];
        assert_eq!(waits(cause(true, None), 100_000, 0), some(busy));
        let capped = [
            1_000, 3_000, 10_000, 30_000, 30_000, 30_000, 30_000, 30_000, 30_000,
        ];
        assert_eq!(waits(cause(true, None), 30_000, 0), some(capped));
        // Retry-After makes a wait longer, not shorter.
        let asked = [
            5_000, 5_000, 10_000, 30_000, 30_000, 30_000, 30_000, 30_000, 30_000,
        ];
        assert_eq!(waits(cause(true, Some(5)), 30_000, 0), some(asked));
        assert_eq!(waits(cause(true, Some(0)), 30_000, 0), some(capped));
        assert_eq!(waits(cause(true, Some(31)), 30_000, 0), vec![None; 9]);
        assert_eq!(waits(cause(false, Some(3600)), 30_000, 0), vec![None; 9]);
        assert_eq!(waits(cause(false, None), 0, u32::MAX), some([0; 9]));
        assert_eq!(
            waits(cause(false, Some(u64::MAX)), 30_000, 0),
            vec![None; 9]
        );
    }

    #[test]
    fn random_part_only_lengthens() {
        let cause = Cause {
            is_rate_limited: false,
            retry_after: None,
        };
        for random in [0, 1, u32::MAX / 2, u32::MAX] {
            let wait = cause.wait(1, Duration::from_secs(30), random).unwrap();
            assert!((1_000..=1_200).contains(&wait.as_millis()), "{wait:?}");
        }
        let longest = Duration::from_millis(1_100);
        assert_eq!(cause.wait(1, longest, u32::MAX), Some(longest));
    }
}
