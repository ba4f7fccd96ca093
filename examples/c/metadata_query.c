/*
 * Sends a GraphQL query to Tableau's Metadata API, and prints the response.
 *
 *   metadata_query [QUERY|@FILE [VARIABLES]]
 *
 * QUERY is the query itself, @FILE a file with it, VARIABLES a JSON object. Without them it asks
 * for the first hundred workbooks of the site. It reads the environment: TABLEAU_SERVER,
 * TABLEAU_TOKEN_NAME, TABLEAU_TOKEN_VALUE, and if needed TABLEAU_SITE (the site's contentUrl) and
 * TABLEAU_CA_PATH (the CA that signed the server's certificate, if it is your own).
 *
 * It exits with 0 if the response has data only, 1 if there is no response, 2 if its arguments
 * are wrong, 3 if the response has errors.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tsc.h"

/* The limit of the response, in bytes. */
#define LONGEST_QUERY ((size_t)1 << 20)

static const char workbooks[] = "query Workbooks($first: Int, $after: String) {\n"
                                "  workbooksConnection(first: $first, after: $after) {\n"
                                "    nodes { luid name projectName owner { username name } }\n"
                                "    pageInfo { hasNextPage endCursor }\n"
                                "    totalCount\n"
                                "  }\n"
                                "}\n";

/* Prints and frees the error, and returns the exit code. */
static int fail(tsc_error *error) {
  fprintf(stderr, "metadata_query: %s\n", tsc_error_message(error));
  tsc_error_free(error);
  return EXIT_FAILURE;
}

/* Reads a whole file; prints the reason and returns NULL if that fails. */
static char *read_query(const char *path, size_t *length) {
  char *text = malloc(LONGEST_QUERY);
  FILE *file = text ? fopen(path, "rb") : NULL;
  const char *reason = NULL;
  *length = file ? fread(text, 1, LONGEST_QUERY, file) : 0;
  if (!file || ferror(file)) {
    reason = strerror(errno);
  } else if (*length == LONGEST_QUERY) {
    reason = "too long for a query";
  }
  if (file) {
    fclose(file);
  }
  if (reason) {
    fprintf(stderr, "metadata_query: %s: %s\n", path, reason);
    free(text);
    return NULL;
  }
  return text;
}

/* Writes UTF-8 text as a JSON string, at most six bytes for one, and returns its end. */
static char *write_json_string(char *out, const char *text, size_t length) {
  *out++ = '"';
  for (; length > 0; text++, length--) {
    if ((unsigned char)*text < 0x20) {
      out += snprintf(out, sizeof "\\u0000", "\\u%04x", (unsigned)*text);
    } else {
      if (*text == '"' || *text == '\\') {
        *out++ = '\\';
      }
      *out++ = *text;
    }
  }
  *out++ = '"';
  return out;
}

/* Returns {"query": "...", "variables": {...}}, which the caller frees; NULL if there is no memory.
 */
static char *make_body(const char *query, size_t length, const char *variables) {
  size_t size = 6 * length + strlen(variables) + 64;
  char *body = malloc(size);
  if (body) {
    char *end = body + snprintf(body, size, "{\"query\": ");
    end = write_json_string(end, query, length);
    snprintf(end, size - (size_t)(end - body), ", \"variables\": %s}", variables);
  }
  return body;
}

/* Returns 1 if the response, a JSON object, has a member "errors". The server reports errors of a
 * query with HTTP status 200 and that member, perhaps beside a part of the "data". The library has
 * no JSON reader; a real program passes the bytes to its own. */
static int has_errors(const char *json, size_t length) {
  int depth = 0;
  for (size_t i = 0; i < length; i++) {
    if (json[i] == '"') {
      size_t start = ++i;
      while (i < length && json[i] != '"') {
        i += json[i] == '\\' ? 2 : 1;
      }
      if (depth == 1 && i < length && i - start == 6 && memcmp(json + start, "errors", 6) == 0) {
        return 1;
      }
    } else {
      depth += (json[i] == '{' || json[i] == '[') - (json[i] == '}' || json[i] == ']');
    }
  }
  return 0;
}

/* Prints the bytes of the response unchanged. */
static int show(const tsc_response *response) {
  size_t length = 0;
  const char *json = (const char *)tsc_response_body(response, &length);
  if ((length > 0 && fwrite(json, 1, length, stdout) != length) || fflush(stdout) != 0) {
    fprintf(stderr, "metadata_query: the response could not be written: %s\n", strerror(errno));
    return EXIT_FAILURE;
  }
  if (has_errors(json, length)) {
    fprintf(stderr, "metadata_query: the response has errors; see \"errors\"\n");
    return 3;
  }
  return EXIT_SUCCESS;
}

static int ask(tsc_session *session, const char *body) {
  tsc_request *request = NULL;
  tsc_response *response = NULL;
  tsc_error *error = NULL;
  int result;
  if (tsc_session_request(session, "POST", "/api/metadata/graphql", &request, &error) == TSC_OK &&
      tsc_request_set_header(request, "Accept", "application/json", &error) == TSC_OK &&
      tsc_request_set_body(request, "application/json", body, strlen(body), &error) == TSC_OK &&
      tsc_request_send(request, NULL, &response, &error) == TSC_OK) {
    result = show(response);
  } else {
    result = fail(error);
  }
  tsc_response_free(response);
  tsc_request_free(request);
  return result;
}

static const char *setting(const char *variable) {
  const char *value = getenv(variable);
  return value && *value ? value : NULL;
}

static int run(const char *url, const char *token_name, const char *token_value, const char *body) {
  tsc_server *server = NULL;
  tsc_session *session = NULL;
  tsc_error *error = NULL;
  int result;
  if (tsc_server_new(url, &server, &error) == TSC_OK &&
      tsc_server_set_ca_path(server, setting("TABLEAU_CA_PATH"), &error) == TSC_OK &&
      tsc_server_sign_in_with_personal_access_token(server, token_name, token_value,
                                                    setting("TABLEAU_SITE"), NULL, NULL, &session,
                                                    &error) == TSC_OK) {
    result = ask(session, body);
    if (tsc_session_sign_out(session, NULL, &error) != TSC_OK) {
      result = fail(error);
    }
  } else {
    result = fail(error);
  }
  tsc_session_free(session);
  tsc_server_free(server);
  return result;
}

int main(int argc, char **argv) {
  const char *url = setting("TABLEAU_SERVER");
  const char *token_name = setting("TABLEAU_TOKEN_NAME");
  const char *token_value = setting("TABLEAU_TOKEN_VALUE");
  const char *query = argc > 1 ? argv[1] : workbooks;
  const char *variables = argc > 2 ? argv[2] : argc > 1 ? "{}" : "{\"first\": 100}";
  size_t length = strlen(query);
  char *file = NULL;
  char *body;
  int result;

  if (argc > 3 || !url || !token_name || !token_value) {
    fprintf(stderr,
            "usage: %s [QUERY|@FILE [VARIABLES]]\n"
            "with TABLEAU_SERVER, TABLEAU_TOKEN_NAME and TABLEAU_TOKEN_VALUE set, and if needed\n"
            "TABLEAU_SITE and TABLEAU_CA_PATH\n",
            argv[0]);
    return 2;
  }
  if (*query == '@') {
    query = file = read_query(query + 1, &length);
    if (!file) {
      return EXIT_FAILURE;
    }
  }
  body = make_body(query, length, variables);
  free(file);
  if (!body) {
    fprintf(stderr, "metadata_query: no memory for the query\n");
    return EXIT_FAILURE;
  }
  result = run(url, token_name, token_value, body);
  free(body);
  return result;
}
