//! A list of the server's, page by page.

use crate::client::session::Session;
use crate::common::error::{Error, ErrorResponse, Result, Status};
use crate::common::words::Words;
use crate::rest::fault_status;
use crate::rest::node::Element;
use crate::rest::page::Page;
use crate::rest::path;
use crate::rest::query::Query;
use crate::transport::call::Call;
use crate::transport::cancellation::Cancellation;
use crate::transport::request::{MAX_RESPONSE_SIZE, Request};
use http::Method;
use std::sync::Arc;

/// The most that Tableau servers give at once.
pub const MAX_PAGE_SIZE: u32 = 1000;
/// What every server gives at once.
const SAFE_PAGE_SIZE: u32 = 100;

const PAGE_SIZE_TOO_LARGE: &str = "403014";
const NO_SUCH_PAGE: &str = "400006";

/// What a page says of the list.
struct Verdict {
    total: u64,
    /// The page was not full, or the pages have places for the server's total: a page that the
    /// server does not have is the end then, and no error.
    may_be_over: bool,
    is_complete: bool,
}

/// Items of one kind, in the server's order; for one thread at a time.
pub struct List {
    session: Arc<Session>,
    generation: u64,
    /// As the program gave it, for messages.
    name: String,
    path: String,
    query: Query,
    page_size: u32,
    has_begun: bool,
    page: Option<Page>,
    /// How many items of the page were given out.
    given: usize,
    pages_read: u64,
    items_read: u64,
    total: Option<u64>,
    /// As of the last page, see [`Verdict`].
    may_be_over: bool,
    is_complete: bool,
}

impl List {
    /// Nothing is sent yet.
    pub fn new(session: Arc<Session>, path: &str) -> Result<List> {
        let (generation, resolved) = session
            .resolve(path)
            .map_err(|error| error.during(title(path, &session)))?;
        Ok(List {
            session,
            generation,
            name: path.to_owned(),
            path: resolved,
            query: Query::default(),
            page_size: MAX_PAGE_SIZE,
            has_begun: false,
            page: None,
            given: 0,
            pages_read: 0,
            items_read: 0,
            total: None,
            may_be_over: false,
            is_complete: false,
        })
    }

    /// How many items come at once.
    pub fn set_page_size(&mut self, page_size: u32) -> Result<()> {
        self.not_begun()?;
        if !(1..=MAX_PAGE_SIZE).contains(&page_size) {
            let message = format!("the page size {page_size} is not from 1 to {MAX_PAGE_SIZE}");
            return Err(Error::invalid(message));
        }
        self.page_size = page_size;
        Ok(())
    }

    /// What the list asks for, as long as it has not begun.
    pub fn query(&mut self) -> Result<&mut Query> {
        self.not_begun()?;
        Ok(&mut self.query)
    }

    /// How many items the server says there are; reads the first page if none was read.
    pub fn total_available(&mut self, cancellation: Option<&Cancellation>) -> Result<u64> {
        self.make(cancellation, |list, call| {
            list.begin(call)?;
            match list.total {
                Some(_) => Ok(()),
                None => list.read_page(call),
            }
        })?;
        Ok(self.total.unwrap_or_default())
    }

    /// The next item; `None` at the end. After an error it asks for the same page again.
    pub fn next(&mut self, cancellation: Option<&Cancellation>) -> Result<Option<Element<'_>>> {
        self.make(cancellation, |list, call| {
            list.begin(call)?;
            while list.is_page_used_up() && !list.is_complete {
                list.read_page(call)?;
            }
            Ok(())
        })?;
        let item = self.page.as_ref().and_then(|page| page.item(self.given));
        self.given += usize::from(item.is_some());
        Ok(item)
    }

    /// Items that were read before a switch of site are not given out after it either.
    fn begin(&mut self, call: &Call) -> Result<()> {
        self.has_begun = true;
        call.check()?;
        self.session.identity_of(self.generation).map(|_| ())
    }

    fn make(
        &mut self,
        cancellation: Option<&Cancellation>,
        body: impl FnOnce(&mut List, &Call) -> Result<()>,
    ) -> Result<()> {
        let timeouts = self.session.timeouts();
        let doing = |list: &List| title(&list.name, &list.session);
        Call::make(timeouts, cancellation, self, doing, body)
    }

    fn is_page_used_up(&self) -> bool {
        self.page
            .as_ref()
            .is_none_or(|page| self.given >= page.len())
    }

    fn read_page(&mut self, call: &Call) -> Result<()> {
        let number = self.pages_read + 1;
        let mut page = self.get_page(call);
        if page
            .as_ref()
            .is_err_and(|error| self.is_page_size_too_large(error))
        {
            self.page_size = SAFE_PAGE_SIZE;
            page = self.get_page(call);
        }
        match page {
            Err(error) if self.may_be_over && error.tableau_code() == Some(NO_SUCH_PAGE) => {
                self.is_complete = true;
                Ok(())
            }
            Err(error) => {
                let error = match error.is_over_limit() {
                    true => error.advise("set a smaller page size for the list"),
                    false => error,
                };
                Err(match (self.items_read, self.total) {
                    (0, _) | (_, None) => {
                        error.during(Words::from("page ").and(number.to_string()))
                    }
                    (read, Some(total)) => error.during(
                        Words::from("page ")
                            .and(number.to_string())
                            .and(", after ")
                            .and(read.to_string())
                            .and(" of ")
                            .and(total.to_string())
                            .and(" items"),
                    ),
                })
            }
            Ok((page, verdict)) => {
                self.keep(page, verdict);
                Ok(())
            }
        }
    }

    fn is_page_size_too_large(&self, error: &Error) -> bool {
        self.pages_read == 0
            && self.page_size > SAFE_PAGE_SIZE
            && error.tableau_code() == Some(PAGE_SIZE_TOO_LARGE)
    }

    fn get_page(&self, call: &Call) -> Result<(Page, Verdict)> {
        let query = self.query.page(self.pages_read + 1, self.page_size);
        let url = self.session.address().url(&self.path);
        let request = Request {
            max_response_size: MAX_RESPONSE_SIZE,
            ..Request::own(Method::GET, format!("{url}?{query}"), None)
        };
        let response = self.session.send(self.generation, request, call)?;
        let read = Page::read(response.body()).and_then(|page| {
            let verdict = self.judge(&page)?;
            Ok((page, verdict))
        });
        read.map_err(|error| match error.status() {
            Status::Protocol => fault_status::unexpected_page(response, error.words()),
            // Where there is too much in it, it is not read once more.
            _ => error.with_response(ErrorResponse::unread(response)),
        })
    }

    /// Whether a page can be the next one, and whether it is the last. An item that is not
    /// delivered is worse than a call too many, so a list is complete when all that the server
    /// speaks of have come, or when it has no more where there may be no more.
    fn judge(&self, page: &Page) -> Result<Verdict> {
        let protocol = |message: String| Err(Error::new(Status::Protocol, message));
        let number = self.pages_read + 1;
        let read = self.items_read + page.len() as u64;
        let Some(pagination) = page.pagination else {
            if self.pages_read > 0 && !(page.is_empty() && self.may_be_over) {
                return protocol("it is not a page of a list any more".to_owned());
            }
            return Ok(Verdict {
                total: self.total.unwrap_or(read),
                may_be_over: true,
                is_complete: true,
            });
        };
        if pagination.page_number != number {
            let other = pagination.page_number;
            return protocol(format!(
                "it is page {other} where page {number} was asked for"
            ));
        }
        let total = pagination.total_available;
        let has_places = number.saturating_mul(pagination.page_size) >= total;
        if page.is_empty() {
            let is_complete = self.may_be_over || has_places;
            if !is_complete && self.is_page_empty() {
                return protocol(format!(
                    "of {total} items {read} have come, and then two pages without any"
                ));
            }
            return Ok(Verdict {
                total,
                may_be_over: self.may_be_over,
                is_complete,
            });
        }
        let is_full = page.len() as u64 >= pagination.page_size;
        // More than the total have come: it is wrong, and after a full page there may be more.
        let is_beyond = read > total;
        Ok(Verdict {
            total,
            may_be_over: !is_full || is_beyond || has_places,
            is_complete: read >= total && !(is_full && is_beyond),
        })
    }

    fn keep(&mut self, page: Page, verdict: Verdict) {
        self.pages_read += 1;
        self.items_read += page.len() as u64;
        self.total = Some(verdict.total);
        self.may_be_over = verdict.may_be_over;
        self.is_complete = verdict.is_complete;
        self.page = Some(page);
        self.given = 0;
    }

    fn is_page_empty(&self) -> bool {
        self.page.as_ref().is_some_and(Page::is_empty)
    }

    fn not_begun(&self) -> Result<()> {
        if !self.has_begun {
            return Ok(());
        }
        let message = "the list has begun: set it up before the first total or next";
        Err(Error::new(Status::InvalidState, message))
    }
}

fn title(path: &str, session: &Session) -> Words {
    Words::from("list ")
        .and(path::shown(path))
        .and(" of ")
        .and(session.address().to_string())
}
