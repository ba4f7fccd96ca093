//! Lists: making and reading them

use super::args::text;
use super::call::call;
use super::cancellation::{optional_cancellation, tsc_cancellation};
use super::error::tsc_error;
use super::handle::{Process, borrow, give, take};
use super::list_handle::{item_at_hand, tsc_list, with_list};
use super::node::{lend_node, tsc_node};
use super::output::Output;
use super::session::tsc_session;
use crate::client::list::List;
use crate::common::status::{TSC_OK, tsc_status};
use std::ffi::c_char;
use std::sync::{Arc, Mutex};

/// Creates a list. Sends nothing before it is read.
///
/// - `path`: the path, percent-encoded. It is relative to the site of the session ("workbooks",
///   "groups/ID/users"), or begins with "/" and is relative to the server
///   ("/api/{version}/sites"). {version}, {site-id} and {user-id} are replaced by the values of
///   the session; the rest is sent as it is.
/// - `list`: receives the list; free it with tsc_list_free.
///
/// Returns TSC_OK, a common status, or one of these:
/// - TSC_ERROR_INVALID_ARGUMENT: the path is empty or longer than 32 KiB, or has a scheme,
///   "//", "?", "#", a "." or ".." segment, another placeholder, a "%" without two digits, or a
///   character that must be percent-encoded.
/// - TSC_ERROR_NOT_SIGNED_IN: the session was signed out.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_session_list(
    session: *mut tsc_session,
    path: *const c_char,
    list: *mut *mut tsc_list,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        let output = Output::clear(list);
        call(error, || {
            let session = borrow(session)?;
            output.require("list")?;
            let list = List::new(Arc::clone(session.get()), text(path, "path")?)?;
            output.set(give(tsc_list {
                process: Process::watch(),
                list: Mutex::new(list),
            }));
            Ok(())
        })
    }
}

/// Gets the number of items that the server says the list has on all pages.
///
/// - `total`: receives the number. If the list is not paged, it is the number of its items.
///
/// Returns TSC_OK, a common status, a network status, an HTTP status, or one of these:
/// - TSC_ERROR_INVALID_STATE: the session has switched to another site since the list was made.
/// - TSC_ERROR_NOT_SIGNED_IN: the session was signed out; nothing was sent.
/// - TSC_ERROR_SESSION_EXPIRED: the session has ended on the server, or the scopes of its token
///   do not cover the call (HTTP 401).
/// - TSC_ERROR_UNSUPPORTED_VERSION: the server does not have this list (Tableau's code 404003).
/// - TSC_ERROR_BAD_REQUEST: for example, the server does not understand a filter.
///
/// The first page is fetched for it, unless it was fetched before; tsc_list_next uses that
/// page. The node of the last tsc_list_next stays valid.
///
/// Blocks: yes, with one HTTP request if no page was fetched yet, and another one if the page
/// size was too large for the server; each is repeatable. Threads: one at a time for a
/// list. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_list_total_available(
    list: *mut tsc_list,
    cancellation: *mut tsc_cancellation,
    total: *mut u64,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        let output = Output::clear(total);
        let cancellation = optional_cancellation(cancellation);
        call(error, || {
            with_list(list, |list| {
                output.require("total")?;
                output.set(list.total_available(cancellation?.as_ref())?);
                Ok(())
            })
        })
    }
}

/// Gets the next item of a list, in the server's order.
///
/// - `node`: receives the item, or NULL at the end of the list. The list lends it: it is valid
///   until the next tsc_list_next, tsc_list_next_page or tsc_list_free.
///
/// Returns TSC_OK, also at the end, a common status, a network status, an HTTP status, or one
/// of these:
/// - TSC_ERROR_INVALID_STATE: the session has switched to another site since the list was made.
/// - TSC_ERROR_NOT_SIGNED_IN: the session was signed out; nothing was sent.
/// - TSC_ERROR_SESSION_EXPIRED: the session has ended on the server, or the scopes of its token
///   do not cover the call (HTTP 401).
/// - TSC_ERROR_UNSUPPORTED_VERSION: the server does not have this list (Tableau's code 404003).
/// - TSC_ERROR_BAD_REQUEST: for example, the server does not understand a filter.
///
/// After a failure the next call fetches the same page again. No item is lost or returned
/// twice.
///
/// Blocks: yes, with one HTTP request when the items of a page are used up, another one if the
/// page size was too large for the server, and one for each page that is empty; each is
/// repeatable. Threads: one at a time for a list. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_list_next(
    list: *mut tsc_list,
    cancellation: *mut tsc_cancellation,
    node: *mut *const tsc_node,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        let output = Output::clear(node);
        let cancellation = optional_cancellation(cancellation);
        if !node.is_null()
            && let Ok(cancellation) = &cancellation
            && let Some(item) = item_at_hand(list, cancellation.as_ref())
        {
            Output::clear(error);
            output.set(item);
            return TSC_OK;
        }
        call(error, || {
            with_list(list, |list| {
                output.require("node")?;
                output.set(lend_node(list.next(cancellation?.as_ref())?));
                Ok(())
            })
        })
    }
}

/// Reads the next page of a list at once, as one block of memory. It is for bindings, and for
/// programs that read many items: in the block an item is found without a call.
///
/// - `block`: receives the beginning of the block, or NULL at the end of the list. The list
///   lends it until the next tsc_list_next_page, tsc_list_next or tsc_list_free. It is aligned
///   to 8 bytes. docs/block.md describes the layout.
/// - `length`: receives the number of its bytes, 0 at the end. May be NULL.
///
/// Pages without items are skipped. A program may read a list with tsc_list_next and
/// tsc_list_next_page in turns, but not in the middle of a page.
///
/// Returns TSC_OK, also at the end, a common status, a network status, an HTTP status, or one
/// of these:
/// - TSC_ERROR_INVALID_STATE: the session has switched to another site since the list was made;
///   or tsc_list_next has returned some items of a page and not all, and that page can be read
///   on.
/// - TSC_ERROR_NOT_SIGNED_IN: the session was signed out; nothing was sent.
/// - TSC_ERROR_SESSION_EXPIRED: the session has ended on the server, or the scopes of its token
///   do not cover the call (HTTP 401).
/// - TSC_ERROR_UNSUPPORTED_VERSION: the server does not have this list (Tableau's code 404003).
/// - TSC_ERROR_BAD_REQUEST: for example, the server does not understand a filter.
///
/// After a failure the next call fetches the same page again.
///
/// Blocks: yes, with one HTTP request for the page, another one if the page size was too large
/// for the server, and one for each page that is empty; each is repeatable. Threads:
/// one at a time for a list. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_list_next_page(
    list: *mut tsc_list,
    cancellation: *mut tsc_cancellation,
    block: *mut *const u8,
    length: *mut usize,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        let output = Output::clear(block);
        let length = Output::clear(length);
        let cancellation = optional_cancellation(cancellation);
        call(error, || {
            with_list(list, |list| {
                output.require("block")?;
                if let Some(block) = list.next_page(cancellation?.as_ref())? {
                    output.set(block.as_ptr());
                    length.set(block.len());
                }
                Ok(())
            })
        })
    }
}

/// Frees a list and what it lent.
///
/// It may be called before the end of the list. Sends nothing.
///
/// Blocks: no. Threads: any, after all other calls with the list. Since: 0.1.0.
///
/// # Safety
/// `list` is NULL or a list that is not freed yet and that no other thread uses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_list_free(list: *mut tsc_list) {
    // SAFETY: the caller keeps this function's contract.
    unsafe { take(list) }
}
