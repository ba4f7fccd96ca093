//! A page of a list: its items and its pagination.

use crate::common::error::{Error, Result, Status};
use crate::rest::node::{Element, Tree};
use crate::rest::xml;
use std::ffi::CStr;

/// The items of a response.
pub struct Page {
    tree: Tree,
    /// Offsets of the items in the tree's block.
    items: Vec<usize>,
    /// The pagination; `None` if the list is not paged.
    pub pagination: Option<Pagination>,
}

/// The element `<pagination pageNumber="1" pageSize="100" totalAvailable="2345"/>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Pagination {
    pub page_number: u64,
    pub page_size: u64,
    pub total_available: u64,
}

impl Page {
    /// Reads a response. A child of the root with attributes is an item; a child without attributes
    /// is a container whose children are items.
    pub fn read(body: &[u8]) -> Result<Page> {
        let tree = Tree::from_document(&xml::parse_response(body)?)?;
        let mut items = Vec::new();
        let mut pagination = None;
        for child in tree.root().children() {
            if child.name() == c"pagination" {
                pagination = Some(Pagination::read(child)?);
            } else if child.name() == c"error" {
                return Err(Error::new(
                    Status::Protocol,
                    "it is an error, although its status is a success",
                ));
            } else if child.attribute_count() > 0 {
                items.push(child.place().1);
            } else {
                items.extend(child.children().map(|item| item.place().1));
            }
        }
        Ok(Page {
            tree,
            items,
            pagination,
        })
    }

    /// Returns the number of items.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Returns true if there are no items.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Returns an item, in the server's order.
    pub fn item(&self, index: usize) -> Option<Element<'_>> {
        let (block, _) = self.tree.root().place();
        Element::at(block, *self.items.get(index)?)
    }
}

impl Pagination {
    fn read(element: Element<'_>) -> Result<Pagination> {
        let number = |name: &CStr| {
            let value = element.attribute(name)?.to_str().ok()?;
            value.parse::<u64>().ok()
        };
        let read = || {
            Some(Pagination {
                page_number: number(c"pageNumber").filter(|number| *number > 0)?,
                page_size: number(c"pageSize").filter(|size| *size > 0)?,
                total_available: number(c"totalAvailable")?,
            })
        };
        read().ok_or_else(|| {
            Error::new(
                Status::Protocol,
                "its pagination does not have three valid numbers",
            )
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn ids(body: &str) -> Vec<String> {
        let page = Page::read(body.as_bytes()).unwrap();
        (0..page.len())
            .map(|index| {
                page.item(index)
                    .unwrap()
                    .attribute(c"id")
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned()
            })
            .collect()
    }

    #[test]
    fn items_are_read_with_or_without_containers() {
        for (body, expected) in [
            (
                "<tsResponse><pagination pageNumber='1' pageSize='1' totalAvailable='2'/><workbooks><w id='1'/><w id='2'/></workbooks></tsResponse>",
                vec!["1", "2"],
            ),
            (
                "<tsResponse><metric id='1'><owner id='x'/></metric><metric id='2'/></tsResponse>",
                vec!["1", "2"],
            ),
            (
                "<tsResponse xmlns='http://tableausoftware.com/api'><a><b id='1'/></a><c id='2'/><d><e id='3'/></d></tsResponse>",
                vec!["1", "2", "3"],
            ),
            ("<tsResponse><workbooks/></tsResponse>", vec![]),
            ("<tsResponse/>", vec![]),
        ] {
            assert_eq!(ids(body), expected, "{body}");
        }
    }

    #[test]
    fn invalid_page_is_rejected() {
        for body in [
            "<html/>",
            "",
            "<tsResponse><pagination pageNumber='1' pageSize='100'/></tsResponse>",
            "<tsResponse><pagination pageNumber='x' pageSize='100' totalAvailable='1'/></tsResponse>",
            "<tsResponse><pagination pageNumber='1' pageSize='0' totalAvailable='1'/></tsResponse>",
            "<tsResponse><pagination pageNumber='1' pageSize='1' totalAvailable='-1'/></tsResponse>",
            "<tsResponse><pagination pageNumber='1' pageSize='1' totalAvailable='18446744073709551616'/></tsResponse>",
            "<tsResponse><error code='500000'><summary/></error></tsResponse>",
        ] {
            let refused = Page::read(body.as_bytes()).map(|page| page.len());
            assert_eq!(refused.unwrap_err().status(), Status::Protocol, "{body}");
        }
    }
}
