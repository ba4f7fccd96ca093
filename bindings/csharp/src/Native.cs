// Generated from include/tsc.h by scripts/bind; do not edit.

using System;
using System.Runtime.InteropServices;

namespace Tsc
{
    /// <summary>
    /// The functions of tsc.h. A function that lends a string or a node takes a bare pointer: its caller
    /// holds on to the handle until the value is copied.
    /// </summary>
    internal static class Native
    {
        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void tsc_cancellation_cancel(CancellationHandle cancellation);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void tsc_cancellation_free(IntPtr cancellation);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_cancellation_is_cancelled(CancellationHandle cancellation);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern CancellationHandle tsc_cancellation_new();

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern CancellationHandle tsc_cancellation_new_with_timeout(uint timeoutMs);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_credentials_cancellation(IntPtr credentials);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_credentials_is_renewal(IntPtr credentials);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_credentials_server_url(IntPtr credentials);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_credentials_set_connected_app(
            IntPtr credentials, byte[] clientId, byte[] secretId, byte[] secretValue, byte[] username,
            byte[] scopes, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_credentials_set_impersonated_user_id(
            IntPtr credentials, byte[] userId, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_credentials_set_json_web_token(
            IntPtr credentials, byte[] jwt, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_credentials_set_message(
            IntPtr credentials, byte[] message, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_credentials_set_password(
            IntPtr credentials, byte[] username, byte[] password, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_credentials_set_personal_access_token(
            IntPtr credentials, byte[] name, byte[] value, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_credentials_set_unified_access_token(
            IntPtr credentials, byte[] jwt, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_credentials_site(IntPtr credentials);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_error_detail(IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void tsc_error_free(IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_error_http_status(IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_error_is_transient(IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_error_message(IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_error_response(IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern long tsc_error_retry_after(IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_error_status(IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_error_summary(IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_error_tableau_code(IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern uint tsc_event_attempt(IntPtr @event);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern ulong tsc_event_duration_us(IntPtr @event);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_event_http_status(IntPtr @event);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_event_is_reused_connection(IntPtr @event);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_event_kind(IntPtr @event);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_event_message(IntPtr @event);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_event_method(IntPtr @event);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern ulong tsc_event_received(IntPtr @event);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_event_request_id(IntPtr @event);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern ulong tsc_event_sent(IntPtr @event);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern ulong tsc_event_session(IntPtr @event);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_event_status(IntPtr @event);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern long tsc_event_time(IntPtr @event);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_event_url(IntPtr @event);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern ulong tsc_event_wait_ms(IntPtr @event);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_list_add_filter(
            ListHandle list, byte[] field, byte[] op, byte[] value, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_list_add_sort(
            ListHandle list, byte[] field, int descending, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void tsc_list_free(IntPtr list);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_list_next(
            ListHandle list, CancellationHandle cancellation, out IntPtr node, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_list_next_page(
            ListHandle list, CancellationHandle cancellation, out IntPtr block, out UIntPtr length,
            out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_list_set_header(
            ListHandle list, byte[] name, byte[] value, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_list_set_lookahead(ListHandle list, uint pages, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_list_set_page_size(ListHandle list, uint pageSize, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_list_set_parameter(
            ListHandle list, byte[] name, byte[] value, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_list_total_available(
            ListHandle list, CancellationHandle cancellation, out ulong total, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_node_attribute(IntPtr node, byte[] name);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern UIntPtr tsc_node_attribute_count(IntPtr node);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_node_attribute_name_at(IntPtr node, UIntPtr index);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_node_attribute_value_at(IntPtr node, UIntPtr index);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_node_block(IntPtr node, out UIntPtr length, out UIntPtr offset);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_node_child(IntPtr node, byte[] name);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_node_child_at(IntPtr node, UIntPtr index);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern UIntPtr tsc_node_child_count(IntPtr node);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_node_name(IntPtr node);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_node_text(IntPtr node);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void tsc_request_free(IntPtr request);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_request_send(
            RequestHandle request, CancellationHandle cancellation, out ResponseHandle response,
            out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_request_set_body(
            RequestHandle request, byte[] contentType, byte[] data, UIntPtr length, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_request_set_header(
            RequestHandle request, byte[] name, byte[] value, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_request_set_max_response_size(
            RequestHandle request, ulong bytes, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_request_set_parameter(
            RequestHandle request, byte[] name, byte[] value, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_request_set_repeatable(
            RequestHandle request, int repeatable, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_request_set_timeouts(
            RequestHandle request, uint readMs, uint totalMs, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_response_body(IntPtr response, out UIntPtr length);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void tsc_response_free(IntPtr response);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_response_header(IntPtr response, byte[] name);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern UIntPtr tsc_response_header_count(IntPtr response);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_response_header_name_at(IntPtr response, UIntPtr index);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_response_header_value_at(IntPtr response, UIntPtr index);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_response_root(IntPtr response);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_response_status(IntPtr response);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void tsc_server_close_idle_connections(ServerHandle server);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void tsc_server_free(IntPtr server);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_get_info(
            ServerHandle server, CancellationHandle cancellation, out IntPtr info, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_server_info_api_version(IntPtr info);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_server_info_build(IntPtr info);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void tsc_server_info_free(IntPtr info);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_server_info_product_version(IntPtr info);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_new(byte[] url, out ServerHandle server, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_new_with_environment(
            byte[] url, IntPtr[] environment, out ServerHandle server, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_resume_session(
            ServerHandle server, byte[] token, CancellationHandle cancellation, out SessionHandle session,
            out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_set_allow_http(
            ServerHandle server, int allow, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_set_api_version(
            ServerHandle server, byte[] version, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_set_ca_path(ServerHandle server, byte[] path, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_set_ca_pem(
            ServerHandle server, byte[] pem, UIntPtr length, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_set_client_certificate(
            ServerHandle server, byte[] certPath, byte[] keyPath, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_set_client_certificate_pem(
            ServerHandle server, byte[] pem, UIntPtr length, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_set_event_callback(
            ServerHandle server, IntPtr callback, IntPtr userData, IntPtr freeUserData, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_set_header(
            ServerHandle server, byte[] name, byte[] value, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_set_proxy(
            ServerHandle server, byte[] proxyUrl, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_set_renewal(ServerHandle server, int renew, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_set_retry(
            ServerHandle server, uint attempts, uint longestWaitMs, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_set_timeouts(
            ServerHandle server, uint connectMs, uint readMs, uint totalMs, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_set_user_agent(
            ServerHandle server, byte[] product, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_set_verify(ServerHandle server, int verify, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_sign_in_with_callback(
            ServerHandle server, IntPtr callback, IntPtr userData, IntPtr freeUserData, byte[] site,
            CancellationHandle cancellation, out SessionHandle session, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_sign_in_with_connected_app(
            ServerHandle server, byte[] clientId, byte[] secretId, byte[] secretValue, byte[] username,
            byte[] scopes, byte[] site, byte[] impersonatedUserId, CancellationHandle cancellation,
            out SessionHandle session, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_sign_in_with_json_web_token(
            ServerHandle server, byte[] jwt, byte[] site, byte[] impersonatedUserId,
            CancellationHandle cancellation, out SessionHandle session, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_sign_in_with_password(
            ServerHandle server, byte[] username, byte[] password, byte[] site, byte[] impersonatedUserId,
            CancellationHandle cancellation, out SessionHandle session, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_sign_in_with_personal_access_token(
            ServerHandle server, byte[] tokenName, byte[] tokenValue, byte[] site, byte[] impersonatedUserId,
            CancellationHandle cancellation, out SessionHandle session, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_server_sign_in_with_unified_access_token(
            ServerHandle server, byte[] jwt, byte[] site, CancellationHandle cancellation,
            out SessionHandle session, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_server_url(IntPtr server);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_session_api_version(IntPtr session);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_session_estimated_time_to_expiration(IntPtr session);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void tsc_session_free(IntPtr session);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_session_is_signed_in(SessionHandle session);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_session_list(
            SessionHandle session, byte[] path, out ListHandle list, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_session_request(
            SessionHandle session, byte[] method, byte[] path, out RequestHandle request, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_session_revoke_server_admin_tokens(
            SessionHandle session, CancellationHandle cancellation, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_session_server_url(IntPtr session);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_session_sign_out(
            SessionHandle session, CancellationHandle cancellation, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_session_site_content_url(IntPtr session);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_session_site_id(IntPtr session);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int tsc_session_switch_site(
            SessionHandle session, byte[] site, CancellationHandle cancellation, out IntPtr error);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_session_token(IntPtr session);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_session_user_id(IntPtr session);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_status_name(int status);

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr tsc_version();

        [DllImport(Loader.Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern uint tsc_version_number();
    }
}
