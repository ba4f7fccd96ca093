//! `tsc_list`

use super::args::text;
use super::call::call;
use super::cancellation::{optional_cancellation, tsc_cancellation};
use super::error::tsc_error;
use super::handle::{Handle, Owned, Process, assert_sync, borrow, exclusive, give, take};
use super::node::{lend_node, tsc_node};
use super::output::Output;
use super::session::tsc_session;
use crate::client::list::List;
use crate::common::error::Result;
use crate::common::status::tsc_status;
use std::ffi::c_char;
use std::sync::{Arc, Mutex};

/// A list of the server's: workbooks, users, sites or anything else that the REST API
/// lists, fetched page by page as it is read.
///
/// It belongs to the session, site and token that it was made under, and outlives the
/// session's tsc_session_free. One thread at a time: a second one gets
/// TSC_ERROR_INVALID_STATE and does no harm.
pub struct tsc_list {
    process: Process,
    list: Mutex<List>,
}

impl Handle for tsc_list {
    const NAME: &'static str = "list";

    fn process(&self) -> Option<Process> {
        Some(self.process)
    }
}

impl Owned for tsc_list {}

const _: () = assert_sync::<tsc_list>();

/// Makes a list. Sends nothing before the first tsc_list_total_available or
/// tsc_list_next.
///
/// - `session`: not NULL.
/// - `path`: not NULL. Relative to the session's site ("workbooks", "groups/ID/users"),
///   or from the server's root ("/api/{version}/sites"). {version}, {site-id} and
///   {user-id} are filled in; the rest is sent as it is, so it must be percent-encoded
///   already.
/// - `list`: not NULL; receives the list, to be freed with tsc_list_free.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: a NULL; a path that is not UTF-8, is empty or over 32 KiB, has
///   a scheme, "//", "?", "#", a "." or ".." segment, another placeholder, a "%" without its
///   two digits, or a character that has to be percent-encoded.
/// - TSC_ERROR_NOT_SIGNED_IN: the session was signed out.
///
/// Does not block. Any thread. Since 0.1.0.
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

/// Sets how many items are fetched at once.
///
/// - `list`: not NULL.
/// - `page_size`: 1 to 1000. It is 1000 at first, and becomes 100 by itself when the
///   server says that it is too large.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `list` is NULL, or another number.
/// - TSC_ERROR_INVALID_STATE: the list has begun.
///
/// Does not block. Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_list_set_page_size(
    list: *mut tsc_list,
    page_size: u32,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        call(error, || {
            with_list(list, |list| list.set_page_size(page_size))
        })
    }
}

/// Adds a condition; with several, all have to hold.
///
/// - `list`: not NULL.
/// - `field`: not NULL: "name", "updatedAt", ... Which there are, Tableau's REST API
///   reference says for each list.
/// - `op`: not NULL: "eq", "gt", "gte", "lt", "lte", "in", "has" or "cieq".
/// - `value`: not NULL; as it is, any UTF-8. For "in" it is "[one,two]". Tableau takes
///   commas and ampersands in a value, however encoded, for separators; where a server
///   does not find such a value, "*" in their place matches any text.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: a NULL; not UTF-8; a field that cannot be one; another
///   operator.
/// - TSC_ERROR_INVALID_STATE: the list has begun.
///
/// Does not block. Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_list_add_filter(
    list: *mut tsc_list,
    field: *const c_char,
    op: *const c_char,
    value: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        call(error, || {
            with_list(list, |list| {
                let field = text(field, "field")?;
                let op = text(op, "op")?;
                list.query()?.add_filter(field, op, text(value, "value")?)
            })
        })
    }
}

/// Adds a sort key; the first that was added counts most.
///
/// - `list`: not NULL.
/// - `field`: not NULL; as for tsc_list_add_filter.
/// - `descending`: 0: ascending; anything else: descending.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: a NULL; not UTF-8; a field that cannot be one.
/// - TSC_ERROR_INVALID_STATE: the list has begun.
///
/// Does not block. Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_list_add_sort(
    list: *mut tsc_list,
    field: *const c_char,
    descending: i32,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        call(error, || {
            with_list(list, |list| {
                list.query()?
                    .add_sort(text(field, "field")?, descending != 0)
            })
        })
    }
}

/// Sets another parameter of the query: "fields" to "_all_", for instance.
///
/// - `list`: not NULL.
/// - `name`: not NULL; one that was set before is replaced. pageSize, pageNumber,
///   filter and sort have functions of their own and are refused here.
/// - `value`: not NULL; as it is, any UTF-8.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: a NULL; not UTF-8; an empty name, or one of those.
/// - TSC_ERROR_INVALID_STATE: the list has begun.
///
/// Does not block. Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_list_set_parameter(
    list: *mut tsc_list,
    name: *const c_char,
    value: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        call(error, || {
            with_list(list, |list| {
                let name = text(name, "name")?;
                list.query()?.set_parameter(name, text(value, "value")?)
            })
        })
    }
}

/// How many items the server says there are, on all pages; of a list that is not paged,
/// its length.
///
/// - `list`: not NULL.
/// - `cancellation`: NULL: cannot be cancelled.
/// - `total`: not NULL; receives the number.
///
/// Returns the statuses of tsc_list_next.
///
/// Blocks, and makes one call, if no page was fetched yet; that page is kept for
/// tsc_list_next. A node that tsc_list_next gave stays valid. Since 0.1.0.
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

/// Gives the next item, in the server's order.
///
/// - `list`: not NULL.
/// - `cancellation`: NULL: cannot be cancelled.
/// - `node`: not NULL; receives the item, or NULL at the end of the list. It is lent: it
///   lives until the next tsc_list_next or tsc_list_free of this list.
///
/// Returns TSC_OK, at the end too, or
/// - TSC_ERROR_INVALID_ARGUMENT: a NULL.
/// - TSC_ERROR_INVALID_STATE: the session has switched site since the list was made.
/// - TSC_ERROR_NOT_SIGNED_IN: the session was signed out; nothing was sent.
/// - TSC_ERROR_SESSION_EXPIRED: the session is over on the server (HTTP 401).
/// - TSC_ERROR_CANCELLED, TSC_ERROR_TIMEOUT, TSC_ERROR_RESOLVE, TSC_ERROR_CONNECT,
///   TSC_ERROR_PROXY, TSC_ERROR_TLS, TSC_ERROR_CERTIFICATE, TSC_ERROR_REDIRECT: no
///   answer that can be used; see the statuses.
/// - TSC_ERROR_PROTOCOL, TSC_ERROR_TOO_LARGE: the answer is not a Tableau server's.
/// - TSC_ERROR_UNSUPPORTED_VERSION: the server knows no such list (404003).
/// - the statuses of other HTTP errors: TSC_ERROR_BAD_REQUEST for a filter that the
///   server does not understand, TSC_ERROR_NOT_FOUND, TSC_ERROR_FORBIDDEN, ...
///
/// After an error the next tsc_list_next asks for the same page again; no item is left
/// out and none comes twice.
///
/// Blocks, and makes one call, whenever a page is used up (one more if the page size was too
/// large for the server, and for a page that is empty). Since 0.1.0.
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
        call(error, || {
            with_list(list, |list| {
                output.require("node")?;
                output.set(lend_node(list.next(cancellation?.as_ref())?));
                Ok(())
            })
        })
    }
}

/// Frees a list, at its end or before, and the node that it lent.
///
/// - `list`: NULL does nothing.
///
/// Does not block, sends nothing. Since 0.1.0.
///
/// # Safety
/// `list` is NULL or a list that is not freed yet and that no other thread uses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_list_free(list: *mut tsc_list) {
    // SAFETY: the caller keeps this function's contract.
    unsafe { take(list) }
}

/// Calls `use_it` with a list that no other thread is using.
///
/// # Safety
/// `list` is NULL or a list that is not freed during the call.
unsafe fn with_list<R>(
    list: *mut tsc_list,
    use_it: impl FnOnce(&mut List) -> Result<R>,
) -> Result<R> {
    // SAFETY: the caller keeps this function's contract.
    exclusive(unsafe { borrow(list) }?, |list| &list.list, use_it)
}
