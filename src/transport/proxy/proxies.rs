//! Which connections go through which proxy.

use crate::common::address::Scheme;
use crate::common::credentials::authorization_secrets;
use crate::common::error::Result;
use crate::common::secrets::Secret;
use crate::transport::environment;
use crate::transport::proxy::environment::Environment;
use crate::transport::proxy::url::Proxy;

/// What the program or its environment says of proxies.
#[derive(Debug, Clone)]
pub enum Proxies {
    /// The usual environment variables decide, for each server's host.
    OfEnvironment(Environment),
    /// Every connection is direct, whatever the environment says.
    Direct,
    /// Every connection goes through this one: `no_proxy` goes with the proxies of the
    /// environment, not with one that the program chose.
    Given(Proxy),
}

impl Proxies {
    /// What the variables of an environment say.
    pub fn of_environment(environment: &environment::Environment) -> Proxies {
        Proxies::OfEnvironment(Environment::of(environment))
    }

    /// The proxy at a URL for every connection; none if the URL is empty.
    pub fn given(url: &str) -> Result<Proxies> {
        match url {
            "" => Ok(Proxies::Direct),
            url => Ok(Proxies::Given(Proxy::parse(url)?)),
        }
    }

    /// The proxy for connections to a port of a host, an IPv6 address with or without its
    /// brackets. That a variable is no URL is only an error where it is needed.
    pub fn proxy_for(&self, scheme: Scheme, host: &str, port: u16) -> Result<Option<Proxy>> {
        match self {
            Proxies::OfEnvironment(environment) => environment.proxy_for(scheme, host, port),
            Proxies::Direct => Ok(None),
            Proxies::Given(proxy) => Ok(Some(proxy.clone())),
        }
    }

    /// What a proxy is sent and must not come back in an answer.
    pub fn secrets(&self) -> impl Iterator<Item = Secret> {
        let proxies = match self {
            Proxies::OfEnvironment(environment) => environment.proxies().collect(),
            Proxies::Direct => Vec::new(),
            Proxies::Given(proxy) => vec![proxy.clone()],
        };
        let sent = proxies
            .into_iter()
            .filter_map(|proxy| proxy.authorization().cloned());
        sent.flat_map(|sent| authorization_secrets(sent.reveal()))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_given_proxy_is_for_every_host() {
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
    fn what_a_proxy_is_sent_is_secret() {
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
