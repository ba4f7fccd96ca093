//! An error in a query or its response, as an entry of `errors`.

use graphql_parser::Pos;
use serde_json::{Value, json};

#[derive(Debug)]
pub struct Problem {
    kind: Kind,
    message: String,
    /// Positions in the query.
    position: Option<Pos>,
    /// Names and indexes in the response; empty if there is no data yet.
    path: Vec<Value>,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Syntax,
    Invalid,
    Argument,
    TooManyNodes { limit: usize },
}

impl Problem {
    /// Parses the position, which the parser gives only in its message.
    pub fn syntax(text: &str) -> Self {
        let text = text.trim_start_matches("query parse error: ");
        let (position, reasons) = text
            .strip_prefix("Parse error at ")
            .and_then(|text| text.split_once('\n'))
            .unwrap_or(("", text));
        let position = position.split_once(':').and_then(|(line, column)| {
            Some(Pos {
                line: line.parse().ok()?,
                column: column.parse().ok()?,
            })
        });
        let reasons: Vec<&str> = reasons.lines().collect();
        let message = format!("Invalid Syntax: {}", reasons.join("; "));
        Self::new(Kind::Syntax, message, position)
    }

    pub fn invalid(message: impl Into<String>, position: Pos) -> Self {
        Self::new(Kind::Invalid, message, Some(position))
    }

    /// A problem without a position, as with the operation's name.
    pub fn operation(message: impl Into<String>) -> Self {
        Self::new(Kind::Invalid, message, None)
    }

    pub fn argument(message: impl Into<String>, position: Pos) -> Self {
        Self::new(Kind::Argument, message, Some(position))
    }

    pub fn too_many_nodes(limit: usize) -> Self {
        let message = format!(
            "The answer is not complete: it would have more than {limit} nodes. Ask for pages, \
             or filter."
        );
        Self::new(Kind::TooManyNodes { limit }, message, None)
    }

    fn new(kind: Kind, message: impl Into<String>, position: Option<Pos>) -> Self {
        Self {
            kind,
            message: message.into(),
            position,
            path: Vec::new(),
        }
    }

    /// Adds an element to the front of the path.
    pub fn inside(mut self, place: impl Into<Value>) -> Self {
        self.path.insert(0, place.into());
        self
    }

    pub fn to_json(&self) -> Value {
        let mut problem = json!({ "message": self.message });
        if let Some(position) = self.position {
            problem["locations"] = json!([
                { "line": position.line, "column": position.column, "sourceName": null }
            ]);
        }
        if let Some(error_type) = self.kind.error_type() {
            problem["errorType"] = error_type.into();
        }
        problem["path"] = if self.path.is_empty() {
            Value::Null
        } else {
            self.path.clone().into()
        };
        problem["extensions"] = self.kind.extensions();
        problem
    }
}

impl Kind {
    fn error_type(self) -> Option<&'static str> {
        match self {
            Self::Syntax => Some("InvalidSyntax"),
            Self::Invalid => Some("ValidationError"),
            Self::Argument => Some("DataFetchingException"),
            Self::TooManyNodes { .. } => None,
        }
    }

    fn extensions(self) -> Value {
        match self {
            Self::Syntax | Self::Invalid => Value::Null,
            Self::Argument => json!({ "severity": "ERROR", "code": "INVALID_ARGUMENT" }),
            Self::TooManyNodes { limit } => json!({
                "severity": "WARNING",
                "code": "NODE_LIMIT_EXCEEDED",
                "properties": { "nodeLimit": limit }
            }),
        }
    }
}
