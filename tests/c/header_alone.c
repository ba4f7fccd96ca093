/*
 * tsc.h needs no other header before it, may be included twice, and declares nothing that the
 * library does not export. Built by each C standard from C90 to C17.
 */
#include <tsc.h>

#include <stddef.h>

#include <tsc.h>

#define FUNCTION(name) (void (*)(void))(name),

static void (*const functions[])(void) = {
#include "declared_functions.h"
};

int main(void) {
  size_t i;
  for (i = 0; i < sizeof functions / sizeof functions[0]; i++) {
    if (!functions[i]) {
      return 1;
    }
  }
  return 0;
}
