//! `include/tsc.h` is what cbindgen makes of the Rust source: this compares the two,
//! and with TSC_WRITE_HEADER set rewrites the file. Version numbers come from Cargo.toml.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "header/comments.rs"]
mod comments;
#[path = "header/declaration.rs"]
mod declaration;
#[path = "header/form.rs"]
mod form;
#[path = "header/form_examples.rs"]
mod form_examples;

use cbindgen::{Builder, Config};
use std::env;
use std::fs;
use std::path::Path;
use std::sync::Mutex;

/// The order of the header's sections.
const SOURCES: [&str; 22] = [
    "src/common/status.rs",
    "src/capi/version.rs",
    "src/capi/error.rs",
    "src/capi/cancellation.rs",
    "src/capi/callback.rs",
    "src/capi/server.rs",
    "src/capi/server_tls.rs",
    "src/capi/server_settings.rs",
    "src/capi/event.rs",
    "src/capi/event_callback.rs",
    "src/capi/sign_in.rs",
    "src/capi/credentials.rs",
    "src/capi/credentials_callback.rs",
    "src/capi/sign_in_callback.rs",
    "src/capi/server_info.rs",
    "src/capi/session.rs",
    "src/capi/list_handle.rs",
    "src/capi/list.rs",
    "src/capi/list_settings.rs",
    "src/capi/node.rs",
    "src/capi/request.rs",
    "src/capi/response.rs",
];

const HEADER: &str = "include/tsc.h";

/// Exported for tests only, from a library that is built for them.
const NOT_IN_THE_HEADER: [&str; 2] = ["tsc_live_handles", "tsc_panic"];
const TOP: &str = include_str!("../src/capi/header_top.h");
const MACROS: &str = include_str!("../src/capi/header_macros.h");

#[test]
fn the_committed_header_is_what_the_source_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert_eq!(files_left_out(root, &SOURCES), [""; 0]);
    let made = generate(root);
    let path = root.join(HEADER);
    if env::var_os("TSC_WRITE_HEADER").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &made).unwrap();
        return;
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == made,
        "{HEADER} is out of step with the source: run scripts/header and commit what it writes"
    );
}

#[test]
fn every_file_of_c_functions_is_a_source_of_the_header() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert_eq!(files_left_out(root, &SOURCES), [""; 0]);
    let (last, others) = SOURCES.split_last().unwrap();
    let left_out = files_left_out(root, others);
    assert_eq!(left_out.len(), 1, "{left_out:?}");
    assert!(left_out.iter().all(|file| file.starts_with(last)));
}

#[test]
fn every_status_has_its_name() {
    let header = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(HEADER)).unwrap();
    let mut seen = 0;
    for line in header.lines() {
        let mut words = line.split_whitespace();
        let (Some("#define"), Some(name), Some(value)) = (words.next(), words.next(), words.next())
        else {
            continue;
        };
        if name == "TSC_OK" || name.starts_with("TSC_ERROR_") {
            let number = value.parse().unwrap();
            assert_eq!(tsc::status::name(number).to_str().unwrap(), name);
            seen += 1;
        }
    }
    assert_eq!(seen, 30);
    assert_eq!(tsc::status::name(-1).to_str().unwrap(), "TSC_ERROR_UNKNOWN");
    assert_eq!(tsc::status::name(17).to_str().unwrap(), "TSC_ERROR_UNKNOWN");
}

#[test]
fn only_functions_with_an_output_handle_warn_of_an_unused_result() {
    let header = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(HEADER)).unwrap();
    assert!(
        !header.contains("nonnull"),
        "gcc would remove tests for NULL"
    );
    let mut warning = Vec::new();
    for declaration in declarations(&header) {
        let warns = declaration.starts_with("TSC_NODISCARD ");
        assert_eq!(warns, has_outputs(declaration), "{declaration}");
        if warns {
            warning.push(name_of(declaration));
        }
    }
    for name in [
        "tsc_server_new",
        "tsc_server_get_info",
        "tsc_session_list",
        "tsc_list_next",
    ] {
        assert!(warning.contains(&name), "{name} has an output handle");
    }
    for name in [
        "tsc_session_sign_out",
        "tsc_server_set_verify",
        "tsc_list_total_available",
    ] {
        assert!(!warning.contains(&name), "{name} has none");
    }
}

#[test]
fn every_function_is_imported_and_has_the_calling_convention() {
    let header = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(HEADER)).unwrap();
    let mut functions = 0;
    for declaration in declarations(&header) {
        let (before, parameters) = declaration.split_once('(').unwrap();
        assert!(
            before.contains("TSC_API") && before.contains("TSC_CALL tsc_"),
            "{declaration}"
        );
        assert_functions_have_the_calling_convention(parameters);
        functions += 1;
    }
    assert_eq!(functions, header.matches("\n * Blocks: ").count());
    for line in header.lines().filter(|line| line.starts_with("typedef ")) {
        assert_functions_have_the_calling_convention(line);
    }
}

fn assert_functions_have_the_calling_convention(declaration: &str) {
    assert!(!declaration.contains("(*"), "no TSC_CALL in {declaration}");
}

#[test]
fn the_cpp_header_has_the_series_as_its_inline_namespace() {
    let header = include_str!("../include/tsc.hpp");
    let (major, minor) = (
        env!("CARGO_PKG_VERSION_MAJOR"),
        env!("CARGO_PKG_VERSION_MINOR"),
    );
    let series = if major == "0" {
        format!("v0_{minor}")
    } else {
        format!("v{major}")
    };
    let opened: Vec<&str> = header
        .lines()
        .filter(|line| line.starts_with("inline namespace "))
        .collect();
    assert_eq!(opened, [format!("inline namespace {series} {{")]);
}

/// The warnings of cbindgen about the source, which it gives by the log crate only.
struct Warnings(Mutex<Vec<String>>);

static WARNINGS: Warnings = Warnings(Mutex::new(Vec::new()));

impl log::Log for Warnings {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.level() <= log::Level::Warn
    }

    fn log(&self, record: &log::Record<'_>) {
        let text = record.args().to_string();
        // A private constant does not belong into the header.
        if self.enabled(record.metadata()) && !text.ends_with("(not `pub`).") {
            self.0.lock().unwrap().push(text);
        }
    }

    fn flush(&self) {}
}

fn generate(root: &Path) -> String {
    log::set_logger(&WARNINGS).unwrap();
    log::set_max_level(log::LevelFilter::Warn);
    let mut config = Config::from_file(root.join("cbindgen.toml")).unwrap();
    config.header = Some(top());
    config.after_includes = Some(macros());
    let mut builder = Builder::new().with_config(config);
    for source in SOURCES {
        builder = builder.with_src(root.join(source));
    }
    let mut made = Vec::new();
    builder
        .generate()
        .expect("cbindgen reads the source")
        .write(&mut made);
    assert_eq!(*WARNINGS.0.lock().unwrap(), [""; 0], "warnings of cbindgen");
    let header = without_safety_sections(&String::from_utf8(made).unwrap());
    comments::in_doxygen(&with_macros(&in_c90(&header)))
}

/// The files of `src/capi` that define functions for C and are not among the sources, with the
/// functions' names.
fn files_left_out(root: &Path, sources: &[&str]) -> Vec<String> {
    let mut left_out = Vec::new();
    let mut folders = vec![root.join("src/capi")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(root).unwrap().to_str().unwrap();
            let functions = c_functions(&fs::read_to_string(&path).unwrap());
            if !functions.is_empty() && !sources.contains(&name) {
                left_out.push(format!(
                    "{name} is not in SOURCES and defines {}",
                    functions.join(", ")
                ));
            }
        }
    }
    left_out.sort();
    left_out
}

/// The names of the functions that a file exports to C and that the header has to declare.
fn c_functions(source: &str) -> Vec<String> {
    let code: Vec<&str> = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    code.join(" ")
        .split("extern \"C\" fn ")
        .skip(1)
        .map(|after| {
            let name = after
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .next();
            name.unwrap_or_default().to_owned()
        })
        .filter(|name| name.starts_with("tsc_") && !NOT_IN_THE_HEADER.contains(&name.as_str()))
        .collect()
}

fn top() -> String {
    TOP.trim_end().to_owned()
}

fn macros() -> String {
    let (major, minor, patch) = (
        env!("CARGO_PKG_VERSION_MAJOR"),
        env!("CARGO_PKG_VERSION_MINOR"),
        env!("CARGO_PKG_VERSION_PATCH"),
    );
    format!(
        "
/** The major version of this header. tsc_version() returns the version of the library. */
#define TSC_VERSION_MAJOR {major}
/** The minor version of this header. */
#define TSC_VERSION_MINOR {minor}
/** The patch version of this header. */
#define TSC_VERSION_PATCH {patch}
/** The version of this header in the form of tsc_version_number(). */
#define TSC_VERSION_NUMBER \\
  ((TSC_VERSION_MAJOR << 16) | (TSC_VERSION_MINOR << 8) | TSC_VERSION_PATCH)

{}",
        MACROS.trim_end()
    )
}

/// The header in C90, which has no `//` comments: cbindgen writes some at the end of
/// `extern "C"`.
fn in_c90(header: &str) -> String {
    header
        .replace("}  // extern \"C\"\n", "} /* extern \"C\" */\n")
        .replace("#endif  // __cplusplus\n", "#endif /* __cplusplus */\n")
        .replace("#endif // __cplusplus\n", "#endif /* __cplusplus */\n")
}

/// Adds TSC_CALL to each function and each type of a pointer to one, and TSC_NODISCARD to functions
/// that have an output handle.
fn with_macros(header: &str) -> String {
    let mut made = header.to_owned();
    let pointers = header.lines().filter(|line| !line.starts_with(" *"));
    for pointer in pointers.filter(|line| line.contains("(*")) {
        made = made.replace(pointer, &pointer.replace("(*", "(TSC_CALL *"));
    }
    for declaration in declarations(&made.clone()) {
        let new = with_macros_of_function(declaration);
        made = made.replace(&format!("\n{declaration};"), &format!("\n{new};"));
    }
    made
}

fn with_macros_of_function(declaration: &str) -> String {
    let name = name_of(declaration);
    let words: Vec<&str> = declaration.split_whitespace().skip(1).collect();
    let line = words.join(" ").replace(name, &format!("TSC_CALL {name}"));
    let macros = if has_outputs(declaration) {
        "TSC_NODISCARD TSC_API\n"
    } else if "TSC_API ;".len() + line.len() <= LINE {
        "TSC_API "
    } else {
        "TSC_API\n"
    };
    if line.len() < LINE {
        return format!("{macros}{line}");
    }
    let (function, parameters) = line.split_once('(').unwrap();
    let indent = format!(",\n{}", " ".repeat(function.len() + 1));
    format!("{macros}{function}({}", parameters.replace(", ", &indent))
}

/// The longest line of a declaration that is not split.
const LINE: usize = 96;

/// The declarations of functions, without their semicolons.
fn declarations(header: &str) -> impl Iterator<Item = &str> {
    header
        .split("*/\n")
        .filter(|text| text.starts_with("TSC_API") || text.starts_with("TSC_NODISCARD TSC_API"))
        .filter_map(|text| text.split_once(';'))
        .map(|(declaration, _)| declaration)
}

/// The name of the function that is declared.
fn name_of(declaration: &str) -> &str {
    let (before, _) = declaration.split_once('(').unwrap();
    before.split([' ', '\n', '*']).next_back().unwrap()
}

/// True if a function has an output handle; an error is none.
fn has_outputs(declaration: &str) -> bool {
    declaration
        .split(['(', ','])
        .filter_map(|parameter| parameter.split_once(" **"))
        .any(|(handle, _)| handle.trim() != "tsc_error")
}

/// Rust wants each unsafe function to say what its caller promises; for C that is the
/// list of parameters above it.
fn without_safety_sections(header: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut is_skipping = false;
    for line in header.lines() {
        if line.trim() == "* # Safety" {
            is_skipping = true;
            while kept.last().is_some_and(|line| line.trim() == "*") {
                kept.pop();
            }
        }
        is_skipping &= line.trim() != "*/";
        if !is_skipping {
            kept.push(line);
        }
    }
    let mut text = kept.join("\n");
    text.push('\n');
    text
}
