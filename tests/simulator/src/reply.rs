//! Responses of handlers, and their formats: XML, JSON if the client accepts it, or bytes.

use std::io::Write as _;

use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_TYPE,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::element::Element;
use crate::refusal::Refusal;
use crate::version::Version;

/// A response that has no format yet.
#[derive(Clone, Debug)]
pub enum Reply {
    /// These elements inside `<tsResponse>`.
    Elements(Vec<Element>),
    Refused(Refusal),
    /// A page older than the REST API: it has no namespace and is never JSON.
    Page(String),
    /// A response that is not a document of the REST API: an image, a file, or GraphQL.
    File(File),
    Nothing,
}

/// Bytes and their content type.
#[derive(Clone, Debug)]
pub struct File {
    pub content_type: &'static str,
    /// The file name in Content-Disposition.
    pub disposition: Option<String>,
    pub body: Vec<u8>,
}

pub type Outcome = Result<Reply, Refusal>;

impl From<Element> for Reply {
    fn from(element: Element) -> Self {
        Self::Elements(vec![element])
    }
}

impl From<File> for Reply {
    fn from(file: File) -> Self {
        Self::File(file)
    }
}

impl From<[Element; 2]> for Reply {
    fn from(elements: [Element; 2]) -> Self {
        Self::Elements(elements.into())
    }
}

/// The reply travels in the response's extensions, and is formatted when the request's headers are
/// known.
impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = Response::default();
        response.extensions_mut().insert(self);
        response
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        Reply::Refused(self).into_response()
    }
}

/// A formatted response that is not compressed yet.
pub struct Written {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Written {
    /// Formats documents as JSON or XML.
    pub fn new(reply: &Reply, as_json: bool, version: Version) -> Self {
        let document = |status: StatusCode, elements: &[Element]| {
            if as_json {
                let json = Element::json(elements);
                Self::of(status, "application/json;charset=utf-8", json)
            } else {
                let xml = Element::document(elements, version);
                Self::of(status, "application/xml;charset=utf-8", xml)
            }
        };
        match reply {
            Reply::Nothing => Self {
                status: StatusCode::NO_CONTENT,
                headers: HeaderMap::new(),
                body: Vec::new(),
            },
            Reply::Elements(elements) => document(StatusCode::OK, elements),
            Reply::Page(page) => Self::of(StatusCode::OK, "text/xml;charset=utf-8", page.clone()),
            Reply::File(file) => file.written(),
            Reply::Refused(refusal) => {
                let status = StatusCode::from_u16(refusal.status())
                    .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                document(status, &[refusal.element()])
            }
        }
    }

    fn of(status: StatusCode, content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        Self {
            status,
            headers,
            body: body.into(),
        }
    }

    /// Compresses the body, if the client accepts that.
    pub fn compressed(mut self, request: &HeaderMap) -> Self {
        if !self.body.is_empty() && accepts_gzip(request) {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            if encoder.write_all(&self.body).is_ok()
                && let Ok(compressed) = encoder.finish()
            {
                self.body = compressed;
                self.headers
                    .insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            }
        }
        self
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &axum::http::HeaderName) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

impl File {
    fn written(&self) -> Written {
        let mut written = Written::of(StatusCode::OK, self.content_type, self.body.clone());
        let disposition = self.disposition.as_ref();
        if let Some(Ok(value)) = disposition.map(HeaderValue::try_from) {
            written.headers.insert(CONTENT_DISPOSITION, value);
        }
        written
    }
}

/// The format that Accept names first; XML if it names neither. The Metadata API has no XML.
pub fn wants_json(path: &str, request: &HeaderMap) -> bool {
    path.starts_with("/api/metadata/") || accepts_json(request)
}

fn accepts_json(request: &HeaderMap) -> bool {
    let accept = header(request, &ACCEPT);
    let Some(json) = accept.find("json") else {
        return false;
    };
    accept.find("xml").is_none_or(|xml| json < xml)
}

fn accepts_gzip(request: &HeaderMap) -> bool {
    header(request, &ACCEPT_ENCODING).split(',').any(|coding| {
        let (coding, quality) = coding.split_once(';').unwrap_or((coding, ""));
        coding.trim() == "gzip" && !matches!(quality.trim(), "q=0" | "q=0.0")
    })
}
