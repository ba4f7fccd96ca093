// Generated from include/tsc.h by scripts/bind; do not edit.

package io.github.libtsc;

import com.sun.jna.Pointer;

/**
 * The functions of tsc.h, as JNA's direct mapping calls them; {@link Loader} finds the library.
 *
 * <p>Strings that come out are copied within the call that asks for them: JNA makes them of the
 * bytes, as UTF-8. Strings that go in are bytes of {@link Arguments}.
 *
 * <p>{@code size_t} is a long: JVMs of 64 bits alone are supported. The pointers of nodes and of
 * their strings are longs too, because an item of a list takes fifty calls: a JNA Pointer takes
 * three times as long, and a String that JNA makes seven.
 */
final class Libtsc {
  static {
    Loader.register(Libtsc.class);
  }

  private Libtsc() {}

  static native void tsc_cancellation_cancel(Pointer cancellation);

  static native void tsc_cancellation_free(Pointer cancellation);

  static native int tsc_cancellation_is_cancelled(Pointer cancellation);

  static native Pointer tsc_cancellation_new();

  static native Pointer tsc_cancellation_new_with_timeout(int timeoutMs);

  static native Pointer tsc_credentials_cancellation(Pointer credentials);

  static native int tsc_credentials_is_renewal(Pointer credentials);

  static native String tsc_credentials_server_url(Pointer credentials);

  static native int tsc_credentials_set_connected_app(
      Pointer credentials,
      Pointer clientId,
      Pointer secretId,
      Pointer secretValue,
      Pointer username,
      Pointer scopes,
      Pointer error);

  static native int tsc_credentials_set_impersonated_user_id(
      Pointer credentials, Pointer userId, Pointer error);

  static native int tsc_credentials_set_json_web_token(
      Pointer credentials, Pointer jwt, Pointer error);

  static native int tsc_credentials_set_message(
      Pointer credentials, Pointer message, Pointer error);

  static native int tsc_credentials_set_password(
      Pointer credentials, Pointer username, Pointer password, Pointer error);

  static native int tsc_credentials_set_personal_access_token(
      Pointer credentials, Pointer name, Pointer value, Pointer error);

  static native int tsc_credentials_set_unified_access_token(
      Pointer credentials, Pointer jwt, Pointer error);

  static native String tsc_credentials_site(Pointer credentials);

  static native String tsc_error_detail(Pointer error);

  static native void tsc_error_free(Pointer error);

  static native int tsc_error_http_status(Pointer error);

  static native int tsc_error_is_transient(Pointer error);

  static native String tsc_error_message(Pointer error);

  static native Pointer tsc_error_response(Pointer error);

  static native long tsc_error_retry_after(Pointer error);

  static native int tsc_error_status(Pointer error);

  static native String tsc_error_summary(Pointer error);

  static native String tsc_error_tableau_code(Pointer error);

  static native int tsc_event_attempt(Pointer event);

  static native long tsc_event_duration_us(Pointer event);

  static native int tsc_event_http_status(Pointer event);

  static native int tsc_event_is_reused_connection(Pointer event);

  static native int tsc_event_kind(Pointer event);

  static native String tsc_event_message(Pointer event);

  static native String tsc_event_method(Pointer event);

  static native long tsc_event_received(Pointer event);

  static native String tsc_event_request_id(Pointer event);

  static native long tsc_event_sent(Pointer event);

  static native long tsc_event_session(Pointer event);

  static native int tsc_event_status(Pointer event);

  static native long tsc_event_time(Pointer event);

  static native String tsc_event_url(Pointer event);

  static native long tsc_event_wait_ms(Pointer event);

  static native int tsc_list_add_filter(
      Pointer list, Pointer field, Pointer op, Pointer value, Pointer error);

  static native int tsc_list_add_sort(Pointer list, Pointer field, int descending, Pointer error);

  static native void tsc_list_free(Pointer list);

  static native int tsc_list_next(Pointer list, Pointer cancellation, Pointer node, Pointer error);

  static native int tsc_list_next_page(
      Pointer list, Pointer cancellation, Pointer block, Pointer length, Pointer error);

  static native int tsc_list_set_header(Pointer list, Pointer name, Pointer value, Pointer error);

  static native int tsc_list_set_lookahead(Pointer list, int pages, Pointer error);

  static native int tsc_list_set_page_size(Pointer list, int pageSize, Pointer error);

  static native int tsc_list_set_parameter(
      Pointer list, Pointer name, Pointer value, Pointer error);

  static native int tsc_list_total_available(
      Pointer list, Pointer cancellation, Pointer total, Pointer error);

  static native long tsc_node_attribute(long node, Pointer name);

  static native long tsc_node_attribute_count(long node);

  static native long tsc_node_attribute_name_at(long node, long index);

  static native long tsc_node_attribute_value_at(long node, long index);

  static native Pointer tsc_node_block(long node, Pointer length, Pointer offset);

  static native long tsc_node_child(long node, Pointer name);

  static native long tsc_node_child_at(long node, long index);

  static native long tsc_node_child_count(long node);

  static native long tsc_node_name(long node);

  static native long tsc_node_text(long node);

  static native void tsc_request_free(Pointer request);

  static native int tsc_request_send(
      Pointer request, Pointer cancellation, Pointer response, Pointer error);

  static native int tsc_request_set_body(
      Pointer request, Pointer contentType, Pointer data, long length, Pointer error);

  static native int tsc_request_set_header(
      Pointer request, Pointer name, Pointer value, Pointer error);

  static native int tsc_request_set_max_response_size(Pointer request, long bytes, Pointer error);

  static native int tsc_request_set_parameter(
      Pointer request, Pointer name, Pointer value, Pointer error);

  static native int tsc_request_set_repeatable(Pointer request, int repeatable, Pointer error);

  static native int tsc_request_set_timeouts(
      Pointer request, int readMs, int totalMs, Pointer error);

  static native Pointer tsc_response_body(Pointer response, Pointer length);

  static native void tsc_response_free(Pointer response);

  static native String tsc_response_header(Pointer response, Pointer name);

  static native long tsc_response_header_count(Pointer response);

  static native String tsc_response_header_name_at(Pointer response, long index);

  static native String tsc_response_header_value_at(Pointer response, long index);

  static native long tsc_response_root(Pointer response);

  static native int tsc_response_status(Pointer response);

  static native void tsc_server_close_idle_connections(Pointer server);

  static native void tsc_server_free(Pointer server);

  static native int tsc_server_get_info(
      Pointer server, Pointer cancellation, Pointer info, Pointer error);

  static native String tsc_server_info_api_version(Pointer info);

  static native String tsc_server_info_build(Pointer info);

  static native void tsc_server_info_free(Pointer info);

  static native String tsc_server_info_product_version(Pointer info);

  static native int tsc_server_new(Pointer url, Pointer server, Pointer error);

  static native int tsc_server_new_with_environment(
      Pointer url, Pointer environment, Pointer server, Pointer error);

  static native int tsc_server_resume_session(
      Pointer server, Pointer token, Pointer cancellation, Pointer session, Pointer error);

  static native int tsc_server_set_allow_http(Pointer server, int allow, Pointer error);

  static native int tsc_server_set_api_version(Pointer server, Pointer version, Pointer error);

  static native int tsc_server_set_ca_path(Pointer server, Pointer path, Pointer error);

  static native int tsc_server_set_ca_pem(Pointer server, Pointer pem, long length, Pointer error);

  static native int tsc_server_set_client_certificate(
      Pointer server, Pointer certPath, Pointer keyPath, Pointer error);

  static native int tsc_server_set_client_certificate_pem(
      Pointer server, Pointer pem, long length, Pointer error);

  static native int tsc_server_set_event_callback(
      Pointer server, Pointer callback, Pointer userData, Pointer freeUserData, Pointer error);

  static native int tsc_server_set_header(
      Pointer server, Pointer name, Pointer value, Pointer error);

  static native int tsc_server_set_proxy(Pointer server, Pointer proxyUrl, Pointer error);

  static native int tsc_server_set_renewal(Pointer server, int renew, Pointer error);

  static native int tsc_server_set_retry(
      Pointer server, int attempts, int longestWaitMs, Pointer error);

  static native int tsc_server_set_timeouts(
      Pointer server, int connectMs, int readMs, int totalMs, Pointer error);

  static native int tsc_server_set_user_agent(Pointer server, Pointer product, Pointer error);

  static native int tsc_server_set_verify(Pointer server, int verify, Pointer error);

  static native int tsc_server_sign_in_with_callback(
      Pointer server,
      Pointer callback,
      Pointer userData,
      Pointer freeUserData,
      Pointer site,
      Pointer cancellation,
      Pointer session,
      Pointer error);

  static native int tsc_server_sign_in_with_connected_app(
      Pointer server,
      Pointer clientId,
      Pointer secretId,
      Pointer secretValue,
      Pointer username,
      Pointer scopes,
      Pointer site,
      Pointer impersonatedUserId,
      Pointer cancellation,
      Pointer session,
      Pointer error);

  static native int tsc_server_sign_in_with_json_web_token(
      Pointer server,
      Pointer jwt,
      Pointer site,
      Pointer impersonatedUserId,
      Pointer cancellation,
      Pointer session,
      Pointer error);

  static native int tsc_server_sign_in_with_password(
      Pointer server,
      Pointer username,
      Pointer password,
      Pointer site,
      Pointer impersonatedUserId,
      Pointer cancellation,
      Pointer session,
      Pointer error);

  static native int tsc_server_sign_in_with_personal_access_token(
      Pointer server,
      Pointer tokenName,
      Pointer tokenValue,
      Pointer site,
      Pointer impersonatedUserId,
      Pointer cancellation,
      Pointer session,
      Pointer error);

  static native int tsc_server_sign_in_with_unified_access_token(
      Pointer server,
      Pointer jwt,
      Pointer site,
      Pointer cancellation,
      Pointer session,
      Pointer error);

  static native String tsc_server_url(Pointer server);

  static native String tsc_session_api_version(Pointer session);

  static native String tsc_session_estimated_time_to_expiration(Pointer session);

  static native void tsc_session_free(Pointer session);

  static native int tsc_session_is_signed_in(Pointer session);

  static native int tsc_session_list(Pointer session, Pointer path, Pointer list, Pointer error);

  static native int tsc_session_request(
      Pointer session, Pointer method, Pointer path, Pointer request, Pointer error);

  static native int tsc_session_revoke_server_admin_tokens(
      Pointer session, Pointer cancellation, Pointer error);

  static native String tsc_session_server_url(Pointer session);

  static native int tsc_session_sign_out(Pointer session, Pointer cancellation, Pointer error);

  static native String tsc_session_site_content_url(Pointer session);

  static native String tsc_session_site_id(Pointer session);

  static native int tsc_session_switch_site(
      Pointer session, Pointer site, Pointer cancellation, Pointer error);

  static native String tsc_session_token(Pointer session);

  static native String tsc_session_user_id(Pointer session);

  static native String tsc_status_name(int status);

  static native String tsc_version();

  static native int tsc_version_number();
}
