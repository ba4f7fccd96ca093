// Two plug-ins of one program, compiled with tsc.hpp of two series. In the one of the next series
// keep_signed_in() does nothing. Each must use its own functions, whichever was loaded first.
#include "plug_in.h"
#include "support.h"

#include <cstdint>
#include <cstdlib>

int main() {
  simulator tableau;
  simulator_start(&tableau);
  this_series_sign_in_and_keep(tableau.https_url, tableau.ca_path);
  CHECK_NUMBER(0, static_cast<std::int64_t>(simulator_requests(&tableau, "signout")));
  next_series_sign_in_and_keep(tableau.https_url, tableau.ca_path);
  CHECK_NUMBER(1, static_cast<std::int64_t>(simulator_requests(&tableau, "signout")));
  CHECK(this_series_catches_its_own_error());
  CHECK(next_series_catches_its_own_error());
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
