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
 *       session.sign_out(); // the destructor would, too, but could not say if it fails
 *     } catch (const tsc::error &error) {
 *       std::cerr << error.what() << '\n';
 *       return EXIT_FAILURE;
 *     }
 *   }
 *
 * INSTALL. It is this file on top of tsc.h and libtsc, of the same version; nothing else has to be
 * compiled. find_package(tsc) and tsc::tsc, pkg-config tsc, or c++ -std=c++17 program.cpp -ltsc.
 * It needs exceptions, and no RTTI.
 *
 * PLUG-INS of one program may be compiled with tsc.hpp of different series (0.1, 0.2, ...): all
 * names are in an inline namespace that is named after the series. So include this file instead of
 * declaring its classes yourself. A plug-in that has libtsc.a in it exports nothing but its entry
 * points (by a version script of the linker): the functions of tsc.hpp in it may otherwise be
 * replaced by those of another plug-in of the same series, which call the other's libtsc.
 *
 * WHAT A CALL DOES, with which statuses it fails and how many calls to the server it makes, is said
 * in tsc.h at the function of the same name: tsc_session_switch_site for session::switch_site. What
 * is said here is what C++ adds.
 *
 * ERRORS. What fails throws tsc::error: a std::runtime_error whose what() is for people (what
 * failed, where, why, what to do), with a status for programs, and Tableau's code, summary, detail
 * and answer. Numbers of statuses that a later library has stay as they are. A moved-from or
 * closed object throws status::invalid_argument where it is used.
 *
 * STRINGS are UTF-8. What goes in may be of any type of string (string_argument), is copied for the
 * call and wiped after it; with a NUL inside it is refused before anything is sent, with
 * status::invalid_argument. What servers, sessions and infos give are copies. What nodes, responses
 * and errors give are views into them, and it is said there how long they live. std::nullopt, and
 * where it goes in NULL, is "there is none".
 *
 * CANCELLATION. What may use the network blocks, and takes as its last parameter a pointer to a
 * tsc::cancellation; with nullptr, the default, only its time limits end it
 * (server::set_timeouts). Another thread calls cancel(), and the call throws status::cancelled; or
 * the time that it was made for is over, and the call throws status::timeout.
 * With C++20: std::stop_callback on_stop(token, [&] { cancellation.cancel(); });
 *
 * THREADS. Servers, sessions and cancellations may be used by any threads at the same time, close()
 * included; lists, requests, responses, infos, errors and their nodes by one at a time. As
 * always in C++, an object may be moved, assigned to or destroyed only when no other thread uses
 * it.
 *
 * CLOSING. The destructors free, and close() does so before. It may be called again; and while
 * other threads are in calls of the same object, if that is no response or info: their calls go on,
 * and the last one frees. A session that was signed in here is signed out as well, unless it was
 * before: as well as it goes within 10 seconds, without an exception, also while one is under way,
 * and once more where sign_out() has failed. One that was resumed is only freed, for its token is
 * somebody else's; session::keep_signed_in leaves others signed in, too. In a forked child, close()
 * and destructors free what is from before, and sign out nothing. Freeing a server does not touch
 * its sessions; nor does freeing a session touch its lists, but once the session is signed out,
 * they throw status::not_signed_in.
 *
 * An assignment closes the session that the object held, as the destructor would: it blocks for the
 * sign-out, 10 seconds at most (as that of a std::jthread blocks for its thread). Where it must not
 * wait, take the session out and close it elsewhere:
 *
 *   tsc::session old = std::exchange(session, server.sign_in(token, "other site"));
 *
 * How the 10 seconds are kept: by a cancellation with a time limit. A session's own limits are its
 * server's, which other sessions go by as well, so a destructor must not change them.
 *
 * THE C INTERFACE. get() lends an object's C handle, until it is closed; release() hands it over,
 * when no other thread uses it, to be freed with its tsc_..._free; and the constructors from a C
 * handle take one over.
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

// An exception has to be the same type in every shared object of a program.
#ifdef __GNUC__
#define TSC_HPP_VISIBLE __attribute__((visibility("default")))
#else
#define TSC_HPP_VISIBLE
#endif

namespace tsc {
// The series. A program may load plug-ins that were compiled with different ones: their functions
// and classes must not be taken for each other.
inline namespace v0_1 {

/// Why a call failed; each is said in tsc.h. Later libraries may have other numbers: treat those as
/// a failure.
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

/// The name of a status in C: "TSC_ERROR_TIMEOUT"; "TSC_ERROR_UNKNOWN" for a number that the
/// library does not know.
inline std::string_view status_name(status code) noexcept {
  return tsc_status_name(static_cast<tsc_status>(code));
}

/// The version of the library that was loaded: "0.1.0".
inline std::string_view version() noexcept { return tsc_version(); }

/// The same as a number, to compare with TSC_VERSION_NUMBER.
inline std::uint32_t version_number() noexcept { return tsc_version_number(); }

/// A string that goes in: a std::string, a std::string_view, a const char * or a std::optional of
/// one of them. std::nullopt and NULL are "there is none", which is refused with
/// status::invalid_argument where there has to be one.
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

  /// What was given, which has to live on for it.
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

// Of a response, which may be an error's to free.
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

/// Why a call failed. What it gives lives as long as it or a copy of it.
class TSC_HPP_VISIBLE error : public std::runtime_error {
public:
  /// Takes over a C handle.
  explicit error(tsc_error *adopted)
      : error(static_cast<tsc::status>(tsc_error_status(adopted)), adopted) {}

  /// The same with what the call returned, for one that may have given no handle.
  error(tsc::status code, tsc_error *adopted)
      : error(code, detail::unique_handle<tsc_error>(adopted)) {}

  /// One that no library made.
  error(tsc::status code, const std::string &message) : std::runtime_error(message), code_(code) {}

  /// Why, for programs.
  tsc::status status() const noexcept { return code_; }

  /// The HTTP status of the answer behind it; 0 if no answer came.
  int http_status() const noexcept;

  /// Tableau's code: "401001".
  std::optional<std::string_view> tableau_code() const noexcept;

  /// Tableau's summary: "Signin Error". The secrets of the call are redacted.
  std::optional<std::string_view> summary() const noexcept;

  /// Tableau's detail; the secrets are redacted as well.
  std::optional<std::string_view> detail() const noexcept;

  /// How long the server asks to wait before the next try.
  std::optional<std::chrono::seconds> retry_after() const noexcept;

  /// The answer behind it, without secrets; nullptr if none came.
  const tsc::response *response() const noexcept;

  /// The C handle, lent; nullptr if C++ made the error.
  const tsc_error *get() const noexcept;

private:
  error(tsc::status code, detail::unique_handle<tsc_error> handle);

  tsc::status code_;
  // Shared, because copying an exception must not throw; never changed.
  std::shared_ptr<const detail::failure> failure_;
};

namespace detail {

// A copy of a string that ends with a NUL, as C wants them, and is wiped.
class text {
public:
  text(string_argument argument, const char *what) : given_(argument.view().has_value()) {
    const std::string_view given = argument.view().value_or("");
    if (given.find('\0') != std::string_view::npos) {
      throw error(status::invalid_argument, std::string("there is a NUL character in the ") + what);
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

  // nullptr if there is none.
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

// An argument that C would do without, which the caller must not.
inline std::string_view required(string_argument argument, const char *what) {
  if (!argument.view()) {
    throw error(status::invalid_argument, std::string("there is no ") + what);
  }
  return *argument.view();
}

// A function of the C interface, all but its last parameter.
template <typename Function, typename... Arguments>
void call(Function function, Arguments... arguments) {
  tsc_error *failure = nullptr;
  const tsc_status code = function(arguments..., &failure);
  if (code != TSC_OK) {
    throw error(static_cast<status>(code), failure);
  }
}

// The same of one whose last parameter but one is where it puts what it makes.
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

// A handle that is used has to be there.
template <typename Handle> Handle *opened(Handle *handle) {
  if (!handle) {
    throw error(status::invalid_argument,
                std::string("the ") + name_of(handle) + " is closed, or was moved from");
  }
  return handle;
}

// A handle that may be closed while other threads are in calls with it: the last one frees it.
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

  // For a call, which keeps it as long as it takes.
  std::shared_ptr<Handle> use() const {
    std::shared_ptr<Handle> used = peek();
    opened(used.get());
    return used;
  }
  // nullptr once closed.
  std::shared_ptr<Handle> peek() const noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    return of(owner_);
  }
  // What it held, to be freed when the last user is done with it.
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

// What a destructor may take, less what a call takes to end when the time is over.
constexpr std::uint32_t sign_out_limit_ms = 10'000 - 200;

// Signs out as well as it goes in that time.
inline void sign_out_within(std::uint32_t limit_ms, tsc_session *session) noexcept {
  const unique_handle<tsc_cancellation> limit(tsc_cancellation_new_with_timeout(limit_ms));
  tsc_session_sign_out(session, limit.get(), nullptr);
}

// A range over what is asked for by its place.
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
  // At or over size(): an empty one.
  Item operator[](std::size_t index) const { return at(source_, index); }

private:
  const Source *source_;
};

} // namespace detail

/// An attribute of an element, or a header of an answer: views into it.
struct named_value {
  std::string_view name;
  std::string_view value;
};

/// An element of an answer's XML: a view, light to copy, that lives as long as the response that it
/// is of, or until the next step of the list that gave it. So do the strings it gives.
class node {
public:
  /// Looks at a C handle; of nullptr there is nothing to see.
  explicit node(const tsc_node *lent) noexcept : handle_(lent) {}

  /// The local name: "workbook".
  std::string_view name() const noexcept { return detail::view(tsc_node_name(handle_)); }

  /// Its own text, joined where child elements stand in between.
  std::optional<std::string_view> text() const noexcept {
    return detail::optional_view(tsc_node_text(handle_));
  }

  /// The value of an attribute by its local name.
  std::optional<std::string_view> attribute(string_argument name) const {
    return detail::optional_view(
        tsc_node_attribute(handle_, detail::text(name, "attribute's name").c_str()));
  }

  /// The first child element of a name.
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

  /// The C handle, lent.
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

/// A server's answer. The views and nodes that it gives live as long as it; a move does not end
/// them. A temporary one gives copies, and no nodes.
class response {
public:
  /// Takes over a C handle.
  explicit response(tsc_response *adopted) noexcept : handle_(adopted) {}

  /// The HTTP status.
  int status() const { return tsc_response_status(used()); }

  /// A header by its name in any case; several of one name are joined by ", ".
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

  /// The root of the body's XML; none if it is something else.
  std::optional<node> root() const & {
    const tsc_node *found = tsc_response_root(used());
    return found ? std::optional<node>(node(found)) : std::nullopt;
  }
  std::optional<node> root() && = delete;

  /// Frees it now.
  void close() noexcept { handle_.reset(); }

  /// False once closed or moved from.
  explicit operator bool() const noexcept { return handle_ != nullptr; }
  /// The C handle, lent.
  const tsc_response *get() const noexcept { return handle_.get(); }
  /// The C handle, handed over.
  [[nodiscard]] tsc_response *release() noexcept {
    return const_cast<tsc_response *>(handle_.release());
  }

private:
  friend struct detail::failure;

  // One that an error lends.
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
// What an error lends, looked up once: so copies of it may be looked at by several threads.
struct failure {
  explicit failure(unique_handle<tsc_error> adopted)
      : handle(std::move(adopted)), http_status(tsc_error_http_status(handle.get())),
        tableau_code(optional_view(tsc_error_tableau_code(handle.get()))),
        summary(optional_view(tsc_error_summary(handle.get()))),
        detail(optional_view(tsc_error_detail(handle.get()))),
        retry_after(tsc_error_retry_after(handle.get())),
        answer(tsc_error_response(handle.get()), {true}) {}

  unique_handle<tsc_error> handle;
  int http_status;
  std::optional<std::string_view> tableau_code;
  std::optional<std::string_view> summary;
  std::optional<std::string_view> detail;
  std::int64_t retry_after;
  response answer;
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
  return failure_ && failure_->answer ? &failure_->answer : nullptr;
}

inline const tsc_error *error::get() const noexcept {
  return failure_ ? failure_->handle.get() : nullptr;
}

/// A switch to end calls with: give its address to the calls that a Cancel button is to end. Any
/// thread.
class cancellation {
public:
  cancellation() : cancellation(tsc_cancellation_new()) {}

  /// One that is over by itself, for all that is done with it: when this time has passed, calls
  /// throw status::timeout. What comes first, cancel() or the time, decides. 0: over at once.
  explicit cancellation(std::chrono::milliseconds timeout)
      : cancellation(tsc_cancellation_new_with_timeout(detail::in_range(timeout))) {}

  /// Takes over a C handle.
  explicit cancellation(tsc_cancellation *adopted) : handle_(adopted) {}

  /// Cancels for good: calls under way with it throw status::cancelled, later ones at once. Does
  /// not wait.
  void cancel() noexcept { tsc_cancellation_cancel(handle_.peek().get()); }

  /// Whether it was cancelled, or its time is over.
  bool is_cancelled() const noexcept {
    return tsc_cancellation_is_cancelled(handle_.peek().get()) != 0;
  }

  /// Frees it now: calls under way with it go on and cannot be cancelled any more.
  void close() noexcept { handle_.take(); }

  /// False once closed or moved from.
  explicit operator bool() const noexcept { return get() != nullptr; }
  /// The C handle, lent.
  tsc_cancellation *get() const noexcept { return handle_.peek().get(); }
  /// The C handle, handed over.
  [[nodiscard]] tsc_cancellation *release() noexcept { return handle_.release(); }

private:
  friend class node_list;
  friend class request;
  friend class server;
  friend class session;

  // For a call, which keeps it; one that is closed would be no cancellation at all.
  static std::shared_ptr<tsc_cancellation> use(const cancellation *given) {
    return given ? given->handle_.use() : nullptr;
  }

  detail::shared_handle<tsc_cancellation> handle_;
};

/// What a server said of itself.
class server_info {
public:
  /// Takes over a C handle.
  explicit server_info(tsc_server_info *adopted) noexcept : handle_(adopted) {}

  /// "2023.1.0".
  std::optional<std::string> product_version() const {
    return copy(tsc_server_info_product_version(used()));
  }

  /// "20231.23.0310.1029".
  std::optional<std::string> build() const { return copy(tsc_server_info_build(used())); }

  /// The newest REST API version that the server has: "3.19".
  std::string api_version() const {
    return std::string(detail::view(tsc_server_info_api_version(used())));
  }

  /// Frees it now.
  void close() noexcept { handle_.reset(); }

  /// False once closed or moved from.
  explicit operator bool() const noexcept { return handle_ != nullptr; }
  /// The C handle, lent.
  tsc_server_info *get() const noexcept { return handle_.get(); }
  /// The C handle, handed over.
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

/// A list of the server's, fetched page by page as it is read:
///
///   for (const tsc::node &workbook : session.list("workbooks").add_filter("name", "eq", "Sales"))
///
/// It is read once: begin() takes the next item and goes on from there, also after an error, when
/// the same page is asked for again. A node lives until the next step, or until the list is closed
/// or destroyed: keep strings of it, not nodes; a temporary list gives them to a range-for only.
/// One thread at a time. An iterator stays with the object: it does not go along with a move.
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

    /// The end of every list.
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
    /// Gives nothing, for the item before is gone by then.
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

  /// What is left of a list, to be read with a cancellation.
  class items_range {
  public:
    items_range(node_list &source, cancellation *stop) noexcept : source_(&source), stop_(stop) {}
    iterator begin() const { return iterator(*source_, stop_); }
    iterator end() const noexcept { return iterator(); }

  private:
    node_list *source_;
    cancellation *stop_;
  };

  /// Takes over a C handle.
  explicit node_list(tsc_list *adopted) : handle_(adopted) {}

  /// How many items are fetched at once: 1 to 1000.
  node_list &set_page_size(std::uint32_t page_size) & {
    detail::call(tsc_list_set_page_size, handle_.use().get(), page_size);
    return *this;
  }
  node_list set_page_size(std::uint32_t page_size) && {
    return std::move(set_page_size(page_size));
  }

  /// Adds a condition: a field, an operator ("eq", "gt", ...) and a value; all have to hold.
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

  /// Adds a sort key; the first that was added counts most.
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

  /// How many items the server says there are, on all pages. Blocks if no page was fetched yet.
  std::uint64_t total_available(cancellation *stop = nullptr) {
    return detail::make<std::uint64_t>(tsc_list_total_available, handle_.use().get(),
                                       cancellation::use(stop).get());
  }

  /// The next item; none at the end. Blocks whenever a page is used up.
  std::optional<node> next(cancellation *stop = nullptr) & {
    const auto *found = detail::make<const tsc_node *>(tsc_list_next, handle_.use().get(),
                                                       cancellation::use(stop).get());
    return found ? std::optional<node>(node(found)) : std::nullopt;
  }

  /// The first item that is left, read from the server if need be.
  iterator begin() & { return iterator(*this, nullptr); }
  iterator end() noexcept { return iterator(); }

  /// A range that reads with a cancellation: for (const tsc::node &item : list.items(&stop)).
  items_range items(cancellation *stop) & noexcept { return {*this, stop}; }

  /// Frees it now, with the node that it lent.
  void close() noexcept { handle_.take(); }

  /// False once closed or moved from.
  explicit operator bool() const noexcept { return get() != nullptr; }
  /// The C handle, lent.
  tsc_list *get() const noexcept { return handle_.peek().get(); }
  /// The C handle, handed over.
  [[nodiscard]] tsc_list *release() noexcept { return handle_.release(); }

private:
  detail::shared_handle<tsc_list> handle_;
};

/// Any call of the REST API, with a session's token; it may be sent more than once. One thread at a
/// time.
class request {
public:
  /// Takes over a C handle.
  explicit request(tsc_request *adopted) : handle_(adopted) {}

  /// Sets a parameter of the query; it is percent-encoded by the library.
  request &set_parameter(string_argument name, string_argument value) & {
    detail::call(tsc_request_set_parameter, handle_.use().get(),
                 detail::text(name, "parameter's name").c_str(),
                 detail::text(value, "parameter's value").c_str());
    return *this;
  }
  request set_parameter(string_argument name, string_argument value) && {
    return std::move(set_parameter(name, value));
  }

  /// Sets a header, in place of one of that name; std::nullopt takes it away.
  request &set_header(string_argument name, string_argument value) & {
    detail::call(tsc_request_set_header, handle_.use().get(),
                 detail::text(name, "header's name").c_str(),
                 detail::text(value, "header's value").c_str());
    return *this;
  }
  request set_header(string_argument name, string_argument value) && {
    return std::move(set_header(name, value));
  }

  /// Sets the body: bytes of any kind, copied. std::nullopt for the type: what set_header set, or
  /// "text/xml" where the body begins with "<".
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

  /// How large the body of a successful answer may be, in bytes; 64 MiB at first.
  request &set_max_response_size(std::uint64_t bytes) & {
    detail::call(tsc_request_set_max_response_size, handle_.use().get(), bytes);
    return *this;
  }
  request set_max_response_size(std::uint64_t bytes) && {
    return std::move(set_max_response_size(bytes));
  }

  /// Sends it and reads the whole answer; an HTTP error is thrown. Blocks.
  response send(cancellation *stop = nullptr) {
    return response(detail::make<tsc_response *>(tsc_request_send, handle_.use().get(),
                                                 cancellation::use(stop).get()));
  }

  /// Frees it now. Answers that it got stay.
  void close() noexcept { handle_.take(); }

  /// False once closed or moved from.
  explicit operator bool() const noexcept { return get() != nullptr; }
  /// The C handle, lent.
  tsc_request *get() const noexcept { return handle_.peek().get(); }
  /// The C handle, handed over.
  [[nodiscard]] tsc_request *release() noexcept { return handle_.release(); }

private:
  detail::shared_handle<tsc_request> handle_;
};

/// A signed-in session: a user on a site of a server. Any thread.
///
/// Its destructor signs out what server::sign_in signed in, within 10 seconds and without an
/// exception; what server::resume_session gave it only frees. Call sign_out() to know how it went.
class session {
public:
  /// Takes over a C handle, and will sign it out: see keep_signed_in.
  explicit session(tsc_session *adopted) : handle_(adopted) {}
  session(session &&other) noexcept
      : handle_(std::move(other.handle_)), signs_out_(other.signs_out_.load()) {}
  /// Closes the session that it held, and so blocks for its sign-out: 10 seconds at most. With
  /// std::exchange it does not: the session that it held goes on as another object.
  session &operator=(session &&other) noexcept {
    if (this != &other) {
      close();
      handle_ = std::move(other.handle_);
      signs_out_ = other.signs_out_.load();
    }
    return *this;
  }
  ~session() { close(); }

  /// Ends the session on the server and forgets its token; fine if it has ended. Where it throws,
  /// the token is still held, and it can be called again. Blocks.
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

  /// A list: a path relative to the site ("workbooks"), or from the server's root. Sends nothing
  /// yet. Not of a temporary session, whose sign-out would come before the list is read.
  [[nodiscard]] tsc::node_list list(string_argument path) const & {
    return tsc::node_list(detail::make<tsc_list *>(tsc_session_list, handle_.use().get(),
                                                   detail::text(path, "path").c_str()));
  }
  tsc::node_list list(string_argument path) const && = delete;

  /// A request: "GET", "POST", ... and a path as for list(). Sends nothing yet.
  [[nodiscard]] tsc::request request(string_argument method, string_argument path) const {
    return tsc::request(detail::make<tsc_request *>(tsc_session_request, handle_.use().get(),
                                                    detail::text(method, "method").c_str(),
                                                    detail::text(path, "path").c_str()));
  }

  /// Whether it holds a token; false once signed out, closed or moved from. Asks nobody.
  bool is_signed_in() const noexcept { return tsc_session_is_signed_in(handle_.peek().get()) != 0; }

  /// Where it signed in, after redirects.
  std::string server_url() const { return text(tsc_session_server_url).value_or(std::string()); }

  /// The REST API version of its calls: "3.19".
  std::string api_version() const { return text(tsc_session_api_version).value_or(std::string()); }

  /// Its token, a secret, for another client's X-Tableau-Auth; none once signed out. The copy is
  /// the caller's to wipe.
  std::optional<std::string> token() const { return text(tsc_session_token); }

  /// The site's id; none once signed out.
  std::optional<std::string> site_id() const { return text(tsc_session_site_id); }

  /// The site's contentUrl, "" for the default site; none once signed out.
  std::optional<std::string> site_content_url() const { return text(tsc_session_site_content_url); }

  /// The user's id, another one on each site; none once signed out.
  std::optional<std::string> user_id() const { return text(tsc_session_user_id); }

  /// The server's words on how long the session lives; their form is not documented.
  std::optional<std::string> estimated_time_to_expiration() const {
    return text(tsc_session_estimated_time_to_expiration);
  }

  /// Whether close() and the destructor leave it signed in, for somebody who has its token.
  void keep_signed_in(bool keep = true) noexcept { signs_out_ = !keep; }

  /// What the destructor does, now.
  void close() noexcept {
    const std::shared_ptr<tsc_session> taken = handle_.take();
    if (!signs_out_ || tsc_session_is_signed_in(taken.get()) == 0) {
      return;
    }
    // Where it fails, the session ends on the server when its time is over.
    detail::sign_out_within(detail::sign_out_limit_ms, taken.get());
  }

  /// False once closed or moved from.
  explicit operator bool() const noexcept { return get() != nullptr; }
  /// The C handle, lent.
  tsc_session *get() const noexcept { return handle_.peek().get(); }
  /// The C handle, handed over, still signed in.
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

/// Signs in with a personal access token, which users make in the settings of their account: the
/// way to prefer. Signing in again with the same one ends the session before.
class personal_access_token {
public:
  personal_access_token(string_argument name, string_argument value)
      : name_(name, "token's name"), value_(value, "token's value") {}

  /// To be another user of the site, by id, if the token is a server administrator's.
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

/// Signs in with a user name and a password.
class password {
public:
  password(string_argument username, string_argument secret)
      : username_(username, "user name"), secret_(secret, "password") {}

  /// To be another user of the site, by id, if the user is a server administrator.
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

/// Signs in with a JSON web token, as a connected app or an identity provider issues it.
class json_web_token {
public:
  explicit json_web_token(string_argument jwt) : jwt_(jwt, "JSON web token") {}

  /// To be another user of the site, by id, if the token's user is a server administrator.
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

/// Signs in to Tableau Cloud with a unified access token.
class unified_access_token {
public:
  explicit unified_access_token(string_argument jwt) : jwt_(jwt, "unified access token") {}

private:
  friend class server;
  detail::text jwt_;
};

/// A Tableau Server or Tableau Cloud: its address and how to reach it. Any thread. Its sessions go
/// on without it. Settings may be chained; sessions keep those that they signed in with, but for
/// the time limits.
class server {
public:
  /// "https://tableau.example.com"; without a scheme it is https. Uses no network.
  explicit server(string_argument url)
      : handle_(detail::make<tsc_server *>(tsc_server_new, detail::text(url, "URL").c_str())) {}

  /// The same with strings "NAME=value" that are read in place of the process's environment: for
  /// the proxies and for SSL_CERT_FILE and SSL_CERT_DIR.
  server(string_argument url, const std::vector<std::string> &environment)
      : handle_(with_environment(url, environment)) {}

  /// Takes over a C handle.
  explicit server(tsc_server *adopted) : handle_(adopted) {}

  /// The address that was given, normalised.
  std::string url() const { return tsc_server_url(handle_.use().get()); }

  /// Trusts the certificates in a file or directory, and no others; std::nullopt: the system's
  /// authorities again.
  server &set_ca_path(string_argument path) & {
    detail::call(tsc_server_set_ca_path, handle_.use().get(),
                 detail::text(path, "CA path").c_str());
    return *this;
  }
  server set_ca_path(string_argument path) && { return std::move(set_ca_path(path)); }

  /// The same from PEM text.
  server &set_ca_pem(string_argument pem) & {
    detail::call(tsc_server_set_ca_pem, handle_.use().get(), data_of(pem), size_of(pem));
    return *this;
  }
  server set_ca_pem(string_argument pem) && { return std::move(set_ca_pem(pem)); }

  /// Turns the check of the server's certificate off, for development only, or on again.
  server &set_verify(bool verify) & {
    detail::call(tsc_server_set_verify, handle_.use().get(), verify ? 1 : 0);
    return *this;
  }
  server set_verify(bool verify) && { return std::move(set_verify(verify)); }

  /// Allows secrets to go over plain http to another machine.
  server &set_allow_http(bool allow) & {
    detail::call(tsc_server_set_allow_http, handle_.use().get(), allow ? 1 : 0);
    return *this;
  }
  server set_allow_http(bool allow) && { return std::move(set_allow_http(allow)); }

  /// Shows a client certificate: PEM files; without a key path the key is in the first;
  /// std::nullopt: none.
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

  /// The same from PEM text with the chain and the key.
  server &set_client_certificate_pem(string_argument pem) & {
    detail::call(tsc_server_set_client_certificate_pem, handle_.use().get(), data_of(pem),
                 size_of(pem));
    return *this;
  }
  server set_client_certificate_pem(string_argument pem) && {
    return std::move(set_client_certificate_pem(pem));
  }

  /// Goes through a proxy; "": through none; std::nullopt: what the environment said when the
  /// server was made, as it is at first.
  server &set_proxy(string_argument proxy_url) & {
    detail::call(tsc_server_set_proxy, handle_.use().get(),
                 detail::text(proxy_url, "proxy's URL").c_str());
    return *this;
  }
  server set_proxy(string_argument proxy_url) && { return std::move(set_proxy(proxy_url)); }

  /// Limits calls: to make a connection (at first 10 s), the longest silence of the server (120 s),
  /// a whole call (600 s). 0: no limit.
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

  /// Sends a header along with every request; std::nullopt takes it away.
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
  /// has.
  server &set_api_version(string_argument api_version) & {
    detail::call(tsc_server_set_api_version, handle_.use().get(),
                 detail::text(api_version, "API version").c_str());
    return *this;
  }
  server set_api_version(string_argument api_version) && {
    return std::move(set_api_version(api_version));
  }

  /// Asks for the product and API version; needs no sign-in. Blocks.
  [[nodiscard]] server_info get_info(cancellation *stop = nullptr) const {
    return server_info(detail::make<tsc_server_info *>(tsc_server_get_info, handle_.use().get(),
                                                       cancellation::use(stop).get()));
  }

  /// Signs in, to a site by its contentUrl, which follows "/site/" in the browser's address bar; ""
  /// is the default site, which Tableau Cloud does not have. Blocks.
  ///
  /// A sign-in that was cancelled or timed out may have happened on the server.
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

  /// Goes on with a session that was signed in elsewhere, by its token. It is not signed out when
  /// it is closed or destroyed, unless sign_out() is called. Blocks.
  [[nodiscard]] session resume_session(string_argument token, cancellation *stop = nullptr) const {
    session resumed(detail::make<tsc_session *>(tsc_server_resume_session, handle_.use().get(),
                                                detail::text(token, "token").c_str(),
                                                cancellation::use(stop).get()));
    resumed.keep_signed_in();
    return resumed;
  }

  /// Closes the connections that wait for the next call; the next ones are new. Those in use stay.
  void close_idle_connections() noexcept {
    tsc_server_close_idle_connections(handle_.peek().get());
  }

  /// Frees it now. Its sessions go on.
  void close() noexcept { handle_.take(); }

  /// False once closed or moved from.
  explicit operator bool() const noexcept { return get() != nullptr; }
  /// The C handle, lent.
  tsc_server *get() const noexcept { return handle_.peek().get(); }
  /// The C handle, handed over.
  [[nodiscard]] tsc_server *release() noexcept { return handle_.release(); }

private:
  static const char *c_str(const std::optional<detail::text> &given) noexcept {
    return given ? given->c_str() : nullptr;
  }
  // Empty text is not nullptr, which would mean that there is none.
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
        throw error(status::invalid_argument, "there is a NUL character in the environment");
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
