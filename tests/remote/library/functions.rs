// Generated from include/tsc.h by scripts/bind; do not edit.
//! Each function asks the driver. Their contracts are those of the functions in `tsc.h`.

#![allow(
    clippy::undocumented_unsafe_blocks,
    clippy::too_many_arguments,
    dead_code,
    unused_imports,
    reason = "each function passes its arguments on; not everything is used"
)]

use super::call::*;
use std::ffi::{c_char, c_void};

pub use tsc::capi::{
    tsc_cancellation,
    tsc_error,
    tsc_list,
    tsc_node,
    tsc_request,
    tsc_response,
    tsc_server,
    tsc_server_info,
    tsc_session,
    tsc_status,
    TSC_EVENT_REQUEST,
    TSC_EVENT_REDIRECT,
    TSC_EVENT_RETRY,
    TSC_EVENT_CONNECTION,
    TSC_EVENT_SIGN_IN,
    TSC_EVENT_RENEWAL,
    TSC_EVENT_SWITCH_SITE,
    TSC_EVENT_SIGN_OUT,
    TSC_OK,
    TSC_ERROR_INVALID_ARGUMENT,
    TSC_ERROR_INTERNAL,
    TSC_ERROR_CANCELLED,
    TSC_ERROR_TIMEOUT,
    TSC_ERROR_RESOLVE,
    TSC_ERROR_CONNECT,
    TSC_ERROR_PROXY,
    TSC_ERROR_TLS,
    TSC_ERROR_CERTIFICATE,
    TSC_ERROR_CA_PATH,
    TSC_ERROR_REDIRECT,
    TSC_ERROR_PROTOCOL,
    TSC_ERROR_UNSUPPORTED_VERSION,
    TSC_ERROR_INVALID_STATE,
    TSC_ERROR_TOO_LARGE,
    TSC_ERROR_INSECURE,
    TSC_ERROR_ABORTED,
    TSC_ERROR_NO_MEMORY,
    TSC_ERROR_BAD_REQUEST,
    TSC_ERROR_SIGN_IN_FAILED,
    TSC_ERROR_NOT_SIGNED_IN,
    TSC_ERROR_SESSION_EXPIRED,
    TSC_ERROR_FORBIDDEN,
    TSC_ERROR_NOT_FOUND,
    TSC_ERROR_METHOD_NOT_ALLOWED,
    TSC_ERROR_CONFLICT,
    TSC_ERROR_RATE_LIMITED,
    TSC_ERROR_SERVER,
    TSC_ERROR_HTTP,
};

pub unsafe fn tsc_cancellation_cancel(cancellation: *mut tsc_cancellation) {
    unsafe { call("tsc_cancellation_cancel", &[&Input(cancellation)]) };
}

pub unsafe fn tsc_cancellation_free(cancellation: *mut tsc_cancellation) {
    unsafe { call("tsc_cancellation_free", &[&Input(cancellation)]) };
}

pub unsafe fn tsc_cancellation_is_cancelled(cancellation: *const tsc_cancellation) -> i32 {
    unsafe { call("tsc_cancellation_is_cancelled", &[&Input(cancellation)]) }.word()
}

pub fn tsc_cancellation_new() -> *mut tsc_cancellation {
    unsafe { call("tsc_cancellation_new", &[]) }.word()
}

pub fn tsc_cancellation_new_with_timeout(timeout_ms: u32) -> *mut tsc_cancellation {
    unsafe { call("tsc_cancellation_new_with_timeout", &[&Input(timeout_ms)]) }.word()
}

pub unsafe fn tsc_error_detail(error: *const tsc_error) -> *const c_char {
    unsafe { call("tsc_error_detail", &[&Input(error)]) }.text()
}

pub unsafe fn tsc_error_free(error: *mut tsc_error) {
    unsafe { call("tsc_error_free", &[&Input(error)]) };
}

pub unsafe fn tsc_error_http_status(error: *const tsc_error) -> i32 {
    unsafe { call("tsc_error_http_status", &[&Input(error)]) }.word()
}

pub unsafe fn tsc_error_is_transient(error: *const tsc_error) -> i32 {
    unsafe { call("tsc_error_is_transient", &[&Input(error)]) }.word()
}

pub unsafe fn tsc_error_message(error: *const tsc_error) -> *const c_char {
    unsafe { call("tsc_error_message", &[&Input(error)]) }.text()
}

pub unsafe fn tsc_error_response(error: *const tsc_error) -> *const tsc_response {
    unsafe { call("tsc_error_response", &[&Input(error)]) }.word()
}

pub unsafe fn tsc_error_retry_after(error: *const tsc_error) -> i64 {
    unsafe { call("tsc_error_retry_after", &[&Input(error)]) }.word()
}

pub unsafe fn tsc_error_status(error: *const tsc_error) -> tsc_status {
    unsafe { call("tsc_error_status", &[&Input(error)]) }.word()
}

pub unsafe fn tsc_error_summary(error: *const tsc_error) -> *const c_char {
    unsafe { call("tsc_error_summary", &[&Input(error)]) }.text()
}

pub unsafe fn tsc_error_tableau_code(error: *const tsc_error) -> *const c_char {
    unsafe { call("tsc_error_tableau_code", &[&Input(error)]) }.text()
}

pub unsafe fn tsc_list_add_filter(
    list: *mut tsc_list,
    field: *const c_char,
    op: *const c_char,
    value: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_list_add_filter", &[&Input(list), &Text(field), &Text(op), &Text(value), &Output(error)]) }.word()
}

pub unsafe fn tsc_list_add_sort(
    list: *mut tsc_list,
    field: *const c_char,
    descending: i32,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_list_add_sort", &[&Input(list), &Text(field), &Input(descending), &Output(error)]) }.word()
}

pub unsafe fn tsc_list_free(list: *mut tsc_list) {
    unsafe { call("tsc_list_free", &[&Input(list)]) };
}

pub unsafe fn tsc_list_next(
    list: *mut tsc_list,
    cancellation: *mut tsc_cancellation,
    node: *mut *const tsc_node,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_list_next", &[&Input(list), &Input(cancellation), &Output(node), &Output(error)]) }.word()
}

pub unsafe fn tsc_list_next_page(
    list: *mut tsc_list,
    cancellation: *mut tsc_cancellation,
    block: *mut *const u8,
    length: *mut usize,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_list_next_page", &[&Input(list), &Input(cancellation), &OutputBytes(block), &Output(length), &Output(error)]) }.word()
}

pub unsafe fn tsc_list_set_header(
    list: *mut tsc_list,
    name: *const c_char,
    value: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_list_set_header", &[&Input(list), &Text(name), &Text(value), &Output(error)]) }.word()
}

pub unsafe fn tsc_list_set_lookahead(
    list: *mut tsc_list,
    pages: u32,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_list_set_lookahead", &[&Input(list), &Input(pages), &Output(error)]) }.word()
}

pub unsafe fn tsc_list_set_page_size(
    list: *mut tsc_list,
    page_size: u32,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_list_set_page_size", &[&Input(list), &Input(page_size), &Output(error)]) }.word()
}

pub unsafe fn tsc_list_set_parameter(
    list: *mut tsc_list,
    name: *const c_char,
    value: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_list_set_parameter", &[&Input(list), &Text(name), &Text(value), &Output(error)]) }.word()
}

pub unsafe fn tsc_list_total_available(
    list: *mut tsc_list,
    cancellation: *mut tsc_cancellation,
    total: *mut u64,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_list_total_available", &[&Input(list), &Input(cancellation), &Output(total), &Output(error)]) }.word()
}

pub unsafe fn tsc_node_attribute(node: *const tsc_node, name: *const c_char) -> *const c_char {
    unsafe { call("tsc_node_attribute", &[&Input(node), &Text(name)]) }.text()
}

pub unsafe fn tsc_node_attribute_count(node: *const tsc_node) -> usize {
    unsafe { call("tsc_node_attribute_count", &[&Input(node)]) }.word()
}

pub unsafe fn tsc_node_attribute_name_at(node: *const tsc_node, index: usize) -> *const c_char {
    unsafe { call("tsc_node_attribute_name_at", &[&Input(node), &Input(index)]) }.text()
}

pub unsafe fn tsc_node_attribute_value_at(node: *const tsc_node, index: usize) -> *const c_char {
    unsafe { call("tsc_node_attribute_value_at", &[&Input(node), &Input(index)]) }.text()
}

pub unsafe fn tsc_node_block(
    node: *const tsc_node,
    length: *mut usize,
    offset: *mut usize,
) -> *const u8 {
    unsafe { call("tsc_node_block", &[&Input(node), &Output(length), &Output(offset)]) }.bytes()
}

pub unsafe fn tsc_node_child(node: *const tsc_node, name: *const c_char) -> *const tsc_node {
    unsafe { call("tsc_node_child", &[&Input(node), &Text(name)]) }.word()
}

pub unsafe fn tsc_node_child_at(node: *const tsc_node, index: usize) -> *const tsc_node {
    unsafe { call("tsc_node_child_at", &[&Input(node), &Input(index)]) }.word()
}

pub unsafe fn tsc_node_child_count(node: *const tsc_node) -> usize {
    unsafe { call("tsc_node_child_count", &[&Input(node)]) }.word()
}

pub unsafe fn tsc_node_name(node: *const tsc_node) -> *const c_char {
    unsafe { call("tsc_node_name", &[&Input(node)]) }.text()
}

pub unsafe fn tsc_node_text(node: *const tsc_node) -> *const c_char {
    unsafe { call("tsc_node_text", &[&Input(node)]) }.text()
}

pub unsafe fn tsc_request_free(request: *mut tsc_request) {
    unsafe { call("tsc_request_free", &[&Input(request)]) };
}

pub unsafe fn tsc_request_send(
    request: *mut tsc_request,
    cancellation: *mut tsc_cancellation,
    response: *mut *mut tsc_response,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_request_send", &[&Input(request), &Input(cancellation), &Output(response), &Output(error)]) }.word()
}

pub unsafe fn tsc_request_set_body(
    request: *mut tsc_request,
    content_type: *const c_char,
    data: *const c_void,
    length: usize,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_request_set_body", &[&Input(request), &Text(content_type), &Bytes(data.cast(), length), &Output(error)]) }.word()
}

pub unsafe fn tsc_request_set_header(
    request: *mut tsc_request,
    name: *const c_char,
    value: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_request_set_header", &[&Input(request), &Text(name), &Text(value), &Output(error)]) }.word()
}

pub unsafe fn tsc_request_set_max_response_size(
    request: *mut tsc_request,
    bytes: u64,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_request_set_max_response_size", &[&Input(request), &Input(bytes), &Output(error)]) }.word()
}

pub unsafe fn tsc_request_set_parameter(
    request: *mut tsc_request,
    name: *const c_char,
    value: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_request_set_parameter", &[&Input(request), &Text(name), &Text(value), &Output(error)]) }.word()
}

pub unsafe fn tsc_request_set_repeatable(
    request: *mut tsc_request,
    repeatable: i32,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_request_set_repeatable", &[&Input(request), &Input(repeatable), &Output(error)]) }.word()
}

pub unsafe fn tsc_request_set_timeouts(
    request: *mut tsc_request,
    read_ms: u32,
    total_ms: u32,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_request_set_timeouts", &[&Input(request), &Input(read_ms), &Input(total_ms), &Output(error)]) }.word()
}

pub unsafe fn tsc_response_body(response: *const tsc_response, length: *mut usize) -> *const u8 {
    unsafe { call("tsc_response_body", &[&Input(response), &Output(length)]) }.bytes()
}

pub unsafe fn tsc_response_free(response: *mut tsc_response) {
    unsafe { call("tsc_response_free", &[&Input(response)]) };
}

pub unsafe fn tsc_response_header(
    response: *const tsc_response,
    name: *const c_char,
) -> *const c_char {
    unsafe { call("tsc_response_header", &[&Input(response), &Text(name)]) }.text()
}

pub unsafe fn tsc_response_header_count(response: *const tsc_response) -> usize {
    unsafe { call("tsc_response_header_count", &[&Input(response)]) }.word()
}

pub unsafe fn tsc_response_header_name_at(
    response: *const tsc_response,
    index: usize,
) -> *const c_char {
    unsafe { call("tsc_response_header_name_at", &[&Input(response), &Input(index)]) }.text()
}

pub unsafe fn tsc_response_header_value_at(
    response: *const tsc_response,
    index: usize,
) -> *const c_char {
    unsafe { call("tsc_response_header_value_at", &[&Input(response), &Input(index)]) }.text()
}

pub unsafe fn tsc_response_root(response: *const tsc_response) -> *const tsc_node {
    unsafe { call("tsc_response_root", &[&Input(response)]) }.word()
}

pub unsafe fn tsc_response_status(response: *const tsc_response) -> i32 {
    unsafe { call("tsc_response_status", &[&Input(response)]) }.word()
}

pub unsafe fn tsc_server_close_idle_connections(server: *mut tsc_server) {
    unsafe { call("tsc_server_close_idle_connections", &[&Input(server)]) };
}

pub unsafe fn tsc_server_free(server: *mut tsc_server) {
    unsafe { call("tsc_server_free", &[&Input(server)]) };
}

pub unsafe fn tsc_server_get_info(
    server: *mut tsc_server,
    cancellation: *mut tsc_cancellation,
    info: *mut *mut tsc_server_info,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_server_get_info", &[&Input(server), &Input(cancellation), &Output(info), &Output(error)]) }.word()
}

pub unsafe fn tsc_server_info_api_version(info: *const tsc_server_info) -> *const c_char {
    unsafe { call("tsc_server_info_api_version", &[&Input(info)]) }.text()
}

pub unsafe fn tsc_server_info_build(info: *const tsc_server_info) -> *const c_char {
    unsafe { call("tsc_server_info_build", &[&Input(info)]) }.text()
}

pub unsafe fn tsc_server_info_free(info: *mut tsc_server_info) {
    unsafe { call("tsc_server_info_free", &[&Input(info)]) };
}

pub unsafe fn tsc_server_info_product_version(info: *const tsc_server_info) -> *const c_char {
    unsafe { call("tsc_server_info_product_version", &[&Input(info)]) }.text()
}

pub unsafe fn tsc_server_new(
    url: *const c_char,
    server: *mut *mut tsc_server,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_server_new", &[&Text(url), &Output(server), &Output(error)]) }.word()
}

pub unsafe fn tsc_server_new_with_environment(
    url: *const c_char,
    environment: *const *mut c_char,
    server: *mut *mut tsc_server,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_server_new_with_environment", &[&Text(url), &Texts(environment), &Output(server), &Output(error)]) }.word()
}

pub unsafe fn tsc_server_resume_session(
    server: *mut tsc_server,
    token: *const c_char,
    cancellation: *mut tsc_cancellation,
    session: *mut *mut tsc_session,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_server_resume_session", &[&Input(server), &Text(token), &Input(cancellation), &Output(session), &Output(error)]) }.word()
}

pub unsafe fn tsc_server_set_allow_http(
    server: *mut tsc_server,
    allow: i32,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_server_set_allow_http", &[&Input(server), &Input(allow), &Output(error)]) }.word()
}

pub unsafe fn tsc_server_set_api_version(
    server: *mut tsc_server,
    version: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_server_set_api_version", &[&Input(server), &Text(version), &Output(error)]) }.word()
}

pub unsafe fn tsc_server_set_ca_path(
    server: *mut tsc_server,
    path: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_server_set_ca_path", &[&Input(server), &Text(path), &Output(error)]) }.word()
}

pub unsafe fn tsc_server_set_ca_pem(
    server: *mut tsc_server,
    pem: *const c_char,
    length: usize,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_server_set_ca_pem", &[&Input(server), &Bytes(pem.cast(), length), &Output(error)]) }.word()
}

pub unsafe fn tsc_server_set_client_certificate(
    server: *mut tsc_server,
    cert_path: *const c_char,
    key_path: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_server_set_client_certificate", &[&Input(server), &Text(cert_path), &Text(key_path), &Output(error)]) }.word()
}

pub unsafe fn tsc_server_set_client_certificate_pem(
    server: *mut tsc_server,
    pem: *const c_char,
    length: usize,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_server_set_client_certificate_pem", &[&Input(server), &Bytes(pem.cast(), length), &Output(error)]) }.word()
}

pub unsafe fn tsc_server_set_header(
    server: *mut tsc_server,
    name: *const c_char,
    value: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_server_set_header", &[&Input(server), &Text(name), &Text(value), &Output(error)]) }.word()
}

pub unsafe fn tsc_server_set_proxy(
    server: *mut tsc_server,
    proxy_url: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_server_set_proxy", &[&Input(server), &Text(proxy_url), &Output(error)]) }.word()
}

pub unsafe fn tsc_server_set_renewal(
    server: *mut tsc_server,
    renew: i32,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_server_set_renewal", &[&Input(server), &Input(renew), &Output(error)]) }.word()
}

pub unsafe fn tsc_server_set_retry(
    server: *mut tsc_server,
    attempts: u32,
    longest_wait_ms: u32,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_server_set_retry", &[&Input(server), &Input(attempts), &Input(longest_wait_ms), &Output(error)]) }.word()
}

pub unsafe fn tsc_server_set_timeouts(
    server: *mut tsc_server,
    connect_ms: u32,
    read_ms: u32,
    total_ms: u32,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_server_set_timeouts", &[&Input(server), &Input(connect_ms), &Input(read_ms), &Input(total_ms), &Output(error)]) }.word()
}

pub unsafe fn tsc_server_set_user_agent(
    server: *mut tsc_server,
    product: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_server_set_user_agent", &[&Input(server), &Text(product), &Output(error)]) }.word()
}

pub unsafe fn tsc_server_set_verify(
    server: *mut tsc_server,
    verify: i32,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_server_set_verify", &[&Input(server), &Input(verify), &Output(error)]) }.word()
}

pub unsafe fn tsc_server_sign_in_with_connected_app(
    server: *mut tsc_server,
    client_id: *const c_char,
    secret_id: *const c_char,
    secret_value: *const c_char,
    username: *const c_char,
    scopes: *const c_char,
    site: *const c_char,
    impersonated_user_id: *const c_char,
    cancellation: *mut tsc_cancellation,
    session: *mut *mut tsc_session,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_server_sign_in_with_connected_app", &[&Input(server), &Text(client_id), &Text(secret_id), &Text(secret_value), &Text(username), &Text(scopes), &Text(site), &Text(impersonated_user_id), &Input(cancellation), &Output(session), &Output(error)]) }.word()
}

pub unsafe fn tsc_server_sign_in_with_json_web_token(
    server: *mut tsc_server,
    jwt: *const c_char,
    site: *const c_char,
    impersonated_user_id: *const c_char,
    cancellation: *mut tsc_cancellation,
    session: *mut *mut tsc_session,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_server_sign_in_with_json_web_token", &[&Input(server), &Text(jwt), &Text(site), &Text(impersonated_user_id), &Input(cancellation), &Output(session), &Output(error)]) }.word()
}

pub unsafe fn tsc_server_sign_in_with_password(
    server: *mut tsc_server,
    username: *const c_char,
    password: *const c_char,
    site: *const c_char,
    impersonated_user_id: *const c_char,
    cancellation: *mut tsc_cancellation,
    session: *mut *mut tsc_session,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_server_sign_in_with_password", &[&Input(server), &Text(username), &Text(password), &Text(site), &Text(impersonated_user_id), &Input(cancellation), &Output(session), &Output(error)]) }.word()
}

pub unsafe fn tsc_server_sign_in_with_personal_access_token(
    server: *mut tsc_server,
    token_name: *const c_char,
    token_value: *const c_char,
    site: *const c_char,
    impersonated_user_id: *const c_char,
    cancellation: *mut tsc_cancellation,
    session: *mut *mut tsc_session,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_server_sign_in_with_personal_access_token", &[&Input(server), &Text(token_name), &Text(token_value), &Text(site), &Text(impersonated_user_id), &Input(cancellation), &Output(session), &Output(error)]) }.word()
}

pub unsafe fn tsc_server_sign_in_with_unified_access_token(
    server: *mut tsc_server,
    jwt: *const c_char,
    site: *const c_char,
    cancellation: *mut tsc_cancellation,
    session: *mut *mut tsc_session,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_server_sign_in_with_unified_access_token", &[&Input(server), &Text(jwt), &Text(site), &Input(cancellation), &Output(session), &Output(error)]) }.word()
}

pub unsafe fn tsc_server_url(server: *const tsc_server) -> *const c_char {
    unsafe { call("tsc_server_url", &[&Input(server)]) }.text()
}

pub unsafe fn tsc_session_api_version(session: *const tsc_session) -> *const c_char {
    unsafe { call("tsc_session_api_version", &[&Input(session)]) }.text()
}

pub unsafe fn tsc_session_estimated_time_to_expiration(
    session: *const tsc_session,
) -> *const c_char {
    unsafe { call("tsc_session_estimated_time_to_expiration", &[&Input(session)]) }.text()
}

pub unsafe fn tsc_session_free(session: *mut tsc_session) {
    unsafe { call("tsc_session_free", &[&Input(session)]) };
}

pub unsafe fn tsc_session_is_signed_in(session: *const tsc_session) -> i32 {
    unsafe { call("tsc_session_is_signed_in", &[&Input(session)]) }.word()
}

pub unsafe fn tsc_session_list(
    session: *mut tsc_session,
    path: *const c_char,
    list: *mut *mut tsc_list,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_session_list", &[&Input(session), &Text(path), &Output(list), &Output(error)]) }.word()
}

pub unsafe fn tsc_session_request(
    session: *mut tsc_session,
    method: *const c_char,
    path: *const c_char,
    request: *mut *mut tsc_request,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_session_request", &[&Input(session), &Text(method), &Text(path), &Output(request), &Output(error)]) }.word()
}

pub unsafe fn tsc_session_revoke_server_admin_tokens(
    session: *mut tsc_session,
    cancellation: *mut tsc_cancellation,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_session_revoke_server_admin_tokens", &[&Input(session), &Input(cancellation), &Output(error)]) }.word()
}

pub unsafe fn tsc_session_server_url(session: *const tsc_session) -> *const c_char {
    unsafe { call("tsc_session_server_url", &[&Input(session)]) }.text()
}

pub unsafe fn tsc_session_sign_out(
    session: *mut tsc_session,
    cancellation: *mut tsc_cancellation,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_session_sign_out", &[&Input(session), &Input(cancellation), &Output(error)]) }.word()
}

pub unsafe fn tsc_session_site_content_url(session: *const tsc_session) -> *const c_char {
    unsafe { call("tsc_session_site_content_url", &[&Input(session)]) }.text()
}

pub unsafe fn tsc_session_site_id(session: *const tsc_session) -> *const c_char {
    unsafe { call("tsc_session_site_id", &[&Input(session)]) }.text()
}

pub unsafe fn tsc_session_switch_site(
    session: *mut tsc_session,
    site: *const c_char,
    cancellation: *mut tsc_cancellation,
    error: *mut *mut tsc_error,
) -> tsc_status {
    unsafe { call("tsc_session_switch_site", &[&Input(session), &Text(site), &Input(cancellation), &Output(error)]) }.word()
}

pub unsafe fn tsc_session_token(session: *const tsc_session) -> *const c_char {
    unsafe { call("tsc_session_token", &[&Input(session)]) }.text()
}

pub unsafe fn tsc_session_user_id(session: *const tsc_session) -> *const c_char {
    unsafe { call("tsc_session_user_id", &[&Input(session)]) }.text()
}

pub fn tsc_status_name(status: tsc_status) -> *const c_char {
    unsafe { call("tsc_status_name", &[&Input(status)]) }.text()
}

pub fn tsc_version() -> *const c_char {
    unsafe { call("tsc_version", &[]) }.text()
}

pub fn tsc_version_number() -> u32 {
    unsafe { call("tsc_version_number", &[]) }.word()
}
