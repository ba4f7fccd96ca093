//! Queries that are refused.

use super::*;
use crate::common::{Answer, start};
use serde_json::{Value, json};
use tsc_simulator::Options;

#[test]
fn unknown_field_is_an_error_with_its_location() {
    let alice = signed();
    let errors = alice.errors(
        "{\n  workbooks {\n    name\n    colour\n  }\n}",
        Value::Null,
    );
    assert_eq!(errors.len(), 1);
    assert_eq!(
        errors[0]["locations"],
        json!([{"line": 4, "column": 5, "sourceName": null}])
    );
    let message = errors[0]["message"].as_str().expect("a message");
    assert!(message.starts_with("Field 'colour' in type 'Workbook' is undefined"));
    assert!(message.contains("luid"), "{message}");
    // Also in a list that is empty.
    let nothing = "{ workbooks(filter: {name: \"\"}) { views { colour } } }";
    assert!(alice.message(nothing).contains("'colour' in type 'View'"));
}

#[test]
fn syntax_error_has_its_location() {
    let alice = signed();
    let errors = alice.errors("{ workbooks {\n  name ) }", Value::Null);
    assert_eq!(errors[0]["errorType"], "InvalidSyntax");
    assert_eq!(errors[0]["locations"][0]["line"], 2);
    assert_eq!(errors[0]["locations"][0]["column"], 8);
    let message = errors[0]["message"].as_str().expect("a message");
    assert!(message.starts_with("Invalid Syntax: "), "{message}");
    for query in ["", "workbooks", "{", "{ workbooks { name } } }", "query {}"] {
        assert!(alice.message(query).contains("Syntax"), "{query}");
    }
}

#[test]
fn all_errors_of_a_query_are_reported() {
    let alice = signed();
    let errors = alice.errors(
        "query ($unused: Int) { colour workbooks(orderBy: {}) { size } views }",
        Value::Null,
    );
    let messages: Vec<&str> = errors
        .iter()
        .map(|error| error["message"].as_str().unwrap_or_default())
        .collect();
    let begin = [
        "Field 'colour' in type 'Query'",
        "Argument 'orderBy' of field 'workbooks' is not known",
        "Field 'size' in type 'Workbook'",
        "Field 'views' of type 'View' needs a selection",
        "Variable '$unused' is not used",
    ];
    assert_eq!(messages.len(), begin.len(), "{messages:?}");
    for (message, begin) in messages.iter().zip(begin) {
        assert!(message.starts_with(begin), "{message}");
    }
}

#[test]
fn unsupported_queries_are_errors() {
    let alice = signed();
    for (query, reason) in [
        ("mutation { publish }", "no mutations"),
        ("subscription { news }", "no subscriptions"),
        ("{ __schema { types { name } } }", "no introspection"),
        ("{ workbooks { name { first } } }", "no fields to select"),
        ("{ workbooks { ...nothing } }", "'nothing' is undefined"),
        ("{ workbooks { ... on View { name } } }", "fits nothing"),
        (
            "{ workbooks { ...a } } fragment a on Workbook { views { workbook { ...a } } }",
            "contains itself",
        ),
        (
            "{ workbooks { name } } fragment a on Workbook { name }",
            "'a' is not used",
        ),
        ("{ workbooks { name @lower } }", "'@lower' is not known"),
        ("{ workbooks { name @skip } }", "needs (if: true)"),
        ("{ workbooks { x: name x: luid } }", "stands for different"),
        (
            "{ workbooks { x: name } workbooks { x: luid } }",
            "'workbooks' stands for different",
        ),
        (
            "{ workbooks { name } workbooks(filter: {name: \"x\"}) { luid } }",
            "stands for different",
        ),
        (
            "{ workbooks(filter: {colour: \"red\"}) { name } }",
            "'colour'",
        ),
        ("{ workbooks(filter: {name: 1}) { name } }", "has 1 for"),
        ("{ workbooks(filter: \"x\") { name } }", "needs an object"),
        ("{ viewsConnection(first: \"x\") { totalCount } }", "an Int"),
        (
            "{ viewsConnection(first: 9999999999) { totalCount } }",
            "an Int",
        ),
        (
            "{ viewsConnection(first: TEN) { totalCount } }",
            "enum value",
        ),
        ("{ viewsConnection(first: $n) { totalCount } }", "'$n'"),
        (
            "query a { views { name } } query b { views { name } }",
            "operation name",
        ),
        ("fragment a on View { name }", "no operation"),
    ] {
        let message = alice.message(query);
        assert!(message.contains(reason), "{query}: {message}");
    }
}

#[test]
fn invalid_page_argument_is_an_error_with_its_path() {
    let alice = signed();
    let cursor = alice.data(
        "{ viewsConnection(first: 1) { pageInfo { endCursor } } }",
        Value::Null,
    );
    let cursor = cursor["viewsConnection"]["pageInfo"]["endCursor"]
        .as_str()
        .expect("a cursor");
    for (arguments, reason) in [
        ("first: -1".to_owned(), "less than 0"),
        ("after: \"x\"".to_owned(), "no cursor"),
        // The cursor is one of another list.
        (format!("after: \"{cursor}\""), "no cursor"),
        ("after: \"x\", offset: 1".to_owned(), "together"),
    ] {
        let query = format!("{{ w: workbooksConnection({arguments}) {{ totalCount }} }}");
        let errors = alice.errors(&query, Value::Null);
        let message = errors[0]["message"].as_str().expect("a message");
        assert!(message.contains(reason), "{query}: {message}");
        assert_eq!(errors[0]["path"], json!(["w"]));
        assert_eq!(errors[0]["extensions"]["code"], "INVALID_ARGUMENT");
    }
}

#[test]
fn variables_are_type_checked() {
    let alice = signed();
    struct Case<'a> {
        /// The declared type of the variable.
        kind: &'a str,
        value: Value,
        /// A part of the error.
        reason: &'a str,
    }
    for Case {
        kind,
        value,
        reason,
    } in [
        Case {
            kind: "Int",
            value: json!("10"),
            reason: "of type 'Int' has the value \"10\"",
        },
        Case {
            kind: "Int!",
            value: Value::Null,
            reason: "needs a value",
        },
        Case {
            kind: "Number",
            value: json!(10),
            reason: "unknown type 'Number'",
        },
        Case {
            kind: "[Int]",
            value: json!([1, "x"]),
            reason: "of type 'Int' has the value \"x\"",
        },
        Case {
            kind: "String",
            value: json!("x"),
            reason: "needs an Int, not \"x\"",
        },
    ] {
        let query = format!("query ($n: {kind}) {{ viewsConnection(first: $n) {{ totalCount }} }}");
        let errors = alice.errors(&query, json!({"n": value}));
        let message = errors[0]["message"].as_str().expect("a message");
        assert!(message.contains(reason), "{kind}: {message}");
    }
    let default = "query ($n: Int! = 3) { viewsConnection(first: $n) { nodes { name } } }";
    let data = alice.data(default, json!({"of no operation": 1}));
    let nodes = data["viewsConnection"]["nodes"].as_array();
    assert_eq!(nodes.map(Vec::len), Some(3));
}

#[test]
fn operation_is_selected_by_its_name() {
    let alice = signed();
    let query = "query a { a: __typename } query b { b: __typename }";
    let ask = |name: &str| alice.ask(json!({"query": query, "operationName": name}));
    assert_eq!(ask("b"), json!({"data": {"b": "Query"}}));
    let message = ask("c")["errors"][0]["message"].clone();
    assert_eq!(message, "There is no operation named 'c'");
}

#[test]
fn nesting_and_fragments_are_limited() {
    let alice = signed();
    let nested = |times: usize| {
        let (begin, end) = ("views { workbook { ", "} }");
        format!("{{ {}name {} }}", begin.repeat(times), end.repeat(times))
    };
    let message = alice.message(&nested(40));
    assert!(message.contains("Recursion limit"), "{message}");

    // Fragments can do this without nesting.
    let chain = |count: usize, inner: &str| {
        let fragments: Vec<String> = (0..count)
            .map(|index| {
                format!(
                    "fragment f{index} on Query {{ {} }}",
                    inner.replace("NEXT", &format!("...f{}", index + 1))
                )
            })
            .collect();
        format!(
            "{{ ...f0 }} {} fragment f{count} on Query {{ __typename }}",
            fragments.join(" ")
        )
    };
    assert!(alice.message(&chain(1000, "NEXT")).contains("too deeply"));
    assert!(alice.message(&chain(30, "NEXT NEXT")).contains("too much"));

    let all = alice.ask(json!({"query": nested(10)}));
    assert_eq!(
        all["errors"][0]["extensions"]["code"],
        "NODE_LIMIT_EXCEEDED"
    );
    assert!(!all["data"]["views"].as_array().expect("a part").is_empty());
}

#[test]
fn metadata_api_requires_sign_in() {
    let alice = signed();
    let body = r#"{"query": "{ workbooks { name } }"}"#;
    let json = ("Content-Type", "application/json");
    for (headers, code) in [
        (vec![json], "401000"),
        (vec![json, ("X-Tableau-Auth", "x")], "401002"),
    ] {
        let answer = alice.setup.call("POST", PATH, &headers, body);
        let answer = answer.expect("an answer");
        assert_eq!(answer.status, 401);
        let error: Value = serde_json::from_str(&answer.body).expect("JSON");
        assert_eq!(error["error"]["code"], code);
        assert_eq!(error["error"]["summary"], "Unauthorized Access");
        assert!(error["error"]["detail"].is_string());
    }
}

#[test]
fn body_that_is_not_a_graphql_request_is_refused() {
    let alice = signed();
    let code = |answer: Answer| {
        let error: Value = serde_json::from_str(&answer.body).expect("JSON");
        let code = error["error"]["code"].as_str().expect("a code").to_owned();
        assert!(code.starts_with(&answer.status.to_string()));
        code
    };
    for body in [
        "",
        "{",
        "[]",
        "{}",
        r#"{"query": null}"#,
        r#"{"query": 1}"#,
        r#"{"query": "{a}", "variables": []}"#,
    ] {
        assert_eq!(code(alice.post(body)), "400000", "{body}");
    }
    let no_type = alice.setup.post_as(&alice.signed, PATH, "{}");
    assert_eq!(code(no_type), "415000");
    assert_eq!(code(alice.setup.get_as(&alice.signed, PATH)), "405000");
}

#[test]
fn old_servers_lack_the_metadata_api() {
    let setup = start(Options {
        api_version: "3.4".to_owned(),
        ..Options::default()
    });
    let answer = setup.call("POST", PATH, &[], "{}").expect("an answer");
    assert_eq!(answer.status, 404);
    assert!(
        answer.body.contains(r#""code":"404003""#),
        "{}",
        answer.body
    );
}
