/* The functions of a library that is loaded while a program runs, and a job done with them. */
#ifndef TSC_TESTS_LOADED_H
#define TSC_TESTS_LOADED_H

#include "simulator.h"

#include <tsc.h>

/* Every function of tsc.h under its own name, with its address in the loaded library. */
#define FUNCTION(name) __typeof__(name) *name;
typedef struct loaded {
#include "declared_functions.h"
} loaded;
#undef FUNCTION

extern loaded tsc;

/* Sets all functions; `find` gives the address of a library's function. */
typedef void (*address)(void);
void loaded_find(void *library, address (*find)(void *library, const char *name));
void loaded_forget(void);

/* A call whose last argument is &error; the error is freed and set to NULL. */
#define EXPECT(expected, call) expect((expected), (call), &error, #call, __FILE__, __LINE__)
#define EXPECT_OK(call) EXPECT(TSC_OK, call)

void expect(tsc_status expected, tsc_status actual, tsc_error **error, const char *what,
            const char *file, int line);

/* Signs in, reads a page, sends requests, one of them cancelled, and signs out. */
void do_a_whole_job(const simulator *tableau);

#endif
