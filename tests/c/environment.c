/*
 * tsc_server_new reads the environment, and nothing else does: a program may change it during
 * calls. tsc_server_new_with_environment reads its argument in place of it.
 *
 * On systems where a program's functions precede those of the C library, the library would call
 * this getenv. The C library's own calls do not use it: its name resolution reads variables by
 * itself.
 */
#include "support.h"

#include <stdlib.h>
#include <string.h>

static int calls;

#ifdef __ELF__
extern char **environ;

char *getenv(const char *name) {
  size_t length = strlen(name);
  calls++;
  for (char **variable = environ; *variable; variable++) {
    if (strncmp(*variable, name, length) == 0 && (*variable)[length] == '=') {
      return *variable + length + 1;
    }
  }
  return NULL;
}
#endif

/* Signs in, reads a list and signs out, or fails at the proxy. */
static void use(tsc_server *server, const simulator *tableau, tsc_status expected) {
  tsc_server_info *info = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_server_set_ca_path(server, tableau->ca_path, &error));
  CHECK_CALL(expected, tsc_server_get_info(server, NULL, &info, &error));
  tsc_server_info_free(info);
  if (expected == TSC_OK) {
    tsc_session *session = sign_in_alice(server, NULL);
    tsc_list *list = list_of(session, "workbooks");
    const tsc_node *node = NULL;
    CHECK_OK(tsc_list_next(list, NULL, &node, &error));
    tsc_list_free(list);
    CHECK_OK(tsc_session_sign_out(session, NULL, &error));
    tsc_session_free(session);
  }
  tsc_server_free(server);
}

int main(void) {
  simulator tableau;
  char *nothing[] = {NULL};
  char *a_proxy[] = {"https_proxy=http://127.0.0.1:1", NULL};
  tsc_server *server = NULL;
  tsc_error *error = NULL;
  simulator_start(&tableau);
  set_variable("no_proxy", NULL);
  set_variable("NO_PROXY", NULL);
  set_variable("https_proxy", "http://127.0.0.1:1");
  calls = 0;
  CHECK_OK(tsc_server_new(tableau.https_url, &server, &error));
  set_variable("https_proxy", "");
  use(server, &tableau, TSC_ERROR_PROXY);
  CHECK_OK(tsc_server_new_with_environment(tableau.https_url, a_proxy, &server, &error));
  use(server, &tableau, TSC_ERROR_PROXY);

  set_variable("https_proxy", "http://127.0.0.1:1");
  CHECK_OK(tsc_server_new_with_environment(tableau.https_url, nothing, &server, &error));
  use(server, &tableau, TSC_OK);
  CHECK_OK(tsc_server_new_with_environment(tableau.https_url, NULL, &server, &error));
  use(server, &tableau, TSC_OK);
  CHECK_NUMBER(0, calls);
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
