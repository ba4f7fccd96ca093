/*
 * Signs in to a Tableau server with a personal access token, lists workbooks, switches
 * site if asked to, and signs out.
 *
 *   sign_in [SERVER TOKEN_NAME TOKEN_VALUE [SITE [CA_PATH [OTHER_SITE]]]]
 *
 * Missing arguments are read from the environment: TABLEAU_SERVER, TABLEAU_TOKEN_NAME,
 * TABLEAU_TOKEN_VALUE, TABLEAU_SITE (the site's contentUrl; the default site if not set),
 * TABLEAU_CA_PATH (the CA that signed the server's certificate, if it is your own) and
 * TABLEAU_OTHER_SITE (a site to switch to). Pass secrets in the environment: other
 * users of the machine can see arguments.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "tsc.h"

/* Prints and frees the error, and returns the exit code. */
static int fail(tsc_error *error) {
  fprintf(stderr, "sign_in: %s\n", tsc_error_message(error));
  tsc_error_free(error);
  return EXIT_FAILURE;
}

static int show_server(tsc_server *server) {
  tsc_server_info *info = NULL;
  tsc_error *error = NULL;
  if (tsc_server_get_info(server, NULL, &info, &error) != TSC_OK) {
    return fail(error);
  }
  const char *product = tsc_server_info_product_version(info);
  printf("Server:  %s, Tableau %s, REST API %s\n", tsc_server_url(server),
         product ? product : "of unknown version", tsc_server_info_api_version(info));
  tsc_server_info_free(info);
  return EXIT_SUCCESS;
}

static void show_session(const tsc_session *session) {
  const char *site = tsc_session_site_content_url(session);
  printf("Site:    %s (%s)\n", *site ? site : "the default site", tsc_session_site_id(session));
  printf("User:    %s\n", tsc_session_user_id(session));
}

/* An element may lack an attribute, and printf does not take NULL. */
static const char *attribute(const tsc_node *node, const char *name) {
  const char *value = tsc_node_attribute(node, name);
  return value ? value : "";
}

/* Shows how many workbooks the site has, and the first five. */
static int show_workbooks(tsc_session *session) {
  tsc_list *list = NULL;
  const tsc_node *workbook = NULL;
  tsc_error *error = NULL;
  uint64_t total = 0;
  int shown = 0;
  if (tsc_session_list(session, "workbooks", &list, &error) != TSC_OK ||
      tsc_list_total_available(list, NULL, &total, &error) != TSC_OK) {
    goto failed;
  }
  printf("%" PRIu64 " workbooks\n", total);
  while (shown < 5) {
    if (tsc_list_next(list, NULL, &workbook, &error) != TSC_OK) {
      goto failed;
    }
    if (!workbook) {
      break; /* the end of the list */
    }
    printf("  %s  %s\n", attribute(workbook, "id"), attribute(workbook, "name"));
    shown++;
  }
  tsc_list_free(list);
  return EXIT_SUCCESS;

failed:
  tsc_list_free(list);
  return fail(error);
}

/* Does the work of the signed-in session. */
static int work(tsc_session *session, const char *other_site) {
  tsc_error *error = NULL;
  show_session(session);
  if (show_workbooks(session) != EXIT_SUCCESS) {
    return EXIT_FAILURE;
  }
  if (!other_site) {
    return EXIT_SUCCESS;
  }
  if (tsc_session_switch_site(session, other_site, NULL, &error) != TSC_OK) {
    return fail(error);
  }
  printf("Switched\n");
  show_session(session);
  return show_workbooks(session);
}

/* The session is signed out, also if the work has failed. */
static int run(tsc_server *server, const char *token_name, const char *token_value,
               const char *site, const char *other_site) {
  tsc_session *session = NULL;
  tsc_error *error = NULL;
  int result;
  if (show_server(server) != EXIT_SUCCESS) {
    return EXIT_FAILURE;
  }
  if (tsc_server_sign_in_with_personal_access_token(server, token_name, token_value, site, NULL,
                                                    NULL, &session, &error) != TSC_OK) {
    return fail(error);
  }
  result = work(session, other_site);
  if (tsc_session_sign_out(session, NULL, &error) == TSC_OK) {
    printf("Signed out\n");
  } else {
    result = fail(error);
  }
  tsc_session_free(session);
  return result;
}

static const char *setting(int argc, char **argv, int index, const char *variable) {
  const char *value = index < argc ? argv[index] : getenv(variable);
  return value && *value ? value : NULL;
}

int main(int argc, char **argv) {
  const char *url = setting(argc, argv, 1, "TABLEAU_SERVER");
  const char *token_name = setting(argc, argv, 2, "TABLEAU_TOKEN_NAME");
  const char *token_value = setting(argc, argv, 3, "TABLEAU_TOKEN_VALUE");
  const char *site = setting(argc, argv, 4, "TABLEAU_SITE");
  const char *ca_path = setting(argc, argv, 5, "TABLEAU_CA_PATH");
  const char *other_site = setting(argc, argv, 6, "TABLEAU_OTHER_SITE");
  tsc_server *server = NULL;
  tsc_error *error = NULL;
  int result;

  if (!url || !token_name || !token_value) {
    fprintf(stderr,
            "usage: %s SERVER TOKEN_NAME TOKEN_VALUE [SITE [CA_PATH [OTHER_SITE]]]\n"
            "or set TABLEAU_SERVER, TABLEAU_TOKEN_NAME and TABLEAU_TOKEN_VALUE, and if needed\n"
            "TABLEAU_SITE, TABLEAU_CA_PATH and TABLEAU_OTHER_SITE\n",
            argv[0]);
    return 2;
  }
  if (tsc_server_new(url, &server, &error) != TSC_OK ||
      (ca_path && tsc_server_set_ca_path(server, ca_path, &error) != TSC_OK)) {
    result = fail(error);
  } else {
    result = run(server, token_name, token_value, site, other_site);
  }
  tsc_server_free(server);
  return result;
}
