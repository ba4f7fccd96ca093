//! A query as text, made into a plan of which every field is known to be there.

use std::collections::{HashMap, HashSet};

use graphql_parser::Pos;
use graphql_parser::query::{
    Definition, Directive, Document, Field as FieldSyntax, FragmentDefinition, FragmentSpread,
    InlineFragment, OperationDefinition, Selection, SelectionSet, TypeCondition,
    Value as ValueSyntax, VariableDefinition, parse_query,
};
use serde_json::{Map, Value};

use super::inputs::{check_type, checked_argument};
use super::problem::Problem;
use super::schema::{Field, QUERY, Type};

/// Fragments make long queries of short ones.
const MOST_SELECTIONS: usize = 2000;
const DEEPEST: usize = 100;

/// A field that is asked for.
pub struct Selected {
    /// Its name in the answer.
    pub key: String,
    /// `None`: the name of the type.
    pub field: Option<&'static Field>,
    /// Asked for of objects of this type only.
    pub on: &'static Type,
    pub arguments: Map<String, Value>,
    pub selection: Vec<Selected>,
    pub position: Pos,
}

/// The plan of the operation that is asked for, or all that is wrong with it.
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

struct Operation<'q> {
    variables: &'q [VariableDefinition<'q, &'q str>],
    directives: &'q [Directive<'q, &'q str>],
    selection: &'q SelectionSet<'q, &'q str>,
    /// There is no other in the document.
    alone: bool,
}

impl<'q> Operation<'q> {
    fn find(document: &'q Document<'q, &'q str>, name: Option<&str>) -> Result<Self, Problem> {
        let operations = || {
            document
                .definitions
                .iter()
                .filter_map(|definition| match definition {
                    Definition::Operation(operation) => Some(operation),
                    Definition::Fragment(_) => None,
                })
        };
        let count = operations().count();
        let found = match name {
            Some(name) => operations()
                .find(|operation| name_of(operation) == Some(name))
                .ok_or_else(|| {
                    Problem::operation(format!("There is no operation named '{name}'"))
                })?,
            None if count > 1 => {
                return Err(Problem::operation(
                    "Must provide operation name if query contains multiple operations",
                ));
            }
            None => operations()
                .next()
                .ok_or_else(|| Problem::operation("The query contains no operation"))?,
        };
        match found {
            OperationDefinition::SelectionSet(selection) => Ok(Self {
                variables: &[],
                directives: &[],
                selection,
                alone: count == 1,
            }),
            OperationDefinition::Query(query) => Ok(Self {
                variables: &query.variable_definitions,
                directives: &query.directives,
                selection: &query.selection_set,
                alone: count == 1,
            }),
            OperationDefinition::Mutation(mutation) => Err(Problem::invalid(
                "The Metadata API only reads: it has no mutations",
                mutation.position,
            )),
            OperationDefinition::Subscription(subscription) => Err(Problem::invalid(
                "The Metadata API has no subscriptions",
                subscription.position,
            )),
        }
    }
}

fn name_of<'q>(operation: &OperationDefinition<'q, &'q str>) -> Option<&'q str> {
    match operation {
        OperationDefinition::SelectionSet(_) => None,
        OperationDefinition::Query(query) => query.name,
        OperationDefinition::Mutation(mutation) => mutation.name,
        OperationDefinition::Subscription(subscription) => subscription.name,
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
    /// Those that are declared; `None`: without a value.
    variables: HashMap<&'q str, Option<Value>>,
    used_variables: HashSet<&'q str>,
    used_fragments: HashSet<&'q str>,
    /// Those that the planner is in.
    open_fragments: Vec<&'q str>,
    depth: usize,
    selections: usize,
    /// A limit is reached, and the rest not looked at.
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

    /// Whatever is declared has to be used, as far as one operation can tell.
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
            // What is left out is checked all the same.
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

    /// `Some(None)` for the name of the type, which every type has.
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

    /// Whether `@skip` and `@include` want what they are at.
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

    /// A value as JSON, its variables filled in.
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

impl Selected {
    /// Whether both have the same name in the answer, for different things, or have something of
    /// which that is true.
    fn differs_from(&self, other: &Self) -> bool {
        let name = |selected: &Self| selected.field.map(|field| field.name);
        let of_both = |mine: &Self| {
            let mut theirs = other.selection.iter();
            theirs.any(|theirs| mine.differs_from(theirs))
        };
        self.key == other.key
            && (name(self) != name(other)
                || self.arguments != other.arguments
                || self.selection.iter().any(of_both))
    }
}
