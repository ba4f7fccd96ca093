//! Filters, sort keys and fields.

use super::*;
use crate::common::encode;

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
