//! The words of messages reach C, C++, Go, C# and Java alike, so they name no function,
//! constant or pointer of C.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::fs;
use std::path::{Path, PathBuf};

/// Names of the C ABI, and what only C calls so.
const OF_C: [&str; 3] = ["tsc_", "TSC_", "NULL"];

/// Messages that only C programs can see: a pointer that must not be NULL is.
const NULL_IN: [&str; 3] = [
    "src/capi/args.rs",
    "src/capi/handle.rs",
    "src/capi/output.rs",
];

/// The names of the statuses themselves.
const NAMES: &str = "src/common/status.rs";

/// Files whose advice on certificates still names functions.
const NOT_YET: [&str; 1] = ["src/transport/failure.rs"];

#[test]
fn messages_are_neutral_as_to_language() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join("src"), &mut files);
    collect(&root.join("block/src"), &mut files);
    let mut literals = 0;
    for file in files {
        let name = file.strip_prefix(root).unwrap().to_str().unwrap();
        let source = fs::read_to_string(&file).unwrap();
        if name == NAMES || NOT_YET.contains(&name) {
            continue;
        }
        for text in strings(source.parse().unwrap()) {
            literals += 1;
            let named = OF_C.iter().find(|word| text.contains(**word));
            let is_allowed = NULL_IN.contains(&name) && named == Some(&"NULL");
            assert!(named.is_none() || is_allowed, "{name}: {text}");
        }
    }
    assert!(literals > 500, "only {literals} string literals were found");
}

#[test]
fn strings_are_found_where_they_are_messages() {
    let source = r##"
        /// `tsc_a` in documentation.
        #[doc = "tsc_b"]
        fn f() { g("tsc_c", format!(r#"{x} tsc_d"#)); }
        #[cfg(test)]
        mod tests { const X: &str = "tsc_e"; }
    "##;
    let found = strings(source.parse().unwrap());
    assert_eq!(found, ["\"tsc_c\"", "r#\"{x} tsc_d\"#"]);
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// String literals of code, without attributes, documentation and unit tests.
fn strings(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_attribute = false;
    let mut is_test = false;
    for token in tokens {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => is_attribute = true,
            TokenTree::Group(group) if is_attribute && group.delimiter() == Delimiter::Bracket => {
                is_attribute = false;
                is_test |= group.stream().to_string().replace(' ', "") == "cfg(test)";
            }
            TokenTree::Group(group) => {
                if !(is_test && group.delimiter() == Delimiter::Brace) {
                    found.extend(strings(group.stream()));
                }
                is_test = false;
            }
            TokenTree::Literal(literal) if literal.to_string().contains('"') => {
                found.push(literal.to_string());
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => is_test = false,
            _ => {}
        }
    }
    found
}
