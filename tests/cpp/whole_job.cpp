// The main job in C++ with tsc.h alone and owners that free.
#include "support.h"

#include <cstdlib>
#include <memory>
#include <set>
#include <string>

namespace {

template <auto release> struct Release {
  template <typename Handle> void operator()(Handle *handle) const { release(handle); }
};

template <typename Handle, auto release> using Owner = std::unique_ptr<Handle, Release<release>>;

using Server = Owner<tsc_server, tsc_server_free>;
using Session = Owner<tsc_session, tsc_session_free>;
using List = Owner<tsc_list, tsc_list_free>;
using Error = Owner<tsc_error, tsc_error_free>;

std::set<std::string> ids_of(tsc_session *session, const char *path) {
  List list(list_of(session, path));
  std::set<std::string> ids;
  tsc_error *error = nullptr;
  for (;;) {
    const tsc_node *item = nullptr;
    CHECK_OK(tsc_list_next(list.get(), nullptr, &item, &error));
    if (!item) {
      return ids;
    }
    ids.insert(tsc_node_attribute(item, "id"));
  }
}

void a_session_lists_switches_site_and_signs_out(const simulator &tableau) {
  Server server(server_of(&tableau));
  Session session(sign_in_demo(server.get(), nullptr));
  server.reset();
  CHECK_NUMBER(WORKBOOKS_ON_DEFAULT,
               static_cast<int64_t>(ids_of(session.get(), "workbooks").size()));
  tsc_error *error = nullptr;
  CHECK_OK(tsc_session_switch_site(session.get(), "marketing", nullptr, &error));
  CHECK_NUMBER(WORKBOOKS_ON_MARKETING,
               static_cast<int64_t>(ids_of(session.get(), "workbooks").size()));
  CHECK_OK(tsc_session_sign_out(session.get(), nullptr, &error));
}

void an_error_is_owned_like_everything_else(const simulator &tableau) {
  Server server(server_of(&tableau));
  tsc_session *session = nullptr;
  tsc_error *failure = nullptr;
  CHECK_NUMBER(TSC_ERROR_SIGN_IN_FAILED,
               tsc_server_sign_in_with_password(server.get(), "alice", "wrong", nullptr, nullptr,
                                                nullptr, &session, &failure));
  Error error(failure);
  CHECK_TEXT("401001", tsc_error_tableau_code(error.get()));
  CHECK(session == nullptr);
}

} // namespace

int main() {
  simulator tableau;
  simulator_start(&tableau);
  a_session_lists_switches_site_and_signs_out(tableau);
  an_error_is_owned_like_everything_else(tableau);
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
