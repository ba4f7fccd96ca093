/*
 * How long a connection is kept for the next call. Nobody waits here: the library asks for the
 * time through this program's own clock.
 */
#define _DEFAULT_SOURCE

#include "support.h"

#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static time_t seconds_ahead;

int clock_gettime(clockid_t clock, struct timespec *time) {
  int result = (int)syscall(SYS_clock_gettime, clock, time);
  if (result == 0 && clock == CLOCK_MONOTONIC) {
    time->tv_sec += seconds_ahead;
  }
  return result;
}

/* The number of the connection that it goes over. */
static unsigned long ask(const simulator *tableau, tsc_server *server) {
  tsc_server_info *info = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_server_get_info(server, NULL, &info, &error));
  tsc_server_info_free(info);
  return simulator_last_connection(tableau, "serverInfo");
}

int main(void) {
  simulator tableau;
  simulator_start(&tableau);
  tsc_server *server = server_of(&tableau);

  unsigned long first = ask(&tableau, server);
  seconds_ahead += 59;
  CHECK(ask(&tableau, server) == first);
  seconds_ahead += 59;
  CHECK(ask(&tableau, server) == first);
  seconds_ahead += 61;
  unsigned long second = ask(&tableau, server);
  CHECK(second != first);
  seconds_ahead += 59;
  CHECK(ask(&tableau, server) == second);

  tsc_server_free(server);
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
