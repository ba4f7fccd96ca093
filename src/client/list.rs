//! A list of items on a server, read page by page.

use crate::client::look_ahead::LookAhead;
use crate::client::page_source::{FetchedPage, PageLimits, PageMemory, PageSource};
use crate::client::paging::{Paging, Progress};
use crate::client::renewer::Renewer;
use crate::client::session::Session;
use crate::common::callback;
use crate::common::error::{Error, Result, Status};
use crate::common::event::{Events, Stored};
use crate::common::headers::Headers;
use crate::common::text::quoted;
use crate::common::words::Words;
use crate::rest::page::Page;
use crate::rest::query::Query;
use crate::transport::call::Call;
use crate::transport::cancellation::Cancellation;
use std::mem;
use std::sync::Arc;
use tsc_block::Element;

/// The largest page size that Tableau servers accept.
pub const MAX_PAGE_SIZE: u32 = 1000;
/// The most pages that a list fetches ahead.
const MAX_LOOKAHEAD: u32 = 8;
/// A page size that every server accepts.
const SAFE_PAGE_SIZE: u32 = 100;

/// Error 403014: the page size is larger than this server allows.
const PAGE_SIZE_TOO_LARGE: &str = "403014";
/// Error 400006: the page number is beyond the last page.
const NO_SUCH_PAGE: &str = "400006";

/// The items of one kind on a server, read page by page in the server's order. One thread uses it
/// at a time.
pub struct List {
    session: Arc<Session>,
    /// It is shared with the threads that fetch pages ahead once the list has begun, and not before.
    source: Arc<PageSource>,
    /// The path as the program gave it, for messages.
    name: String,
    /// The number of pages that are fetched ahead of the one that is read.
    lookahead: u32,
    /// The pages that are fetched ahead, from the second page on.
    ahead: Option<LookAhead>,
    /// The events of the threads that fetch pages ahead, which do not call the program.
    events_ahead: Stored,
    has_begun: bool,
    /// The page that is being read, and the memory of its response.
    page: Option<(Page, Vec<u8>)>,
    /// The memory of the page before, for the next one.
    spare: PageMemory,
    /// The index in the page of the item that the next call returns.
    next_index: usize,
    paging: Paging,
}

impl List {
    /// Makes a list of the items at a path. It sends nothing.
    pub fn new(session: Arc<Session>, path: &str) -> Result<List> {
        let (generation, resolved) = session
            .resolve(path)
            .map_err(|error| error.during(title(path, &session)))?;
        Ok(List {
            source: Arc::new(PageSource {
                session: Arc::clone(session.shared()),
                generation,
                path: resolved,
                query: Query::default(),
                page_size: MAX_PAGE_SIZE,
                headers: Headers::default(),
            }),
            session,
            name: path.to_owned(),
            lookahead: 0,
            ahead: None,
            events_ahead: Stored::default(),
            has_begun: false,
            page: None,
            spare: PageMemory::default(),
            next_index: 0,
            paging: Paging::default(),
        })
    }

    /// Sets the number of items per page. It fails once a page was requested.
    pub fn set_page_size(&mut self, page_size: u32) -> Result<()> {
        self.require_not_begun()?;
        if !(1..=MAX_PAGE_SIZE).contains(&page_size) {
            let message = format!("the page size {page_size} is not from 1 to {MAX_PAGE_SIZE}");
            return Err(Error::invalid(message));
        }
        self.change_source()?.page_size = page_size;
        Ok(())
    }

    /// Sets the number of pages that are fetched ahead. It fails once a page was requested.
    pub fn set_lookahead(&mut self, pages: u32) -> Result<()> {
        self.require_not_begun()?;
        if pages > MAX_LOOKAHEAD {
            let message =
                format!("the look-ahead of {pages} pages is not from 0 to {MAX_LOOKAHEAD}");
            return Err(Error::invalid(message));
        }
        self.lookahead = pages;
        Ok(())
    }

    /// Sets a header of the list's requests and replaces one of the same name. Without a value it removes the
    /// header. It fails once a page was requested.
    pub fn set_header(&mut self, name: &str, value: Option<&str>) -> Result<()> {
        self.require_not_begun()?;
        self.change_source()?.headers.set(name, value)
    }

    /// Returns the filters, sort keys and parameters, to be changed. It fails once a page was
    /// requested.
    pub fn query(&mut self) -> Result<&mut Query> {
        self.require_not_begun()?;
        Ok(&mut self.change_source()?.query)
    }

    /// Returns the total number of items that the server reports. It reads the first page if none
    /// was read yet.
    pub fn total_available(&mut self, cancellation: Option<&Cancellation>) -> Result<u64> {
        self.run(cancellation, |list, call| {
            list.begin(call)?;
            match list.paging.total {
                Some(_) => Ok(()),
                None => list.read_page(call),
            }
        })?;
        Ok(self.paging.total.unwrap_or_default())
    }

    /// Returns the next item, or `None` at the end. After an error, the next call requests the same
    /// page again.
    pub fn next(&mut self, cancellation: Option<&Cancellation>) -> Result<Option<Element<'_>>> {
        self.run(cancellation, |list, call| {
            list.begin(call)?;
            list.read_on(call)
        })?;
        Ok(self.take_item())
    }

    /// Returns the next item if [`List::next`] would return it without a request, as it mostly would.
    pub fn next_at_hand(&mut self, cancellation: Option<&Cancellation>) -> Option<Element<'_>> {
        let source = &self.source;
        let is_stopped = cancellation.is_some_and(Cancellation::is_cancelled)
            || callback::is_inside(source.session.server)
            || !source.session.has_identity(source.generation);
        match is_stopped {
            true => None,
            false => self.take_item(),
        }
    }

    fn take_item(&mut self) -> Option<Element<'_>> {
        let page = self.page.as_ref();
        let item = page.and_then(|(page, _)| page.item(self.next_index));
        self.next_index += usize::from(item.is_some());
        item
    }

    /// Returns the block of the next page that has items, or `None` at the end. It fails if a page
    /// was begun with [`List::next`]. After an error, the next call requests the same page again.
    pub fn next_page(&mut self, cancellation: Option<&Cancellation>) -> Result<Option<&[u8]>> {
        self.run(cancellation, |list, call| {
            list.begin(call)?;
            if list.next_index > 0 && !list.is_page_exhausted() {
                let message = "a page was begun item by item: read the rest of it in the same way";
                return Err(Error::new(Status::InvalidState, message));
            }
            list.read_on(call)
        })?;
        let is_end = self.is_page_exhausted();
        self.next_index = self.items_in_page();
        let page = self.page.as_ref().filter(|_| !is_end);
        Ok(page.map(|(page, _)| page.block()))
    }

    /// Reads pages until one has items that were not returned, or the list is complete.
    fn read_on(&mut self, call: &Call) -> Result<()> {
        while self.is_page_exhausted() && !self.paging.is_complete {
            self.read_page(call)?;
        }
        Ok(())
    }

    /// Checks that the call may go on and that the session has not switched site since the list was
    /// made. After a switch, items that were read before it are not returned either.
    fn begin(&mut self, call: &Call) -> Result<()> {
        self.has_begun = true;
        self.report_ahead(call);
        call.check()?;
        let source = &self.source;
        let identity = source.session.identity_of(source.generation);
        if identity.is_err() {
            self.ahead = None;
        }
        identity.map(|_| ())
    }

    fn run(
        &mut self,
        cancellation: Option<&Cancellation>,
        body: impl FnOnce(&mut List, &Call) -> Result<()>,
    ) -> Result<()> {
        let context = self.session.context();
        let doing = |list: &List| title(&list.name, &list.session);
        Call::make(context, cancellation, self, doing, body)
    }

    /// Gives the program the events of the threads that fetch pages ahead.
    fn report_ahead(&self, call: &Call) {
        let events = &call.context().events;
        let ahead = self.events_ahead.drain();
        ahead.into_iter().for_each(|event| events.take(event));
    }

    fn is_page_exhausted(&self) -> bool {
        self.next_index >= self.items_in_page()
    }

    fn items_in_page(&self) -> usize {
        self.page.as_ref().map_or(0, |(page, _)| page.len())
    }

    fn read_page(&mut self, call: &Call) -> Result<()> {
        self.leave_page();
        let mut page = self.get_page(call);
        if page
            .as_ref()
            .is_err_and(|error| self.is_page_size_too_large(error))
        {
            self.change_source()?.page_size = SAFE_PAGE_SIZE;
            page = self.get_page(call);
        }
        match page {
            Err(error)
                if self.paging.missing_page_is_end
                    && error.tableau_code() == Some(NO_SUCH_PAGE) =>
            {
                self.paging.is_complete = true;
                Ok(())
            }
            Err(error) => {
                let error = match error.is_over_limit() {
                    true => error.advise("set a smaller page size for the list"),
                    false => error,
                };
                Err(self.paging.at_next_page(error))
            }
            Ok((fetched, progress)) => {
                let (page, body) = fetched.into_parts();
                self.paging.advance(&page, &progress);
                if self.paging.is_complete {
                    self.ahead = None;
                }
                self.page = Some((page, body));
                self.next_index = 0;
                Ok(())
            }
        }
    }

    fn is_page_size_too_large(&self, error: &Error) -> bool {
        self.paging.pages_read == 0
            && self.source.page_size > SAFE_PAGE_SIZE
            && error.tableau_code() == Some(PAGE_SIZE_TOO_LARGE)
    }

    /// Keeps the memory of the page that was read for another one, and begins to fetch pages ahead
    /// once the first page has shown how many there are.
    fn leave_page(&mut self) {
        let Some((page, body)) = self.page.take() else {
            return;
        };
        self.next_index = 0;
        let memory = PageMemory::of(page, body);
        if self.ahead.is_none()
            && self.lookahead > 0
            && self.paging.pages_read < self.paging.last_page
        {
            let events = match self.session.events().are_on() {
                true => Events::Stored(self.events_ahead.clone()),
                false => Events::Off,
            };
            let ahead = LookAhead::new(
                Arc::clone(&self.source),
                events,
                self.lookahead,
                self.paging.pages_read,
            );
            self.ahead = Some(ahead);
        }
        match &self.ahead {
            Some(ahead) => ahead.give_back(memory),
            None => self.spare = memory,
        }
    }

    fn get_page(&mut self, call: &Call) -> Result<(FetchedPage, Progress)> {
        let page = self.fetch(call).and_then(|fetched| {
            let checked = self.paging.check(&fetched.page);
            match checked {
                Ok(progress) => Ok((fetched, progress)),
                Err(error) => Err(fetched.refuse(error)),
            }
        });
        if page.is_err() {
            self.ahead = None;
        }
        page
    }

    /// Returns the next page, which was fetched ahead or is fetched now.
    fn fetch(&mut self, call: &Call) -> Result<FetchedPage> {
        if let Some(ahead) = &self.ahead {
            let taken = ahead.take(self.paging.last_page, call);
            self.report_ahead(call);
            let is_renewable = |error: &Error| {
                error.status() == Status::SessionExpired && self.session.can_renew()
            };
            match taken? {
                // They do not renew the session either: the page is fetched again here.
                Some(Err(error)) if is_renewable(&error) => self.ahead = None,
                Some(fetched) => return fetched,
                None if ahead.is_stopped() => {
                    self.ahead = None;
                    let source = &self.source;
                    source.session.check_after_change(source.generation, call)?;
                }
                None => {}
            }
        }
        let memory = mem::take(&mut self.spare);
        let (number, limits) = (self.paging.pages_read + 1, PageLimits::default());
        let renewer = self.session.renewer(self.source.generation, false);
        let renewer = renewer.as_ref().map(|renewer| renewer as &dyn Renewer);
        self.source.fetch(number, memory, &limits, renewer, call)
    }

    /// Returns what is requested, to be changed. No thread has it before the second page.
    fn change_source(&mut self) -> Result<&mut PageSource> {
        let shared = || Error::new(Status::Internal, "a list in use was to be changed");
        Arc::get_mut(&mut self.source).ok_or_else(shared)
    }

    fn require_not_begun(&self) -> Result<()> {
        if !self.has_begun {
            return Ok(());
        }
        let message = "the list has begun: configure it before its total or its first item is read";
        Err(Error::new(Status::InvalidState, message))
    }
}

fn title(path: &str, session: &Session) -> Words {
    Words::from("list ")
        .and(quoted(path))
        .and(" of ")
        .and(session.address().to_string())
}
