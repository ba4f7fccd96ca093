/*
 * Saves a view as an image, or its data as a table.
 *
 *   save_view VIEW FILE.png [NAME=VALUE ...]
 *   save_view VIEW FILE.csv [NAME=VALUE ...]
 *
 * VIEW is the view's id, or its name if no other view of the site has the same; a * in a name
 * stands for any text. NAME=VALUE is a parameter of the call: vf_Region=West,East filters the
 * view's field Region. It reads the environment: TABLEAU_SERVER, TABLEAU_TOKEN_NAME,
 * TABLEAU_TOKEN_VALUE, and if needed TABLEAU_SITE (the site's contentUrl) and TABLEAU_CA_PATH
 * (the CA that signed the server's certificate, if it is your own).
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tsc.h"

/* A larger response is an error; the default limit is 64 MiB. */
#define MOST_BYTES (UINT64_C(512) << 20)

/* Prints and frees the error, and returns the exit code. */
static int fail(tsc_error *error) {
  fprintf(stderr, "save_view: %s\n", tsc_error_message(error));
  tsc_error_free(error);
  return EXIT_FAILURE;
}

/* Writes the whole file or leaves the old one: the bytes are written to a file beside it, which is
 * then renamed. */
static int write_file(const char *name, const uint8_t *bytes, size_t length) {
  size_t size = strlen(name) + sizeof ".part";
  char *part = malloc(size);
  FILE *file = NULL;
  int done = 0;
  if (part) {
    snprintf(part, size, "%s.part", name);
    file = fopen(part, "wb");
  }
  if (file) {
    done = length == 0 || fwrite(bytes, 1, length, file) == length;
    done = fclose(file) == 0 && done; /* writing the buffer may still fail */
#ifdef _WIN32
    done =
        done && (remove(name) == 0 || errno == ENOENT); /* rename does not replace a file there */
#endif
    done = done && rename(part, name) == 0;
  }
  if (!done) {
    fprintf(stderr, "save_view: %s was not written: %s\n", name, strerror(errno));
    if (file) {
      remove(part);
    }
  }
  free(part);
  return done ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int is_image(const char *file) { return strcmp(strrchr(file, '.'), ".png") == 0; }

/* Sets a parameter from an argument NAME=VALUE; the library encodes it. */
static tsc_status set_parameters(tsc_request *request, char **parameters, tsc_error **error) {
  tsc_status status = TSC_OK;
  for (; *parameters && status == TSC_OK; parameters++) {
    char *value = strchr(*parameters, '=');
    *value++ = '\0';
    status = tsc_request_set_parameter(request, *parameters, value, error);
  }
  return status;
}

static int save(tsc_session *session, const char *id, const char *file, char **parameters) {
  tsc_request *request = NULL;
  tsc_response *response = NULL;
  tsc_error *error = NULL;
  char path[64];
  int result;
  snprintf(path, sizeof path, "views/%s/%s", id, is_image(file) ? "image" : "data");
  /* The server may return a cached rendering that is at most one minute old. */
  if (tsc_session_request(session, "GET", path, &request, &error) == TSC_OK &&
      tsc_request_set_parameter(request, "maxAge", "1", &error) == TSC_OK &&
      (!is_image(file) ||
       tsc_request_set_parameter(request, "resolution", "high", &error) == TSC_OK) &&
      set_parameters(request, parameters, &error) == TSC_OK &&
      tsc_request_set_max_response_size(request, MOST_BYTES, &error) == TSC_OK &&
      tsc_request_send(request, NULL, &response, &error) == TSC_OK) {
    const char *type = tsc_response_header(response, "Content-Type");
    size_t length = 0;
    const uint8_t *bytes = tsc_response_body(response, &length);
    result = write_file(file, bytes, length);
    if (result == EXIT_SUCCESS) {
      printf("Saved %s: %zu bytes, %s\n", file, length, type ? type : "of unknown type");
    }
  } else {
    result = fail(error);
  }
  tsc_response_free(response);
  tsc_request_free(request);
  return result;
}

/* Recognizes an id such as 9d20e05d-99f8-592e-86ba-e50e73fb2c95. */
static int is_id(const char *text) {
  static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  size_t i = 0;
  while (form[i] && (form[i] == '-' ? text[i] == '-' : isxdigit((unsigned char)text[i]))) {
    i++;
  }
  return form[i] == '\0' && text[i] == '\0';
}

/* Saves the only view with that name. The node and its id live as long as the list. */
static int save_named(tsc_session *session, const char *name, const char *file, char **parameters) {
  tsc_list *list = NULL;
  const tsc_node *view = NULL;
  tsc_error *error = NULL;
  uint64_t count = 0;
  const char *id;
  int result = EXIT_FAILURE;
  if (tsc_session_list(session, "views", &list, &error) != TSC_OK ||
      tsc_list_add_filter(list, "name", "eq", name, &error) != TSC_OK ||
      tsc_list_total_available(list, NULL, &count, &error) != TSC_OK ||
      tsc_list_next(list, NULL, &view, &error) != TSC_OK) {
    result = fail(error);
  } else if (count == 1 && (id = tsc_node_attribute(view, "id")) && is_id(id)) {
    result = save(session, id, file, parameters);
  } else {
    fprintf(stderr, "save_view: the site has %" PRIu64 " views named \"%s\"%s\n", count, name,
            count > 1 ? "; give the id of one, such as" : "");
    for (int shown = 0; view && shown < 5; shown++) {
      const char *url = tsc_node_attribute(view, "contentUrl");
      id = tsc_node_attribute(view, "id");
      fprintf(stderr, "  %s  %s\n", id ? id : "", url ? url : "");
      if (tsc_list_next(list, NULL, &view, NULL) != TSC_OK) {
        break;
      }
    }
  }
  tsc_list_free(list);
  return result;
}

static const char *setting(const char *variable) {
  const char *value = getenv(variable);
  return value && *value ? value : NULL;
}

static int are_arguments_good(int argc, char **argv) {
  const char *ending = argc > 2 ? strrchr(argv[2], '.') : NULL;
  int good = ending && (strcmp(ending, ".png") == 0 || strcmp(ending, ".csv") == 0);
  for (int i = 3; i < argc; i++) {
    good = good && strchr(argv[i], '=');
  }
  return good;
}

int main(int argc, char **argv) {
  const char *url = setting("TABLEAU_SERVER");
  const char *token_name = setting("TABLEAU_TOKEN_NAME");
  const char *token_value = setting("TABLEAU_TOKEN_VALUE");
  tsc_server *server = NULL;
  tsc_session *session = NULL;
  tsc_error *error = NULL;
  int result;

  if (!are_arguments_good(argc, argv) || !url || !token_name || !token_value) {
    fprintf(stderr,
            "usage: %s VIEW FILE.png|FILE.csv [NAME=VALUE ...]\n"
            "with TABLEAU_SERVER, TABLEAU_TOKEN_NAME and TABLEAU_TOKEN_VALUE set, and if needed\n"
            "TABLEAU_SITE and TABLEAU_CA_PATH\n",
            argv[0]);
    return 2;
  }
  if (tsc_server_new(url, &server, &error) == TSC_OK &&
      tsc_server_set_ca_path(server, setting("TABLEAU_CA_PATH"), &error) == TSC_OK &&
      tsc_server_sign_in_with_personal_access_token(server, token_name, token_value,
                                                    setting("TABLEAU_SITE"), NULL, NULL, &session,
                                                    &error) == TSC_OK) {
    result = is_id(argv[1]) ? save(session, argv[1], argv[2], argv + 3)
                            : save_named(session, argv[1], argv[2], argv + 3);
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
