/* Temporary files. */
#ifndef TSC_TESTS_SCRATCH_H
#define TSC_TESTS_SCRATCH_H

#include <stdio.h>

/* An open file, empty at first, and its path. */
typedef struct scratch {
  FILE *file;
  char *path;
  char *folder;
} scratch;

/* The file is in a new folder whose name ends with `name`. */
scratch scratch_new(const char *name);
/* Deletes the file and its folder. */
void scratch_free(scratch *scratch);

#endif
