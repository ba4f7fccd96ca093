//! The query of a request: parameters, filters and sort keys, percent-encoded.

use crate::common::error::{Error, Result};
use crate::common::memory;
use crate::common::text::quoted;
use crate::common::url::encode;
use std::iter;

/// The operators of filter expressions.
const OPERATORS: [&str; 8] = ["eq", "gt", "gte", "lt", "lte", "in", "has", "cieq"];

/// The largest length of all parameters of a request, before encoding. Servers accept less: Tomcat,
/// for example, 8 KiB for the request line and the headers together.
const MAX_PARAMETERS: usize = 64 * 1024;

/// The parameters, in the order in which they were first set.
#[derive(Debug, Default)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Sets a parameter and replaces one of the same name.
    pub fn set(&mut self, name: &str, value: &str) -> Result<()> {
        if name.is_empty() {
            return Err(Error::invalid("the parameter's name is empty"));
        }
        let size = |name: &str, value: &str| name.len().saturating_add(value.len());
        let others = self.0.iter().map(|(name, value)| size(name, value));
        // The size is checked before encoding, which may triple it.
        if others.sum::<usize>().saturating_add(size(name, value)) > MAX_PARAMETERS {
            let message = format!("the parameters are longer than {MAX_PARAMETERS} bytes together");
            return Err(Error::invalid(message));
        }
        let parameter = (encode(name)?, encode(value)?);
        match self.0.iter_mut().find(|(other, _)| *other == parameter.0) {
            Some(there) => *there = parameter,
            None => memory::push(&mut self.0, parameter)?,
        }
        Ok(())
    }

    /// Returns the parameters as a query: `name=value&name=value`, percent-encoded. It is empty if there
    /// are none.
    pub fn query(&self) -> Result<String> {
        Ok(memory::joined(self.parts().skip(1))?)
    }

    /// Returns the parts of the query, with a `&` before each parameter.
    fn parts(&self) -> impl Iterator<Item = &str> + Clone {
        let parameters = self.0.iter();
        parameters.flat_map(|(name, value)| ["&", name, "=", value])
    }
}

/// The filters, sort keys and parameters of a list.
#[derive(Debug, Default)]
pub struct Query {
    sorts: Vec<String>,
    filters: Vec<String>,
    parameters: Parameters,
}

impl Query {
    /// Adds the filter `field:operator:value`. An item must match all filters.
    pub fn add_filter(&mut self, field: &str, operator: &str, value: &str) -> Result<()> {
        check_field(field)?;
        if !OPERATORS.contains(&operator) {
            return Err(Error::invalid(format!(
                "the filter operator {} is not one of {}",
                quoted(operator),
                OPERATORS.join(", ")
            )));
        }
        let (field, value) = (encode(field)?, encode(value)?);
        let filter = memory::joined([&field, ":", operator, ":", &value])?;
        Ok(memory::push(&mut self.filters, filter)?)
    }

    /// Adds a sort key after the existing ones.
    pub fn add_sort(&mut self, field: &str, descending: bool) -> Result<()> {
        check_field(field)?;
        let direction = if descending { "desc" } else { "asc" };
        let sort = memory::joined([&encode(field)?, ":", direction])?;
        Ok(memory::push(&mut self.sorts, sort)?)
    }

    /// Sets a parameter and replaces one of the same name.
    pub fn set_parameter(&mut self, name: &str, value: &str) -> Result<()> {
        let own = match name {
            "pageSize" => Some("set the page size of the list instead"),
            "pageNumber" => Some("a list requests its pages itself"),
            "filter" => Some("add filters to the list instead"),
            "sort" => Some("add sort keys to the list instead"),
            _ => None,
        };
        if let Some(advice) = own {
            let message = format!("the parameter {name} is set by the library");
            return Err(Error::invalid(message).advise(advice));
        }
        self.parameters.set(name, value)
    }

    /// Returns the query for a page.
    pub fn page(&self, number: u64, size: u32) -> Result<String> {
        let page = format!("&pageNumber={number}&pageSize={size}");
        let parts = list("&sort=", &self.sorts)
            .chain(list("&filter=", &self.filters))
            .chain(self.parameters.parts())
            .chain([page.as_str()]);
        let mut query = memory::joined(parts)?;
        query.remove(0);
        Ok(query)
    }
}

/// Returns the parts of a parameter with several values. There are none if it has no value.
fn list<'a>(name: &'a str, values: &'a [String]) -> impl Iterator<Item = &'a str> + Clone {
    let separators = [name].into_iter().chain(iter::repeat(","));
    let parts = separators.zip(values);
    parts.flat_map(|(separator, value)| [separator, value])
}

/// Checks a field's name. It must not contain the separators of fields, operators and values.
fn check_field(field: &str) -> Result<()> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    if !field.is_empty() && field.chars().all(plain) {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "the field name {} is invalid",
        quoted(field)
    )))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn query_is_encoded_and_keeps_its_order() {
        let mut query = Query::default();
        query.add_sort("updatedAt", true).unwrap();
        query.add_sort("name", false).unwrap();
        query.add_filter("name", "eq", "a&b=c d+\"e\",ä:%").unwrap();
        query.add_filter("tags", "in", "[x,y]").unwrap();
        query.set_parameter("fields", "name").unwrap();
        query.set_parameter("key", "a/b").unwrap();
        query.set_parameter("fields", "_all_").unwrap();
        assert_eq!(
            query.page(2, 100).unwrap(),
            "sort=updatedAt:desc,name:asc&filter=name:eq:a%26b%3Dc%20d%2B%22e%22%2C%C3%A4%3A%25,tags:in:%5Bx%2Cy%5D\
             &fields=_all_&key=a%2Fb&pageNumber=2&pageSize=100"
        );
    }

    #[test]
    fn fields_and_parameters_that_would_change_the_query_are_rejected() {
        let mut query = Query::default();
        for field in ["", "a:b", "a,b", "a b", "a&b"] {
            assert!(query.add_filter(field, "eq", "x").is_err(), "{field}");
            assert!(query.add_sort(field, false).is_err(), "{field}");
        }
        for operator in ["", "EQ", "like", "eq:x"] {
            assert!(
                query.add_filter("name", operator, "x").is_err(),
                "{operator}"
            );
        }
        for name in ["", "pageSize", "pageNumber", "filter", "sort"] {
            assert!(query.set_parameter(name, "x").is_err(), "{name}");
        }
        assert_eq!(query.page(1, 7).unwrap(), "pageNumber=1&pageSize=7");
    }
}
