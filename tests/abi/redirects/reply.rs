//! The programmed responses of the hosts.

use super::hosts::Hosts;
use tsc_simulator::Action;

/// A host's response to the requests that a row is about.
#[derive(Clone, Copy)]
pub enum Reply {
    /// A redirect with this status to this location, always.
    Redirect(u16, &'static str),
    /// A redirect with this status to this location, for the first so many requests.
    RedirectTimes(usize, u16, &'static str),
    /// A redirect with an empty Location header.
    EmptyLocation,
    Page(u16, &'static str),
    Error(u32),
    Close,
    Garbage,
}

impl Reply {
    /// The HTTP status; 0 if no response comes.
    pub fn status(&self) -> u16 {
        match *self {
            Reply::Redirect(status, _)
            | Reply::RedirectTimes(_, status, _)
            | Reply::Page(status, _) => status,
            Reply::EmptyLocation => 302,
            Reply::Error(code) => u16::try_from(code / 1000).unwrap(),
            Reply::Close | Reply::Garbage => 0,
        }
    }

    pub fn action(&self, hosts: &Hosts) -> (Option<usize>, Action) {
        let redirect = |status, location| Action::Redirect {
            status,
            location: hosts.fill(location),
        };
        match *self {
            Reply::Redirect(status, location) => (None, redirect(status, location)),
            Reply::RedirectTimes(times, status, location) => {
                (Some(times), redirect(status, location))
            }
            Reply::EmptyLocation => {
                let headers = vec![("Location".to_owned(), String::new())];
                let body = vec![];
                let status = 302;
                let empty = Action::Answer {
                    status,
                    headers,
                    body,
                };
                (None, empty)
            }
            Reply::Page(status, body) => {
                let headers = vec![("Content-Type".to_owned(), "text/html".to_owned())];
                let body = body.into();
                let page = Action::Answer {
                    status,
                    headers,
                    body,
                };
                (None, page)
            }
            Reply::Error(code) => {
                let error = Action::TableauError {
                    code,
                    summary: "a summary".to_owned(),
                    detail: "a detail".to_owned(),
                    headers: vec![],
                };
                (None, error)
            }
            Reply::Close => (None, Action::Close),
            Reply::Garbage => (None, Action::Garbage),
        }
    }
}
