//! Pages of a list that are fetched before they are needed, by short-lived threads.
//!
//! A list and its workers share a [`Shared`]. A worker takes the number of the next page, fetches it,
//! puts it into `done`, and goes on with the next number, until the pages are far enough ahead of the
//! reader. Example with three pages ahead, when the reader has got page 1 and asks for page 2:
//!
//! ```text
//! reader    waits for 2 | gets 2, waits for 3 | gets 3 ...
//! worker A  fetches 2   | fetches 5           |
//! worker B  fetches 3            | ends: 6 is too far ahead until 3 was given
//! worker C  fetches 4      | ends
//! ```
//!
//! When the reader gets a page, it starts a worker again if the next number is near enough. No worker
//! waits for anything but the network, so none is left over when the reader pauses.
//!
//! Pages are judged on the reader's thread, in their order. After an error all other pages are
//! dropped, and the next call begins again with the page that failed.

use crate::client::page_source::{FetchedPage, PageMemory, PageSource};
use crate::common::error::{Error, Result, Status};
use crate::common::lock::lock;
use crate::common::traces::take_traces;
use crate::platform::{self, Alarm, PerProcess, guard};
use crate::transport::call::Call;
use crate::transport::cancellation::Cancellation;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// The most workers of all lists in a process.
const MAX_WORKERS: usize = 32;
/// The most memory of pages that were fetched ahead, in bytes.
const MAX_AHEAD: usize = 128 * 1024 * 1024;

/// The workers of this process.
static WORKERS: PerProcess<AtomicUsize> = PerProcess::new();

/// Pages ahead of the one that a list reads. When it is dropped, its workers end; it does not wait
/// for them.
pub struct LookAhead {
    shared: Arc<Shared>,
    /// The number of forks when it was made. A forked child has no workers, and a lock may be held
    /// there by one that it does not have.
    process: u32,
}

struct Shared {
    source: Arc<PageSource>,
    /// The most pages that are fetched ahead.
    depth: u64,
    /// Ends the calls of the workers: when the list is freed, or when the session signs out or
    /// switches site.
    cancellation: Cancellation,
    state: Mutex<State>,
}

struct State {
    /// The next page to fetch.
    next: u64,
    /// The last page that the reader asked for.
    given: u64,
    /// The last page of the list, as far as is known.
    last: u64,
    /// The pages that were fetched and not given.
    done: BTreeMap<u64, Result<FetchedPage>>,
    /// The memory of pages that were read.
    spare: Vec<PageMemory>,
    /// The number of pages that are being fetched.
    running: usize,
    /// The size of the largest page until now, in bytes.
    largest: usize,
    /// The alarm of the reader's call while it waits.
    reader: Option<Arc<Alarm>>,
}

impl LookAhead {
    /// Prepares to fetch the pages after `given`, of which the largest had `size` bytes.
    pub fn new(source: Arc<PageSource>, depth: u32, given: u64, size: usize) -> LookAhead {
        let cancellation = Cancellation::default();
        source.session.add_background(&cancellation);
        let shared = Arc::new(Shared {
            source,
            depth: depth.into(),
            cancellation,
            state: Mutex::new(State {
                next: given + 1,
                given,
                last: 0,
                done: BTreeMap::new(),
                spare: Vec::new(),
                running: 0,
                largest: size,
                reader: None,
            }),
        });
        let process = platform::forks();
        LookAhead { shared, process }
    }

    /// True once the session has signed out or switched site: no page comes any more.
    pub fn is_stopped(&self) -> bool {
        self.shared.cancellation.is_cancelled()
    }

    /// Returns the page after the last one that was given, when a worker has fetched it. `last` is the
    /// last page of the list, as far as is known. Returns `None` if no worker fetches it, so that the
    /// reader has to.
    pub fn take(&self, last: u64, call: &Call) -> Result<Option<Result<FetchedPage>>> {
        let number = {
            let mut state = lock(&self.shared.state);
            state.last = last;
            state.given + 1
        };
        self.shared.start_workers();
        loop {
            call.check()?;
            let alarm = call.alarm()?;
            {
                let mut state = lock(&self.shared.state);
                if self.is_stopped() {
                    return Ok(None);
                }
                if let Some(page) = state.done.remove(&number) {
                    state.given = number;
                    drop(state);
                    self.shared.start_workers();
                    return Ok(Some(page));
                }
                if state.next == number {
                    (state.next, state.given) = (number + 1, number);
                    drop(state);
                    self.shared.start_workers();
                    return Ok(None);
                }
                state.reader = Some(Arc::clone(&alarm));
            }
            let is_done =
                || self.is_stopped() || lock(&self.shared.state).done.contains_key(&number);
            let waited = call.wait(&mut [], None, is_done);
            lock(&self.shared.state).reader = None;
            waited?;
        }
    }

    /// Takes the memory of a page that was read, for another one.
    pub fn give_back(&self, memory: PageMemory) {
        let mut state = lock(&self.shared.state);
        if state.spare.len() < self.shared.depth as usize {
            state.spare.push(memory);
        }
    }
}

impl Drop for LookAhead {
    fn drop(&mut self) {
        if self.process != platform::forks() {
            return;
        }
        self.shared.cancellation.cancel();
        self.shared
            .source
            .session
            .remove_background(&self.shared.cancellation);
        let mut state = lock(&self.shared.state);
        state.done.clear();
        state.spare.clear();
    }
}

impl Shared {
    /// Starts workers for the pages that are near enough. Where a thread cannot be started, the
    /// reader fetches the page itself.
    fn start_workers(self: &Arc<Shared>) {
        let mut state = lock(&self.state);
        while let Some((number, memory)) = self.claim(&mut state) {
            let place = Place::take();
            let shared = Arc::clone(self);
            let started = place.is_some_and(|place| {
                let body = move || {
                    shared.work(number, memory);
                    drop(place);
                };
                platform::start_thread("tsc-pages", body).is_ok()
            });
            if !started {
                state.running -= 1;
                state.next = number;
                return;
            }
        }
    }

    /// Takes the number of the next page and memory for it; `None` if no page is near enough, or the
    /// pages ahead take too much memory.
    fn claim(&self, state: &mut State) -> Option<(u64, PageMemory)> {
        let has_failed = state.done.values().any(Result::is_err);
        let ahead = state.done.len() + state.running + 1;
        if self.cancellation.is_cancelled()
            || has_failed
            || state.next > state.last.min(state.given + self.depth)
            || ahead.saturating_mul(state.largest) > MAX_AHEAD
        {
            return None;
        }
        let number = state.next;
        state.next += 1;
        state.running += 1;
        Some((number, state.spare.pop().unwrap_or_default()))
    }

    /// Fetches a page, and those after it that are near enough.
    fn work(&self, number: u64, memory: PageMemory) {
        let mut next = Some((number, memory));
        while let Some((number, memory)) = next {
            let fetched = guard(|| self.fetch(number, memory)).unwrap_or_else(|panic| {
                let message = format!("a bug in libtsc: {panic}");
                Err(Error::new(Status::Internal, message))
            });
            if take_traces() {
                platform::wipe_traces();
            }
            let mut state = lock(&self.state);
            state.running -= 1;
            if let Ok(page) = &fetched {
                state.largest = state.largest.max(page.size());
            }
            // The list may be gone, or the session may have switched site meanwhile.
            if !self.cancellation.is_cancelled() {
                state.done.insert(number, fetched);
            }
            if let Some(alarm) = &state.reader {
                alarm.ring();
            }
            next = self.claim(&mut state);
        }
    }

    /// Fetches one page in a call of its own, whose secrets are redacted in its error.
    #[inline(never)]
    fn fetch(&self, number: u64, memory: PageMemory) -> Result<FetchedPage> {
        let timeouts = self.source.session.timeouts();
        let cancellation = Some(&self.cancellation);
        // The list adds what it was doing to the error.
        let doing = |_: &()| "".into();
        let mut fetched = None;
        Call::make(timeouts, cancellation, &mut (), doing, |(), call| {
            let page = self.source.fetch(number, memory, call);
            fetched = Some(page.map_err(|error| call.secrets().redact(error)));
            Ok(())
        })?;
        fetched.unwrap_or_else(|| Err(Error::new(Status::Internal, "no page was fetched")))
    }
}

/// The place of a worker among those of the process.
struct Place;

impl Place {
    /// Takes a place; `None` if there are too many workers.
    fn take() -> Option<Place> {
        let workers = WORKERS.get();
        let increase = |count: usize| (count < MAX_WORKERS).then_some(count + 1);
        let taken = workers.fetch_update(Ordering::AcqRel, Ordering::Acquire, increase);
        taken.is_ok().then(|| Place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        WORKERS.get().fetch_sub(1, Ordering::AcqRel);
    }
}
