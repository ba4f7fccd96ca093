//! Recorded responses of real Tableau servers, served to the library unchanged.
//!
//! They belong to others and are not in this repository: the environment variable TSC_TABLEAU_DATA
//! names a folder with a subfolder `responses`.

use crate::support::*;
use std::path::PathBuf;
use tsc_simulator::{Action, Fault, Simulator};

/// The folder with the recordings; prints a warning if it is not set.
fn data() -> Option<PathBuf> {
    let folder =
        std::env::var_os("TSC_TABLEAU_DATA").map(|data| PathBuf::from(data).join("responses"));
    if folder.is_none() {
        eprintln!("SKIPPED: TSC_TABLEAU_DATA is not set, so recorded responses are not tested");
    }
    folder
}

fn serve(simulator: &Simulator, path: &str, status: u16, body: Vec<u8>) {
    let headers = vec![("Content-Type".to_owned(), "application/xml".to_owned())];
    let action = Action::Answer {
        status,
        headers,
        body,
    };
    simulator.fault(Fault {
        times: None,
        ..Fault::on(path, action)
    });
}

#[test]
fn recorded_server_info_is_read() {
    let Some(data) = data() else { return };
    let read = |name: &str| std::fs::read(data.join(name)).unwrap();
    struct Recording<'a> {
        /// The file of the server info.
        info: &'a str,
        /// The file of the legacy page.
        page: Option<&'a str>,
        /// The product version and the API version; `None` if it is an error.
        told: Option<(&'a str, &'a str)>,
    }
    for Recording { info, page, told } in [
        Recording {
            info: "server_info_get.xml",
            page: None,
            told: Some(("10.1.0", "3.10")),
        },
        Recording {
            info: "server_info_25.xml",
            page: None,
            told: Some(("10.1.0", "2.5")),
        },
        Recording {
            info: "server_info_404.xml",
            page: Some("server_info_auth_info.xml"),
            told: Some(("9.3", "2.2")),
        },
        Recording {
            info: "server_info_wrong_site.html",
            page: None,
            told: None,
        },
    ] {
        let simulator = simulator();
        let status = if info.contains("404") { 404 } else { 200 };
        serve(&simulator, "serverInfo", status, read(info));
        if let Some(page) = page {
            serve(&simulator, "/auth", 200, read(page));
        }
        match (Server::of(&simulator).get_info(), told) {
            (Ok((product, _, api)), Some(told)) => {
                assert_eq!(
                    (product.as_deref(), api.as_str()),
                    (Some(told.0), told.1),
                    "{info}"
                );
            }
            (Err(failure), None) => assert_eq!(failure.name(), "TSC_ERROR_PROTOCOL", "{info}"),
            (other, _) => panic!("{info}: {other:?}"),
        }
    }
}

#[test]
fn recorded_sign_ins_are_read() {
    let Some(data) = data() else { return };
    let read = |name: &str| std::fs::read(data.join(name)).unwrap();
    struct Recording<'a> {
        /// The file.
        name: &'a str,
        token: &'a str,
        site: &'a str,
        user: &'a str,
    }
    for Recording {
        name,
        token,
        site,
        user,
    } in [
        Recording {
            name: "auth_sign_in.xml",
            token: "eIX6mvFsqyansa4KqEI1UwOpS8ggRs2l",
            site: "Samples",
            user: "1a96d216-e9b8-497b-a82a-0b899a965e01",
        },
        Recording {
            name: "auth_sign_in_impersonate.xml",
            token: "MJonFA6HDyy2C3oqR13fRGqE6cmgzwq3",
            site: "",
            user: "dd2239f6-ddf1-4107-981a-4cf94e415794",
        },
    ] {
        let simulator = simulator();
        serve(&simulator, "signin", 200, read(name));
        let session = Server::of(&simulator).sign_in(TOKEN, "").unwrap();
        let told = [session.token(), session.site(), session.user_id()];
        assert_eq!(
            told,
            [token, site, user].map(|text| Some(text.to_owned())),
            "{name}"
        );
    }
    let simulator = simulator();
    serve(&simulator, "signin", 401, read("auth_sign_in_error.xml"));
    let failure = Server::of(&simulator).sign_in(TOKEN, "").err().unwrap();
    assert_eq!(failure.name(), "TSC_ERROR_SIGN_IN_FAILED");
    assert_eq!(failure.code.as_deref(), Some("401001"));
    assert_eq!(failure.summary.as_deref(), Some("Signin Error"));
}
