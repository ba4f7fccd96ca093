// Tests of the callbacks of tsc.hpp: what they get, what becomes of an exception that they throw,
// and when the function objects are destroyed.
#include "live_handles.h"
#include "support.h"

#include <cstdlib>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <tsc.hpp>

namespace {

using namespace std::chrono_literals;

simulator tableau;

tsc::server trusted_server() {
  return tsc::server(tableau.https_url).set_ca_path(tableau.ca_path).set_retry(1, 0ms);
}

void control(const char *method, const char *path, const char *body) {
  std::free(simulator_control(&tableau, method, path, body));
}

const tsc::password alice("alice", "alice-password");

void events_of_a_job_are_taken() {
  std::map<tsc::event_kind, int> kinds;
  std::string last;
  tsc::server server = trusted_server().set_event_callback([&](const tsc::event &event) {
    kinds[event.kind()]++;
    last = event.message();
    const auto now = std::chrono::system_clock::now();
    CHECK(event.time() <= now && event.time() > now - 1h);
    if (event.kind() == tsc::event_kind::request) {
      CHECK(event.url().value().find(tableau.https_url) == 0);
      CHECK(event.method() && !event.request_id());
      CHECK(event.status() == tsc::status::ok);
      CHECK_NUMBER(200, event.http_status() == 204 ? 200 : event.http_status());
      CHECK_NUMBER(1, event.attempt());
      CHECK(event.duration() > 0us);
    } else {
      CHECK(event.wait() == 0ms && event.sent() == 0 && event.received() == 0);
      CHECK(!event.is_reused_connection());
    }
    CHECK(event.get() != nullptr);
  });
  server.set_renewal(true);
  tsc::session session = server.sign_in(alice);
  session.switch_site("marketing");
  session.list("workbooks").total_available();
  session.sign_out();
  CHECK(kinds[tsc::event_kind::request] >= 5);
  CHECK_NUMBER(1, kinds[tsc::event_kind::connection]);
  CHECK_NUMBER(1, kinds[tsc::event_kind::sign_in]);
  CHECK_NUMBER(1, kinds[tsc::event_kind::switch_site]);
  CHECK_NUMBER(1, kinds[tsc::event_kind::sign_out]);
  CHECK(!last.empty());
}

void event_callback_can_be_taken_away() {
  int events = 0;
  tsc::server server = trusted_server();
  server.set_event_callback([&](const tsc::event &) { events++; });
  server.set_event_callback(nullptr);
  static_cast<void>(server.get_info());
  CHECK_NUMBER(0, events);
}

void exception_in_an_event_is_ignored() {
  int events = 0;
  tsc::server server = trusted_server().set_event_callback([&](const tsc::event &) {
    events++;
    throw std::runtime_error("mine");
  });
  CHECK_TEXT("3.24", server.get_info().api_version().c_str());
  CHECK(events > 0);
}

void call_on_the_same_server_is_refused_in_a_callback() {
  auto status = tsc::status::ok;
  tsc::server server = trusted_server();
  server.set_event_callback([&](const tsc::event &) {
    try {
      static_cast<void>(server.get_info());
    } catch (const tsc::error &error) {
      status = error.status();
    }
    // Another server may be used.
    static_cast<void>(trusted_server().get_info());
  });
  static_cast<void>(server.get_info());
  CHECK(status == tsc::status::invalid_state);
}

void function_objects_are_destroyed_with_the_last_user() {
  const auto counted = std::make_shared<int>(0);
  tsc::server server = trusted_server();
  server.set_event_callback([counted](const tsc::event &) { ++*counted; });
  tsc::session session =
      server.sign_in_with_callback([counted](tsc::credentials &asked) { asked.set(alice); });
  CHECK_NUMBER(3, counted.use_count());
  server.set_event_callback(nullptr);
  CHECK_NUMBER(3, counted.use_count());
  tsc::node_list list = session.list("workbooks");
  // It signs out, after which no credentials are needed.
  session.close();
  CHECK_NUMBER(2, counted.use_count());
  list.close();
  CHECK_NUMBER(1, counted.use_count());
}

void credentials_of_each_kind_can_be_set() {
  tsc::server server = trusted_server();
  const auto site_of = [&](auto credentials) {
    tsc::session session = server.sign_in_with_callback(
        [&](tsc::credentials &asked) {
          CHECK_TEXT(tableau.https_url, std::string(asked.server_url()).c_str());
          CHECK_TEXT("marketing", std::string(asked.site()).c_str());
          CHECK(!asked.is_renewal() && !asked.is_cancelled() && asked.get());
          asked.set(alice);
          asked.set(credentials);
        },
        "marketing");
    return session.site_content_url().value();
  };
  CHECK_TEXT("marketing", site_of(alice).c_str());
  CHECK_TEXT("marketing",
             site_of(tsc::personal_access_token(DEMO_TOKEN_NAME, DEMO_TOKEN_VALUE)).c_str());
  CHECK_TEXT("marketing", site_of(tsc::json_web_token(JSON_WEB_TOKEN)).c_str());
  CHECK_TEXT("marketing", site_of(tsc::connected_app(
                                      CONNECTED_APP_CLIENT_ID, CONNECTED_APP_SECRET_ID,
                                      CONNECTED_APP_SECRET_VALUE, "alice", "tableau:content:read"))
                              .c_str());
  try {
    site_of(tsc::unified_access_token(UNIFIED_ACCESS_TOKEN));
    CHECK(false);
  } catch (const tsc::error &error) {
    CHECK(error.status() == tsc::status::sign_in_failed);
  }
}

void impersonation_can_be_set_and_is_replaced() {
  tsc::server server = trusted_server();
  const std::string user = server.sign_in(alice).user_id().value();
  const tsc::personal_access_token admin(ADMIN_TOKEN_NAME, ADMIN_TOKEN_VALUE);
  tsc::session impersonated = server.sign_in_with_callback([&](tsc::credentials &asked) {
    asked.set(tsc::personal_access_token(admin).impersonate(user));
  });
  CHECK_TEXT(user.c_str(), impersonated.user_id().value().c_str());
  tsc::session own = server.sign_in_with_callback([&](tsc::credentials &asked) {
    asked.set(tsc::personal_access_token(admin).impersonate(user));
    asked.set(admin);
  });
  CHECK(own.user_id() != user);
}

void exception_ends_the_sign_in_and_is_thrown_again() {
  tsc::server server = trusted_server();
  try {
    static_cast<void>(
        server.sign_in_with_callback([](tsc::credentials &) { throw std::out_of_range("mine"); }));
    CHECK(false);
  } catch (const std::out_of_range &exception) {
    CHECK_TEXT("mine", exception.what());
  }
  try {
    static_cast<void>(server.sign_in_with_callback([](tsc::credentials &) { throw 4711; }));
    CHECK(false);
  } catch (int thrown) {
    CHECK_NUMBER(4711, thrown);
  }
  CHECK_NUMBER(0, static_cast<std::int64_t>(simulator_live_sessions(&tableau)));
}

void callback_that_sets_nothing_is_an_invalid_argument() {
  tsc::server server = trusted_server();
  for (const auto &callback :
       {std::function<void(tsc::credentials &)>(),
        std::function<void(tsc::credentials &)>([](tsc::credentials &) {})}) {
    try {
      static_cast<void>(server.sign_in_with_callback(callback));
      CHECK(false);
    } catch (const tsc::error &error) {
      CHECK(error.status() == tsc::status::invalid_argument);
    }
  }
}

void callback_sees_the_cancellation() {
  tsc::server server = trusted_server();
  tsc::cancellation cancellation;
  try {
    static_cast<void>(server.sign_in_with_callback(
        [&](tsc::credentials &asked) {
          CHECK(!asked.is_cancelled());
          cancellation.cancel();
          CHECK(asked.is_cancelled());
          asked.set(alice);
        },
        "", &cancellation));
    CHECK(false);
  } catch (const tsc::error &error) {
    CHECK(error.status() == tsc::status::cancelled);
  }
}

void exception_in_a_renewal_becomes_the_message() {
  tsc::server server = trusted_server();
  bool vault_is_open = true;
  tsc::session session = server.sign_in_with_callback([&](tsc::credentials &asked) {
    if (!vault_is_open) {
      CHECK(asked.is_renewal());
      throw std::runtime_error("the vault is closed");
    }
    asked.set(alice);
  });
  vault_is_open = false;
  control("POST", "/sessions/end", "{}");
  try {
    session.list("workbooks").total_available();
    CHECK(false);
  } catch (const tsc::error &error) {
    CHECK(error.status() == tsc::status::aborted);
    CHECK_CONTAINS("the vault is closed", error.what());
  }
}

} // namespace

int main() {
  simulator_start(&tableau);
  events_of_a_job_are_taken();
  event_callback_can_be_taken_away();
  exception_in_an_event_is_ignored();
  call_on_the_same_server_is_refused_in_a_callback();
  function_objects_are_destroyed_with_the_last_user();
  credentials_of_each_kind_can_be_set();
  impersonation_can_be_set_and_is_replaced();
  exception_ends_the_sign_in_and_is_thrown_again();
  callback_that_sets_nothing_is_an_invalid_argument();
  callback_sees_the_cancellation();
  exception_in_a_renewal_becomes_the_message();
  CHECK(live_handles() <= 0);
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
