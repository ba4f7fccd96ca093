//! A request on its way: what is sent, where to, and what the library does about its responses.

use crate::client::cookies::Cookies;
use crate::client::renewer::Renewer;
use crate::client::report::redacted_url;
use crate::common::address::Address;
use crate::common::error::{Error, Result, Status};
use crate::common::event::{Event, Kind};
use crate::common::response::Response;
use crate::common::words::Words;
use crate::rest::fault_status;
use crate::rest::purpose::Purpose;
use crate::transport::call::Call;
use crate::transport::pool::Transport;
use crate::transport::redirect;
use crate::transport::request::HttpRequest;

/// The way of a call's requests to an origin.
#[derive(Clone, Copy)]
pub struct Sender<'a> {
    /// The connections.
    pub transport: &'a Transport,
    /// The origin.
    pub address: &'a Address,
    /// The cookies that are stored for it.
    pub cookies: &'a Cookies,
    /// The call.
    pub call: &'a Call,
}

/// What is sent, and what the library does about its responses.
pub struct Outgoing<'a> {
    /// The request.
    pub request: HttpRequest<'a>,
    /// What it is for.
    pub purpose: Purpose,
    /// Makes anew what may be sent only once, before each time that the request is sent.
    pub prepare: Option<&'a mut Prepare<'a>>,
    /// What signs the session in again, if that is allowed for this request.
    pub renewer: Option<&'a dyn Renewer>,
    /// How often it was sent, for messages.
    pub attempts: u32,
}

/// Changes a request before it is sent, and returns what it is for.
pub type Prepare<'a> = dyn FnMut(&mut HttpRequest<'a>) -> Result<Purpose> + 'a;

impl<'a> Outgoing<'a> {
    /// A request that is sent as it is, without a renewal.
    pub fn new(request: HttpRequest<'a>, purpose: Purpose) -> Outgoing<'a> {
        Outgoing {
            request,
            purpose,
            prepare: None,
            renewer: None,
            attempts: 0,
        }
    }

    /// Adds to an error how often the request was sent, if that was more than once.
    pub fn counted(&self, error: Error) -> Error {
        match self.attempts {
            0 | 1 => error,
            attempts => error.advise(format_args!("it was sent {attempts} times")),
        }
    }

    /// The method and the URL, for the message of an event.
    pub fn title(&self, call: &Call) -> Words {
        let url = redacted_url(&self.request.url, call);
        Words::from(self.request.method.to_string())
            .and(" ")
            .and(url)
    }

    /// An event about the request.
    pub fn event(&self, kind: Kind) -> Event {
        Event {
            method: Some(self.request.method.to_string()),
            url: Some(self.request.url.clone()),
            ..Event::new(kind)
        }
    }

    /// The status that a response means; `None` for a success, and for a redirect.
    pub fn status_of(&self, response: &Response) -> Option<Status> {
        let is_error = !(response.is_success() || redirect::is_redirect(response));
        is_error.then(|| fault_status::status(response, self.purpose))
    }
}
