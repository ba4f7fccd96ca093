/*
 * Runs jobs while some requests for memory fail, each in a process of its own. run.py tells it what
 * to run, on its standard input, a run a line:
 *
 *   JOB SIZE FIRST LAST ADDRESS_SPACE CALLERS
 *
 * Of the requests for at least SIZE bytes, those with the numbers FIRST to LAST fail; the process
 * may have ADDRESS_SPACE bytes (0: no limit). If CALLERS is not 0, the call stack of each request
 * that fails is written to stderr. It prints what each step of the job returned, and how the
 * process ended:
 *
 *   step NAME STATUS EXPECTED
 *   again NAME STATUS EXPECTED       the same step once more, after it returned TSC_ERROR_NO_MEMORY
 *   requests N                       the number of requests for memory
 *   ended exit 0                     or: ended signal 6
 *
 * Environment: TSC_URL, TSC_CA and TSC_FOLDER, which holds the files that run.py makes.
 */
#define _GNU_SOURCE

#include "failing_malloc.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <tsc.h>
#include <unistd.h>

/* The stack that tsc.h says is enough. */
#define STACK_SIZE (128 * 1024)
/* The time that a job may take, in seconds. */
#define TIME_LIMIT 60
/* The length of an argument that is longer than any makes sense. */
#define LONG (1024 * 1024)
#define LONG_BODY (16 * 1024 * 1024)
#define ITEMS 250

static const char *url, *ca, *folder;
static tsc_server *server;
static tsc_session *session;
static tsc_list *list;
static tsc_request *request;
static tsc_response *response;

/* Texts of LONG bytes: of a letter, of XML's special characters, and of percent escapes. */
static char *letters, *specials, *escapes;
static char *long_url, *long_environment[4], *long_path;
static char *body, *many_pem;

static char path_in_folder[4096];

static const char *in_folder(const char *name) {
  snprintf(path_in_folder, sizeof path_in_folder, "%s/%s", folder, name);
  return path_in_folder;
}

typedef struct step {
  const char *name;
  tsc_status (*run)(tsc_error **error);
  tsc_status expected;
} step;

/* The server sends each request once, so that no failure is repeated. */
static tsc_status make_server(tsc_error **error) {
  tsc_server_free(server);
  tsc_status status = tsc_server_new(url, &server, error);
  return status == TSC_OK ? tsc_server_set_retry(server, 1, 0, error) : status;
}

static tsc_status set_ca(tsc_error **error) { return tsc_server_set_ca_path(server, ca, error); }

static tsc_status get_info(tsc_error **error) {
  tsc_server_info *info = NULL;
  tsc_status status = tsc_server_get_info(server, NULL, &info, error);
  tsc_server_info_free(info);
  return status;
}

static tsc_status sign_in(tsc_error **error) {
  tsc_session_free(session);
  return tsc_server_sign_in_with_password(server, "alice", "alice-password", "", NULL, NULL,
                                          &session, error);
}

static tsc_status read_session(tsc_error **error) {
  (void)error;
  int has_all = tsc_session_token(session) && tsc_session_site_id(session) &&
                tsc_session_user_id(session) && tsc_session_site_content_url(session) &&
                tsc_session_api_version(session);
  return has_all ? TSC_OK : TSC_ERROR_NO_MEMORY;
}

/* Goes on with the list of an earlier run of the step. */
static tsc_status read_list(tsc_error **error) {
  static int items;
  tsc_status status = TSC_OK;
  const tsc_node *node = NULL;
  if (!list) {
    status = tsc_session_list(session, "workbooks", &list, error);
    if (status == TSC_OK) {
      status = tsc_list_set_page_size(list, 100, error);
    }
    if (status == TSC_OK) {
      status = tsc_list_add_filter(list, "createdAt", "gt", "2000-01-01T00:00:00Z", error);
    }
    if (status != TSC_OK) {
      tsc_list_free(list);
      list = NULL;
      return status;
    }
  }
  while (items < ITEMS) {
    status = tsc_list_next(list, NULL, &node, error);
    if (status != TSC_OK) {
      return status;
    }
    if (!node || !tsc_node_attribute(node, "name")) {
      return TSC_ERROR_INTERNAL;
    }
    items++;
  }
  return TSC_OK;
}

static tsc_status send_to(const char *method, const char *path, const char *type, const char *sent,
                          size_t length, tsc_error **error) {
  tsc_response_free(response);
  tsc_request_free(request);
  request = NULL;
  response = NULL;
  tsc_status status = tsc_session_request(session, method, path, &request, error);
  if (status == TSC_OK && sent) {
    status = tsc_request_set_body(request, type, sent, length, error);
  }
  if (status == TSC_OK) {
    status = tsc_request_set_max_response_size(request, UINT64_MAX, error);
  }
  if (status == TSC_OK) {
    status = tsc_request_send(request, NULL, &response, error);
  }
  return status;
}

static tsc_status get(const char *path, tsc_error **error) {
  return send_to("GET", path, NULL, NULL, 0, error);
}

static tsc_status get_root(const char *path, tsc_error **error) {
  tsc_status status = get(path, error);
  if (status == TSC_OK && !tsc_response_root(response)) {
    return TSC_ERROR_NO_MEMORY;
  }
  return status;
}

static tsc_status read_root(tsc_error **error) { return get_root("workbooks", error); }

static tsc_status post_query(tsc_error **error) {
  static const char query[] = "{\"query\": \"{workbooks {name}}\"}";
  return send_to("POST", "/api/metadata/graphql", "application/json", query, sizeof query - 1,
                 error);
}

static tsc_status fail(tsc_error **error) {
  static const char text[] = "<tsRequest><user password=\"a-password\"/></tsRequest>";
  return send_to("PUT", "no-such-things", NULL, text, sizeof text - 1, error);
}

static tsc_status switch_site(tsc_error **error) {
  return tsc_session_switch_site(session, "marketing", NULL, error);
}

static tsc_status sign_out(tsc_error **error) { return tsc_session_sign_out(session, NULL, error); }

/* The common job, with everything of the usual size. */
static const step common[] = {
    {"server", make_server, TSC_OK},
    {"ca", set_ca, TSC_OK},
    {"info", get_info, TSC_OK},
    {"sign_in", sign_in, TSC_OK},
    {"session", read_session, TSC_OK},
    {"list", read_list, TSC_OK},
    {"root", read_root, TSC_OK},
    {"query", post_query, TSC_OK},
    {"failure", fail, TSC_ERROR_UNSUPPORTED_VERSION},
    {"switch_site", switch_site, TSC_OK},
    {"sign_out", sign_out, TSC_OK},
    {NULL, NULL, TSC_OK},
};

static tsc_status other_server(const char *address, char *const *environment, tsc_error **error) {
  tsc_server *other = NULL;
  tsc_status status = environment
                          ? tsc_server_new_with_environment(address, environment, &other, error)
                          : tsc_server_new(address, &other, error);
  tsc_server_free(other);
  return status;
}

static tsc_status url_of_letters(tsc_error **error) { return other_server(letters, NULL, error); }
static tsc_status url_of_escapes(tsc_error **error) { return other_server(long_url, NULL, error); }
static tsc_status environment(tsc_error **error) {
  return other_server(url, long_environment, error);
}

static tsc_status ca_file(tsc_error **error) {
  return tsc_server_set_ca_path(server, in_folder("many.pem"), error);
}
static tsc_status ca_folder(tsc_error **error) {
  return tsc_server_set_ca_path(server, in_folder("folder"), error);
}
static tsc_status ca_no_pem(tsc_error **error) {
  return tsc_server_set_ca_path(server, in_folder("letters"), error);
}
static tsc_status ca_long_path(tsc_error **error) {
  return tsc_server_set_ca_path(server, letters, error);
}
static tsc_status ca_pem(tsc_error **error) {
  return tsc_server_set_ca_pem(server, many_pem, strlen(many_pem), error);
}
static tsc_status ca_pem_of_letters(tsc_error **error) {
  return tsc_server_set_ca_pem(server, letters, LONG, error);
}
static tsc_status client_file(tsc_error **error) {
  const char *path = in_folder("client.pem");
  return tsc_server_set_client_certificate(server, path, path, error);
}
static tsc_status client_long_key(tsc_error **error) {
  return tsc_server_set_client_certificate(server, in_folder("client.pem"), letters, error);
}
static tsc_status client_pem(tsc_error **error) {
  return tsc_server_set_client_certificate_pem(server, letters, LONG, error);
}
static tsc_status no_client(tsc_error **error) {
  return tsc_server_set_client_certificate(server, NULL, NULL, error);
}
static tsc_status proxy(tsc_error **error) { return tsc_server_set_proxy(server, long_url, error); }
static tsc_status user_agent(tsc_error **error) {
  return tsc_server_set_user_agent(server, letters, error);
}
static tsc_status header_name(tsc_error **error) {
  return tsc_server_set_header(server, letters, "x", error);
}
static tsc_status header_value(tsc_error **error) {
  return tsc_server_set_header(server, "x-a", letters, error);
}
static tsc_status api_version(tsc_error **error) {
  return tsc_server_set_api_version(server, letters, error);
}

static tsc_status sign_in_with(const char *name, const char *value, const char *site,
                               const char *user, tsc_error **error) {
  tsc_session *other = NULL;
  tsc_status status = tsc_server_sign_in_with_personal_access_token(server, name, value, site, user,
                                                                    NULL, &other, error);
  tsc_session_free(other);
  return status;
}
static tsc_status token_name(tsc_error **error) {
  return sign_in_with(specials, "x", "", NULL, error);
}
static tsc_status token_value(tsc_error **error) {
  return sign_in_with("x", specials, "", NULL, error);
}
static tsc_status content_url(tsc_error **error) {
  return sign_in_with("x", "x", specials, NULL, error);
}
static tsc_status impersonated(tsc_error **error) {
  return sign_in_with("x", "x", "", specials, error);
}
static tsc_status password(tsc_error **error) {
  tsc_session *other = NULL;
  tsc_status status = tsc_server_sign_in_with_password(server, specials, escapes, specials,
                                                       specials, NULL, &other, error);
  tsc_session_free(other);
  return status;
}
static tsc_status json_web_token(tsc_error **error) {
  tsc_session *other = NULL;
  tsc_status status =
      tsc_server_sign_in_with_json_web_token(server, letters, "", NULL, NULL, &other, error);
  tsc_session_free(other);
  return status;
}
static tsc_status resume(tsc_error **error) {
  tsc_session *other = NULL;
  tsc_status status = tsc_server_resume_session(server, letters, NULL, &other, error);
  tsc_session_free(other);
  return status;
}
static tsc_status switch_to(tsc_error **error) {
  return tsc_session_switch_site(session, specials, NULL, error);
}

static tsc_status list_path(tsc_error **error) {
  tsc_list *other = NULL;
  tsc_status status = tsc_session_list(session, letters, &other, error);
  tsc_list_free(other);
  return status;
}
static tsc_status list_query(tsc_error **error) {
  tsc_list *other = NULL;
  const tsc_node *node = NULL;
  tsc_status status = tsc_session_list(session, "workbooks", &other, error);
  if (status == TSC_OK) {
    status = tsc_list_add_filter(other, "name", "eq", specials, error);
  }
  if (status == TSC_OK) {
    status = tsc_list_add_sort(other, letters, 0, error);
  }
  if (status == TSC_OK) {
    status = tsc_list_set_parameter(other, letters, specials, error);
  }
  if (status == TSC_OK) {
    status = tsc_list_next(other, NULL, &node, error);
  }
  tsc_list_free(other);
  return status;
}
static tsc_status request_method(tsc_error **error) {
  return send_to(letters, "workbooks", NULL, NULL, 0, error);
}
static tsc_status request_path(tsc_error **error) { return get(long_path, error); }
static tsc_status request_parameter(tsc_error **error) {
  tsc_request *other = NULL;
  tsc_response *received = NULL;
  tsc_status status = tsc_session_request(session, "GET", "workbooks", &other, error);
  if (status == TSC_OK) {
    status = tsc_request_set_parameter(other, letters, specials, error);
  }
  if (status == TSC_OK) {
    status = tsc_request_send(other, NULL, &received, error);
  }
  tsc_response_free(received);
  tsc_request_free(other);
  return status;
}
static tsc_status request_header(tsc_error **error) {
  tsc_request *other = NULL;
  tsc_status status = tsc_session_request(session, "GET", "workbooks", &other, error);
  if (status == TSC_OK) {
    status = tsc_request_set_header(other, "Cookie", letters, error);
  }
  tsc_request_free(other);
  return status;
}
static tsc_status request_body(tsc_error **error) {
  return send_to("POST", "/big/accepted", NULL, body, LONG_BODY, error);
}

/* Arguments and files that are longer than usual. */
static const step arguments[] = {
    {"url_of_letters", url_of_letters, TSC_ERROR_INVALID_ARGUMENT},
    {"url_of_escapes", url_of_escapes, TSC_ERROR_INVALID_ARGUMENT},
    {"environment", environment, TSC_ERROR_INVALID_ARGUMENT},
    {"server", make_server, TSC_OK},
    {"ca_file", ca_file, TSC_OK},
    {"ca_folder", ca_folder, TSC_OK},
    {"ca_no_pem", ca_no_pem, TSC_ERROR_CA_PATH},
    {"ca_long_path", ca_long_path, TSC_ERROR_CA_PATH},
    {"ca_pem_of_letters", ca_pem_of_letters, TSC_ERROR_CA_PATH},
    {"ca_pem", ca_pem, TSC_OK},
    {"client_file", client_file, TSC_ERROR_CA_PATH},
    {"client_long_key", client_long_key, TSC_ERROR_CA_PATH},
    {"client_pem", client_pem, TSC_ERROR_CA_PATH},
    {"no_client", no_client, TSC_OK},
    {"proxy", proxy, TSC_ERROR_INVALID_ARGUMENT},
    {"user_agent", user_agent, TSC_ERROR_INVALID_ARGUMENT},
    {"header_name", header_name, TSC_ERROR_INVALID_ARGUMENT},
    {"header_value", header_value, TSC_ERROR_INVALID_ARGUMENT},
    {"api_version", api_version, TSC_ERROR_INVALID_ARGUMENT},
    {"token_name", token_name, TSC_ERROR_INVALID_ARGUMENT},
    {"token_value", token_value, TSC_ERROR_INVALID_ARGUMENT},
    {"content_url", content_url, TSC_ERROR_INVALID_ARGUMENT},
    {"impersonated", impersonated, TSC_ERROR_INVALID_ARGUMENT},
    {"password", password, TSC_ERROR_INVALID_ARGUMENT},
    {"json_web_token", json_web_token, TSC_ERROR_INVALID_ARGUMENT},
    {"resume", resume, TSC_ERROR_INVALID_ARGUMENT},
    {"sign_in", sign_in, TSC_OK},
    {"switch_to", switch_to, TSC_ERROR_INVALID_ARGUMENT},
    {"list_path", list_path, TSC_ERROR_INVALID_ARGUMENT},
    {"list_query", list_query, TSC_ERROR_INVALID_ARGUMENT},
    {"request_method", request_method, TSC_ERROR_INVALID_ARGUMENT},
    {"request_path", request_path, TSC_ERROR_INVALID_ARGUMENT},
    {"request_parameter", request_parameter, TSC_ERROR_INVALID_ARGUMENT},
    {"request_header", request_header, TSC_ERROR_INVALID_ARGUMENT},
    {"request_body", request_body, TSC_OK},
    {"sign_out", sign_out, TSC_OK},
    {NULL, NULL, TSC_OK},
};

static tsc_status page(tsc_error **error) {
  tsc_list *other = NULL;
  const tsc_node *node = NULL;
  tsc_status status = tsc_session_list(session, "/big/page", &other, error);
  if (status == TSC_OK) {
    status = tsc_list_next(other, NULL, &node, error);
  }
  tsc_list_free(other);
  return status;
}
static tsc_status plain(tsc_error **error) { return get_root("/big/plain", error); }
static tsc_status gzip(tsc_error **error) { return get_root("/big/gzip-page", error); }
static tsc_status binary(tsc_error **error) { return get("/big/binary", error); }
static tsc_status xml_error(tsc_error **error) { return get("/big/xml-error", error); }
static tsc_status long_xml_error(tsc_error **error) { return get("/big/long-xml-error", error); }
static tsc_status json_error(tsc_error **error) { return get("/big/json-error", error); }
static tsc_status json_array(tsc_error **error) { return get("/big/json-array", error); }
static tsc_status html(tsc_error **error) { return get("/big/html", error); }
static tsc_status gzip_error(tsc_error **error) { return get("/big/gzip-error", error); }
static tsc_status tokens(tsc_error **error) { return get("/big/tokens", error); }
static tsc_status escaped(tsc_error **error) { return get("/big/escaped", error); }
static tsc_status headers(tsc_error **error) { return get("/big/headers", error); }
static tsc_status cookies(tsc_error **error) { return get("/big/cookies", error); }
static tsc_status location(tsc_error **error) { return get("/big/location", error); }
static tsc_status names_in_body(tsc_error **error) {
  return send_to("POST", "/big/html", NULL, body, LONG_BODY, error);
}
static tsc_status bad_info(tsc_error **error) {
  tsc_server *other = NULL;
  tsc_server_info *info = NULL;
  char address[4096];
  snprintf(address, sizeof address, "%s/big", url);
  tsc_status status = tsc_server_new(address, &other, error);
  if (status == TSC_OK) {
    status = tsc_server_set_ca_path(other, ca, error);
  }
  if (status == TSC_OK) {
    status = tsc_server_get_info(other, NULL, &info, error);
  }
  tsc_server_info_free(info);
  tsc_server_free(other);
  return status;
}

/* Responses that are longer than usual. run.py has the simulator send them. */
static const step responses[] = {
    {"server", make_server, TSC_OK},
    {"ca", set_ca, TSC_OK},
    {"bad_info", bad_info, TSC_ERROR_PROTOCOL},
    {"sign_in", sign_in, TSC_OK},
    {"page", page, TSC_OK},
    {"plain", plain, TSC_OK},
    {"gzip", gzip, TSC_OK},
    {"binary", binary, TSC_OK},
    {"xml_error", xml_error, TSC_ERROR_BAD_REQUEST},
    {"long_xml_error", long_xml_error, TSC_ERROR_BAD_REQUEST},
    {"json_error", json_error, TSC_ERROR_BAD_REQUEST},
    {"json_array", json_array, TSC_ERROR_BAD_REQUEST},
    {"html", html, TSC_ERROR_SERVER},
    {"gzip_error", gzip_error, TSC_ERROR_SERVER},
    {"tokens", tokens, TSC_ERROR_SERVER},
    {"escaped", escaped, TSC_ERROR_SERVER},
    {"headers", headers, TSC_ERROR_SERVER},
    {"cookies", cookies, TSC_ERROR_SERVER},
    {"location", location, TSC_ERROR_REDIRECT},
    {"names_in_body", names_in_body, TSC_ERROR_SERVER},
    {"sign_out", sign_out, TSC_OK},
    {NULL, NULL, TSC_OK},
};

static tsc_status many_items(tsc_error **error) { return get_root("/big/many-items", error); }
static tsc_status read_page(const char *path, tsc_error **error) {
  tsc_list *other = NULL;
  const tsc_node *node = NULL;
  tsc_status status = tsc_session_list(session, path, &other, error);
  if (status == TSC_OK) {
    status = tsc_list_next(other, NULL, &node, error);
  }
  tsc_list_free(other);
  return status;
}

static tsc_status many_names(tsc_error **error) { return read_page("/big/many-names", error); }
static tsc_status items_page(tsc_error **error) { return read_page("/big/many-items", error); }

/* Responses of tens of megabytes. */
static const step huge[] = {
    {"server", make_server, TSC_OK},
    {"ca", set_ca, TSC_OK},
    {"sign_in", sign_in, TSC_OK},
    {"many_items", many_items, TSC_OK},
    {"many_names", many_names, TSC_ERROR_TOO_LARGE},
    {"items_page", items_page, TSC_OK},
    {"sign_out", sign_out, TSC_OK},
    {NULL, NULL, TSC_OK},
};

static const struct {
  const char *name;
  const step *steps;
} jobs[] = {{"common", common}, {"arguments", arguments}, {"responses", responses}, {"huge", huge}};

static const step *steps_of(const char *name) {
  for (size_t at = 0; at < sizeof jobs / sizeof jobs[0]; at++) {
    if (strcmp(jobs[at].name, name) == 0) {
      return jobs[at].steps;
    }
  }
  fprintf(stderr, "there is no job %s\n", name);
  exit(2);
}

/* Prints without malloc. */
__attribute__((format(printf, 1, 2))) static void print(const char *format, ...) {
  char line[4096];
  va_list values;
  va_start(values, format);
  int length = vsnprintf(line, sizeof line, format, values);
  va_end(values);
  if (length < 0 || write(STDOUT_FILENO, line, (size_t)length) != length) {
    _exit(2);
  }
}

static tsc_status run_step(const char *word, const step *step) {
  tsc_error *error = NULL;
  tsc_status status = step->run(&error);
  print("%s %s %s %s\n", word, step->name, tsc_status_name(status),
        tsc_status_name(step->expected));
  if (status != step->expected && status != TSC_ERROR_NO_MEMORY) {
    print("message %s\n", tsc_error_message(error));
  }
  tsc_error_free(error);
  return status;
}

typedef struct run {
  const step *steps;
  size_t size;
  unsigned long first, last, address_space;
  int shows_callers;
} run;

static void *run_job(void *argument) {
  const run *run = argument;
  failing_malloc_arm(run->size, run->first, run->last, run->shows_callers);
  for (const step *step = run->steps; step->name; step++) {
    if (run_step("step", step) == TSC_ERROR_NO_MEMORY) {
      run_step("again", step);
    }
  }
  tsc_response_free(response);
  tsc_request_free(request);
  tsc_list_free(list);
  tsc_session_free(session);
  tsc_server_free(server);
  print("requests %lu\n", failing_malloc_disarm());
  return NULL;
}

static void run_in_this_process(run *run) {
  pthread_attr_t attributes;
  pthread_t thread;
  alarm(TIME_LIMIT);
  if (run->address_space) {
    struct rlimit limit = {run->address_space, run->address_space};
    if (setrlimit(RLIMIT_AS, &limit) != 0) {
      _exit(2);
    }
  }
  if (pthread_attr_init(&attributes) != 0 ||
      pthread_attr_setstacksize(&attributes, STACK_SIZE) != 0 ||
      pthread_create(&thread, &attributes, run_job, run) != 0 || pthread_join(thread, NULL) != 0) {
    _exit(2);
  }
  _exit(0);
}

static char *repeated(const char *prefix, const char *part, size_t length) {
  size_t start = strlen(prefix);
  char *text = malloc(length + 1);
  if (!text) {
    exit(2);
  }
  memcpy(text, prefix, start);
  for (size_t at = start; at < length; at++) {
    text[at] = part[(at - start) % strlen(part)];
  }
  text[length] = '\0';
  return text;
}

static char *content_of(const char *path) {
  FILE *file = fopen(path, "rb");
  long length = 0;
  if (!file || fseek(file, 0, SEEK_END) != 0 || (length = ftell(file)) < 0) {
    exit(2);
  }
  rewind(file);
  char *text = calloc(1, (size_t)length + 1);
  if (!text || fread(text, 1, (size_t)length, file) != (size_t)length) {
    exit(2);
  }
  fclose(file);
  return text;
}

static void make_arguments(void) {
  url = getenv("TSC_URL");
  ca = getenv("TSC_CA");
  folder = getenv("TSC_FOLDER");
  if (!url || !ca || !folder) {
    fprintf(stderr, "TSC_URL, TSC_CA and TSC_FOLDER are not all set\n");
    exit(2);
  }
  letters = repeated("", "a", LONG);
  specials = repeated("", "\"&<", LONG);
  escapes = repeated("", "%41\\u0041", LONG);
  long_path = repeated("/", "a/", LONG);
  long_url = repeated("https://localhost/", "%41", strlen("https://localhost/") + 3 * (LONG / 3));
  long_environment[0] = repeated("no_proxy=", "a.example.com,", LONG);
  long_environment[1] = repeated("https_proxy=http://localhost:1/", "a", LONG);
  long_environment[2] = repeated("NO_PROXY=", "10.0.0.0/8,", LONG);
  many_pem = content_of(in_folder("many.pem"));
  body = repeated("", "<a password=\"abcdef\" token='&quot;%41'/>", LONG_BODY);
}

int main(void) {
  char line[256], name[32];
  run run;
  make_arguments();
  while (fgets(line, sizeof line, stdin)) {
    int status = 0;
    if (sscanf(line, "%31s %zu %lu %lu %lu %d", name, &run.size, &run.first, &run.last,
               &run.address_space, &run.shows_callers) != 6) {
      fprintf(stderr, "not a run: %s", line);
      return 2;
    }
    run.steps = steps_of(name);
    pid_t child = fork();
    if (child == 0) {
      run_in_this_process(&run);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
      return 2;
    }
    if (WIFSIGNALED(status)) {
      print("ended signal %d\n", WTERMSIG(status));
    } else {
      print("ended exit %d\n", WEXITSTATUS(status));
    }
  }
  return 0;
}
