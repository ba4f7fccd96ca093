//! Lists of so many workbooks that only those of a page are made.

use super::*;
use crate::common::start;
use tsc_simulator::state::Contents;
use tsc_simulator::{Options, State};

#[test]
fn page_of_many_workbooks_is_that_of_the_whole_list() {
    let mut state = State::default();
    state.sites[0].workbooks = Contents::Count(10_050);
    let setup = start(Options {
        state,
        ..Options::default()
    });
    let alice = setup.sign_in_with_password("alice", "");
    let all = encode("createdAt:gt:2000-01-01T00:00:00Z");
    for fields in ["_default_", "_all_"] {
        for page in [1, 7, 11] {
            let path = format!("{WORKBOOKS}?pageSize=1000&pageNumber={page}&fields={fields}");
            let made = setup.get_as(&alice, &path);
            assert_eq!(
                made.attribute("pagination", "totalAvailable").as_deref(),
                Some("10050")
            );
            let whole = setup.get_as(&alice, &format!("{path}&filter={all}"));
            assert_eq!(made.body, whole.body);
        }
    }
    let beyond = setup.get_as(&alice, &format!("{WORKBOOKS}?pageSize=1000&pageNumber=12"));
    assert_eq!(beyond.code(), "400006");
}
