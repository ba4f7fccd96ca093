//! The settings of `tsc_list`

use super::args::{optional_text, text};
use super::call::call;
use super::error::tsc_error;
use super::list_handle::{tsc_list, with_list};
use crate::common::status::tsc_status;
use std::ffi::c_char;

/// Sets how many items are fetched with one HTTP request.
///
/// - `page_size`: 1 to 1000, 1000 by default. If the server says that it is too large, the
///   library continues with 100.
///
/// Returns TSC_OK, a common status, or one of these:
/// - TSC_ERROR_INVALID_ARGUMENT: `page_size` is not from 1 to 1000.
/// - TSC_ERROR_INVALID_STATE: reading of the list has begun.
///
/// Blocks: no. Threads: one at a time for a list. Since: 0.1.0.
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

/// Sets how many pages are fetched ahead of the one that is read, at the same time.
///
/// - `pages`: 0 to 8; 0 by default, which means that each page is fetched when it is needed.
///
/// With 4 pages a list is read in about a third of the time, if the time is that of the
/// network. The items, their order and the errors are the same. The pages are fetched by
/// threads of the library, with all signals blocked, which begin when the second page is needed
/// and end when enough pages are ahead; a list of one page has none. If threads cannot be
/// started, or 32 run in the process, pages are fetched when they are needed. The pages ahead
/// take at most 128 MiB together; one that is larger than its part of that is fetched when it
/// is needed.
///
/// Returns TSC_OK, a common status, or one of these:
/// - TSC_ERROR_INVALID_ARGUMENT: `pages` is more than 8.
/// - TSC_ERROR_INVALID_STATE: reading of the list has begun.
///
/// Blocks: no. Threads: one at a time for a list. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_list_set_lookahead(
    list: *mut tsc_list,
    pages: u32,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe { call(error, || with_list(list, |list| list.set_lookahead(pages))) }
}

/// Adds a condition that the items must meet. If there are several, they must meet all of them.
///
/// - `field`: the name of a field, such as "name" or "updatedAt". Tableau's REST API reference
///   says which fields each list has.
/// - `op`: the operator: "eq", "gt", "gte", "lt", "lte", "in", "has" or "cieq".
/// - `value`: the value, any UTF-8, not percent-encoded. "[one,two]" for "in". Tableau treats
///   commas and ampersands in a value as separators, even if they are encoded; where a server
///   does not find such a value, "*" in their place matches any text.
///
/// Returns TSC_OK, a common status, or one of these:
/// - TSC_ERROR_INVALID_ARGUMENT: `field` is not a valid name, or `op` is another operator.
/// - TSC_ERROR_INVALID_STATE: reading of the list has begun.
///
/// Blocks: no. Threads: one at a time for a list. Since: 0.1.0.
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

/// Adds a sort key. The list is sorted by the first key that was added, then by the second, and
/// so on.
///
/// - `field`: the name of a field, such as "name" or "updatedAt". Tableau's REST API reference
///   says which fields each list has.
/// - `descending`: 0: ascending. Any other value: descending.
///
/// Returns TSC_OK, a common status, or one of these:
/// - TSC_ERROR_INVALID_ARGUMENT: `field` is not a valid name.
/// - TSC_ERROR_INVALID_STATE: reading of the list has begun.
///
/// Blocks: no. Threads: one at a time for a list. Since: 0.1.0.
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

/// Sets another parameter of the query, such as "fields" to "_all_".
///
/// - `name`: the name of the parameter. A parameter that was set before is replaced. pageSize,
///   pageNumber, filter and sort are refused; there are other functions for them.
/// - `value`: the value, any UTF-8, not percent-encoded.
///
/// Returns TSC_OK, a common status, or one of these:
/// - TSC_ERROR_INVALID_ARGUMENT: the name is empty or one of these four, or the parameters
///   exceed 64 KiB in total.
/// - TSC_ERROR_INVALID_STATE: reading of the list has begun.
///
/// Blocks: no. Threads: one at a time for a list. Since: 0.1.0.
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

/// Sets a header of the list's requests.
///
/// - `name`: the name of the header; upper and lower case are the same. A header that was set
///   before is replaced.
/// - `value`: the value, sent byte for byte. May be NULL: the header is removed.
///
/// Returns TSC_OK, a common status, or one of these:
/// - TSC_ERROR_INVALID_ARGUMENT: the name or the value is not allowed in a header, the
///   library sets a header of that name itself (X-Tableau-Auth, Host, Content-Length and the
///   like), or all headers exceed 32 KiB or 100.
/// - TSC_ERROR_INVALID_STATE: reading of the list has begun.
///
/// It replaces a header of the same name that tsc_server_set_header sets, and the library's
/// own Accept, which is application/xml.
///
/// Blocks: no. Threads: one at a time for a list. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_list_set_header(
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
                list.set_header(name, optional_text(value, "value")?)
            })
        })
    }
}
