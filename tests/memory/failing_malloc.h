/*
 * A malloc that fails on purpose: some of the requests for memory that are made after it was armed,
 * by the library and by libc alike. A program that has it in it uses it in place of glibc's.
 */
#ifndef TSC_TESTS_FAILING_MALLOC_H
#define TSC_TESTS_FAILING_MALLOC_H

#include <stddef.h>

/*
 * Counts the requests for at least `size` bytes from now on, and fails those with the numbers
 * `first` to `last`; the first request has the number 1. If `shows_callers` is not 0, it writes the
 * call stack of each failure to stderr.
 */
void failing_malloc_arm(size_t size, unsigned long first, unsigned long last, int shows_callers);
/* Fails no more requests. Returns the number of those that were counted. */
unsigned long failing_malloc_disarm(void);

#endif
