/*
 * A process with more rights than the user who started it does not trust its environment. The test
 * runs this program again, from a copy that belongs to another group and has the set-group-ID bit.
 */
#define _POSIX_C_SOURCE 200809L

#include "child.h"
#include "support.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Nothing listens there. */
static char *const variables[] = {"https_proxy=http://127.0.0.1:1", NULL};
#define NOGROUP 65534

static void copy_own_executable(const char *path) {
  char buffer[1 << 16];
  ssize_t length;
  const int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  const int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
  CHECK(from >= 0 && to >= 0);
  while ((length = read(from, buffer, sizeof buffer)) > 0) {
    CHECK(write(to, buffer, (size_t)length) == length);
  }
  CHECK(length == 0);
  CHECK(close(from) == 0 && close(to) == 0);
}

static tsc_status get_info(const char *url, const char *ca_path) {
  tsc_server *server = NULL;
  tsc_server_info *info = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_server_new(url, &server, &error));
  CHECK_OK(tsc_server_set_ca_path(server, ca_path, &error));
  const tsc_status status = tsc_server_get_info(server, NULL, &info, NULL);
  tsc_server_info_free(info);
  tsc_server_free(server);
  return status;
}

/* The status of a program with that environment. */
static void run(const char *program, const simulator *tableau, int is_privileged,
                tsc_status expected) {
  char number[16];
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    snprintf(number, sizeof number, "%d", (int)expected);
    char *const arguments[] = {(char *)program,  tableau->https_url,
                               tableau->ca_path, is_privileged ? "1" : "0",
                               number,           NULL};
    execve(program, arguments, variables);
    _exit(EXIT_FAILURE);
  }
  await_child(child);
}

int main(int argc, char **argv) {
  if (argc == 5) {
    CHECK_NUMBER(atoi(argv[3]), getauxval(AT_SECURE) != 0);
    CHECK_NUMBER(atoi(argv[4]), get_info(argv[1], argv[2]));
    return EXIT_SUCCESS;
  }
  simulator tableau;
  char folder[] = "/tmp/tsc-privileged-XXXXXX";
  char program[64];
  simulator_start(&tableau);
  CHECK(mkdtemp(folder) != NULL);
  CHECK(chmod(folder, 0755) == 0);
  snprintf(program, sizeof program, "%s/program", folder);
  copy_own_executable(program);
  run(program, &tableau, 0, TSC_ERROR_PROXY);
  if (geteuid() == 0) {
    CHECK(chown(program, geteuid(), NOGROUP) == 0 && chmod(program, 02755) == 0);
    run(program, &tableau, 1, TSC_OK);
  } else {
    puts("Only root can make a program that belongs to any group: half of it was tested.");
  }
  CHECK(unlink(program) == 0 && rmdir(folder) == 0);
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
