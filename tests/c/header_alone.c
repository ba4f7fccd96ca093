/*
 * tsc.h needs no other header before it, may be included twice, and declares nothing that the
 * library does not export. Built by each C standard from C90 to C17.
 */
#include <tsc.h>

#include <stddef.h>

#include <tsc.h>

#define FUNCTION(name) missing += is_missing((void (*)(void))(name));

/* The address of a DLL's function is not a constant. */
static int is_missing(void (*function)(void)) { return function ? 0 : 1; }

int main(void) {
  int missing = 0;
#include "declared_functions.h"
  return missing;
}
