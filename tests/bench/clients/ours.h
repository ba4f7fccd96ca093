/* What the programs that measure libtsc share. */
#ifndef BENCH_OURS_H
#define BENCH_OURS_H

#include <stdint.h>
#include <tsc.h>

/* The address of the server, and its CA: a path, or NULL for the system's roots. */
struct target {
  const char *url;
  const char *ca;
};

/* The last error, for the one thread that uses these functions. */
extern tsc_error *error;

/* Ends the program with a message if a call failed. */
void must(tsc_status status);

/* Ends the program with a message if something is not as the benchmark expects it. */
void expect(int32_t holds, const char *what);

/* A server with the CA of the target. */
tsc_server *new_server(const struct target *target);

tsc_session *sign_in(tsc_server *server);

/* The small resource that is fetched again and again. */
tsc_request *small_request(tsc_session *session);

/* Sends a request, checks the response, and returns the length of its body. */
uint64_t sent(tsc_request *request);

#endif
