//! The settings of a server that its connections and requests depend on.

use crate::common::headers::Headers;
use crate::common::secrets::Secret;
use crate::transport::proxy::Proxies;
use crate::transport::tls::client_certificate::ClientCertificate;
use crate::transport::tls::trust::Trust;

/// What a connection depends on, and what goes with every request over it.
#[derive(Clone)]
pub struct Settings {
    /// Who may sign the server's certificate.
    pub trust: Trust,
    /// Whether the certificate is looked at.
    pub verify: bool,
    /// What is shown to a server that asks for a certificate.
    pub client_certificate: ClientCertificate,
    /// Which connections go through a proxy.
    pub proxies: Proxies,
    /// Who makes the requests.
    pub user_agent: String,
    /// Sent along, unless a request has another of the name.
    pub headers: Headers,
}

impl Settings {
    /// The same for a host that has not proved yet that it is the server.
    pub fn for_unverified_host(&self) -> Settings {
        Settings {
            client_certificate: ClientCertificate::default(),
            headers: Headers::default(),
            ..self.clone()
        }
    }

    /// What goes with every request and must not come back.
    pub fn secrets(&self) -> Vec<Secret> {
        let mut secrets = self.headers.secrets();
        secrets.extend(self.proxies.secrets());
        secrets
    }

    /// Whether an unverified host is not treated as the server is.
    pub fn are_personal(&self) -> bool {
        self.client_certificate.is_some() || self.headers.iter().next().is_some()
    }
}
