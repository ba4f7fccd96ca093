/* The program of each consumer, in C and C++: a whole job that prints the library's version. */
#ifndef CONSUMER_H
#define CONSUMER_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <tsc.h>

static int sign_in_and_list(void) {
  tsc_server *server = NULL;
  tsc_session *session = NULL;
  tsc_list *workbooks = NULL;
  uint64_t total = 0;
  tsc_error *error = NULL;
  if (tsc_server_new(getenv("TABLEAU_SERVER"), &server, &error) == TSC_OK &&
      tsc_server_set_ca_path(server, getenv("TABLEAU_CA_PATH"), &error) == TSC_OK &&
      tsc_server_sign_in_with_personal_access_token(server, "demo-token", "demo-token-secret", NULL,
                                                    NULL, NULL, &session, &error) == TSC_OK &&
      tsc_session_list(session, "workbooks", &workbooks, &error) == TSC_OK &&
      tsc_list_total_available(workbooks, NULL, &total, &error) == TSC_OK &&
      tsc_session_sign_out(session, NULL, &error) == TSC_OK)
    printf("%lu workbooks, by the header %d.%d.%d and the library %s\n", (unsigned long)total,
           TSC_VERSION_MAJOR, TSC_VERSION_MINOR, TSC_VERSION_PATCH, tsc_version());
  if (error)
    fprintf(stderr, "%s\n", tsc_error_message(error));
  const int result = error ? EXIT_FAILURE : EXIT_SUCCESS;
  tsc_error_free(error);
  tsc_list_free(workbooks);
  tsc_session_free(session);
  tsc_server_free(server);
  return result;
}

#endif
