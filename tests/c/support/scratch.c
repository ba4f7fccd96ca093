#include "scratch.h"

#include "checks.h"
#include "system.h"

#include <stdlib.h>
#include <string.h>

scratch scratch_new(const char *name) {
  static const char file_name[] = "/file";
  scratch scratch;
  scratch.folder = new_folder(name);
  scratch.path = malloc(strlen(scratch.folder) + sizeof file_name);
  CHECK(scratch.path != NULL);
  strcpy(scratch.path, scratch.folder);
  strcat(scratch.path, file_name);
  scratch.file = open_file(scratch.path, "w+b");
  return scratch;
}

void scratch_free(scratch *scratch) {
  CHECK(fclose(scratch->file) == 0);
  remove_file(scratch->path);
  remove_folder(scratch->folder);
  free(scratch->path);
  free(scratch->folder);
}
