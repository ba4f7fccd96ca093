/*
 * Runs a program, and writes what it used as JSON into a file:
 *
 *   measure FILE PROGRAM [ARGUMENT ...]
 *
 * A program that Python starts itself would have at least Python's own peak memory: Linux counts
 * the memory of the process in which exec is called.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval time) {
  return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  if (argc < 3) {
    return EXIT_FAILURE;
  }
  const double begun = now();
  const pid_t child = fork();
  if (child == 0) {
    execvp(argv[2], argv + 2);
    perror(argv[2]);
    _exit(127);
  }
  int status;
  struct rusage used;
  if (child < 0 || wait4(child, &status, 0, &used) != child) {
    perror("wait4");
    return EXIT_FAILURE;
  }
  const double wall = now() - begun;
  FILE *file = fopen(argv[1], "w");
  if (!file) {
    perror(argv[1]);
    return EXIT_FAILURE;
  }
  fprintf(file, "{\"wall\": %.6f, \"cpu\": %.6f, \"peak\": %ld, \"faults\": %ld}\n", wall,
          seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_maxrss * 1024, used.ru_minflt);
  fclose(file);
  return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}
