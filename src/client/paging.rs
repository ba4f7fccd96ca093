//! The pages of a list that were read: whether a page can be the next one, and where the list ends.

use crate::common::error::{Error, Result, Status};
use crate::common::words::Words;
use crate::rest::page::Page;

/// What a list knows from the pages that were read.
#[derive(Default)]
pub struct Paging {
    pub pages_read: u64,
    pub items_read: u64,
    /// The number of items that the server reports; `None` before the first page.
    pub total: Option<u64>,
    /// The last page of the list, as far as is known.
    pub last_page: u64,
    /// True if the last page was empty.
    was_empty: bool,
    /// Copied from the [`Progress`] of the last page, as `is_complete` is.
    pub missing_page_is_end: bool,
    pub is_complete: bool,
}

/// The state of the list after a page, see [`Paging::check`].
pub struct Progress {
    total: u64,
    /// Set once the pages read can hold `total`, or the last was short; 400006 then means the end
    /// of the list.
    missing_page_is_end: bool,
    is_complete: bool,
}

impl Paging {
    /// Checks that a page can be the next one, and decides whether it is the last one.
    ///
    /// A missing item is worse than an unnecessary request, so the list is complete only when
    /// `total` items were read, or when the server has no further page although the pages read can
    /// hold `total` items or the last page was short. Examples with `total` = 250 and pages of 100:
    ///
    /// - 100, 100 and 50 items: `total` is reached, and page 4 is not requested.
    /// - 100, 100 and 49 items: an item was deleted meanwhile, or `total` is too high. Page 4 is
    ///   requested; an empty page or error 400006 (Tableau's response to a page number beyond the
    ///   last) is then the end of the list and not an error.
    /// - 100, 100 and 100 items: `total` is too low. Pages are requested until one is short, empty
    ///   or missing.
    /// - 100 items, then an empty page: page 3 is requested. If it is empty too, three pages could
    ///   have held all 250 items, and the list ends; with `total` = 1000 it fails, because items
    ///   are missing.
    /// - A page without `<pagination>`: a resource that is not paged has all its items in the first
    ///   response. After a paged one it is accepted only if it is empty and the list may end there.
    pub fn check(&self, page: &Page) -> Result<Progress> {
        let protocol = |message: Words| Err(Error::new(Status::Protocol, message));
        let number = self.pages_read + 1;
        let read = self.items_read + page.len() as u64;
        let Some(pagination) = page.pagination else {
            if self.pages_read > 0 && !(page.is_empty() && self.missing_page_is_end) {
                return protocol("it is no longer a page of a list".into());
            }
            return Ok(Progress {
                total: self.total.unwrap_or(read),
                missing_page_is_end: true,
                is_complete: true,
            });
        };
        if pagination.page_number != number {
            let message = Words::from("it is page ")
                .and(pagination.page_number.to_string())
                .and(" where page ")
                .and(Words::given(number))
                .and(" was asked for");
            return protocol(message);
        }
        let total = pagination.total_available;
        let can_hold_total = number.saturating_mul(pagination.page_size) >= total;
        if page.is_empty() {
            let is_complete = self.missing_page_is_end || can_hold_total;
            if !is_complete && self.was_empty {
                let message = Words::from("of ")
                    .and(total.to_string())
                    .and(" items ")
                    .and(Words::given(read))
                    .and(" have come, and then two pages without any");
                return protocol(message);
            }
            return Ok(Progress {
                total,
                missing_page_is_end: self.missing_page_is_end,
                is_complete,
            });
        }
        let is_full = page.len() as u64 >= pagination.page_size;
        // The total is too low, and a full page may be followed by more.
        let exceeds_total = read > total;
        Ok(Progress {
            total,
            missing_page_is_end: !is_full || exceeds_total || can_hold_total,
            is_complete: read >= total && !(is_full && exceeds_total),
        })
    }

    /// Counts a page that was checked.
    pub fn advance(&mut self, page: &Page, progress: &Progress) {
        self.pages_read += 1;
        self.items_read += page.len() as u64;
        self.total = Some(progress.total);
        let size = page.pagination.map_or(u64::MAX, |page| page.page_size);
        self.last_page = progress.total.div_ceil(size);
        self.missing_page_is_end = progress.missing_page_is_end;
        self.is_complete = progress.is_complete;
        self.was_empty = page.is_empty();
    }

    /// Adds the page that failed to its error, and how far the list was read.
    pub fn at_next_page(&self, error: Error) -> Error {
        let place = Words::from("page ").and(Words::given(self.pages_read + 1));
        match (self.items_read, self.total) {
            (0, _) | (_, None) => error.during(place),
            (read, Some(total)) => error.during(
                place
                    .and(", after ")
                    .and(Words::given(read))
                    .and(" of ")
                    .and(total.to_string())
                    .and(" items"),
            ),
        }
    }
}
