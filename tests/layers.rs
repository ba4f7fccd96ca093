//! The layers of `src`: which file imports which, that no import runs upward, that no files import each
//! other in a circle, that no file is too long, and that what is the system's is in `src/platform`.
//! `cargo test --test layers -- --nocapture` prints the numbers.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs
)]

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The layers from the top. Layers in one row do not import each other.
const LAYERS: [&[&str]; 5] = [
    &["capi"],
    &["client"],
    &["rest", "transport"],
    &["platform"],
    &["common"],
];

/// The most lines of a file, without its unit tests.
const MAX_LINES: usize = 400;

/// A module's path below the crate's root: `["transport", "tls", "pem"]`.
type Module = Vec<String>;

#[test]
fn no_import_runs_upward() {
    let upward = upward(&imports(&sources()));
    assert!(upward.is_empty(), "upward imports:\n{}", upward.join("\n"));
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let circles = circles(&imports(&sources()));
    assert!(circles.is_empty(), "circles:\n{}", circles.join("\n"));
}

#[test]
fn no_file_is_too_long() {
    let sources = sources();
    let mut lengths: Vec<(usize, String)> = sources
        .iter()
        .map(|(module, source)| (production_lines(source), module.join("::")))
        .collect();
    lengths.sort();
    let total: usize = lengths.iter().map(|(lines, _)| lines).sum();
    let (median, _) = lengths[lengths.len() / 2];
    let (largest, name) = lengths.last().unwrap();
    let imports = imports(&sources);
    println!(
        "{} files, {total} lines without unit tests, median {median}, largest {largest} ({name}); \
         {} imports, {} of them upward, {} circles",
        lengths.len(),
        imports.values().map(BTreeSet::len).sum::<usize>(),
        upward(&imports).len(),
        circles(&imports).len()
    );
    let too_long: Vec<_> = lengths.iter().filter(|(n, _)| *n > MAX_LINES).collect();
    assert!(too_long.is_empty(), "over {MAX_LINES} lines: {too_long:?}");
}

#[test]
fn only_platform_depends_on_the_system() {
    let root = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs"));
    let root = (vec!["lib".to_owned()], root.unwrap());
    let found = sources()
        .into_iter()
        .chain([root])
        .filter(|(module, _)| module[0] != "platform")
        .flat_map(|(module, source)| {
            let found = of_the_system(source.parse().unwrap());
            let in_module = move |what| format!("{}: {what}", module.join("::"));
            found.into_iter().map(in_module)
        });
    let found: Vec<String> = found.collect();
    assert!(found.is_empty(), "of the system:\n{}", found.join("\n"));
}

#[test]
fn what_is_of_a_system_is_found() {
    let found = |source: &str| of_the_system(source.parse().unwrap()).join(", ");
    for (source, what) in [
        ("#[cfg(unix)] fn f() {}", "cfg(unix)"),
        (
            "#[cfg(all(test, not(windows)))] mod m;",
            "cfg(all(test,not(windows)))",
        ),
        (
            "#[cfg_attr(target_os = \"macos\", allow(x))] fn f() {}",
            "cfg_attr(target_os=\"macos\",allow(x))",
        ),
        (
            "fn f() { if cfg!(target_env = \"musl\") {} }",
            "cfg(target_env=\"musl\")",
        ),
        ("use libc::c_int;", "libc"),
        ("fn f() { unsafe { ::libc::close(3) }; }", "libc"),
        ("use std::os::fd::AsFd;", "std::os"),
        ("use std::{io, os::unix::fs::OpenOptionsExt};", "std::os"),
        ("use rustix::event;", "rustix"),
        ("use windows_sys::Win32;", "windows_sys"),
        ("fn f(s: &TcpStream) { s.as_raw_fd() }", "as_raw_fd"),
        (
            "fn f(s: RawFd, t: BorrowedSocket) {}",
            "RawFd, BorrowedSocket",
        ),
        (
            "#[cfg(test)] mod tests { fn f() { let os = 1; std::fs::read(os); } }",
            "",
        ),
        (
            "#[cfg(feature = \"live-handles\")] fn f() { position(os, unix) }",
            "",
        ),
    ] {
        assert_eq!(found(source), what, "{source}");
    }
}

#[test]
fn the_check_finds_what_it_looks_for() {
    let source = |module: &str, text: &str| {
        let module: Module = module.split("::").map(str::to_owned).collect();
        (module, text.to_owned())
    };
    let sources = BTreeMap::from([
        source("capi", "pub mod a; pub use a::A;"),
        source("capi::a", "use crate::client::{b::B, c}; use super::x;"),
        source("client", "mod b; mod c;"),
        source("client::b", "use crate::{client::c::C, common::d};"),
        source("client::c", "fn f() { crate::client::b::g(); }"),
        source("common", "pub mod d;"),
        source(
            "common::d",
            "#[cfg(test)] mod tests { use crate::capi::A; } type T = crate::rest::e::E;",
        ),
        source("rest", "mod e; mod f;"),
        source("rest::e", "use crate::transport;"),
        source("rest::f", "use super::e::E;"),
        source("transport", ""),
    ]);
    let imports = imports(&sources);
    let of = |module: &str| {
        let module: Module = module.split("::").map(str::to_owned).collect();
        let imported = imports[&module].iter();
        imported.map(|module| module.join("::")).collect::<Vec<_>>()
    };
    assert_eq!(of("capi"), ["capi::a"]);
    assert_eq!(of("capi::a"), ["capi", "client::b", "client::c"]);
    assert_eq!(of("client::b"), ["client::c", "common::d"]);
    assert_eq!(of("client::c"), ["client::b"]);
    assert_eq!(of("common::d"), ["rest::e"]);
    assert_eq!(of("rest::f"), ["rest::e"]);
    assert_eq!(
        upward(&imports),
        ["common::d imports rest::e", "rest::e imports transport"]
    );
    assert_eq!(circles(&imports), ["capi, capi::a", "client::b, client::c"]);
}

#[test]
fn unit_tests_do_not_count_as_lines() {
    let source = "use x;\n\nfn f() {}\n\n#[cfg(test)]\n#[allow(x)]\nmod tests {\n}\n";
    assert_eq!(production_lines(source), 4);
    let source = "#[cfg(test)]\nmod curl;\nmod url;\n";
    assert_eq!(production_lines(source), 3);
}

fn sources() -> BTreeMap<Module, String> {
    let mut sources = BTreeMap::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    collect(&root, &Vec::new(), &mut sources);
    assert!(sources.len() > 50, "only {} files", sources.len());
    sources
}

/// All files below a folder but `lib.rs`. The file of a module with a folder is its `mod.rs`.
fn collect(folder: &Path, module: &Module, sources: &mut BTreeMap<Module, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut inner = module.clone();
        if path.is_dir() {
            inner.push(name);
            collect(&path, &inner, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") && name != "lib" {
            if name != "mod" {
                inner.push(name);
            }
            sources.insert(inner, fs::read_to_string(&path).unwrap());
        }
    }
}

/// The lines before the unit tests.
fn production_lines(source: &str) -> usize {
    let lines: Vec<&str> = source.lines().collect();
    let starts = |line: &str, what: &str| line.starts_with(what);
    let is_tests = |at: usize| {
        let mut rest = lines[at..].iter();
        starts(lines[at], "#[cfg(test)]")
            && rest
                .find(|line| !line.starts_with('#'))
                .is_some_and(|line| starts(line, "mod ") && line.ends_with('{'))
    };
    (0..lines.len())
        .find(|at| is_tests(*at))
        .unwrap_or(lines.len())
}

/// The files that each file imports, outside of its unit tests.
fn imports(sources: &BTreeMap<Module, String>) -> BTreeMap<Module, BTreeSet<Module>> {
    let file_of = |mut path: Module| {
        while !path.is_empty() && !sources.contains_key(&path) {
            path.pop();
        }
        path
    };
    let imports = sources.iter().map(|(module, source)| {
        let mut paths = Vec::new();
        let tokens = without_tests(source.parse().unwrap());
        find_paths(tokens, &Vec::new(), &mut paths);
        let imported = paths
            .into_iter()
            .filter_map(|path| absolute(module, path, sources));
        let files = imported.map(file_of);
        let others = files.filter(|file| !file.is_empty() && file != module);
        (module.clone(), others.collect())
    });
    imports.collect()
}

/// A path from the crate's root; `None` if it leads out of the crate.
fn absolute(module: &Module, path: Module, sources: &BTreeMap<Module, String>) -> Option<Module> {
    let mut base = module.clone();
    let mut rest = path.as_slice();
    match rest.first()?.as_str() {
        "crate" => base.clear(),
        "self" => {}
        "super" => {
            base.pop();
        }
        child => {
            base.push(child.to_owned());
            if !sources.contains_key(&base) {
                return None;
            }
        }
    }
    rest = &rest[1..];
    while rest.first().is_some_and(|part| part == "super") {
        base.pop();
        rest = &rest[1..];
    }
    base.extend(rest.iter().cloned());
    Some(base)
}

/// All paths of at least two names, those in the braces of a `use` with what stands before them.
/// A lone name counts after `use` and in its braces.
fn find_paths(tokens: TokenStream, prefix: &Module, paths: &mut Vec<Module>) {
    let mut path = prefix.clone();
    let mut may_go_on = true;
    let mut is_declaration = false;
    let mut end = |path: &mut Module, is_declaration: bool| {
        if path.len() > prefix.len() && (path.len() > 1 || !prefix.is_empty()) && !is_declaration {
            paths.push(path.clone());
        }
        *path = prefix.clone();
    };
    let mut inner = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(name) => {
                if !may_go_on {
                    end(&mut path, is_declaration);
                    is_declaration = false;
                }
                is_declaration |= name == "mod";
                path.push(name.to_string());
                may_go_on = false;
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' => may_go_on = true,
            TokenTree::Group(group) => {
                let is_tree =
                    may_go_on && group.delimiter() == Delimiter::Brace && !path.is_empty();
                inner.push((
                    group.stream(),
                    if is_tree { path.clone() } else { Vec::new() },
                ));
                if is_tree {
                    path = prefix.clone();
                } else {
                    end(&mut path, is_declaration);
                }
                is_declaration = false;
                may_go_on = false;
            }
            _ => {
                end(&mut path, is_declaration);
                is_declaration = false;
                may_go_on = true;
            }
        }
    }
    end(&mut path, is_declaration);
    for (stream, prefix) in inner {
        find_paths(stream, &prefix, paths);
    }
}

/// Leaves out what is behind `#[cfg(test)]`.
fn without_tests(tokens: TokenStream) -> TokenStream {
    let mut kept = Vec::new();
    let mut is_attribute = false;
    let mut is_test = false;
    for token in tokens {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => is_attribute = true,
            TokenTree::Group(group) if is_attribute => {
                is_attribute = false;
                is_test |= group.stream().to_string().replace(' ', "") == "cfg(test)";
            }
            TokenTree::Group(group) => {
                let is_body = group.delimiter() == Delimiter::Brace;
                if !is_test {
                    let inner = without_tests(group.stream());
                    kept.push(proc_macro2::Group::new(group.delimiter(), inner).into());
                }
                is_test &= !is_body;
            }
            TokenTree::Punct(punct) if is_test && punct.as_char() == ';' => is_test = false,
            _ if is_test => {}
            _ => kept.push(token),
        }
    }
    kept.into_iter().collect()
}

/// What depends on the operating system in a file, its unit tests included: the crates and modules of
/// systems, conditions on the system, and descriptors and handles.
fn of_the_system(tokens: TokenStream) -> Vec<String> {
    const CRATES: [&str; 8] = [
        "libc",
        "rustix",
        "windows_sys",
        "schannel",
        "security_framework",
        "security_framework_sys",
        "core_foundation",
        "openssl_probe",
    ];
    const CONDITIONS: [&str; 5] = [
        "unix",
        "windows",
        "target_os",
        "target_family",
        "target_env",
    ];
    const KINDS: [&str; 3] = ["Fd", "Socket", "Handle"];
    const WAYS: [&str; 6] = ["Raw", "Owned", "Borrowed", "AsRaw", "IntoRaw", "FromRaw"];
    let mut found = Vec::new();
    let mut paths = Vec::new();
    find_paths(tokens.clone(), &Vec::new(), &mut paths);
    for path in paths {
        match path.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            [name, _, ..] if CRATES.contains(&name) => found.push(name.to_owned()),
            ["std", "os", ..] => found.push("std::os".to_owned()),
            _ => {}
        }
    }
    let words = words(tokens);
    for (at, word) in words.iter().enumerate() {
        if word == "cfg" || word == "cfg_attr" {
            let condition = words[at + 1..].iter().skip_while(|next| *next == "!");
            let mut depth = 0;
            let mut is_inside = |word: &&String| {
                depth += usize::from(*word == "(");
                depth -= usize::from(*word == ")" && depth > 0);
                depth > 0
            };
            let condition: Vec<&str> = condition
                .take_while(&mut is_inside)
                .map(|word| &**word)
                .collect();
            if condition.iter().any(|word| CONDITIONS.contains(word)) {
                found.push(format!("{word}{})", condition.concat()));
            }
        }
        let is_descriptor = |kind: &&str| {
            let way = word.strip_suffix(*kind);
            way.is_some_and(|way| WAYS.contains(&way))
                || *word == format!("as_raw_{}", kind.to_lowercase())
        };
        if KINDS.iter().any(is_descriptor) {
            found.push(word.clone());
        }
    }
    found
}

/// The tokens, with the delimiters of groups.
fn words(tokens: TokenStream) -> Vec<String> {
    let mut words = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                words.push(open.to_owned());
                words.extend(self::words(group.stream()));
                words.push(close.to_owned());
            }
            token => words.push(token.to_string()),
        }
    }
    words
}

fn rank(module: &Module) -> usize {
    let is_in = |row: &&[&str]| row.contains(&module[0].as_str());
    let rank = LAYERS.iter().position(is_in);
    rank.unwrap_or_else(|| panic!("{} is in no layer", module.join("::")))
}

fn upward(imports: &BTreeMap<Module, BTreeSet<Module>>) -> Vec<String> {
    let mut upward = Vec::new();
    for (file, imported) in imports {
        for other in imported {
            let is_same = file[0] == other[0];
            if !is_same && rank(other) <= rank(file) {
                upward.push(format!("{} imports {}", file.join("::"), other.join("::")));
            }
        }
    }
    upward
}

/// The groups of files each of which imports all the others, by way of some.
fn circles(imports: &BTreeMap<Module, BTreeSet<Module>>) -> Vec<String> {
    let reached = |from: &Module| {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&Module> = imports[from].iter().collect();
        while let Some(next) = open.pop() {
            if reached.insert(next.clone()) {
                open.extend(imports.get(next).into_iter().flatten());
            }
        }
        reached
    };
    let reached: BTreeMap<&Module, _> = imports.keys().map(|file| (file, reached(file))).collect();
    let circles = imports.keys().filter(|file| reached[file].contains(*file));
    let circles = circles.map(|file| {
        let others = imports
            .keys()
            .filter(|other| reached[file].contains(*other) && reached[other].contains(file));
        others
            .map(|other| other.join("::"))
            .collect::<Vec<_>>()
            .join(", ")
    });
    circles.collect::<BTreeSet<_>>().into_iter().collect()
}
