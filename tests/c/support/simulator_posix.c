/* A simulator that the test program starts. */
#define _POSIX_C_SOURCE 200809L

#include "simulator.h"

#ifndef _WIN32

#include "checks.h"
#include "child.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct simulator_process {
  pid_t process;
  /* The simulator ends when this is closed. */
  int lifeline;
};

/* `state_path` may be NULL. */
static void become_simulator(const char *program, const char *state_path, const int input[2],
                             const int output[2]) {
  if (dup2(input[0], STDIN_FILENO) >= 0 && dup2(output[1], STDOUT_FILENO) >= 0) {
    close(input[0]);
    close(input[1]);
    close(output[0]);
    close(output[1]);
    execl(program, program, "--exit-with-stdin", state_path ? "--state" : (char *)NULL, state_path,
          (char *)NULL);
  }
  _exit(127);
}

/* Reads the lines up to "ready". */
static char *read_lines(int output) {
  static const char last[] = "ready\n";
  char lines[8192];
  size_t length = 0;
  FILE *stream = fdopen(output, "r");
  CHECK(stream != NULL);
  do {
    CHECK(fgets(lines + length, (int)(sizeof lines - length), stream) != NULL);
    length += strlen(lines + length);
  } while (length < sizeof last || strcmp(lines + length - (sizeof last - 1), last) != 0);
  fclose(stream);
  return copy_text(lines);
}

char *simulator_process_start(struct simulator_process **process, const char *state_path) {
  const char *program = getenv("TSC_SIMULATOR");
  struct simulator_process *started = malloc(sizeof *started);
  CHECK(program != NULL && started != NULL);
  int input[2];
  int output[2];
  CHECK(pipe(input) == 0 && pipe(output) == 0);
  started->process = fork();
  CHECK(started->process >= 0);
  if (started->process == 0) {
    become_simulator(program, state_path, input, output);
  }
  close(input[0]);
  close(output[1]);
  started->lifeline = input[1];
  CHECK(fcntl(started->lifeline, F_SETFD, FD_CLOEXEC) == 0);
  *process = started;
  return read_lines(output[0]);
}

void simulator_process_stop(struct simulator_process *process) {
  close(process->lifeline);
  await_child(process->process);
  free(process);
}

#endif
