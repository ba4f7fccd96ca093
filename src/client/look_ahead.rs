//! Pages of a list that are fetched before they are needed, by short-lived threads.
//!
//! A list and its workers share a [`Shared`]. A worker takes the number of the next page, fetches it,
//! puts it into `done`, and goes on with the next number, until the pages are far enough ahead of the
//! reader. Example with three pages ahead, when the reader has got page 1 and asks for page 2:
//!
//! ```text
//! reader    waits for 2 | gets 2, waits for 3 | gets 3 ...
//! worker A  fetches 2   | fetches 5           |
//! worker B  fetches 3            | fetches 6
//! worker C  fetches 4      | ends: 6 is too far ahead until 3 was given
//! ```
//!
//! When the reader gets a page that was fetched before it asked, it starts workers again for the pages
//! that are near enough now. No worker waits for the reader, so none is left over when
//! the reader pauses.
//!
//! Each page has a part of the memory of all. A page that is larger is fetched again by the reader,
//! when it needs it.
//!
//! Pages are judged on the reader's thread, in their order. After an error all other pages are
//! dropped, and the next call begins again with the page that failed.

use crate::client::page_source::{FetchedPage, PageLimits, PageMemory, PageSource};
use crate::client::session::background::Background;
use crate::common::error::{Error, Result, Status};
use crate::common::event::Events;
use crate::common::lock::lock;
use crate::common::traces::take_traces;
use crate::platform::{self, Alarm, PerProcess, guard};
use crate::transport::call::Call;
use crate::transport::cancellation::Cancellation;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak};

/// The most workers of all lists in a process.
const MAX_WORKERS: usize = 32;
/// The most memory of the pages that a list fetches ahead, in bytes.
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
    /// Where the events of the workers go: to the list, which gives them to the program.
    events: Events,
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
    /// The last page that the reader has got, or waits for and will get.
    given: u64,
    /// The last page of the list, as far as is known.
    last: u64,
    /// The pages that were fetched and not given; `None` for one that is too large for a worker.
    done: BTreeMap<u64, Option<Result<FetchedPage>>>,
    /// The memory of pages that were read.
    spare: Vec<PageMemory>,
    /// The number of pages that are being fetched.
    running: usize,
    /// The alarm of the reader's call while it waits.
    reader: Option<Arc<Alarm>>,
}

impl LookAhead {
    /// Prepares to fetch the pages after `given`.
    pub fn new(source: Arc<PageSource>, events: Events, depth: u32, given: u64) -> LookAhead {
        let shared = Arc::new(Shared {
            source,
            events,
            depth: depth.into(),
            cancellation: Cancellation::default(),
            state: Mutex::new(State {
                next: given + 1,
                given,
                last: 0,
                done: BTreeMap::new(),
                spare: Vec::new(),
                running: 0,
                reader: None,
            }),
        });
        let background: Weak<Shared> = Arc::downgrade(&shared);
        shared.source.session.background.add(background);
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
        let mut alarm = None;
        loop {
            call.check()?;
            {
                let mut state = lock(&self.shared.state);
                if self.is_stopped() {
                    return Ok(None);
                }
                let is_mine = state.next == number;
                state.next = state.next.max(number + 1);
                if let Some(page) = state.done.remove(&number).or(is_mine.then_some(None)) {
                    state.given = number;
                    drop(state);
                    self.shared.start_workers();
                    return Ok(page);
                }
                state.reader.clone_from(&alarm);
            }
            // The alarm is made only for a wait, and then it is looked again.
            if alarm.is_none() {
                alarm = Some(call.alarm()?);
                continue;
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
        let limits = self.shared.limits();
        let mut state = lock(&self.shared.state);
        if state.spare.len() < self.shared.depth as usize && memory.is_within(&limits) {
            state.spare.push(memory);
        }
    }
}

impl Drop for LookAhead {
    fn drop(&mut self) {
        if self.process != platform::forks() {
            return;
        }
        self.shared.stop();
        self.shared.source.session.background.forget_stopped();
    }
}

impl Background for Shared {
    fn stop(&self) {
        self.cancellation.cancel();
        let mut state = lock(&self.state);
        state.done.clear();
        state.spare.clear();
    }

    fn is_stopped(&self) -> bool {
        self.cancellation.is_cancelled()
    }
}

impl Shared {
    /// Returns the limits of a page that is fetched ahead: its part of the memory of all pages and the
    /// one that is read. A block is mostly larger than its response.
    fn limits(&self) -> PageLimits {
        let part = MAX_AHEAD / (self.depth as usize + 1);
        PageLimits {
            response: part / 3,
            block: part / 3 * 2,
        }
    }

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

    /// Takes the number of the next page and memory for it; `None` if no page is near enough.
    fn claim(&self, state: &mut State) -> Option<(u64, PageMemory)> {
        let has_failed = state.done.values().flatten().any(Result::is_err);
        let last = state.last.min(state.given.saturating_add(self.depth));
        if self.cancellation.is_cancelled() || has_failed || state.next > last {
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
            // The list may be gone, or the session may have switched site meanwhile.
            if !self.cancellation.is_cancelled() {
                let is_too_large = |error: &Error| error.status() == Status::TooLarge;
                let fits = !fetched.as_ref().is_err_and(is_too_large);
                state.done.insert(number, fits.then_some(fetched));
            }
            let is_awaited = number == state.given + 1 || self.cancellation.is_cancelled();
            if is_awaited && let Some(reader) = state.reader.take() {
                reader.ring();
                // The reader will take it, so this worker may go on. The alarm is taken, so that only
                // one page is counted as given before the reader has run.
                state.given = number;
            }
            next = self.claim(&mut state);
        }
    }

    /// Fetches one page in a call of its own, whose secrets are redacted in its error.
    #[inline(never)]
    fn fetch(&self, number: u64, memory: PageMemory) -> Result<FetchedPage> {
        let context = self.source.session.context(self.events.clone());
        let cancellation = Some(&self.cancellation);
        // The list adds what it was doing to the error.
        let doing = |_: &()| "".into();
        let mut fetched = None;
        Call::make(context, cancellation, &mut (), doing, |(), call| {
            let page = self
                .source
                .fetch(number, memory, &self.limits(), None, call);
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
