/*
 * tsc.hpp: sign in to Tableau Server and Tableau Cloud from C++17, and work with the session.
 *
 *   #include <cstdlib>
 *   #include <iostream>
 *   #include <tsc.hpp>
 *
 *   int main() {
 *     try {
 *       tsc::server server(std::getenv("TABLEAU_SERVER"));
 *       server.set_ca_path(std::getenv("TABLEAU_CA_PATH")); // not set: the system's authorities
 *       const tsc::personal_access_token token(std::getenv("TABLEAU_TOKEN_NAME"),
 *                                              std::getenv("TABLEAU_TOKEN_VALUE"));
 *       tsc::session session = server.sign_in(token, std::getenv("TABLEAU_SITE"));
 *       for (const tsc::node &workbook : session.list("workbooks"))
 *         std::cout << workbook.attribute("name").value_or("") << '\n';
 *       session.sign_out(); // the destructor does it too, but cannot report a failure
 *     } catch (const tsc::error &error) {
 *       std::cerr << error.what() << '\n';
 *       return EXIT_FAILURE;
 *     }
 *   }
 *
 * INSTALL. This header needs tsc.h and libtsc of the same version; nothing else has to be compiled.
 * Use find_package(tsc) and tsc::tsc, pkg-config tsc, or c++ -std=c++17 program.cpp -ltsc. The
 * compiler must support exceptions; RTTI is not needed.
 *
 * PLUG-INS of one program may be compiled with tsc.hpp of different series (0.1, 0.2, ...), because
 * all names are in an inline namespace that is named after the series. Include this file instead of
 * declaring its classes yourself. A plug-in that contains libtsc.a must export only its entry
 * points (use a version script of the linker). Otherwise the dynamic linker may replace its
 * functions of tsc.hpp with those of another plug-in of the same series, which call that plug-in's
 * libtsc.
 *
 * REFERENCE. tsc.h documents what each call does, the statuses with which it fails and how many
 * requests it makes, at the function of the same name: tsc_session_switch_site for
 * session::switch_site, tsc_list_next for node_list::next. The comments here cover what C++ adds.
 *
 * ERRORS. A call that fails throws tsc::error: a std::runtime_error whose what() is for people
 * (what failed, where, why, what to do), with a status for programs, and Tableau's code, summary,
 * detail and response. A status that only a later library knows keeps its number. Using an object
 * that was closed or moved from throws status::invalid_argument.
 *
 * NUMBERS. A duration that the C interface cannot hold (negative, or longer than 2^32 - 1
 * milliseconds) throws std::invalid_argument, and nothing is sent. Numbers that it can hold are
 * checked by the library, which throws status::invalid_argument.
 *
 * STRINGS are UTF-8. Arguments may be any type of string (string_argument). They are copied for the
 * call and wiped after it. A string that contains a NUL is refused with status::invalid_argument
 * before anything is sent. Servers, sessions and infos return copies. Nodes, responses and errors
 * return views; their comments say how long those live. std::nullopt stands for a value that is
 * absent; arguments may be NULL instead.
 *
 * CANCELLATION. The functions that may use the network block. They take a pointer to a
 * tsc::cancellation as their last parameter; with nullptr, the default, only the time limits
 * (server::set_timeouts) end the call. When another thread calls cancel(), the call throws
 * status::cancelled; when the time limit of the cancellation is over, it throws status::timeout.
 * With C++20: std::stop_callback on_stop(token, [&] { cancellation.cancel(); });
 *
 * THREADS. Servers, sessions and cancellations may be used by any threads at the same time, close()
 * included; lists, requests, responses, infos, errors and their nodes by one at a time. As
 * always in C++, an object may be moved, assigned to or destroyed only when no other thread uses
 * it.
 *
 * CLOSING. The destructors free the handle; close() frees it earlier. close() may be called more
 * than once. Unless the object is a response or an info, close() may also be called while other
 * threads are in calls of the same object: the calls continue, and the last one frees the handle. A
 * session that was signed in here is also signed out, unless that was done before: the sign-out is
 * tried for at most 10 seconds and throws nothing, also during stack unwinding, and it is tried
 * again if sign_out() has failed. A resumed session is only freed, because somebody else signed it
 * in; session::keep_signed_in leaves other sessions signed in as well. In a forked child, close()
 * and the destructors free inherited handles and sign out nothing. Freeing a server does not affect
 * its sessions, and freeing a session does not affect its lists, but once the session is signed out
 * its lists throw status::not_signed_in.
 *
 * An assignment closes the session that the object held, as the destructor would: it blocks for the
 * sign-out, 10 seconds at most (as assigning to a std::jthread blocks for its thread). Where the
 * assignment must not wait, move the session out and close it elsewhere:
 *
 *   tsc::session old = std::exchange(session, server.sign_in(token, "other site"));
 *
 * The 10 seconds are a cancellation with a time limit. The limits of set_timeouts belong to the
 * server and to all its sessions, so a destructor must not change them.
 *
 * THE C INTERFACE. get() returns an object's C handle, which is valid until the object is closed.
 * release() passes the ownership of the handle to the caller, who frees it with its tsc_..._free;
 * no other thread may use the object. The constructors from a C handle take its ownership.
 */

#ifndef TSC_HPP
#define TSC_HPP

#if defined(_MSVC_LANG) ? _MSVC_LANG < 201703L : __cplusplus < 201703L
#error "tsc.hpp needs C++17 or later (-std=c++17, /std:c++17); tsc.h needs only C++11"
#endif

#include "tsc.h"

#if TSC_VERSION_MAJOR != 0 || TSC_VERSION_MINOR != 1
#error "tsc.hpp and tsc.h are of different versions"
#endif

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

// An exception must have the same type in every shared object of a program.
#ifdef __GNUC__
#define TSC_HPP_VISIBLE __attribute__((visibility("default")))
#else
#define TSC_HPP_VISIBLE
#endif

namespace tsc {
// The namespace of the series keeps apart the functions and classes of plug-ins that were compiled
// with different series.
inline namespace v0_1 {

/// The reason why a call failed; tsc.h documents each. Later libraries may have other numbers:
/// treat them as failures.
enum class status : std::int32_t {
  ok = TSC_OK,
  invalid_argument = TSC_ERROR_INVALID_ARGUMENT,
  internal = TSC_ERROR_INTERNAL,
  cancelled = TSC_ERROR_CANCELLED,
  timeout = TSC_ERROR_TIMEOUT,
  resolve = TSC_ERROR_RESOLVE,
  connect = TSC_ERROR_CONNECT,
  proxy = TSC_ERROR_PROXY,
  tls = TSC_ERROR_TLS,
  certificate = TSC_ERROR_CERTIFICATE,
  ca_path = TSC_ERROR_CA_PATH,
  redirect = TSC_ERROR_REDIRECT,
  protocol = TSC_ERROR_PROTOCOL,
  unsupported_version = TSC_ERROR_UNSUPPORTED_VERSION,
  invalid_state = TSC_ERROR_INVALID_STATE,
  too_large = TSC_ERROR_TOO_LARGE,
  insecure = TSC_ERROR_INSECURE,
  bad_request = TSC_ERROR_BAD_REQUEST,
  sign_in_failed = TSC_ERROR_SIGN_IN_FAILED,
  not_signed_in = TSC_ERROR_NOT_SIGNED_IN,
  session_expired = TSC_ERROR_SESSION_EXPIRED,
  forbidden = TSC_ERROR_FORBIDDEN,
  not_found = TSC_ERROR_NOT_FOUND,
  method_not_allowed = TSC_ERROR_METHOD_NOT_ALLOWED,
  conflict = TSC_ERROR_CONFLICT,
  rate_limited = TSC_ERROR_RATE_LIMITED,
  server = TSC_ERROR_SERVER,
  http = TSC_ERROR_HTTP,
};

/// Returns the name of a status in C: "TSC_ERROR_TIMEOUT"; "TSC_ERROR_UNKNOWN" for a number that
/// the library does not know.
inline std::string_view status_name(status code) noexcept {
  return tsc_status_name(static_cast<tsc_status>(code));
}

/// Returns the version of the library that was loaded: "0.1.0".
inline std::string_view version() noexcept { return tsc_version(); }

/// Returns the version of the library as a number, to compare with TSC_VERSION_NUMBER.
inline std::uint32_t version_number() noexcept { return tsc_version_number(); }

/// A string argument: a std::string, a std::string_view, a const char * or a std::optional of one
/// of them. std::nullopt and NULL stand for an absent string; where a string is required they are
/// refused with status::invalid_argument.
class string_argument {
public:
  string_argument(const char *given) noexcept {
    if (given) {
      view_ = given;
    }
  }
  string_argument(std::nullopt_t) noexcept {}
  template <typename String,
            typename = std::enable_if_t<std::is_convertible_v<const String &, std::string_view> &&
                                        !std::is_convertible_v<const String &, const char *>>>
  string_argument(const String &given) : view_(given) {}
  template <typename String,
            typename = std::enable_if_t<std::is_constructible_v<string_argument, const String &>>>
  string_argument(const std::optional<String> &given) {
    if (given) {
      view_ = string_argument(*given).view();
    }
  }

  /// Returns a view of the string that was given, which must outlive it.
  std::optional<std::string_view> view() const noexcept { return view_; }

private:
  std::optional<std::string_view> view_;
};

class response;

namespace detail {
struct failure;

inline void free_handle(tsc_cancellation *handle) noexcept { tsc_cancellation_free(handle); }
inline void free_handle(tsc_error *handle) noexcept { tsc_error_free(handle); }
inline void free_handle(tsc_list *handle) noexcept { tsc_list_free(handle); }
inline void free_handle(tsc_request *handle) noexcept { tsc_request_free(handle); }
inline void free_handle(tsc_server *handle) noexcept { tsc_server_free(handle); }
inline void free_handle(tsc_server_info *handle) noexcept { tsc_server_info_free(handle); }
inline void free_handle(tsc_session *handle) noexcept { tsc_session_free(handle); }

struct freer {
  template <typename Handle> void operator()(Handle *handle) const noexcept { free_handle(handle); }
};

// Frees a response unless an error owns it.
struct response_freer {
  bool is_lent = false;
  void operator()(const tsc_response *handle) const noexcept {
    if (!is_lent) {
      tsc_response_free(const_cast<tsc_response *>(handle));
    }
  }
};

template <typename Handle> using unique_handle = std::unique_ptr<Handle, freer>;

inline std::optional<std::string_view> optional_view(const char *lent) {
  return lent ? std::optional<std::string_view>(lent) : std::nullopt;
}

inline std::string_view view(const char *lent) { return lent ? lent : std::string_view(); }
} // namespace detail

/// Describes why a call failed. What its functions return lives as long as the error or a copy of
/// it.
class TSC_HPP_VISIBLE error : public std::runtime_error {
public:
  /// Takes the ownership of a C handle.
  explicit error(tsc_error *adopted)
      : error(static_cast<tsc::status>(tsc_error_status(adopted)), adopted) {}

  /// Takes the status that the call returned and the ownership of its error, which may be NULL.
  error(tsc::status code, tsc_error *adopted)
      : error(code, detail::unique_handle<tsc_error>(adopted)) {}

  /// Makes an error that does not come from the library.
  error(tsc::status code, const std::string &message) : std::runtime_error(message), code_(code) {}

  /// The reason, for programs.
  tsc::status status() const noexcept { return code_; }

  /// The HTTP status of the response behind the error; 0 if no response came.
  int http_status() const noexcept;

  /// Tableau's code: "401001".
  std::optional<std::string_view> tableau_code() const noexcept;

  /// Tableau's summary: "Signin Error". The secrets of the call are redacted.
  std::optional<std::string_view> summary() const noexcept;

  /// Tableau's detail, with the secrets of the call redacted.
  std::optional<std::string_view> detail() const noexcept;

  /// The time that the server asks to wait before the next attempt.
  std::optional<std::chrono::seconds> retry_after() const noexcept;

  /// The response behind the error, with secrets redacted; nullptr if none came.
  const tsc::response *response() const noexcept;

  /// The C handle, which stays the error's; nullptr if the error does not come from the library.
  const tsc_error *get() const noexcept;

private:
  error(tsc::status code, detail::unique_handle<tsc_error> handle);

  tsc::status code_;
  // It is shared because copying an exception must not throw, and it is never changed.
  std::shared_ptr<const detail::failure> failure_;
};

namespace detail {

// A copy of a string for C: it ends with a NUL, and the destructor wipes it.
class text {
public:
  text(string_argument argument, const char *what) : given_(argument.view().has_value()) {
    const std::string_view given = argument.view().value_or("");
    if (given.find('\0') != std::string_view::npos) {
      throw error(status::invalid_argument, std::string("the ") + what + " contains a NUL");
    }
    copy_ = given;
  }
  text(const text &other) = default;
  text &operator=(const text &other) {
    if (this != &other) {
      wipe();
      copy_ = other.copy_;
      given_ = other.given_;
    }
    return *this;
  }
  ~text() { wipe(); }

  // Returns nullptr for an absent string.
  const char *c_str() const noexcept { return given_ ? copy_.c_str() : nullptr; }

private:
  void wipe() noexcept {
    volatile char *bytes = copy_.data();
    for (std::size_t i = 0; i < copy_.size(); i++) {
      bytes[i] = '\0';
    }
  }

  bool given_;
  std::string copy_;
};

// Refuses to let an argument be absent where the C interface would allow it.
inline std::string_view required(string_argument argument, const char *what) {
  if (!argument.view()) {
    throw error(status::invalid_argument, std::string("the ") + what + " is missing");
  }
  return *argument.view();
}

// Calls a function of the C interface with all arguments but the last, which is the error.
template <typename Function, typename... Arguments>
void call(Function function, Arguments... arguments) {
  tsc_error *failure = nullptr;
  const tsc_status code = function(arguments..., &failure);
  if (code != TSC_OK) {
    throw error(static_cast<status>(code), failure);
  }
}

// Calls a function that also has an output, before the error, and returns the output.
template <typename Out, typename Function, typename... Arguments>
Out make(Function function, Arguments... arguments) {
  Out out{};
  call(function, arguments..., &out);
  return out;
}

constexpr const char *name_of(const tsc_cancellation *) noexcept { return "cancellation"; }
constexpr const char *name_of(const tsc_list *) noexcept { return "list"; }
constexpr const char *name_of(const tsc_request *) noexcept { return "request"; }
constexpr const char *name_of(const tsc_response *) noexcept { return "response"; }
constexpr const char *name_of(const tsc_server *) noexcept { return "server"; }
constexpr const char *name_of(const tsc_server_info *) noexcept { return "server info"; }
constexpr const char *name_of(const tsc_session *) noexcept { return "session"; }

// Refuses a handle that was closed or moved from.
template <typename Handle> Handle *opened(Handle *handle) {
  if (!handle) {
    throw error(status::invalid_argument,
                std::string("the ") + name_of(handle) + " was closed or moved from");
  }
  return handle;
}

// A handle that may be closed while other threads use it in calls: the last call frees it.
template <typename Handle> class shared_handle {
public:
  explicit shared_handle(Handle *adopted) {
    unique_handle<Handle> guard(adopted);
    if (adopted) {
      owner_ = std::make_shared<owner>();
      owner_->handle = std::move(guard);
    }
  }
  shared_handle(shared_handle &&other) noexcept : owner_(other.take_owner()) {}
  shared_handle &operator=(shared_handle &&other) noexcept {
    std::shared_ptr<owner> taken = other.take_owner();
    const std::lock_guard<std::mutex> lock(mutex_);
    owner_.swap(taken);
    return *this;
  }
  ~shared_handle() = default;

  // Returns the handle for a call, which keeps it from being freed.
  std::shared_ptr<Handle> use() const {
    std::shared_ptr<Handle> used = peek();
    opened(used.get());
    return used;
  }
  // Returns nullptr once closed.
  std::shared_ptr<Handle> peek() const noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    return of(owner_);
  }
  // Closes it, and returns the handle, which is freed when its last user is done with it.
  std::shared_ptr<Handle> take() noexcept { return of(take_owner()); }
  Handle *release() noexcept {
    const std::shared_ptr<owner> taken = take_owner();
    return taken ? taken->handle.release() : nullptr;
  }

private:
  struct owner {
    unique_handle<Handle> handle;
  };

  static std::shared_ptr<Handle> of(const std::shared_ptr<owner> &owned) noexcept {
    return owned ? std::shared_ptr<Handle>(owned, owned->handle.get()) : nullptr;
  }
  std::shared_ptr<owner> take_owner() noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::exchange(owner_, nullptr);
  }

  mutable std::mutex mutex_;
  std::shared_ptr<owner> owner_;
};

// Converts a time limit to the type of the C interface.
inline std::uint32_t in_range(std::chrono::milliseconds limit) {
  if (limit < limit.zero() ||
      limit > std::chrono::milliseconds(std::numeric_limits<std::uint32_t>::max())) {
    throw std::invalid_argument("a time limit is negative or longer than 2^32 - 1 milliseconds");
  }
  return static_cast<std::uint32_t>(limit.count());
}

// The time that a destructor may take, less the time that a call takes to end at its limit.
constexpr std::uint32_t sign_out_limit_ms = 10'000 - 200;

// Tries to sign out within a time limit, and ignores a failure.
inline void sign_out_within(std::uint32_t limit_ms, tsc_session *session) noexcept {
  const unique_handle<tsc_cancellation> limit(tsc_cancellation_new_with_timeout(limit_ms));
  tsc_session_sign_out(session, limit.get(), nullptr);
}

// A range over items that the library returns by index.
template <typename Source, typename Item, std::size_t (*count)(const Source *),
          Item (*at)(const Source *, std::size_t)>
class indexed {
public:
  class iterator {
  public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Item;
    using difference_type = std::ptrdiff_t;
    using reference = Item;
    class pointer {
    public:
      explicit pointer(Item item) : item_(item) {}
      const Item *operator->() const noexcept { return &item_; }

    private:
      Item item_;
    };

    iterator() noexcept = default;
    iterator(const Source *source, std::size_t index) noexcept : source_(source), index_(index) {}
    Item operator*() const { return at(source_, index_); }
    pointer operator->() const { return pointer(**this); }
    iterator &operator++() noexcept {
      index_++;
      return *this;
    }
    iterator operator++(int) noexcept {
      iterator before = *this;
      index_++;
      return before;
    }
    friend bool operator==(const iterator &left, const iterator &right) noexcept {
      return left.index_ == right.index_;
    }
    friend bool operator!=(const iterator &left, const iterator &right) noexcept {
      return !(left == right);
    }

  private:
    const Source *source_ = nullptr;
    std::size_t index_ = 0;
  };

  explicit indexed(const Source *source) noexcept : source_(source) {}
  iterator begin() const noexcept { return iterator(source_, 0); }
  iterator end() const noexcept { return iterator(source_, size()); }
  std::size_t size() const noexcept { return count(source_); }
  bool empty() const noexcept { return size() == 0; }
  // Returns an empty item if the index is not below size().
  Item operator[](std::size_t index) const { return at(source_, index); }

private:
  const Source *source_;
};

} // namespace detail

/// An attribute of an element, or a header of a response. Both strings are views into it.
struct named_value {
  std::string_view name;
  std::string_view value;
};

/// An element of a response's XML: a view that is cheap to copy. The view and the strings that it
/// returns live as long as the response, or until the next step of the list that returned it.
class node {
public:
  /// Makes a view of a C handle; that of nullptr is empty.
  explicit node(const tsc_node *lent) noexcept : handle_(lent) {}

  /// The local name: "workbook".
  std::string_view name() const noexcept { return detail::view(tsc_node_name(handle_)); }

  /// The element's own text, joined if child elements divide it.
  std::optional<std::string_view> text() const noexcept {
    return detail::optional_view(tsc_node_text(handle_));
  }

  /// The value of an attribute by its local name.
  std::optional<std::string_view> attribute(string_argument name) const {
    return detail::optional_view(
        tsc_node_attribute(handle_, detail::text(name, "attribute's name").c_str()));
  }

  /// The first child element with this name.
  std::optional<node> child(string_argument name) const {
    const tsc_node *found = tsc_node_child(handle_, detail::text(name, "child's name").c_str());
    return found ? std::optional<node>(node(found)) : std::nullopt;
  }

  /// All attributes: a range of named_value with size() and [].
  auto attributes() const noexcept {
    return detail::indexed<tsc_node, named_value, tsc_node_attribute_count, attribute_at>(handle_);
  }

  /// All child elements: a range of nodes with size() and [].
  auto children() const noexcept {
    return detail::indexed<tsc_node, node, tsc_node_child_count, child_at>(handle_);
  }

  /// The C handle, which stays the list's or response's.
  const tsc_node *get() const noexcept { return handle_; }

private:
  static named_value attribute_at(const tsc_node *handle, std::size_t index) {
    return {detail::view(tsc_node_attribute_name_at(handle, index)),
            detail::view(tsc_node_attribute_value_at(handle, index))};
  }
  static node child_at(const tsc_node *handle, std::size_t index) {
    return node(tsc_node_child_at(handle, index));
  }

  const tsc_node *handle_;
};

/// A server's response. The views and nodes that it returns live as long as it does, also after a
/// move. A temporary response returns copies of strings, and no nodes.
class response {
public:
  /// Takes the ownership of a C handle.
  explicit response(tsc_response *adopted) noexcept : handle_(adopted) {}

  /// The HTTP status.
  int status() const { return tsc_response_status(used()); }

  /// The value of a header, whose name may be in any case; several values are joined by ", ".
  std::optional<std::string_view> header(string_argument name) const & {
    return detail::optional_view(
        tsc_response_header(used(), detail::text(name, "header's name").c_str()));
  }
  std::optional<std::string> header(string_argument name) && {
    const auto lent = header(name);
    return lent ? std::optional<std::string>(*lent) : std::nullopt;
  }

  /// All headers, their names in lower case: a range of named_value with size() and [].
  auto headers() const & {
    return detail::indexed<tsc_response, named_value, tsc_response_header_count, header_at>(used());
  }
  void headers() && = delete;

  /// The body's bytes, decompressed.
  std::string_view body() const & {
    std::size_t length = 0;
    const std::uint8_t *bytes = tsc_response_body(used(), &length);
    return {reinterpret_cast<const char *>(bytes), length};
  }
  std::string body() && { return std::string(body()); }

  /// The root element of the body; std::nullopt if the body is not XML.
  std::optional<node> root() const & {
    const tsc_node *found = tsc_response_root(used());
    return found ? std::optional<node>(node(found)) : std::nullopt;
  }
  std::optional<node> root() && = delete;

  /// Frees it now.
  void close() noexcept { handle_.reset(); }

  /// Returns false once closed or moved from.
  explicit operator bool() const noexcept { return handle_ != nullptr; }
  /// The C handle, whose ownership stays here.
  const tsc_response *get() const noexcept { return handle_.get(); }
  /// Passes the ownership of the C handle to the caller.
  [[nodiscard]] tsc_response *release() noexcept {
    return const_cast<tsc_response *>(handle_.release());
  }

private:
  friend struct detail::failure;

  // Makes a view of the response that an error owns.
  response(const tsc_response *lent, detail::response_freer freer) noexcept
      : handle_(lent, freer) {}

  static named_value header_at(const tsc_response *handle, std::size_t index) {
    return {detail::view(tsc_response_header_name_at(handle, index)),
            detail::view(tsc_response_header_value_at(handle, index))};
  }
  const tsc_response *used() const { return detail::opened(handle_.get()); }

  std::unique_ptr<const tsc_response, detail::response_freer> handle_;
};

namespace detail {
// The properties of an error, read once, so that several threads may use copies of the error.
struct failure {
  explicit failure(unique_handle<tsc_error> adopted)
      : handle(std::move(adopted)), http_status(tsc_error_http_status(handle.get())),
        tableau_code(optional_view(tsc_error_tableau_code(handle.get()))),
        summary(optional_view(tsc_error_summary(handle.get()))),
        detail(optional_view(tsc_error_detail(handle.get()))),
        retry_after(tsc_error_retry_after(handle.get())),
        response(tsc_error_response(handle.get()), {true}) {}

  unique_handle<tsc_error> handle;
  int http_status;
  std::optional<std::string_view> tableau_code;
  std::optional<std::string_view> summary;
  std::optional<std::string_view> detail;
  std::int64_t retry_after;
  tsc::response response;
};
} // namespace detail

inline error::error(tsc::status code, detail::unique_handle<tsc_error> handle)
    : std::runtime_error(handle ? tsc_error_message(handle.get())
                                : tsc_status_name(static_cast<tsc_status>(code))),
      code_(code), failure_(std::make_shared<const detail::failure>(std::move(handle))) {}

inline int error::http_status() const noexcept { return failure_ ? failure_->http_status : 0; }

inline std::optional<std::string_view> error::tableau_code() const noexcept {
  return failure_ ? failure_->tableau_code : std::nullopt;
}

inline std::optional<std::string_view> error::summary() const noexcept {
  return failure_ ? failure_->summary : std::nullopt;
}

inline std::optional<std::string_view> error::detail() const noexcept {
  return failure_ ? failure_->detail : std::nullopt;
}

inline std::optional<std::chrono::seconds> error::retry_after() const noexcept {
  return failure_ && failure_->retry_after >= 0
             ? std::optional<std::chrono::seconds>(failure_->retry_after)
             : std::nullopt;
}

inline const response *error::response() const noexcept {
  return failure_ && failure_->response ? &failure_->response : nullptr;
}

inline const tsc_error *error::get() const noexcept {
  return failure_ ? failure_->handle.get() : nullptr;
}

/// Ends calls from another thread: pass its address to the calls that a Cancel button should end.
/// Any thread may use it.
class cancellation {
public:
  cancellation() : cancellation(tsc_cancellation_new()) {}

  /// Makes a cancellation with a time limit for all calls that it is passed to, counted from here:
  /// when the time is over, they throw status::timeout. Whichever comes first, cancel() or the
  /// limit, decides. With 0 the time is over at once. A negative duration or one longer than 2^32 -
  /// 1 milliseconds throws std::invalid_argument.
  explicit cancellation(std::chrono::milliseconds timeout)
      : cancellation(tsc_cancellation_new_with_timeout(detail::in_range(timeout))) {}

  /// Takes the ownership of a C handle.
  explicit cancellation(tsc_cancellation *adopted) : handle_(adopted) {}

  /// Cancels permanently: running calls throw status::cancelled soon, later ones at once. It does
  /// not wait for them.
  void cancel() noexcept { tsc_cancellation_cancel(handle_.peek().get()); }

  /// Returns true once it was cancelled or its time is over.
  bool is_cancelled() const noexcept {
    return tsc_cancellation_is_cancelled(handle_.peek().get()) != 0;
  }

  /// Frees it now. Running calls continue and cannot be cancelled any more.
  void close() noexcept { handle_.take(); }

  /// Returns false once closed or moved from.
  explicit operator bool() const noexcept { return get() != nullptr; }
  /// The C handle, whose ownership stays here.
  tsc_cancellation *get() const noexcept { return handle_.peek().get(); }
  /// Passes the ownership of the C handle to the caller.
  [[nodiscard]] tsc_cancellation *release() noexcept { return handle_.release(); }

private:
  friend class node_list;
  friend class request;
  friend class server;
  friend class session;

  // Returns the handle for a call, which keeps it from being freed. It refuses a closed one, with
  // which the call could not be cancelled.
  static std::shared_ptr<tsc_cancellation> use(const cancellation *given) {
    return given ? given->handle_.use() : nullptr;
  }

  detail::shared_handle<tsc_cancellation> handle_;
};

/// A server's product and API version.
class server_info {
public:
  /// Takes the ownership of a C handle.
  explicit server_info(tsc_server_info *adopted) noexcept : handle_(adopted) {}

  /// "2023.1.0".
  std::optional<std::string> product_version() const {
    return copy(tsc_server_info_product_version(used()));
  }

  /// "20231.23.0310.1029".
  std::optional<std::string> build() const { return copy(tsc_server_info_build(used())); }

  /// The newest REST API version that the server supports: "3.19".
  std::string api_version() const {
    return std::string(detail::view(tsc_server_info_api_version(used())));
  }

  /// Frees it now.
  void close() noexcept { handle_.reset(); }

  /// Returns false once closed or moved from.
  explicit operator bool() const noexcept { return handle_ != nullptr; }
  /// The C handle, whose ownership stays here.
  tsc_server_info *get() const noexcept { return handle_.get(); }
  /// Passes the ownership of the C handle to the caller.
  [[nodiscard]] tsc_server_info *release() noexcept { return handle_.release(); }

private:
  static std::optional<std::string> copy(const char *lent) {
    return lent ? std::optional<std::string>(lent) : std::nullopt;
  }
  const tsc_server_info *used() const { return detail::opened(handle_.get()); }

  detail::unique_handle<tsc_server_info> handle_;
};

/// The order of a sort key.
enum class order { ascending, descending };

/// A list of elements that the server returns page by page, fetched as it is read:
///
///   for (const tsc::node &workbook : session.list("workbooks").add_filter("name", "eq", "Sales"))
///
/// A list can be read once: begin() takes the next item and continues from there. After an error
/// the same page is requested again. A node lives until the next step, or until the list is closed
/// or destroyed: keep its strings, not the node. The nodes of a temporary list can be read by a
/// range-based for only. One thread at a time may use a list. Iterators refer to the object, and a
/// move invalidates them.
class node_list {
public:
  /// An input iterator over the rest of a list. A step may use the network, and throw.
  class iterator {
  public:
    using iterator_category = std::input_iterator_tag;
    using value_type = node;
    using difference_type = std::ptrdiff_t;
    using reference = const node &;
    using pointer = const node *;

    /// Makes the iterator that marks the end of every list.
    iterator() noexcept = default;
    iterator(node_list &source, cancellation *stop) : source_(&source), stop_(stop) { ++*this; }

    const node &operator*() const noexcept { return item_; }
    const node *operator->() const noexcept { return &item_; }
    iterator &operator++() {
      if (const std::optional<node> next = source_->next(stop_)) {
        item_ = *next;
      } else {
        *this = iterator();
      }
      return *this;
    }
    /// Returns nothing, because the previous item is not valid any more.
    void operator++(int) { ++*this; }
    friend bool operator==(const iterator &left, const iterator &right) noexcept {
      return left.source_ == right.source_;
    }
    friend bool operator!=(const iterator &left, const iterator &right) noexcept {
      return !(left == right);
    }

  private:
    node_list *source_ = nullptr;
    cancellation *stop_ = nullptr;
    node item_{nullptr};
  };

  /// The remaining items of a list, read with a cancellation.
  class items_range {
  public:
    items_range(node_list &source, cancellation *stop) noexcept : source_(&source), stop_(stop) {}
    iterator begin() const { return iterator(*source_, stop_); }
    iterator end() const noexcept { return iterator(); }

  private:
    node_list *source_;
    cancellation *stop_;
  };

  /// Takes the ownership of a C handle.
  explicit node_list(tsc_list *adopted) : handle_(adopted) {}

  /// Sets how many items are fetched at once: 1 to 1000.
  node_list &set_page_size(std::uint32_t page_size) & {
    detail::call(tsc_list_set_page_size, handle_.use().get(), page_size);
    return *this;
  }
  node_list set_page_size(std::uint32_t page_size) && {
    return std::move(set_page_size(page_size));
  }

  /// Adds a condition: a field, an operator ("eq", "gt", ...) and a value. Items must meet all
  /// conditions.
  node_list &add_filter(string_argument field, string_argument op, string_argument value) & {
    detail::call(tsc_list_add_filter, handle_.use().get(),
                 detail::text(field, "filter's field").c_str(),
                 detail::text(op, "filter's operator").c_str(),
                 detail::text(value, "filter's value").c_str());
    return *this;
  }
  node_list add_filter(string_argument field, string_argument op, string_argument value) && {
    return std::move(add_filter(field, op, value));
  }

  /// Adds a sort key; the first one has precedence.
  node_list &add_sort(string_argument field, order direction = order::ascending) & {
    detail::call(tsc_list_add_sort, handle_.use().get(),
                 detail::text(field, "sort key's field").c_str(),
                 direction == order::descending ? 1 : 0);
    return *this;
  }
  node_list add_sort(string_argument field, order direction = order::ascending) && {
    return std::move(add_sort(field, direction));
  }

  /// Sets another parameter of the query: "fields" to "_all_".
  node_list &set_parameter(string_argument name, string_argument value) & {
    detail::call(tsc_list_set_parameter, handle_.use().get(),
                 detail::text(name, "parameter's name").c_str(),
                 detail::text(value, "parameter's value").c_str());
    return *this;
  }
  node_list set_parameter(string_argument name, string_argument value) && {
    return std::move(set_parameter(name, value));
  }

  /// Returns the number of items on all pages as the server states it. Blocks if no page was
  /// fetched yet.
  std::uint64_t total_available(cancellation *stop = nullptr) {
    return detail::make<std::uint64_t>(tsc_list_total_available, handle_.use().get(),
                                       cancellation::use(stop).get());
  }

  /// Returns the next item, std::nullopt at the end. Blocks when it needs another page.
  std::optional<node> next(cancellation *stop = nullptr) & {
    const auto *found = detail::make<const tsc_node *>(tsc_list_next, handle_.use().get(),
                                                       cancellation::use(stop).get());
    return found ? std::optional<node>(node(found)) : std::nullopt;
  }

  /// Reads the next item and returns an iterator to it. Blocks when it needs another page.
  iterator begin() & { return iterator(*this, nullptr); }
  iterator end() noexcept { return iterator(); }

  /// Returns a range that reads with a cancellation:
  /// for (const tsc::node &item : list.items(&stop)).
  items_range items(cancellation *stop) & noexcept { return {*this, stop}; }

  /// Frees it now, with the node that it returned last.
  void close() noexcept { handle_.take(); }

  /// Returns false once closed or moved from.
  explicit operator bool() const noexcept { return get() != nullptr; }
  /// The C handle, whose ownership stays here.
  tsc_list *get() const noexcept { return handle_.peek().get(); }
  /// Passes the ownership of the C handle to the caller.
  [[nodiscard]] tsc_list *release() noexcept { return handle_.release(); }

private:
  detail::shared_handle<tsc_list> handle_;
};

/// A request for any call of the REST API, with a session's token. It may be sent more than once.
/// One thread at a time may use it.
class request {
public:
  /// Takes the ownership of a C handle.
  explicit request(tsc_request *adopted) : handle_(adopted) {}

  /// Sets a parameter of the query. The library percent-encodes the name and the value.
  request &set_parameter(string_argument name, string_argument value) & {
    detail::call(tsc_request_set_parameter, handle_.use().get(),
                 detail::text(name, "parameter's name").c_str(),
                 detail::text(value, "parameter's value").c_str());
    return *this;
  }
  request set_parameter(string_argument name, string_argument value) && {
    return std::move(set_parameter(name, value));
  }

  /// Sets a header, replacing one with that name; std::nullopt removes it.
  request &set_header(string_argument name, string_argument value) & {
    detail::call(tsc_request_set_header, handle_.use().get(),
                 detail::text(name, "header's name").c_str(),
                 detail::text(value, "header's value").c_str());
    return *this;
  }
  request set_header(string_argument name, string_argument value) && {
    return std::move(set_header(name, value));
  }

  /// Sets the body: any bytes, which are copied. If the type is std::nullopt, set_header decides,
  /// or else it is "text/xml" if the body begins with "<".
  request &set_body(string_argument content_type, string_argument data) & {
    const std::string_view bytes = data.view().value_or("");
    return set_body(content_type, bytes.data(), bytes.size());
  }
  request set_body(string_argument content_type, string_argument data) && {
    return std::move(set_body(content_type, data));
  }
  request &set_body(string_argument content_type, const void *data, std::size_t length) & {
    detail::call(tsc_request_set_body, handle_.use().get(),
                 detail::text(content_type, "content type").c_str(), data, length);
    return *this;
  }
  request set_body(string_argument content_type, const void *data, std::size_t length) && {
    return std::move(set_body(content_type, data, length));
  }

  /// Limits the size of a successful response's body, in bytes; 64 MiB by default.
  request &set_max_response_size(std::uint64_t bytes) & {
    detail::call(tsc_request_set_max_response_size, handle_.use().get(), bytes);
    return *this;
  }
  request set_max_response_size(std::uint64_t bytes) && {
    return std::move(set_max_response_size(bytes));
  }

  /// Sends the request and reads the whole response; an HTTP error is thrown. Blocks.
  response send(cancellation *stop = nullptr) {
    return response(detail::make<tsc_response *>(tsc_request_send, handle_.use().get(),
                                                 cancellation::use(stop).get()));
  }

  /// Frees it now. Its responses stay.
  void close() noexcept { handle_.take(); }

  /// Returns false once closed or moved from.
  explicit operator bool() const noexcept { return get() != nullptr; }
  /// The C handle, whose ownership stays here.
  tsc_request *get() const noexcept { return handle_.peek().get(); }
  /// Passes the ownership of the C handle to the caller.
  [[nodiscard]] tsc_request *release() noexcept { return handle_.release(); }

private:
  detail::shared_handle<tsc_request> handle_;
};

/// A signed-in session: a user on a site of a server. Any thread may use it.
///
/// The destructor signs out a session that server::sign_in returned, within 10 seconds and without
/// an exception; one that server::resume_session returned is only freed. Call sign_out() to learn
/// of a failure.
class session {
public:
  /// Takes the ownership of a C handle, and will sign it out: see keep_signed_in.
  explicit session(tsc_session *adopted) : handle_(adopted) {}
  session(session &&other) noexcept
      : handle_(std::move(other.handle_)), signs_out_(other.signs_out_.load()) {}
  /// Closes the session that it held, and so blocks for its sign-out: 10 seconds at most. Use
  /// std::exchange to keep that session as another object instead.
  session &operator=(session &&other) noexcept {
    if (this != &other) {
      close();
      handle_ = std::move(other.handle_);
      signs_out_ = other.signs_out_.load();
    }
    return *this;
  }
  ~session() { close(); }

  /// Ends the session on the server and drops its token; a session that has ended already is not an
  /// error. If it throws, the session still holds the token, and it can be called again. Blocks.
  void sign_out(cancellation *stop = nullptr) {
    detail::call(tsc_session_sign_out, handle_.use().get(), cancellation::use(stop).get());
  }

  /// Moves to another site, by its contentUrl; "" is the default site. Blocks.
  void switch_site(string_argument site, cancellation *stop = nullptr) {
    detail::call(tsc_session_switch_site, handle_.use().get(), detail::text(site, "site").c_str(),
                 cancellation::use(stop).get());
  }

  /// Revokes the personal access tokens of all administrators of the server. Blocks.
  void revoke_server_admin_tokens(cancellation *stop = nullptr) {
    detail::call(tsc_session_revoke_server_admin_tokens, handle_.use().get(),
                 cancellation::use(stop).get());
  }

  /// Makes a list from a path, relative to the site ("workbooks") or from the server's root. Sends
  /// nothing yet. A temporary session has no list, because it would be signed out before the list
  /// is read.
  [[nodiscard]] tsc::node_list list(string_argument path) const & {
    return tsc::node_list(detail::make<tsc_list *>(tsc_session_list, handle_.use().get(),
                                                   detail::text(path, "path").c_str()));
  }
  tsc::node_list list(string_argument path) const && = delete;

  /// Makes a request from a method ("GET", "POST", ...) and a path as for list(). Sends nothing
  /// yet.
  [[nodiscard]] tsc::request request(string_argument method, string_argument path) const {
    return tsc::request(detail::make<tsc_request *>(tsc_session_request, handle_.use().get(),
                                                    detail::text(method, "method").c_str(),
                                                    detail::text(path, "path").c_str()));
  }

  /// Returns true while it holds a token; false once signed out, closed or moved from. Sends
  /// nothing.
  bool is_signed_in() const noexcept { return tsc_session_is_signed_in(handle_.peek().get()) != 0; }

  /// The address where it signed in, after redirects.
  std::string server_url() const { return text(tsc_session_server_url).value_or(std::string()); }

  /// The REST API version of its calls: "3.19".
  std::string api_version() const { return text(tsc_session_api_version).value_or(std::string()); }

  /// The session's token, a secret, for another client's X-Tableau-Auth header; std::nullopt once
  /// signed out. The caller has to wipe the copy.
  std::optional<std::string> token() const { return text(tsc_session_token); }

  /// The site's id; std::nullopt once signed out.
  std::optional<std::string> site_id() const { return text(tsc_session_site_id); }

  /// The site's contentUrl, "" for the default site; std::nullopt once signed out.
  std::optional<std::string> site_content_url() const { return text(tsc_session_site_content_url); }

  /// The user's id, which differs from site to site; std::nullopt once signed out.
  std::optional<std::string> user_id() const { return text(tsc_session_user_id); }

  /// The remaining lifetime of the session as the server states it, in a form that Tableau does not
  /// document.
  std::optional<std::string> estimated_time_to_expiration() const {
    return text(tsc_session_estimated_time_to_expiration);
  }

  /// Sets whether close() and the destructor leave it signed in, for others who have its token.
  void keep_signed_in(bool keep = true) noexcept { signs_out_ = !keep; }

  /// Does now what the destructor would do.
  void close() noexcept {
    const std::shared_ptr<tsc_session> taken = handle_.take();
    if (!signs_out_ || tsc_session_is_signed_in(taken.get()) == 0) {
      return;
    }
    // If it fails, the session stays on the server until it expires.
    detail::sign_out_within(detail::sign_out_limit_ms, taken.get());
  }

  /// Returns false once closed or moved from.
  explicit operator bool() const noexcept { return get() != nullptr; }
  /// The C handle, whose ownership stays here.
  tsc_session *get() const noexcept { return handle_.peek().get(); }
  /// Passes the ownership of the C handle to the caller. The session stays signed in.
  [[nodiscard]] tsc_session *release() noexcept { return handle_.release(); }

private:
  std::optional<std::string> text(const char *(*getter)(const tsc_session *)) const {
    const std::shared_ptr<tsc_session> used = handle_.use();
    const char *lent = getter(used.get());
    return lent ? std::optional<std::string>(lent) : std::nullopt;
  }

  detail::shared_handle<tsc_session> handle_;
  std::atomic<bool> signs_out_ = true;
};

/// A personal access token, which users create in the settings of their account: the preferred
/// credentials. Signing in again with the same token ends the previous session.
class personal_access_token {
public:
  personal_access_token(string_argument name, string_argument value)
      : name_(name, "token's name"), value_(value, "token's value") {}

  /// Signs in as another user of the site, by id, if the token is a server administrator's.
  personal_access_token &impersonate(string_argument user_id) & {
    impersonated_.emplace(detail::required(user_id, "user id"), "user id");
    return *this;
  }
  personal_access_token impersonate(string_argument user_id) && { return impersonate(user_id); }

private:
  friend class server;
  detail::text name_;
  detail::text value_;
  std::optional<detail::text> impersonated_;
};

/// A user name and a password.
class password {
public:
  password(string_argument username, string_argument secret)
      : username_(username, "user name"), secret_(secret, "password") {}

  /// Signs in as another user of the site, by id, if the user is a server administrator.
  password &impersonate(string_argument user_id) & {
    impersonated_.emplace(detail::required(user_id, "user id"), "user id");
    return *this;
  }
  password impersonate(string_argument user_id) && { return impersonate(user_id); }

private:
  friend class server;
  detail::text username_;
  detail::text secret_;
  std::optional<detail::text> impersonated_;
};

/// A JSON web token, as a connected app or an identity provider issues it.
class json_web_token {
public:
  explicit json_web_token(string_argument jwt) : jwt_(jwt, "JSON web token") {}

  /// Signs in as another user of the site, by id, if the token's user is a server administrator.
  json_web_token &impersonate(string_argument user_id) & {
    impersonated_.emplace(detail::required(user_id, "user id"), "user id");
    return *this;
  }
  json_web_token impersonate(string_argument user_id) && { return impersonate(user_id); }

private:
  friend class server;
  detail::text jwt_;
  std::optional<detail::text> impersonated_;
};

/// A unified access token of Tableau Cloud.
class unified_access_token {
public:
  explicit unified_access_token(string_argument jwt) : jwt_(jwt, "unified access token") {}

private:
  friend class server;
  detail::text jwt_;
};

/// A Tableau Server or Tableau Cloud: its address and how to reach it. Any thread may use it. Its
/// sessions outlive it. Setters may be chained. A session keeps the settings that it signed in
/// with, except for the time limits.
class server {
public:
  /// Makes a server from its address: "https://tableau.example.com". The default scheme is https.
  /// Uses no network.
  explicit server(string_argument url)
      : handle_(detail::make<tsc_server *>(tsc_server_new, detail::text(url, "URL").c_str())) {}

  /// Makes a server that reads strings "NAME=value" instead of the process's environment, for the
  /// proxies and for SSL_CERT_FILE and SSL_CERT_DIR.
  server(string_argument url, const std::vector<std::string> &environment)
      : handle_(with_environment(url, environment)) {}

  /// Takes the ownership of a C handle.
  explicit server(tsc_server *adopted) : handle_(adopted) {}

  /// The address that was given, normalized.
  std::string url() const { return tsc_server_url(handle_.use().get()); }

  /// Trusts only the certificates in a file or directory; std::nullopt: the system's authorities
  /// again.
  server &set_ca_path(string_argument path) & {
    detail::call(tsc_server_set_ca_path, handle_.use().get(),
                 detail::text(path, "CA path").c_str());
    return *this;
  }
  server set_ca_path(string_argument path) && { return std::move(set_ca_path(path)); }

  /// Trusts only the certificates in PEM text.
  server &set_ca_pem(string_argument pem) & {
    detail::call(tsc_server_set_ca_pem, handle_.use().get(), data_of(pem), size_of(pem));
    return *this;
  }
  server set_ca_pem(string_argument pem) && { return std::move(set_ca_pem(pem)); }

  /// Turns the verification of the server's certificate off, for development only, or on again.
  server &set_verify(bool verify) & {
    detail::call(tsc_server_set_verify, handle_.use().get(), verify ? 1 : 0);
    return *this;
  }
  server set_verify(bool verify) && { return std::move(set_verify(verify)); }

  /// Allows secrets to be sent over plain http to other machines.
  server &set_allow_http(bool allow) & {
    detail::call(tsc_server_set_allow_http, handle_.use().get(), allow ? 1 : 0);
    return *this;
  }
  server set_allow_http(bool allow) && { return std::move(set_allow_http(allow)); }

  /// Sets the client certificate: paths of PEM files. Without a key path the key is in the first
  /// file. std::nullopt: no certificate.
  server &set_client_certificate(string_argument cert_path,
                                 string_argument key_path = std::nullopt) & {
    detail::call(tsc_server_set_client_certificate, handle_.use().get(),
                 detail::text(cert_path, "certificate's path").c_str(),
                 detail::text(key_path, "key's path").c_str());
    return *this;
  }
  server set_client_certificate(string_argument cert_path,
                                string_argument key_path = std::nullopt) && {
    return std::move(set_client_certificate(cert_path, key_path));
  }

  /// Sets the client certificate from PEM text with the chain and the key.
  server &set_client_certificate_pem(string_argument pem) & {
    detail::call(tsc_server_set_client_certificate_pem, handle_.use().get(), data_of(pem),
                 size_of(pem));
    return *this;
  }
  server set_client_certificate_pem(string_argument pem) && {
    return std::move(set_client_certificate_pem(pem));
  }

  /// Sets the proxy; "": no proxy; std::nullopt: the environment's proxy at the time when the
  /// server was made, which is the default.
  server &set_proxy(string_argument proxy_url) & {
    detail::call(tsc_server_set_proxy, handle_.use().get(),
                 detail::text(proxy_url, "proxy's URL").c_str());
    return *this;
  }
  server set_proxy(string_argument proxy_url) && { return std::move(set_proxy(proxy_url)); }

  /// Sets the time limits: for making a connection (by default 10 s), for the longest silence of
  /// the server (120 s), and for a whole call (600 s). 0: no limit. A negative duration or one
  /// longer than 2^32 - 1 milliseconds throws std::invalid_argument.
  server &set_timeouts(std::chrono::milliseconds connect, std::chrono::milliseconds read,
                       std::chrono::milliseconds total) & {
    detail::call(tsc_server_set_timeouts, handle_.use().get(), detail::in_range(connect),
                 detail::in_range(read), detail::in_range(total));
    return *this;
  }
  server set_timeouts(std::chrono::milliseconds connect, std::chrono::milliseconds read,
                      std::chrono::milliseconds total) && {
    return std::move(set_timeouts(connect, read, total));
  }

  /// Names the program in the User-Agent header: "MyApp/1.0"; std::nullopt: only the library.
  server &set_user_agent(string_argument product) & {
    detail::call(tsc_server_set_user_agent, handle_.use().get(),
                 detail::text(product, "product").c_str());
    return *this;
  }
  server set_user_agent(string_argument product) && { return std::move(set_user_agent(product)); }

  /// Sets a header that is sent with every request; std::nullopt removes it.
  server &set_header(string_argument name, string_argument value) & {
    detail::call(tsc_server_set_header, handle_.use().get(),
                 detail::text(name, "header's name").c_str(),
                 detail::text(value, "header's value").c_str());
    return *this;
  }
  server set_header(string_argument name, string_argument value) && {
    return std::move(set_header(name, value));
  }

  /// Sets the REST API version that sessions use: "3.19"; std::nullopt: the newest that the server
  /// supports. While a version is set, a sign-in sends the secret to the server's address without a
  /// check that a Tableau server responds there.
  server &set_api_version(string_argument api_version) & {
    detail::call(tsc_server_set_api_version, handle_.use().get(),
                 detail::text(api_version, "API version").c_str());
    return *this;
  }
  server set_api_version(string_argument api_version) && {
    return std::move(set_api_version(api_version));
  }

  /// Asks the server for its product and API version, which needs no sign-in. Blocks.
  [[nodiscard]] server_info get_info(cancellation *stop = nullptr) const {
    return server_info(detail::make<tsc_server_info *>(tsc_server_get_info, handle_.use().get(),
                                                       cancellation::use(stop).get()));
  }

  /// Signs in to a site by its contentUrl, which follows "/site/" in the browser's address bar. ""
  /// is the default site, which Tableau Cloud does not have. Blocks.
  ///
  /// A sign-in that was cancelled or timed out may have succeeded on the server.
  [[nodiscard]] session sign_in(const personal_access_token &with, string_argument site = "",
                                cancellation *stop = nullptr) const {
    return session(detail::make<tsc_session *>(
        tsc_server_sign_in_with_personal_access_token, handle_.use().get(), with.name_.c_str(),
        with.value_.c_str(), detail::text(site, "site").c_str(), c_str(with.impersonated_),
        cancellation::use(stop).get()));
  }
  [[nodiscard]] session sign_in(const password &with, string_argument site = "",
                                cancellation *stop = nullptr) const {
    return session(detail::make<tsc_session *>(
        tsc_server_sign_in_with_password, handle_.use().get(), with.username_.c_str(),
        with.secret_.c_str(), detail::text(site, "site").c_str(), c_str(with.impersonated_),
        cancellation::use(stop).get()));
  }
  [[nodiscard]] session sign_in(const json_web_token &with, string_argument site = "",
                                cancellation *stop = nullptr) const {
    return session(
        detail::make<tsc_session *>(tsc_server_sign_in_with_json_web_token, handle_.use().get(),
                                    with.jwt_.c_str(), detail::text(site, "site").c_str(),
                                    c_str(with.impersonated_), cancellation::use(stop).get()));
  }
  [[nodiscard]] session sign_in(const unified_access_token &with, string_argument site = "",
                                cancellation *stop = nullptr) const {
    return session(detail::make<tsc_session *>(
        tsc_server_sign_in_with_unified_access_token, handle_.use().get(), with.jwt_.c_str(),
        detail::text(site, "site").c_str(), cancellation::use(stop).get()));
  }

  /// Resumes a session that was signed in elsewhere, by its token. Closing or destroying it does
  /// not sign it out; sign_out() does. Blocks.
  [[nodiscard]] session resume_session(string_argument token, cancellation *stop = nullptr) const {
    session resumed(detail::make<tsc_session *>(tsc_server_resume_session, handle_.use().get(),
                                                detail::text(token, "token").c_str(),
                                                cancellation::use(stop).get()));
    resumed.keep_signed_in();
    return resumed;
  }

  /// Closes the pooled connections that no call uses. The next calls open new ones.
  void close_idle_connections() noexcept {
    tsc_server_close_idle_connections(handle_.peek().get());
  }

  /// Frees it now. Its sessions stay usable.
  void close() noexcept { handle_.take(); }

  /// Returns false once closed or moved from.
  explicit operator bool() const noexcept { return get() != nullptr; }
  /// The C handle, whose ownership stays here.
  tsc_server *get() const noexcept { return handle_.peek().get(); }
  /// Passes the ownership of the C handle to the caller.
  [[nodiscard]] tsc_server *release() noexcept { return handle_.release(); }

private:
  static const char *c_str(const std::optional<detail::text> &given) noexcept {
    return given ? given->c_str() : nullptr;
  }
  // An empty text must not become nullptr, which would mean an absent one.
  static const char *data_of(string_argument given) noexcept {
    return !given.view() ? nullptr : given.view()->empty() ? "" : given.view()->data();
  }
  static std::size_t size_of(string_argument given) noexcept {
    return given.view().value_or("").size();
  }
  static tsc_server *with_environment(string_argument url,
                                      const std::vector<std::string> &environment) {
    std::vector<char *> variables;
    for (const std::string &variable : environment) {
      if (variable.find('\0') != std::string::npos) {
        throw error(status::invalid_argument, "the environment contains a NUL");
      }
      variables.push_back(const_cast<char *>(variable.c_str()));
    }
    variables.push_back(nullptr);
    return detail::make<tsc_server *>(tsc_server_new_with_environment,
                                      detail::text(url, "URL").c_str(), variables.data());
  }

  detail::shared_handle<tsc_server> handle_;
};

} // namespace v0_1
} // namespace tsc

#endif // TSC_HPP
