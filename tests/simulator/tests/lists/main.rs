//! Lists: their pages, filters, order and fields.

#[path = "../common/mod.rs"]
mod common;
mod filters;
mod many;
mod state;

use common::{Answer, Setup, Signed, encode, setup};
use flate2::read::GzDecoder;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use tsc_simulator::Simulator;

const WORKBOOKS: &str = "/api/3.24/sites/{site}/workbooks";

/// Alice, signed in on the default site.
struct Alice {
    setup: Setup,
    signed: Signed,
}

fn signed() -> Alice {
    let setup = setup();
    let signed = setup.sign_in_with_password("alice", "");
    Alice { setup, signed }
}

impl Alice {
    fn get(&self, path: &str) -> Answer {
        let path = format!("/api/3.24/sites/{{site}}/{path}");
        self.setup.get_as(&self.signed, &path)
    }

    /// The names of the workbooks that pass a filter.
    fn filtered(&self, filter: &str) -> Vec<String> {
        self.get(&format!(
            "workbooks?pageSize=1000&filter={}",
            encode(filter)
        ))
        .attributes("workbook", "name")
    }

    fn filtered_count(&self, filter: &str) -> usize {
        let answer = self.get(&format!("workbooks?pageSize=1&filter={}", encode(filter)));
        let total = answer.attribute("pagination", "totalAvailable");
        total.expect("a total").parse().expect("a number")
    }

    fn refused(&self, query: &str) -> String {
        self.get(&format!("workbooks?{query}")).code()
    }
}

#[test]
fn default_page_size_is_100() {
    let alice = signed();
    let answer = alice.get("workbooks");
    assert_eq!(
        answer.attribute("pagination", "totalAvailable").as_deref(),
        Some("2345")
    );
    assert_eq!(
        answer.attribute("pagination", "pageNumber").as_deref(),
        Some("1")
    );
    assert_eq!(
        answer.attribute("pagination", "pageSize").as_deref(),
        Some("100")
    );
    assert_eq!(answer.attributes("workbook", "id").len(), 100);
}

#[test]
fn pages_together_are_the_whole_list() {
    let alice = signed();
    let mut ids: Vec<String> = (1..=3)
        .flat_map(|page| {
            alice
                .get(&format!("workbooks?pageSize=1000&pageNumber={page}"))
                .attributes("workbook", "id")
        })
        .collect();
    assert_eq!(ids.len(), 2345);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 2345);
}

#[test]
fn bad_pages_are_refused() {
    let alice = signed();
    for (query, code) in [
        ("pageSize=1001", "403014"),
        ("pageSize=0", "400007"),
        ("pageSize=-1", "400007"),
        ("pageSize=many", "400007"),
        ("pageSize=", "400007"),
        ("pageNumber=0", "400006"),
        ("pageNumber=first", "400006"),
        ("pageNumber=25", "400006"),
        ("pageNumber=99999999999999999999", "400006"),
    ] {
        assert_eq!(alice.refused(query), code, "{query}");
    }
    assert_eq!(
        alice
            .get("workbooks?pageNumber=24")
            .attributes("workbook", "id")
            .len(),
        45
    );
    let nothing = alice.get("workbooks?filter=name:eq:nothing");
    assert_eq!(
        nothing.attribute("pagination", "totalAvailable").as_deref(),
        Some("0")
    );
}

#[test]
fn every_kind_is_listed() {
    let alice = signed();
    for (path, item) in [
        ("views", "view"),
        ("datasources", "datasource"),
        ("projects", "project"),
        ("users", "user"),
        ("groups", "group"),
        ("jobs", "backgroundJob"),
        ("groups/", "group"),
    ] {
        let answer = alice.get(&format!("{path}?pageSize=1000"));
        let ids = answer.attributes(item, "id");
        let total: usize = answer
            .attribute("pagination", "totalAvailable")
            .expect("a total")
            .parse()
            .expect("a number");
        assert!(total >= 24, "{path}: {total}");
        assert_eq!(ids.len(), total.min(1000), "{path}");
    }
}

#[test]
fn each_item_can_be_fetched_by_its_id() {
    let alice = signed();
    for (list, item, single) in [
        ("workbooks", "workbook", "workbook"),
        ("views", "view", "view"),
        ("datasources", "datasource", "datasource"),
        ("users", "user", "user"),
        ("jobs", "backgroundJob", "job"),
    ] {
        let id = alice
            .get(&format!("{list}?pageSize=1"))
            .attribute(item, "id")
            .expect("an id");
        let answer = alice.get(&format!("{list}/{id}"));
        assert_eq!(
            answer.attribute(single, "id").as_deref(),
            Some(id.as_str()),
            "{list}"
        );
        assert_eq!(alice.get(&format!("{list}/nothing")).code(), "404002");
    }
}

#[test]
fn unpaged_lists_have_no_pagination() {
    let alice = signed();
    let id = alice
        .get("workbooks?pageSize=1")
        .attribute("workbook", "id")
        .expect("an id");
    let views = alice.get(&format!("workbooks/{id}/views"));
    assert_eq!(views.attributes("view", "name"), ["Overview", "Product"]);
    assert_eq!(views.attribute("pagination", "pageSize"), None);
    let connections = alice.get(&format!("workbooks/{id}/connections"));
    assert_eq!(connections.attributes("connection", "type"), ["dataengine"]);
    assert_eq!(connections.attribute("pagination", "pageSize"), None);
}

#[test]
fn groups_have_users_and_users_have_groups_and_workbooks() {
    let alice = signed();
    let groups = alice.get("groups?fields=_all_");
    let ids = groups.attributes("group", "id");
    let counts = groups.attributes("group", "userCount");
    for (id, count) in ids.iter().zip(counts).take(3) {
        let users = alice.get(&format!("groups/{id}/users"));
        assert_eq!(users.attribute("pagination", "totalAvailable"), Some(count));
    }
    let me = &alice.signed.user_id;
    let mine = alice
        .get(&format!("users/{me}/groups"))
        .attributes("group", "id");
    assert!(mine.contains(&ids[0]));
    let workbooks = alice.get(&format!("users/{me}/workbooks"));
    assert!(
        workbooks
            .attributes("owner", "id")
            .iter()
            .all(|owner| owner == me)
    );
    assert!(!workbooks.attributes("workbook", "id").is_empty());
}

#[test]
fn only_administrators_list_all_sites() {
    let setup = setup();
    let admin = setup.sign_in_with_password("admin", "");
    let sites = setup.get_as(&admin, "/api/3.24/sites");
    assert_eq!(
        sites.attributes("site", "contentUrl"),
        ["", "marketing", "finance"]
    );
    let alice = setup.sign_in_with_password("alice", "marketing");
    assert_eq!(setup.get_as(&alice, "/api/3.24/sites").code(), "403004");
    for path in ["{site}", "marketing?key=contentUrl", "Marketing?key=name"] {
        let site = setup.get_as(&alice, &format!("/api/3.24/sites/{path}"));
        assert_eq!(
            site.attribute("site", "id").as_ref(),
            Some(&alice.site_id),
            "{path}"
        );
    }
    assert_eq!(
        setup
            .get_as(&alice, "/api/3.24/sites/finance?key=contentUrl")
            .code(),
        "403004"
    );
    assert_eq!(
        setup.get_as(&alice, "/api/3.24/sites/nowhere").code(),
        "404000"
    );
}

#[test]
fn lists_are_json_if_requested() {
    let setup = setup();
    let alice = setup.sign_in_with_password("alice", "marketing");
    let path = WORKBOOKS.replace("{site}", &alice.site_id) + "?pageSize=1&filter=tags:eq:sales";
    let headers = [
        ("X-Tableau-Auth", alice.token.as_str()),
        ("Accept", "application/json"),
    ];
    let answer = setup.call("GET", &path, &headers, "").expect("an answer");
    let json: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(json["pagination"]["pageSize"], "1");
    assert_eq!(
        json["workbooks"]["workbook"][0]["tags"]["tag"][0]["label"],
        "sales"
    );
    assert!(json["workbooks"]["workbook"][0]["owner"]["id"].is_string());
}

/// The response as it was sent: its head as text, and its body.
fn raw(simulator: &Simulator, headers: &str) -> (String, Vec<u8>) {
    let address = simulator
        .http_url()
        .replace("http://localhost", "127.0.0.1");
    let mut stream = TcpStream::connect(address).expect("connects");
    let request = format!(
        "GET /api/2.4/serverInfo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n"
    );
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("received");
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let body = answer.split_off(end.expect("a head") + 4);
    (String::from_utf8(answer).expect("text"), body)
}

#[test]
fn responses_are_compressed_if_requested() {
    let setup = setup();
    for accept in [
        "",
        "Accept-Encoding: identity\r\n",
        "Accept-Encoding: br, gzip;q=0\r\n",
    ] {
        let (head, body) = raw(&setup.simulator, accept);
        assert!(!head.contains("content-encoding"), "{head}");
        assert!(body.ends_with(b"</tsResponse>"));
    }
    let (head, body) = raw(&setup.simulator, "Accept-Encoding: br, gzip;q=0.5\r\n");
    assert!(head.contains("content-encoding: gzip"), "{head}");
    let mut text = String::new();
    GzDecoder::new(body.as_slice())
        .read_to_string(&mut text)
        .expect("gzip");
    assert!(text.ends_with("</tsResponse>"));
}
