/* Threads that must start and end. */
#ifndef TSC_TESTS_THREADS_H
#define TSC_TESTS_THREADS_H

#include <pthread.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

pthread_t thread_start(void *(*run)(void *), void *argument);
void thread_join(pthread_t thread);

/*
 * The number of threads before any other was started, as running_threads() counts them. It starts
 * one, because a sanitizer adds a thread of its own to the first.
 */
int64_t threads_at_first(void);

#ifdef __cplusplus
}
#endif

#endif
