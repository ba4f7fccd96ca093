//! The information that servers of each version give about themselves, and the calls that they
//! lack.

mod common;

use common::{Setup, setup, start};
use tsc_simulator::{Options, Simulator};

fn at(version: &str) -> Setup {
    start(Options {
        api_version: version.to_owned(),
        ..Options::default()
    })
}

#[test]
fn server_info_needs_no_sign_in() {
    let setup = at("3.19");
    let answer = setup.get("/api/2.4/serverInfo");
    assert_eq!(answer.status, 200);
    assert!(
        answer
            .body
            .contains("<restApiVersion>3.19</restApiVersion>"),
        "{}",
        answer.body
    );
    assert!(
        answer
            .body
            .contains(r#"<productVersion build="20231.23.0310.1029">2023.1.0</productVersion>"#),
        "{}",
        answer.body
    );
    assert_eq!(setup.get("/api/3.99/serverInfo").status, 200);
    assert_eq!(setup.get("/api/3.19/serverinfo").status, 200);
    assert_eq!(setup.get("/api/2.3/serverInfo").code(), "404003");
    assert_eq!(setup.get("/api/new/serverInfo").code(), "404001");
}

#[test]
fn server_info_is_json_if_requested() {
    let setup = at("3.12");
    let answer = setup
        .call(
            "GET",
            "/api/2.4/serverInfo",
            &[("Accept", "application/json")],
            "",
        )
        .expect("an answer");
    let json: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(json["serverInfo"]["productVersion"]["value"], "2021.2.0");
    assert_eq!(json["serverInfo"]["restApiVersion"], "3.12");
}

#[test]
fn product_version_can_be_set() {
    let setup = start(Options {
        product_version: Some("2024.2.7".to_owned()),
        ..Options::default()
    });
    assert!(setup.get("/api/2.4/serverInfo").body.contains(">2024.2.7<"));
}

#[test]
fn old_servers_have_the_legacy_page_only() {
    for (api, product) in [
        ("2.0", "9.1"),
        ("2.1", "9.2"),
        ("2.2", "9.3"),
        ("2.3", "10.0"),
    ] {
        let setup = at(api);
        assert_eq!(setup.get("/api/2.4/serverInfo").code(), "404003");
        let page = setup.get("/auth?format=xml");
        let expected = format!("<product_version>{product}</product_version>");
        assert!(page.body.contains(&expected), "{}", page.body);
        assert!(page.body.starts_with("<authinfo>"), "{}", page.body);
    }
}

#[test]
fn namespace_depends_on_the_api_version() {
    let body = at("2.0").get("/api/2.0/nothing").body;
    assert!(
        body.contains(r#"xmlns="http://tableausoftware.com/api""#),
        "{body}"
    );
    let body = setup().get("/api/3.24/nothing").body;
    assert!(body.contains(r#"xmlns="http://tableau.com/api""#), "{body}");
}

#[test]
fn unsupported_api_versions_are_refused() {
    let setup = setup();
    for version in ["3.25", "4.0", "3", "3.x", "v3.4", "3.4.1", "-"] {
        let path = format!("/api/{version}/sites");
        assert_eq!(setup.get(&path).code(), "404001", "{version}");
        let path = format!("/api/{version}/no/such/thing");
        assert_eq!(setup.get(&path).code(), "404001", "{version}");
    }
    let detail = setup.get("/api/3.25/sites").body;
    assert!(detail.contains("Version &apos;3.25&apos; is not a valid version of the API."));
    assert_eq!(setup.get("/api/2.5/sites").code(), "401000");
}

#[test]
fn unknown_resources_and_wrong_methods_are_refused() {
    let setup = setup();
    assert_eq!(setup.get("/api/3.24/no/such/thing").code(), "404003");
    assert_eq!(setup.get("/").code(), "404003");
    assert_eq!(setup.get("//api/3.24/serverInfo").code(), "404003");
    let answer = setup.get("/api/3.24/auth/signin");
    assert_eq!(answer.code(), "405000");
    assert!(
        answer
            .body
            .contains("&apos;GET&apos; is not supported for the given resource")
    );
    let answer = setup
        .call("POST", "/api/3.24/sites/x/workbooks", &[], "")
        .expect("an answer");
    assert_eq!(answer.code(), "405000");
    let unknown = setup.get("/api/3.24/no/such/thing").body;
    assert!(
        unknown.contains("Unknown resource &apos;/3.24/no/such/thing&apos; specified in URI."),
        "{unknown}"
    );
}

#[test]
fn old_servers_lack_newer_calls() {
    let setup = at("2.5");
    let answer = setup
        .call(
            "POST",
            "/api/2.5/auth/signin",
            &[],
            &format!("<tsRequest>{}</tsRequest>", common::password("admin", "")),
        )
        .expect("an answer");
    assert_eq!(
        answer.attribute("credentials", "estimatedTimeToExpiration"),
        None
    );
    let admin = answer.signed();
    let switch = "<tsRequest><site contentUrl='marketing'/></tsRequest>";
    assert_eq!(
        setup
            .post_as(&admin, "/api/2.5/auth/switchSite", switch)
            .code(),
        "404003"
    );
    assert_eq!(
        setup.get_as(&admin, "/api/2.5/sessions/current").code(),
        "404003"
    );
    assert_eq!(
        setup.get_as(&admin, "/api/2.5/sites/{site}/jobs").code(),
        "404003"
    );
    assert_eq!(
        setup
            .get_as(&admin, "/api/2.5/sites/{site}/workbooks")
            .status,
        200
    );
}

#[test]
fn malformed_api_version_is_refused() {
    let options = Options {
        api_version: "new".to_owned(),
        ..Options::default()
    };
    let error = Simulator::start(options).err().expect("refused");
    assert!(error.to_string().contains("not an API version"), "{error}");
}
