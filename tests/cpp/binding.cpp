// Tests of what tsc.hpp adds to tsc.h: exceptions, owners that close, and the string and list types
// of C++. The scenarios test the calls themselves.
//
//   binding         runs all tests but the next
//   binding limit   tests that a destructor takes at most 10 seconds
#include "live_handles.h"
#include "other_unit.h"
#include "support.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <future>
#include <iterator>
#include <map>
#include <regex>
#include <string>
#include <thread>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>
#if __cplusplus >= 202002L
#include <ranges>
#endif
#ifndef _WIN32
#include "child.h"

#include <unistd.h>
#endif

namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace std::string_view_literals;

simulator tableau;

std::string text(std::optional<std::string_view> shown) {
  return std::string(shown.value_or("(none)"));
}
#define CHECK_SAME(expected, actual) CHECK_TEXT(expected, text(actual).c_str())

// Returns the tsc::error that a call throws.
template <typename Call> tsc::error error_of(Call call) {
  try {
    call();
  } catch (const tsc::error &error) {
    return error;
  }
  CHECK_TEXT("an exception", "nothing that was thrown");
  std::abort();
}

#define CHECK_THROWS(expected, ...)                                                                \
  CHECK_NUMBER(static_cast<int>(expected),                                                         \
               static_cast<int>(error_of([&] { static_cast<void>(__VA_ARGS__); }).status()))

// The server sends each request once.
tsc::server trusted_server() {
  return tsc::server(tableau.https_url).set_ca_path(tableau.ca_path).set_retry(1, 0ms);
}

tsc::session alice(tsc::server &server, std::string_view site = "") {
  return server.sign_in(tsc::password{"alice", "alice-password"}, site);
}

tsc::session alice() {
  tsc::server server = trusted_server();
  return alice(server);
}

std::int64_t sign_outs() {
  return static_cast<std::int64_t>(simulator_requests(&tableau, "signout"));
}
std::int64_t all_requests() { return static_cast<std::int64_t>(simulator_requests(&tableau, "")); }
std::int64_t live_sessions() {
  return static_cast<std::int64_t>(simulator_live_sessions(&tableau));
}

// Makes a call in another thread while the simulator holds its response, does something else
// meanwhile, and releases the response.
template <typename Call, typename Meanwhile>
auto while_held(const std::string &path, Call call, Meanwhile meanwhile) {
  simulator_clear_requests(&tableau);
  simulator_arm_fault(&tableau, ("{\"path\": \"" + path + "\", \"action\": \"hold\"}").c_str());
  auto held = std::async(std::launch::async, call);
  simulator_await_requests(&tableau, path.c_str(), 1);
  meanwhile();
  // The simulator logs a request shortly before it holds it, so one release may come too early.
  while (held.wait_for(0s) != std::future_status::ready) {
    std::free(simulator_control(&tableau, "POST", "/release", nullptr));
  }
  return held.get();
}

template <typename Type>
constexpr bool is_owner =
    std::is_nothrow_move_constructible_v<Type> && std::is_nothrow_move_assignable_v<Type> &&
    std::is_nothrow_destructible_v<Type> && !std::is_copy_constructible_v<Type> &&
    !std::is_copy_assignable_v<Type>;
static_assert(is_owner<tsc::server>);
static_assert(is_owner<tsc::server_info>);
static_assert(is_owner<tsc::session>);
static_assert(is_owner<tsc::node_list>);
static_assert(is_owner<tsc::request>);
static_assert(is_owner<tsc::response>);
static_assert(is_owner<tsc::cancellation>);
static_assert(std::is_trivially_copyable_v<tsc::node>);
static_assert(std::is_base_of_v<std::runtime_error, tsc::error>);
static_assert(std::is_nothrow_copy_constructible_v<tsc::error>);
static_assert(std::is_nothrow_copy_assignable_v<tsc::error>);
static_assert(tsc::detail::sign_out_limit_ms < 10'000);
#if __cplusplus >= 202002L
static_assert(std::ranges::input_range<tsc::node_list>);
static_assert(std::ranges::input_range<tsc::node_list::items_range>);
static_assert(std::ranges::input_range<decltype(std::declval<tsc::node>().children())>);
static_assert(std::ranges::input_range<decltype(std::declval<tsc::node>().attributes())>);
#endif

// A temporary session has no list(), because it would be signed out before the list is read.
template <typename Session, typename = void> constexpr bool lists = false;
template <typename Session>
constexpr bool lists<Session, std::void_t<decltype(std::declval<Session>().list("workbooks"))>> =
    true;
static_assert(lists<tsc::session &>);
static_assert(!lists<tsc::session>);

// A temporary response has no nodes and views, because they would not outlive it.
template <typename Response, typename = void> constexpr bool gives_a_root = false;
template <typename Response>
constexpr bool gives_a_root<Response, std::void_t<decltype(std::declval<Response>().root())>> =
    true;
static_assert(gives_a_root<const tsc::response &>);
static_assert(!gives_a_root<tsc::response>);
template <typename Response, typename = void> constexpr bool gives_headers = false;
template <typename Response>
constexpr bool gives_headers<Response, std::void_t<decltype(std::declval<Response>().headers())>> =
    true;
static_assert(gives_headers<const tsc::response &>);
static_assert(!gives_headers<tsc::response>);
template <typename List, typename = void> constexpr bool gives_items = false;
template <typename List>
constexpr bool gives_items<List, std::void_t<decltype(std::declval<List>().next())>> = true;
static_assert(gives_items<tsc::node_list &>);
static_assert(!gives_items<tsc::node_list>);

// The compiler warns if a status is missing.
const char *name_of(tsc::status status) {
  switch (status) {
#define STATUS(small, large)                                                                       \
  case tsc::status::small:                                                                         \
    return #large;
    STATUS(ok, TSC_OK)
    STATUS(invalid_argument, TSC_ERROR_INVALID_ARGUMENT)
    STATUS(internal, TSC_ERROR_INTERNAL)
    STATUS(cancelled, TSC_ERROR_CANCELLED)
    STATUS(timeout, TSC_ERROR_TIMEOUT)
    STATUS(resolve, TSC_ERROR_RESOLVE)
    STATUS(connect, TSC_ERROR_CONNECT)
    STATUS(proxy, TSC_ERROR_PROXY)
    STATUS(tls, TSC_ERROR_TLS)
    STATUS(certificate, TSC_ERROR_CERTIFICATE)
    STATUS(ca_path, TSC_ERROR_CA_PATH)
    STATUS(redirect, TSC_ERROR_REDIRECT)
    STATUS(protocol, TSC_ERROR_PROTOCOL)
    STATUS(unsupported_version, TSC_ERROR_UNSUPPORTED_VERSION)
    STATUS(invalid_state, TSC_ERROR_INVALID_STATE)
    STATUS(too_large, TSC_ERROR_TOO_LARGE)
    STATUS(insecure, TSC_ERROR_INSECURE)
    STATUS(aborted, TSC_ERROR_ABORTED)
    STATUS(no_memory, TSC_ERROR_NO_MEMORY)
    STATUS(bad_request, TSC_ERROR_BAD_REQUEST)
    STATUS(sign_in_failed, TSC_ERROR_SIGN_IN_FAILED)
    STATUS(not_signed_in, TSC_ERROR_NOT_SIGNED_IN)
    STATUS(session_expired, TSC_ERROR_SESSION_EXPIRED)
    STATUS(forbidden, TSC_ERROR_FORBIDDEN)
    STATUS(not_found, TSC_ERROR_NOT_FOUND)
    STATUS(method_not_allowed, TSC_ERROR_METHOD_NOT_ALLOWED)
    STATUS(conflict, TSC_ERROR_CONFLICT)
    STATUS(rate_limited, TSC_ERROR_RATE_LIMITED)
    STATUS(server, TSC_ERROR_SERVER)
    STATUS(http, TSC_ERROR_HTTP)
#undef STATUS
  }
  return nullptr;
}

void statuses_equal_those_of_the_header_and_the_library() {
  std::ifstream header(TSC_HEADER);
  const std::regex definition("#define (TSC_OK|TSC_ERROR_[A-Z_]+) ([0-9]+)");
  std::map<int, std::string> defined;
  std::smatch found;
  for (std::string line; std::getline(header, line);) {
    if (std::regex_match(line, found, definition)) {
      defined.emplace(std::stoi(found[2]), found[1]);
    }
  }
  CHECK(defined.size() > 20);
  for (int number = -10; number < 1000; number++) {
    const auto status = static_cast<tsc::status>(number);
    const char *name = name_of(status);
    const auto row = defined.find(number);
    CHECK_TEXT(row == defined.end() ? nullptr : row->second.c_str(), name);
    CHECK_SAME(name ? name : "TSC_ERROR_UNKNOWN", tsc::status_name(status));
  }
}

void version_is_that_of_the_library() {
  CHECK_SAME(tsc_version(), tsc::version());
  CHECK_NUMBER(TSC_VERSION_NUMBER, tsc::version_number());
}

void error_has_all_properties_of_the_c_error() {
  tsc::server server = trusted_server();
  const tsc::error error = error_of([&] { fail_to_sign_in(server); });
  CHECK(error.status() == tsc::status::sign_in_failed);
  CHECK_CONTAINS("check the user's name and password", error.what());
  CHECK_NUMBER(401, error.http_status());
  CHECK_SAME("401001", error.tableau_code());
  CHECK_SAME("Signin Error", error.summary());
  CHECK_SAME("Error signing in to Tableau Server", error.detail());
  CHECK(!error.retry_after() && !error.is_transient());
  CHECK_TEXT(error.what(), tsc_error_message(error.get()));

  const tsc::response *answer = error.response();
  CHECK(answer != nullptr);
  CHECK_NUMBER(401, answer->status());
  CHECK_SAME("tsResponse", answer->root().value().name());
  CHECK(answer->get() == tsc_error_response(error.get()));
}

void views_of_an_error_live_as_long_as_a_copy() {
  tsc::server server = trusted_server();
  std::optional<tsc::error> first = error_of([&] { fail_to_sign_in(server); });
  const std::string_view code = first->tableau_code().value();
  const tsc::node root = first->response()->root().value();
  const tsc::error second = *first;
  first.reset();
  CHECK_SAME("401001", code);
  CHECK_SAME("tsResponse", root.name());
  CHECK_CONTAINS("401001", second.what());
}

void error_keeps_an_unknown_status_number() {
  const tsc::error error(static_cast<tsc::status>(4711), nullptr);
  CHECK_NUMBER(4711, static_cast<int>(error.status()));
  CHECK_TEXT("TSC_ERROR_UNKNOWN", error.what());
  CHECK_NUMBER(0, error.http_status());
  CHECK(!error.tableau_code() && !error.retry_after() && !error.response() && !error.get());
  CHECK(!error.is_transient());
}

void error_made_in_cpp_has_no_response() {
  const tsc::error error(tsc::status::internal, "a message");
  CHECK(error.status() == tsc::status::internal);
  CHECK_TEXT("a message", error.what());
  CHECK_NUMBER(0, error.http_status());
  CHECK(!error.tableau_code() && !error.summary() && !error.detail());
  CHECK(!error.retry_after() && !error.response() && !error.get());
}

void error_takes_the_ownership_of_a_c_error() {
  tsc_server *none = nullptr;
  tsc_error *failure = nullptr;
  CHECK_NUMBER(TSC_ERROR_INVALID_ARGUMENT, tsc_server_new("ftp://example.com", &none, &failure));
  const tsc::error error(failure);
  CHECK(error.get() == failure);
  CHECK(error.status() == tsc::status::invalid_argument);
  CHECK_TEXT(tsc_error_message(failure), error.what());
}

void error_without_a_response_returns_none() {
  const tsc::error error = error_of([] { tsc::server("ftp://example.com"); });
  CHECK(error.status() == tsc::status::invalid_argument);
  CHECK(error.get() != nullptr);
  CHECK(!error.response() && !error.summary());
}

void retry_after_is_in_seconds() {
  tsc::session session = alice();
  simulator_arm_fault(&tableau, "{\"path\": \"/workbooks\", \"action\": {\"answer\": {\"status\": "
                                "429, \"headers\": [[\"Retry-After\", \"7\"]], \"body\": \"\"}}}");
  const tsc::error error = error_of([&] { session.list("workbooks").total_available(); });
  CHECK(error.status() == tsc::status::rate_limited);
  CHECK(error.retry_after() == 7s);
  CHECK(error.is_transient());
}

void nul_is_refused_before_anything_is_sent() {
  constexpr auto bad = "a\0b"sv;
  constexpr auto invalid = tsc::status::invalid_argument;
  tsc::server server = trusted_server();
  tsc::session session = alice(server);
  tsc::node_list list = session.list("workbooks");
  tsc::request request = session.request("GET", "projects");
  const tsc::response response = request.send();
  const tsc::node root = response.root().value();
  simulator_clear_requests(&tableau);
  CHECK_CONTAINS("NUL", error_of([&] { tsc::server{bad}; }).what());
  CHECK_THROWS(invalid, tsc::server(bad));
  CHECK_THROWS(invalid, tsc::personal_access_token(bad, ""));
  CHECK_THROWS(invalid, tsc::personal_access_token("", bad));
  CHECK_THROWS(invalid, tsc::personal_access_token("", "").impersonate(bad));
  CHECK_THROWS(invalid, tsc::password(bad, ""));
  CHECK_THROWS(invalid, tsc::password("", bad));
  CHECK_THROWS(invalid, tsc::password("", "").impersonate(bad));
  CHECK_THROWS(invalid, tsc::json_web_token{bad});
  CHECK_THROWS(invalid, tsc::json_web_token("").impersonate(bad));
  CHECK_THROWS(invalid, tsc::unified_access_token{bad});
  CHECK_THROWS(invalid, tsc::connected_app(bad, "", "", "", ""));
  CHECK_THROWS(invalid, tsc::connected_app("", bad, "", "", ""));
  CHECK_THROWS(invalid, tsc::connected_app("", "", bad, "", ""));
  CHECK_THROWS(invalid, tsc::connected_app("", "", "", bad, ""));
  CHECK_THROWS(invalid, tsc::connected_app("", "", "", "", bad));
  CHECK_THROWS(invalid, tsc::connected_app("", "", "", "", "").impersonate(bad));
  CHECK_THROWS(invalid, server.sign_in(tsc::personal_access_token("a", "b"), bad));
  CHECK_THROWS(invalid, server.sign_in(tsc::password("a", "b"), bad));
  CHECK_THROWS(invalid, server.sign_in(tsc::json_web_token("a"), bad));
  CHECK_THROWS(invalid, server.sign_in(tsc::unified_access_token("a"), bad));
  CHECK_THROWS(invalid, server.sign_in(tsc::connected_app("a", "b", "c", "d", "e"), bad));
  CHECK_THROWS(invalid, server.sign_in_with_callback([](tsc::credentials &) {}, bad));
  CHECK_THROWS(invalid, server.resume_session(bad));
  CHECK_THROWS(invalid, server.set_ca_path(bad));
  CHECK_THROWS(invalid, server.set_client_certificate(bad));
  CHECK_THROWS(invalid, server.set_client_certificate("a", bad));
  CHECK_THROWS(invalid, server.set_proxy(bad));
  CHECK_THROWS(invalid, server.set_user_agent(bad));
  CHECK_THROWS(invalid, server.set_header(bad, "a"));
  CHECK_THROWS(invalid, server.set_header("a", bad));
  CHECK_THROWS(invalid, server.set_api_version(bad));
  CHECK_THROWS(invalid, session.switch_site(bad));
  CHECK_THROWS(invalid, session.list(bad));
  CHECK_THROWS(invalid, session.request(bad, "a"));
  CHECK_THROWS(invalid, session.request("GET", bad));
  CHECK_THROWS(invalid, list.add_filter(bad, "eq", "a"));
  CHECK_THROWS(invalid, list.add_filter("name", bad, "a"));
  CHECK_THROWS(invalid, list.add_filter("name", "eq", bad));
  CHECK_THROWS(invalid, list.add_sort(bad));
  CHECK_THROWS(invalid, list.set_parameter(bad, "a"));
  CHECK_THROWS(invalid, list.set_parameter("a", bad));
  CHECK_THROWS(invalid, list.set_header(bad, "a"));
  CHECK_THROWS(invalid, list.set_header("a", bad));
  CHECK_THROWS(invalid, request.set_parameter(bad, "a"));
  CHECK_THROWS(invalid, request.set_parameter("a", bad));
  CHECK_THROWS(invalid, request.set_header(bad, "a"));
  CHECK_THROWS(invalid, request.set_header("a", bad));
  CHECK_THROWS(invalid, request.set_body(bad, "a"));
  CHECK_THROWS(invalid, response.header(bad));
  CHECK_THROWS(invalid, root.attribute(bad));
  CHECK_THROWS(invalid, root.child(bad));
  CHECK_NUMBER(0, all_requests());
}

void all_string_types_are_accepted() {
  const auto given = [](tsc::string_argument argument) { return text(argument.view()); };
  struct named {
    operator std::string_view() const { return "a"; }
  };
  char array[] = "a";
  char *pointer = array;
  CHECK_SAME("a", given("a"));
  CHECK_SAME("a", given(array));
  CHECK_SAME("a", given(pointer));
  CHECK_SAME("a", given(std::string("a")));
  CHECK_SAME("a", given("ab"sv.substr(0, 1)));
  CHECK_SAME("a", given(named()));
  CHECK_SAME("a", given(std::optional("a"sv)));
  CHECK_SAME("a", given(std::optional<std::string>("a")));
  CHECK_SAME("a", given(std::optional<const char *>("a")));
  CHECK_SAME("", given(""));
  CHECK_SAME("", given(std::string_view()));
  CHECK_SAME("(none)", given(std::nullopt));
  CHECK_SAME("(none)", given(nullptr));
  CHECK_SAME("(none)", given(pointer = nullptr));
  CHECK_SAME("(none)", given(std::optional<std::string>()));
  CHECK_SAME("(none)", given(std::optional<const char *>(nullptr)));
}

// std::getenv returns NULL for a variable that is not set.
void null_is_an_absent_string_and_refused_where_one_is_required() {
  constexpr auto invalid = tsc::status::invalid_argument;
  const char *const none = nullptr;
  tsc::server server = trusted_server();
  tsc::session session = server.sign_in(tsc::password{"alice", "alice-password"}, none);
  CHECK_SAME("", session.site_content_url());
  simulator_clear_requests(&tableau);
  CHECK_THROWS(invalid, tsc::server(none));
  CHECK_THROWS(invalid, server.sign_in(tsc::personal_access_token(none, "a")));
  CHECK_THROWS(invalid, server.sign_in(tsc::personal_access_token("a", none)));
  CHECK_THROWS(invalid, server.sign_in(tsc::json_web_token{none}));
  CHECK_THROWS(invalid, server.sign_in(tsc::connected_app(none, "b", "c", "d", "e")));
  CHECK_THROWS(invalid, server.sign_in(tsc::connected_app("a", "b", "c", "d", none)));
  CHECK_THROWS(invalid, server.resume_session(none));
  CHECK_THROWS(invalid, session.list(none));
  // A missing id must not sign in the user without impersonation.
  CHECK_THROWS(invalid, tsc::personal_access_token("a", "b").impersonate(none));
  CHECK_THROWS(invalid, tsc::password("a", "b").impersonate(none));
  CHECK_THROWS(invalid, tsc::json_web_token("a").impersonate(none));
  CHECK_NUMBER(0, all_requests());
  server.set_ca_path(none).set_proxy(none).set_ca_pem(none);
}

void invalid_utf_8_and_oversized_strings_are_refused() {
  constexpr auto invalid = tsc::status::invalid_argument;
  const std::string huge(32 << 20, 'a');
  tsc::server server = trusted_server();
  tsc::session session = alice(server);
  simulator_clear_requests(&tableau);
  CHECK_THROWS(invalid, tsc::server("https://\xff"));
  CHECK_THROWS(invalid, server.sign_in(tsc::password("ali\xffze", "alice-password")));
  CHECK_THROWS(invalid, session.list("workbooks").add_filter("name", "eq", "\xc3"));
  CHECK_THROWS(invalid, session.switch_site("\xed\xa0\x80"));
  CHECK_THROWS(invalid, session.list(huge));
  CHECK_THROWS(invalid, server.set_user_agent(huge));
  CHECK_NUMBER(0, all_requests());
}

void body_may_contain_a_nul() {
  tsc::session session = alice();
  simulator_clear_requests(&tableau);
  tsc::request request = session.request("POST", "/api/metadata/graphql");
  request.set_body("application/json", "{\0}"sv);
  CHECK_THROWS(tsc::status::bad_request, request.send());
  char *requests = simulator_control(&tableau, "GET", "/requests", nullptr);
  CHECK_CONTAINS("{\\u0000}", requests);
  std::free(requests);
}

void settings_can_be_set_and_reset() {
  constexpr auto file = tsc::status::ca_path;
  tsc::server server(tableau.https_url);
  CHECK_SAME(tableau.https_url, server.url());
  server.set_ca_path(tableau.ca_path).set_ca_path(std::nullopt).set_ca_pem(std::nullopt);
  server.set_verify(false).set_allow_http(true).set_proxy("").set_proxy(std::nullopt);
  server.set_client_certificate(std::nullopt).set_client_certificate_pem(std::nullopt);
  server.set_user_agent("a/1").set_user_agent(std::nullopt);
  server.set_header("X-A", "a").set_header("X-A", std::nullopt);
  server.set_api_version("3.19").set_api_version(std::nullopt);
  server.set_timeouts(0ms, 4294967295ms, 1s);
  server.set_retry(4, 30s).set_renewal(true).set_renewal(false).set_event_callback(nullptr);
  CHECK_THROWS(tsc::status::invalid_argument, server.set_retry(0, 1s));
  server.set_verify(true).set_allow_http(false);
  // An empty string is not an absent one.
  CHECK_THROWS(file, server.set_ca_pem(""));
  CHECK_THROWS(file, server.set_ca_pem(std::string_view()));
  CHECK_THROWS(file, server.set_client_certificate_pem(""));
  CHECK_THROWS(file, server.set_client_certificate("/no/such/file"));
  CHECK_THROWS(file, server.set_client_certificate(tableau.ca_path, "/no/such/file"));
}

template <typename Call> bool throws_invalid_argument(Call call) {
  try {
    call();
  } catch (const std::invalid_argument &) {
    return true;
  }
  return false;
}

void durations_out_of_range_are_refused_before_anything_is_sent() {
  tsc::server server = trusted_server();
  tsc::session session = alice(server);
  simulator_clear_requests(&tableau);
  for (const auto limit : {-1ms, 4294967296ms}) {
    CHECK(throws_invalid_argument([&] { server.set_timeouts(limit, 1s, 1s); }));
    CHECK(throws_invalid_argument([&] { server.set_timeouts(1s, limit, 1s); }));
    CHECK(throws_invalid_argument([&] { server.set_timeouts(1s, 1s, limit); }));
    CHECK(throws_invalid_argument([&] { server.set_retry(1, limit); }));
    CHECK(throws_invalid_argument([&] { session.request("GET", "a").set_timeouts(limit, 1s); }));
    CHECK(throws_invalid_argument([&] { session.request("GET", "a").set_timeouts(1s, limit); }));
    CHECK(throws_invalid_argument([&] { tsc::cancellation{limit}; }));
  }
  for (const std::uint32_t size : {0u, 1001u, 4294967295u}) {
    CHECK_THROWS(tsc::status::invalid_argument, session.list("workbooks").set_page_size(size));
  }
  for (const std::uint32_t pages : {9u, 4294967295u}) {
    CHECK_THROWS(tsc::status::invalid_argument, session.list("workbooks").set_lookahead(pages));
  }
  CHECK_NUMBER(0, all_requests());
}

// Each setter of a temporary returns an object that outlives it.
void setters_of_temporaries_can_be_chained() {
  tsc::server server = tsc::server(tableau.https_url)
                           .set_ca_path(std::nullopt)
                           .set_ca_pem(std::nullopt)
                           .set_client_certificate(std::nullopt)
                           .set_client_certificate_pem(std::nullopt)
                           .set_verify(false)
                           .set_allow_http(false)
                           .set_proxy("")
                           .set_timeouts(10s, 10s, 10s)
                           .set_retry(2, 1s)
                           .set_renewal(false)
                           .set_event_callback([](const tsc::event &) {})
                           .set_user_agent("a/1")
                           .set_header("X-A", "a")
                           .set_api_version("3.19");
  tsc::session session = alice(server);
  CHECK_SAME("3.19", session.api_version());
  std::size_t items = 0;
  for (const tsc::node &workbook : session.list("workbooks")
                                       .set_page_size(7)
                                       .set_lookahead(2)
                                       .add_filter("name", "eq", "Superstore")
                                       .add_sort("name")
                                       .set_parameter("fields", "id,name")
                                       .set_header("X-B", "b")) {
    CHECK_SAME("Superstore", workbook.attribute("name"));
    items++;
  }
  CHECK(items > 0);
  const tsc::response response = session.request("GET", "views")
                                     .set_parameter("pageSize", "1")
                                     .set_header("Accept", "application/xml")
                                     .set_max_response_size(1 << 20)
                                     .set_repeatable(true)
                                     .set_timeouts(10s, 10s)
                                     .send();
  CHECK_NUMBER(200, response.status());
  CHECK_THROWS(
      tsc::status::bad_request,
      session.request("POST", "/api/metadata/graphql").set_body("application/json", "{", 1).send());
  CHECK_THROWS(tsc::status::http,
               session.request("POST", "/api/metadata/graphql").set_body(std::nullopt, "").send());
}

template <typename Call> void is_refused(Call call) {
  const tsc::error error = error_of(call);
  CHECK(error.status() == tsc::status::invalid_argument);
  CHECK_CONTAINS("was closed or moved from", error.what());
}

// Checks that a closed object refuses every call, and that closing it again does nothing.
void check_closed(tsc::server &server) {
  CHECK(!server && !server.get());
  is_refused([&] { std::ignore = server.url(); });
  is_refused([&] { server.set_verify(true); });
  is_refused([&] { std::ignore = server.get_info(); });
  is_refused([&] { std::ignore = alice(server); });
  is_refused([&] { std::ignore = server.resume_session("a"); });
  server.close();
  CHECK(!server.release());
}

void check_closed(tsc::session &session) {
  CHECK(!session && !session.get() && !session.is_signed_in());
  is_refused([&] { session.sign_out(); });
  is_refused([&] { session.switch_site(""); });
  is_refused([&] { session.revoke_server_admin_tokens(); });
  is_refused([&] { std::ignore = session.list("workbooks"); });
  is_refused([&] { std::ignore = session.request("GET", "workbooks"); });
  is_refused([&] { std::ignore = session.server_url(); });
  is_refused([&] { std::ignore = session.api_version(); });
  is_refused([&] { std::ignore = session.token(); });
  is_refused([&] { std::ignore = session.site_id(); });
  is_refused([&] { std::ignore = session.site_content_url(); });
  is_refused([&] { std::ignore = session.user_id(); });
  is_refused([&] { std::ignore = session.estimated_time_to_expiration(); });
  session.close();
  CHECK(!session.release());
}

void check_closed(tsc::node_list &list) {
  CHECK(!list && !list.get());
  is_refused([&] { list.set_page_size(1); });
  is_refused([&] { list.set_lookahead(1); });
  is_refused([&] { list.next(); });
  is_refused([&] { list.next_page(); });
  is_refused([&] { list.total_available(); });
  is_refused([&] { list.begin(); });
  list.close();
  CHECK(!list.release());
}

void check_closed(tsc::request &request) {
  CHECK(!request && !request.get());
  is_refused([&] { request.set_parameter("a", "b"); });
  is_refused([&] { std::ignore = request.send(); });
  request.close();
  CHECK(!request.release());
}

void check_closed(tsc::response &response) {
  CHECK(!response && !response.get());
  is_refused([&] { response.status(); });
  is_refused([&] { response.header("a"); });
  is_refused([&] { response.headers(); });
  is_refused([&] { response.body(); });
  is_refused([&] { response.root(); });
  response.close();
  CHECK(!response.release());
}

void check_closed(tsc::server_info &info) {
  CHECK(!info && !info.get());
  is_refused([&] { info.product_version(); });
  is_refused([&] { info.build(); });
  is_refused([&] { info.api_version(); });
  info.close();
  CHECK(!info.release());
}

void check_closed(tsc::cancellation &cancellation) {
  CHECK(!cancellation && !cancellation.get() && !cancellation.is_cancelled());
  cancellation.cancel();
  tsc::server server = trusted_server();
  is_refused([&] { std::ignore = server.get_info(&cancellation); });
  cancellation.close();
  CHECK(!cancellation.release());
}

// Moves the object there and back, releases and takes its C handle, and closes it.
template <typename Type> void check_owner(Type object) {
  CHECK(static_cast<bool>(object));
  const auto *handle = object.get();
  Type other = std::move(object);
  check_closed(object);
  CHECK(other.get() == handle);
  object = std::move(other);
  check_closed(other);
  CHECK(object.get() == handle);
  std::swap(object, other);
  check_closed(object);
  Type &same = other;
  other = std::move(same);
  CHECK(other.get() == handle);

  Type adopted(other.release());
  check_closed(other);
  CHECK(adopted.get() == handle);
  adopted.close();
  check_closed(adopted);
}

void owners_can_be_moved_released_and_closed() {
  tsc::server server = trusted_server();
  tsc::session session = alice(server);
  check_owner(trusted_server());
  check_owner(server.get_info());
  check_owner(alice(server));
  check_owner(session.list("workbooks"));
  check_owner(session.request("GET", "projects"));
  check_owner(session.request("GET", "projects").send());
  check_owner(tsc::cancellation());
  check_owner(tsc::server(server_of(&tableau)));
}

void destructor_signs_out_once() {
  simulator_clear_requests(&tableau);
  {
    tsc::session session = alice();
    session.close();
    CHECK_NUMBER(1, sign_outs());
  }
  CHECK_NUMBER(1, sign_outs());
  {
    alice();
  }
  CHECK_NUMBER(2, sign_outs());
  {
    tsc::session session = alice();
    session.sign_out();
    CHECK_NUMBER(3, sign_outs());
  }
  CHECK_NUMBER(3, sign_outs());
  CHECK_NUMBER(0, live_sessions());
}

void destructor_signs_out_during_stack_unwinding() {
  simulator_clear_requests(&tableau);
  try {
    const tsc::session session = alice();
    throw std::logic_error("mine");
  } catch (const std::logic_error &error) {
    CHECK_TEXT("mine", error.what());
    CHECK_NUMBER(1, sign_outs());
  }
}

void assignment_signs_out_the_previous_session() {
  tsc::server server = trusted_server();
  tsc::session session = alice(server);
  simulator_clear_requests(&tableau);
  session = alice(server, "marketing");
  CHECK_NUMBER(1, sign_outs());
  CHECK_SAME("marketing", session.site_content_url());
  session = tsc::session(nullptr);
  CHECK_NUMBER(2, sign_outs());
  CHECK_NUMBER(0, live_sessions());
}

// The simulator holds the sign-out: an assignment that signs out would block until its limit.
void std_exchange_does_not_sign_out_the_previous_session() {
  tsc::server server = trusted_server();
  tsc::session session = alice(server);
  simulator_clear_requests(&tableau);
  simulator_arm_fault(&tableau, "{\"path\": \"/auth/signout\", \"action\": \"hold\"}");
  tsc::session old = std::exchange(session, alice(server, "marketing"));
  CHECK_NUMBER(0, sign_outs());
  CHECK_SAME("marketing", session.site_content_url());
  CHECK_SAME("", old.site_content_url());
  CHECK(old.is_signed_in());
  std::free(simulator_control(&tableau, "DELETE", "/faults", nullptr));
  old.close();
  CHECK_NUMBER(1, sign_outs());
  CHECK(session.is_signed_in());
}

void sessions_that_were_not_signed_in_here_stay_signed_in() {
  tsc::server server = trusted_server();
  tsc::session session = alice(server);
  simulator_clear_requests(&tableau);
  {
    const tsc::session resumed = server.resume_session(session.token().value());
  }
  {
    tsc::session resumed = server.resume_session(session.token().value());
    const tsc::session moved = std::move(resumed);
  }
  CHECK_NUMBER(0, sign_outs());
  tsc_session *released = session.release();
  session.close();
  CHECK_NUMBER(0, sign_outs());
  {
    tsc::session adopted(released);
    adopted.keep_signed_in();
    tsc::session other = server.resume_session(adopted.token().value());
    other.keep_signed_in(false);
  }
  CHECK_NUMBER(1, sign_outs());
  CHECK_NUMBER(0, live_sessions());
}

void destructor_ignores_a_failed_sign_out() {
  const std::int64_t threads = running_threads();
  {
    tsc::session session = alice();
    simulator_arm_fault(&tableau, "{\"path\": \"/auth/signout\", \"action\": {\"answer\": "
                                  "{\"status\": 500, \"headers\": [], \"body\": \"\"}}}");
  }
  CHECK_NUMBER(threads, running_threads());
  CHECK_NUMBER(1, live_sessions());
  std::free(simulator_control(&tableau, "DELETE", "/faults", nullptr));
}

// The simulator holds the sign-out, so that only the limit ends it.
void sign_out_within_a_limit_leaves_no_thread() {
  const std::int64_t threads = running_threads();
  tsc::session session = alice();
  session.keep_signed_in();
  simulator_arm_fault(&tableau, "{\"path\": \"/auth/signout\", \"action\": \"hold\"}");
  simulator_clear_requests(&tableau);
  tsc::detail::sign_out_within(100, session.get());
  CHECK_NUMBER(1, sign_outs());
  CHECK(session.is_signed_in());
  CHECK_NUMBER(threads, running_threads());
  std::free(simulator_control(&tableau, "POST", "/release", nullptr));
  session.sign_out();
}

// The sign-out waits for the switch, which changes the token, but not beyond its limit.
void sign_out_within_a_limit_ends_while_another_thread_switches_site() {
  tsc::session session = alice();
  while_held(
      "/auth/switchSite",
      [&] {
        session.switch_site("marketing");
        return true;
      },
      [&] { tsc::detail::sign_out_within(100, session.get()); });
  session.sign_out();
}

void destructor_takes_at_most_ten_seconds() {
  std::optional<tsc::session> session = alice();
  simulator_arm_fault(&tableau, "{\"path\": \"/auth/signout\", \"action\": \"hold\"}");
  const auto begun = std::chrono::steady_clock::now();
  session.reset();
  const auto taken = std::chrono::steady_clock::now() - begun;
  CHECK(taken > 9s);
  CHECK(taken < 10s);
}

void calls_continue_when_their_object_is_closed() {
  tsc::server server = trusted_server();
  tsc::session session = alice(server);

  tsc::node_list list = session.list("workbooks");
  const std::uint64_t total =
      while_held("/workbooks", [&] { return list.total_available(); }, [&] { list.close(); });
  CHECK_NUMBER(WORKBOOKS_ON_DEFAULT, static_cast<std::int64_t>(total));
  check_closed(list);

  tsc::request request = session.request("GET", "projects");
  const tsc::response response =
      while_held("/projects", [&] { return request.send(); }, [&] { request.close(); });
  CHECK_NUMBER(200, response.status());
  check_closed(request);

  tsc::cancellation cancellation;
  tsc::node_list other = session.list("workbooks");
  while_held(
      "/workbooks", [&] { return other.total_available(&cancellation); },
      [&] { cancellation.close(); });
  check_closed(cancellation);

  session.keep_signed_in();
  const std::string token = session.token().value();
  while_held(
      "/auth/switchSite",
      [&] {
        session.switch_site("marketing");
        return true;
      },
      [&] {
        session.close();
        session.close();
      });
  check_closed(session);

  tsc::session second =
      while_held("/auth/signin", [&] { return alice(server); }, [&] { server.close(); });
  check_closed(server);
  CHECK_SAME("", second.site_content_url());
}

// A test for the thread sanitizer and the address sanitizer.
void many_threads_use_objects_that_one_thread_closes() {
  const std::int64_t before = live_sessions();
  for (int round = 0; round < 20; round++) {
    tsc::server server = trusted_server();
    tsc::session session = alice(server);
    tsc::cancellation cancellation;
    std::atomic<int> begun{0};
    std::vector<std::future<void>> users;
    for (int user = 0; user < 4; user++) {
      users.push_back(std::async(std::launch::async, [&] {
        try {
          for (;;) {
            begun++;
            std::ignore = server.url();
            std::ignore = session.token();
            session.list("workbooks").set_page_size(1).total_available(&cancellation);
          }
        } catch (const tsc::error &error) {
          CHECK(error.status() == tsc::status::invalid_argument ||
                error.status() == tsc::status::cancelled ||
                error.status() == tsc::status::not_signed_in);
        }
      }));
    }
    while (begun < 4) {
      std::this_thread::yield();
    }
    std::thread canceller([&] { cancellation.cancel(); });
    std::thread closer([&] { session.close(); });
    session.close();
    server.close();
    cancellation.close();
    closer.join();
    canceller.join();
    for (auto &user : users) {
      user.get();
    }
  }
  CHECK_NUMBER(before, live_sessions());
}

void call_is_cancelled_from_another_thread() {
  tsc::session session = alice();
  tsc::cancellation cancellation;
  CHECK(!cancellation.is_cancelled());
  const auto status = while_held(
      "/workbooks",
      [&] {
        tsc::node_list list = session.list("workbooks");
        return error_of([&] {
                 for (const tsc::node &item : list.items(&cancellation)) {
                   std::ignore = item;
                 }
               })
            .status();
      },
      [&] { cancellation.cancel(); });
  CHECK(status == tsc::status::cancelled);
  CHECK(cancellation.is_cancelled());

  tsc::server server = trusted_server();
  constexpr auto cancelled = tsc::status::cancelled;
  tsc::node_list list = session.list("workbooks");
  simulator_clear_requests(&tableau);
  CHECK_THROWS(cancelled, server.get_info(&cancellation));
  CHECK_THROWS(cancelled, server.sign_in(tsc::personal_access_token("a", "b"), "", &cancellation));
  CHECK_THROWS(cancelled, server.sign_in(tsc::password("a", "b"), "", &cancellation));
  CHECK_THROWS(cancelled, server.sign_in(tsc::json_web_token("a"), "", &cancellation));
  CHECK_THROWS(cancelled, server.sign_in(tsc::unified_access_token("a"), "", &cancellation));
  CHECK_THROWS(cancelled, server.resume_session("a", &cancellation));
  CHECK_THROWS(cancelled, list.next(&cancellation));
  CHECK_THROWS(cancelled, list.total_available(&cancellation));
  CHECK_THROWS(cancelled, session.request("GET", "projects").send(&cancellation));
  CHECK_THROWS(cancelled, session.switch_site("marketing", &cancellation));
  CHECK_THROWS(cancelled, session.revoke_server_admin_tokens(&cancellation));
  CHECK_THROWS(cancelled, session.sign_out(&cancellation));
  CHECK_NUMBER(0, all_requests());
}

// The simulator holds the response, so that only the limit ends the call.
void cancellation_has_a_time_limit() {
  tsc::session session = alice();
  simulator_arm_fault(&tableau, "{\"path\": \"/workbooks\", \"action\": \"hold\"}");
  tsc::cancellation limit(50ms);
  CHECK_THROWS(tsc::status::timeout, session.request("GET", "workbooks").send(&limit));
  CHECK(limit.is_cancelled());
  std::free(simulator_control(&tableau, "POST", "/release", nullptr));

  tsc::cancellation over(0ms);
  CHECK(over.is_cancelled());
  simulator_clear_requests(&tableau);
  CHECK_THROWS(tsc::status::timeout, session.request("GET", "workbooks").send(&over));
  CHECK_NUMBER(0, all_requests());
}

// The process's environment is not read: its proxy does not exist.
void server_reads_the_given_environment_only() {
  set_variable("no_proxy", nullptr);
  set_variable("NO_PROXY", nullptr);
  const std::string nowhere = "https_proxy=http://127.0.0.1:1";
  tsc::server through_a_proxy(tableau.https_url, {nowhere});
  through_a_proxy.set_ca_path(tableau.ca_path);
  CHECK_THROWS(tsc::status::proxy, through_a_proxy.get_info());
  set_variable("https_proxy", "http://127.0.0.1:1");
  CHECK_THROWS(tsc::status::proxy, trusted_server().get_info());
  const std::vector<std::string> none;
  tsc::server direct(tableau.https_url, none);
  direct.set_ca_path(tableau.ca_path);
  CHECK_SAME("2024.3.0", direct.get_info().product_version());
  set_variable("https_proxy", nullptr);
  CHECK_THROWS(tsc::status::invalid_argument, tsc::server(tableau.https_url, {"A=\0B"s}));
}

void idle_connections_are_closed() {
  tsc::server server = trusted_server();
  std::ignore = server.get_info();
  const unsigned long first = simulator_last_connection(&tableau, "serverInfo");
  std::ignore = server.get_info();
  CHECK(simulator_last_connection(&tableau, "serverInfo") == first);
  server.close_idle_connections();
  std::ignore = server.get_info();
  CHECK(simulator_last_connection(&tableau, "serverInfo") != first);
  server.close();
  server.close_idle_connections();
}

void list_is_a_range() {
  tsc::session session = alice();
  tsc::node_list counted = session.list("workbooks");
  const auto has_project = [](const tsc::node &workbook) {
    return workbook.child("project").has_value();
  };
  CHECK_NUMBER(WORKBOOKS_ON_DEFAULT, std::count_if(counted.begin(), counted.end(), has_project));
  CHECK(counted.begin() == counted.end());
  CHECK(!counted.next());

  // The list continues where it was left.
  tsc::node_list list = session.list("workbooks");
  tsc::node_list::iterator item = list.begin();
  CHECK(item != list.end());
  CHECK_SAME("Superstore", item->attribute("name"));
  ++item;
  CHECK_SAME("World Indicators", (*item).attribute("name"));
  item++;
  CHECK_SAME("Regional Sales", item->attribute("name"));
  CHECK_SAME("Customer Churn", list.next().value().attribute("name"));

  // A node outlives a move of its list.
  const tsc::node node = list.next().value();
  const tsc::node_list moved = std::move(list);
  CHECK_SAME("Executive Dashboard", node.attribute("name"));
}

void lists_can_be_read_nested_and_left_early() {
  tsc::session session = alice();
  int pairs = 0;
  for (const tsc::node &workbook : session.list("workbooks").set_page_size(2)) {
    const std::string name = text(workbook.attribute("name"));
    for (const tsc::node &view : session.list("views").set_page_size(2)) {
      CHECK(view.attribute("name").has_value());
      if (++pairs % 3 == 0) {
        break;
      }
    }
    CHECK_SAME(name.c_str(), workbook.attribute("name"));
    if (pairs == 9) {
      break;
    }
  }
  CHECK_NUMBER(9, pairs);

// clang 14 cannot compile the views of libstdc++.
#if __cplusplus >= 202002L && !defined(__clang__)
  tsc::node_list list = session.list("workbooks");
  const auto name_of = [](const tsc::node &item) { return text(item.attribute("name")); };
  std::vector<std::string> names;
  for (const std::string &name : list | std::views::take(2) | std::views::transform(name_of)) {
    names.push_back(name);
  }
  CHECK(names == (std::vector<std::string>{"Superstore", "World Indicators"}));
#endif
}

void list_can_be_read_with_a_cancellation() {
  tsc::session session = alice();
  tsc::cancellation cancellation;
  tsc::node_list list = session.list("workbooks").set_page_size(1000);
  std::int64_t items = 0;
  for (const tsc::node &item : list.items(&cancellation)) {
    std::ignore = item;
    items++;
  }
  CHECK_NUMBER(WORKBOOKS_ON_DEFAULT, items);
}

void list_can_be_read_by_page() {
  tsc::session session = alice();
  tsc::node_list list = session.list("workbooks").set_page_size(1000).set_lookahead(1);
  tsc::cancellation cancellation;
  std::int64_t items = 0;
  while (const auto block = list.next_page(&cancellation)) {
    std::array<std::uint32_t, 5> words{};
    CHECK(block->size() > sizeof words);
    std::memcpy(words.data(), block->data(), sizeof words);
    CHECK_NUMBER(static_cast<std::int64_t>(block->size()), words[0]);
    items += words[3];
  }
  CHECK_NUMBER(WORKBOOKS_ON_DEFAULT, items);
  CHECK(!list.next_page());

  tsc::node_list begun = session.list("workbooks");
  const tsc::node node = begun.next().value();
  CHECK_THROWS(tsc::status::invalid_state, begun.next_page());
  const tsc::block_view block = node.block();
  CHECK(reinterpret_cast<const tsc_node *>(block.data() + node.offset()) == node.get());
  CHECK(tsc::node(nullptr).block().data() == nullptr);
  CHECK(tsc::node(nullptr).block().size() == 0 && tsc::node(nullptr).offset() == 0);
}

void list_continues_after_an_error() {
  tsc::session session = alice();
  tsc::node_list list = session.list("workbooks").set_page_size(1000);
  simulator_arm_fault(&tableau,
                      "{\"path\": \"/workbooks\", \"query\": \"pageNumber=2\", \"action\": "
                      "{\"answer\": {\"status\": 503, \"headers\": [], \"body\": \"\"}}}");
  std::size_t items = 0;
  const auto count = [&] {
    for (const tsc::node &item : list) {
      std::ignore = item;
      items++;
    }
  };
  CHECK_THROWS(tsc::status::server, count());
  CHECK_NUMBER(1000, static_cast<std::int64_t>(items));
  count();
  CHECK_NUMBER(WORKBOOKS_ON_DEFAULT, static_cast<std::int64_t>(items));
}

void response_has_all_properties_of_the_c_response() {
  tsc::session session = alice();
  const tsc::response response =
      session.request("GET", "workbooks").set_parameter("pageSize", "3").send();
  CHECK_NUMBER(200, response.status());
  CHECK_SAME("(none)", response.header("X-No-Such-Header"));
  const std::string type = text(response.header("CONTENT-TYPE"));
  std::size_t types = 0;
  for (const auto &[name, value] : response.headers()) {
    types += name == "content-type" && value == type ? 1 : 0;
  }
  CHECK_NUMBER(1, static_cast<std::int64_t>(types));
  CHECK(!response.headers().empty());
  CHECK(response.body().substr(0, 5) == "<?xml");

  const tsc::node root = response.root().value();
  CHECK_SAME("tsResponse", root.name());
  CHECK(!root.child("no such child") && !root.attribute("no such attribute"));
  const auto children = root.children();
  CHECK_NUMBER(2, static_cast<std::int64_t>(children.size()));
  CHECK_SAME("workbooks", children[1].name());
  const auto pagination = std::find_if(children.begin(), children.end(), [](tsc::node child) {
    return child.name() == "pagination";
  });
  CHECK(pagination != children.end());
  CHECK_SAME("3", pagination->attribute("pageSize"));
  CHECK(pagination->get() == root.child("pagination").value().get());
  const auto attributes = pagination->attributes();
  CHECK_NUMBER(3, static_cast<std::int64_t>(attributes.size()));
  CHECK_SAME("pageNumber", attributes[0].name);
  CHECK_SAME("1", attributes[0].value);
  CHECK(!pagination->text());

  // An index at or beyond the end and the node of NULL give empty items.
  const tsc::node nothing = children[2];
  CHECK(nothing.get() == nullptr && nothing.name().empty() && !nothing.text());
  CHECK(nothing.children().empty() && nothing.attributes().empty());
  CHECK(attributes[3].name.empty() && attributes[3].value.empty());
}

void temporary_response_returns_copies() {
  const tsc::server server = trusted_server();
  const tsc::session session = server.sign_in(tsc::password{"alice", "alice-password"});
  const auto body = session.request("GET", "projects").send().body();
  const auto type = session.request("GET", "projects").send().header("Content-Type");
  static_assert(std::is_same_v<decltype(body), const std::string>);
  static_assert(std::is_same_v<decltype(type), const std::optional<std::string>>);
  CHECK(body.substr(0, 5) == "<?xml");
  CHECK_CONTAINS("xml", type.value().c_str());
  CHECK(!session.request("GET", "projects").send().header("X-No-Such-Header"));
}

void info_returns_copies() {
  const auto product = trusted_server().get_info().product_version();
  const auto build = trusted_server().get_info().build();
  const std::string version = trusted_server().get_info().api_version();
  CHECK_SAME("2024.3.0", product);
  CHECK(build.has_value());
  CHECK_SAME("3.24", version);
}

void session_has_all_properties_of_the_c_session() {
  tsc::server server = trusted_server();
  tsc::session session = alice(server, "marketing");
  CHECK_SAME(tableau.https_url, session.server_url());
  CHECK_SAME("marketing", session.site_content_url());
  CHECK_TEXT(tsc_session_token(session.get()), session.token().value().c_str());
  CHECK_TEXT(tsc_session_site_id(session.get()), session.site_id().value().c_str());
  CHECK_TEXT(tsc_session_user_id(session.get()), session.user_id().value().c_str());
  CHECK_TEXT(tsc_session_estimated_time_to_expiration(session.get()),
             session.estimated_time_to_expiration().value().c_str());
  session.sign_out();
  CHECK(!session.token() && !session.site_id() && !session.site_content_url());
  CHECK(!session.user_id() && !session.estimated_time_to_expiration());
  CHECK_SAME(tableau.https_url, session.server_url());
}

void every_sign_in_can_impersonate() {
  tsc::server server = trusted_server();
  const std::string user = alice(server).user_id().value();
  const tsc::personal_access_token admin(ADMIN_TOKEN_NAME, ADMIN_TOKEN_VALUE);
  tsc::personal_access_token impersonating = admin;
  impersonating.impersonate(user);
  CHECK(server.sign_in(admin).user_id() != user);
  CHECK(server.sign_in(impersonating).user_id() == user);
  impersonating = admin;
  CHECK(server.sign_in(impersonating).user_id() != user);
  // Their users are not administrators.
  constexpr auto refused = tsc::status::sign_in_failed;
  CHECK_THROWS(refused, server.sign_in(tsc::password{"alice", "alice-password"}.impersonate("x")));
  CHECK_THROWS(refused, server.sign_in(tsc::json_web_token{JSON_WEB_TOKEN}.impersonate("x")));
  tsc::connected_app app(CONNECTED_APP_CLIENT_ID, CONNECTED_APP_SECRET_ID,
                         CONNECTED_APP_SECRET_VALUE, "alice", "tableau:content:read");
  CHECK(server.sign_in(app).user_id() == user);
  CHECK_THROWS(refused, server.sign_in(app.impersonate("x")));
}

#ifndef _WIN32
// The thread-local variables are destroyed by then, and the library uses some.
void static_session_is_signed_out_at_the_end_of_the_program() {
  simulator_clear_requests(&tableau);
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    static std::optional<tsc::session> session;
    session = alice();
    std::exit(EXIT_SUCCESS);
  }
  await_child(child);
  CHECK_NUMBER(1, sign_outs());
}

void forked_child_frees_and_sends_nothing() {
  tsc::server server = trusted_server();
  std::optional<tsc::session> session = alice(server);
  simulator_clear_requests(&tableau);
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    CHECK_THROWS(tsc::status::invalid_state, session->sign_out());
    session.reset();
    server.close();
    _exit(EXIT_SUCCESS);
  }
  await_child(child);
  CHECK_NUMBER(0, all_requests());
  session->sign_out();
}
#endif

} // namespace

int main(int argc, char **) {
  simulator_start(&tableau);
  if (argc > 1) {
    destructor_takes_at_most_ten_seconds();
    CHECK(live_handles() <= 0);
    simulator_stop(&tableau);
    return EXIT_SUCCESS;
  }
  statuses_equal_those_of_the_header_and_the_library();
  version_is_that_of_the_library();
  error_has_all_properties_of_the_c_error();
  views_of_an_error_live_as_long_as_a_copy();
  error_keeps_an_unknown_status_number();
  error_made_in_cpp_has_no_response();
  error_takes_the_ownership_of_a_c_error();
  error_without_a_response_returns_none();
  retry_after_is_in_seconds();
  nul_is_refused_before_anything_is_sent();
  all_string_types_are_accepted();
  null_is_an_absent_string_and_refused_where_one_is_required();
  invalid_utf_8_and_oversized_strings_are_refused();
  body_may_contain_a_nul();
  settings_can_be_set_and_reset();
  durations_out_of_range_are_refused_before_anything_is_sent();
  setters_of_temporaries_can_be_chained();
  owners_can_be_moved_released_and_closed();
  destructor_signs_out_once();
  destructor_signs_out_during_stack_unwinding();
  assignment_signs_out_the_previous_session();
  std_exchange_does_not_sign_out_the_previous_session();
  sessions_that_were_not_signed_in_here_stay_signed_in();
  destructor_ignores_a_failed_sign_out();
  sign_out_within_a_limit_leaves_no_thread();
  sign_out_within_a_limit_ends_while_another_thread_switches_site();
  calls_continue_when_their_object_is_closed();
  many_threads_use_objects_that_one_thread_closes();
  call_is_cancelled_from_another_thread();
  cancellation_has_a_time_limit();
  server_reads_the_given_environment_only();
  idle_connections_are_closed();
  list_is_a_range();
  lists_can_be_read_nested_and_left_early();
  list_can_be_read_with_a_cancellation();
  list_can_be_read_by_page();
  list_continues_after_an_error();
  response_has_all_properties_of_the_c_response();
  temporary_response_returns_copies();
  info_returns_copies();
  session_has_all_properties_of_the_c_session();
  every_sign_in_can_impersonate();
#ifndef _WIN32
  static_session_is_signed_out_at_the_end_of_the_program();
  forked_child_frees_and_sends_nothing();
#endif
  CHECK(live_handles() <= 0);
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
