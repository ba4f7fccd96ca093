//! The product and the API version of a server.

use crate::common::error::{Error, Result, Status};
use crate::rest::api_version::ApiVersion;
use crate::rest::xml;

/// The path of the server info. It needs no sign-in, and API 2.4 introduced it.
pub const SERVER_INFO_PATH: &str = "/api/2.4/serverInfo";
/// The path, and its query, of the product version on servers before API 2.4.
pub const LEGACY_PATH: (&str, &str) = ("/auth", "format=xml");

/// The product and the versions that a server reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerInfo {
    /// The product version, for example `2023.1.0`.
    pub product_version: Option<String>,
    /// The build, for example `20231.23.0310.1029`.
    pub build: Option<String>,
    /// The API version, for example `3.19`.
    pub api_version: ApiVersion,
}

impl ServerInfo {
    /// Reads `<serverInfo>`, which only a Tableau server sends; `None` if it has no valid API
    /// version.
    pub fn read(body: &[u8]) -> Result<Option<ServerInfo>> {
        let document = xml::parse_response(body)?;
        let info = xml::child(document.root_element(), "serverInfo")
            .ok_or_else(|| protocol("it has no serverInfo"))?;
        let version = xml::child_text(info, "restApiVersion").and_then(ApiVersion::parse);
        let product = xml::child(info, "productVersion");
        Ok(version.map(|api_version| ServerInfo {
            product_version: non_empty(product.and_then(|product| product.text())),
            build: non_empty(product.and_then(|product| product.attribute("build"))),
            api_version,
        }))
    }

    /// Reads the product version in the page of a server before API 2.4.
    pub fn read_legacy(body: &[u8]) -> Result<ServerInfo> {
        let document = xml::parse(body)?;
        let text = |name| {
            let found = document
                .descendants()
                .find(|node| node.tag_name().name() == name);
            non_empty(found.and_then(|node| node.text()))
        };
        let product_version =
            text("product_version").ok_or_else(|| protocol("it has no product_version"))?;
        Ok(ServerInfo {
            api_version: ApiVersion::of_legacy_product(&product_version)
                .ok_or_else(|| protocol("no REST API version is known for its product_version"))?,
            product_version: Some(product_version),
            build: text("build"),
        })
    }
}

fn non_empty(text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn protocol(reason: &'static str) -> Error {
    Error::new(Status::Protocol, reason)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn server_info_without_product_is_accepted() {
        let whole = "<tsResponse xmlns='http://tableau.com/api'><serverInfo><productVersion build='1.2'> 2023.1.0 </productVersion>\
            <restApiVersion>3.19</restApiVersion></serverInfo></tsResponse>";
        let info = ServerInfo::read(whole.as_bytes()).unwrap().unwrap();
        assert_eq!(info.product_version.as_deref(), Some("2023.1.0"));
        assert_eq!(info.build.as_deref(), Some("1.2"));
        assert_eq!(info.api_version.to_string(), "3.19");
        let bare = "<tsResponse><serverInfo><restApiVersion> 2.5\n</restApiVersion></serverInfo></tsResponse>";
        let info = ServerInfo::read(bare.as_bytes()).unwrap().unwrap();
        assert_eq!((info.product_version, info.build), (None, None));
    }

    #[test]
    fn missing_or_invalid_version_is_not_guessed() {
        for version in [
            "",
            "<restApiVersion/>",
            "<restApiVersion>latest</restApiVersion>",
        ] {
            let body = format!("<tsResponse><serverInfo>{version}</serverInfo></tsResponse>");
            assert_eq!(ServerInfo::read(body.as_bytes()).unwrap(), None, "{body}");
        }
        for body in ["<html/>", "<tsResponse/>", ""] {
            let refused = ServerInfo::read(body.as_bytes()).unwrap_err();
            assert_eq!(refused.status(), Status::Protocol);
        }
    }

    #[test]
    fn legacy_product_version_determines_the_api_version() {
        let page = |product: &str| {
            format!(
                "<authinfo><version version='0.31'><product_version>{product}</product_version></version></authinfo>"
            )
        };
        for (product, api) in [
            ("9.0", "2.0"),
            ("9.1", "2.0"),
            ("9.2", "2.1"),
            ("9.3", "2.2"),
            ("10.0", "2.3"),
        ] {
            let info = ServerInfo::read_legacy(page(product).as_bytes()).unwrap();
            assert_eq!(info.api_version.to_string(), api);
        }
        for product in ["", "8.3", "10.1"] {
            assert!(ServerInfo::read_legacy(page(product).as_bytes()).is_err());
        }
        assert!(ServerInfo::read_legacy(b"<html><body>login</body></html>").is_err());
    }
}
