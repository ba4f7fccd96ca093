/* A simulated Tableau Server for each test program, and its control endpoint. */
#ifndef TSC_TESTS_SIMULATOR_H
#define TSC_TESTS_SIMULATOR_H

#include <stddef.h>

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
/* A connected app. */
#define CONNECTED_APP_CLIENT_ID "8b5c2d5e-3f0e-4c8a-9a51-7f1f3f5d2c10"
#define CONNECTED_APP_SECRET_ID "1d7a6b0c-52a4-4f4e-8a39-0e6b2c9d4f21"
#define CONNECTED_APP_SECRET_VALUE "ZGVtbyBjb25uZWN0ZWQgYXBwIHNlY3JldCA0Mg+/8w=="
#define WORKBOOKS_ON_DEFAULT 2345
#define WORKBOOKS_ON_MARKETING 42

/* A running simulator. */
typedef struct simulator {
  char *https_url;
  char *http_url;
  char *ca_path;
  unsigned control_port;
  /* NULL if this program did not start it. */
  struct simulator_process *process;
} simulator;

/*
 * If the environment variable TSC_SIMULATOR_LINES is set, the simulator is running, and the
 * variable has the lines that it printed: a program has only one then. Otherwise this starts the
 * program that the variable TSC_SIMULATOR names.
 */
void simulator_start(simulator *simulator);
/*
 * The same with a state file (the simulator's --state) in place of the built-in state. A simulator
 * that is running must have been started with that state.
 */
void simulator_start_with_state(simulator *simulator, const char *state_path);
void simulator_stop(simulator *simulator);

/*
 * Starts the process, and returns what it printed, which the caller frees. `state_path` may be
 * NULL. The process ends with this one, also if a test crashes.
 */
char *simulator_process_start(struct simulator_process **process, const char *state_path);
void simulator_process_stop(struct simulator_process *process);

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

#ifdef __cplusplus
}
#endif

#endif
