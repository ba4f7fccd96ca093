//! The paths of requests: their checks and their placeholders.

use crate::common::error::{Error, Result};
use crate::common::memory;
use crate::common::url::{check_path, encode};

/// The largest length of a path. Servers accept less: Tomcat, for example, 8 KiB for the request
/// line and the headers together.
const MAX_PATH: usize = 32 * 1024;

/// The values of `{version}`, `{site-id}` and `{user-id}`.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct Placeholders<'a> {
    pub version: &'a str,
    pub site_id: &'a str,
    pub user_id: &'a str,
}

/// Returns the path below the server's address. An absolute path is used as given; another one is
/// relative to the site.
pub fn resolve(path: &str, placeholders: Placeholders<'_>) -> Result<String> {
    let refused = |reason| Error::invalid(format!("the path cannot be used: it {reason}"));
    if path.is_empty() {
        return Err(refused("is empty"));
    }
    if path.len() > MAX_PATH {
        return Err(refused("is longer than 32 KiB"));
    }
    // Other names with a colon may be Tableau's: tags:batchCreate.
    let scheme = path.split_once(':').map_or("", |(scheme, _)| scheme);
    if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") {
        return Err(refused("has a scheme"));
    }
    let mut filled = String::new();
    let mut rest = path;
    if !path.starts_with('/') {
        let [version, site_id] = [placeholders.version, placeholders.site_id].map(encode);
        filled = memory::joined(["/api/", &version?, "/sites/", &site_id?, "/"])?;
    }
    while let Some((before, after)) = rest.split_once('{') {
        let unclosed = || refused("has a { without its }");
        let (name, tail) = after.split_once('}').ok_or_else(unclosed)?;
        let value = match name {
            "version" => placeholders.version,
            "site-id" => placeholders.site_id,
            "user-id" => placeholders.user_id,
            _ => {
                return Err(refused(
                    "has a placeholder other than {version}, {site-id} and {user-id}",
                ));
            }
        };
        memory::append(&mut filled, before)?;
        memory::append(&mut filled, &encode(value)?)?;
        rest = tail;
    }
    memory::append(&mut filled, rest)?;
    check_path(&filled).map_err(refused)?;
    Ok(filled)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::common::error::Status;

    const PLACEHOLDERS: Placeholders<'_> = Placeholders {
        version: "3.19",
        site_id: "s-1",
        user_id: "u/1",
    };

    #[test]
    fn relative_path_is_below_the_site() {
        for (path, sent) in [
            ("workbooks", "/api/3.19/sites/s-1/workbooks"),
            ("users/{user-id}/x", "/api/3.19/sites/s-1/users/u%2F1/x"),
            ("/api/{version}/sites", "/api/3.19/sites"),
            ("/api/-/x:y@z", "/api/-/x:y@z"),
            ("a/%2F%20b", "/api/3.19/sites/s-1/a/%2F%20b"),
            ("a/...", "/api/3.19/sites/s-1/a/..."),
            ("a/", "/api/3.19/sites/s-1/a/"),
            ("tags:batchCreate", "/api/3.19/sites/s-1/tags:batchCreate"),
        ] {
            assert_eq!(resolve(path, PLACEHOLDERS).unwrap(), sent);
        }
    }

    #[test]
    fn path_that_leaves_the_site_is_rejected() {
        for path in [
            "//evil/x",
            "https://evil/x",
            "HTTP:evil",
            "a//b",
            "..",
            "../x",
            "a/../b",
            "a/.",
            "%2e%2e/x",
            ".%2E/x",
            "a/%2e",
            "%2e%2e%2fx",
            "a/..%5cb",
            "a\\b",
            "a#b",
            "a?b",
            "a b",
            "a\r\nb",
            "a\tb",
            "ä",
            "{token}",
            "..;/x",
            "a/..;b=c/x",
            "a/%2e%2e%3bx/y",
            "{version",
            "}",
            "a%",
            "a%2",
            "a%zz",
            "a\"b",
            "a<b",
            "\u{7f}",
        ] {
            let status = resolve(path, PLACEHOLDERS).unwrap_err().status();
            assert_eq!(status, Status::InvalidArgument, "{path}");
        }
    }

    #[test]
    fn placeholder_value_cannot_change_the_path() {
        let with = |site_id| Placeholders {
            site_id,
            ..PLACEHOLDERS
        };
        let sent = resolve("w", with("x/y?z#{}")).unwrap();
        assert_eq!(sent, "/api/3.19/sites/x%2Fy%3Fz%23%7B%7D/w");
        for hostile in ["..", ".", "../x", "x/../y"] {
            assert!(resolve("w", with(hostile)).is_err(), "{hostile}");
        }
    }
}
