//! Redirects of the probe, before every kind of sign-in.

use super::hosts::Hosts;
use super::probe_rows::End::{At, Fails};
use super::probe_rows::Setting::{AllowHttp, NoVerify, Pinned};
use super::probe_rows::{PIN, PROBES, ProbeRow};
use super::reply::Reply::Redirect;
use super::{REDIRECT, problems_of, secrets, short};
use crate::calls::*;
use crate::support::*;
use std::collections::BTreeMap;
use std::ptr;

/// For each row the probe and every kind of sign-in, and with the session a list and a sign-out.
#[test]
fn probe_follows_allowed_redirects_and_the_secret_only_those() {
    // Tableau Cloud, because only there unified access tokens are valid.
    let hosts = Hosts::new(true);
    let mut wrong = vec![];
    for row in PROBES {
        for way in Way::ALL {
            let (seen, problems) = probe(&hosts, row, way);
            println!("{:<58} {:<22} {seen}", row.name, way.to_string());
            wrong.extend(
                problems
                    .iter()
                    .map(|problem| format!("{}: {way}: {problem}", row.name)),
            );
        }
    }
    println!("{} rows, {} ways", PROBES.len(), Way::ALL.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// True if servers of this version have the kind of sign-in.
fn is_there(way: Way, version: &str) -> bool {
    version != "2.2" || way == Way::Password
}

fn probe(hosts: &Hosts, row: &ProbeRow, way: Way) -> (String, Vec<String>) {
    let ProbeRow {
        url,
        replies,
        probed,
        settings,
        end,
        ..
    } = row;
    hosts.forget();
    // The session to resume is at the host that the row should lead to.
    let home = match end {
        At(host) => hosts.host(host).0,
        Fails(..) => hosts.host("front").0,
    };
    let elsewhere = Server::of(home);
    let session = elsewhere
        .sign_in_with_password(PASSWORD, None, None)
        .unwrap();
    let token = session.token().unwrap();
    hosts.forget();
    for (host, reply) in *replies {
        hosts.fault(host, "serverInfo", reply);
    }

    let server = hosts.server(&hosts.fill(url));
    if settings.contains(&Pinned) {
        server.set_api_version(Some(PIN)).unwrap();
    }
    if settings.contains(&NoVerify) {
        server.set_verify(0);
    }
    if settings.contains(&AllowHttp) {
        server.set_allow_http(1);
    }
    let result = way.take(&server, &token, None, ptr::null_mut());

    // The expected requests and outcome.
    let version = match end {
        _ if settings.contains(&Pinned) => PIN,
        At("old") => "2.2",
        _ => "3.24",
    };
    let mut expected_sent: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for hop in *probed {
        let (host, path) = hop.split_once(' ').unwrap_or((hop, "/api/2.4/serverInfo"));
        let lines = expected_sent.entry(host.to_owned()).or_default();
        lines.push(format!("GET {path}"));
    }
    let (expected, says, may) = match end {
        At("old") if !is_there(way, version) => ("TSC_ERROR_UNSUPPORTED_VERSION", "2.2", vec![]),
        At(host) => ("TSC_OK", "", vec![*host]),
        Fails(status, says) => (*status, *says, vec![]),
    };
    let mut problems = vec![];
    let mut tokens = vec![token.clone()];
    if let (Ok(session), [host]) = (&result, may.as_slice()) {
        let lines = expected_sent.entry((*host).to_owned()).or_default();
        lines.push(way.line(version));
        tokens.push(session.token().unwrap());
        for act in [Act::List, Act::SignOut] {
            lines.push(act.line(version, &session.site_id().unwrap()));
            if let Err(failure) = act.run(session, ptr::null_mut()) {
                problems.push(format!("{act}: {failure:?}"));
            }
        }
    }
    let (seen, sent) = (status(&result), hosts.sent());
    if seen != expected {
        problems.push(format!("{seen}, not {expected}"));
    }
    if sent != expected_sent {
        problems.push(format!("sent {sent:?}, not {expected_sent:?}"));
    }
    problems.extend(hosts.leaks(&may, &secrets(&tokens)));
    if let Err(failure) = &result {
        problems.extend(problems_of(failure, &hosts.fill(says), &secrets(&tokens)));
    }
    (format!("{seen:<28} {}", short(&sent)), problems)
}

/// The legacy page belongs to servers without server info, and its redirects are refused.
#[test]
fn redirect_of_the_legacy_page_is_not_followed() {
    let hosts = Hosts::new(false);
    for location in [
        "{pod}/auth?format=xml",
        "{pod-http}/auth?format=xml",
        "{pod}/login",
    ] {
        hosts.forget();
        hosts.fault("old", "/auth", &Redirect(302, location));
        let server = hosts.server(&hosts.fill("{old}"));
        let failure = server.sign_in_with_password(PASSWORD, None, None);
        let failure = failure.err().unwrap();
        assert_eq!(failure.name(), REDIRECT, "{location}");
        let target = hosts.fill(location).replace("?format=xml", "");
        assert_eq!(problems_of(&failure, &target, &secrets(&[])), [""; 0]);
        assert_eq!(
            short(&hosts.sent()),
            "old: GET serverInfo, GET auth",
            "{location}"
        );
        assert_eq!(hosts.leaks(&[], &secrets(&[])), [""; 0]);
    }
}
