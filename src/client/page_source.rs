//! The pages of a list: requests for them, by their number.

use crate::client::renewer::Renewer;
use crate::client::session::shared::Shared;
use crate::common::call_secrets::CallSecrets;
use crate::common::error::{Error, ErrorResponse, Result, Status};
use crate::common::headers::Headers;
use crate::common::memory;
use crate::common::response::Response;
use crate::rest::fault_status;
use crate::rest::page::Page;
use crate::rest::query::Query;
use crate::rest::tree::MAX_BLOCK;
use crate::transport::call::Call;
use crate::transport::request::{HttpRequest, MAX_RESPONSE_SIZE};
use http::Method;
use std::sync::Arc;

/// What is needed to request any page of a list.
pub struct PageSource {
    pub session: Arc<Shared>,
    /// The number of the session's identity when the list was made.
    pub generation: u64,
    pub path: String,
    pub query: Query,
    pub page_size: u32,
    /// The program's headers.
    pub headers: Headers,
}

/// Memory that one page needs after another: of the response's body, and of the block.
#[derive(Default)]
pub struct PageMemory {
    body: Vec<u8>,
    block: Vec<u8>,
}

/// The largest page that is accepted, in bytes.
pub struct PageLimits {
    /// The response, after decompression.
    pub response: usize,
    /// The block of its elements.
    pub block: usize,
}

impl Default for PageLimits {
    fn default() -> PageLimits {
        PageLimits {
            response: MAX_RESPONSE_SIZE as usize,
            block: MAX_BLOCK,
        }
    }
}

/// A page that was read, with the response, which belongs to errors about the page.
pub struct FetchedPage {
    pub page: Page,
    response: Response,
    /// The secrets of the call that fetched it.
    secrets: CallSecrets,
}

impl PageSource {
    /// Requests a page, from 1, and reads it.
    pub fn fetch(
        &self,
        number: u64,
        spare: PageMemory,
        limits: &PageLimits,
        renewer: Option<&dyn Renewer>,
        call: &Call,
    ) -> Result<FetchedPage> {
        let query = self.query.page(number, self.page_size)?;
        let url = self.session.target.address.url(&self.path);
        let own = HttpRequest::own(Method::GET, memory::joined([&url, "?", &query])?, None);
        let mut headers = self.headers.clone();
        own.headers.iter().for_each(|(name, value)| {
            headers.set_default(name.clone(), value.clone());
        });
        let request = HttpRequest {
            headers,
            max_response_size: limits.response as u64,
            response_buffer: spare.body,
            ..own
        };
        let response = self.session.send(self.generation, request, renewer, call)?;
        let mut check = || call.check();
        match Page::read(response.body(), spare.block, limits.block, &mut check) {
            Ok(page) => Ok(FetchedPage {
                page,
                response,
                secrets: call.secrets().clone(),
            }),
            Err(error) => Err(unusable(response, error)),
        }
    }
}

impl FetchedPage {
    /// Returns the error for a page that cannot be the next one of its list.
    pub fn refuse(self, error: Error) -> Error {
        self.secrets.redact(unusable(self.response, error))
    }

    /// Returns the page, and the memory of the response.
    pub fn into_parts(self) -> (Page, Vec<u8>) {
        (self.page, self.response.into_body())
    }
}

impl PageMemory {
    /// Returns the memory of a page that is no longer used, and of its response.
    pub fn of(page: Page, body: Vec<u8>) -> PageMemory {
        PageMemory {
            body,
            block: page.into_memory(),
        }
    }

    /// True if a page within these limits needs as much.
    pub fn is_within(&self, limits: &PageLimits) -> bool {
        self.body.capacity() <= limits.response + limits.response / 8
            && self.block.capacity() <= limits.block + limits.block / 8
    }
}

/// Adds the response to the error about it.
fn unusable(response: Response, error: Error) -> Error {
    match error.status() {
        Status::Protocol => fault_status::unexpected_page(response, error.words()),
        // A response over a limit of the reader is not read again to find an error in it.
        Status::TooLarge => error.with_response(ErrorResponse::unread(response)),
        _ => error,
    }
}
