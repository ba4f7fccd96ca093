/*
 * Signs in with a connected app (direct trust), lists workbooks, shows what a missing scope looks
 * like, and signs out.
 *
 *   connected_app
 *
 * It reads the environment: TABLEAU_SERVER, TABLEAU_CLIENT_ID, TABLEAU_SECRET_ID and
 * TABLEAU_SECRET_VALUE (the connected app, from the settings of the site), TABLEAU_USER (the name
 * of the user to sign in; upper and lower case differ), and if needed TABLEAU_SITE (the site's
 * contentUrl) and TABLEAU_CA_PATH (the CA that signed the server's certificate, if it is your own).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tsc.h"

/* What the session may do: read workbooks, views, data sources, projects, the site. The connected
 * app must have been given this scope; that it has others does not matter. */
#define SCOPES "tableau:content:read"

/* Prints and frees the error, and returns the exit code. */
static int fail(tsc_error *error) {
  fprintf(stderr, "connected_app: %s\n", tsc_error_message(error));
  tsc_error_free(error);
  return EXIT_FAILURE;
}

/* Gets how many items a list has. */
static tsc_status count(tsc_session *session, const char *path, uint64_t *total,
                        tsc_error **error) {
  tsc_list *list = NULL;
  tsc_status status = tsc_session_list(session, path, &list, error);
  if (status == TSC_OK) {
    status = tsc_list_total_available(list, NULL, total, error);
  }
  tsc_list_free(list);
  return status;
}

/* Returns 1 if the server has refused the token of the session. Tableau sends the same code for a
 * session that has ended and for a call that the scopes do not cover. */
static int is_refused(const tsc_error *error) {
  const char *code = tsc_error_tableau_code(error);
  return tsc_error_status(error) == TSC_ERROR_SESSION_EXPIRED && code &&
         strcmp(code, "401002") == 0;
}

static int work(tsc_session *session) {
  tsc_error *error = NULL;
  uint64_t total = 0;
  if (count(session, "workbooks", &total, &error) != TSC_OK) {
    return fail(error);
  }
  printf("%" PRIu64 " workbooks\n", total);

  /* The list of users needs the scope tableau:users:read, which this session does not have. */
  if (count(session, "users", &total, &error) == TSC_OK) {
    printf("%" PRIu64 " users: this server does not check the scope\n", total);
    return EXIT_SUCCESS;
  }
  if (!is_refused(error)) {
    return fail(error);
  }
  printf("The list of users is refused, as an ended session is: %s\n", tsc_error_message(error));
  tsc_error_free(error);

  /* If a call that the scopes cover still succeeds, the session is good and the scope is missing.
   */
  if (count(session, "workbooks", &total, &error) != TSC_OK) {
    return fail(error);
  }
  printf("The session has not ended: its scopes, " SCOPES ", do not cover the list of users\n");
  return EXIT_SUCCESS;
}

static const char *setting(const char *variable) {
  const char *value = getenv(variable);
  return value && *value ? value : NULL;
}

int main(int argc, char **argv) {
  const char *url = setting("TABLEAU_SERVER");
  const char *client_id = setting("TABLEAU_CLIENT_ID");
  const char *secret_id = setting("TABLEAU_SECRET_ID");
  const char *secret_value = setting("TABLEAU_SECRET_VALUE");
  const char *user = setting("TABLEAU_USER");
  tsc_server *server = NULL;
  tsc_session *session = NULL;
  tsc_error *error = NULL;
  int result;

  if (argc > 1 || !url || !client_id || !secret_id || !secret_value || !user) {
    fprintf(stderr,
            "usage: %s\n"
            "with TABLEAU_SERVER, TABLEAU_CLIENT_ID, TABLEAU_SECRET_ID, TABLEAU_SECRET_VALUE and\n"
            "TABLEAU_USER set, and if needed TABLEAU_SITE and TABLEAU_CA_PATH\n",
            argv[0]);
    return 2;
  }
  if (tsc_server_new(url, &server, &error) == TSC_OK &&
      tsc_server_set_ca_path(server, setting("TABLEAU_CA_PATH"), &error) == TSC_OK &&
      tsc_server_sign_in_with_connected_app(server, client_id, secret_id, secret_value, user,
                                            SCOPES, setting("TABLEAU_SITE"), NULL, NULL, &session,
                                            &error) == TSC_OK) {
    result = work(session);
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
