// A plug-in of the test "plug_ins", which is compiled with tsc.hpp of one series or another.
#include "plug_in.h"

#include <tsc.hpp>

extern "C" void PLUG_IN(sign_in_and_keep)(const char *url, const char *ca_path) {
  tsc::server server(url);
  tsc::session session =
      server.set_ca_path(ca_path).sign_in(tsc::password{"alice", "alice-password"});
  session.keep_signed_in();
}

// Returns 1 if the plug-in catches the exception of its own series.
extern "C" int PLUG_IN(catches_its_own_error)() {
  try {
    const tsc::server none(std::nullopt);
  } catch (const tsc::error &error) {
    return error.status() == tsc::status::invalid_argument;
  }
  return 0;
}
