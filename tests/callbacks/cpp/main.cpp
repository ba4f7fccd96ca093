// Callbacks of tsc.h from C++: the function objects belong to the library, and what they throw is
// thrown again once the library has returned. See README.md.
#include "support.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

simulator tableau;

// A call of this thread, and the first exception that a callback threw in it. A callback may make
// calls, too, on other servers.
struct running_call {
  running_call *const outer = innermost;
  std::exception_ptr thrown;
  static thread_local running_call *innermost;

  running_call() { innermost = this; }
  ~running_call() { innermost = outer; }
  running_call(const running_call &) = delete;
  running_call &operator=(const running_call &) = delete;

  // Called in the handler of an exception. Only calls that make() makes run callbacks.
  static void keep() noexcept {
    CHECK(innermost != nullptr);
    if (!innermost->thrown) {
      innermost->thrown = std::current_exception();
    }
  }
};
thread_local running_call *running_call::innermost = nullptr;

// Makes a call; throws what a callback threw in it, or else its own error.
template <class Call> void make(Call native) {
  std::exception_ptr thrown;
  tsc_error *error = nullptr;
  tsc_status status = TSC_OK;
  {
    running_call running;
    status = native(&error);
    thrown = running.thrown;
  }
  const std::unique_ptr<tsc_error, decltype(&tsc_error_free)> owned(error, tsc_error_free);
  if (thrown) {
    CHECK(status == TSC_OK || status == TSC_ERROR_ABORTED);
    std::rethrow_exception(thrown);
  }
  if (status != TSC_OK) {
    throw std::runtime_error(tsc_error_message(error));
  }
}

// How often a callback was called and freed. It outlives the callback.
struct counts {
  std::atomic<int> calls{0};
  std::atomic<int> frees{0};

  void check_freed_once() const { CHECK_NUMBER(1, frees); }
};

// What the library owns as user_data.
template <class Argument> struct callback {
  std::function<void(Argument *)> function;
  counts &counted;

  // Returns false if the function threw.
  static bool run(void *user_data, Argument *lent) noexcept {
    auto &self = *static_cast<callback *>(user_data);
    CHECK_NUMBER(0, self.counted.frees);
    self.counted.calls++;
    try {
      self.function(lent);
      return true;
    } catch (...) {
      running_call::keep();
      return false;
    }
  }

  static void TSC_CALL destroy(void *user_data) noexcept {
    auto *const self = static_cast<callback *>(user_data);
    self->counted.frees++;
    delete self;
  }
};
using event_callback = callback<const tsc_event>;
using credentials_callback = callback<tsc_credentials>;

void TSC_CALL on_event(const tsc_event *event, void *user_data) noexcept {
  event_callback::run(user_data, event);
}

std::int32_t TSC_CALL on_credentials(tsc_credentials *asked, void *user_data) noexcept {
  return credentials_callback::run(user_data, asked) ? 1 : 0;
}

// The handles; a call that throws frees what it has made.
using server_handle = std::unique_ptr<tsc_server, decltype(&tsc_server_free)>;
using session_handle = std::unique_ptr<tsc_session, decltype(&tsc_session_free)>;
using list_handle = std::unique_ptr<tsc_list, decltype(&tsc_list_free)>;

server_handle server_with_events(std::function<void(const tsc_event *)> function, counts &counted) {
  server_handle server(server_of(&tableau), tsc_server_free);
  auto owned = std::make_unique<event_callback>(event_callback{std::move(function), counted});
  make([&](tsc_error **error) {
    return tsc_server_set_event_callback(server.get(), on_event, owned.release(),
                                         event_callback::destroy, error);
  });
  return server;
}

session_handle sign_in(const server_handle &server, std::function<void(tsc_credentials *)> function,
                       counts &counted) {
  session_handle session(nullptr, tsc_session_free);
  auto owned =
      std::make_unique<credentials_callback>(credentials_callback{std::move(function), counted});
  make([&](tsc_error **error) {
    tsc_session *made = nullptr;
    const tsc_status status = tsc_server_sign_in_with_callback(
        server.get(), on_credentials, owned.release(), credentials_callback::destroy, nullptr,
        nullptr, &made, error);
    session.reset(made);
    return status;
  });
  return session;
}

void give_alice(tsc_credentials *asked) {
  make([&](tsc_error **error) {
    return tsc_credentials_set_password(asked, "alice", "alice-password", error);
  });
}

list_handle workbooks(const session_handle &session) {
  return list_handle(list_of(session.get(), "workbooks"), tsc_list_free);
}

bool next(const list_handle &list) {
  const tsc_node *node = nullptr;
  make([&](tsc_error **error) { return tsc_list_next(list.get(), nullptr, &node, error); });
  return node != nullptr;
}

void end_sessions() { std::free(simulator_control(&tableau, "POST", "/sessions/end", "{}")); }

void job_is_renewed_and_frees_once() {
  counts events;
  counts credentials;
  int renewals = 0;
  server_handle server = server_with_events(
      [&](const tsc_event *event) {
        renewals += tsc_event_kind(event) == TSC_EVENT_RENEWAL ? 1 : 0;
      },
      events);
  session_handle session = sign_in(server, give_alice, credentials);
  server.reset();
  list_handle list = workbooks(session);
  int count = 0;
  while (count < 50 && next(list)) {
    count++;
  }
  end_sessions();
  while (next(list)) {
    count++;
  }
  CHECK_NUMBER(WORKBOOKS_ON_DEFAULT, count);
  CHECK_NUMBER(1, renewals);
  CHECK_NUMBER(2, credentials.calls);
  make([&](tsc_error **error) { return tsc_session_sign_out(session.get(), nullptr, error); });
  list.reset();
  session.reset();
  events.check_freed_once();
  credentials.check_freed_once();
}

struct my_exception : std::runtime_error {
  using std::runtime_error::runtime_error;
};

template <class Function> void throws_my_exception(const char *what, Function function) {
  try {
    function();
  } catch (const my_exception &exception) {
    CHECK_TEXT(what, exception.what());
    return;
  }
  CHECK(false);
}

void exceptions_come_back() {
  counts events;
  counts refused;
  counts credentials;
  bool events_throw = false;
  bool vault_is_open = true;
  server_handle server = server_with_events(
      [&](const tsc_event *) {
        if (events_throw) {
          throw my_exception("event");
        }
      },
      events);
  throws_my_exception("credentials", [&] {
    sign_in(server, [](tsc_credentials *) { throw my_exception("credentials"); }, refused);
  });
  refused.check_freed_once();
  session_handle session = sign_in(
      server,
      [&](tsc_credentials *asked) {
        if (!vault_is_open) {
          throw my_exception("renewal");
        }
        give_alice(asked);
      },
      credentials);

  vault_is_open = false;
  end_sessions();
  list_handle list = workbooks(session);
  throws_my_exception("renewal", [&] { next(list); });
  vault_is_open = true;
  // The list goes on; the call whose event throws has read a page all the same.
  events_throw = true;
  throws_my_exception("event", [&] { next(list); });
  CHECK(next(list));
  throws_my_exception("event", [&] { sign_in(server, give_alice, credentials); });
  credentials.check_freed_once();
  credentials.frees = 0;
  list.reset();
  session.reset();
  server.reset();
  events.check_freed_once();
  credentials.check_freed_once();
}

void threads_are_the_callers_own() {
  counts events;
  std::atomic<int> inside{0};
  server_handle server = server_with_events(
      [&](const tsc_event *) { inside += running_call::innermost != nullptr ? 1 : 0; }, events);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; i++) {
    threads.emplace_back([&] {
      counts credentials;
      const std::thread::id own = std::this_thread::get_id();
      session_handle session = sign_in(
          server,
          [&](tsc_credentials *asked) {
            CHECK(std::this_thread::get_id() == own);
            give_alice(asked);
          },
          credentials);
      list_handle list = workbooks(session);
      CHECK(next(list));
      make([&](tsc_error **error) { return tsc_session_sign_out(session.get(), nullptr, error); });
      list.reset();
      session.reset();
      credentials.check_freed_once();
    });
  }
  for (std::thread &thread : threads) {
    thread.join();
  }
  server.reset();
  CHECK_NUMBER(inside, events.calls);
  CHECK(events.calls >= 8 * 5);
  events.check_freed_once();
}

// What becomes of an exception that leaves a callback: the program does not get to its handler.
void TSC_CALL throw_in_event(const tsc_event *, void *) { throw my_exception("it escaped"); }

std::int32_t TSC_CALL throw_in_credentials(tsc_credentials *, void *) {
  throw my_exception("it escaped");
}

void let_it_escape(const char *from) {
  server_handle server(server_of(&tableau), tsc_server_free);
  tsc_session *session = nullptr;
  const bool events = std::strcmp(from, "event") == 0;
  try {
    make([&](tsc_error **error) {
      return tsc_server_set_event_callback(server.get(), events ? throw_in_event : nullptr, nullptr,
                                           nullptr, error);
    });
    make([&](tsc_error **error) {
      return tsc_server_sign_in_with_callback(server.get(), throw_in_credentials, nullptr, nullptr,
                                              nullptr, nullptr, &session, error);
    });
  } catch (const my_exception &exception) {
    std::printf("caught: %s\n", exception.what());
  }
}

} // namespace

int main(int count, char **arguments) {
  simulator_start(&tableau);
  if (count > 1) {
    let_it_escape(arguments[1]);
  } else {
    job_is_renewed_and_frees_once();
    exceptions_come_back();
    threads_are_the_callers_own();
  }
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
