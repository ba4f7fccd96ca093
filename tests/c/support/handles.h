/* Handles of libtsc, and checks of its calls. */
#ifndef TSC_TESTS_HANDLES_H
#define TSC_TESTS_HANDLES_H

#include "simulator.h"

#include <tsc.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A call whose last argument is &error; the error is freed and set to NULL. */
#define CHECK_CALL(expected, call) check_call((expected), (call), &error, #call, __FILE__, __LINE__)
#define CHECK_OK(call) CHECK_CALL(TSC_OK, call)

void check_call(tsc_status expected, tsc_status actual, tsc_error **error, const char *what,
                const char *file, int line);

/* A server handle for https that trusts the simulator's CA and sends each request once. Its events
 * are looked at: no secret may be in one. */
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
