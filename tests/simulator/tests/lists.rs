//! Lists: their pages, filters, order and fields.

mod common;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use common::{Answer, Setup, Signed, encode, setup, start};
use flate2::read::GzDecoder;
use tsc_simulator::state::{Contents, Site, User};
use tsc_simulator::{Options, Simulator, State};

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

    /// The names of the workbooks that a filter lets through.
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
fn filters_find_every_name_without_commas_and_ampersands() {
    let alice = signed();
    let names = alice
        .get("workbooks?pageSize=40")
        .attributes("workbook", "name");
    for name in names {
        if name.contains([',', '&']) {
            assert_eq!(
                alice.refused(&format!("filter={}", encode(&format!("name:eq:{name}")))),
                "400065"
            );
            let wild = name.replace([',', '&'], "*");
            assert_eq!(alice.filtered(&format!("name:eq:{wild}")), [name]);
        } else {
            assert_eq!(alice.filtered(&format!("name:eq:{name}")), [name]);
        }
    }
}

#[test]
fn plus_decodes_to_space_and_encoded_plus_to_plus() {
    let alice = signed();
    assert_eq!(
        alice
            .get("workbooks?filter=name:eq:Regional+Sales")
            .attributes("workbook", "name"),
        ["Regional Sales"]
    );
    assert_eq!(
        alice
            .get("workbooks?filter=name:eq:C%2B%2B%20Builds")
            .attributes("workbook", "name"),
        ["C++ Builds"]
    );
    assert_eq!(
        alice
            .get("workbooks?filter=name:eq:C++%20Builds")
            .attributes("workbook", "name")
            .len(),
        0
    );
}

#[test]
fn filter_operators_select_the_expected_items() {
    let alice = signed();
    let all = 2345;
    assert_eq!(
        alice.filtered("name:in:[Superstore,Costs [draft],O'Brien's Forecast]"),
        ["Superstore", "O'Brien's Forecast", "Costs [draft]"]
    );
    assert_eq!(
        alice.filtered("name:cieq:SUPERSTORE"),
        ["Superstore", "superstore"]
    );
    assert_eq!(
        alice.filtered("name:has:Forecast").len(),
        alice.filtered("name:eq:*Forecast*").len()
    );
    let count = |filter: &str| alice.filtered_count(filter);
    assert_eq!(count("size:gt:20") + count("size:lte:20"), all);
    assert_eq!(count("size:lt:20") + count("size:gte:20"), all);
    assert_eq!(
        count("size:gte:20") - count("size:gt:20"),
        count("size:eq:20")
    );
    let moment = "2024-01-15T00:00:00Z";
    assert_eq!(
        count(&format!("createdAt:lt:{moment}")) + count(&format!("createdAt:gte:{moment}")),
        all
    );
    assert!(count(&format!("createdAt:lt:{moment}")) > 0);
    assert_eq!(
        count("hasExtracts:eq:true") + count("hasExtracts:eq:false"),
        all
    );
    assert!(count("tags:eq:emea") > 0);
    assert_eq!(count("tags:in:[emea,sales]"), count("tags:eq:sales"));
    assert_eq!(
        count("ownerName:eq:alice") + count("ownerName:eq:nobody"),
        count("ownerEmail:eq:alice@example.com")
    );
}

#[test]
fn several_filters_must_all_hold() {
    let alice = signed();
    let both = alice.filtered_count("size:gt:20,hasExtracts:eq:true");
    assert!(both > 0);
    assert!(both < alice.filtered_count("size:gt:20"));
    assert_eq!(
        alice.filtered("name:in:[Superstore,Regional Sales],size:eq:1"),
        ["Superstore"]
    );
}

#[test]
fn bad_filters_are_refused() {
    let alice = signed();
    for filter in [
        "colour:eq:red",
        "name",
        "name:eq",
        "name:eq:",
        "name:in:[]",
        "name:like:x",
        "name:gt:x",
        "size:gt:big",
        "hasExtracts:eq:perhaps",
        "createdAt:gt:yesterday",
        "name:eq:a,b",
        "name:in:[a & b]",
    ] {
        assert_eq!(
            alice.refused(&format!("filter={}", encode(filter))),
            "400065",
            "{filter}"
        );
    }
}

#[test]
fn order_of_sort_keys_matters() {
    let alice = signed();
    let sorted = |sort: &str| {
        let answer = alice.get(&format!("workbooks?pageSize=1000&sort={sort}"));
        let sizes = answer.attributes("workbook", "size");
        let sizes = sizes
            .iter()
            .map(|size| size.parse::<u32>().expect("a number"));
        sizes
            .zip(answer.attributes("workbook", "name"))
            .collect::<Vec<_>>()
    };
    let by_size = sorted("size:desc,name:asc");
    assert!(by_size.windows(2).all(|pair| {
        pair[0].0 > pair[1].0 || (pair[0].0 == pair[1].0 && pair[0].1 < pair[1].1)
    }));
    let by_name = sorted("name:asc,size:desc");
    assert!(by_name.windows(2).all(|pair| pair[0].1 < pair[1].1));
    assert_ne!(by_size, by_name);
    assert_eq!(alice.refused("sort=colour:asc"), "400065");
    assert_eq!(alice.refused("sort=name:up"), "400065");
    assert_eq!(alice.refused("sort=name"), "400065");
}

#[test]
fn fields_parameter_selects_attributes() {
    let alice = signed();
    let default = alice.get("workbooks?pageSize=1");
    assert_eq!(default.attribute("workbook", "sheetCount"), None);
    assert_eq!(default.attribute("owner", "email"), None);
    let all = alice.get("workbooks?pageSize=1&fields=_all_");
    assert_eq!(
        all.attribute("workbook", "sheetCount").as_deref(),
        Some("2")
    );
    assert!(all.attribute("owner", "email").is_some());
    let few = alice.get("workbooks?pageSize=1&fields=name,workbook.sheetCount,owner.email");
    assert_eq!(
        few.attribute("workbook", "name").as_deref(),
        Some("Superstore")
    );
    assert_eq!(
        few.attribute("workbook", "sheetCount").as_deref(),
        Some("2")
    );
    assert_eq!(few.attribute("workbook", "id"), None);
    assert_eq!(few.attribute("owner", "id"), None);
    assert!(few.attribute("owner", "email").is_some());
    let more = alice.get("workbooks?pageSize=1&fields=_default_,sheetCount");
    let without = |body: &str| body.replace(r#" sheetCount="2""#, "");
    assert_eq!(without(&more.body), default.body);
    assert_ne!(more.body, default.body);
}

#[test]
fn views_include_usage_if_requested() {
    let alice = signed();
    assert_eq!(
        alice.get("views").attribute("usage", "totalViewCount"),
        None
    );
    let with_usage = alice.get("views?pageSize=3&includeUsageStatistics=true");
    assert_eq!(
        with_usage.attributes("usage", "totalViewCount"),
        ["0", "1", "2"]
    );
    assert_eq!(with_usage.attributes("workbook", "id").len(), 3);
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

/// The answer as it is on the wire: its head as text, and its body.
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

#[test]
fn custom_state_can_be_small() {
    let state = State {
        sites: vec![Site {
            name: "Here".to_owned(),
            workbooks: Contents::Names(vec!["One\nline".to_owned(), "\u{1}<&\"'>".to_owned()]),
            ..Site::default()
        }],
        users: vec![User {
            name: "me".to_owned(),
            password: "me-password".to_owned(),
            full_name: String::new(),
            server_administrator: false,
            sites: vec![String::new()],
        }],
        personal_access_tokens: Vec::new(),
        json_web_tokens: Vec::new(),
    };
    assert_eq!(State::from_json(&state.to_json()).expect("JSON"), state);
    let setup = start(Options {
        state,
        ..Options::default()
    });
    let me = setup.sign_in_with_password("me", "");
    let names = setup.get_as(&me, WORKBOOKS).attributes("workbook", "name");
    assert_eq!(names, ["One\nline", "\u{fffd}<&\"'>"]);
    assert!(
        setup
            .get_as(&me, "/api/3.24/sites/{site}/jobs")
            .body
            .contains("<backgroundJobs/>")
    );
}

#[test]
fn inconsistent_state_is_refused() {
    for (json, reason) in [
        (r#"{"sites": []}"#, "users"),
        (r#"{"sites": [{"nmae": "x"}], "users": []}"#, "nmae"),
        (r#"{"sites": [{}, {}], "users": []}"#, "two sites"),
        (
            r#"{"sites": [], "users": [{"name": "a", "password": "b", "sites": ["c"]}]}"#,
            "no site",
        ),
        (
            r#"{"sites": [], "users": [], "json_web_tokens": [{"token": "a", "user": "b"}]}"#,
            "no user",
        ),
    ] {
        let complaint = State::from_json(json).expect_err(json);
        assert!(complaint.contains(reason), "{complaint}");
    }
}

#[test]
fn ids_are_the_same_in_every_run() {
    let (first, second) = (signed(), signed());
    assert_eq!(first.signed.user_id, second.signed.user_id);
    assert_eq!(
        first.get("workbooks").attributes("workbook", "id"),
        second.get("workbooks").attributes("workbook", "id")
    );
}
