//! A page of a list: its items and its pagination.

use crate::common::error::{Error, Result, Status};
use crate::common::memory;
use crate::rest::tree;
use std::ffi::CStr;
use tsc_block::{Block, Element};

/// The items of a response.
pub struct Page {
    /// The elements of the response. The block's items are the page's.
    block: Block,
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
    /// is a container whose children are items. `memory`, `max_block` and `check` are those of
    /// [`tree::read`].
    pub fn read(
        body: &[u8],
        memory: Vec<u8>,
        max_block: usize,
        check: &mut dyn FnMut() -> Result<()>,
    ) -> Result<Page> {
        let mut block = tree::read_response(body, memory, max_block, check)?;
        let mut pagination = None;
        let mut sources = Sources::default();
        for child in block.root().children() {
            if child.name() == c"pagination" {
                pagination = Some(Pagination::read(child)?);
            } else if child.name() == c"error" {
                return Err(Error::new(
                    Status::Protocol,
                    "it is an error, although its status is a success",
                ));
            } else {
                sources.add(child);
            }
        }
        match sources {
            Sources {
                container: Some(container),
                count: 1,
            } => block.set_items_to_children(container),
            Sources { count: 0, .. } => {}
            _ => {
                let items = collect_items(block.root())?;
                let appended = block.append_items(&items, max_block);
                appended.map_err(tree::error)?;
            }
        }
        Ok(Page { block, pagination })
    }

    /// Returns the block, whose items are those of the page.
    pub fn block(&self) -> &[u8] {
        self.block.bytes()
    }

    /// Returns the memory of the block, for the next page.
    pub fn into_memory(self) -> Vec<u8> {
        self.block.into_memory()
    }

    /// Returns the number of items.
    pub fn len(&self) -> usize {
        self.block.item_count()
    }

    /// Returns true if there are no items.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns an item, in the server's order.
    pub fn item(&self, index: usize) -> Option<Element<'_>> {
        self.block.item(index)
    }
}

/// The children of the root that are items or contain them.
#[derive(Default)]
struct Sources {
    count: usize,
    /// The last of them, if it is a container.
    container: Option<usize>,
}

impl Sources {
    fn add(&mut self, child: Element<'_>) {
        self.count += 1;
        self.container = is_container(child).then(|| child.place().1);
    }
}

fn is_container(child: Element<'_>) -> bool {
    child.attribute_count() == 0
}

/// Returns the offsets of the items. A page with one container, which Tableau's pages mostly are,
/// does not need it: the offsets of its children are in the block.
fn collect_items(root: Element<'_>) -> Result<Vec<u32>> {
    let mut items = Vec::new();
    let mut push = |item: Element<'_>| memory::push(&mut items, item.place().1 as u32);
    for child in root.children() {
        if child.name() == c"pagination" {
            continue;
        }
        match is_container(child) {
            true => child.children().try_for_each(&mut push)?,
            false => push(child)?,
        }
    }
    Ok(items)
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

    fn read(body: &str) -> Result<Page> {
        Page::read(body.as_bytes(), Vec::new(), tree::MAX_BLOCK, &mut || Ok(()))
    }

    fn ids(body: &str) -> Vec<String> {
        let page = read(body).unwrap();
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
            let refused = read(body).map(|page| page.len());
            assert_eq!(refused.unwrap_err().status(), Status::Protocol, "{body}");
        }
    }
}
