//! Tableau's error responses.

use crate::element::Element;

/// `<error code="401001"><summary>…</summary><detail>…</detail></error>`; the first three digits
/// of the code are the HTTP status.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub code: u32,
    pub summary: String,
    pub detail: String,
}

impl Refusal {
    pub fn new(code: u32, summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            code,
            summary: summary.into(),
            detail: detail.into(),
        }
    }

    pub fn status(&self) -> u16 {
        u16::try_from(self.code / 1000).unwrap_or(500)
    }

    pub fn element(&self) -> Element {
        Element::new("error")
            .attribute("code", format!("{:06}", self.code))
            .child(Element::new("summary").text(&self.summary))
            .child(Element::new("detail").text(&self.detail))
    }

    pub fn malformed_body() -> Self {
        Self::new(
            400_000,
            "Bad Request",
            "Payload is either malformed or incomplete",
        )
    }

    pub fn page_number(text: &str) -> Self {
        Self::new(
            400_006,
            "Bad Request",
            format!("Invalid page number '{text}' specified"),
        )
    }

    pub fn page_size(text: &str) -> Self {
        Self::new(
            400_007,
            "Bad Request",
            format!("Invalid page size '{text}' specified"),
        )
    }

    pub fn parameter(name: &str) -> Self {
        Self::new(
            400_000,
            "Bad Request",
            format!("Invalid value of the parameter '{name}'"),
        )
    }

    pub fn query(detail: impl Into<String>) -> Self {
        Self::new(400_065, "Bad Request", detail)
    }

    pub fn no_credentials() -> Self {
        Self::new(
            401_000,
            "Unauthorized Access",
            "No authentication credentials were provided.",
        )
    }

    pub fn sign_in() -> Self {
        Self::new(
            401_001,
            "Signin Error",
            "Error signing in to Tableau Server",
        )
    }

    /// The refusal of a connected app's token. A number at the end of the detail says why.
    pub fn connected_app(reason: u32) -> Self {
        let refusal = Self::sign_in();
        Self {
            detail: format!("{} ({reason})", refusal.detail),
            ..refusal
        }
    }

    pub fn invalid_token() -> Self {
        Self::new(
            401_002,
            "Unauthorized Access",
            "Invalid authentication credentials were provided.",
        )
    }

    pub fn switch_site() -> Self {
        Self::new(
            401_003,
            "Switch Site Error",
            "Error switching to the requested site",
        )
    }

    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(403_004, "Forbidden", detail)
    }

    pub fn page_size_limit(size: u64) -> Self {
        Self::new(
            403_014,
            "Forbidden",
            format!("The page size {size} is over the limit of 1000"),
        )
    }

    pub fn sites_query_on_cloud() -> Self {
        Self::new(
            403_069,
            "Forbidden",
            "Querying sites is not supported on Tableau Cloud",
        )
    }

    pub fn same_site() -> Self {
        Self::new(
            403_070,
            "Forbidden",
            "The user is already signed in to the requested site",
        )
    }

    pub fn site_not_found(site: &str) -> Self {
        Self::new(
            404_000,
            "Resource Not Found",
            format!("Site '{site}' could not be found."),
        )
    }

    pub fn version(version: &str) -> Self {
        Self::new(
            404_001,
            "Resource Not Found",
            format!("Version '{version}' is not a valid version of the API."),
        )
    }

    pub fn not_found(what: &str, id: &str) -> Self {
        Self::new(
            404_002,
            "Resource Not Found",
            format!("{what} '{id}' could not be found."),
        )
    }

    /// `path` without `/api`, as in the messages of real servers.
    pub fn unknown_resource(path: &str) -> Self {
        let path = path.strip_prefix("/api").unwrap_or(path);
        Self::new(
            404_003,
            "Resource Not Found",
            format!("Unknown resource '{path}' specified in URI."),
        )
    }

    pub fn method(method: &str) -> Self {
        Self::new(
            405_000,
            "Method Not Allowed",
            format!("The HTTP method '{method}' is not supported for the given resource"),
        )
    }

    pub fn too_large() -> Self {
        Self::new(
            413_000,
            "Payload Too Large",
            "The request is larger than this server accepts",
        )
    }

    pub fn media_type(needed: &str) -> Self {
        Self::new(
            415_000,
            "Unsupported Media Type",
            format!("The content type has to be {needed}"),
        )
    }

    pub fn too_many(most: usize) -> Self {
        Self::new(
            429_000,
            "Too Many Requests",
            format!("More than {most} downloads from this site are under way"),
        )
    }

    pub fn internal(detail: impl Into<String>) -> Self {
        Self::new(500_000, "Internal Server Error", detail)
    }
}
