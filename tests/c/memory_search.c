#define _POSIX_C_SOURCE 200809L

#include "memory_search.h"

#include "child.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * The number of bytes of a secret that are copied at once, and may remain in a register or on the
 * stack.
 */
#define BLOCK 16

static unsigned char complement(char byte) { return (unsigned char)~(unsigned char)byte; }

scrambled scramble(const char *secret) {
  scrambled scrambled;
  CHECK(secret != NULL);
  scrambled.length = strlen(secret);
  CHECK(scrambled.length > 8 && scrambled.length <= sizeof scrambled.bytes);
  for (size_t i = 0; i < scrambled.length; i++) {
    scrambled.bytes[i] = complement(secret[i]);
  }
  return scrambled;
}

static int equals_memory_at(const scrambled *secret, const char *memory) {
  for (size_t i = 0; i < secret->length; i++) {
    if (complement(memory[i]) != secret->bytes[i]) {
      return 0;
    }
  }
  return 1;
}

/* A part of a secret. */
static scrambled part_of(const scrambled *secret, size_t start, size_t length) {
  scrambled part;
  part.length = length;
  memcpy(part.bytes, secret->bytes + start, length);
  return part;
}

/* The buffer for the memory to search, which is itself not searched. */
static char window[1 << 20];

/* `start` is the address of the window's contents. */
static size_t occurrences_in_window(const scrambled *secret, uintptr_t start, size_t length) {
  size_t count = 0;
  for (size_t i = 0; i + secret->length <= length; i++) {
    uintptr_t address = start + i;
    int is_window = address >= (uintptr_t)window && address < (uintptr_t)window + sizeof window;
    count += !is_window && equals_memory_at(secret, window + i) ? 1 : 0;
  }
  return count;
}

/* Windows overlap by one byte less than the secret, so each occurrence is whole in one of them. */
static size_t occurrences_between(const scrambled *secret, int memory, unsigned long start,
                                  unsigned long end, const char *name) {
  size_t count = 0;
  while (end - start >= secret->length) {
    size_t wanted = end - start < sizeof window ? (size_t)(end - start) : sizeof window;
    ssize_t length = pread(memory, window, wanted, (off_t)start);
    if (length < (ssize_t)secret->length) {
      /* Reserved address space without memory. */
      break;
    }
    size_t found = occurrences_in_window(secret, start, (size_t)length);
    if (found > 0) {
      printf("  %zu in %s, between %lx and %lx\n", found, name, start,
             start + (unsigned long)length);
    }
    count += found;
    start += (unsigned long)length - (secret->length - 1);
  }
  return count;
}

/* Counts the occurrences of a secret in the writable memory of this process. */
size_t occurrences(const scrambled *secret) {
  FILE *maps = fopen("/proc/self/maps", "r");
  int memory = open("/proc/self/mem", O_RDONLY);
  CHECK(maps != NULL && memory >= 0);
  size_t count = 0;
  char line[512];
  while (fgets(line, sizeof line, maps)) {
    unsigned long start = 0;
    unsigned long end = 0;
    char access[5] = "";
    char name[256] = "memory without a name";
    CHECK(sscanf(line, "%lx-%lx %4s %*s %*s %*s %255s", &start, &end, access, name) >= 3);
    if (access[0] == 'r' && access[1] == 'w') {
      count += occurrences_between(secret, memory, start, end, name);
    }
  }
  fclose(maps);
  close(memory);
  return count;
}

/* Counts the occurrences of a secret's parts that are as long as a block. */
size_t occurrences_of_blocks(const scrambled *secret) {
  size_t count = 0;
  for (size_t start = 0; start + BLOCK <= secret->length; start++) {
    scrambled block = part_of(secret, start, BLOCK);
    count += occurrences(&block);
  }
  return count;
}

static void send_last_recorded(const simulator *simulator, const char *before, const char *after,
                               const char *part, int output) {
  char *log = simulator_control(simulator, "GET", "/requests", NULL);
  char *secret = NULL;
  for (char *next = strstr(log, before); next; next = strstr(next, before)) {
    next += strlen(before);
    secret = next;
  }
  CHECK(secret != NULL);
  secret[strcspn(secret, after)] = '\0';
  if (part) {
    secret = strrchr(secret, *part) + 1;
  }
  scrambled scrambled = scramble(secret);
  free(log);
  CHECK(write(output, &scrambled, sizeof scrambled) == (ssize_t)sizeof scrambled);
}

scrambled last_recorded(const simulator *simulator, const char *before, const char *after,
                        const char *part) {
  int ends[2];
  CHECK(pipe(ends) == 0);
  pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    send_last_recorded(simulator, before, after, part, ends[1]);
    _exit(EXIT_SUCCESS);
  }
  close(ends[1]);
  scrambled scrambled;
  CHECK(read(ends[0], &scrambled, sizeof scrambled) == (ssize_t)sizeof scrambled);
  close(ends[0]);
  await_child(child);
  return scrambled;
}
