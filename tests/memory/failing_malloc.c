#define _GNU_SOURCE

#include "failing_malloc.h"

#include <errno.h>
#include <execinfo.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

/* glibc's own functions, by the names that it has for programs like this one. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static atomic_int armed;
static atomic_ulong counted;
static size_t smallest;
static unsigned long first_failure, last_failure;
static int callers_are_shown;

void failing_malloc_arm(size_t size, unsigned long first, unsigned long last, int shows_callers) {
  void *frames[1];
  /* The first call loads a library. */
  backtrace(frames, 1);
  smallest = size;
  first_failure = first;
  last_failure = last;
  callers_are_shown = shows_callers;
  atomic_store(&counted, 0);
  atomic_store(&armed, 1);
}

unsigned long failing_malloc_disarm(void) {
  atomic_store(&armed, 0);
  return atomic_load(&counted);
}

static int fails(size_t size) {
  if (!atomic_load(&armed) || size < smallest) {
    return 0;
  }
  unsigned long number = atomic_fetch_add(&counted, 1) + 1;
  if (number < first_failure || number > last_failure) {
    return 0;
  }
  if (callers_are_shown) {
    void *frames[64];
    atomic_store(&armed, 0);
    backtrace_symbols_fd(frames, backtrace(frames, 64), STDERR_FILENO);
    atomic_store(&armed, 1);
  }
  errno = ENOMEM;
  return 1;
}

void *malloc(size_t size) { return fails(size) ? NULL : __libc_malloc(size); }

void *calloc(size_t count, size_t size) {
  size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    bytes = (size_t)-1;
  }
  return fails(bytes) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) { return fails(size) ? NULL : __libc_realloc(block, size); }

void *memalign(size_t alignment, size_t size) {
  return fails(size) ? NULL : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **block, size_t alignment, size_t size) {
  void *made = memalign(alignment, size);
  if (!made) {
    return ENOMEM;
  }
  *block = made;
  return 0;
}
