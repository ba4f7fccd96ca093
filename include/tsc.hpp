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
 * Use find_package(tsc) and tsc::tsc, pkg-config tsc, c++ -std=c++17 program.cpp -ltsc, or
 * cl /std:c++17 /EHsc program.cpp tsc.lib. The compiler must support exceptions; RTTI is not
 * needed. MinGW's GCC before version 13 must have POSIX threads (x86_64-w64-mingw32-g++-posix).
 *
 * PLUG-INS of one program may be compiled with tsc.hpp of different series (0.1, 0.2, ...), because
 * all names are in an inline namespace that is named after the series. Include this file instead of
 * declaring its classes yourself. On Linux, a plug-in that contains libtsc.a must export only its
 * entry points (use a version script of the linker). Otherwise the dynamic linker may replace its
 * functions of tsc.hpp with those of another plug-in of the same series, which call that plug-in's
 * libtsc.
 *
 * REFERENCE. tsc.h documents what each call does, the statuses with which it fails and how many
 * requests it makes, at the function of the same name: tsc_session_switch_site for
 * session::switch_site, tsc_list_next for node_list::next. The comments here repeat the most
 * important facts and describe the differences from C. Everything here exists since 0.1.0.
 *
 * ERRORS. A call that fails throws tsc::error: a std::runtime_error whose what() is for people
 * (what failed, where, why, what to do), with a status for programs, and Tableau's code, summary,
 * detail and response. A status that only a later library defines keeps its number. A call of an
 * object that was closed or moved from throws status::invalid_argument; is_signed_in(), cancel(),
 * is_cancelled() and close_idle_connections() do not throw then. A setter that throws changes
 * nothing.
 *
 * NUMBERS. A duration that the C interface cannot hold (negative, or longer than 2^32 - 1
 * milliseconds) throws std::invalid_argument, and nothing is sent. Numbers that it can hold are
 * checked by the library, which throws status::invalid_argument.
 *
 * STRINGS are UTF-8. Arguments may be any type of string (string_argument). They are copied for the
 * call, and the copies are wiped after it. If a string contains a NUL, the call throws
 * status::invalid_argument and sends nothing; PEM text and bodies may contain NULs. Servers,
 * sessions and infos return copies. Nodes, responses and errors return views; their comments say
 * how long those live. std::nullopt stands for a value that is absent; arguments may be NULL
 * instead.
 *
 * CANCELLATION. The functions that may use the network block. They take a pointer to a
 * tsc::cancellation as their last parameter; with nullptr, the default, only the time limits
 * (server::set_timeouts) end the call. When another thread calls cancel(), the call throws
 * status::cancelled; when the time limit of the cancellation has expired, it throws
 * status::timeout. In both cases the server may have carried out a request that was sent already.
 * With C++20: std::stop_callback on_stop(token, [&] { cancellation.cancel(); });
 *
 * THREADS. Servers, sessions and cancellations may be used by any threads at the same time, close()
 * included. Lists, requests, responses, infos, errors and their nodes may be used by one thread at
 * a time. A second thread that uses a list or request gets status::invalid_state, and no harm is
 * done. As always in C++, an object may be moved, assigned to or destroyed only when no other
 * thread uses it.
 *
 * CALLBACKS (server::set_event_callback, server::sign_in_with_callback) are called on a thread that
 * is in a call, by several threads at the same time if the program uses several. In a callback, the
 * functions that may use the network throw status::invalid_state for objects of the same server.
 * The function object is destroyed when neither the server nor one of its sessions, lists and
 * requests can call it any more.
 *
 * CLOSING. The destructors free the handle; close() frees it earlier. close() may be called more
 * than once. Unless the object is a response or an info, close() may also be called while other
 * threads are in calls of the same object: the calls continue, and the last one frees the handle. A
 * session that was signed in here is also signed out, unless that was done before: the sign-out is
 * tried for at most 10 seconds and throws nothing, also during stack unwinding, and it is tried
 * again if sign_out() has failed. A resumed session is only freed, because it was signed in
 * elsewhere; session::keep_signed_in leaves other sessions signed in as well. In a forked child,
 * close() and the destructors free inherited handles and sign out nothing. Freeing a server does
 * not affect its sessions, and freeing a session does not affect its lists, but once the session is
 * signed out its lists throw status::not_signed_in.
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
#include <exception>
#include <functional>
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

#if defined(__GLIBCXX__) && !defined(_GLIBCXX_HAS_GTHREADS)
#error "tsc.hpp needs std::mutex: use MinGW with POSIX threads, or GCC 13 or later"
#endif

// An exception must have the same type in every shared object of a program. Windows compares types
// by their names.
#if defined(__GNUC__) && !defined(_WIN32)
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
  aborted = TSC_ERROR_ABORTED,
  no_memory = TSC_ERROR_NO_MEMORY,
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

/// Describes why a call failed. The views and the response that its functions return are valid as
/// long as the error or a copy of it exists. It contains no secret of the call.
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

  /// Returns the status that the call failed with.
  tsc::status status() const noexcept { return code_; }

  /// Returns the HTTP status of the response that caused the error; 0 if no complete response
  /// arrived.
  int http_status() const noexcept;

  /// Returns Tableau's error code, such as "401001"; std::nullopt if the response has none.
  std::optional<std::string_view> tableau_code() const noexcept;

  /// Returns the server's summary of the failure, such as "Signin Error", with the secrets of the
  /// call redacted; std::nullopt if the response has none.
  std::optional<std::string_view> summary() const noexcept;

  /// Returns the server's detail of the failure, such as "Error signing in to Tableau Server", with
  /// the secrets of the call redacted; std::nullopt if the response has none.
  std::optional<std::string_view> detail() const noexcept;

  /// Returns the time from the response on that the server asks to wait before the next attempt
  /// (the Retry-After header); std::nullopt if it does not say.
  std::optional<std::chrono::seconds> retry_after() const noexcept;

  /// Returns true if the same call may succeed later: after a time limit that expired, a connection
  /// that could not be made or was lost, and HTTP 408, 429, 502, 503 and 504. The library may have
  /// tried it several times already (server::set_retry). Unless the call can be repeated without
  /// harm, find out first whether the server has carried it out.
  bool is_transient() const noexcept;

  /// Returns the response that caused the error, with at most the first 1 MiB of its body, and with
  /// all cookies and the secrets of the call redacted; nullptr if no complete response arrived.
  const tsc::response *response() const noexcept;

  /// Returns the C handle, which the error still owns; nullptr if the error does not come from the
  /// library.
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

// Returns an argument; throws if it is absent, which the C interface would allow.
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

// Returns the handle; throws if the object was closed or moved from.
template <typename Handle> Handle *require_open(Handle *handle) {
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
    require_open(used.get());
    return used;
  }
  // Returns nullptr once closed.
  std::shared_ptr<Handle> peek() const noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    return handle_of(owner_);
  }
  // Closes it, and returns the handle, which is freed when its last user is done with it.
  std::shared_ptr<Handle> take() noexcept { return handle_of(take_owner()); }
  Handle *release() noexcept {
    const std::shared_ptr<owner> taken = take_owner();
    return taken ? taken->handle.release() : nullptr;
  }

private:
  struct owner {
    unique_handle<Handle> handle;
  };

  static std::shared_ptr<Handle> handle_of(const std::shared_ptr<owner> &owned) noexcept {
    return owned ? std::shared_ptr<Handle>(owned, owned->handle.get()) : nullptr;
  }
  std::shared_ptr<owner> take_owner() noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::exchange(owner_, nullptr);
  }

  mutable std::mutex mutex_;
  std::shared_ptr<owner> owner_;
};

// Converts a time limit to milliseconds for the C interface; throws if it is out of range.
inline std::uint32_t to_milliseconds(std::chrono::milliseconds limit) {
  if (limit < limit.zero() ||
      limit > std::chrono::milliseconds((std::numeric_limits<std::uint32_t>::max)())) {
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

// A range over items that the library returns by index. The functions are those of this header: the
// address of a function that is imported from a DLL is not a constant.
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

/// An attribute of an element, or a header of a response. Both strings are views that are valid as
/// long as the element or the response.
struct named_value {
  std::string_view name;
  std::string_view value;
};

/// A block of memory that the elements of a page or response are in; docs/block.md describes its
/// layout. It is a view: the list or the response owns the memory.
class block_view {
public:
  /// Makes a view of a block that C lent.
  block_view(const std::uint8_t *lent, std::size_t size) noexcept : data_(lent), size_(size) {}

  /// Returns the beginning of the block, which is aligned to 8 bytes.
  const std::uint8_t *data() const noexcept { return data_; }
  /// Returns the number of bytes.
  std::size_t size() const noexcept { return size_; }

private:
  const std::uint8_t *data_;
  std::size_t size_;
};

/// An element of a response's XML: a view that is cheap to copy. The view and the strings that it
/// returns live as long as the response, or until the next step of the list that returned it.
class node {
public:
  /// Makes a view of a C handle. The view of nullptr has no name, text, attributes or children.
  explicit node(const tsc_node *lent) noexcept : handle_(lent) {}

  /// Returns the local name, such as "workbook".
  std::string_view name() const noexcept { return detail::view(tsc_node_name(handle_)); }

  /// Returns the text of the element without that of its child elements; std::nullopt if it has
  /// none. The pieces between child elements are joined, with the white space that indents them.
  std::optional<std::string_view> text() const noexcept {
    return detail::optional_view(tsc_node_text(handle_));
  }

  /// Returns the value of the attribute with this local name; std::nullopt if there is none.
  std::optional<std::string_view> attribute(string_argument name) const {
    return detail::optional_view(
        tsc_node_attribute(handle_, detail::text(name, "attribute's name").c_str()));
  }

  /// Returns the first child element with this local name; std::nullopt if there is none.
  std::optional<node> child(string_argument name) const {
    const tsc_node *found = tsc_node_child(handle_, detail::text(name, "child's name").c_str());
    return found ? std::optional<node>(node(found)) : std::nullopt;
  }

  /// Returns all attributes: a range of named_value with size() and [].
  auto attributes() const noexcept {
    return detail::indexed<tsc_node, named_value, attribute_count, attribute_at>(handle_);
  }

  /// Returns all child elements: a range of nodes with size() and [].
  auto children() const noexcept {
    return detail::indexed<tsc_node, node, child_count, child_at>(handle_);
  }

  /// Returns the block that the element is in, with all elements of its page or response. It is
  /// valid as long as the node. The view of nullptr is in none: its data() is nullptr.
  block_view block() const noexcept {
    std::size_t size = 0;
    const std::uint8_t *data = tsc_node_block(handle_, &size, nullptr);
    return {data, size};
  }

  /// Returns the offset of the element in block(), in bytes.
  std::size_t offset() const noexcept {
    std::size_t offset = 0;
    tsc_node_block(handle_, nullptr, &offset);
    return offset;
  }

  /// Returns the C handle, which the list or the response owns.
  const tsc_node *get() const noexcept { return handle_; }

private:
  static std::size_t attribute_count(const tsc_node *handle) {
    return tsc_node_attribute_count(handle);
  }
  static named_value attribute_at(const tsc_node *handle, std::size_t index) {
    return {detail::view(tsc_node_attribute_name_at(handle, index)),
            detail::view(tsc_node_attribute_value_at(handle, index))};
  }
  static std::size_t child_count(const tsc_node *handle) { return tsc_node_child_count(handle); }
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

  /// Returns the HTTP status.
  int status() const { return tsc_response_status(used()); }

  /// Returns the value of a header; std::nullopt if there is none. Upper and lower case of the name
  /// are the same. The values of repeated headers are joined by ", ".
  std::optional<std::string_view> header(string_argument name) const & {
    return detail::optional_view(
        tsc_response_header(used(), detail::text(name, "header's name").c_str()));
  }
  std::optional<std::string> header(string_argument name) && {
    const auto lent = header(name);
    return lent ? std::optional<std::string>(*lent) : std::nullopt;
  }

  /// Returns all headers, with names in lower case: a range of named_value with size() and []. The
  /// Content-Encoding and Content-Length of a body that was decompressed are left out.
  auto headers() const & {
    return detail::indexed<tsc_response, named_value, header_count, header_at>(used());
  }
  void headers() && = delete;

  /// Returns the bytes of the body, decompressed; an empty view if there is no body.
  std::string_view body() const & {
    std::size_t length = 0;
    const std::uint8_t *bytes = tsc_response_body(used(), &length);
    return {reinterpret_cast<const char *>(bytes), length};
  }
  std::string body() && { return std::string(body()); }

  /// Returns the root element of the body, whatever its Content-Type; std::nullopt if the body is
  /// not XML in UTF-8, has a document type, or exceeds a limit of tsc_response_root.
  std::optional<node> root() const & {
    const tsc_node *found = tsc_response_root(used());
    return found ? std::optional<node>(node(found)) : std::nullopt;
  }
  std::optional<node> root() && = delete;

  /// Frees the response. The response of an error is freed with the error.
  void close() noexcept { handle_.reset(); }

  /// Returns false once closed, released or moved from.
  explicit operator bool() const noexcept { return handle_ != nullptr; }
  /// Returns the C handle, which this object still owns; nullptr once closed or moved from.
  const tsc_response *get() const noexcept { return handle_.get(); }
  /// Passes the ownership of the C handle to the caller; returns nullptr once closed or moved from.
  [[nodiscard]] tsc_response *release() noexcept {
    return const_cast<tsc_response *>(handle_.release());
  }

private:
  friend struct detail::failure;

  // Makes a view of the response that an error owns.
  response(const tsc_response *lent, detail::response_freer freer) noexcept
      : handle_(lent, freer) {}

  static std::size_t header_count(const tsc_response *handle) {
    return tsc_response_header_count(handle);
  }
  static named_value header_at(const tsc_response *handle, std::size_t index) {
    return {detail::view(tsc_response_header_name_at(handle, index)),
            detail::view(tsc_response_header_value_at(handle, index))};
  }
  const tsc_response *used() const { return detail::require_open(handle_.get()); }

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
        is_transient(tsc_error_is_transient(handle.get()) != 0),
        response(tsc_error_response(handle.get()), {true}) {}

  unique_handle<tsc_error> handle;
  int http_status;
  std::optional<std::string_view> tableau_code;
  std::optional<std::string_view> summary;
  std::optional<std::string_view> detail;
  std::int64_t retry_after;
  bool is_transient;
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

inline bool error::is_transient() const noexcept { return failure_ && failure_->is_transient; }

inline const response *error::response() const noexcept {
  return failure_ && failure_->response ? &failure_->response : nullptr;
}

inline const tsc_error *error::get() const noexcept {
  return failure_ ? failure_->handle.get() : nullptr;
}

/// Ends calls from another thread: pass its address to the calls that a Cancel button should end.
/// Any number of threads and calls may use it at the same time.
class cancellation {
public:
  /// Makes a cancellation that is not cancelled yet.
  cancellation() : cancellation(tsc_cancellation_new()) {}

  /// Makes a cancellation that is also a time limit for all the calls together that it is passed
  /// to, counted from now. When the limit has expired, they throw status::timeout; if it is
  /// cancelled first, they throw status::cancelled. A limit of 0 has expired at once. The limits of
  /// server::set_timeouts apply as well. A negative duration or one longer than 2^32 - 1
  /// milliseconds throws std::invalid_argument.
  explicit cancellation(std::chrono::milliseconds timeout)
      : cancellation(tsc_cancellation_new_with_timeout(detail::to_milliseconds(timeout))) {}

  /// Takes the ownership of a C handle.
  explicit cancellation(tsc_cancellation *adopted) : handle_(adopted) {}

  /// Cancels all calls that use it, for good: running calls throw status::cancelled within
  /// milliseconds; later calls throw at once and send nothing. It does not wait for the calls, and
  /// does nothing if it was cancelled, has expired or was closed. Do not call it from a signal
  /// handler, because it takes a lock.
  void cancel() noexcept { tsc_cancellation_cancel(handle_.peek().get()); }

  /// Returns true once it was cancelled or its time limit has expired; false once closed.
  bool is_cancelled() const noexcept {
    return tsc_cancellation_is_cancelled(handle_.peek().get()) != 0;
  }

  /// Frees the cancellation. Running calls continue and can no longer be cancelled with it; its
  /// time limit still applies to them. Passing it to another call throws status::invalid_argument.
  void close() noexcept { handle_.take(); }

  /// Returns false once closed, released or moved from.
  explicit operator bool() const noexcept { return get() != nullptr; }
  /// Returns the C handle, which this object still owns; nullptr once closed or moved from.
  tsc_cancellation *get() const noexcept { return handle_.peek().get(); }
  /// Passes the ownership of the C handle to the caller; returns nullptr once closed or moved from.
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

/// The product and API version of a server, from server::get_info.
class server_info {
public:
  /// Takes the ownership of a C handle.
  explicit server_info(tsc_server_info *adopted) noexcept : handle_(adopted) {}

  /// Returns the version of the product, such as "2023.1.0"; std::nullopt if the server does not
  /// say.
  std::optional<std::string> product_version() const {
    return copy(tsc_server_info_product_version(used()));
  }

  /// Returns the build of the product, such as "20231.23.0310.1029"; std::nullopt if the server
  /// does not say.
  std::optional<std::string> build() const { return copy(tsc_server_info_build(used())); }

  /// Returns the newest REST API version that the server supports, such as "3.19".
  std::string api_version() const {
    return std::string(detail::view(tsc_server_info_api_version(used())));
  }

  /// Frees the info.
  void close() noexcept { handle_.reset(); }

  /// Returns false once closed, released or moved from.
  explicit operator bool() const noexcept { return handle_ != nullptr; }
  /// Returns the C handle, which this object still owns; nullptr once closed or moved from.
  tsc_server_info *get() const noexcept { return handle_.get(); }
  /// Passes the ownership of the C handle to the caller; returns nullptr once closed or moved from.
  [[nodiscard]] tsc_server_info *release() noexcept { return handle_.release(); }

private:
  static std::optional<std::string> copy(const char *lent) {
    return lent ? std::optional<std::string>(lent) : std::nullopt;
  }
  const tsc_server_info *used() const { return detail::require_open(handle_.get()); }

  detail::unique_handle<tsc_server_info> handle_;
};

/// The order of a sort key.
enum class order { ascending, descending };

/// A list on the server: workbooks, users, sites or anything else that the REST API lists. Its
/// pages are fetched one by one while it is read:
///
///   for (const tsc::node &workbook : session.list("workbooks").add_filter("name", "eq", "Sales"))
///
/// A list can be read once: begin() reads the next item and continues from there. After an error
/// the next step requests the same page again; no item is lost or returned twice. A node is valid
/// until the next step, or until the list is closed or destroyed: copy its strings to use them
/// later. The nodes of a temporary list can be read by a range-based for only. One thread at a time
/// may use a list. Iterators refer to the list object, and a move of it invalidates them.
///
/// A list belongs to the session, site and user with which it was made: after a site switch it
/// throws status::invalid_state, after a sign-out status::not_signed_in. Once reading has begun,
/// its setters throw status::invalid_state.
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

  /// Sets how many items are fetched with one HTTP request: 1 to 1000, 1000 by default. If the
  /// server says that it is too large, the library continues with 100.
  node_list &set_page_size(std::uint32_t page_size) & {
    detail::call(tsc_list_set_page_size, handle_.use().get(), page_size);
    return *this;
  }
  node_list set_page_size(std::uint32_t page_size) && {
    return std::move(set_page_size(page_size));
  }

  /// Sets how many pages are fetched ahead of the one that is read, at the same time: 0 to 8, 0 by
  /// default. The items, their order and the errors are the same. Threads of the library, which
  /// end with their page, fetch the pages.
  node_list &set_lookahead(std::uint32_t pages) & {
    detail::call(tsc_list_set_lookahead, handle_.use().get(), pages);
    return *this;
  }
  node_list set_lookahead(std::uint32_t pages) && { return std::move(set_lookahead(pages)); }

  /// Adds a condition: a field ("name", "updatedAt"), an operator ("eq", "gt", "gte", "lt", "lte",
  /// "in", "has" or "cieq") and a value, which is not percent-encoded ("[one,two]" for "in"). Items
  /// must meet all conditions. Tableau treats commas and ampersands in a value as separators.
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

  /// Adds a sort key. The list is sorted by the first key that was added, then by the second, and
  /// so on.
  node_list &add_sort(string_argument field, order direction = order::ascending) & {
    detail::call(tsc_list_add_sort, handle_.use().get(),
                 detail::text(field, "sort key's field").c_str(),
                 direction == order::descending ? 1 : 0);
    return *this;
  }
  node_list add_sort(string_argument field, order direction = order::ascending) && {
    return std::move(add_sort(field, direction));
  }

  /// Sets another parameter of the query, such as "fields" to "_all_", in place of one with the
  /// same name. The library percent-encodes both. pageSize, pageNumber, filter and sort have
  /// functions of their own and throw status::invalid_argument.
  node_list &set_parameter(string_argument name, string_argument value) & {
    detail::call(tsc_list_set_parameter, handle_.use().get(),
                 detail::text(name, "parameter's name").c_str(),
                 detail::text(value, "parameter's value").c_str());
    return *this;
  }
  node_list set_parameter(string_argument name, string_argument value) && {
    return std::move(set_parameter(name, value));
  }

  /// Sets a header of the list's requests, in place of one with the same name; std::nullopt removes
  /// it. It replaces a header of server::set_header, and the library's own Accept, which is
  /// application/xml. Throws status::invalid_argument for the headers that the library sets, such
  /// as X-Tableau-Auth and Host.
  node_list &set_header(string_argument name, string_argument value) & {
    detail::call(tsc_list_set_header, handle_.use().get(),
                 detail::text(name, "header's name").c_str(),
                 detail::text(value, "header's value").c_str());
    return *this;
  }
  node_list set_header(string_argument name, string_argument value) && {
    return std::move(set_header(name, value));
  }

  /// Returns the number of items that the server says the list has on all pages, or the number of
  /// the items of a list that is not paged. Blocks, and makes one HTTP request, if no page was
  /// fetched yet; next() uses that page.
  std::uint64_t total_available(cancellation *stop = nullptr) {
    return detail::make<std::uint64_t>(tsc_list_total_available, handle_.use().get(),
                                       cancellation::use(stop).get());
  }

  /// Returns the next item, in the server's order; std::nullopt at the end. Blocks, and makes one
  /// HTTP request, when the items of a page are used up.
  std::optional<node> next(cancellation *stop = nullptr) & {
    const auto *found = detail::make<const tsc_node *>(tsc_list_next, handle_.use().get(),
                                                       cancellation::use(stop).get());
    return found ? std::optional<node>(node(found)) : std::nullopt;
  }

  /// Returns the block of the next page that has items; std::nullopt at the end. In it an item is
  /// found without a call. It is valid until the next next_page() or next(), or until the list is
  /// closed or destroyed. Throws status::invalid_state in the middle of a page that next() has
  /// begun, which can be read on. Blocks, and makes HTTP requests as next() does.
  std::optional<block_view> next_page(cancellation *stop = nullptr) & {
    const std::uint8_t *data = nullptr;
    std::size_t size = 0;
    detail::call(tsc_list_next_page, handle_.use().get(), cancellation::use(stop).get(), &data,
                 &size);
    return data ? std::optional<block_view>(block_view(data, size)) : std::nullopt;
  }

  /// Reads the next item and returns an iterator to it. Blocks when it needs another page.
  iterator begin() & { return iterator(*this, nullptr); }
  iterator end() noexcept { return iterator(); }

  /// Returns a range that reads with a cancellation:
  /// for (const tsc::node &item : list.items(&stop)).
  items_range items(cancellation *stop) & noexcept { return {*this, stop}; }

  /// Frees the list and the node that it returned last.
  void close() noexcept { handle_.take(); }

  /// Returns false once closed, released or moved from.
  explicit operator bool() const noexcept { return get() != nullptr; }
  /// Returns the C handle, which this object still owns; nullptr once closed or moved from.
  tsc_list *get() const noexcept { return handle_.peek().get(); }
  /// Passes the ownership of the C handle to the caller; returns nullptr once closed or moved from.
  [[nodiscard]] tsc_list *release() noexcept { return handle_.release(); }

private:
  detail::shared_handle<tsc_list> handle_;
};

/// Any call of the REST API with the token of a session. It may be changed and sent any number of
/// times. One thread at a time may use it. It belongs to the session, site and token with which it
/// was made: after a site switch send() throws status::invalid_state, after a sign-out
/// status::not_signed_in.
class request {
public:
  /// Takes the ownership of a C handle.
  explicit request(tsc_request *adopted) : handle_(adopted) {}

  /// Sets a parameter of the query, in place of one with the same name. The library percent-encodes
  /// the name and the value.
  request &set_parameter(string_argument name, string_argument value) & {
    detail::call(tsc_request_set_parameter, handle_.use().get(),
                 detail::text(name, "parameter's name").c_str(),
                 detail::text(value, "parameter's value").c_str());
    return *this;
  }
  request set_parameter(string_argument name, string_argument value) && {
    return std::move(set_parameter(name, value));
  }

  /// Sets a header, in place of one with the same name; std::nullopt removes it. Throws
  /// status::invalid_argument for the headers that the library sets, such as X-Tableau-Auth and
  /// Host.
  request &set_header(string_argument name, string_argument value) & {
    detail::call(tsc_request_set_header, handle_.use().get(),
                 detail::text(name, "header's name").c_str(),
                 detail::text(value, "header's value").c_str());
    return *this;
  }
  request set_header(string_argument name, string_argument value) && {
    return std::move(set_header(name, value));
  }

  /// Sets the body, in place of one that was set before: any bytes, which are copied. If the
  /// content type is std::nullopt, it is the one of set_header; without one, it is "text/xml" if
  /// the body begins with "<", and otherwise none.
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

  /// Sets the limit for the body of a successful response, decompressed, in bytes: 67108864 (64
  /// MiB) by default, 0 for no body, UINT64_MAX for no limit. If the response is an error, at most
  /// 1 MiB of its body is read.
  request &set_max_response_size(std::uint64_t bytes) & {
    detail::call(tsc_request_set_max_response_size, handle_.use().get(), bytes);
    return *this;
  }
  request set_max_response_size(std::uint64_t bytes) && {
    return std::move(set_max_response_size(bytes));
  }

  /// Sets whether the request may be sent again although the server may have received it, such as a
  /// POST that only asks, as those of the Metadata API do. Off by default; GET and HEAD may always
  /// be sent again. See server::set_retry.
  request &set_repeatable(bool repeatable) & {
    detail::call(tsc_request_set_repeatable, handle_.use().get(), repeatable ? 1 : 0);
    return *this;
  }
  request set_repeatable(bool repeatable) && { return std::move(set_repeatable(repeatable)); }

  /// Sets time limits of this request, instead of those of server::set_timeouts: for the time in
  /// which the server sends nothing or takes in nothing of the request, and for one whole send().
  /// 0: no limit. A negative duration or one longer than 2^32 - 1 milliseconds throws
  /// std::invalid_argument.
  request &set_timeouts(std::chrono::milliseconds read, std::chrono::milliseconds total) & {
    detail::call(tsc_request_set_timeouts, handle_.use().get(), detail::to_milliseconds(read),
                 detail::to_milliseconds(total));
    return *this;
  }
  request set_timeouts(std::chrono::milliseconds read, std::chrono::milliseconds total) && {
    return std::move(set_timeouts(read, total));
  }

  /// Sends the request and reads the whole response. Returns any 2xx response, and throws for any
  /// other. Blocks. Makes one HTTP request, which is sent as often as server::set_retry allows; a
  /// GET is sent once more if a pooled connection turns out to be closed.
  response send(cancellation *stop = nullptr) {
    return response(detail::make<tsc_response *>(tsc_request_send, handle_.use().get(),
                                                 cancellation::use(stop).get()));
  }

  /// Frees the request. Its responses can still be used.
  void close() noexcept { handle_.take(); }

  /// Returns false once closed, released or moved from.
  explicit operator bool() const noexcept { return get() != nullptr; }
  /// Returns the C handle, which this object still owns; nullptr once closed or moved from.
  tsc_request *get() const noexcept { return handle_.peek().get(); }
  /// Passes the ownership of the C handle to the caller; returns nullptr once closed or moved from.
  [[nodiscard]] tsc_request *release() noexcept { return handle_.release(); }

private:
  detail::shared_handle<tsc_request> handle_;
};

/// A signed-in session: a user on a site of a server. Any thread may use it.
///
/// The destructor signs out a session that server::sign_in returned, within 10 seconds and without
/// an exception; a session that server::resume_session returned is only freed. Call sign_out() to
/// learn of a failure.
class session {
public:
  /// Takes the ownership of a C handle. The destructor signs it out, see keep_signed_in.
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

  /// Signs out: ends the session on the server and deletes its token. A session that was signed out
  /// before or has ended on the server is not an error. If it throws, the session still has its
  /// token, so that the call can be repeated. Blocks. Makes one HTTP request, or none if the
  /// session was signed out before.
  void sign_out(cancellation *stop = nullptr) {
    detail::call(tsc_session_sign_out, handle_.use().get(), cancellation::use(stop).get());
  }

  /// Moves the session to another site of its server, by its contentUrl; "" and std::nullopt are
  /// the default site. Not available on Tableau Cloud. On success the token, site and user id
  /// change, and lists and requests that were made before throw status::invalid_state. Throws
  /// status::forbidden if there is no such site or the user may not enter it. After a failure the
  /// session stays on its site; if no usable response arrived, it is not known whether the server
  /// switched. Blocks. Makes one HTTP request, which is never repeated.
  void switch_site(string_argument site, cancellation *stop = nullptr) {
    detail::call(tsc_session_switch_site, handle_.use().get(), detail::text(site, "site").c_str(),
                 cancellation::use(stop).get());
  }

  /// Revokes the personal access tokens of all administrators of the server, in case one was
  /// stolen. Not available on Tableau Cloud. Throws status::forbidden if the user is not a server
  /// administrator. Sessions that signed in with such a token, perhaps including this one, may end.
  /// Blocks. Makes one HTTP request.
  void revoke_server_admin_tokens(cancellation *stop = nullptr) {
    detail::call(tsc_session_revoke_server_admin_tokens, handle_.use().get(),
                 cancellation::use(stop).get());
  }

  /// Makes a list. Sends nothing before the list is read. The path is percent-encoded. It is
  /// relative to the site ("workbooks", "groups/ID/users"), or begins with "/" and is relative to
  /// the server ("/api/{version}/sites"). {version}, {site-id} and {user-id} are replaced by the
  /// values of the session. It cannot be called on a temporary session, which would be signed out
  /// before the list is read.
  [[nodiscard]] tsc::node_list list(string_argument path) const & {
    return tsc::node_list(detail::make<tsc_list *>(tsc_session_list, handle_.use().get(),
                                                   detail::text(path, "path").c_str()));
  }
  tsc::node_list list(string_argument path) const && = delete;

  /// Makes a request from a method ("GET", "POST", "PUT", "PATCH", "DELETE", ..., sent as it is)
  /// and a path as for list(). Sends nothing before request::send. Use sign_out() and switch_site()
  /// to sign out and to switch site: the session does not notice what a request does to its token.
  [[nodiscard]] tsc::request request(string_argument method, string_argument path) const {
    return tsc::request(detail::make<tsc_request *>(tsc_session_request, handle_.use().get(),
                                                    detail::text(method, "method").c_str(),
                                                    detail::text(path, "path").c_str()));
  }

  /// Returns true while the session has a token; false once signed out, closed or moved from. Sends
  /// nothing: a session that has expired on the server has a token until sign_out().
  bool is_signed_in() const noexcept { return tsc_session_is_signed_in(handle_.peek().get()) != 0; }

  /// Returns the address at which the session signed in, after redirects.
  std::string server_url() const { return text(tsc_session_server_url).value_or(std::string()); }

  /// Returns the REST API version of the session's requests, such as "3.19".
  std::string api_version() const { return text(tsc_session_api_version).value_or(std::string()); }

  /// Returns the token of the session, a secret; std::nullopt once signed out. Another client of
  /// the same server can send it in the header X-Tableau-Auth. The caller has to wipe the copy.
  std::optional<std::string> token() const { return text(tsc_session_token); }

  /// Returns the id of the site that the session is on; std::nullopt once signed out.
  std::optional<std::string> site_id() const { return text(tsc_session_site_id); }

  /// Returns the contentUrl of the site that the session is on, "" for the default site;
  /// std::nullopt once signed out.
  std::optional<std::string> site_content_url() const { return text(tsc_session_site_content_url); }

  /// Returns the id of the user, or of the impersonated user if there is one; std::nullopt once
  /// signed out. A user has another id on each site.
  std::optional<std::string> user_id() const { return text(tsc_session_user_id); }

  /// Returns the server's text on how long the session will live, in a form that Tableau does not
  /// document ("177:05:38"); std::nullopt if the server did not say, for a resumed session, and
  /// once signed out.
  std::optional<std::string> estimated_time_to_expiration() const {
    return text(tsc_session_estimated_time_to_expiration);
  }

  /// Sets whether close() and the destructor leave the session signed in, for others who have its
  /// token. By default they sign out, unless server::resume_session returned the session.
  void keep_signed_in(bool keep = true) noexcept { signs_out_ = !keep; }

  /// Signs out like the destructor, and frees the session. It blocks for 10 seconds at most, and
  /// throws nothing. Its lists and requests are not freed.
  void close() noexcept {
    const std::shared_ptr<tsc_session> taken = handle_.take();
    if (!signs_out_ || tsc_session_is_signed_in(taken.get()) == 0) {
      return;
    }
    // If it fails, the session stays on the server until it expires.
    detail::sign_out_within(detail::sign_out_limit_ms, taken.get());
  }

  /// Returns false once closed, released or moved from.
  explicit operator bool() const noexcept { return get() != nullptr; }
  /// Returns the C handle, which this object still owns; nullptr once closed or moved from.
  tsc_session *get() const noexcept { return handle_.peek().get(); }
  /// Passes the ownership of the C handle to the caller. The session stays signed in.
  [[nodiscard]] tsc_session *release() noexcept { return handle_.release(); }

private:
  std::optional<std::string> text(const char *(TSC_CALL *getter)(const tsc_session *)) const {
    const std::shared_ptr<tsc_session> used = handle_.use();
    const char *lent = getter(used.get());
    return lent ? std::optional<std::string>(lent) : std::nullopt;
  }

  detail::shared_handle<tsc_session> handle_;
  std::atomic<bool> signs_out_ = true;
};

/// A personal access token, which users create in the settings of their account: the recommended
/// credentials. A sign-in with a token ends the session that the same token signed in before, on
/// any site. It needs REST API 3.6, and 3.11 to impersonate a user.
class personal_access_token {
public:
  /// Copies the name and the value, a secret, as Tableau showed them. Line breaks at their ends are
  /// dropped.
  personal_access_token(string_argument name, string_argument value)
      : name_(name, "token's name"), value_(value, "token's value") {}

  /// Signs in as another user of the site, by id, which must not be "". Only server administrators
  /// may do so.
  personal_access_token &impersonate(string_argument user_id) & {
    impersonated_.emplace(detail::required(user_id, "user id"), "user id");
    return *this;
  }
  personal_access_token impersonate(string_argument user_id) && { return impersonate(user_id); }

private:
  friend class credentials;
  friend class server;
  detail::text name_;
  detail::text value_;
  std::optional<detail::text> impersonated_;
};

/// A user name and a password. A sign-in with them ends no other session of the user.
class password {
public:
  /// Copies both. A password that ends with a line break throws status::invalid_argument at the
  /// sign-in, and nothing is sent.
  password(string_argument username, string_argument secret)
      : username_(username, "user name"), secret_(secret, "password") {}

  /// Signs in as another user of the site, by id, which must not be "". Only server administrators
  /// may do so.
  password &impersonate(string_argument user_id) & {
    impersonated_.emplace(detail::required(user_id, "user id"), "user id");
    return *this;
  }
  password impersonate(string_argument user_id) && { return impersonate(user_id); }

private:
  friend class credentials;
  friend class server;
  detail::text username_;
  detail::text secret_;
  std::optional<detail::text> impersonated_;
};

/// A JSON web token that a connected app or an identity provider issued. It needs REST API 3.17.
class json_web_token {
public:
  /// Copies the whole token. A line break at its end is dropped.
  explicit json_web_token(string_argument jwt) : jwt_(jwt, "JSON web token") {}

  /// Signs in as another user of the site, by id, which must not be "". Only server administrators
  /// may do so.
  json_web_token &impersonate(string_argument user_id) & {
    impersonated_.emplace(detail::required(user_id, "user id"), "user id");
    return *this;
  }
  json_web_token impersonate(string_argument user_id) && { return impersonate(user_id); }

private:
  friend class credentials;
  friend class server;
  detail::text jwt_;
  std::optional<detail::text> impersonated_;
};

/// A unified access token: a JSON web token for Tableau Cloud Manager and its sites. It needs REST
/// API 3.17, and cannot impersonate a user.
class unified_access_token {
public:
  /// Copies the whole token. A line break at its end is dropped.
  explicit unified_access_token(string_argument jwt) : jwt_(jwt, "unified access token") {}

private:
  friend class credentials;
  friend class server;
  detail::text jwt_;
};

/// A connected app with direct trust: the library makes the JSON web token and signs it, a new one
/// for each attempt. It needs REST API 3.17.
class connected_app {
public:
  /// Copies all: the client id of the app, the id and the value of its secret, the name of the user
  /// to sign in, and the scopes of the session, separated by spaces
  /// ("tableau:content:read tableau:workbooks:download").
  connected_app(string_argument client_id, string_argument secret_id, string_argument secret_value,
                string_argument username, string_argument scopes)
      : client_id_(client_id, "client id"), secret_id_(secret_id, "secret's id"),
        secret_value_(secret_value, "secret's value"), username_(username, "user name"),
        scopes_(scopes, "scopes") {}

  /// Signs in as another user of the site, by id, which must not be "". Only server administrators
  /// may do so.
  connected_app &impersonate(string_argument user_id) & {
    impersonated_.emplace(detail::required(user_id, "user id"), "user id");
    return *this;
  }
  connected_app impersonate(string_argument user_id) && { return impersonate(user_id); }

private:
  friend class credentials;
  friend class server;
  detail::text client_id_;
  detail::text secret_id_;
  detail::text secret_value_;
  detail::text username_;
  detail::text scopes_;
  std::optional<detail::text> impersonated_;
};

/// What the callback of server::sign_in_with_callback is asked for: it calls set() with one kind of
/// credentials; the last call counts. It is valid until the callback returns.
class credentials {
public:
  /// Makes a view of a C handle.
  explicit credentials(tsc_credentials *lent) noexcept : handle_(lent) {}

  /// Sets the credentials, with the user whom they impersonate, if there is one.
  void set(const personal_access_token &with) {
    detail::call(tsc_credentials_set_personal_access_token, handle_, with.name_.c_str(),
                 with.value_.c_str());
    impersonate(with.impersonated_);
  }
  void set(const password &with) {
    detail::call(tsc_credentials_set_password, handle_, with.username_.c_str(),
                 with.secret_.c_str());
    impersonate(with.impersonated_);
  }
  void set(const json_web_token &with) {
    detail::call(tsc_credentials_set_json_web_token, handle_, with.jwt_.c_str());
    impersonate(with.impersonated_);
  }
  void set(const unified_access_token &with) {
    detail::call(tsc_credentials_set_unified_access_token, handle_, with.jwt_.c_str());
    impersonate(std::nullopt);
  }
  void set(const connected_app &with) {
    detail::call(tsc_credentials_set_connected_app, handle_, with.client_id_.c_str(),
                 with.secret_id_.c_str(), with.secret_value_.c_str(), with.username_.c_str(),
                 with.scopes_.c_str());
    impersonate(with.impersonated_);
  }

  /// Returns the address that the credentials are sent to, after redirects.
  std::string_view server_url() const noexcept {
    return detail::view(tsc_credentials_server_url(handle_));
  }

  /// Returns the contentUrl of the site, "" for the default site.
  std::string_view site() const noexcept { return detail::view(tsc_credentials_site(handle_)); }

  /// Returns true if the server has ended the session, and it signs in again; false at the sign-in.
  bool is_renewal() const noexcept { return tsc_credentials_is_renewal(handle_) != 0; }

  /// Returns true once the call was cancelled: a callback that waits should then throw or return.
  bool is_cancelled() const noexcept {
    return tsc_cancellation_is_cancelled(tsc_credentials_cancellation(handle_)) != 0;
  }

  /// Returns the C handle, which the call owns.
  tsc_credentials *get() const noexcept { return handle_; }

private:
  void impersonate(const std::optional<detail::text> &user_id) {
    detail::call(tsc_credentials_set_impersonated_user_id, handle_,
                 user_id ? user_id->c_str() : nullptr);
  }

  tsc_credentials *handle_;
};

/// What an event is about. Later libraries may have other numbers.
enum class event_kind : std::int32_t {
  /// An HTTP request has ended.
  request = TSC_EVENT_REQUEST,
  /// A redirect is followed.
  redirect = TSC_EVENT_REDIRECT,
  /// A request will be sent again after a wait.
  retry = TSC_EVENT_RETRY,
  /// A new connection was made, or could not be made.
  connection = TSC_EVENT_CONNECTION,
  /// A sign-in has ended, or the resumption of a session.
  sign_in = TSC_EVENT_SIGN_IN,
  /// A session was signed in again, or could not be.
  renewal = TSC_EVENT_RENEWAL,
  /// A switch of site has ended.
  switch_site = TSC_EVENT_SWITCH_SITE,
  /// A sign-out has ended.
  sign_out = TSC_EVENT_SIGN_OUT,
};

/// Something that the library did or met, for logs, metrics and traces, without a secret, a query
/// of a URL or a body. The event and its views are valid until the callback returns.
class event {
public:
  /// Makes a view of a C handle.
  explicit event(const tsc_event *lent) noexcept : handle_(lent) {}

  /// Returns what happened.
  event_kind kind() const noexcept { return static_cast<event_kind>(tsc_event_kind(handle_)); }

  /// Returns a line for a log, at most 1 KiB.
  std::string_view message() const noexcept { return tsc_event_message(handle_); }

  /// Returns the method of the HTTP request; std::nullopt if the event is not about one request.
  std::optional<std::string_view> method() const noexcept {
    return detail::optional_view(tsc_event_method(handle_));
  }

  /// Returns the URL of the HTTP request without its query, or the address of a new connection;
  /// std::nullopt if the event is not about one.
  std::optional<std::string_view> url() const noexcept {
    return detail::optional_view(tsc_event_url(handle_));
  }

  /// Returns the id that the server gave the request; std::nullopt if there is none.
  std::optional<std::string_view> request_id() const noexcept {
    return detail::optional_view(tsc_event_request_id(handle_));
  }

  /// Returns status::ok, or the status of the failure, which need not be that of the call: the
  /// request may be sent again.
  tsc::status status() const noexcept {
    return static_cast<tsc::status>(tsc_event_status(handle_));
  }

  /// Returns the HTTP status of the response; 0 if none arrived.
  int http_status() const noexcept { return tsc_event_http_status(handle_); }

  /// Returns how many times the request has been sent, from 1; of a retry, the number of the
  /// attempt that follows; 0 for other events.
  std::uint32_t attempt() const noexcept { return tsc_event_attempt(handle_); }

  /// Returns when what the event is about began.
  std::chrono::system_clock::time_point time() const noexcept {
    const std::chrono::microseconds since_1970(tsc_event_time(handle_));
    return std::chrono::system_clock::time_point(
        std::chrono::duration_cast<std::chrono::system_clock::duration>(since_1970));
  }

  /// Returns how long it took.
  std::chrono::microseconds duration() const noexcept {
    return std::chrono::microseconds(tsc_event_duration_us(handle_));
  }

  /// Returns the wait before the request is sent again; 0 for other events than a retry.
  std::chrono::milliseconds wait() const noexcept {
    return std::chrono::milliseconds(tsc_event_wait_ms(handle_));
  }

  /// Returns the size of the request's body in bytes.
  std::uint64_t sent() const noexcept { return tsc_event_sent(handle_); }

  /// Returns the size of the response's body in bytes.
  std::uint64_t received() const noexcept { return tsc_event_received(handle_); }

  /// Returns the number of the session, which differs for each session of the process; 0: none.
  std::uint64_t session() const noexcept { return tsc_event_session(handle_); }

  /// Returns true if the request was sent over a pooled connection.
  bool is_reused_connection() const noexcept {
    return tsc_event_is_reused_connection(handle_) != 0;
  }

  /// Returns the C handle, which the call owns.
  const tsc_event *get() const noexcept { return handle_; }

private:
  const tsc_event *handle_;
};

namespace detail {

// A function object for events, which the library owns. No exception may pass through the library.
struct event_callback {
  std::function<void(const event &)> function;

  static void TSC_CALL take(const tsc_event *lent, void *self) noexcept {
    try {
      static_cast<event_callback *>(self)->function(event(lent));
    } catch (...) {
    }
  }
  static void TSC_CALL destroy(void *self) noexcept { delete static_cast<event_callback *>(self); }
};

// A function object for credentials, which the library owns, and what it threw at the sign-in.
struct credentials_callback {
  std::function<void(credentials &)> function;
  std::shared_ptr<std::exception_ptr> thrown;

  static std::int32_t TSC_CALL give(tsc_credentials *lent, void *self) noexcept {
    auto *const callback = static_cast<credentials_callback *>(self);
    try {
      credentials asked(lent);
      callback->function(asked);
      return 1;
    } catch (const std::exception &exception) {
      tsc_credentials_set_message(lent, exception.what(), nullptr);
      callback->keep(lent);
    } catch (...) {
      callback->keep(lent);
    }
    return 0;
  }
  static void TSC_CALL destroy(void *self) noexcept {
    delete static_cast<credentials_callback *>(self);
  }

private:
  // Several threads may be in renewals, but one is in the sign-in.
  void keep(const tsc_credentials *lent) noexcept {
    if (tsc_credentials_is_renewal(lent) == 0) {
      *thrown = std::current_exception();
    }
  }
};

} // namespace detail

/// A Tableau Server or Tableau Cloud: its address and the settings for reaching it. Any number of
/// threads may use it at the same time. Its sessions outlive it. A setting applies to the calls of
/// the server that begin later. A session keeps the settings that it signed in with, except for the
/// time limits. Setters send nothing, and return the server, so that they can be chained.
class server {
public:
  /// Makes a server from its address, such as "https://tableau.example.com". Without a scheme it is
  /// https. Does not connect. Reads the environment of the process now and never later. Throws
  /// status::invalid_argument if the URL has another scheme than http and https, a user or
  /// password, a query, or a host name that is not ASCII.
  explicit server(string_argument url)
      : handle_(detail::make<tsc_server *>(tsc_server_new, detail::text(url, "URL").c_str())) {}

  /// Makes a server with another environment than that of the process: strings "NAME=value". The
  /// library reads the variables of proxies, SSL_CERT_FILE and SSL_CERT_DIR.
  server(string_argument url, const std::vector<std::string> &environment)
      : handle_(with_environment(url, environment)) {}

  /// Takes the ownership of a C handle.
  explicit server(tsc_server *adopted) : handle_(adopted) {}

  /// Returns the address that was given, normalised: "https://tableau.example.com".
  std::string url() const { return tsc_server_url(handle_.use().get()); }

  /// Sets a file (PEM, or one certificate as DER) or a directory of such files with the
  /// certificates to trust, instead of the certificate authorities of the system, which
  /// std::nullopt restores. The files are read now and never later. Throws status::ca_path if there
  /// is no usable certificate. This setting and set_ca_pem replace each other.
  server &set_ca_path(string_argument path) & {
    detail::call(tsc_server_set_ca_path, handle_.use().get(),
                 detail::text(path, "CA path").c_str());
    return *this;
  }
  server set_ca_path(string_argument path) && { return std::move(set_ca_path(path)); }

  /// Sets the certificates to trust from PEM text; std::nullopt: the certificate authorities of the
  /// system. It is otherwise like set_ca_path.
  server &set_ca_pem(string_argument pem) & {
    detail::call(tsc_server_set_ca_pem, handle_.use().get(), data_of(pem), size_of(pem));
    return *this;
  }
  server set_ca_pem(string_argument pem) && { return std::move(set_ca_pem(pem)); }

  /// Turns the verification of the server's certificate off or on, the default. Turn it off for
  /// development only: without it, anybody on the network path can read the secrets.
  server &set_verify(bool verify) & {
    detail::call(tsc_server_set_verify, handle_.use().get(), verify ? 1 : 0);
    return *this;
  }
  server set_verify(bool verify) && { return std::move(set_verify(verify)); }

  /// Allows or forbids, the default, that secrets are sent over plain http to another machine,
  /// where anybody on the network path can read them. While it is forbidden, such sign-ins throw
  /// status::insecure. Secrets may always be sent over http to this machine.
  server &set_allow_http(bool allow) & {
    detail::call(tsc_server_set_allow_http, handle_.use().get(), allow ? 1 : 0);
    return *this;
  }
  server set_allow_http(bool allow) && { return std::move(set_allow_http(allow)); }

  /// Sets the client certificate for servers that request one (mutual TLS): the paths of PEM files
  /// with the certificate and its chain and with the private key, not encrypted. Without a key path
  /// the key is in the first file. std::nullopt: no client certificate, the default. The files are
  /// read now and never later. Throws status::ca_path if they are not usable.
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

  /// Sets the client certificate from PEM text with the chain and the key; std::nullopt: none. This
  /// setting and set_client_certificate replace each other.
  server &set_client_certificate_pem(string_argument pem) & {
    detail::call(tsc_server_set_client_certificate_pem, handle_.use().get(), data_of(pem),
                 size_of(pem));
    return *this;
  }
  server set_client_certificate_pem(string_argument pem) && {
    return std::move(set_client_certificate_pem(pem));
  }

  /// Sets the proxy, such as "http://proxy.example.com:3128", or "https://..." for TLS to the proxy
  /// itself, with "user:password@" (percent-encoded) if the proxy requires it. "": no proxy.
  /// std::nullopt: the proxy of the environment when the server was made, the default. Throws
  /// status::invalid_argument for socks4 and socks5, which are not supported.
  server &set_proxy(string_argument proxy_url) & {
    detail::call(tsc_server_set_proxy, handle_.use().get(),
                 detail::text(proxy_url, "proxy's URL").c_str());
    return *this;
  }
  server set_proxy(string_argument proxy_url) && { return std::move(set_proxy(proxy_url)); }

  /// Sets the time limits of calls: for making a connection (10 s by default), for the time in
  /// which the server sends nothing or takes in nothing of a request (120 s), and for one whole
  /// call with all its HTTP requests (600 s). 0: no limit. Calls that exceed one throw
  /// status::timeout. They also apply to sessions that exist already. A negative duration or one
  /// longer than 2^32 - 1 milliseconds throws std::invalid_argument.
  server &set_timeouts(std::chrono::milliseconds connect, std::chrono::milliseconds read,
                       std::chrono::milliseconds total) & {
    detail::call(tsc_server_set_timeouts, handle_.use().get(), detail::to_milliseconds(connect),
                 detail::to_milliseconds(read), detail::to_milliseconds(total));
    return *this;
  }
  server set_timeouts(std::chrono::milliseconds connect, std::chrono::milliseconds read,
                      std::chrono::milliseconds total) && {
    return std::move(set_timeouts(connect, read, total));
  }

  /// Sets the name of the program in the User-Agent header, 1 to 256 printable ASCII characters:
  /// "MyApp/1.0" makes "MyApp/1.0 libtsc/0.1.0". std::nullopt: only the library, the default.
  server &set_user_agent(string_argument product) & {
    detail::call(tsc_server_set_user_agent, handle_.use().get(),
                 detail::text(product, "product").c_str());
    return *this;
  }
  server set_user_agent(string_argument product) && { return std::move(set_user_agent(product)); }

  /// Sets a header that is sent with every request to the server, also over plain http and before
  /// the server is known to be a Tableau server; std::nullopt removes it. A header that
  /// request::set_header sets replaces one of the same name.
  server &set_header(string_argument name, string_argument value) & {
    detail::call(tsc_server_set_header, handle_.use().get(),
                 detail::text(name, "header's name").c_str(),
                 detail::text(value, "header's value").c_str());
    return *this;
  }
  server set_header(string_argument name, string_argument value) && {
    return std::move(set_header(name, value));
  }

  /// Sets the REST API version that sessions use, such as "3.19"; std::nullopt: the newest one of
  /// the server, the default. If the server does not have it, sign-ins throw
  /// status::unsupported_version. While a version is set, a sign-in sends the secret to the
  /// server's address without a check that a Tableau server responds there.
  server &set_api_version(string_argument api_version) & {
    detail::call(tsc_server_set_api_version, handle_.use().get(),
                 detail::text(api_version, "API version").c_str());
    return *this;
  }
  server set_api_version(string_argument api_version) && {
    return std::move(set_api_version(api_version));
  }

  /// Sets how often the requests of one call may be sent in total, beside the first time of each (4
  /// by default, 1: nothing is sent again), and the longest wait before a repetition (30 s). After
  /// HTTP 429 any request is sent again; after HTTP 408, 502, 503 and 504 and lost connections only
  /// what the server may receive twice: GET and HEAD, sign-ins with a token, and what
  /// request::set_repeatable says. A Retry-After header makes the wait longer; if it asks for more
  /// than the longest wait, the call throws at once. Sessions keep the setting of their sign-in. 0
  /// attempts throw status::invalid_argument; a negative duration or one longer than 2^32 - 1
  /// milliseconds throws std::invalid_argument.
  server &set_retry(std::uint32_t attempts, std::chrono::milliseconds longest_wait) & {
    detail::call(tsc_server_set_retry, handle_.use().get(), attempts,
                 detail::to_milliseconds(longest_wait));
    return *this;
  }
  server set_retry(std::uint32_t attempts, std::chrono::milliseconds longest_wait) && {
    return std::move(set_retry(attempts, longest_wait));
  }

  /// Sets whether the sessions that sign in afterwards sign in again by themselves when the server
  /// has ended them, and repeat the call that met it. Off by default: the library then keeps the
  /// credentials in memory until the sign-out. Sessions with a personal access token, a password or
  /// a connected app can be renewed. Where it fails, the call throws status::session_expired.
  server &set_renewal(bool renew) & {
    detail::call(tsc_server_set_renewal, handle_.use().get(), renew ? 1 : 0);
    return *this;
  }
  server set_renewal(bool renew) && { return std::move(set_renewal(renew)); }

  /// Sets the function that gets the events of the server, and of the sessions that sign in
  /// afterwards: one for the end of each HTTP request, and for each redirect, retry, new
  /// connection, sign-in, renewal, switch of site and sign-out. An empty function: no events, the
  /// default. The call waits for the function, so it must return quickly. An exception that it
  /// throws is ignored.
  server &set_event_callback(std::function<void(const event &)> function) & {
    const std::shared_ptr<tsc_server> used = handle_.use();
    if (!function) {
      const tsc_event_callback none = nullptr;
      detail::call(tsc_server_set_event_callback, used.get(), none, nullptr, nullptr);
      return *this;
    }
    auto callback = std::make_unique<detail::event_callback>();
    callback->function = std::move(function);
    detail::call(tsc_server_set_event_callback, used.get(), detail::event_callback::take,
                 callback.release(), detail::event_callback::destroy);
    return *this;
  }
  server set_event_callback(std::function<void(const event &)> function) && {
    return std::move(set_event_callback(std::move(function)));
  }

  /// Gets the product version and the API version of the server. Needs no sign-in. Blocks. Makes
  /// one HTTP request, and another one if the server is older than Tableau 10.1.
  [[nodiscard]] server_info get_info(cancellation *stop = nullptr) const {
    return server_info(detail::make<tsc_server_info *>(tsc_server_get_info, handle_.use().get(),
                                                       cancellation::use(stop).get()));
  }

  /// Signs in to a site by its contentUrl, which follows "/site/" in the address bar of the
  /// browser. "" and std::nullopt are the default site, which Tableau Cloud does not have. Throws
  /// status::sign_in_failed if the server refuses the credentials, the site or the impersonation.
  ///
  /// Blocks. Makes one HTTP request; before the first sign-in with the current settings of the
  /// server, also those of get_info. A sign-in that was cancelled or timed out may have taken place
  /// on the server.
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

  [[nodiscard]] session sign_in(const connected_app &with, string_argument site = "",
                                cancellation *stop = nullptr) const {
    return session(detail::make<tsc_session *>(
        tsc_server_sign_in_with_connected_app, handle_.use().get(), with.client_id_.c_str(),
        with.secret_id_.c_str(), with.secret_value_.c_str(), with.username_.c_str(),
        with.scopes_.c_str(), detail::text(site, "site").c_str(), c_str(with.impersonated_),
        cancellation::use(stop).get()));
  }

  /// Signs in with the credentials that a function sets, and asks it again when the server has
  /// ended the session, so that the library keeps none. It is called on the thread that needs them,
  /// at each attempt of the sign-in, and at each renewal, which is always on for such a session. It
  /// may wait, for a vault for instance.
  ///
  /// An exception that the function throws ends the sign-in, and is thrown again from here. In a
  /// renewal it ends the call with status::aborted, and its what() is in the message. Blocks. Makes
  /// as many HTTP requests as sign_in.
  [[nodiscard]] session sign_in_with_callback(std::function<void(credentials &)> function,
                                              string_argument site = "",
                                              cancellation *stop = nullptr) const {
    const std::shared_ptr<tsc_server> used = handle_.use();
    const std::shared_ptr<tsc_cancellation> cancellable = cancellation::use(stop);
    const detail::text content_url(site, "site");
    if (!function) {
      throw error(status::invalid_argument, "the function for credentials is empty");
    }
    const auto thrown = std::make_shared<std::exception_ptr>();
    auto callback = std::make_unique<detail::credentials_callback>();
    callback->function = std::move(function);
    callback->thrown = thrown;
    tsc_session *signed_in = nullptr;
    tsc_error *failure = nullptr;
    const tsc_status code = tsc_server_sign_in_with_callback(
        used.get(), detail::credentials_callback::give, callback.release(),
        detail::credentials_callback::destroy, content_url.c_str(), cancellable.get(), &signed_in,
        &failure);
    if (code == TSC_OK) {
      return session(signed_in);
    }
    if (*thrown) {
      tsc_error_free(failure);
      std::rethrow_exception(*thrown);
    }
    throw error(static_cast<tsc::status>(code), failure);
  }

  /// Makes a session from the token of a session that was signed in elsewhere, and asks the server
  /// for its site and user. Throws status::session_expired if the server does not know the token,
  /// or no longer. close() and the destructor do not sign it out; sign_out() does, also for all
  /// others who have the token. Blocks. Makes as many HTTP requests as sign_in.
  [[nodiscard]] session resume_session(string_argument token, cancellation *stop = nullptr) const {
    session resumed(detail::make<tsc_session *>(tsc_server_resume_session, handle_.use().get(),
                                                detail::text(token, "token").c_str(),
                                                cancellation::use(stop).get()));
    resumed.keep_signed_in();
    return resumed;
  }

  /// Closes all connections of the server and its sessions that no call is using. A connection that
  /// a call is using is closed when the call ends. Sends no request.
  void close_idle_connections() noexcept {
    tsc_server_close_idle_connections(handle_.peek().get());
  }

  /// Frees the server. Its sessions can still be used.
  void close() noexcept { handle_.take(); }

  /// Returns false once closed, released or moved from.
  explicit operator bool() const noexcept { return get() != nullptr; }
  /// Returns the C handle, which this object still owns; nullptr once closed or moved from.
  tsc_server *get() const noexcept { return handle_.peek().get(); }
  /// Passes the ownership of the C handle to the caller; returns nullptr once closed or moved from.
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
