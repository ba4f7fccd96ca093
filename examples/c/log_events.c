/*
 * Lists workbooks, and writes what the library does to the log of a program, one line an event.
 *
 *   log_events [LEVEL]
 *
 * LEVEL is 1 for failures and repetitions, 2 for sign-ins, renewals and sign-outs as well, 3, the
 * default, for everything. It reads the environment: TABLEAU_SERVER, TABLEAU_TOKEN_NAME,
 * TABLEAU_TOKEN_VALUE, and if needed TABLEAU_SITE and TABLEAU_CA_PATH.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "tsc.h"

/* C99 has no threads, so the mutex of the log is the system's. */
#ifdef _WIN32
#include <windows.h>
static SRWLOCK mutex = SRWLOCK_INIT;
static void lock(void) { AcquireSRWLockExclusive(&mutex); }
static void unlock(void) { ReleaseSRWLockExclusive(&mutex); }
#else
#include <pthread.h>
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static void lock(void) { pthread_mutex_lock(&mutex); }
static void unlock(void) { pthread_mutex_unlock(&mutex); }
#endif

typedef struct host_log {
  FILE *file;
  int level;
  uint64_t requests, retries, sent, received;
} host_log;

static const char *name_of(int32_t kind) {
  static const char *const names[] = {"request", "redirect", "retry",       "connection",
                                      "sign-in", "renewal",  "switch-site", "sign-out"};
  /* Later versions of the library may have more kinds. */
  return kind >= TSC_EVENT_REQUEST && kind <= TSC_EVENT_SIGN_OUT ? names[kind - 1] : "other";
}

static int level_of(const tsc_event *event) {
  int32_t kind = tsc_event_kind(event);
  int is_trouble = kind == TSC_EVENT_RETRY || tsc_event_status(event) != TSC_OK;
  return is_trouble ? 1 : kind >= TSC_EVENT_SIGN_IN ? 2 : 3;
}

/* Takes an event. If several threads use the server, they may call it at the same time. The call
 * that the event is about waits for it, so it does no more than it must. */
static void TSC_CALL take_event(const tsc_event *event, void *user_data) {
  host_log *log = user_data;
  int32_t kind = tsc_event_kind(event);
  uint64_t ms = (uint64_t)tsc_event_time(event) / 1000; /* of Unix time */
  lock();
  log->requests += kind == TSC_EVENT_REQUEST;
  log->retries += kind == TSC_EVENT_RETRY;
  log->sent += tsc_event_sent(event);
  log->received += tsc_event_received(event);
  if (level_of(event) <= log->level) {
    fprintf(log->file, "%02d:%02d:%02d.%03d %8.2f ms  %-10s session %" PRIu64 "  %s  %s\n",
            (int)(ms / 3600000 % 24), (int)(ms / 60000 % 60), (int)(ms / 1000 % 60),
            (int)(ms % 1000), (double)tsc_event_duration_us(event) / 1000, name_of(kind),
            tsc_event_session(event), tsc_status_name(tsc_event_status(event)),
            tsc_event_message(event));
  }
  unlock();
}

/* Called once, when no handle and no call can have another event: the counts are final. */
static void TSC_CALL free_log(void *user_data) {
  host_log *log = user_data;
  fprintf(log->file, "%" PRIu64 " requests, %" PRIu64 " repetitions, ", log->requests,
          log->retries);
  fprintf(log->file, "%" PRIu64 " bytes sent, %" PRIu64 " received\n", log->sent, log->received);
  free(log);
}

static void list_workbooks(tsc_session *session, tsc_error **error) {
  tsc_list *list = NULL;
  const tsc_node *workbook = NULL;
  int is_more = tsc_session_list(session, "workbooks", &list, error) == TSC_OK;
  while (is_more) {
    is_more = tsc_list_next(list, NULL, &workbook, error) == TSC_OK && workbook;
  }
  tsc_list_free(list);
}

int main(int argc, char **argv) {
  host_log *log = calloc(1, sizeof *log);
  tsc_server *server = NULL;
  tsc_session *session = NULL;
  tsc_error *error = NULL;
  if (!log || tsc_server_new(getenv("TABLEAU_SERVER"), &server, &error) != TSC_OK) {
    fprintf(stderr, "log_events: %s\n", log ? tsc_error_message(error) : "no memory");
    tsc_error_free(error);
    free(log);
    return EXIT_FAILURE;
  }
  log->file = stdout;
  log->level = argc > 1 ? atoi(argv[1]) : 3;
  /* The library takes the log over here, even if the function fails. */
  if (tsc_server_set_event_callback(server, take_event, log, free_log, &error) == TSC_OK &&
      tsc_server_set_ca_path(server, getenv("TABLEAU_CA_PATH"), &error) == TSC_OK &&
      tsc_server_set_renewal(server, 1, &error) == TSC_OK &&
      tsc_server_sign_in_with_personal_access_token(
          server, getenv("TABLEAU_TOKEN_NAME"), getenv("TABLEAU_TOKEN_VALUE"),
          getenv("TABLEAU_SITE"), NULL, NULL, &session, &error) == TSC_OK) {
    list_workbooks(session, &error);
    tsc_session_sign_out(session, NULL, error ? NULL : &error); /* the first error is reported */
  }
  int result = error ? EXIT_FAILURE : EXIT_SUCCESS;
  if (error) {
    fprintf(stderr, "log_events: %s\n", tsc_error_message(error));
  }
  tsc_error_free(error);
  tsc_session_free(session);
  tsc_server_free(server);
  return result;
}
