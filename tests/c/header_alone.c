/*
 * tsc.h needs nothing before it, may be included twice, and declares nothing that the library
 * does not export. Built as C99 and as C11.
 */
#include <tsc.h>

#include <stddef.h>

#define FUNCTION(name) (void (*)(void))(name),

static void (*const functions[])(void) = {
#include "declared_functions.h"
};

int main(void) {
  for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
    if (!functions[i]) {
      return 1;
    }
  }
  return 0;
}
