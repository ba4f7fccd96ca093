// The scenarios of tests/scenarios.md in C++.
#include "../cpp/live_handles.h"

#include <tsc.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <future>
#include <iostream>
#include <iterator>
#include <malloc.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <thread>
#include <tuple>

namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;

constexpr auto json_web_token =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSJ9.c2ltdWxhdGVkLXNpZ25hdHVyZQ"sv;
constexpr auto unified_access_token =
    "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSIsInVhdCI6MX0.c2ltdWxhdGVkLXVhdA"sv;

constexpr auto client_id = "8b5c2d5e-3f0e-4c8a-9a51-7f1f3f5d2c10"sv;
constexpr auto secret_id = "1d7a6b0c-52a4-4f4e-8a39-0e6b2c9d4f21"sv;
constexpr auto secret_value = "ZGVtbyBjb25uZWN0ZWQgYXBwIHNlY3JldCA0Mg+/8w=="sv;
constexpr auto scopes = "tableau:content:read tableau:users:read"sv;
constexpr auto alice_at_marketing = "7c65b2ac-4287-5cb4-8997-e11bb99005cd"sv;

const tsc::personal_access_token demo_token("demo-token", "demo-token-secret");
const tsc::personal_access_token admin_token("admin-token", "admin-token-secret");
const tsc::password alice_password("alice", "alice-password");

std::string environment(const char *name) {
  const char *value = std::getenv(name);
  if (!value) {
    throw std::runtime_error(std::string(name) + " is not set");
  }
  return value;
}

void show_error(const tsc::error &error) {
  std::cout << "http " << error.http_status() << '\n'
            << "code " << error.tableau_code().value_or("none") << '\n'
            << "summary " << error.summary().value_or("none") << '\n'
            << "detail " << error.detail().value_or("none") << '\n';
  if (const auto seconds = error.retry_after()) {
    std::cout << "retry-after " << seconds->count() << '\n';
  } else {
    std::cout << "retry-after none\n";
  }
}

void show_message(const tsc::error &error) { std::cout << "message " << error.what() << std::endl; }

void show_session(const tsc::session &session) {
  std::cout << "site \"" << session.site_content_url().value() << "\"\n"
            << "user " << session.user_id().value() << '\n'
            << "version " << session.api_version() << '\n';
}

void show_signed_in(const tsc::session &session) {
  std::cout << "signed in " << (session.is_signed_in() ? "yes" : "no") << '\n';
}

void pause_for_the_runner() {
  std::cout << "pause" << std::endl;
  std::string line;
  if (!std::getline(std::cin, line)) {
    throw std::runtime_error("the runner has gone");
  }
}

// The server sends each request once.
tsc::server trusted_server() {
  return tsc::server(environment("TSC_URL")).set_ca_path(environment("TSC_CA")).set_retry(1, 0ms);
}

tsc::session alice(std::string_view site = "") {
  return trusted_server().sign_in(alice_password, site);
}

void count(tsc::session &session, tsc::cancellation *cancellation = nullptr) {
  const auto total = session.list("workbooks").total_available(cancellation);
  std::cout << "total " << total << '\n';
}

// Signs out after the error that ends the scenario.
template <typename Call> void sign_out_after_the_error_of(tsc::session &session, Call call) {
  try {
    call();
  } catch (const tsc::error &) {
    session.sign_out();
    throw;
  }
}

// Shows the error that ends the scenario.
template <typename Call> void show_the_error_of(Call call) {
  try {
    call();
  } catch (const tsc::error &error) {
    show_error(error);
    throw;
  }
}

template <typename Call> void show_the_message_of(Call call) {
  try {
    call();
  } catch (const tsc::error &error) {
    show_message(error);
    throw;
  }
}

void show_and_sign_out(tsc::session session) {
  show_session(session);
  session.sign_out();
}

void server_info() {
  const tsc::server_info info = trusted_server().get_info();
  std::cout << "product " << info.product_version().value() << '\n'
            << "build " << info.build().value() << '\n'
            << "version " << info.api_version() << '\n';
}

void token() {
  tsc::session session = trusted_server().sign_in(demo_token);
  show_session(session);
  count(session);
  session.sign_out();
  show_signed_in(session);
}

void password() {
  tsc::session session = alice("marketing");
  show_session(session);
  count(session);
  session.sign_out();
}

void with_json_web_token() {
  show_and_sign_out(trusted_server().sign_in(tsc::json_web_token{json_web_token}, "marketing"));
}

void with_unified_access_token() {
  show_and_sign_out(
      trusted_server().sign_in(tsc::unified_access_token{unified_access_token}, "marketing"));
}

void impersonation() {
  tsc::session session = alice();
  const std::string user = session.user_id().value();
  session.sign_out();
  show_and_sign_out(trusted_server().sign_in(
      tsc::personal_access_token{"admin-token", "admin-token-secret"}.impersonate(user)));
}

void impersonation_at_a_site() {
  show_and_sign_out(trusted_server().sign_in(
      tsc::personal_access_token{"admin-token", "admin-token-secret"}.impersonate(
          alice_at_marketing),
      "marketing"));
}

void password_impersonation() {
  show_and_sign_out(trusted_server().sign_in(
      tsc::password{"admin", "admin-password"}.impersonate(alice_at_marketing), "marketing"));
}

void json_web_token_impersonation() {
  show_the_error_of([] {
    std::ignore = trusted_server().sign_in(
        tsc::json_web_token{json_web_token}.impersonate(alice_at_marketing), "marketing");
  });
}

tsc::connected_app app(std::string_view secret = secret_value) {
  return tsc::connected_app(client_id, secret_id, secret, "alice", scopes);
}

void with_connected_app() {
  tsc::session session = trusted_server().sign_in(app(), "marketing");
  show_session(session);
  count(session);
  session.sign_out();
}

void connected_app_impersonation() {
  show_the_error_of([] {
    std::ignore = trusted_server().sign_in(app().impersonate(alice_at_marketing), "marketing");
  });
}

void connected_app_refused() {
  show_the_error_of([] { std::ignore = trusted_server().sign_in(app("wrong")); });
}

void default_site() {
  show_and_sign_out(trusted_server().sign_in(alice_password));
  show_and_sign_out(trusted_server().sign_in(alice_password, ""));
}

void wrong_secret() {
  show_the_error_of([] {
    std::ignore = trusted_server().sign_in(tsc::personal_access_token{"demo-token", "wrong"});
  });
}

std::string read_ca() {
  std::ifstream file(environment("TSC_CA"), std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void private_ca() {
  tsc::server server(environment("TSC_URL"));
  server.set_ca_pem(read_ca());
  show_and_sign_out(server.sign_in(alice_password));
}

void refused_certificate() {
  std::ignore = tsc::server(environment("TSC_URL")).sign_in(alice_password);
}

void missing_ca() { tsc::server(environment("TSC_URL")).set_ca_path("no/such/file.pem"); }

void no_verification() {
  show_and_sign_out(tsc::server(environment("TSC_URL")).set_verify(false).sign_in(alice_password));
}

// The setters of temporaries call those of objects, so the scenarios that show the arguments of a
// setter use them.
void client_certificate() {
  show_the_message_of([] {
    tsc::server(environment("TSC_URL"))
        .set_client_certificate(environment("TSC_CA"), environment("TSC_EMPTY"));
  });
}

void client_certificate_pem() {
  show_the_message_of(
      [] { tsc::server(environment("TSC_URL")).set_client_certificate_pem(read_ca()); });
}

void plain_http() {
  show_and_sign_out(tsc::server("http://tableau.example.com")
                        .set_proxy(environment("TSC_HTTP"))
                        .set_allow_http(true)
                        .sign_in(alice_password));
}

void settings() {
  const tsc::server server = trusted_server()
                                 .set_header("X-Scenario", "blue")
                                 .set_user_agent("Scenario/1.0")
                                 .set_api_version("3.19")
                                 .set_proxy("")
                                 .set_timeouts(5s, 6s, 7s);
  show_and_sign_out(server.sign_in(alice_password));
}

void expired() {
  tsc::session session = alice();
  // The runner would see a sign-out.
  session.keep_signed_in();
  pause_for_the_runner();
  try {
    count(session);
  } catch (const tsc::error &error) {
    show_error(error);
    show_signed_in(session);
    throw;
  }
}

tsc::session resumed(std::string_view session_token) {
  return trusted_server().resume_session(session_token);
}

void resume() {
  tsc::session first = alice();
  {
    tsc::session second = resumed(first.token().value());
    show_session(second);
    count(second);
  }
  count(first);
  first.sign_out();
}

void resume_refused() {
  show_the_error_of([] { resumed("none"); });
}

void switch_site() {
  tsc::session session = alice();
  session.switch_site("marketing");
  show_session(session);
  count(session);
  session.sign_out();
}

void switch_to_the_same() {
  tsc::session session = alice();
  session.switch_site("");
  show_and_sign_out(std::move(session));
}

void switch_refused() {
  tsc::session session = alice();
  try {
    session.switch_site("finance");
  } catch (const tsc::error &error) {
    show_error(error);
    show_session(session);
    count(session);
    session.sign_out();
    throw;
  }
}

void list_of_the_site_before() {
  tsc::session session = alice();
  tsc::node_list workbooks = session.list("workbooks");
  session.switch_site("marketing");
  sign_out_after_the_error_of(session, [&] { workbooks.next(); });
}

void sign_out_twice() {
  tsc::session session = alice();
  session.sign_out();
  session.sign_out();
  show_signed_in(session);
  count(session);
}

void revoke() {
  tsc::session session = trusted_server().sign_in(admin_token);
  session.revoke_server_admin_tokens();
  session.sign_out();
}

void guard() {
  {
    tsc::session session = alice();
    count(session);
  }
  std::cout << "after\n";
}

void guard_error() {
  try {
    const tsc::session session = alice();
    throw std::runtime_error("mine");
  } catch (const std::runtime_error &error) {
    std::cout << error.what() << '\n';
  }
}

void guard_signed_out() {
  {
    tsc::session session = alice();
    session.sign_out();
  }
  std::cout << "after\n";
}

void guard_resumed() {
  tsc::session first = alice();
  {
    const tsc::session second = resumed(first.token().value());
  }
  count(first);
  first.sign_out();
}

void list_some() {
  tsc::session session = alice();
  tsc::node_list workbooks = session.list("workbooks")
                                 .set_page_size(10)
                                 .add_filter("createdAt", "gt", "2000-01-01T00:00:00Z")
                                 .add_sort("name", tsc::order::descending)
                                 .set_parameter("fields", "id,name");
  for (int shown = 0; shown < 15; shown++) {
    const auto workbook = workbooks.next();
    std::cout << workbook.value().attribute("name").value() << '\n';
  }
  session.sign_out();
}

void list_whole() {
  tsc::session session = alice();
  std::size_t items = 0;
  std::string first;
  std::string last;
  std::string project;
  tsc::node_list workbooks = session.list("workbooks");
  for (const tsc::node &workbook : workbooks) {
    if (items == 0) {
      first = workbook.attribute("name").value();
      project = workbook.child("project").value().attribute("name").value();
    }
    last = workbook.attribute("name").value();
    items++;
  }
  std::cout << "items " << items << '\n' << first << '\n' << last << '\n';
  std::cout << "project " << project << '\n';
  session.sign_out();
}

void list_of_nothing() {
  tsc::session session = alice();
  tsc::node_list workbooks = session.list("workbooks").add_filter("name", "eq", "no such name");
  const auto items = std::distance(workbooks.begin(), workbooks.end());
  std::cout << "items " << items << '\n';
  session.sign_out();
}

void list_ahead() {
  tsc::session session = alice();
  tsc::node_list workbooks = session.list("workbooks").set_page_size(500);
  try {
    workbooks.set_lookahead(9);
  } catch (const tsc::error &error) {
    show_message(error);
  }
  workbooks.set_lookahead(3);
  std::size_t items = 0;
  while (items < 501) {
    items += workbooks.next() ? 1 : 0;
  }
  pause_for_the_runner();
  while (workbooks.next()) {
    items++;
  }
  std::cout << "items " << items << '\n';
  session.sign_out();
}

void list_error() {
  tsc::session session = alice();
  tsc::node_list workbooks = session.list("workbooks").set_page_size(1000);
  std::size_t items = 0;
  try {
    for ([[maybe_unused]] const tsc::node &workbook : workbooks) {
      items++;
    }
  } catch (const tsc::error &error) {
    std::cout << "after " << items << '\n';
    show_error(error);
  }
  for ([[maybe_unused]] const tsc::node &workbook : workbooks) {
    items++;
  }
  std::cout << "after " << items << '\n';
  session.sign_out();
}

void list_setter_too_late() {
  tsc::session session = alice();
  tsc::node_list workbooks = session.list("workbooks");
  workbooks.next();
  sign_out_after_the_error_of(session, [&] { workbooks.set_page_size(10); });
}

void show_node(const tsc::node &node, std::size_t depth) {
  static constexpr std::array left_out = {"id"sv, "contentUrl"sv, "createdAt"sv, "updatedAt"sv,
                                          "webpageUrl"sv};
  std::cout << std::string(2 * depth, ' ') << node.name();
  for (const auto &[name, value] : node.attributes()) {
    if (std::find(left_out.begin(), left_out.end(), name) == left_out.end()) {
      std::cout << ' ' << name << '=' << value;
    }
  }
  std::cout << '\n';
  for (const tsc::node &child : node.children()) {
    show_node(child, depth + 1);
  }
}

void node() {
  tsc::session session = alice();
  const tsc::response response =
      session.request("GET", "views").set_parameter("pageSize", "1").send();
  show_node(response.root().value(), 0);
  session.sign_out();
}

void request() {
  tsc::session session = alice();
  const tsc::response response =
      session.request("POST", "/api/metadata/graphql")
          .set_body("application/json",
                    R"({"query": "{ workbooks(filter: {name: \"Superstore\"}) { name } }"})")
          .set_header("Accept", "application/json")
          .send();
  std::cout << "status " << response.status() << '\n'
            << "type " << response.header("Content-Type").value() << '\n'
            << response.body() << '\n';
  session.sign_out();
}

void request_empty() {
  tsc::session session = alice();
  const tsc::response response = session.request("GET", "projects").send();
  std::cout << "status " << response.status() << '\n'
            << "body " << response.body().size() << '\n'
            << "root " << (response.root() ? response.root()->name() : "none") << '\n';
  session.sign_out();
}

void error_answer() {
  tsc::session session = alice();
  try {
    session.request("GET", "workbooks/none").send();
  } catch (const tsc::error &error) {
    show_error(error);
    const tsc::response *answer = error.response();
    std::cout << "status " << answer->status() << '\n'
              << "root " << answer->root().value().name() << '\n';
    session.sign_out();
    throw;
  }
}

void rate_limited() {
  tsc::session session = alice();
  session.keep_signed_in();
  show_the_error_of([&] { count(session); });
}

void show_transient(const tsc::error &error) {
  std::cout << "transient " << (error.is_transient() ? "yes" : "no") << '\n';
}

// Shows the error that ends the scenario, and signs out.
template <typename Call> void show_failure_and_sign_out(tsc::session &session, Call call) {
  try {
    call();
  } catch (const tsc::error &error) {
    show_error(error);
    show_transient(error);
    session.sign_out();
    throw;
  }
  session.sign_out();
}

void count_with_retries(std::uint32_t attempts, std::chrono::milliseconds longest_wait) {
  tsc::session session = trusted_server().set_retry(attempts, longest_wait).sign_in(alice_password);
  show_failure_and_sign_out(session, [&] { count(session); });
}

void retry() { count_with_retries(3, 50ms); }

void retry_after() { count_with_retries(2, 2s); }

void retry_after_an_hour() { count_with_retries(4, 1s); }

void retry_in_vain() { count_with_retries(2, 50ms); }

void post(bool repeatable) {
  tsc::session session = trusted_server().set_retry(3, 50ms).sign_in(alice_password);
  show_failure_and_sign_out(session, [&] {
    const tsc::response response =
        session.request("POST", "/api/metadata/graphql")
            .set_body("application/json", R"({"query": "{ workbooks { name } }"})")
            .set_repeatable(repeatable)
            .send();
    std::cout << "status " << response.status() << '\n';
  });
}

void post_once() { post(false); }

void repeatable_post() { post(true); }

void not_transient() {
  tsc::session session = alice();
  try {
    session.request("GET", "workbooks/none").send();
  } catch (const tsc::error &error) {
    show_transient(error);
    session.sign_out();
    throw;
  }
}

void renewal() {
  tsc::session session = trusted_server().set_renewal(true).sign_in(alice_password);
  tsc::node_list workbooks = session.list("workbooks").set_page_size(500);
  for (int i = 0; i < 501; i++) {
    workbooks.next();
  }
  pause_for_the_runner();
  std::cout << "items " << 501 + std::distance(workbooks.begin(), workbooks.end()) << '\n';
  session.sign_out();
}

void renewal_refused() {
  tsc::session session = trusted_server().set_renewal(true).sign_in(alice_password);
  session.keep_signed_in();
  pause_for_the_runner();
  show_the_message_of([&] { count(session); });
}

void request_timeouts() {
  tsc::session session = alice();
  session.keep_signed_in();
  show_the_message_of([&] { session.request("GET", "workbooks").set_timeouts(200ms, 60s).send(); });
}

void list_header() {
  tsc::session session = alice();
  std::cout << "total "
            << session.list("workbooks").set_header("X-Scenario", "blue").total_available() << '\n';
  session.sign_out();
}

void show_event(const tsc::event &event) {
  std::cout << "event " << static_cast<std::int32_t>(event.kind()) << ' '
            << event.method().value_or("none") << ' ' << tsc::status_name(event.status())
            << " http " << event.http_status() << " attempt " << event.attempt()
            << (event.wait() > 0ms ? " waits" : "")
            << (event.is_reused_connection() ? " reused" : "")
            << (event.session() ? " of a session" : "") << '\n';
}

void events() {
  tsc::session session =
      trusted_server().set_retry(2, 50ms).set_event_callback(show_event).sign_in(alice_password);
  count(session);
  session.switch_site("marketing");
  session.sign_out();
}

// Asks a vault that is open for so many sign-ins.
void ask_vault_twice(int left) {
  tsc::session session = trusted_server().sign_in_with_callback(
      [left](tsc::credentials &asked) mutable {
        std::cout << "asked for \"" << asked.site() << '"' << (asked.is_renewal() ? " again" : "")
                  << '\n';
        if (left-- <= 0) {
          throw std::runtime_error("the vault is closed");
        }
        asked.set(alice_password);
      },
      "marketing");
  count(session);
  pause_for_the_runner();
  session.keep_signed_in();
  show_the_message_of([&] { count(session); });
  session.sign_out();
}

void credentials_callback() { ask_vault_twice(2); }

void credentials_callback_fails() { ask_vault_twice(1); }

void too_large() {
  tsc::session session = alice();
  sign_out_after_the_error_of(
      session, [&] { session.request("GET", "workbooks").set_max_response_size(100).send(); });
}

void cancel() {
  tsc::session session = alice();
  session.keep_signed_in();
  tsc::cancellation cancellation;
  std::thread canceller([&] {
    pause_for_the_runner();
    cancellation.cancel();
  });
  try {
    count(session, &cancellation);
  } catch (const tsc::error &) {
    canceller.join();
    throw;
  }
}

void cancelled_before() {
  tsc::session session = alice();
  tsc::cancellation cancellation;
  cancellation.cancel();
  sign_out_after_the_error_of(session, [&] { count(session, &cancellation); });
}

void connect_timeout() {
  show_the_message_of([] {
    std::ignore = tsc::server(environment("TSC_SILENT")).set_timeouts(200ms, 3s, 60s).get_info();
  });
}

void timeout() {
  tsc::session session = trusted_server().set_timeouts(10s, 200ms, 60s).sign_in(alice_password);
  session.keep_signed_in();
  show_the_message_of([&] { count(session); });
}

void closed() {
  tsc::session session = alice();
  session.sign_out();
  session.close();
  try {
    count(session);
  } catch (const tsc::error &) {
    std::cout << "closed\n";
    throw;
  }
}

void two_threads() {
  tsc::session session = alice();
  const auto read_all = [&] {
    tsc::node_list workbooks = session.list("workbooks").set_page_size(100);
    workbooks.total_available();
    return std::distance(workbooks.begin(), workbooks.end());
  };
  auto first = std::async(std::launch::async, read_all);
  auto second = std::async(std::launch::async, read_all);
  std::cout << "items " << first.get() << '\n';
  std::cout << "items " << second.get() << '\n';
  session.sign_out();
}

void quotes() {
  tsc::session session = trusted_server().sign_in(
      tsc::password{"zoë & <søn> \"O'Neil\"", "pa<ss> & \"wörd\" 'ключ' 🔑 %20+"});
  tsc::node_list workbooks = session.list("workbooks").add_filter("name", "eq", "He said \"yes\"");
  for (const tsc::node &workbook : workbooks) {
    std::cout << workbook.attribute("name").value() << '\n';
  }
  session.sign_out();
}

void nul() { std::ignore = trusted_server().sign_in(tsc::password{"ali\0ce"sv, "alice-password"}); }

struct scenario {
  std::string_view id;
  void (*run)();
};

constexpr scenario scenarios[] = {
    {"server-info", server_info},
    {"token", token},
    {"password", password},
    {"json-web-token", with_json_web_token},
    {"unified-access-token", with_unified_access_token},
    {"impersonation", impersonation},
    {"impersonation-at-a-site", impersonation_at_a_site},
    {"password-impersonation", password_impersonation},
    {"json-web-token-impersonation", json_web_token_impersonation},
    {"connected-app", with_connected_app},
    {"connected-app-impersonation", connected_app_impersonation},
    {"connected-app-refused", connected_app_refused},
    {"default-site", default_site},
    {"wrong-secret", wrong_secret},
    {"private-ca", private_ca},
    {"refused-certificate", refused_certificate},
    {"missing-ca", missing_ca},
    {"no-verification", no_verification},
    {"client-certificate", client_certificate},
    {"client-certificate-pem", client_certificate_pem},
    {"plain-http", plain_http},
    {"settings", settings},
    {"expired", expired},
    {"resume", resume},
    {"resume-refused", resume_refused},
    {"switch", switch_site},
    {"switch-to-the-same", switch_to_the_same},
    {"switch-refused", switch_refused},
    {"list-of-the-site-before", list_of_the_site_before},
    {"sign-out-twice", sign_out_twice},
    {"revoke", revoke},
    {"guard", guard},
    {"guard-error", guard_error},
    {"guard-signed-out", guard_signed_out},
    {"guard-resumed", guard_resumed},
    {"list", list_some},
    {"list-whole", list_whole},
    {"list-of-nothing", list_of_nothing},
    {"list-ahead", list_ahead},
    {"list-error", list_error},
    {"list-setter-too-late", list_setter_too_late},
    {"node", node},
    {"request", request},
    {"request-empty", request_empty},
    {"error-answer", error_answer},
    {"rate-limited", rate_limited},
    {"retry", retry},
    {"retry-after", retry_after},
    {"retry-after-an-hour", retry_after_an_hour},
    {"retry-in-vain", retry_in_vain},
    {"post-once", post_once},
    {"repeatable-post", repeatable_post},
    {"not-transient", not_transient},
    {"renewal", renewal},
    {"renewal-refused", renewal_refused},
    {"request-timeouts", request_timeouts},
    {"list-header", list_header},
    {"events", events},
    {"credentials-callback", credentials_callback},
    {"credentials-callback-fails", credentials_callback_fails},
    {"too-large", too_large},
    {"cancel", cancel},
    {"cancelled-before", cancelled_before},
    {"connect-timeout", connect_timeout},
    {"timeout", timeout},
    {"closed", closed},
    {"two-threads", two_threads},
    {"quotes", quotes},
    {"nul", nul},
};

using microseconds = std::chrono::duration<std::int64_t, std::micro>;

microseconds in_microseconds(timeval time) {
  return std::chrono::seconds(time.tv_sec) + microseconds(time.tv_usec);
}

// The processor time that this process has used.
microseconds processor_time() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return in_microseconds(used.ru_utime) + in_microseconds(used.ru_stime);
}

void measure_reading(int rounds) {
  tsc::session session = alice();
  for (int round = 0; round < rounds; round++) {
    const auto begun = std::chrono::steady_clock::now();
    const auto used = processor_time();
    std::size_t items = 0;
    std::size_t lengths = 0;
    for (const tsc::node &workbook : session.list("workbooks").set_page_size(1000)) {
      const std::string id(workbook.attribute("id").value());
      const std::string name(workbook.attribute("name").value());
      lengths += id.size() + (name.empty() ? 0 : 1);
      items++;
    }
    const auto taken = std::chrono::steady_clock::now() - begun;
    std::cout << "read " << items << ' ' << lengths << ' '
              << std::chrono::duration_cast<microseconds>(taken).count() << ' '
              << (processor_time() - used).count() << '\n';
  }
  session.sign_out();
}

void cycle(int times) {
  for (int i = 0; i < times; i++) {
    alice();
  }
}

std::int64_t native_bytes() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<std::int64_t>(info.uordblks + info.hblkhd);
}

void measure_cycles(int before, int cycles) {
  cycle(before);
  const std::int64_t bytes = native_bytes();
  cycle(cycles);
  std::cout << "bytes " << native_bytes() - bytes << '\n' << "handles " << live_handles() << '\n';
}

// Runs a scenario, prints its last line, and checks that no handles are left.
template <typename Call> int end_of(Call call) {
  tsc::status status = tsc::status::ok;
  try {
    call();
  } catch (const tsc::error &error) {
    std::cerr << error.what() << '\n';
    status = error.status();
  }
  std::cout << "ends " << tsc::status_name(status) << '\n';
  if (const std::int64_t left = live_handles(); left > 0) {
    std::cerr << "handles left: " << left << '\n';
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}

} // namespace

int main(int argc, char **argv) {
  const std::string_view command = argc < 2 ? "" : argv[1];
  if (argc == 3 && command == "read") {
    return end_of([&] { measure_reading(std::atoi(argv[2])); });
  }
  if (argc == 4 && command == "cycles") {
    return end_of([&] { measure_cycles(std::atoi(argv[2]), std::atoi(argv[3])); });
  }
  for (const scenario &scenario : scenarios) {
    if (argc == 2 && scenario.id == command) {
      return end_of(scenario.run);
    }
  }
  std::cerr << "there is no such scenario\n";
  return EXIT_FAILURE;
}
