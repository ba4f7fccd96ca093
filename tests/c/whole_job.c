/*
 * The main job of a user's program over https: sign in, look around, list, switch site, sign out;
 * and the errors of calls that fail.
 */
#include "support.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static simulator tableau;

static void server_info_has_product_build_and_api_version(void) {
  tsc_server *server = server_of(&tableau);
  tsc_server_info *info = NULL;
  tsc_error *error = NULL;
  CHECK_TEXT(tableau.https_url, tsc_server_url(server));
  CHECK_OK(tsc_server_get_info(server, NULL, &info, &error));
  tsc_server_free(server);
  CHECK_TEXT("2024.3.0", tsc_server_info_product_version(info));
  CHECK_TEXT("20243.24.0310.1029", tsc_server_info_build(info));
  CHECK_TEXT("3.24", tsc_server_info_api_version(info));
  tsc_server_info_free(info);
}

static void session_getters_give_user_and_site(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_demo(server, "marketing");
  CHECK_NUMBER(1, tsc_session_is_signed_in(session));
  CHECK_TEXT(tableau.https_url, tsc_session_server_url(session));
  CHECK_TEXT("3.24", tsc_session_api_version(session));
  CHECK_TEXT("marketing", tsc_session_site_content_url(session));
  CHECK_TEXT("4:00:00", tsc_session_estimated_time_to_expiration(session));
  CHECK_NUMBER(36, (int64_t)strlen(tsc_session_site_id(session)));
  CHECK_NUMBER(36, (int64_t)strlen(tsc_session_user_id(session)));
  CHECK_CONTAINS(tsc_session_site_id(session), tsc_session_token(session));
  /* Each distinct value is lent as one copy, however often it is asked for. */
  CHECK(tsc_session_token(session) == tsc_session_token(session));
  tsc_session_free(session);
  tsc_server_free(server);
}

static void password_signs_in(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *by_token = sign_in_demo(server, NULL);
  tsc_session *by_password = sign_in_alice(server, "");
  CHECK_TEXT("", tsc_session_site_content_url(by_password));
  CHECK_TEXT(tsc_session_user_id(by_token), tsc_session_user_id(by_password));
  CHECK(strcmp(tsc_session_token(by_token), tsc_session_token(by_password)) != 0);
  tsc_session_free(by_password);
  tsc_session_free(by_token);
  tsc_server_free(server);
}

static void administrator_impersonates_a_user(void) {
  tsc_server *server = server_of(&tableau);
  tsc_error *error = NULL;
  tsc_session *alice = sign_in_alice(server, "marketing");
  tsc_session *session = NULL;
  CHECK_OK(tsc_server_sign_in_with_personal_access_token(
      server, ADMIN_TOKEN_NAME, ADMIN_TOKEN_VALUE, "marketing", tsc_session_user_id(alice), NULL,
      &session, &error));
  CHECK_TEXT(tsc_session_user_id(alice), tsc_session_user_id(session));
  tsc_session_free(session);
  CHECK_OK(tsc_server_sign_in_with_password(server, "admin", "admin-password", "marketing",
                                            tsc_session_user_id(alice), NULL, &session, &error));
  CHECK_TEXT(tsc_session_user_id(alice), tsc_session_user_id(session));
  tsc_session_free(session);
  tsc_session_free(alice);
  tsc_server_free(server);
}

static int compare_texts(const void *left, const void *right) {
  return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The simulator numbers its workbooks in the addresses of their web pages. */
static unsigned long number_of(const tsc_node *workbook) {
  const char *url = tsc_node_attribute(workbook, "webpageUrl");
  CHECK_CONTAINS("/workbooks/", url);
  return strtoul(strrchr(url, '/') + 1, NULL, 10);
}

/* Reads a list with pages of `page_size`; 0 keeps the default. */
static void list_gives_every_item_once_and_in_order(uint32_t page_size) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_demo(server, NULL);
  tsc_list *list = list_of(session, "workbooks");
  tsc_error *error = NULL;
  if (page_size > 0) {
    CHECK_OK(tsc_list_set_page_size(list, page_size, &error));
  }
  simulator_clear_requests(&tableau);
  uint64_t total = 0;
  CHECK_OK(tsc_list_total_available(list, NULL, &total, &error));
  CHECK_NUMBER(WORKBOOKS_ON_DEFAULT, (int64_t)total);

  static char *ids[WORKBOOKS_ON_DEFAULT];
  size_t count = 0;
  const tsc_node *workbook = NULL;
  for (;;) {
    CHECK_OK(tsc_list_next(list, NULL, &workbook, &error));
    if (!workbook) {
      break;
    }
    CHECK(count < WORKBOOKS_ON_DEFAULT);
    CHECK_NUMBER((int64_t)count + 1, (int64_t)number_of(workbook));
    ids[count++] = copy_text(tsc_node_attribute(workbook, "id"));
  }
  CHECK_NUMBER(WORKBOOKS_ON_DEFAULT, (int64_t)count);
  size_t page = page_size > 0 ? page_size : 1000;
  CHECK_NUMBER((int64_t)((count + page - 1) / page),
               (int64_t)simulator_requests(&tableau, "/workbooks"));
  /* A list stays at its end without another request. */
  CHECK_OK(tsc_list_next(list, NULL, &workbook, &error));
  CHECK(workbook == NULL);

  qsort(ids, count, sizeof ids[0], compare_texts);
  for (size_t i = 1; i < count; i++) {
    CHECK(strcmp(ids[i - 1], ids[i]) != 0);
  }
  for (size_t i = 0; i < count; i++) {
    free(ids[i]);
  }
  tsc_list_free(list);
  tsc_session_free(session);
  tsc_server_free(server);
}

static const tsc_node *next_of(tsc_list *list) {
  const tsc_node *node = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_list_next(list, NULL, &node, &error));
  return node;
}

static void node_gives_attributes_children_and_text(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_demo(server, NULL);
  tsc_list *list = list_of(session, "workbooks");
  CHECK_TEXT("Superstore", tsc_node_attribute(next_of(list), "name"));
  const tsc_node *workbook = next_of(list);
  CHECK_TEXT("workbook", tsc_node_name(workbook));
  CHECK_TEXT(NULL, tsc_node_text(workbook));
  CHECK_TEXT("World Indicators", tsc_node_attribute(workbook, "name"));
  CHECK_TEXT("", tsc_node_attribute(workbook, "description"));
  CHECK_TEXT(NULL, tsc_node_attribute(workbook, "no such attribute"));

  size_t attributes = tsc_node_attribute_count(workbook);
  CHECK(attributes > 5);
  CHECK_TEXT("id", tsc_node_attribute_name_at(workbook, 0));
  CHECK_TEXT("name", tsc_node_attribute_name_at(workbook, 1));
  for (size_t i = 0; i < attributes; i++) {
    const char *name = tsc_node_attribute_name_at(workbook, i);
    CHECK_TEXT(tsc_node_attribute(workbook, name), tsc_node_attribute_value_at(workbook, i));
  }
  CHECK_TEXT(NULL, tsc_node_attribute_name_at(workbook, attributes));
  CHECK_TEXT(NULL, tsc_node_attribute_value_at(workbook, attributes));
  CHECK_TEXT(NULL, tsc_node_attribute_value_at(workbook, SIZE_MAX));

  CHECK_NUMBER(3, (int64_t)tsc_node_child_count(workbook));
  CHECK_TEXT("project", tsc_node_name(tsc_node_child_at(workbook, 0)));
  CHECK_TEXT("owner", tsc_node_name(tsc_node_child_at(workbook, 1)));
  CHECK(tsc_node_child_at(workbook, 3) == NULL);
  CHECK(tsc_node_child_at(workbook, SIZE_MAX) == NULL);
  CHECK(tsc_node_child(workbook, "project") == tsc_node_child_at(workbook, 0));
  CHECK(tsc_node_child(workbook, "no such child") == NULL);
  CHECK_TEXT("Samples", tsc_node_attribute(tsc_node_child(workbook, "project"), "name"));
  const tsc_node *tag = tsc_node_child(tsc_node_child(workbook, "tags"), "tag");
  CHECK_TEXT("sales", tsc_node_attribute(tag, "label"));
  CHECK_NUMBER(0, (int64_t)tsc_node_child_count(tag));
  tsc_list_free(list);
  tsc_session_free(session);
  tsc_server_free(server);
}

static void filters_and_sort_keys_reach_the_server(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_demo(server, NULL);
  tsc_error *error = NULL;
  tsc_list *list = list_of(session, "workbooks");
  CHECK_OK(tsc_list_add_filter(list, "name", "eq", "Größenübersicht Österreich", &error));
  CHECK_TEXT("Größenübersicht Österreich", tsc_node_attribute(next_of(list), "name"));
  CHECK(next_of(list) == NULL);
  tsc_list_free(list);

  list = list_of(session, "workbooks");
  CHECK_OK(tsc_list_add_filter(list, "createdAt", "lte", "2024-01-01T03:00:00Z", &error));
  CHECK_OK(tsc_list_add_filter(list, "name", "in", "[Superstore,World Indicators,Regional Sales]",
                               &error));
  CHECK_OK(tsc_list_add_sort(list, "name", 1, &error));
  CHECK_OK(tsc_list_set_parameter(list, "fields", "_all_", &error));
  CHECK_TEXT("World Indicators", tsc_node_attribute(next_of(list), "name"));
  CHECK_TEXT("Superstore", tsc_node_attribute(next_of(list), "name"));
  CHECK_TEXT("Regional Sales", tsc_node_attribute(next_of(list), "name"));
  CHECK(next_of(list) == NULL);
  CHECK_CALL(TSC_ERROR_INVALID_STATE, tsc_list_add_sort(list, "name", 0, &error));
  tsc_list_free(list);
  tsc_session_free(session);
  tsc_server_free(server);
}

static void list_can_be_freed_before_its_end(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_demo(server, NULL);
  tsc_list_free(list_of(session, "workbooks"));
  tsc_list *list = list_of(session, "workbooks");
  CHECK(next_of(list) != NULL);
  tsc_list_free(list);
  CHECK(next_of(list = list_of(session, "users")) != NULL);
  tsc_list_free(list);
  tsc_session_free(session);
  tsc_server_free(server);
}

static void switching_site_changes_ids_and_ends_old_lists(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_demo(server, NULL);
  tsc_error *error = NULL;
  tsc_list *begun = list_of(session, "workbooks");
  tsc_list *not_begun = list_of(session, "workbooks");
  CHECK(next_of(begun) != NULL);
  const char *old_token = tsc_session_token(session);
  char *kept = copy_text(old_token);
  const char *old_user = tsc_session_user_id(session);

  CHECK_OK(tsc_session_switch_site(session, "marketing", NULL, &error));
  CHECK_TEXT("marketing", tsc_session_site_content_url(session));
  CHECK(strcmp(old_token, tsc_session_token(session)) != 0);
  CHECK(strcmp(old_user, tsc_session_user_id(session)) != 0);
  CHECK_TEXT(kept, old_token);
  free(kept);

  /* Items fetched before the switch belong to the old site, so they are not given either. */
  simulator_clear_requests(&tableau);
  const tsc_node *node = NULL;
  uint64_t total = 0;
  CHECK_CALL(TSC_ERROR_INVALID_STATE, tsc_list_next(begun, NULL, &node, &error));
  CHECK_CALL(TSC_ERROR_INVALID_STATE, tsc_list_next(not_begun, NULL, &node, &error));
  CHECK_CALL(TSC_ERROR_INVALID_STATE, tsc_list_total_available(begun, NULL, &total, &error));
  CHECK_NUMBER(0, (int64_t)simulator_requests(&tableau, ""));

  tsc_list *here = list_of(session, "workbooks");
  CHECK_OK(tsc_list_total_available(here, NULL, &total, &error));
  CHECK_NUMBER(WORKBOOKS_ON_MARKETING, (int64_t)total);
  CHECK_CALL(TSC_ERROR_FORBIDDEN, tsc_session_switch_site(session, "finance", NULL, &error));
  CHECK_TEXT("marketing", tsc_session_site_content_url(session));
  CHECK_OK(tsc_session_switch_site(session, "marketing", NULL, &error));
  CHECK(next_of(here) != NULL);
  tsc_list_free(here);
  tsc_list_free(not_begun);
  tsc_list_free(begun);
  tsc_session_free(session);
  tsc_server_free(server);
}

static void sign_out_ends_the_session_and_can_be_repeated(void) {
  tsc_server *server = server_of(&tableau);
  size_t live_before = simulator_live_sessions(&tableau);
  tsc_session *session = sign_in_alice(server, NULL);
  tsc_list *list = list_of(session, "workbooks");
  tsc_error *error = NULL;
  CHECK_NUMBER((int64_t)live_before + 1, (int64_t)simulator_live_sessions(&tableau));
  CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  CHECK_NUMBER((int64_t)live_before, (int64_t)simulator_live_sessions(&tableau));

  simulator_clear_requests(&tableau);
  CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  CHECK_NUMBER(0, tsc_session_is_signed_in(session));
  CHECK_TEXT(NULL, tsc_session_token(session));
  CHECK_TEXT(NULL, tsc_session_site_id(session));
  CHECK_TEXT(NULL, tsc_session_site_content_url(session));
  CHECK_TEXT(NULL, tsc_session_user_id(session));
  CHECK_TEXT(NULL, tsc_session_estimated_time_to_expiration(session));
  CHECK_TEXT(tableau.https_url, tsc_session_server_url(session));
  const tsc_node *node = NULL;
  tsc_list *none = NULL;
  CHECK_CALL(TSC_ERROR_NOT_SIGNED_IN, tsc_list_next(list, NULL, &node, &error));
  CHECK_CALL(TSC_ERROR_NOT_SIGNED_IN, tsc_session_list(session, "workbooks", &none, &error));
  CHECK_CALL(TSC_ERROR_NOT_SIGNED_IN, tsc_session_switch_site(session, "x", NULL, &error));
  CHECK_NUMBER(0, (int64_t)simulator_requests(&tableau, ""));
  tsc_list_free(list);
  tsc_session_free(session);
  tsc_server_free(server);
}

static void requests_make_calls_of_any_kind(void) {
  static const char body[] = "<tsRequest><project name='Ä &amp; B'/></tsRequest>";
  static const char fault[] =
      "{\"path\": \"/projects\", \"method\": \"POST\", \"action\": {\"answer\": {\"status\": 201, "
      "\"headers\": [[\"Location\", \"/x\"]], \"body\": \"<tsResponse><project id='1' name='2'/>"
      "</tsResponse>\"}}}";
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_alice(server, NULL);
  tsc_response *response = NULL;
  tsc_error *error = NULL;
  simulator_arm_fault(&tableau, fault);
  tsc_request *request = request_of(session, "POST", "projects");
  CHECK_OK(tsc_request_set_parameter(request, "publishSamples", "true", &error));
  CHECK_OK(tsc_request_set_header(request, "X-Trace", "1", &error));
  CHECK_OK(tsc_request_set_body(request, NULL, body, sizeof body - 1, &error));
  CHECK_OK(tsc_request_set_max_response_size(request, 1000, &error));
  CHECK_OK(tsc_request_send(request, NULL, &response, &error));
  CHECK_NUMBER(201, tsc_response_status(response));
  CHECK_TEXT("/x", tsc_response_header(response, "location"));
  const tsc_node *project = tsc_node_child(tsc_response_root(response), "project");
  CHECK_TEXT("1", tsc_node_attribute(project, "id"));

  /* The second time the simulator responds by itself: it takes no new projects. */
  tsc_response *none = NULL;
  CHECK_NUMBER(TSC_ERROR_METHOD_NOT_ALLOWED, tsc_request_send(request, NULL, &none, &error));
  CHECK(none == NULL);
  CHECK_TEXT("405000", tsc_error_tableau_code(error));
  tsc_error_free(error);
  error = NULL;

  CHECK_OK(tsc_request_set_header(request, "Accept", "application/json", &error));
  CHECK_NUMBER(TSC_ERROR_METHOD_NOT_ALLOWED, tsc_request_send(request, NULL, &none, &error));
  tsc_request_free(request);
  tsc_session_free(session);
  tsc_server_free(server);
  CHECK_TEXT("405000", tsc_error_tableau_code(error));
  size_t length = 0;
  const uint8_t *json = tsc_response_body(tsc_error_response(error), &length);
  CHECK(length > 0 && json[0] == '{');
  CHECK(tsc_response_root(tsc_error_response(error)) == NULL);
  tsc_error_free(error);
  CHECK_TEXT("2", tsc_node_attribute(project, "name"));
  tsc_response_free(response);
}

static void handles_are_freed_in_any_order(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_demo(server, NULL);
  tsc_server_free(server);
  tsc_list *list = list_of(session, "workbooks");
  CHECK(next_of(list) != NULL);
  tsc_session_free(session);
  CHECK(next_of(list) != NULL);
  const tsc_node *node = NULL;
  for (int item = 2; item < 1500; item++) {
    node = next_of(list);
  }
  CHECK(node != NULL);
  tsc_list_free(list);

  server = server_of(&tableau);
  session = sign_in_demo(server, NULL);
  tsc_error *early = NULL;
  tsc_error *late = NULL;
  list = list_of(session, "no-such-things");
  CHECK_NUMBER(TSC_ERROR_UNSUPPORTED_VERSION, tsc_list_next(list, NULL, &node, &early));
  CHECK_NUMBER(TSC_ERROR_UNSUPPORTED_VERSION, tsc_list_next(list, NULL, &node, &late));
  tsc_error_free(early);
  tsc_list_free(list);
  tsc_server_free(server);
  tsc_session_free(session);
  CHECK_TEXT("404003", tsc_error_tableau_code(late));
  CHECK_TEXT("error",
             tsc_node_name(tsc_node_child_at(tsc_response_root(tsc_error_response(late)), 0)));
  tsc_error_free(late);
}

static void check_error_body(const tsc_response *response) {
  CHECK_NUMBER(401, tsc_response_status(response));
  CHECK_CONTAINS("xml", tsc_response_header(response, "CONTENT-TYPE"));
  CHECK_TEXT(NULL, tsc_response_header(response, "no-such-header"));
  size_t headers = tsc_response_header_count(response);
  CHECK(headers >= 2);
  for (size_t i = 0; i < headers; i++) {
    const char *name = tsc_response_header_name_at(response, i);
    CHECK_TEXT(tsc_response_header(response, name), tsc_response_header_value_at(response, i));
  }
  CHECK_TEXT(NULL, tsc_response_header_name_at(response, headers));
  CHECK_TEXT(NULL, tsc_response_header_value_at(response, headers));

  size_t length = 0;
  const uint8_t *body = tsc_response_body(response, &length);
  static const char end[] = "</tsResponse>";
  CHECK(length > sizeof end - 1);
  CHECK(memcmp(body + length - (sizeof end - 1), end, sizeof end - 1) == 0);
  CHECK(tsc_response_body(response, NULL) == body);

  const tsc_node *root = tsc_response_root(response);
  CHECK_TEXT("tsResponse", tsc_node_name(root));
  const tsc_node *node = tsc_node_child(root, "error");
  CHECK_TEXT("401001", tsc_node_attribute(node, "code"));
  CHECK_NUMBER(2, (int64_t)tsc_node_child_count(node));
  CHECK_TEXT("Signin Error", tsc_node_text(tsc_node_child(node, "summary")));
  CHECK_TEXT("Error signing in to Tableau Server", tsc_node_text(tsc_node_child_at(node, 1)));
}

static void error_has_everything_of_the_response(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = NULL;
  tsc_error *error = NULL;
  CHECK_NUMBER(TSC_ERROR_SIGN_IN_FAILED,
               tsc_server_sign_in_with_personal_access_token(
                   server, DEMO_TOKEN_NAME, "a wrong value", NULL, NULL, NULL, &session, &error));
  tsc_server_free(server);
  CHECK(session == NULL);
  CHECK_NUMBER(TSC_ERROR_SIGN_IN_FAILED, tsc_error_status(error));
  CHECK_NUMBER(401, tsc_error_http_status(error));
  CHECK_TEXT("401001", tsc_error_tableau_code(error));
  CHECK_TEXT("Signin Error", tsc_error_summary(error));
  CHECK_TEXT("Error signing in to Tableau Server", tsc_error_detail(error));
  CHECK_NUMBER(-1, tsc_error_retry_after(error));
  CHECK_CONTAINS(tableau.https_url, tsc_error_message(error));
  CHECK_CONTAINS("Error signing in to Tableau Server", tsc_error_message(error));
  CHECK(strstr(tsc_error_message(error), "a wrong value") == NULL);
  check_error_body(tsc_error_response(error));
  tsc_error_free(error);
}

static void error_without_a_response_has_no_http_status(void) {
  tsc_server *server = NULL;
  tsc_server_info *info = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_server_new(tableau.https_url, &server, &error));
  CHECK_NUMBER(TSC_ERROR_CERTIFICATE, tsc_server_get_info(server, NULL, &info, &error));
  CHECK_CONTAINS(tableau.https_url, tsc_error_message(error));
  CHECK_NUMBER(0, tsc_error_http_status(error));
  CHECK_TEXT(NULL, tsc_error_tableau_code(error));
  CHECK_TEXT(NULL, tsc_error_summary(error));
  CHECK_TEXT(NULL, tsc_error_detail(error));
  CHECK_NUMBER(-1, tsc_error_retry_after(error));
  CHECK(tsc_error_response(error) == NULL);
  tsc_error_free(error);
  tsc_server_free(server);
}

static void retry_after_is_read(void) {
  tsc_server *server = server_of(&tableau);
  tsc_server_info *info = NULL;
  tsc_error *error = NULL;
  simulator_arm_fault(&tableau, "{\"action\": {\"answer\": {\"status\": 429, \"headers\": "
                                "[[\"Retry-After\", \"17\"]], \"body\": \"\"}}}");
  CHECK_NUMBER(TSC_ERROR_RATE_LIMITED, tsc_server_get_info(server, NULL, &info, &error));
  CHECK_NUMBER(17, tsc_error_retry_after(error));
  const tsc_response *response = tsc_error_response(error);
  size_t length = 1;
  CHECK(tsc_response_body(response, &length) == NULL);
  CHECK_NUMBER(0, (int64_t)length);
  CHECK(tsc_response_root(response) == NULL);
  tsc_error_free(error);
  tsc_server_free(server);
}

int main(void) {
  CHECK_NUMBER(TSC_VERSION_NUMBER, tsc_version_number());
  CHECK_TEXT("TSC_ERROR_TIMEOUT", tsc_status_name(TSC_ERROR_TIMEOUT));
  CHECK_TEXT("TSC_ERROR_UNKNOWN", tsc_status_name(-1));
  simulator_start(&tableau);
  server_info_has_product_build_and_api_version();
  session_getters_give_user_and_site();
  password_signs_in();
  administrator_impersonates_a_user();
  list_gives_every_item_once_and_in_order(0);
  list_gives_every_item_once_and_in_order(100);
  node_gives_attributes_children_and_text();
  filters_and_sort_keys_reach_the_server();
  list_can_be_freed_before_its_end();
  switching_site_changes_ids_and_ends_old_lists();
  sign_out_ends_the_session_and_can_be_repeated();
  requests_make_calls_of_any_kind();
  handles_are_freed_in_any_order();
  error_has_everything_of_the_response();
  error_without_a_response_has_no_http_status();
  retry_after_is_read();
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
