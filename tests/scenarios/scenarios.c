/* The scenarios of tests/scenarios.md in C, which the other languages are compared with. */
#define _POSIX_C_SOURCE 200809L

#include <dlfcn.h>
#include <inttypes.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <tsc.h>

static const char json_web_token[] =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSJ9.c2ltdWxhdGVkLXNpZ25hdHVyZQ";
static const char unified_access_token[] =
    "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSIsInVhdCI6MX0.c2ltdWxhdGVkLXVhdA";
static const char client_id[] = "8b5c2d5e-3f0e-4c8a-9a51-7f1f3f5d2c10";
static const char secret_id[] = "1d7a6b0c-52a4-4f4e-8a39-0e6b2c9d4f21";
static const char secret_value[] = "ZGVtbyBjb25uZWN0ZWQgYXBwIHNlY3JldCA0Mg+/8w==";
static const char scopes[] = "tableau:content:read tableau:users:read";
static const char alice_at_marketing[] = "7c65b2ac-4287-5cb4-8997-e11bb99005cd";

/* The last error. The program ends at one that is not expected. */
static tsc_error *error;

static _Noreturn void end(tsc_status status) {
  printf("ends %s\n", tsc_status_name(status));
  exit(EXIT_SUCCESS);
}

static void must(tsc_status status) {
  if (status != TSC_OK) {
    fprintf(stderr, "%s\n", tsc_error_message(error));
    tsc_error_free(error);
    end(status);
  }
}

static const char *or_none(const char *text) { return text ? text : "none"; }

static void show_error(const tsc_error *shown) {
  printf("http %" PRId32 "\n", tsc_error_http_status(shown));
  printf("code %s\n", or_none(tsc_error_tableau_code(shown)));
  printf("summary %s\n", or_none(tsc_error_summary(shown)));
  printf("detail %s\n", or_none(tsc_error_detail(shown)));
  if (tsc_error_retry_after(shown) < 0) {
    printf("retry-after none\n");
  } else {
    printf("retry-after %" PRId64 "\n", tsc_error_retry_after(shown));
  }
}

/* Frees the error that came, and returns its status. */
static tsc_status take_error(void) {
  const tsc_status status = tsc_error_status(error);
  tsc_error_free(error);
  error = NULL;
  return status;
}

static tsc_status show_message(void) {
  printf("message %s\n", tsc_error_message(error));
  return take_error();
}

static void show_session(const tsc_session *session) {
  printf("site \"%s\"\n", tsc_session_site_content_url(session));
  printf("user %s\n", tsc_session_user_id(session));
  printf("version %s\n", tsc_session_api_version(session));
}

static void show_signed_in(const tsc_session *session) {
  printf("signed in %s\n", tsc_session_is_signed_in(session) ? "yes" : "no");
}

static void pause_for_the_runner(void) {
  printf("pause\n");
  fflush(stdout);
  if (getchar() == EOF) {
    exit(EXIT_FAILURE);
  }
}

static tsc_server *new_server(void) {
  tsc_server *server = NULL;
  must(tsc_server_new(getenv("TSC_URL"), &server, &error));
  return server;
}

/* The server sends each request once. */
static tsc_server *trusted_server(void) {
  tsc_server *server = new_server();
  must(tsc_server_set_ca_path(server, getenv("TSC_CA"), &error));
  must(tsc_server_set_retry(server, 1, 0, &error));
  return server;
}

static tsc_server *repeating_server(uint32_t attempts, uint32_t longest_wait_ms) {
  tsc_server *server = trusted_server();
  must(tsc_server_set_retry(server, attempts, longest_wait_ms, &error));
  return server;
}

static tsc_session *password_session(tsc_server *server, const char *user, const char *password,
                                     const char *site) {
  tsc_session *session = NULL;
  must(
      tsc_server_sign_in_with_password(server, user, password, site, NULL, NULL, &session, &error));
  return session;
}

static tsc_session *token_session(tsc_server *server, const char *name, const char *value,
                                  const char *impersonated) {
  tsc_session *session = NULL;
  must(tsc_server_sign_in_with_personal_access_token(server, name, value, NULL, impersonated, NULL,
                                                     &session, &error));
  return session;
}

/* Signs alice in. The session outlives its server. */
static tsc_session *alice_of(tsc_server *server, const char *site) {
  tsc_session *session = password_session(server, "alice", "alice-password", site);
  tsc_server_free(server);
  return session;
}

static tsc_session *alice_at(const char *site) { return alice_of(trusted_server(), site); }

static tsc_session *alice(void) { return alice_at(NULL); }

static void sign_out(tsc_session *session) { must(tsc_session_sign_out(session, NULL, &error)); }

static void sign_out_and_free(tsc_session *session) {
  sign_out(session);
  tsc_session_free(session);
}

static tsc_list *list_of(tsc_session *session, const char *path) {
  tsc_list *list = NULL;
  must(tsc_session_list(session, path, &list, &error));
  return list;
}

static tsc_status try_to_count(tsc_session *session, tsc_cancellation *cancellation) {
  tsc_list *list = NULL;
  uint64_t total = 0;
  tsc_status status = tsc_session_list(session, "workbooks", &list, &error);
  if (status == TSC_OK) {
    status = tsc_list_total_available(list, cancellation, &total, &error);
  }
  if (status == TSC_OK) {
    printf("total %" PRIu64 "\n", total);
  }
  tsc_list_free(list);
  return status;
}

static void count(tsc_session *session) { must(try_to_count(session, NULL)); }

static tsc_request *request_of(tsc_session *session, const char *method, const char *path) {
  tsc_request *request = NULL;
  must(tsc_session_request(session, method, path, &request, &error));
  return request;
}

static tsc_response *answer_to(tsc_request *request) {
  tsc_response *response = NULL;
  must(tsc_request_send(request, NULL, &response, &error));
  tsc_request_free(request);
  return response;
}

/* Signs out, and returns the status of the previous error. */
static tsc_status end_with_the_error(tsc_session *session) {
  const tsc_status status = take_error();
  sign_out_and_free(session);
  return status;
}

/* Prints the names of a list's items, at most `most`, and returns their number. */
static size_t read_names(tsc_list *list, size_t most) {
  size_t count = 0;
  const tsc_node *node = NULL;
  while (count < most && tsc_list_next(list, NULL, &node, &error) == TSC_OK && node) {
    printf("%s\n", tsc_node_attribute(node, "name"));
    count++;
  }
  return count;
}

static size_t read_items(tsc_list *list) {
  size_t count = 0;
  const tsc_node *node = NULL;
  while (tsc_list_next(list, NULL, &node, &error) == TSC_OK && node) {
    count++;
  }
  return count;
}

static tsc_status server_info(void) {
  tsc_server *server = trusted_server();
  tsc_server_info *info = NULL;
  must(tsc_server_get_info(server, NULL, &info, &error));
  printf("product %s\n", tsc_server_info_product_version(info));
  printf("build %s\n", tsc_server_info_build(info));
  printf("version %s\n", tsc_server_info_api_version(info));
  tsc_server_info_free(info);
  tsc_server_free(server);
  return TSC_OK;
}

static tsc_status token(void) {
  tsc_server *server = trusted_server();
  tsc_session *session = token_session(server, "demo-token", "demo-token-secret", NULL);
  show_session(session);
  count(session);
  sign_out(session);
  show_signed_in(session);
  tsc_session_free(session);
  tsc_server_free(server);
  return TSC_OK;
}

static tsc_status password(void) {
  tsc_session *session = alice_at("marketing");
  show_session(session);
  count(session);
  sign_out_and_free(session);
  return TSC_OK;
}

static tsc_status show_and_sign_out(tsc_session *session) {
  show_session(session);
  sign_out_and_free(session);
  return TSC_OK;
}

static tsc_status with_json_web_token(void) {
  tsc_server *server = trusted_server();
  tsc_session *session = NULL;
  must(tsc_server_sign_in_with_json_web_token(server, json_web_token, "marketing", NULL, NULL,
                                              &session, &error));
  tsc_server_free(server);
  return show_and_sign_out(session);
}

static tsc_status with_unified_access_token(void) {
  tsc_server *server = trusted_server();
  tsc_session *session = NULL;
  must(tsc_server_sign_in_with_unified_access_token(server, unified_access_token, "marketing", NULL,
                                                    &session, &error));
  tsc_server_free(server);
  return show_and_sign_out(session);
}

static tsc_status impersonation(void) {
  tsc_session *session = alice();
  char *user = strdup(tsc_session_user_id(session));
  sign_out_and_free(session);
  tsc_server *server = trusted_server();
  session = token_session(server, "admin-token", "admin-token-secret", user);
  free(user);
  tsc_server_free(server);
  return show_and_sign_out(session);
}

static tsc_status impersonation_at_a_site(void) {
  tsc_server *server = trusted_server();
  tsc_session *session = NULL;
  must(tsc_server_sign_in_with_personal_access_token(server, "admin-token", "admin-token-secret",
                                                     "marketing", alice_at_marketing, NULL,
                                                     &session, &error));
  tsc_server_free(server);
  return show_and_sign_out(session);
}

static tsc_status password_impersonation(void) {
  tsc_server *server = trusted_server();
  tsc_session *session = NULL;
  must(tsc_server_sign_in_with_password(server, "admin", "admin-password", "marketing",
                                        alice_at_marketing, NULL, &session, &error));
  tsc_server_free(server);
  return show_and_sign_out(session);
}

static tsc_status json_web_token_impersonation(void) {
  tsc_server *server = trusted_server();
  tsc_session *session = NULL;
  if (tsc_server_sign_in_with_json_web_token(server, json_web_token, "marketing",
                                             alice_at_marketing, NULL, &session,
                                             &error) == TSC_OK) {
    return TSC_OK;
  }
  tsc_server_free(server);
  show_error(error);
  return take_error();
}

/* `site` and `impersonated` may be NULL. */
static tsc_status sign_in_with_app(const char *secret, const char *site, const char *impersonated) {
  tsc_server *server = trusted_server();
  tsc_session *session = NULL;
  const tsc_status status =
      tsc_server_sign_in_with_connected_app(server, client_id, secret_id, secret, "alice", scopes,
                                            site, impersonated, NULL, &session, &error);
  tsc_server_free(server);
  if (status != TSC_OK) {
    show_error(error);
    return take_error();
  }
  show_session(session);
  count(session);
  sign_out_and_free(session);
  return TSC_OK;
}

static tsc_status with_connected_app(void) {
  return sign_in_with_app(secret_value, "marketing", NULL);
}

static tsc_status connected_app_impersonation(void) {
  return sign_in_with_app(secret_value, "marketing", alice_at_marketing);
}

static tsc_status connected_app_refused(void) { return sign_in_with_app("wrong", NULL, NULL); }

static tsc_status default_site(void) {
  show_and_sign_out(alice());
  return show_and_sign_out(alice_at(""));
}

static tsc_status wrong_secret(void) {
  tsc_server *server = trusted_server();
  tsc_session *session = NULL;
  if (tsc_server_sign_in_with_personal_access_token(server, "demo-token", "wrong", NULL, NULL, NULL,
                                                    &session, &error) == TSC_OK) {
    return TSC_OK;
  }
  tsc_server_free(server);
  show_error(error);
  return take_error();
}

/* Reads the certificate of the CA, and returns its length. */
static size_t read_ca(char *pem, size_t size) {
  FILE *file = fopen(getenv("TSC_CA"), "rb");
  if (!file) {
    exit(EXIT_FAILURE);
  }
  const size_t length = fread(pem, 1, size, file);
  fclose(file);
  return length;
}

static tsc_status private_ca(void) {
  char pem[65536];
  const size_t length = read_ca(pem, sizeof pem);
  tsc_server *server = new_server();
  must(tsc_server_set_ca_pem(server, pem, length, &error));
  tsc_session *session = password_session(server, "alice", "alice-password", NULL);
  tsc_server_free(server);
  return show_and_sign_out(session);
}

static tsc_status refused_certificate(void) {
  password_session(new_server(), "alice", "alice-password", NULL);
  return TSC_OK;
}

static tsc_status missing_ca(void) {
  must(tsc_server_set_ca_path(new_server(), "no/such/file.pem", &error));
  return TSC_OK;
}

static tsc_status no_verification(void) {
  tsc_server *server = new_server();
  must(tsc_server_set_verify(server, 0, &error));
  tsc_session *session = password_session(server, "alice", "alice-password", NULL);
  tsc_server_free(server);
  return show_and_sign_out(session);
}

static tsc_status client_certificate(void) {
  tsc_server *server = new_server();
  if (tsc_server_set_client_certificate(server, getenv("TSC_CA"), getenv("TSC_EMPTY"), &error) ==
      TSC_OK) {
    return TSC_OK;
  }
  tsc_server_free(server);
  return show_message();
}

static tsc_status client_certificate_pem(void) {
  char pem[65536];
  const size_t length = read_ca(pem, sizeof pem);
  tsc_server *server = new_server();
  if (tsc_server_set_client_certificate_pem(server, pem, length, &error) == TSC_OK) {
    return TSC_OK;
  }
  tsc_server_free(server);
  return show_message();
}

static tsc_status plain_http(void) {
  tsc_server *server = NULL;
  must(tsc_server_new("http://tableau.example.com", &server, &error));
  must(tsc_server_set_proxy(server, getenv("TSC_HTTP"), &error));
  must(tsc_server_set_allow_http(server, 1, &error));
  tsc_session *session = password_session(server, "alice", "alice-password", NULL);
  tsc_server_free(server);
  return show_and_sign_out(session);
}

static tsc_status settings(void) {
  tsc_server *server = trusted_server();
  must(tsc_server_set_header(server, "X-Scenario", "blue", &error));
  must(tsc_server_set_user_agent(server, "Scenario/1.0", &error));
  must(tsc_server_set_api_version(server, "3.19", &error));
  must(tsc_server_set_proxy(server, "", &error));
  must(tsc_server_set_timeouts(server, 5000, 6000, 7000, &error));
  tsc_session *session = password_session(server, "alice", "alice-password", NULL);
  tsc_server_free(server);
  return show_and_sign_out(session);
}

static tsc_status expired(void) {
  tsc_session *session = alice();
  pause_for_the_runner();
  if (try_to_count(session, NULL) == TSC_OK) {
    return TSC_OK;
  }
  show_error(error);
  show_signed_in(session);
  tsc_session_free(session);
  return take_error();
}

static tsc_session *resumed(const char *token) {
  tsc_server *server = trusted_server();
  tsc_session *session = NULL;
  must(tsc_server_resume_session(server, token, NULL, &session, &error));
  tsc_server_free(server);
  return session;
}

static tsc_status resume(void) {
  tsc_session *first = alice();
  tsc_session *second = resumed(tsc_session_token(first));
  show_session(second);
  count(second);
  tsc_session_free(second);
  count(first);
  sign_out_and_free(first);
  return TSC_OK;
}

static tsc_status resume_refused(void) {
  tsc_server *server = trusted_server();
  tsc_session *session = NULL;
  if (tsc_server_resume_session(server, "none", NULL, &session, &error) == TSC_OK) {
    return TSC_OK;
  }
  tsc_server_free(server);
  show_error(error);
  return take_error();
}

static tsc_status switch_site(void) {
  tsc_session *session = alice();
  must(tsc_session_switch_site(session, "marketing", NULL, &error));
  show_session(session);
  count(session);
  sign_out_and_free(session);
  return TSC_OK;
}

static tsc_status switch_to_the_same(void) {
  tsc_session *session = alice();
  must(tsc_session_switch_site(session, "", NULL, &error));
  return show_and_sign_out(session);
}

static tsc_status switch_refused(void) {
  tsc_session *session = alice();
  if (tsc_session_switch_site(session, "finance", NULL, &error) == TSC_OK) {
    return TSC_OK;
  }
  show_error(error);
  const tsc_status status = take_error();
  show_session(session);
  count(session);
  sign_out_and_free(session);
  return status;
}

static tsc_status list_of_the_site_before(void) {
  tsc_session *session = alice();
  tsc_list *list = list_of(session, "workbooks");
  must(tsc_session_switch_site(session, "marketing", NULL, &error));
  read_items(list);
  tsc_list_free(list);
  return end_with_the_error(session);
}

static tsc_status sign_out_twice(void) {
  tsc_session *session = alice();
  sign_out(session);
  sign_out(session);
  show_signed_in(session);
  count(session);
  return TSC_OK;
}

static tsc_status revoke(void) {
  tsc_server *server = trusted_server();
  tsc_session *session = token_session(server, "admin-token", "admin-token-secret", NULL);
  must(tsc_session_revoke_server_admin_tokens(session, NULL, &error));
  sign_out_and_free(session);
  tsc_server_free(server);
  return TSC_OK;
}

static tsc_status guard(void) {
  tsc_session *session = alice();
  count(session);
  sign_out_and_free(session);
  printf("after\n");
  return TSC_OK;
}

/* Does what a scope guard does after an error: it tries to sign out and ignores a failure. */
static tsc_status guard_error(void) {
  tsc_session *session = alice();
  tsc_session_sign_out(session, NULL, NULL);
  tsc_session_free(session);
  printf("mine\n");
  return TSC_OK;
}

static tsc_status guard_signed_out(void) {
  tsc_session *session = alice();
  sign_out(session);
  sign_out_and_free(session);
  printf("after\n");
  return TSC_OK;
}

static tsc_status guard_resumed(void) {
  tsc_session *first = alice();
  tsc_session_free(resumed(tsc_session_token(first)));
  count(first);
  sign_out_and_free(first);
  return TSC_OK;
}

static tsc_status list_some(void) {
  tsc_session *session = alice();
  tsc_list *list = list_of(session, "workbooks");
  must(tsc_list_set_page_size(list, 10, &error));
  must(tsc_list_add_filter(list, "createdAt", "gt", "2000-01-01T00:00:00Z", &error));
  must(tsc_list_add_sort(list, "name", 1, &error));
  must(tsc_list_set_parameter(list, "fields", "id,name", &error));
  read_names(list, 15);
  tsc_list_free(list);
  sign_out_and_free(session);
  return TSC_OK;
}

static tsc_status list_whole(void) {
  tsc_session *session = alice();
  tsc_list *list = list_of(session, "workbooks");
  char *first = NULL;
  char *project = NULL;
  char *last = NULL;
  size_t items = 0;
  const tsc_node *node = NULL;
  for (;;) {
    must(tsc_list_next(list, NULL, &node, &error));
    if (!node) {
      break;
    }
    if (!first) {
      first = strdup(tsc_node_attribute(node, "name"));
      project = strdup(tsc_node_attribute(tsc_node_child(node, "project"), "name"));
    }
    free(last);
    last = strdup(tsc_node_attribute(node, "name"));
    items++;
  }
  printf("items %zu\n%s\n%s\nproject %s\n", items, or_none(first), or_none(last), or_none(project));
  free(first);
  free(project);
  free(last);
  tsc_list_free(list);
  sign_out_and_free(session);
  return TSC_OK;
}

static tsc_status list_of_nothing(void) {
  tsc_session *session = alice();
  tsc_list *list = list_of(session, "workbooks");
  must(tsc_list_add_filter(list, "name", "eq", "no such name", &error));
  printf("items %zu\n", read_items(list));
  must(tsc_error_status(error));
  tsc_list_free(list);
  sign_out_and_free(session);
  return TSC_OK;
}

static tsc_status list_ahead(void) {
  tsc_session *session = alice();
  tsc_list *list = list_of(session, "workbooks");
  must(tsc_list_set_page_size(list, 500, &error));
  if (tsc_list_set_lookahead(list, 9, &error) == TSC_OK) {
    return TSC_OK;
  }
  show_message();
  must(tsc_list_set_lookahead(list, 3, &error));
  const tsc_node *node = NULL;
  for (int i = 0; i < 501; i++) {
    must(tsc_list_next(list, NULL, &node, &error));
  }
  pause_for_the_runner();
  const size_t rest = read_items(list);
  must(tsc_error_status(error));
  printf("items %zu\n", 501 + rest);
  tsc_list_free(list);
  sign_out_and_free(session);
  return TSC_OK;
}

static tsc_status list_error(void) {
  tsc_session *session = alice();
  tsc_list *list = list_of(session, "workbooks");
  must(tsc_list_set_page_size(list, 1000, &error));
  size_t items = read_items(list);
  printf("after %zu\n", items);
  show_error(error);
  take_error();
  items += read_items(list);
  must(tsc_error_status(error));
  printf("after %zu\n", items);
  tsc_list_free(list);
  sign_out_and_free(session);
  return TSC_OK;
}

static tsc_status list_setter_too_late(void) {
  tsc_session *session = alice();
  tsc_list *list = list_of(session, "workbooks");
  const tsc_node *node = NULL;
  must(tsc_list_next(list, NULL, &node, &error));
  if (tsc_list_set_page_size(list, 10, &error) == TSC_OK) {
    return TSC_OK;
  }
  tsc_list_free(list);
  return end_with_the_error(session);
}

static int is_shown(const char *name) {
  static const char *const left_out[] = {"id", "contentUrl", "createdAt", "updatedAt",
                                         "webpageUrl"};
  for (size_t i = 0; i < sizeof left_out / sizeof left_out[0]; i++) {
    if (strcmp(name, left_out[i]) == 0) {
      return 0;
    }
  }
  return 1;
}

static void show_node(const tsc_node *node, int depth) {
  printf("%*s%s", 2 * depth, "", tsc_node_name(node));
  for (size_t i = 0; i < tsc_node_attribute_count(node); i++) {
    const char *name = tsc_node_attribute_name_at(node, i);
    if (is_shown(name)) {
      printf(" %s=%s", name, tsc_node_attribute_value_at(node, i));
    }
  }
  printf("\n");
  for (size_t i = 0; i < tsc_node_child_count(node); i++) {
    show_node(tsc_node_child_at(node, i), depth + 1);
  }
}

static tsc_status node(void) {
  tsc_session *session = alice();
  tsc_request *request = request_of(session, "GET", "views");
  must(tsc_request_set_parameter(request, "pageSize", "1", &error));
  tsc_response *response = answer_to(request);
  show_node(tsc_response_root(response), 0);
  tsc_response_free(response);
  sign_out_and_free(session);
  return TSC_OK;
}

static tsc_status request(void) {
  static const char query[] =
      "{\"query\": \"{ workbooks(filter: {name: \\\"Superstore\\\"}) { name } }\"}";
  tsc_session *session = alice();
  tsc_request *request = request_of(session, "POST", "/api/metadata/graphql");
  must(tsc_request_set_body(request, "application/json", query, sizeof query - 1, &error));
  must(tsc_request_set_header(request, "Accept", "application/json", &error));
  tsc_response *response = answer_to(request);
  size_t length = 0;
  const uint8_t *body = tsc_response_body(response, &length);
  printf("status %" PRId32 "\n", tsc_response_status(response));
  printf("type %s\n", tsc_response_header(response, "content-type"));
  printf("%.*s\n", (int)length, (const char *)body);
  tsc_response_free(response);
  sign_out_and_free(session);
  return TSC_OK;
}

static tsc_status request_empty(void) {
  tsc_session *session = alice();
  tsc_response *response = answer_to(request_of(session, "GET", "projects"));
  size_t length = 1;
  tsc_response_body(response, &length);
  printf("status %" PRId32 "\n", tsc_response_status(response));
  printf("body %zu\n", length);
  printf("root %s\n", or_none(tsc_node_name(tsc_response_root(response))));
  tsc_response_free(response);
  sign_out_and_free(session);
  return TSC_OK;
}

static tsc_status error_answer(void) {
  tsc_session *session = alice();
  tsc_request *request = request_of(session, "GET", "workbooks/none");
  tsc_response *response = NULL;
  if (tsc_request_send(request, NULL, &response, &error) == TSC_OK) {
    return TSC_OK;
  }
  tsc_request_free(request);
  show_error(error);
  printf("status %" PRId32 "\n", tsc_response_status(tsc_error_response(error)));
  printf("root %s\n", tsc_node_name(tsc_response_root(tsc_error_response(error))));
  return end_with_the_error(session);
}

static tsc_status rate_limited(void) {
  tsc_session *session = alice();
  if (try_to_count(session, NULL) == TSC_OK) {
    return TSC_OK;
  }
  show_error(error);
  tsc_session_free(session);
  return take_error();
}

static void show_transient(void) {
  printf("transient %s\n", tsc_error_is_transient(error) ? "yes" : "no");
}

/* Counts, and shows the error if there is one. */
static tsc_status count_with_retries(uint32_t attempts, uint32_t longest_wait_ms) {
  tsc_session *session = alice_of(repeating_server(attempts, longest_wait_ms), NULL);
  if (try_to_count(session, NULL) == TSC_OK) {
    sign_out_and_free(session);
    return TSC_OK;
  }
  show_error(error);
  show_transient();
  return end_with_the_error(session);
}

static tsc_status retry_after(void) { return count_with_retries(2, 2000); }

static tsc_status retry_after_an_hour(void) { return count_with_retries(4, 1000); }

static tsc_status retry(void) { return count_with_retries(3, 50); }

static tsc_status retry_in_vain(void) { return count_with_retries(2, 50); }

static const char graphql[] = "{\"query\": \"{ workbooks { name } }\"}";

static tsc_status post(int32_t repeatable) {
  tsc_session *session = alice_of(repeating_server(3, 50), NULL);
  tsc_request *request = request_of(session, "POST", "/api/metadata/graphql");
  tsc_response *response = NULL;
  must(tsc_request_set_body(request, "application/json", graphql, sizeof graphql - 1, &error));
  must(tsc_request_set_repeatable(request, repeatable, &error));
  const tsc_status status = tsc_request_send(request, NULL, &response, &error);
  tsc_request_free(request);
  if (status != TSC_OK) {
    show_error(error);
    show_transient();
    return end_with_the_error(session);
  }
  printf("status %" PRId32 "\n", tsc_response_status(response));
  tsc_response_free(response);
  sign_out_and_free(session);
  return TSC_OK;
}

static tsc_status post_once(void) { return post(0); }

static tsc_status repeatable_post(void) { return post(1); }

static tsc_status not_transient(void) {
  tsc_session *session = alice();
  tsc_request *request = request_of(session, "GET", "workbooks/none");
  tsc_response *response = NULL;
  if (tsc_request_send(request, NULL, &response, &error) == TSC_OK) {
    return TSC_OK;
  }
  tsc_request_free(request);
  show_transient();
  return end_with_the_error(session);
}

static tsc_session *renewed_alice(void) {
  tsc_server *server = trusted_server();
  must(tsc_server_set_renewal(server, 1, &error));
  return alice_of(server, NULL);
}

static tsc_status renewal(void) {
  tsc_session *session = renewed_alice();
  tsc_list *list = list_of(session, "workbooks");
  const tsc_node *node = NULL;
  must(tsc_list_set_page_size(list, 500, &error));
  for (int i = 0; i < 501; i++) {
    must(tsc_list_next(list, NULL, &node, &error));
  }
  pause_for_the_runner();
  const size_t rest = read_items(list);
  must(tsc_error_status(error));
  printf("items %zu\n", 501 + rest);
  tsc_list_free(list);
  sign_out_and_free(session);
  return TSC_OK;
}

static tsc_status renewal_refused(void) {
  tsc_session *session = renewed_alice();
  pause_for_the_runner();
  if (try_to_count(session, NULL) == TSC_OK) {
    return TSC_OK;
  }
  tsc_session_free(session);
  return show_message();
}

static tsc_status request_timeouts(void) {
  tsc_session *session = alice();
  tsc_request *request = request_of(session, "GET", "workbooks");
  tsc_response *response = NULL;
  must(tsc_request_set_timeouts(request, 200, 60000, &error));
  if (tsc_request_send(request, NULL, &response, &error) == TSC_OK) {
    return TSC_OK;
  }
  tsc_request_free(request);
  tsc_session_free(session);
  return show_message();
}

static tsc_status list_header(void) {
  tsc_session *session = alice();
  tsc_list *list = list_of(session, "workbooks");
  uint64_t total = 0;
  must(tsc_list_set_header(list, "X-Scenario", "blue", &error));
  must(tsc_list_total_available(list, NULL, &total, &error));
  printf("total %" PRIu64 "\n", total);
  tsc_list_free(list);
  sign_out_and_free(session);
  return TSC_OK;
}

static void TSC_CALL show_event(const tsc_event *event, void *user_data) {
  (void)user_data;
  printf("event %" PRId32 " %s %s http %" PRId32 " attempt %" PRIu32 "%s%s%s\n",
         tsc_event_kind(event), or_none(tsc_event_method(event)),
         tsc_status_name(tsc_event_status(event)), tsc_event_http_status(event),
         tsc_event_attempt(event), tsc_event_wait_ms(event) ? " waits" : "",
         tsc_event_is_reused_connection(event) ? " reused" : "",
         tsc_event_session(event) ? " of a session" : "");
}

static tsc_status events(void) {
  tsc_server *server = repeating_server(2, 50);
  must(tsc_server_set_event_callback(server, show_event, NULL, NULL, &error));
  tsc_session *session = alice_of(server, NULL);
  count(session);
  must(tsc_session_switch_site(session, "marketing", NULL, &error));
  sign_out_and_free(session);
  return TSC_OK;
}

/* A vault that is open for so many sign-ins. */
static int32_t TSC_CALL ask_vault(tsc_credentials *credentials, void *user_data) {
  int *left = user_data;
  printf("asked for \"%s\"%s\n", tsc_credentials_site(credentials),
         tsc_credentials_is_renewal(credentials) ? " again" : "");
  if ((*left)-- > 0) {
    must(tsc_credentials_set_password(credentials, "alice", "alice-password", &error));
    return 1;
  }
  must(tsc_credentials_set_message(credentials, "the vault is closed", &error));
  return 0;
}

static tsc_status ask_vault_twice(int left) {
  tsc_server *server = trusted_server();
  tsc_session *session = NULL;
  must(tsc_server_sign_in_with_callback(server, ask_vault, &left, NULL, "marketing", NULL, &session,
                                        &error));
  tsc_server_free(server);
  count(session);
  pause_for_the_runner();
  if (try_to_count(session, NULL) != TSC_OK) {
    tsc_session_free(session);
    return show_message();
  }
  sign_out_and_free(session);
  return TSC_OK;
}

static tsc_status credentials_callback(void) { return ask_vault_twice(2); }

static tsc_status credentials_callback_fails(void) { return ask_vault_twice(1); }

static tsc_status too_large(void) {
  tsc_session *session = alice();
  tsc_request *request = request_of(session, "GET", "workbooks");
  tsc_response *response = NULL;
  must(tsc_request_set_max_response_size(request, 100, &error));
  if (tsc_request_send(request, NULL, &response, &error) == TSC_OK) {
    return TSC_OK;
  }
  tsc_request_free(request);
  return end_with_the_error(session);
}

/* The arguments and results of a second thread. */
typedef struct work {
  tsc_session *session;
  tsc_cancellation *cancellation;
  tsc_error *error;
  tsc_status status;
  size_t items;
} work;

static void *count_until_cancelled(void *argument) {
  work *work = argument;
  tsc_list *list = NULL;
  uint64_t total = 0;
  work->status = tsc_session_list(work->session, "workbooks", &list, NULL);
  if (work->status == TSC_OK) {
    work->status = tsc_list_total_available(list, work->cancellation, &total, NULL);
  }
  tsc_list_free(list);
  return NULL;
}

static tsc_status cancel(void) {
  work work = {alice(), tsc_cancellation_new(), NULL, TSC_OK, 0};
  pthread_t thread;
  if (pthread_create(&thread, NULL, count_until_cancelled, &work) != 0) {
    exit(EXIT_FAILURE);
  }
  pause_for_the_runner();
  tsc_cancellation_cancel(work.cancellation);
  pthread_join(thread, NULL);
  tsc_cancellation_free(work.cancellation);
  tsc_session_free(work.session);
  return work.status;
}

static tsc_status cancelled_before(void) {
  tsc_session *session = alice();
  tsc_cancellation *cancellation = tsc_cancellation_new();
  tsc_cancellation_cancel(cancellation);
  if (try_to_count(session, cancellation) == TSC_OK) {
    return TSC_OK;
  }
  tsc_cancellation_free(cancellation);
  return end_with_the_error(session);
}

static tsc_status connect_timeout(void) {
  tsc_server *server = NULL;
  tsc_server_info *info = NULL;
  must(tsc_server_new(getenv("TSC_SILENT"), &server, &error));
  must(tsc_server_set_timeouts(server, 200, 3000, 60000, &error));
  if (tsc_server_get_info(server, NULL, &info, &error) == TSC_OK) {
    return TSC_OK;
  }
  tsc_server_free(server);
  return show_message();
}

static tsc_status timeout(void) {
  tsc_server *server = trusted_server();
  must(tsc_server_set_timeouts(server, 10000, 200, 60000, &error));
  tsc_session *session = password_session(server, "alice", "alice-password", NULL);
  tsc_server_free(server);
  if (try_to_count(session, NULL) == TSC_OK) {
    return TSC_OK;
  }
  tsc_session_free(session);
  return show_message();
}

static tsc_status closed(void) {
  sign_out_and_free(alice());
  if (try_to_count(NULL, NULL) == TSC_OK) {
    return TSC_OK;
  }
  printf("closed\n");
  return take_error();
}

static void *read_all(void *argument) {
  work *work = argument;
  tsc_list *list = NULL;
  uint64_t total = 0;
  const tsc_node *node = NULL;
  work->status = tsc_session_list(work->session, "workbooks", &list, &work->error);
  if (work->status == TSC_OK) {
    work->status = tsc_list_set_page_size(list, 100, &work->error);
  }
  if (work->status == TSC_OK) {
    work->status = tsc_list_total_available(list, NULL, &total, &work->error);
  }
  while (work->status == TSC_OK) {
    work->status = tsc_list_next(list, NULL, &node, &work->error);
    if (!node) {
      break;
    }
    work->items++;
  }
  tsc_list_free(list);
  return NULL;
}

static tsc_status two_threads(void) {
  tsc_session *session = alice();
  work works[2];
  pthread_t threads[2];
  for (int i = 0; i < 2; i++) {
    works[i] = (work){session, NULL, NULL, TSC_OK, 0};
    if (pthread_create(&threads[i], NULL, read_all, &works[i]) != 0) {
      exit(EXIT_FAILURE);
    }
  }
  for (int i = 0; i < 2; i++) {
    pthread_join(threads[i], NULL);
    error = works[i].error;
    must(works[i].status);
    printf("items %zu\n", works[i].items);
  }
  sign_out_and_free(session);
  return TSC_OK;
}

static tsc_status quotes(void) {
  tsc_server *server = trusted_server();
  tsc_session *session = password_session(server, "zo\u00eb & <s\u00f8n> \"O'Neil\"",
                                          "pa<ss> & \"w\u00f6rd\" '\u043a\u043b\u044e\u0447' "
                                          "\U0001f511 %20+",
                                          NULL);
  tsc_list *list = list_of(session, "workbooks");
  must(tsc_list_add_filter(list, "name", "eq", "He said \"yes\"", &error));
  read_names(list, SIZE_MAX);
  tsc_list_free(list);
  tsc_server_free(server);
  sign_out_and_free(session);
  return TSC_OK;
}

static tsc_status nul(void) {
  password_session(trusted_server(), "ali\xffze", "alice-password", NULL);
  return TSC_OK;
}

typedef struct scenario {
  const char *id;
  tsc_status (*run)(void);
} scenario;

static const scenario scenarios[] = {
    {"server-info", server_info},
    {"token", token},
    {"password", password},
    {"json-web-token", with_json_web_token},
    {"unified-access-token", with_unified_access_token},
    {"impersonation", impersonation},
    {"impersonation-at-a-site", impersonation_at_a_site},
    {"password-impersonation", password_impersonation},
    {"json-web-token-impersonation", json_web_token_impersonation},
    {"connected-app", with_connected_app},
    {"connected-app-impersonation", connected_app_impersonation},
    {"connected-app-refused", connected_app_refused},
    {"default-site", default_site},
    {"wrong-secret", wrong_secret},
    {"private-ca", private_ca},
    {"refused-certificate", refused_certificate},
    {"missing-ca", missing_ca},
    {"no-verification", no_verification},
    {"client-certificate", client_certificate},
    {"client-certificate-pem", client_certificate_pem},
    {"plain-http", plain_http},
    {"settings", settings},
    {"expired", expired},
    {"resume", resume},
    {"resume-refused", resume_refused},
    {"switch", switch_site},
    {"switch-to-the-same", switch_to_the_same},
    {"switch-refused", switch_refused},
    {"list-of-the-site-before", list_of_the_site_before},
    {"sign-out-twice", sign_out_twice},
    {"revoke", revoke},
    {"guard", guard},
    {"guard-error", guard_error},
    {"guard-signed-out", guard_signed_out},
    {"guard-resumed", guard_resumed},
    {"list", list_some},
    {"list-whole", list_whole},
    {"list-of-nothing", list_of_nothing},
    {"list-ahead", list_ahead},
    {"list-error", list_error},
    {"list-setter-too-late", list_setter_too_late},
    {"node", node},
    {"request", request},
    {"request-empty", request_empty},
    {"error-answer", error_answer},
    {"rate-limited", rate_limited},
    {"retry", retry},
    {"retry-after", retry_after},
    {"retry-after-an-hour", retry_after_an_hour},
    {"retry-in-vain", retry_in_vain},
    {"post-once", post_once},
    {"repeatable-post", repeatable_post},
    {"not-transient", not_transient},
    {"renewal", renewal},
    {"renewal-refused", renewal_refused},
    {"request-timeouts", request_timeouts},
    {"list-header", list_header},
    {"events", events},
    {"credentials-callback", credentials_callback},
    {"credentials-callback-fails", credentials_callback_fails},
    {"too-large", too_large},
    {"cancel", cancel},
    {"cancelled-before", cancelled_before},
    {"connect-timeout", connect_timeout},
    {"timeout", timeout},
    {"closed", closed},
    {"two-threads", two_threads},
    {"quotes", quotes},
    {"nul", nul},
};

/* The time of the clock in microseconds. */
static int64_t clock_time(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

/* The processor time of this process in microseconds. */
static int64_t processor_time(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * INT64_C(1000000) + used.ru_utime.tv_usec +
         used.ru_stime.tv_usec;
}

static void measure_reading(int rounds) {
  tsc_session *session = alice();
  for (int round = 0; round < rounds; round++) {
    const int64_t begun = clock_time();
    const int64_t used = processor_time();
    size_t items = 0;
    size_t lengths = 0;
    const tsc_node *node = NULL;
    tsc_list *list = list_of(session, "workbooks");
    must(tsc_list_set_page_size(list, 1000, &error));
    for (;;) {
      must(tsc_list_next(list, NULL, &node, &error));
      if (!node) {
        break;
      }
      lengths +=
          strlen(tsc_node_attribute(node, "id")) + (*tsc_node_attribute(node, "name") != '\0');
      items++;
    }
    tsc_list_free(list);
    printf("read %zu %zu %" PRId64 " %" PRId64 "\n", items, lengths, clock_time() - begun,
           processor_time() - used);
  }
  sign_out_and_free(session);
}

static void cycle(int times) {
  for (int i = 0; i < times; i++) {
    sign_out_and_free(alice());
  }
}

static int64_t native_bytes(void) {
  const struct mallinfo2 info = mallinfo2();
  return (int64_t)(info.uordblks + info.hblkhd);
}

static void measure_cycles(int before, int cycles) {
  int64_t (*live_handles)(void) = NULL;
  *(void **)&live_handles = dlsym(dlopen(NULL, RTLD_NOW), "tsc_live_handles");
  cycle(before);
  const int64_t bytes = native_bytes();
  cycle(cycles);
  printf("bytes %" PRId64 "\n", native_bytes() - bytes);
  printf("handles %" PRId64 "\n", live_handles ? live_handles() : -1);
}

int main(int argc, char **argv) {
  if (argc == 3 && strcmp(argv[1], "read") == 0) {
    measure_reading(atoi(argv[2]));
    end(TSC_OK);
  }
  if (argc == 4 && strcmp(argv[1], "cycles") == 0) {
    measure_cycles(atoi(argv[2]), atoi(argv[3]));
    end(TSC_OK);
  }
  for (size_t i = 0; argc == 2 && i < sizeof scenarios / sizeof scenarios[0]; i++) {
    if (strcmp(scenarios[i].id, argv[1]) == 0) {
      end(scenarios[i].run());
    }
  }
  fprintf(stderr, "there is no such scenario\n");
  return EXIT_FAILURE;
}
