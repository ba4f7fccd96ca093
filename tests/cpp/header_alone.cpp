// tsc.h compiles alone in C++, and its functions have C linkage.
#include <tsc.h>

#define FUNCTION(name) reinterpret_cast<void (*)()>(name),

static void (*const functions[])() = {
#include "declared_functions.h"
};

int main() {
  for (auto function : functions) {
    if (!function) {
      return 1;
    }
  }
  return 0;
}
