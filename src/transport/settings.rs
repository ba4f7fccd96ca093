//! The settings of a server that its connections and requests depend on.

use crate::common::headers::Headers;
use crate::common::secrets::Secret;
use crate::transport::proxy::Proxies;
use crate::transport::tls::client_certificate::ClientCertificate;
use crate::transport::tls::trust::Trust;

/// The settings that a connection depends on, and those that apply to every request over it.
#[derive(Clone)]
pub struct Settings {
    /// The certificates that are trusted.
    pub trust: Trust,
    /// False if the server's certificate is not verified.
    pub verify: bool,
    /// The certificate for a server that asks for one.
    pub client_certificate: ClientCertificate,
    /// The proxies, and the rule for which connections use them.
    pub proxies: Proxies,
    /// The value of the `User-Agent` header.
    pub user_agent: String,
    /// Headers for every request, unless the request has one of the same name.
    pub headers: Headers,
}

impl Settings {
    /// The settings for an unverified host, which a redirect leads to and which has not shown yet
    /// that it is a Tableau server: without the client certificate and the custom headers.
    pub fn for_unverified_host(&self) -> Settings {
        Settings {
            client_certificate: ClientCertificate::default(),
            headers: Headers::default(),
            ..self.clone()
        }
    }

    /// The secrets that are sent with every request and must not appear in an error or a response.
    pub fn secrets(&self) -> Vec<Secret> {
        let mut secrets = self.headers.secrets();
        secrets.extend(self.proxies.secrets());
        secrets
    }

    /// True if an unverified host gets less than the server: there is a client certificate or a custom
    /// header.
    pub fn are_personal(&self) -> bool {
        self.client_certificate.is_some() || self.headers.iter().next().is_some()
    }
}
