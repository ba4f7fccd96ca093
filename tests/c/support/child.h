/* Child processes, on POSIX systems. */
#ifndef TSC_TESTS_CHILD_H
#define TSC_TESTS_CHILD_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Waits for a child, and fails unless it succeeded. */
void await_child(pid_t child);

#ifdef __cplusplus
}
#endif

#endif
