//! Turns the comments of functions, which are Markdown in the Rust source, into Doxygen's commands:
//!
//! - a list of parameters (``- `site`: the contentUrl.``) into `@param[in] site The contentUrl.`;
//! - a paragraph `Returns …` into `@return`, and the list at its end (`- TSC_ERROR_FORBIDDEN: …`) into
//!   `@retval`.
//!
//! Parameters that mean the same in all functions are described here. `form.rs` checks the result.

use super::declaration::{Function, Parameter};

/// The longest line of a comment.
const LINE: usize = 96;

/// The comments of functions and of callbacks' types, each with what it documents: the text between
/// `/**` and `*/`, and the declaration up to its semicolon.
pub fn comments(header: &str) -> impl Iterator<Item = (&str, &str)> {
    header.split("/**\n").skip(1).filter_map(|text| {
        let (comment, after) = text.split_once(" */\n")?;
        let (declaration, _) = after.split_once(';')?;
        let is_function =
            declaration.starts_with("TSC_API") || declaration.starts_with("TSC_NODISCARD");
        let is_callback = declaration.starts_with("typedef ") && declaration.contains('(');
        (is_function || is_callback).then_some((comment, declaration))
    })
}

/// The paragraphs of a comment, without asterisks.
pub fn paragraphs(comment: &str) -> Vec<String> {
    let lines: Vec<&str> = comment
        .lines()
        .map(|line| line.strip_prefix(" *").unwrap_or(line))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    lines
        .split(|line| line.is_empty())
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| paragraph.join("\n"))
        .collect()
}

pub fn in_doxygen(header: &str) -> String {
    let mut made = header.to_owned();
    for (comment, declaration) in comments(header) {
        let function = Function::read(declaration).expect(declaration);
        let old = format!("/**\n{comment} */\n{declaration};");
        let new = format!("/**\n{} */\n{declaration};", converted(comment, &function));
        made = made.replacen(&old, &new, 1);
    }
    made
}

/// A comment of `function` with Doxygen's commands.
pub fn converted(comment: &str, function: &Function) -> String {
    let mut described = Vec::new();
    let mut made: Vec<String> = Vec::new();
    let mut place_of_parameters = None;
    for (index, paragraph) in paragraphs(comment).into_iter().enumerate() {
        if paragraph.starts_with("- `") {
            described.extend(items(&paragraph).into_iter().filter_map(parameter_item));
            place_of_parameters.get_or_insert(made.len());
        } else if index > 0 && paragraph.starts_with("Returns ") {
            place_of_parameters.get_or_insert(made.len());
            made.push(result(&paragraph));
        } else {
            if paragraph.starts_with("Blocks: ") {
                place_of_parameters.get_or_insert(made.len());
            }
            made.push(paragraph);
        }
    }
    let parameters = parameters(function, described);
    if !parameters.is_empty() {
        let place = place_of_parameters.unwrap_or(made.len());
        made.insert(place, parameters.join("\n"));
    }
    let lines: Vec<String> = made
        .join("\n\n")
        .lines()
        .map(|line| format!(" * {line}").trim_end().to_owned() + "\n")
        .collect();
    lines.concat()
}

/// The `@param` of each parameter in the order of the signature, then those that are not in it.
fn parameters(function: &Function, mut described: Vec<(String, String)>) -> Vec<String> {
    let mut made = Vec::new();
    for parameter in &function.parameters {
        let of_this = |(name, _): &(String, String)| *name == parameter.name;
        let mut texts: Vec<String> = Vec::new();
        while let Some(index) = described.iter().position(of_this) {
            texts.push(described.remove(index).1);
        }
        if texts.is_empty() {
            texts.extend(fixed(function, parameter));
        }
        let direction = if parameter.is_output() { "out" } else { "in" };
        for text in texts {
            let mut text = capitalised(&text);
            let needs_more = parameter.is_pointer() && text.ends_with('.');
            if needs_more && !says_if_null(function, &text) {
                text.push_str(&format!(" {}.", not_null(function)));
            }
            made.push(wrapped(
                &format!("@param[{direction}] {}", parameter.name),
                &text,
            ));
        }
    }
    made.extend(
        described
            .iter()
            .map(|(name, text)| wrapped(&format!("@param {name}"), text)),
    );
    made
}

/// True if the description of a pointer says whether it may be NULL.
pub fn says_if_null(function: &Function, text: &str) -> bool {
    ["May be NULL", "If it is NULL", not_null(function)]
        .iter()
        .any(|words| text.contains(words))
}

/// What is said of a pointer that is not NULL: the program passes it, or gets it in a callback.
fn not_null(function: &Function) -> &'static str {
    if function.is_callback {
        "Never NULL"
    } else {
        "Must not be NULL"
    }
}

/// The description of a parameter that means the same in all functions.
fn fixed(function: &Function, parameter: &Parameter) -> Option<String> {
    let is_first = parameter.name == function.parameters.first()?.name;
    if is_first && let Some(handle) = function.handle() {
        return Some(of_handle(function, handle));
    }
    if parameter.is_cancellation_of(function) {
        return Some(
            "Ends the call early when it is cancelled or its time limit expires. May be NULL: the \
             call cannot be cancelled then."
                .to_owned(),
        );
    }
    if parameter.kind == "tsc_error * *" {
        return Some(
            "Receives the error if the call fails, otherwise NULL; free it with tsc_error_free. \
             May be NULL: no error is stored then."
                .to_owned(),
        );
    }
    let text = match (parameter.name.as_str(), function.is_callback) {
        ("user_data", true) => "What was passed with the callback. May be NULL, if that was NULL.",
        ("user_data", false) => "Passed to the callback each time. May be NULL.",
        ("free_user_data", false) => {
            "Called once with user_data when no handle or call can use it any more, even if this \
             function fails. May be NULL: nothing is called then."
        }
        _ => return None,
    };
    Some(text.to_owned())
}

fn of_handle(function: &Function, handle: &str) -> String {
    let noun = handle.trim_start_matches("tsc_").replace('_', " ");
    let of_null = match function.result.as_str() {
        "tsc_status" => "returns TSC_ERROR_INVALID_ARGUMENT",
        "void" => "does nothing",
        result if result.ends_with('*') => "returns NULL",
        _ => "returns 0",
    };
    let freed = if function.frees() {
        ", which cannot be used afterwards"
    } else {
        ""
    };
    format!("The {noun}{freed}. If it is NULL, the function {of_null}.")
}

/// `@return` and its `@retval`s of a paragraph that begins with "Returns".
fn result(paragraph: &str) -> String {
    let (text, list) = match paragraph.find("\n- ") {
        Some(end) => paragraph.split_at(end),
        None => (paragraph, ""),
    };
    let text = text.strip_prefix("Returns ").unwrap_or(text);
    let mut made = vec![wrapped("@return", &capitalised(text))];
    for item in items(list) {
        let (value, text) = item.split_once(": ").unwrap_or((&item, ""));
        made.push(wrapped(&format!("@retval {value}"), &capitalised(text)));
    }
    made.join("\n")
}

/// The items of a list, each in one line.
fn items(list: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for line in list.lines() {
        match (line.strip_prefix("- "), items.last_mut()) {
            (Some(begin), _) => items.push(begin.to_owned()),
            (None, Some(last)) => *last = format!("{last} {}", line.trim()),
            (None, None) => {}
        }
    }
    items
}

/// The name and the description of a parameter: of "`site`: the contentUrl".
fn parameter_item(item: String) -> Option<(String, String)> {
    let (name, text) = item.strip_prefix('`')?.split_once("`: ")?;
    Some((name.to_owned(), text.to_owned()))
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => format!("{}{}", first.to_uppercase(), characters.as_str()),
        None => String::new(),
    }
}

/// A command and its text, in lines that are not too long; all but the first are indented.
fn wrapped(command: &str, text: &str) -> String {
    let mut lines = vec![command.to_owned()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().unwrap();
        if " * ".len() + last.len() + 1 + word.len() <= LINE {
            last.push(' ');
            last.push_str(word);
        } else {
            lines.push(format!("  {word}"));
        }
    }
    lines.join("\n")
}
