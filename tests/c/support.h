/*
 * Shared by all tests: checks that end the program if they fail, and a simulated Tableau Server for
 * each test program.
 */
#ifndef TSC_TESTS_SUPPORT_H
#define TSC_TESTS_SUPPORT_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <tsc.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Credentials of the simulator's built-in state. */
#define DEMO_TOKEN_NAME "demo-token"
#define DEMO_TOKEN_VALUE "demo-token-secret"
#define ADMIN_TOKEN_NAME "admin-token"
#define ADMIN_TOKEN_VALUE "admin-token-secret"
/* Alice's JSON Web Token, and her unified access token, which is valid on Tableau Cloud only. */
#define JSON_WEB_TOKEN                                                                             \
  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSJ9.c2ltdWxhdGVkLXNpZ25hdHVyZQ"
#define UNIFIED_ACCESS_TOKEN                                                                       \
  "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSIsInVhdCI6MX0.c2ltdWxhdGVkLXVhdA"
#define WORKBOOKS_ON_DEFAULT 2345
#define WORKBOOKS_ON_MARKETING 42

#define CHECK(condition) check((condition) ? 1 : 0, #condition, __FILE__, __LINE__)
#define CHECK_NUMBER(expected, actual)                                                             \
  check_number((expected), (actual), #actual, __FILE__, __LINE__)
/* Either may be NULL. */
#define CHECK_TEXT(expected, actual) check_text((expected), (actual), #actual, __FILE__, __LINE__)
#define CHECK_CONTAINS(part, text) check_contains((part), (text), #text, __FILE__, __LINE__)

void fail_at(const char *file, int line);
void check(int holds, const char *what, const char *file, int line);
void check_number(int64_t expected, int64_t actual, const char *what, const char *file, int line);
void check_text(const char *expected, const char *actual, const char *what, const char *file,
                int line);
void check_contains(const char *part, const char *text, const char *what, const char *file,
                    int line);

/* A copy that the caller frees. */
char *copy_text(const char *text);

pthread_t thread_start(void *(*run)(void *), void *argument);
void thread_join(pthread_t thread);

/* Waits for a child, and fails unless it succeeded. */
void await_child(pid_t child);

/* The number of open descriptors or threads, plus a constant. */
int64_t open_descriptors(void);
int64_t running_threads(void);
/*
 * The number of threads before any other was started. It starts one, because a sanitizer adds a
 * thread of its own to the first.
 */
int64_t threads_at_first(void);

/* A running simulator. */
typedef struct simulator {
  char *https_url;
  char *http_url;
  char *ca_path;
  unsigned control_port;
  pid_t process;
  /* The simulator ends when this is closed, so that none outlives a test that crashes. */
  int lifeline;
} simulator;

/* Starts the program that the environment variable TSC_SIMULATOR names. */
void simulator_start(simulator *simulator);
/* Starts it with a state file (its --state) in place of the built-in state. */
void simulator_start_with_state(simulator *simulator, const char *state_path);
void simulator_stop(simulator *simulator);

/* Asks the control endpoint; `body` is JSON or NULL. The caller frees the response. */
char *simulator_control(const simulator *simulator, const char *method, const char *path,
                        const char *body);
void simulator_arm_fault(const simulator *simulator, const char *fault);
void simulator_clear_requests(const simulator *simulator);
/* The number of recorded requests whose path contains `part`. */
size_t simulator_requests(const simulator *simulator, const char *part);
/* Returns when that number is reached. */
void simulator_await_requests(const simulator *simulator, const char *part, size_t count);
/* The number of the connection of the last such request. */
unsigned long simulator_last_connection(const simulator *simulator, const char *part);
size_t simulator_live_sessions(const simulator *simulator);

/* The rest is in support_tsc.c, the only part that calls libtsc. */

/* A call whose last argument is &error; the error is freed and set to NULL. */
#define CHECK_CALL(expected, call) check_call((expected), (call), &error, #call, __FILE__, __LINE__)
#define CHECK_OK(call) CHECK_CALL(TSC_OK, call)

void check_call(tsc_status expected, tsc_status actual, tsc_error **error, const char *what,
                const char *file, int line);

/* A server handle for https that trusts the simulator's CA. */
tsc_server *server_of(const simulator *simulator);
/* Alice's session, signed in with her personal access token. */
tsc_session *sign_in_demo(tsc_server *server, const char *site);
/* Another session of hers, signed in with her password, which does not end the first. */
tsc_session *sign_in_alice(tsc_server *server, const char *site);
tsc_list *list_of(tsc_session *session, const char *path);
tsc_request *request_of(tsc_session *session, const char *method, const char *path);

#ifdef __cplusplus
}
#endif

#endif
