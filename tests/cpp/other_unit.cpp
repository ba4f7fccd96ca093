// tsc.hpp in a second translation unit of the test "binding".
#include "other_unit.h"

#include <tuple>

void fail_to_sign_in(tsc::server &server) {
  std::ignore = server.sign_in(tsc::password{"alice", "wrong"});
}
