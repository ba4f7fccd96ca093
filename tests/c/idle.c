/*
 * The time for which an idle connection is pooled. Nothing waits here: the library reads the time
 * from this program's own clock.
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

/* Returns the number of the connection that it used. */
static unsigned long get_info(const simulator *tableau, tsc_server *server) {
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

  unsigned long first = get_info(&tableau, server);
  seconds_ahead += 59;
  CHECK(get_info(&tableau, server) == first);
  seconds_ahead += 59;
  CHECK(get_info(&tableau, server) == first);
  seconds_ahead += 61;
  unsigned long second = get_info(&tableau, server);
  CHECK(second != first);
  seconds_ahead += 59;
  CHECK(get_info(&tableau, server) == second);

  tsc_server_free(server);
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
