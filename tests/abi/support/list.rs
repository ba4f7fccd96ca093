//! `tsc_list`.

use super::{Node, Result, c, check};
use crate::library::*;
use std::ptr;

pub struct List(pub *mut tsc_list);

// SAFETY: a list may move from thread to thread.
unsafe impl Send for List {}

impl Drop for List {
    fn drop(&mut self) {
        // SAFETY: freed once.
        unsafe { tsc_list_free(self.0) }
    }
}

impl List {
    pub fn set_page_size(&self, size: u32) -> Result<()> {
        // SAFETY: pointers are as the header asks; so in all that follow.
        check(|error| unsafe { tsc_list_set_page_size(self.0, size, error) })
    }

    pub fn set_lookahead(&self, pages: u32) -> Result<()> {
        // SAFETY: as above.
        check(|error| unsafe { tsc_list_set_lookahead(self.0, pages, error) })
    }

    pub fn add_filter(&self, field: &str, op: &str, value: &str) -> Result<()> {
        let (field, op, value) = (c(field), c(op), c(value));
        // SAFETY: as above.
        check(|error| unsafe {
            tsc_list_add_filter(self.0, field.as_ptr(), op.as_ptr(), value.as_ptr(), error)
        })
    }

    pub fn add_sort(&self, field: &str, descending: bool) -> Result<()> {
        let field = c(field);
        // SAFETY: as above.
        check(|error| unsafe {
            tsc_list_add_sort(self.0, field.as_ptr(), descending.into(), error)
        })
    }

    pub fn set_parameter(&self, name: &str, value: &str) -> Result<()> {
        let (name, value) = (c(name), c(value));
        // SAFETY: as above.
        check(|error| unsafe {
            tsc_list_set_parameter(self.0, name.as_ptr(), value.as_ptr(), error)
        })
    }

    pub fn total(&self) -> Result<u64> {
        let mut total = 99;
        // SAFETY: as above.
        let told = check(|error| unsafe {
            tsc_list_total_available(self.0, ptr::null_mut(), &raw mut total, error)
        });
        assert!(told.is_ok() || total == 0, "a failed call wrote its output");
        told.map(|()| total)
    }

    pub fn next(&self) -> Result<Option<Node>> {
        self.next_or_cancelled(ptr::null_mut())
    }

    pub fn next_or_cancelled(&self, cancellation: *mut tsc_cancellation) -> Result<Option<Node>> {
        let mut node = ptr::without_provenance(1);
        // SAFETY: as above.
        let told =
            check(|error| unsafe { tsc_list_next(self.0, cancellation, &raw mut node, error) });
        assert!(
            told.is_ok() || node.is_null(),
            "a failed call wrote its output"
        );
        told.map(|()| (!node.is_null()).then_some(Node(node)))
    }

    /// The values of one attribute of all the remaining items.
    pub fn rest(&self, attribute: &str) -> Result<Vec<String>> {
        let mut values = Vec::new();
        while let Some(node) = self.next()? {
            values.push(node.attribute(attribute).unwrap());
        }
        Ok(values)
    }
}
