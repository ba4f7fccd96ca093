//! The scopes of sessions that began with a connected app, and the calls that they cover.

use axum::http::Method;

use crate::path::segments;

/// What a session needs for a call.
enum Need {
    /// No scope.
    Nothing,
    Scope(&'static str),
    /// A scope that this server does not have.
    Unknown,
}

/// True if these scopes cover a call.
pub fn cover_call(scopes: &[String], method: &Method, path: &str) -> bool {
    match need(method, path) {
        Need::Nothing => true,
        Need::Scope(needed) => cover(scopes, needed),
        Need::Unknown => false,
    }
}

/// True if one of these scopes is the needed one, or covers it by a `*` in place of segments.
pub fn cover(scopes: &[String], needed: &str) -> bool {
    scopes.iter().any(|scope| {
        let (mut granted, mut needed) = (scope.split(':'), needed.split(':'));
        loop {
            match (granted.next(), needed.next()) {
                (None, None) => return true,
                (Some("*"), Some(_)) => {}
                (Some(granted), Some(needed)) if granted == needed => {}
                _ => return false,
            }
        }
    })
}

fn need(method: &Method, path: &str) -> Need {
    const CONTENT: Need = Need::Scope("tableau:content:read");
    if path == "/api/metadata/graphql" {
        return CONTENT;
    }
    let segments = segments(path);
    if method != Method::GET && method != Method::HEAD {
        return match segments[..] {
            ["auth", "signout" | "switchSite"] => Need::Nothing,
            _ => Need::Unknown,
        };
    }
    match segments[..] {
        ["sessions", "current"] => Need::Nothing,
        ["sites"] | ["sites", _] => CONTENT,
        ["sites", _, ref of_site @ ..] => match of_site {
            ["workbooks", _, "content" | "pdf" | "powerpoint"] => {
                Need::Scope("tableau:workbooks:download")
            }
            ["views", _, "data" | "image" | "pdf"] | ["views", _, "crosstab", "excel"] => {
                Need::Scope("tableau:views:download")
            }
            ["datasources", _, "content"] => Need::Scope("tableau:datasources:download"),
            ["workbooks" | "views" | "datasources" | "projects", ..] => CONTENT,
            ["users", _, "workbooks"] => CONTENT,
            ["users", _, "groups"] | ["groups", ..] => Need::Scope("tableau:groups:read"),
            ["users", ..] => Need::Scope("tableau:users:read"),
            ["jobs", ..] => Need::Scope("tableau:jobs:read"),
            _ => Need::Unknown,
        },
        _ => Need::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn star_covers_a_segment() {
        for (scope, covers) in [
            ("tableau:views:download", true),
            ("tableau:views:*", true),
            ("tableau:*:download", true),
            ("tableau:*:*", true),
            ("tableau:*", false),
            ("tableau:views", false),
            ("tableau:views:download:all", false),
            ("tableau:views:read", false),
            ("", false),
        ] {
            let scopes = [scope.to_owned()];
            assert_eq!(cover(&scopes, "tableau:views:download"), covers, "{scope}");
        }
    }
}
