/*
 * One handle of each kind, and texts, from which tests take good arguments.
 */
#ifndef TSC_TESTS_FIXTURE_H
#define TSC_TESTS_FIXTURE_H

#include "scratch.h"
#include "support.h"

/* What good arguments are taken from. */
typedef struct fixture {
  simulator tableau;
  char *ca_pem;
  /* A client certificate and its key, as text and as a file. */
  const char *client_pem;
  scratch client_file;
  char *user_id;
  /* The session's. */
  char *token;
  tsc_server_info *info;
  tsc_error *error;
  const tsc_response *response;
  /* Lends the node. */
  tsc_list *read_list;
  const tsc_node *node;
  /* As they are after fixture_refresh. */
  tsc_server *server;
  tsc_session *session;
  tsc_list *list;
  tsc_request *request;
} fixture;

void fixture_start(fixture *fixture);
/* Makes anew what a call may have changed: the server, session, list and request. */
void fixture_refresh(fixture *fixture);
void fixture_stop(fixture *fixture);

#endif
