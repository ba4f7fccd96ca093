//! The Metadata API: GraphQL on the content of a site.

#[path = "../common/mod.rs"]
mod common;
mod errors;

use common::{Answer, Setup, Signed, setup};
use serde_json::{Value, json};

const PATH: &str = "/api/metadata/graphql";

/// Alice, signed in on the site with 42 workbooks.
struct Alice {
    setup: Setup,
    signed: Signed,
}

fn signed() -> Alice {
    let setup = setup();
    let signed = setup.sign_in_with_password("alice", "marketing");
    Alice { setup, signed }
}

impl Alice {
    fn post(&self, body: &str) -> Answer {
        let headers = [
            ("X-Tableau-Auth", self.signed.token.as_str()),
            ("Content-Type", "application/json"),
        ];
        let answer = self.setup.call("POST", PATH, &headers, body);
        answer.expect("an answer")
    }

    /// The whole response, which has status 200 even for errors.
    fn ask(&self, request: Value) -> Value {
        let answer = self.post(&request.to_string());
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(
            answer.header("content-type"),
            Some("application/json;charset=utf-8")
        );
        serde_json::from_str(&answer.body).expect("JSON")
    }

    #[track_caller]
    fn data(&self, query: &str, variables: Value) -> Value {
        let answer = self.ask(json!({"query": query, "variables": variables}));
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"].clone()
    }

    /// The errors of a query that returns no data.
    #[track_caller]
    fn errors(&self, query: &str, variables: Value) -> Vec<Value> {
        let answer = self.ask(json!({"query": query, "variables": variables}));
        assert_eq!(answer["data"], Value::Null, "{answer}");
        answer["errors"].as_array().expect("errors").clone()
    }

    #[track_caller]
    fn message(&self, query: &str) -> String {
        let errors = self.errors(query, Value::Null);
        assert_eq!(errors.len(), 1, "{errors:?}");
        errors[0]["message"].as_str().expect("a message").to_owned()
    }

    fn rest(&self, path: &str) -> Answer {
        let path = format!("/api/3.24/sites/{{site}}/{path}");
        self.setup.get_as(&self.signed, &path)
    }
}

#[test]
fn graphql_query_agrees_with_the_rest_api() {
    let alice = signed();
    let data = alice.data(
        "{ workbooks { luid name projectName owner { luid username name email }
           views { luid name path } } }",
        Value::Null,
    );
    let workbooks = data["workbooks"].as_array().expect("a list");
    let listed = alice.rest("workbooks?fields=_all_");
    let all = |key: &str| -> Vec<&str> {
        let values = workbooks.iter().map(|workbook| workbook[key].as_str());
        values.map(Option::unwrap_or_default).collect()
    };
    assert_eq!(all("luid"), listed.attributes("workbook", "id"));
    assert_eq!(all("name"), listed.attributes("workbook", "name"));
    assert_eq!(all("projectName"), listed.attributes("project", "name"));
    let owners = workbooks.iter().map(|workbook| &workbook["owner"]["luid"]);
    assert!(owners.eq(&listed.attributes("owner", "id")));
    assert_eq!(
        workbooks[1]["owner"]["username"],
        listed.attributes("owner", "name")[1]
    );
    let id = workbooks[0]["luid"].as_str().expect("an id");
    let views = alice.rest(&format!("workbooks/{id}/views"));
    let names = workbooks[0]["views"].as_array().expect("a list");
    let names = names.iter().map(|view| &view["name"]);
    assert!(names.eq(&views.attributes("view", "name")));
    assert_eq!(workbooks[0]["views"][0]["path"], "Superstore/Overview");
}

#[test]
fn response_members_are_in_query_order() {
    let alice = signed();
    let answer = alice.post(
        r#"{"query": "{b: workbooks(filter: {name: \"Superstore\"}) {name luid} a: __typename}"}"#,
    );
    let id = alice
        .rest("workbooks?pageSize=1")
        .attribute("workbook", "id")
        .expect("an id");
    assert_eq!(
        answer.body,
        format!(r#"{{"data":{{"b":[{{"name":"Superstore","luid":"{id}"}}],"a":"Query"}}}}"#)
    );
}

#[test]
fn connections_are_paged() {
    let alice = signed();
    let query = "query Page($first: Int, $after: String) {
        workbooksConnection(first: $first, after: $after) {
            nodes { luid } pageInfo { hasNextPage endCursor } totalCount } }";
    let mut luids = Vec::new();
    let mut after = Value::Null;
    for page in 1..=5 {
        let data = alice.data(query, json!({"first": 10, "after": after}));
        let connection = &data["workbooksConnection"];
        assert_eq!(connection["totalCount"], 42);
        assert_eq!(connection["pageInfo"]["hasNextPage"], page < 5);
        let nodes = connection["nodes"].as_array().expect("a list");
        assert_eq!(nodes.len(), if page < 5 { 10 } else { 2 });
        luids.extend(nodes.iter().map(|node| node["luid"].clone()));
        after = connection["pageInfo"]["endCursor"].clone();
    }
    assert!(
        luids
            .iter()
            .eq(&alice.rest("workbooks").attributes("workbook", "id"))
    );

    let data = alice.data(query, json!({"first": 10, "after": after}));
    let end = &data["workbooksConnection"];
    assert_eq!(end["nodes"], json!([]));
    assert_eq!(
        end["pageInfo"],
        json!({"hasNextPage": false, "endCursor": null})
    );
    let data = alice.data(
        "{ viewsConnection(offset: 80) { nodes { name } totalCount } }",
        Value::Null,
    );
    let views = &data["viewsConnection"];
    assert_eq!(views["nodes"].as_array().map(Vec::len), Some(4));
    assert_eq!(views["totalCount"], 84);
}

#[test]
fn filters_select_by_name_and_id() {
    let alice = signed();
    let names = |query: &str, variables: Value| {
        let data = alice.data(query, variables);
        let found = data["found"].as_array().expect("a list").clone();
        found
            .iter()
            .map(|workbook| workbook["name"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names(
            "{ found: workbooks(filter: {name: \"Profit & Loss\"}) { name } }",
            Value::Null
        ),
        ["Profit & Loss"]
    );
    let within = "query ($names: [String]) {
        found: workbooks(filter: {nameWithin: $names}) { name } }";
    assert_eq!(
        names(
            within,
            json!({"names": ["Superstore", "Berlin, Paris, Rome", "?"]})
        ),
        ["Superstore", "Berlin, Paris, Rome"]
    );
    assert_eq!(
        names(within, json!({"names": "Superstore"})),
        ["Superstore"]
    );
    let filter = "query ($filter: Workbook_Filter) {
        found: workbooks(filter: $filter) { name } }";
    assert_eq!(names(filter, json!({"filter": {"luid": "none"}})).len(), 0);
    assert_eq!(names(filter, json!({"filter": {"name": null}})).len(), 42);
    assert_eq!(names(filter, json!({})).len(), 42);
    let both = json!({"filter": {"name": "Superstore", "projectName": "Samples"}});
    assert_eq!(names(filter, both).len(), 0);
}

#[test]
fn views_are_sheets_and_dashboards() {
    let alice = signed();
    let data = alice.data(
        "query ($no: Boolean = false) {
            views { __typename ...names ... on Sheet { sheet: name } workbook { name } }
            sheets { luid } dashboards { luid }
            publishedDatasources { name @include(if: $no) isCertified hasExtracts }
         }
         fragment names on View { name workbook { luid } }",
        Value::Null,
    );
    let views = data["views"].as_array().expect("a list");
    let (sheets, dashboards): (Vec<&Value>, Vec<&Value>) =
        views.iter().partition(|view| view["__typename"] == "Sheet");
    assert!(sheets.iter().all(|view| view["sheet"] == view["name"]));
    assert!(
        dashboards
            .iter()
            .all(|view| view["__typename"] == "Dashboard" && view.get("sheet").is_none())
    );
    assert_eq!(data["sheets"].as_array().map(Vec::len), Some(sheets.len()));
    assert_eq!(
        data["dashboards"].as_array().map(Vec::len),
        Some(dashboards.len())
    );
    // Fields that are selected twice are merged.
    assert_eq!(
        views[0]["workbook"]
            .as_object()
            .map(|members| members.len()),
        Some(2)
    );
    assert_eq!(
        data["publishedDatasources"][0],
        json!({"isCertified": true, "hasExtracts": true})
    );
}

#[test]
fn owned_workbooks_name_their_owner() {
    let alice = signed();
    let data = alice.data(
        "{ tableauUsers(filter: {name: \"Alice Cook\"}) {
             luid username domain ownedWorkbooks { owner { username } } } }",
        Value::Null,
    );
    let user = &data["tableauUsers"][0];
    assert_eq!(user["luid"], alice.signed.user_id);
    assert_eq!(user["username"], "alice");
    assert_eq!(user["domain"], "local");
    let owned = user["ownedWorkbooks"].as_array().expect("a list");
    assert!(!owned.is_empty());
    assert!(
        owned
            .iter()
            .all(|workbook| workbook["owner"]["username"] == "alice")
    );
}
