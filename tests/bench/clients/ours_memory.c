/*
 * What handles of libtsc cost in memory:
 *
 *   ours_memory URL CA sessions COUNT  idle sessions of one server handle
 *   ours_memory URL CA servers COUNT   server handles, each with a session and an open connection
 *
 * The first handle is not counted. Prints the bytes that each other one takes: of the resident
 * memory, and of the memory that malloc has handed out. With the CA "system" the first server
 * handle has read the system's roots, so that the others show whether they share them.
 */
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "ours.h"

struct memory {
  int64_t resident, allocated;
};

static struct memory memory(void) {
  const struct mallinfo2 info = mallinfo2();
  long long size = 0, resident = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  expect(file && fscanf(file, "%lld %lld", &size, &resident) == 2, "the memory can be read");
  fclose(file);
  const struct memory now = {resident * sysconf(_SC_PAGESIZE),
                             (int64_t)(info.uordblks + info.hblkhd)};
  return now;
}

int main(int argc, char **argv) {
  expect(argc == 5, "there are four arguments");
  const struct target target = {argv[1], strcmp(argv[2], "system") == 0 ? NULL : argv[2]};
  const int64_t count = atoll(argv[4]);
  const int32_t new_servers = strcmp(argv[3], "servers") == 0;
  /* A connection is a file. */
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  /* The handles are not freed: the process ends. */
  tsc_server *server = new_server(&target);
  sign_in(server);
  const struct memory before = memory();
  for (int64_t i = 0; i < count; i++) {
    if (new_servers) {
      server = new_server(&target);
    }
    sign_in(server);
  }
  const struct memory after = memory();
  printf("%" PRId64 " %" PRId64 "\n", (after.resident - before.resident) / count,
         (after.allocated - before.allocated) / count);
  return EXIT_SUCCESS;
}
