//! The tests that `tests/security.md` names exist.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::fs;
use std::path::Path;

#[test]
fn each_rule_has_its_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = fs::read_to_string(root.join("tests/security.md")).unwrap();
    let mut rules = 0;
    for row in table.lines().filter(|line| line.starts_with("| ")).skip(1) {
        let names: Vec<_> = row.split('`').skip(1).step_by(2).collect();
        let [file, test] = names.as_slice() else {
            panic!("the row has no file and test: {row}");
        };
        let source = fs::read_to_string(root.join(file)).unwrap();
        let definitions = [
            format!("fn {test}("),
            format!("def {test}("),
            format!(" {test}(void) {{"),
            format!(" {test}(int "),
        ];
        let is_there = definitions
            .iter()
            .any(|definition| source.contains(definition));
        assert!(is_there, "{file} has no {test}");
        rules += 1;
    }
    assert!(rules > 25, "{rules}");
}
