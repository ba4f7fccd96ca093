//! The environment variables that the library reads: here, once for each server, and nowhere else.

use crate::platform;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::sync::Arc;

/// All that are read. `HTTP_PROXY` is none of them: web servers set it for the programs that they
/// start, to whatever a request said in a header named Proxy.
const NAMES: [&str; 9] = [
    "http_proxy",
    "https_proxy",
    "HTTPS_PROXY",
    "all_proxy",
    "ALL_PROXY",
    "no_proxy",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
];

/// Those variables as they were at one time. They may have passwords in them.
#[derive(Clone)]
pub struct Environment(Arc<[(&'static str, OsString)]>);

impl Environment {
    /// The variables of this process as they are now; none if it has more rights than who started
    /// it, and so should not trust them.
    pub fn of_process() -> Environment {
        Environment::new(platform::environment_variable)
    }

    /// Those that a function looks up. One that is empty is as good as not set.
    pub fn new(look_up: impl Fn(&str) -> Option<OsString>) -> Environment {
        let variables = NAMES.into_iter().filter_map(|name| {
            let value = look_up(name).filter(|value| !value.is_empty())?;
            Some((name, value))
        });
        Environment(variables.collect())
    }

    /// The value of one of them.
    pub fn get(&self, name: &str) -> Option<&OsStr> {
        let (_, value) = self.0.iter().find(|(other, _)| *other == name)?;
        Some(value)
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn known_variables_are_copied_and_not_shown() {
        let environment = Environment::new(|name| match name {
            "no_proxy" => Some("hunter2".into()),
            "all_proxy" => Some("".into()),
            _ => None,
        });
        assert_eq!(environment.get("no_proxy").unwrap(), "hunter2");
        assert_eq!(environment.get("all_proxy"), None);
        assert_eq!(environment.get("PATH"), None);
        assert_eq!(format!("{environment:?}"), "[\"no_proxy\"]");
    }
}
