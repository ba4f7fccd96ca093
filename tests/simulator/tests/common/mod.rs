//! An HTTPS client, and functions that several tests use.
#![allow(dead_code, reason = "no test uses all of it")]

use std::sync::Arc;

use tsc_simulator::{Options, Simulator};
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// A simulator, and a client that trusts it.
pub struct Setup {
    pub simulator: Simulator,
    agent: Agent,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// A response whose body need not be text.
pub struct Download {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// The result of a sign-in.
#[derive(Clone, Debug)]
pub struct Signed {
    pub token: String,
    pub site_id: String,
    pub user_id: String,
}

pub fn setup() -> Setup {
    start(Options::default())
}

pub fn start(options: Options) -> Setup {
    let simulator = Simulator::start(options).expect("starts");
    let agent = agent_for(&simulator);
    Setup { simulator, agent }
}

pub fn agent_for(simulator: &Simulator) -> Agent {
    let ca = Certificate::from_pem(simulator.ca_pem().as_bytes()).expect("a certificate");
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::new_with_certs(&[ca]))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    Agent::config_builder()
        .tls_config(tls)
        .http_status_as_error(false)
        .max_redirects(0)
        .build()
        .into()
}

impl Setup {
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.simulator.https_url())
    }

    pub fn call(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Answer, ureq::Error> {
        let answer = self.exchange(method, path, headers, body.as_bytes())?;
        Ok(Answer {
            status: answer.status,
            headers: answer.headers,
            body: String::from_utf8(answer.body).expect("text"),
        })
    }

    /// Makes a request and returns the body in bytes.
    pub fn exchange(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Download, ureq::Error> {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = self.agent.run(request.body(body)?)?;
        let headers = response.headers().iter().map(|(name, value)| {
            let value = value.to_str().expect("text").to_owned();
            (name.as_str().to_owned(), value)
        });
        Ok(Download {
            status: response.status().as_u16(),
            headers: headers.collect(),
            body: response
                .body_mut()
                .with_config()
                .limit(1 << 26)
                .read_to_vec()?,
        })
    }

    pub fn get(&self, path: &str) -> Answer {
        self.call("GET", path, &[], "").expect("an answer")
    }

    pub fn get_as(&self, signed: &Signed, path: &str) -> Answer {
        let path = path.replace("{site}", &signed.site_id);
        self.call("GET", &path, &[("X-Tableau-Auth", &signed.token)], "")
            .expect("an answer")
    }

    pub fn download_as(&self, signed: &Signed, path: &str) -> Download {
        let path = path.replace("{site}", &signed.site_id);
        self.exchange("GET", &path, &[("X-Tableau-Auth", &signed.token)], b"")
            .expect("an answer")
    }

    pub fn post_as(&self, signed: &Signed, path: &str, body: &str) -> Answer {
        self.call("POST", path, &[("X-Tableau-Auth", &signed.token)], body)
            .expect("an answer")
    }

    /// Posts a `<tsRequest>` with this content.
    pub fn post_sign_in(&self, credentials: &str) -> Answer {
        let body = format!("<tsRequest>{credentials}</tsRequest>");
        self.call("POST", "/api/3.24/auth/signin", &[], &body)
            .expect("an answer")
    }

    pub fn sign_in_with_token(&self, name: &str, site: &str) -> Signed {
        self.post_sign_in(&format!(
            "<credentials personalAccessTokenName='{name}' \
             personalAccessTokenSecret='{name}-secret'><site contentUrl='{site}'/></credentials>"
        ))
        .signed()
    }

    pub fn sign_in_with_password(&self, name: &str, site: &str) -> Signed {
        self.post_sign_in(&password(name, site)).signed()
    }

    pub fn is_alive(&self, signed: &Signed) -> bool {
        self.get_as(signed, "/api/3.24/sessions/current").status == 200
    }
}

pub fn password(name: &str, site: &str) -> String {
    format!(
        "<credentials name='{name}' password='{name}-password'><site contentUrl='{site}'/></credentials>"
    )
}

impl Answer {
    #[track_caller]
    pub fn signed(&self) -> Signed {
        assert_eq!(self.status, 200, "{}", self.body);
        Signed {
            token: self.attribute("credentials", "token").expect("a token"),
            site_id: self.attribute("site", "id").expect("a site"),
            user_id: self.attribute("user", "id").expect("a user"),
        }
    }

    /// The first element with this name.
    pub fn attribute(&self, element: &str, attribute: &str) -> Option<String> {
        self.attributes(element, attribute).into_iter().next()
    }

    pub fn attributes(&self, element: &str, attribute: &str) -> Vec<String> {
        let document = roxmltree::Document::parse(&self.body).expect("XML");
        document
            .descendants()
            .filter(|node| node.tag_name().name() == element)
            .filter_map(|node| node.attribute(attribute).map(str::to_owned))
            .collect()
    }

    /// The code of an error, whose first digits are checked against the HTTP status.
    #[track_caller]
    pub fn code(&self) -> String {
        let code = self
            .attribute("error", "code")
            .unwrap_or_else(|| panic!("no error: {}", self.body));
        assert!(
            code.starts_with(&self.status.to_string()),
            "{} and {code}",
            self.status
        );
        code
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

impl Download {
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(candidate, _)| candidate == name)
        .map(|(_, value)| value.as_str())
}

/// Percent-encodes a value of a query.
pub fn encode(value: &str) -> String {
    form_urlencoded::byte_serialize(value.as_bytes()).collect()
}
