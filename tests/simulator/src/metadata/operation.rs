//! The operation of a document that a request selects.

use super::problem::Problem;
use graphql_parser::query::{
    Definition, Directive, Document, OperationDefinition, SelectionSet, VariableDefinition,
};

pub struct Operation<'q> {
    pub variables: &'q [VariableDefinition<'q, &'q str>],
    pub directives: &'q [Directive<'q, &'q str>],
    pub selection: &'q SelectionSet<'q, &'q str>,
    /// True if it is the document's only operation.
    pub alone: bool,
}

impl<'q> Operation<'q> {
    pub fn find(document: &'q Document<'q, &'q str>, name: Option<&str>) -> Result<Self, Problem> {
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

pub fn name_of<'q>(operation: &OperationDefinition<'q, &'q str>) -> Option<&'q str> {
    match operation {
        OperationDefinition::SelectionSet(_) => None,
        OperationDefinition::Query(query) => query.name,
        OperationDefinition::Mutation(mutation) => mutation.name,
        OperationDefinition::Subscription(subscription) => subscription.name,
    }
}
