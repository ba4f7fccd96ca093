//! The choice of a proxy for each connection.
//!
//! If the program set a proxy, it is used for every server, and `no_proxy` does not apply: a user's
//! `no_proxy` is written for the user's own proxies. curl (`--proxy`) applies `no_proxy` to both, Go
//! (`http.ProxyURL`) and this library do not. If the program set an empty URL, no proxy is used. If it
//! set nothing, the environment decides: see [`environment`](super::environment).

use crate::common::address::Scheme;
use crate::common::credentials::authorization_secrets;
use crate::common::error::Result;
use crate::common::secrets::Secret;
use crate::transport::environment;
use crate::transport::proxy::environment::Environment;
use crate::transport::proxy::url::Proxy;

/// The proxies that a program set, or those of its environment.
#[derive(Debug, Clone)]
pub enum Proxies {
    /// The environment variables decide for each server.
    OfEnvironment(Environment),
    /// No connection goes through a proxy.
    Direct,
    /// Every connection goes through this proxy.
    Given(Proxy),
}

impl Proxies {
    /// The proxies of an environment.
    pub fn of_environment(environment: &environment::Environment) -> Proxies {
        Proxies::OfEnvironment(Environment::from_all(environment))
    }

    /// The proxy at a URL, for every connection; no proxy if the URL is empty.
    ///
    /// # Errors
    /// `InvalidArgument`: the URL is not that of a proxy.
    pub fn given(url: &str) -> Result<Proxies> {
        match url {
            "" => Ok(Proxies::Direct),
            url => Ok(Proxies::Given(Proxy::parse(url)?)),
        }
    }

    /// The proxy for connections to a port of a host. An IPv6 address may have brackets.
    ///
    /// # Errors
    /// `Proxy`: the environment variable that applies to this server is not the URL of a proxy. Other
    /// variables may be invalid.
    pub fn proxy_for(&self, scheme: Scheme, host: &str, port: u16) -> Result<Option<Proxy>> {
        match self {
            Proxies::OfEnvironment(environment) => environment.proxy_for(scheme, host, port),
            Proxies::Direct => Ok(None),
            Proxies::Given(proxy) => Ok(Some(proxy.clone())),
        }
    }

    /// The credentials for the proxies, which must not appear in an error or a response.
    pub fn secrets(&self) -> impl Iterator<Item = Secret> {
        let proxies = match self {
            Proxies::OfEnvironment(environment) => environment.proxies().collect(),
            Proxies::Direct => Vec::new(),
            Proxies::Given(proxy) => vec![proxy.clone()],
        };
        let values = proxies
            .into_iter()
            .filter_map(|proxy| proxy.authorization().cloned());
        values.flat_map(|value| authorization_secrets(value.reveal()))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn configured_proxy_is_used_for_every_host() {
        let given = Proxies::given("http://user:hunter2@proxy:3128").unwrap();
        let direct = Proxies::given("").unwrap();
        for (scheme, host) in [
            (Scheme::Http, "localhost"),
            (Scheme::Https, "[::1]"),
            (Scheme::Https, "a.test"),
        ] {
            let proxy = given.proxy_for(scheme, host, 80).unwrap().unwrap();
            assert_eq!(proxy.to_string(), "http://proxy:3128");
            assert!(direct.proxy_for(scheme, host, 80).unwrap().is_none());
        }
        assert!(!format!("{given:?}").contains("hunter2"));
        assert!(Proxies::given(" ").is_err());
    }

    #[test]
    fn credentials_for_a_proxy_are_secrets() {
        let sent = [Secret::new("dXNlcjpwdw==")];
        let secrets = |proxies: Proxies| proxies.secrets().collect::<Vec<_>>();
        assert_eq!(
            secrets(Proxies::given("http://user:pw@proxy").unwrap()),
            sent
        );
        assert_eq!(
            secrets(Proxies::given("http://user:pass%2Fword@proxy").unwrap()),
            [
                Secret::new("pass/word"),
                Secret::new("dXNlcjpwYXNzL3dvcmQ=")
            ]
        );
        assert_eq!(secrets(Proxies::given("http://proxy").unwrap()), []);
        assert_eq!(secrets(Proxies::given("").unwrap()), []);
        let environment = Environment::new(|name| {
            let value = match name {
                "https_proxy" => "http://user:pw@proxy",
                "all_proxy" => "://",
                "no_proxy" => "u:p@host",
                _ => return None,
            };
            Some(value.to_owned())
        });
        assert_eq!(secrets(Proxies::OfEnvironment(environment)), sent);
    }
}
