//! The environment variables that the library uses. They are read only here, once for each server.

use crate::common::error::Result;
use crate::platform;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::sync::Arc;

/// The names of all variables that are read. `HTTP_PROXY` is not among them: see
/// `proxy::environment`.
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

/// The values of those variables at one time. They may contain passwords.
#[derive(Clone)]
pub struct Environment(Arc<[(&'static str, OsString)]>);

impl Environment {
    /// The current variables of this process. They are ignored if it has more rights than the user
    /// who started it (see [`platform::environment_variable`]).
    pub fn of_process() -> Result<Environment> {
        Environment::new(platform::environment_variable)
    }

    /// The variables that a function returns. An empty variable counts as not set.
    pub fn new(variable: impl Fn(&str) -> Result<Option<OsString>>) -> Result<Environment> {
        let mut variables = Vec::new();
        for name in NAMES {
            let value = variable(name)?.filter(|value| !value.is_empty());
            variables.extend(value.map(|value| (name, value)));
        }
        Ok(Environment(variables.into()))
    }

    /// The value of a variable.
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
    fn only_known_variables_are_copied_and_debug_hides_values() {
        let environment = Environment::new(|name| match name {
            "no_proxy" => Ok(Some("hunter2".into())),
            "all_proxy" => Ok(Some("".into())),
            _ => Ok(None),
        });
        let environment = environment.unwrap();
        assert_eq!(environment.get("no_proxy").unwrap(), "hunter2");
        assert_eq!(environment.get("all_proxy"), None);
        assert_eq!(environment.get("PATH"), None);
        assert_eq!(format!("{environment:?}"), "[\"no_proxy\"]");
    }
}
