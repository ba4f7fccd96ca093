//! Filters, sort keys and parameters of lists.

use super::*;
use crate::support::*;

#[test]
fn filters_find_names_with_special_characters() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let all = session.list("workbooks").unwrap().rest("name").unwrap();
    let awkward: Vec<&String> = all
        .iter()
        .filter(|name| name.contains(|c: char| !c.is_ascii_alphanumeric() && !" -_.".contains(c)))
        .collect();
    for part in ["\"", "'", "&", ",", "<", "%", "+", ":", "ü", "売"] {
        assert!(
            awkward.iter().any(|name| name.contains(part)),
            "no name with {part}"
        );
    }
    for name in awkward {
        let list = session.list("workbooks").unwrap();
        // Tableau reads commas and ampersands as separators, even percent-encoded.
        let value = name.replace([',', '&'], "*");
        list.add_filter("name", "eq", &value).unwrap();
        assert_eq!(list.rest("name").unwrap(), [name.as_str()]);
    }
}

#[test]
fn filter_value_is_percent_encoded() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let list = session.list("workbooks").unwrap();
    list.add_filter("name", "eq", "a&b=c, \"d\" 'e' +%ü売#?/:")
        .unwrap();
    list.add_filter("tags", "has", "x").unwrap();
    // Tableau itself refuses the encoded comma.
    assert_eq!(list.next().err().unwrap().name(), "TSC_ERROR_BAD_REQUEST");
    assert_eq!(
        pages(&simulator)[0],
        "filter=name:eq:a%26b%3Dc%2C%20%22d%22%20%27e%27%20%2B%25%C3%BC%E5%A3%B2%23%3F%2F%3A,tags:has:x\
         &pageNumber=1&pageSize=1000"
    );
}

#[test]
fn filters_are_combined_and_sort_keys_keep_their_order() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let two = session.list("workbooks").unwrap();
    two.add_filter("name", "in", "[Superstore,World Indicators]")
        .unwrap();
    two.add_sort("name", true).unwrap();
    assert_eq!(
        two.rest("name").unwrap(),
        ["World Indicators", "Superstore"]
    );
    let one = session.list("workbooks").unwrap();
    one.add_filter("name", "in", "[Superstore,World Indicators]")
        .unwrap();
    one.add_filter("name", "eq", "Superstore").unwrap();
    assert_eq!(one.rest("name").unwrap(), ["Superstore"]);

    simulator.clear_requests();
    let sorted = session.list("workbooks").unwrap();
    sorted.add_sort("size", true).unwrap();
    sorted.add_sort("name", false).unwrap();
    sorted.set_parameter("fields", "_all_").unwrap();
    let mut seen: Vec<(u64, String)> = Vec::new();
    while let Some(node) = sorted.next().unwrap() {
        seen.push((
            node.attribute("size").unwrap().parse().unwrap(),
            node.attribute("name").unwrap(),
        ));
    }
    assert_eq!(seen.len(), 2345);
    assert!(seen.windows(2).all(|pair| pair[0].0 >= pair[1].0));
    let of_one_size = |pair: &[(u64, String)]| pair[0].0 == pair[1].0;
    assert!(seen.windows(2).any(of_one_size));
    assert!(pages(&simulator)[0].starts_with("sort=size:desc,name:asc&fields=_all_&"));
}

#[test]
fn invalid_list_settings_are_refused() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let list = session.list("workbooks").unwrap();
    let refused = [
        list.set_page_size(0),
        list.set_page_size(1001),
        list.set_page_size(u32::MAX),
        list.add_filter("", "eq", "x"),
        list.add_filter("name", "like", "x"),
        list.add_filter("a:b", "eq", "x"),
        list.add_sort("a,b", false),
        list.set_parameter("pageSize", "7"),
        list.set_parameter("", "7"),
    ];
    for refused in refused {
        assert_eq!(refused.unwrap_err().name(), "TSC_ERROR_INVALID_ARGUMENT");
    }
    for path in [
        "",
        "//x",
        "https://evil/x",
        "../x",
        "a/%2e%2e",
        "a?b",
        "a#b",
        "a b",
        "a\r\nb",
        "{token}",
        "a\\b",
    ] {
        assert_eq!(
            session.list(path).err().unwrap().name(),
            "TSC_ERROR_INVALID_ARGUMENT",
            "{path}"
        );
    }
    list.next().unwrap();
    let late = [
        list.set_page_size(7),
        list.add_filter("name", "eq", "x"),
        list.add_sort("name", false),
        list.set_parameter("fields", "_all_"),
    ];
    for late in late {
        assert_eq!(late.unwrap_err().name(), "TSC_ERROR_INVALID_STATE");
    }
}
