//! Information about the server that needs no sign-in.

use std::sync::Arc;

use axum::extract::{OriginalUri, Path, State};

use crate::element::Element;
use crate::query::Query;
use crate::refusal::Refusal;
use crate::reply::{Outcome, Reply};
use crate::server::Server;
use crate::version::Version;

const SERVER_INFO_SINCE: Version = Version::new(2, 4);

/// Server info. The version in the path may be any from the first that had this call.
pub async fn server_info(
    State(server): State<Arc<Server>>,
    Path(version): Path<String>,
    OriginalUri(uri): OriginalUri,
) -> Outcome {
    let asked: Version = version.parse().map_err(|_| Refusal::version(&version))?;
    if asked < SERVER_INFO_SINCE || server.version < SERVER_INFO_SINCE {
        return Err(Refusal::unknown_resource(uri.path()));
    }
    let product = Element::new("productVersion")
        .attribute("build", build(&server.product_version))
        .text(&server.product_version);
    let api = Element::new("restApiVersion").text(server.version.to_string());
    Ok(Element::new("serverInfo").child(product).child(api).into())
}

/// The page for clients older than the REST API. Without `format=xml` it is the web page for
/// sign-in.
pub async fn legacy(State(server): State<Arc<Server>>, OriginalUri(uri): OriginalUri) -> Outcome {
    if Query::parse(uri.query().unwrap_or_default()).get("format") != Some("xml") {
        return Err(Refusal::unknown_resource(uri.path()));
    }
    let mut parts = server.product_version.splitn(3, '.');
    let (major, minor) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or("0"),
    );
    let facts = [
        ("api_version", "0.31"),
        ("server_api_version", "0.31"),
        ("document_version", "9.2"),
        ("product_version", &format!("{major}.{minor}")),
        ("external_version", &server.product_version),
        ("build", &build(&server.product_version)),
        ("publishing_method", "unrestricted"),
        ("mobile_api_version", "2.6"),
    ];
    let mut version = Element::new("version").attribute("version", "0.31");
    for (name, value) in facts {
        version = version.child(Element::new(name).text(value));
    }
    let mut page = String::new();
    Element::new("authinfo").child(version).write_xml(&mut page);
    Ok(Reply::Page(page))
}

/// A build number in the format of 2023.1.0's, which is 20231.23.0310.1029.
fn build(product_version: &str) -> String {
    let mut parts = product_version.split('.');
    let (major, minor) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or("0"),
    );
    let year = major
        .get(2..)
        .filter(|year| !year.is_empty())
        .unwrap_or("16");
    format!("{major}{minor}.{year}.0310.1029")
}
