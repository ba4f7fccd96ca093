/*
 * Many threads, each with its own user, do jobs on one server handle, while one thread changes the
 * trusted CAs and another cancels at random. No thread sleeps: a cancellation is due after a number
 * of calls. With the argument --print-state it prints the state that its simulator is started with.
 */
#include "certificate.h"
#include "scratch.h"
#include "support.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { USERS = 64, JOBS = 2000, LEAST_CANCELS = 100, WORKBOOKS = 3, LONGEST_GAP = 80 };

/* Windows' locks get handles when a thread first has to wait for them: a few in a process. */
#ifdef _WIN32
enum { HANDLES_OF_LOCKS = 16 };
#else
enum { HANDLES_OF_LOCKS = 0 };
#endif

static simulator tableau;
static tsc_server *server;

/* The state that all threads share. */
static struct {
  pthread_mutex_t mutex;
  pthread_cond_t has_changed;
  int jobs;
  int calls;
  int is_over;
} begun = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0, 0};

/* Users "user-1" and so on, each with a site of the same name that only this user may enter. */
typedef struct user {
  char name[32];
  pthread_t thread;
  /* The cancellation of the current job, under the mutex; NULL between jobs. */
  tsc_cancellation *cancellation;
  int cancelled_jobs;
  int cancelled_sign_ins;
  int cancelled_switches;
} user;

static user users[USERS];

static void lock(void) { CHECK(pthread_mutex_lock(&begun.mutex) == 0); }

static void unlock(void) { CHECK(pthread_mutex_unlock(&begun.mutex) == 0); }

static int begin_job(user *user) {
  lock();
  int is_left = begun.jobs < JOBS;
  if (is_left) {
    begun.jobs++;
    user->cancellation = tsc_cancellation_new();
  }
  unlock();
  return is_left;
}

static void end_job(user *user) {
  lock();
  tsc_cancellation_free(user->cancellation);
  user->cancellation = NULL;
  unlock();
}

static void begin_call(void) {
  lock();
  begun.calls++;
  CHECK(pthread_cond_signal(&begun.has_changed) == 0);
  unlock();
}

/* A call with the user's cancellation, whose last argument is &error: 0 if it was cancelled. */
#define CALL(call) (begin_call(), end_call((call), user, &error, #call, __LINE__))

static int end_call(tsc_status status, const user *user, tsc_error **error, const char *what,
                    int line) {
  int is_cancelled = status == TSC_ERROR_CANCELLED;
  check_call(is_cancelled ? TSC_ERROR_CANCELLED : TSC_OK, status, error, what, __FILE__, line);
  CHECK(!is_cancelled || tsc_cancellation_is_cancelled(user->cancellation));
  return !is_cancelled;
}

static int sign_in_user(user *user, tsc_session **session) {
  tsc_error *error = NULL;
  int is_done = CALL(tsc_server_sign_in_with_password(server, user->name, user->name, NULL, NULL,
                                                      user->cancellation, session, &error));
  user->cancelled_sign_ins += !is_done;
  return is_done;
}

/* The server identifies the session by its token, and the user by the id that came with it. */
static int check_identity(user *user, tsc_session *session) {
  char path[128];
  int length = snprintf(path, sizeof path, "users/%s", tsc_session_user_id(session));
  CHECK(length > 0 && (size_t)length < sizeof path);
  tsc_request *request = request_of(session, "GET", path);
  tsc_response *response = NULL;
  tsc_error *error = NULL;
  int is_done = CALL(tsc_request_send(request, user->cancellation, &response, &error));
  if (is_done) {
    const tsc_node *answer = tsc_node_child(tsc_response_root(response), "user");
    CHECK_TEXT(user->name, tsc_node_attribute(answer, "name"));
  }
  tsc_response_free(response);
  tsc_request_free(request);
  return is_done;
}

static int switch_to_own_site(user *user, tsc_session *session) {
  tsc_error *error = NULL;
  int is_done = CALL(tsc_session_switch_site(session, user->name, user->cancellation, &error));
  user->cancelled_switches += !is_done;
  CHECK_TEXT(is_done ? user->name : "", tsc_session_site_content_url(session));
  return is_done;
}

/* Reads three pages of workbooks, whose names contain the user's, two of them ahead. */
static int read_own_list(user *user, tsc_session *session) {
  tsc_list *list = list_of(session, "workbooks");
  const tsc_node *node = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_list_set_page_size(list, (WORKBOOKS + 2) / 3, &error));
  CHECK_OK(tsc_list_set_lookahead(list, 2, &error));
  int is_done = 1;
  for (int i = 0; i <= WORKBOOKS && is_done; i++) {
    is_done = CALL(tsc_list_next(list, user->cancellation, &node, &error));
    if (is_done && i < WORKBOOKS) {
      char name[64];
      snprintf(name, sizeof name, "%s, %d", user->name, i + 1);
      CHECK_TEXT(name, tsc_node_attribute(node, "name"));
    } else {
      CHECK(node == NULL);
    }
  }
  tsc_list_free(list);
  return is_done;
}

static int sign_out_user(user *user, tsc_session *session) {
  tsc_error *error = NULL;
  return CALL(tsc_session_sign_out(session, user->cancellation, &error));
}

static int do_job(user *user) {
  tsc_session *session = NULL;
  tsc_error *error = NULL;
  if (!sign_in_user(user, &session)) {
    CHECK(session == NULL);
    return 0;
  }
  int is_done = check_identity(user, session) && switch_to_own_site(user, session) &&
                read_own_list(user, session) && sign_out_user(user, session);
  if (!is_done) {
    CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  }
  CHECK_NUMBER(0, tsc_session_is_signed_in(session));
  tsc_session_free(session);
  return is_done;
}

static void *do_jobs(void *argument) {
  user *user = argument;
  while (begin_job(user)) {
    user->cancelled_jobs += !do_job(user);
    end_job(user);
  }
  return NULL;
}

static int all_jobs_are_done(void) {
  lock();
  int is_over = begun.is_over;
  unlock();
  return is_over;
}

/* A thread that alternates between two CA files without pause. */
typedef struct changing {
  const char *ca_paths[2];
  int changes;
} changing;

static void *change_trust(void *argument) {
  changing *changing = argument;
  tsc_error *error = NULL;
  while (!all_jobs_are_done()) {
    const char *path = changing->ca_paths[changing->changes % 2];
    CHECK_OK(tsc_server_set_ca_path(server, path, &error));
    changing->changes++;
  }
  return NULL;
}

/* The generator of Numerical Recipes: the same numbers in every run. */
static int random_below(uint32_t *state, int limit) {
  *state = *state * 1664525 + 1013904223;
  return (int)((*state >> 16) % (uint32_t)limit);
}

/* Cancels the job of the next user from this one on that is not cancelled yet, if there is one. */
static void cancel_one(int from) {
  for (int i = 0; i < USERS; i++) {
    tsc_cancellation *cancellation = users[(from + i) % USERS].cancellation;
    if (cancellation && !tsc_cancellation_is_cancelled(cancellation)) {
      tsc_cancellation_cancel(cancellation);
      return;
    }
  }
}

static void *cancel_at_random(void *nothing) {
  uint32_t state = 1;
  int due = 0;
  lock();
  while (!begun.is_over) {
    if (begun.calls < due) {
      CHECK(pthread_cond_wait(&begun.has_changed, &begun.mutex) == 0);
    } else {
      cancel_one(random_below(&state, USERS));
      due += 1 + random_below(&state, LONGEST_GAP);
    }
  }
  unlock();
  return nothing;
}

static void do_all_jobs(changing *changing) {
  pthread_t changer = thread_start(change_trust, changing);
  pthread_t canceller = thread_start(cancel_at_random, NULL);
  for (int i = 0; i < USERS; i++) {
    users[i].thread = thread_start(do_jobs, &users[i]);
  }
  for (int i = 0; i < USERS; i++) {
    thread_join(users[i].thread);
  }
  lock();
  begun.is_over = 1;
  CHECK(pthread_cond_signal(&begun.has_changed) == 0);
  unlock();
  thread_join(changer);
  thread_join(canceller);
}

static void write_state(FILE *file) {
  fputs("{\"sites\": [{\"name\": \"Default\", \"content_url\": \"\"}", file);
  for (int i = 0; i < USERS; i++) {
    const char *name = users[i].name;
    fprintf(file, ", {\"name\": \"%s\", \"content_url\": \"%s\", \"workbooks\": [", name, name);
    for (int j = 1; j <= WORKBOOKS; j++) {
      fprintf(file, "%s\"%s, %d\"", j == 1 ? "" : ", ", name, j);
    }
    fputs("]}", file);
  }
  fputs("], \"users\": [", file);
  for (int i = 0; i < USERS; i++) {
    const char *name = users[i].name;
    fprintf(file, "%s{\"name\": \"%s\", \"password\": \"%s\", \"sites\": [\"\", \"%s\"]}",
            i == 0 ? "" : ", ", name, name, name);
  }
  fputs("]}", file);
  CHECK(fflush(file) == 0);
}

static void append_file(FILE *file, const char *path) {
  char content[8192];
  FILE *source = open_file(path, "rb");
  size_t length = fread(content, 1, sizeof content, source);
  CHECK(length > 0 && feof(source));
  CHECK(fwrite(content, 1, length, file) == length);
  CHECK(fclose(source) == 0 && fflush(file) == 0);
}

/* Another CA before the simulator's. */
static void write_two_authorities(FILE *file) {
  CHECK(fputs(strstr(client_pem, "-----BEGIN CERTIFICATE-----"), file) >= 0);
  append_file(file, tableau.ca_path);
}

/* So that freeing the server closes a connection. */
static void check_pooled_connection(int64_t descriptors_before) {
  tsc_server_info *info = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_server_get_info(server, NULL, &info, &error));
  tsc_server_info_free(info);
  CHECK(open_descriptors() > descriptors_before);
}

int main(int argc, char **argv) {
  for (int i = 0; i < USERS; i++) {
    snprintf(users[i].name, sizeof users[i].name, "user-%d", i + 1);
  }
  if (argc == 2 && strcmp(argv[1], "--print-state") == 0) {
    write_state(stdout);
    return EXIT_SUCCESS;
  }
  scratch state = scratch_new("state");
  write_state(state.file);
  simulator_start_with_state(&tableau, state.path);
  scratch authorities = scratch_new("authorities");
  write_two_authorities(authorities.file);
  changing changing = {{authorities.path, tableau.ca_path}, 0};
  int64_t threads_before = threads_at_first();
  int64_t descriptors_before = open_descriptors();

  server = server_of(&tableau);
  do_all_jobs(&changing);
  check_pooled_connection(descriptors_before);
  tsc_server_free(server);

  int cancelled_jobs = 0;
  int cancelled_sign_ins = 0;
  int cancelled_switches = 0;
  for (int i = 0; i < USERS; i++) {
    cancelled_jobs += users[i].cancelled_jobs;
    cancelled_sign_ins += users[i].cancelled_sign_ins;
    cancelled_switches += users[i].cancelled_switches;
  }
  int sessions = (int)simulator_live_sessions(&tableau);
  printf("%d jobs, %d changes of trust; %d jobs cancelled, %d at the sign-in, %d at the switch of "
         "site, %d sessions left\n",
         begun.jobs, changing.changes, cancelled_jobs, cancelled_sign_ins, cancelled_switches,
         sessions);
  CHECK_NUMBER(JOBS, begun.jobs);
  CHECK(changing.changes >= 2);
  CHECK(cancelled_jobs >= LEAST_CANCELS);
  CHECK(cancelled_jobs <= JOBS / 2);
  /* The server may have executed a cancelled sign-in, and only then a token is lost. */
  CHECK(sessions <= cancelled_sign_ins + cancelled_switches);
  /* Abandoned resolver threads end by themselves; CTest has the time limit. */
  while (running_threads() > threads_before) {
  }
  const int64_t opened = open_descriptors() - descriptors_before;
  CHECK(opened >= 0 && opened <= HANDLES_OF_LOCKS);

  scratch_free(&state);
  scratch_free(&authorities);
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
