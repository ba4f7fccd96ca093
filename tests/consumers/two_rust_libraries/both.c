/* A program with two Rust libraries, each with its own copy of the standard library. */
#include "../consumer.h"

uint32_t other_work(void);

int main(void) {
  if (other_work() != 6)
    return EXIT_FAILURE;
  if (sign_in_and_list() != EXIT_SUCCESS)
    return EXIT_FAILURE;
  puts("and the other library's thread, map and panic");
  return other_work() == 6 ? EXIT_SUCCESS : EXIT_FAILURE;
}
