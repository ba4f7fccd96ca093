//! The hosts in `no_proxy`. There is no standard for them; this takes what curl takes, and what
//! else is common and clear: ports, `*.` before a domain, brackets around an IPv6 address.

use crate::common::address::bare;
use crate::transport::proxy::url::{read_port, split_port};
use ipnet::IpNet;
use std::net::IpAddr;

/// Whether a list, separated by commas or white space, has a host in it, for this port. What is
/// nonsense in it is passed over.
pub fn has(list: &str, host: &str, port: u16) -> bool {
    let host = bare(host);
    let host = host.strip_suffix('.').unwrap_or(host);
    list.split(|character: char| character == ',' || character.is_whitespace())
        .any(|entry| is_meant(entry, host, port))
}

fn is_meant(entry: &str, host: &str, port: u16) -> bool {
    // The colons of an IPv6 address without brackets are its own.
    let (hosts, of_port) = match network(entry) {
        Some(_) => (entry, None),
        None => split_port(entry),
    };
    if of_port.is_some_and(|of_port| read_port(of_port) != Some(port)) {
        return false;
    }
    match (network(bare(hosts)), host.parse::<IpAddr>()) {
        _ if hosts == "*" => true,
        (Some(network), Ok(address)) => network.contains(&address),
        (None, Err(_)) => is_within(host, hosts),
        _ => false,
    }
}

/// An address is a network of one.
fn network(text: &str) -> Option<IpNet> {
    let address = || text.parse::<IpAddr>().ok().map(IpNet::from);
    text.parse().ok().or_else(address)
}

/// Whether a host is a domain or one below it.
fn is_within(host: &str, domain: &str) -> bool {
    let without_dot = domain.strip_prefix("*.").or(domain.strip_prefix('.'));
    let domain = without_dot.unwrap_or(domain);
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    let start = host.len().checked_sub(domain.len());
    let parts = start.and_then(|start| host.split_at_checked(start));
    parts.is_some_and(|(below, end)| {
        end.eq_ignore_ascii_case(domain) && (below.is_empty() || below.ends_with('.'))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::transport::proxy::curl::{Curl, Way};
    use http::Uri;

    const A_LIST: &str = "curl takes * only alone";
    const PORTS: &str = "curl knows no ports in its list";
    const SUBDOMAINS: &str = "curl takes *. for a part of a name";
    const SPACES: &str = "a later curl reads nothing after a space without a comma";
    const IPV6: &str = "an older curl compares IPv6 addresses as text";
    const SLASH: &str = "an older curl takes what is behind a slash for 0, and 0 for nothing";

    /// A list, a server, whether the way to it is direct, and whether curl thinks so too.
    const TABLE: &[(&str, &str, bool, Way)] = &[
        ("*", "http://a.test", true, Way::OfCurl),
        ("*", "https://192.0.2.1", true, Way::OfCurl),
        ("*", "https://[2001:db8::1]", true, Way::OfCurl),
        (" * ", "http://a.test", true, Way::Ours(A_LIST)),
        ("other.test,*", "http://a.test", true, Way::Ours(A_LIST)),
        ("a.test", "http://a.test", true, Way::OfCurl),
        ("a.test", "https://a.test", true, Way::OfCurl),
        ("a.test", "https://a.test:8443", true, Way::OfCurl),
        ("a.test", "http://b.a.test", true, Way::OfCurl),
        ("a.test", "http://c.b.a.test", true, Way::OfCurl),
        ("a.test", "http://ba.test", false, Way::OfCurl),
        ("a.test", "http://test", false, Way::OfCurl),
        ("a.test", "http://a.test.test", false, Way::OfCurl),
        ("test", "http://a.test", true, Way::OfCurl),
        (".a.test", "http://a.test", true, Way::OfCurl),
        (".a.test", "http://b.a.test", true, Way::OfCurl),
        (".a.test", "http://ba.test", false, Way::OfCurl),
        ("..a.test", "http://a.test", false, Way::OfCurl),
        ("*.a.test", "http://b.a.test", true, Way::Ours(SUBDOMAINS)),
        ("*.a.test", "http://a.test", true, Way::Ours(SUBDOMAINS)),
        ("*.a.test", "http://ba.test", false, Way::OfCurl),
        ("*a.test", "http://ba.test", false, Way::OfCurl),
        ("A.Test", "http://a.test", true, Way::OfCurl),
        ("a.test", "http://B.A.TEST", true, Way::OfCurl),
        ("a.test.", "http://a.test", true, Way::OfCurl),
        ("a.test", "http://a.test.", true, Way::OfCurl),
        (".a.test.", "http://b.a.test.", true, Way::OfCurl),
        ("a_b.test", "http://a_b.test", true, Way::OfCurl),
        ("a.test,b.test", "http://b.test", true, Way::OfCurl),
        (" a.test ,\tb.test ", "http://b.test", true, Way::OfCurl),
        (",,a.test,,b.test,", "http://b.test", true, Way::OfCurl),
        ("a.test b.test", "http://b.test", true, Way::Open(SPACES)),
        ("a.test\nb.test", "http://b.test", true, Way::Open(SPACES)),
        ("", "http://a.test", false, Way::OfCurl),
        (" ", "http://a.test", false, Way::OfCurl),
        (",", "http://a.test", false, Way::OfCurl),
        (".", "http://a.test", false, Way::OfCurl),
        ("..", "http://a.test.", false, Way::OfCurl),
        ("localhost", "http://localhost", true, Way::OfCurl),
        ("a.test", "http://localhost", false, Way::OfCurl),
        ("localhost", "http://127.0.0.1", false, Way::OfCurl),
        ("a.test", "http://127.0.0.1", false, Way::OfCurl),
        ("192.0.2.1", "http://192.0.2.1", true, Way::OfCurl),
        ("192.0.2.1", "http://192.0.2.10", false, Way::OfCurl),
        ("2.1", "http://192.0.2.1", false, Way::OfCurl),
        ("192.0.2", "http://192.0.2.1", false, Way::OfCurl),
        (".192.0.2.1", "http://192.0.2.1", false, Way::OfCurl),
        ("192.0.2.0/24", "http://192.0.2.77", true, Way::OfCurl),
        ("192.0.2.0/24", "http://192.0.3.1", false, Way::OfCurl),
        ("192.0.2.77/24", "http://192.0.2.1", true, Way::OfCurl),
        ("192.0.2.0/25", "http://192.0.2.128", false, Way::OfCurl),
        ("192.0.2.0/20", "http://192.0.15.1", true, Way::OfCurl),
        ("192.0.2.1/32", "http://192.0.2.1", true, Way::OfCurl),
        ("192.0.2.1/32", "http://192.0.2.2", false, Way::OfCurl),
        ("192.0.2.0/24", "http://a.test", false, Way::OfCurl),
        ("192.0.2.1/33", "http://192.0.2.1", false, Way::OfCurl),
        ("192.0.2.0/-1", "http://192.0.2.1", false, Way::OfCurl),
        ("0.0.0.0/0", "http://192.0.2.1", true, Way::Open(SLASH)),
        ("192.0.2.1/", "http://192.0.2.1", false, Way::Open(SLASH)),
        ("192.0.2.1/x", "http://192.0.2.1", false, Way::Open(SLASH)),
        ("2001:db8::1", "http://[2001:db8::1]", true, Way::OfCurl),
        ("2001:db8::1", "http://[2001:db8::2]", false, Way::OfCurl),
        (
            "2001:DB8:0:0::01",
            "http://[2001:db8::1]",
            true,
            Way::Open(IPV6),
        ),
        (
            "2001:db8::1",
            "http://[2001:0db8:0::1]",
            true,
            Way::Open(IPV6),
        ),
        (
            "[2001:db8::1]",
            "http://[2001:db8::1]",
            true,
            Way::Open(IPV6),
        ),
        (
            "2001:db8::/32",
            "http://[2001:db8:9::1]",
            true,
            Way::Open(IPV6),
        ),
        ("2001:db8::/32", "http://[2001:db9::1]", false, Way::OfCurl),
        (
            "2001:db8::/33",
            "http://[2001:db8:8000::1]",
            false,
            Way::Open(IPV6),
        ),
        ("::/0", "http://192.0.2.1", false, Way::OfCurl),
        ("192.0.2.1", "http://[::ffff:192.0.2.1]", false, Way::OfCurl),
        ("a.test:8443", "https://a.test:8443", true, Way::Ours(PORTS)),
        ("a.test:8443", "https://a.test", false, Way::OfCurl),
        ("a.test:443", "https://b.a.test", true, Way::Ours(PORTS)),
        ("a.test:80", "https://a.test", false, Way::OfCurl),
        ("*:8443", "https://a.test:8443", true, Way::Ours(PORTS)),
        ("192.0.2.1:80", "http://192.0.2.1", true, Way::Ours(PORTS)),
        ("192.0.2.1:80", "https://192.0.2.1", false, Way::OfCurl),
        (
            "192.0.2.0/24:80",
            "http://192.0.2.1",
            true,
            Way::Open(SLASH),
        ),
        (
            "192.0.2.0/24:80",
            "https://192.0.2.1",
            false,
            Way::Open(SLASH),
        ),
        (
            "[2001:db8::1]:443",
            "https://[2001:db8::1]",
            true,
            Way::Ours(PORTS),
        ),
        (
            "[2001:db8::1]:443",
            "http://[2001:db8::1]",
            false,
            Way::OfCurl,
        ),
        ("a.test:", "http://a.test", false, Way::OfCurl),
        ("a.test:+80", "http://a.test", false, Way::OfCurl),
        ("a.test:65616", "http://a.test", false, Way::OfCurl),
        ("http://a.test", "http://a.test", false, Way::OfCurl),
        ("a.test/", "http://a.test", false, Way::OfCurl),
        ("user@a.test", "http://a.test", false, Way::OfCurl),
        ("a.test;b.test", "http://a.test", false, Way::OfCurl),
        ("[a.test]", "http://a.test", false, Way::OfCurl),
        ("[", "http://[::1]", false, Way::OfCurl),
        ("[]:80,:80,]:[", "http://[::1]", false, Way::OfCurl),
        ("a.tést", "http://a.test", false, Way::OfCurl),
    ];

    #[test]
    fn hosts_are_found_in_a_list() {
        for (list, url, is_direct, _) in TABLE {
            let uri: Uri = url.parse().unwrap();
            let of_scheme = if url.starts_with("https") { 443 } else { 80 };
            let port = uri.port_u16().unwrap_or(of_scheme);
            let host = uri.host().unwrap();
            assert_eq!(has(list, host, port), *is_direct, "{list:?} {url}");
            assert_eq!(has(list, bare(host), port), *is_direct, "{list:?} {url}");
        }
    }

    #[test]
    fn curl_finds_them_too() {
        let curl = Curl::new();
        let mut differences = Vec::new();
        for (list, url, is_direct, way) in TABLE {
            let variables = [("all_proxy", "http://first"), ("no_proxy", *list)];
            let ours = if *is_direct { "direct" } else { "first" };
            differences.extend(curl.difference(&variables, url, ours, way));
        }
        assert!(
            differences.is_empty(),
            "{}: {differences:#?}",
            curl.version()
        );
    }

    #[test]
    fn no_list_makes_it_panic() {
        let parts = [
            "", "*", ".", ":", "[", "]", "/", ",", " ", "1", "::1", "a", "é", "@", "0/",
        ];
        let hosts = ["", ".", "a", "[::1]", "[", "[]", "1.1.1.1", "é", "aé"];
        for first in parts {
            for second in parts {
                for third in parts {
                    let list = [first, second, third].concat();
                    for host in hosts {
                        has(&list, host, 80);
                    }
                }
            }
        }
    }
}
