//! Turns the text of a query into a plan whose fields are all known.

use std::collections::{HashMap, HashSet};

use graphql_parser::Pos;
use graphql_parser::query::{
    Definition, Directive, Document, Field as FieldSyntax, FragmentDefinition, FragmentSpread,
    InlineFragment, Selection, SelectionSet, TypeCondition, Value as ValueSyntax,
    VariableDefinition, parse_query,
};
use serde_json::{Map, Value};

use super::inputs::{check_type, checked_argument};
use super::operation::Operation;
use super::problem::Problem;
use super::schema::{Field, QUERY, Type};
use super::selected::Selected;

/// The most selections: fragments can make a short query long.
const MOST_SELECTIONS: usize = 2000;

const DEEPEST: usize = 100;

/// The plan of the selected operation, or everything that is wrong with it.
pub fn plan(
    query: &str,
    operation_name: Option<&str>,
    variables: &Map<String, Value>,
) -> Result<Vec<Selected>, Vec<Problem>> {
    let document: Document<'_, &str> =
        parse_query(query).map_err(|error| vec![Problem::syntax(&error.to_string())])?;
    let operation = Operation::find(&document, operation_name).map_err(|problem| vec![problem])?;
    let mut planner = Planner::new(&document);
    planner.check_directives(operation.directives);
    planner.declare(operation.variables, variables);
    let mut selection = Vec::new();
    planner.select(&QUERY, operation.selection, &mut selection);
    planner.check_use(&document, &operation);
    if planner.problems.is_empty() {
        Ok(selection)
    } else {
        Err(planner.problems)
    }
}

fn directives<'q>(selection: &'q Selection<'q, &'q str>) -> &'q [Directive<'q, &'q str>] {
    match selection {
        Selection::Field(field) => &field.directives,
        Selection::FragmentSpread(spread) => &spread.directives,
        Selection::InlineFragment(fragment) => &fragment.directives,
    }
}

struct Planner<'q> {
    fragments: HashMap<&'q str, &'q FragmentDefinition<'q, &'q str>>,
    /// The declared variables; `None`: without a value.
    variables: HashMap<&'q str, Option<Value>>,
    used_variables: HashSet<&'q str>,
    used_fragments: HashSet<&'q str>,
    /// The fragments around the current selection.
    open_fragments: Vec<&'q str>,
    depth: usize,
    selections: usize,
    /// True once a limit is reached, and the rest is not checked.
    has_stopped: bool,
    problems: Vec<Problem>,
}

impl<'q> Planner<'q> {
    fn new(document: &'q Document<'q, &'q str>) -> Self {
        let fragments = document
            .definitions
            .iter()
            .filter_map(|definition| match definition {
                Definition::Fragment(fragment) => Some((fragment.name, fragment)),
                Definition::Operation(_) => None,
            });
        Self {
            fragments: fragments.collect(),
            variables: HashMap::new(),
            used_variables: HashSet::new(),
            used_fragments: HashSet::new(),
            open_fragments: Vec::new(),
            depth: 0,
            selections: 0,
            has_stopped: false,
            problems: Vec::new(),
        }
    }

    fn complain(&mut self, message: impl Into<String>, position: Pos) {
        self.problems.push(Problem::invalid(message, position));
    }

    fn stop(&mut self, message: &str, position: Pos) {
        if !self.has_stopped {
            self.complain(message, position);
        }
        self.has_stopped = true;
    }

    fn declare(
        &mut self,
        definitions: &'q [VariableDefinition<'q, &'q str>],
        given: &Map<String, Value>,
    ) {
        for definition in definitions {
            let name = definition.name;
            let value = match (given.get(name), &definition.default_value) {
                (Some(value), _) => Ok(Some(value.clone())),
                (None, Some(default)) => self.value(default).map(Some),
                (None, None) => Ok(None),
            };
            let checked = value.and_then(|value| {
                check_type(&definition.var_type, value.as_ref())?;
                Ok(value)
            });
            let value = checked.unwrap_or_else(|reason| {
                self.complain(format!("Variable '${name}' {reason}"), definition.position);
                None
            });
            if self.variables.insert(name, value).is_some() {
                self.complain(
                    format!("Variable '${name}' is declared twice"),
                    definition.position,
                );
            }
        }
    }

    /// Checks that every declaration is used, as far as one operation can tell.
    fn check_use(&mut self, document: &'q Document<'q, &'q str>, operation: &Operation<'q>) {
        if self.has_stopped {
            return;
        }
        for variable in operation.variables {
            if !self.used_variables.contains(variable.name) {
                let message = format!("Variable '${}' is not used", variable.name);
                self.complain(message, variable.position);
            }
        }
        for definition in &document.definitions {
            if let Definition::Fragment(fragment) = definition
                && operation.alone
                && !self.used_fragments.contains(fragment.name)
            {
                let message = format!("Fragment '{}' is not used", fragment.name);
                self.complain(message, fragment.position);
            }
        }
    }

    fn select(
        &mut self,
        of: &'static Type,
        set: &'q SelectionSet<'q, &'q str>,
        into: &mut Vec<Selected>,
    ) {
        if self.depth == DEEPEST {
            self.stop("The query is nested too deeply", set.span.0);
        }
        self.depth += 1;
        for selection in &set.items {
            self.selections += 1;
            if self.selections > MOST_SELECTIONS {
                self.stop("The query selects too much", set.span.0);
            }
            if self.has_stopped {
                break;
            }
            // A skipped selection is checked as well.
            let mut left_out = Vec::new();
            let into = if self.check_directives(directives(selection)) {
                &mut *into
            } else {
                &mut left_out
            };
            match selection {
                Selection::Field(field) => self.field(of, field, into),
                Selection::FragmentSpread(spread) => self.spread(of, spread, into),
                Selection::InlineFragment(fragment) => self.inline(of, fragment, into),
            }
        }
        self.depth -= 1;
    }

    fn field(
        &mut self,
        of: &'static Type,
        syntax: &'q FieldSyntax<'q, &'q str>,
        into: &mut Vec<Selected>,
    ) {
        let Some(field) = self.known_field(of, syntax) else {
            return;
        };
        let arguments = self.arguments(field, syntax);
        let mut selection = Vec::new();
        match field.and_then(|field| field.gives.of()) {
            Some(fields_of) if !syntax.selection_set.items.is_empty() => {
                self.select(fields_of, &syntax.selection_set, &mut selection);
            }
            Some(fields_of) => self.complain(
                format!(
                    "Field '{}' of type '{}' needs a selection of its fields",
                    syntax.name, fields_of.name
                ),
                syntax.position,
            ),
            None if !syntax.selection_set.items.is_empty() => self.complain(
                format!("Field '{}' has no fields to select", syntax.name),
                syntax.position,
            ),
            None => {}
        }
        let selected = Selected {
            key: syntax.alias.unwrap_or(syntax.name).to_owned(),
            field,
            on: of,
            arguments,
            selection,
            position: syntax.position,
        };
        if into.iter().any(|other| selected.differs_from(other)) {
            self.complain(
                format!("'{}' stands for different fields", selected.key),
                syntax.position,
            );
        }
        into.push(selected);
    }

    /// Finds a field; `Some(None)` is `__typename`, which every type has.
    fn known_field(
        &mut self,
        of: &'static Type,
        syntax: &FieldSyntax<'q, &'q str>,
    ) -> Option<Option<&'static Field>> {
        let name = syntax.name;
        if name == "__typename" {
            return Some(None);
        }
        let field = of.field(name);
        if field.is_none() {
            let message = if name.starts_with("__") {
                format!("'{name}': the simulator has no introspection")
            } else {
                let known: Vec<&str> = of.fields.iter().map(|field| field.name).collect();
                format!(
                    "Field '{name}' in type '{}' is undefined; the simulator has {}",
                    of.name,
                    known.join(", ")
                )
            };
            self.complain(message, syntax.position);
        }
        field.map(Some)
    }

    fn arguments(
        &mut self,
        field: Option<&'static Field>,
        syntax: &'q FieldSyntax<'q, &'q str>,
    ) -> Map<String, Value> {
        let mut arguments = Map::new();
        for (name, value) in &syntax.arguments {
            let known = field.and_then(|field| {
                let mut known = field.gives.arguments().iter();
                known.find(|(known, _)| known == name)
            });
            let checked = match known {
                None => Err("is not known to the simulator".to_owned()),
                Some((_, input)) => {
                    let items = field.and_then(|field| field.gives.items());
                    self.value(value)
                        .and_then(|value| checked_argument(*input, value, items))
                }
            };
            match checked {
                Err(reason) => self.complain(
                    format!("Argument '{name}' of field '{}' {reason}", syntax.name),
                    syntax.position,
                ),
                Ok(value) => {
                    if arguments.insert((*name).to_owned(), value).is_some() {
                        self.complain(
                            format!(
                                "Argument '{name}' of field '{}' is given twice",
                                syntax.name
                            ),
                            syntax.position,
                        );
                    }
                }
            }
        }
        arguments
    }

    fn spread(
        &mut self,
        of: &'static Type,
        spread: &'q FragmentSpread<'q, &'q str>,
        into: &mut Vec<Selected>,
    ) {
        let name = spread.fragment_name;
        let Some(fragment) = self.fragments.get(name).copied() else {
            self.complain(format!("Fragment '{name}' is undefined"), spread.position);
            return;
        };
        self.used_fragments.insert(name);
        if self.open_fragments.contains(&name) {
            self.complain(
                format!("Fragment '{name}' contains itself"),
                spread.position,
            );
            return;
        }
        self.open_fragments.push(name);
        self.check_directives(&fragment.directives);
        let TypeCondition::On(condition) = fragment.type_condition;
        if let Some(of) = self.narrowed(of, condition, spread.position) {
            self.select(of, &fragment.selection_set, into);
        }
        self.open_fragments.pop();
    }

    fn inline(
        &mut self,
        of: &'static Type,
        fragment: &'q InlineFragment<'q, &'q str>,
        into: &mut Vec<Selected>,
    ) {
        let of = match fragment.type_condition {
            None => Some(of),
            Some(TypeCondition::On(condition)) => self.narrowed(of, condition, fragment.position),
        };
        if let Some(of) = of {
            self.select(of, &fragment.selection_set, into);
        }
    }

    fn narrowed(&mut self, of: &'static Type, name: &str, position: Pos) -> Option<&'static Type> {
        let narrowed = of.narrowed(name);
        if narrowed.is_none() {
            self.complain(
                format!("A fragment on '{name}' fits nothing of type '{}'", of.name),
                position,
            );
        }
        narrowed
    }

    /// True if `@skip` and `@include` keep the selection.
    fn check_directives(&mut self, directives: &'q [Directive<'q, &'q str>]) -> bool {
        let mut wanted = true;
        for directive in directives {
            let condition = match directive.arguments.as_slice() {
                [("if", value)] => self.value(value).ok().and_then(|value| value.as_bool()),
                _ => None,
            };
            match (directive.name, condition) {
                ("skip", Some(condition)) => wanted &= !condition,
                ("include", Some(condition)) => wanted &= condition,
                ("skip" | "include", None) => self.complain(
                    format!("'@{}' needs (if: true) or (if: false)", directive.name),
                    directive.position,
                ),
                _ => self.complain(
                    format!(
                        "Directive '@{}' is not known to the simulator",
                        directive.name
                    ),
                    directive.position,
                ),
            }
        }
        wanted
    }

    /// A value as JSON, with its variables filled in.
    fn value(&mut self, syntax: &ValueSyntax<'q, &'q str>) -> Result<Value, String> {
        Ok(match syntax {
            ValueSyntax::Variable(name) => {
                self.used_variables.insert(name);
                let value = self.variables.get(name);
                let value = value.ok_or_else(|| format!("has the undefined variable '${name}'"))?;
                value.clone().unwrap_or_default()
            }
            ValueSyntax::Int(number) => number.as_i64().into(),
            ValueSyntax::Float(number) => (*number).into(),
            ValueSyntax::String(text) => text.as_str().into(),
            ValueSyntax::Boolean(truth) => (*truth).into(),
            ValueSyntax::Null => Value::Null,
            ValueSyntax::Enum(name) => return Err(format!("does not take the enum value {name}")),
            ValueSyntax::List(values) => {
                let values: Result<Vec<Value>, String> =
                    values.iter().map(|value| self.value(value)).collect();
                values?.into()
            }
            ValueSyntax::Object(members) => {
                let members: Result<Map<String, Value>, String> = members
                    .iter()
                    .map(|(name, value)| Ok(((*name).to_owned(), self.value(value)?)))
                    .collect();
                members?.into()
            }
        })
    }
}
