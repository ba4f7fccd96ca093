//! `tsc_list`, which one thread at a time may use.

use super::handle::{Handle, Owned, Process, assert_sync, borrow, exclusive};
use super::node::{lend_node, tsc_node};
use crate::client::list::List;
use crate::common::error::Result;
use crate::platform::guard_reading;
use crate::transport::cancellation::Cancellation;
use std::sync::Mutex;

/// A list on the server: workbooks, users, sites or anything else that the REST API lists. Its
/// pages are fetched one by one while it is read.
///
/// It belongs to the session, site and user with which it was made, and outlives the session.
/// Its page size, look-ahead, filters, sort keys and parameters are set before reading begins
/// with the first tsc_list_total_available, tsc_list_next or tsc_list_next_page. It may be used by
/// one thread at a time.
pub struct tsc_list {
    pub(super) process: Process,
    pub(super) list: Mutex<List>,
}

impl Handle for tsc_list {
    const NAME: &'static str = "list";

    fn process(&self) -> Option<Process> {
        Some(self.process)
    }
}

impl Owned for tsc_list {}

const _: () = assert_sync::<tsc_list>();

/// Calls `use_it` with a list that no other thread is using.
///
/// # Safety
/// `list` is NULL or a list that is not freed during the call.
pub(super) unsafe fn with_list<R>(
    list: *mut tsc_list,
    use_it: impl FnOnce(&mut List) -> Result<R>,
) -> Result<R> {
    // SAFETY: the caller keeps this function's contract.
    exclusive(unsafe { borrow(list) }?, |list| &list.list, use_it)
}

/// Returns the next item of a list if it needs neither a request nor an error: most items need only
/// this.
///
/// # Safety
/// As for tsc_list_next.
pub(super) unsafe fn item_at_hand(
    list: *mut tsc_list,
    cancellation: Option<&Cancellation>,
) -> Option<*const tsc_node> {
    guard_reading(None, || {
        // SAFETY: the caller keeps this function's contract.
        let list = unsafe { borrow(list) }.ok()?;
        let mut list = list.list.try_lock().ok()?;
        let item = list.next_at_hand(cancellation)?;
        Some(lend_node(Some(item)))
    })
}
