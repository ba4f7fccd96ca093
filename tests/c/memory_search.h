/* The search for secrets in all of this process's memory, as one would search a core dump. */
#ifndef TSC_TESTS_MEMORY_SEARCH_H
#define TSC_TESTS_MEMORY_SEARCH_H

#include "support.h"

/* A secret with every bit of its bytes inverted. */
typedef struct scrambled {
  size_t length;
  unsigned char bytes[256];
} scrambled;

/* Scrambles a copy of a secret. Literals are in read-only memory, which is not searched. */
scrambled scramble(const char *secret);

/* Counts the occurrences of a secret in the writable memory of this process. */
size_t occurrences(const scrambled *secret);

#define CHECK_OCCURS(expected, secret) CHECK_NUMBER(expected, (int64_t)occurrences(secret))

/* Counts the occurrences of a secret's parts that are as long as a block. */
size_t occurrences_of_blocks(const scrambled *secret);

#define CHECK_BLOCKS_OCCUR(expected, secret)                                                       \
  CHECK_NUMBER(expected, (int64_t)occurrences_of_blocks(secret))

/*
 * The last secret between these texts in the requests that the simulator recorded; of it, what
 * follows the last character PART, which may be NULL. A child process asks, so that the response is
 * not in this process's memory.
 */
scrambled last_recorded(const simulator *simulator, const char *before, const char *after,
                        const char *part);

#endif
