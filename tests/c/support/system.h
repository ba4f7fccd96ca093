/*
 * What these tests need of the system and C does not have. Each system has a file of its own with
 * all of it. Paths and variables are in UTF-8.
 */
#ifndef TSC_TESTS_SYSTEM_H
#define TSC_TESTS_SYSTEM_H

#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Sets an environment variable, or removes it if `value` is NULL. */
void set_variable(const char *name, const char *value);

/* As fopen does it, and the file is there. */
FILE *open_file(const char *path, const char *mode);
void remove_file(const char *path);
/* Makes a folder for temporary files, whose name ends with `name`; the caller frees its path. */
char *new_folder(const char *name);
void remove_folder(const char *path);

/*
 * Makes a standard stream write to a file. Returns what to give to end_redirection, after which it
 * writes to where it wrote before.
 */
int redirect(FILE *stream, FILE *file);
void end_redirection(FILE *stream, int before);

/* The number of open descriptors or threads, plus a constant. */
int64_t open_descriptors(void);
int64_t running_threads(void);

/* The processor time that this process has used, in milliseconds. */
int64_t processor_time(void);

#ifdef __cplusplus
}
#endif

#endif
