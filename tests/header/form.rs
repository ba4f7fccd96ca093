//! Each function's comment has one form: each parameter, the result, and at the end whether it
//! blocks, which threads may call it, and since when there is such a function.

use super::comments::{comments, paragraphs, says_if_null};
use super::declaration::Function;
use std::fs;
use std::path::Path;

/// Handles that any number of threads may use at the same time.
const SHARED: [&str; 3] = ["tsc_server", "tsc_session", "tsc_cancellation"];

/// Words that send the reader to another comment, which a tooltip does not show.
const REFERENCES: [&str; 3] = ["as for ", "the statuses of ", "see above"];

#[test]
fn every_function_has_a_comment_of_the_form() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(super::HEADER);
    let header = fs::read_to_string(path).unwrap();
    let statuses = statuses(&header);
    let mut found = Vec::new();
    let mut documented = 0;
    for (comment, declaration) in comments(&header) {
        let function = Function::read(declaration).unwrap();
        documented += u32::from(!function.is_callback);
        found.extend(
            problems(comment, &function, &statuses)
                .iter()
                .map(|problem| format!("{}: {problem}", function.name)),
        );
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    let functions = super::declarations(&header).count();
    assert_eq!(
        documented,
        u32::try_from(functions).unwrap(),
        "functions with comments"
    );
}

fn statuses(header: &str) -> Vec<&str> {
    header
        .lines()
        .filter_map(|line| line.strip_prefix("#define TSC_")?.split_once(' '))
        .map(|(name, _)| name)
        .filter(|name| *name == "OK" || name.starts_with("ERROR_"))
        .collect()
}

/// What a function's comment lacks, as `tsc.h` has it.
pub fn problems(comment: &str, function: &Function, statuses: &[&str]) -> Vec<String> {
    let paragraphs = paragraphs(comment);
    let commands = commands(&paragraphs);
    let mut found = Vec::new();
    match paragraphs.first() {
        Some(first)
            if !first.starts_with(['@', '-'])
                && !first.starts_with("Returns ")
                && !first.starts_with("Blocks: ") => {}
        _ => found.push("does not begin with what the function does".to_owned()),
    }
    check_parameters(&commands, function, &mut found);
    check_result(&commands, function, statuses, &mut found);
    if !function.is_callback {
        let last = paragraphs
            .last()
            .map_or("", String::as_str)
            .replace('\n', " ");
        check_last(&last, function, &mut found);
    }
    let text = paragraphs.join("\n\n").replace('\n', " ").to_lowercase();
    found.extend(
        REFERENCES
            .iter()
            .filter(|words| text.contains(**words))
            .map(|words| format!("says \"{words}\" instead of writing it out")),
    );
    if text.contains(" - `") {
        found.push("has a list of parameters that was not understood".to_owned());
    }
    found
}

/// The commands of a comment, in order: their names without @, and their texts.
fn commands(paragraphs: &[String]) -> Vec<(String, String)> {
    let mut commands = Vec::new();
    for paragraph in paragraphs {
        for command in format!("\n{paragraph}").split("\n@").skip(1) {
            let (name, text) = command.split_once(' ').unwrap_or((command, ""));
            commands.push((name.to_owned(), text.replace("\n  ", " ")));
        }
    }
    commands
}

fn check_parameters(commands: &[(String, String)], function: &Function, found: &mut Vec<String>) {
    let described: Vec<(&str, &str, &str)> = commands
        .iter()
        .filter(|(command, _)| command.starts_with("param"))
        .map(|(command, text)| {
            let (name, text) = text.split_once(' ').unwrap_or((text, ""));
            (command.as_str(), name, text)
        })
        .collect();
    let names: Vec<&str> = described.iter().map(|(_, name, _)| *name).collect();
    let wanted: Vec<&str> = function
        .parameters
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    if names != wanted {
        found.push(format!(
            "describes the parameters {names:?} and has {wanted:?}"
        ));
        return;
    }
    for ((command, name, text), parameter) in described.iter().zip(&function.parameters) {
        let direction = if parameter.is_output() {
            "param[out]"
        } else {
            "param[in]"
        };
        if *command != direction {
            found.push(format!("has {command} for {name}, which is {direction}"));
        }
        if parameter.is_pointer() && !says_if_null(function, text) {
            found.push(format!("does not say whether {name} may be NULL"));
        }
        check_sentence(name, text, found);
    }
}

fn check_result(
    commands: &[(String, String)],
    function: &Function,
    statuses: &[&str],
    found: &mut Vec<String>,
) {
    let returns = commands
        .iter()
        .filter(|(command, _)| command == "return")
        .count();
    let wanted = usize::from(function.result != "void");
    if returns != wanted {
        found.push(format!(
            "has {returns} descriptions of the result, which is {}",
            function.result
        ));
    }
    let mut seen = Vec::new();
    for (_, text) in commands.iter().filter(|(command, _)| command == "retval") {
        let (value, text) = text.split_once(' ').unwrap_or((text, ""));
        let is_status = value
            .strip_prefix("TSC_")
            .is_some_and(|name| statuses.contains(&name));
        if function.returns_status() != is_status {
            found.push(format!("has {value} as a result"));
        }
        if seen.contains(&value) {
            found.push(format!("has {value} twice"));
        }
        seen.push(value);
        check_sentence(value, text, found);
    }
}

fn check_sentence(what: &str, text: &str, found: &mut Vec<String>) {
    if text.is_empty() || !text.ends_with('.') || text.starts_with(|c: char| c.is_lowercase()) {
        found.push(format!("has no sentence for {what}"));
    }
}

/// Checks the last paragraph: Blocks, Threads, Since.
fn check_last(last: &str, function: &Function, found: &mut Vec<String>) {
    let parts = last
        .strip_prefix("Blocks: ")
        .and_then(|rest| rest.split_once(". Threads: "))
        .and_then(|(blocks, rest)| Some((blocks, rest.split_once(". Since: ")?)));
    let Some((blocks, (threads, since))) = parts else {
        found.push("does not end with \"Blocks: … Threads: … Since: …\"".to_owned());
        return;
    };
    let fits = if function.may_block() {
        blocks.starts_with("yes, ")
            && blocks.contains("HTTP request")
            && blocks.contains("repeatable")
    } else {
        blocks == "no" || blocks.starts_with("no, ") || blocks.starts_with("no; ")
    };
    if !fits {
        found.push(format!("has \"Blocks: {blocks}.\""));
    }
    let wanted = match function.handle() {
        _ if function.frees() => "any, ",
        Some(handle) if !SHARED.contains(&handle) => "one at a time",
        _ => "any, at the same time",
    };
    if !threads.starts_with(wanted) {
        found.push(format!("has \"Threads: {threads}.\" and not \"{wanted}\""));
    }
    let version = since.strip_suffix('.').unwrap_or_default();
    let numbers: Vec<&str> = version.split('.').collect();
    if numbers.len() != 3 || numbers.iter().any(|number| number.parse::<u32>().is_err()) {
        found.push(format!("has \"Since: {since}\""));
    }
}
