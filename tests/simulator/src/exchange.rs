//! One request and its response: recorded, served, and changed if a fault is armed for it.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::header::{CONNECTION, LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, Uri};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use tower::ServiceExt;

use crate::action::{Action, CutAt};
use crate::at_once::Download;
use crate::balancer::{Route, sends};
use crate::cut::{Raw, placeholder};
use crate::error_response::error_response;
use crate::holds::Releases;
use crate::log::{EntryNumber, Recorded};
use crate::refusal::Refusal;
use crate::reply::{Reply, Written, wants_json};
use crate::server::Server;
use crate::version::Version;
use crate::wire::Switch;

const MOST_BODY: usize = 64 * 1024 * 1024;

const GARBAGE: &[u8] = b"\x00\x01\xfe\xffThis is not HTTP, whatever it may be.\r\n\r\n\x00\r\n";

/// A connection, as seen by its requests.
#[derive(Clone)]
pub struct Connection {
    pub number: u64,
    pub scheme: &'static str,
    pub switch: Switch,
    pub server: Arc<Server>,
    pub router: Router,
}

impl Connection {
    pub async fn answer(
        self,
        request: Request<Incoming>,
    ) -> Result<Response<Full<Bytes>>, Infallible> {
        let (parts, body) = request.into_parts();
        let action = self.server.faults.action_for(
            self.scheme,
            parts.method.as_str(),
            parts.uri.path(),
            parts.uri.query().unwrap_or_default(),
        );
        let body = match action {
            Some(Action::Cut {
                at: CutAt::RequestBody,
                ..
            }) => Some(Bytes::new()),
            _ => {
                let body = Limited::new(body, MOST_BODY).collect().await;
                body.ok().map(|body| body.to_bytes())
            }
        };
        let route = self.server.balancer.route(&parts.headers);
        // A test that has seen the request in the log may release it, even before it is held.
        let releases = self.server.holds.releases();
        let entry = self.record(&parts, &route, body.as_deref().unwrap_or_default());
        let downloads = &self.server.downloads;
        let download = downloads.begin(&parts.method, parts.uri.path());
        let exchange = Exchange {
            connection: self,
            parts,
            body,
            entry,
            route,
            download,
        };
        Ok(exchange.run(action, releases).await)
    }

    fn record(&self, parts: &Parts, route: &Route, body: &[u8]) -> EntryNumber {
        let headers = parts.headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        });
        self.server.log.record(Recorded {
            connection: self.number,
            scheme: self.scheme.to_owned(),
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: headers.collect(),
            body: body.to_vec(),
            node: route.node.0,
            executed: false,
            status: 0,
        })
    }
}

struct Exchange {
    connection: Connection,
    parts: Parts,
    /// Reads the body; `None` if it is too large or incomplete.
    body: Option<Bytes>,
    entry: EntryNumber,
    route: Route,
    /// The download that this is, or its refusal.
    download: Result<Option<Download>, Refusal>,
}

impl Exchange {
    async fn run(self, action: Option<Action>, releases: Releases) -> Response<Full<Bytes>> {
        let server = Arc::clone(&self.connection.server);
        match action {
            None => self.send(self.real().await),
            Some(Action::Answer {
                status,
                headers,
                body,
            }) => self.send_as_it_is(written(status, &headers, body)),
            Some(Action::TableauError {
                code,
                summary,
                detail,
                headers,
            }) => {
                let reply = Reply::Refused(Refusal::new(code, summary, detail));
                let mut error = self.write(&reply);
                error.headers.extend(header_map(&headers));
                self.send(error)
            }
            Some(Action::Status {
                status,
                body,
                retry_after,
                executed,
            }) => {
                self.execute_if(executed).await;
                self.send_as_it_is(error_response(status, body, retry_after, self.version()))
            }
            Some(Action::Redirect { status, location }) => {
                let headers = self.location(&location);
                self.send_as_it_is(written(status, &headers, Vec::new()))
            }
            Some(Action::Challenge { cookie, .. }) if sends(&self.parts.headers, &cookie) => {
                self.send(self.real().await)
            }
            Some(Action::Challenge { status, cookie }) => {
                let mut headers = self.location("{path_and_query}");
                headers.push((SET_COOKIE.as_str().to_owned(), cookie));
                self.send_as_it_is(written(status, &headers, Vec::new()))
            }
            Some(Action::Delay(duration)) => {
                let answer = self.real().await;
                tokio::time::sleep(duration).await;
                self.send(answer)
            }
            Some(Action::Hold) => {
                let answer = self.real().await;
                server.holds.hold(releases).await;
                self.send(answer)
            }
            Some(Action::CutAfter(count)) => {
                let answer = self.real().await.compressed(&self.parts.headers);
                self.replace(Raw::new(answer).first(count))
            }
            Some(Action::Cut { at, executed }) => {
                let executed = executed && at != CutAt::RequestBody;
                let answer = match self.execute_if(executed).await {
                    Some(answer) => answer.compressed(&self.parts.headers),
                    None => placeholder(at, self.version()),
                };
                self.replace(Raw::new(answer).until(at))
            }
            Some(Action::Silence { executed }) => {
                self.execute_if(executed).await;
                match server.holds.hold_for_ever().await {}
            }
            Some(Action::Close) => self.replace(Vec::new()),
            Some(Action::Lose) => {
                self.real().await;
                self.replace(Vec::new())
            }
            Some(Action::Garbage) => self.replace(GARBAGE.to_vec()),
            Some(Action::Headers(headers)) => {
                let mut answer = self.real().await;
                answer.headers.extend(header_map(&headers));
                self.send(answer)
            }
            Some(Action::Rewrite { from, to }) => {
                let mut answer = self.real().await;
                answer.body = replaced(&answer.body, from.as_bytes(), to.as_bytes());
                self.send(answer)
            }
        }
    }

    async fn execute_if(&self, executed: bool) -> Option<Written> {
        if executed {
            Some(self.real().await)
        } else {
            None
        }
    }

    /// Executes the request.
    async fn real(&self) -> Written {
        let Some(body) = &self.body else {
            return self.write(&Reply::Refused(Refusal::too_large()));
        };
        if let Err(refusal) = &self.download {
            return self.write(&Reply::Refused(refusal.clone()));
        }
        let mut request = Request::new(Body::from(body.clone()));
        request.extensions_mut().insert(self.route.node);
        *request.method_mut() = self.parts.method.clone();
        *request.headers_mut() = self.parts.headers.clone();
        *request.uri_mut() = without_slash_at_the_end(&self.parts.uri);
        self.connection.server.log.executed(self.entry);
        let router = self.connection.router.clone();
        let Ok(response) = router.oneshot(request).await;
        let reply = response.extensions().get::<Reply>();
        // A request that axum itself refuses is malformed.
        let malformed = Reply::Refused(Refusal::malformed_body());
        let mut answer = self.write(reply.unwrap_or(&malformed));
        if let Some(cookie) = &self.route.set_cookie {
            answer.headers.append(SET_COOKIE, cookie.clone());
        }
        answer
    }

    fn write(&self, reply: &Reply) -> Written {
        let as_json = wants_json(self.parts.uri.path(), &self.parts.headers);
        Written::new(reply, as_json, self.version())
    }

    /// The version in the request's path, or else the server's.
    fn version(&self) -> Version {
        let newest = self.connection.server.version;
        let version = self.parts.uri.path().split('/').nth(2);
        version
            .and_then(|version| version.parse::<Version>().ok())
            .map_or(newest, |version| version.min(newest))
    }

    fn send(&self, answer: Written) -> Response<Full<Bytes>> {
        self.send_as_it_is(answer.compressed(&self.parts.headers))
    }

    fn send_as_it_is(&self, answer: Written) -> Response<Full<Bytes>> {
        let status = answer.status;
        self.connection
            .server
            .log
            .answered(self.entry, status.as_u16());
        let mut response = Response::new(Full::new(Bytes::from(answer.body)));
        *response.status_mut() = status;
        *response.headers_mut() = answer.headers;
        response
    }

    /// Writes `bytes` in place of a response, and closes the connection. The returned response is a
    /// placeholder.
    fn replace(&self, bytes: Vec<u8>) -> Response<Full<Bytes>> {
        self.connection.switch.replace(bytes);
        let mut response = Response::new(Full::default());
        response
            .headers_mut()
            .insert(CONNECTION, HeaderValue::from_static("close"));
        response
    }

    fn location(&self, location: &str) -> Vec<(String, String)> {
        if location.is_empty() {
            return Vec::new();
        }
        let uri = &self.parts.uri;
        let path_and_query = uri.path_and_query().map_or("/", |both| both.as_str());
        let location = location
            .replace("{path_and_query}", path_and_query)
            .replace("{path}", uri.path());
        vec![(LOCATION.as_str().to_owned(), location)]
    }
}

/// The path without a slash at its end: Tableau's documentation writes some paths with one.
fn without_slash_at_the_end(uri: &Uri) -> Uri {
    let path = uri.path();
    let trimmed = path.strip_suffix('/').filter(|trimmed| !trimmed.is_empty());
    let Some(trimmed) = trimmed else {
        return uri.clone();
    };
    let query = uri
        .query()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    format!("{trimmed}{query}")
        .parse()
        .unwrap_or_else(|_| uri.clone())
}

fn written(status: u16, headers: &[(String, String)], body: Vec<u8>) -> Written {
    Written {
        status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        headers: header_map(headers),
        body,
    }
}

/// Replaces text in a body. Other bytes are unchanged, as not all bodies are text.
fn replaced(body: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    if from.is_empty() {
        return body.to_vec();
    }
    let mut result = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((first, others)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(from) {
            result.extend_from_slice(to);
            rest = after;
        } else {
            result.push(*first);
            rest = others;
        }
    }
    result
}

/// The headers without those that HTTP cannot carry.
fn header_map(headers: &[(String, String)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            map.append(name, value);
        }
    }
    map
}
