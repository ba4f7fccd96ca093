/**
 * @file
 * tsc.h: sign in to Tableau Server and Tableau Cloud, and work with the session.
 *
 * @code{.c}
 *   tsc_server *server = NULL;
 *   tsc_session *session = NULL;
 *   tsc_error *error = NULL;
 *   if (tsc_server_new("https://tableau.example.com", &server, &error) == TSC_OK &&
 *       tsc_server_sign_in_with_personal_access_token(
 *           server, "token name", "token value", "site", NULL, NULL, &session, &error) == TSC_OK) {
 *     ... tsc_session_list, tsc_session_request, tsc_session_switch_site ...
 *     tsc_session_sign_out(session, NULL, error ? NULL : &error);
 *   }
 *   if (error) fprintf(stderr, "%s\n", tsc_error_message(error));
 *   tsc_error_free(error);
 *   tsc_session_free(session);
 *   tsc_server_free(server);
 * @endcode
 *
 * This file is generated from the library's source. The sections below hold for every function
 * unless its own comment says otherwise.
 *
 * COMMENTS. The comment of a function describes each parameter (param: in for an input, out for
 * what the function writes), the result (return) and the statuses that are particular to the
 * function (retval). Its last paragraph has three parts. "Blocks" says whether the function may
 * wait for the network, and how many HTTP requests it makes; see BLOCKING. "Threads" says how
 * many threads may call it with the same handle at the same time; see THREADS. "Since" is the
 * first version of the library that has the function.
 *
 * PARAMETERS come in this order: the handle, inputs, a cancellation, outputs, an error. Strings
 * are UTF-8 and end with a NUL; strings and data are read only during the call. The paths of
 * files are UTF-8 on Windows, too, where they may be longer than MAX_PATH. Where a parameter
 * means yes or no, 0 is no and any other value is yes. The description of a pointer says whether
 * it may be NULL. If one is NULL that must not be, functions that return a status return
 * TSC_ERROR_INVALID_ARGUMENT. If the handle, the first parameter, is NULL, they do so too,
 * getters return NULL, 0 or -1, and other functions do nothing.
 *
 * STATUSES. A function that can fail returns a tsc_status. Its comment lists the statuses that
 * are particular to it, and refers to three groups of them:
 *   - The common statuses, which each of these functions may return:
 *     TSC_ERROR_INVALID_ARGUMENT if a pointer that must not be NULL is NULL, or a string is
 *     not UTF-8; TSC_ERROR_INVALID_STATE if a handle is used as THREADS and FORK do not allow;
 *     TSC_ERROR_INTERNAL for a bug in the library, which affects that call only;
 *     TSC_ERROR_NO_MEMORY for want of memory, see MEMORY.
 *   - The network statuses: TSC_ERROR_CANCELLED, TSC_ERROR_TIMEOUT, TSC_ERROR_RESOLVE,
 *     TSC_ERROR_CONNECT, TSC_ERROR_PROXY, TSC_ERROR_TLS and TSC_ERROR_CERTIFICATE if no
 *     complete response arrived; TSC_ERROR_REDIRECT if the response is a redirect that is not
 *     followed; TSC_ERROR_PROTOCOL if the response is not one of a Tableau server;
 *     TSC_ERROR_TOO_LARGE if the response exceeds a limit. The server may have carried out the
 *     request even so.
 *   - The HTTP statuses, if the response is an HTTP error: TSC_ERROR_BAD_REQUEST to
 *     TSC_ERROR_HTTP, TSC_ERROR_PROXY for 407 and TSC_ERROR_TOO_LARGE for 413.
 *
 * ERRORS. A function that returns another status than TSC_OK stores a tsc_error in *error.
 * When a call begins, it sets its outputs and *error to NULL or 0, whatever they held: free an
 * earlier error first, or its memory leaks. Outputs are written only on success, and an error
 * only on failure. Compilers warn if the status of a function with an output handle is not
 * used (TSC_NODISCARD).
 *
 * OWNERSHIP. The caller owns each handle that a function returns or stores in an output, and
 * frees it once, with the _free function of its type. Handles may be freed in any order: each
 * keeps what it needs. A _free function never fails, never waits, and never signs out.
 * Strings, const nodes and const responses are lent: they are valid until the handle that they
 * come from is freed, whatever other threads do meanwhile, and are not freed by the caller.
 * The node of a list is valid only until the next tsc_list_next or tsc_list_next_page, and so
 * is a block of a list.
 *
 * THREADS. Servers, sessions and cancellations may be used by any number of threads at the
 * same time. A _free function must be the last that is called for a handle, but a cancellation
 * may be freed while calls that were given it are running. Lists, requests, responses, errors,
 * infos and their nodes may be used by one thread at a time. If a thread uses a list or
 * request that another thread is using, it gets TSC_ERROR_INVALID_STATE, and no harm is done.
 * A function may change the inside of a handle that it takes as const.
 *
 * BLOCKING. Functions with a cancellation parameter may use the network, and block the calling
 * thread. They have time limits (tsc_server_set_timeouts), and return soon after they are
 * cancelled. Windows measures the time in steps of up to 16 ms. All other functions return
 * without waiting, and send no request. The comment of a function says how many HTTP requests it
 * makes; each redirect that is followed, at most five, is one more, and so is each repetition.
 *
 * REPETITION. A request that is "repeatable" is sent again after HTTP 408, 429, 502, 503 and
 * 504, and if its connection ends before the whole response has arrived; any other request is
 * sent again after HTTP 429 only. One call sends its requests again at most three times in
 * all, and waits before each time; tsc_server_set_retry changes that. In addition, a request
 * whose pooled connection turns out to be closed is sent once more over a new one, if it is
 * repeatable, a sign-in or a sign-out. If the server has ended the session, a session that can
 * be renewed sends one sign-in and then the request once more (tsc_server_set_renewal).
 *
 * SETTINGS. A setting applies to the calls of the server that begin later. A session keeps the
 * settings that it signed in with, except for the time limits. If a setter fails, the setting
 * stays as it was.
 *
 * CONNECTIONS are pooled for later calls. A server shares its pool with the sessions that
 * signed in with its current settings. At most 16 connections are idle in a pool. One that was
 * idle for more than 60 s, or while the machine was suspended, is not used again. There is no
 * thread that closes idle connections: they are closed when the next call looks for one, when
 * all handles that share the pool are freed, or by tsc_server_close_idle_connections. A peer
 * that has vanished is detected within 30 s, whatever the time limits are; while a request of
 * more than 64 KiB is being sent, only the read limit detects it. The addresses of a host are
 * tried one after the other, 250 ms apart, and the first that connects is used (RFC 8305).
 *
 * REDIRECTS. A request that carries a secret is redirected only within its origin (scheme,
 * host and port): GET and HEAD by 301, 302, 303, 307 and 308, any other method by 307 and 308.
 *
 * COOKIES that the server, or a load balancer or gateway in front of it, sets at the sign-in
 * or later are sent with the later requests of the session, as their Path, Secure, Max-Age and
 * Expires require, and to no other host or port. At most 32 cookies with 8 KiB in total are
 * stored; beyond that, those that were set first are dropped. A site switch keeps the cookies,
 * and sign-out deletes them. If the program sets a Cookie header, no stored cookies are sent,
 * and cookies that the response sets are not stored. The cookies workgroup_session_id and
 * XSRF-TOKEN, and any that contains a secret of the call, are never stored.
 *
 * PROCESS. The library prints nothing, handles no signals, and changes no global state, except
 * that it registers a fork handler (pthread_atfork) or, on Windows, starts Winsock (WSAStartup).
 * Its only threads resolve host names, at most 8 at once, and fetch pages of lists for which
 * the program set tsc_list_set_lookahead, at most 32 at once; all signals are blocked in them. A
 * call that ends during name resolution leaves these threads running until the resolver returns,
 * and a list that is freed its threads until they notice it, which takes no longer than a
 * moment. Functions that return a status need 128 KiB of stack. A call that waits for the
 * network uses one file descriptor in addition to its connection (on macOS two, those of a pipe;
 * on Windows a UDP socket on the loopback interface), and so does each page of a list that is
 * fetched ahead.
 *
 * ENDING THREADS. If a thread is cancelled with pthread_cancel during a call, and its cancel
 * type is deferred, the default, the thread ends at the first cancellation point after the
 * call. On Windows, do not end a thread with TerminateThread during a call: locks that it holds
 * stay locked, and other calls may wait for them without end.
 *
 * CALLBACKS run only on a thread that is inside a library call which uses them, with none of
 * the library's mutexes held, and never on the library's own threads. Calls of other threads
 * that need the same session's sign-in, sign-out or switch of site may wait until the callback
 * returns, so it must not wait for them. The library takes over
 * their user_data, even if the function that gets it fails. It calls free_user_data, which may
 * be NULL, exactly once, when no handle and no call can use the user_data any more: inside a
 * library call or a _free function, also when another callback replaces this one. In a
 * callback, functions with a cancellation parameter return TSC_ERROR_INVALID_STATE for handles
 * of the same server, since they could wait for themselves; handles that a call is using must
 * not be freed; getters, setters and tsc_cancellation_cancel may be called. No exception, no
 * longjmp and no pthread_exit may leave a callback. Declare it with TSC_CALL.
 *
 * UNLOADING. On Linux the library stays loaded once it is loaded, on Windows and macOS once it
 * has made a handle: dlclose and FreeLibrary then leave it where it is. On Windows, call no
 * function of the library from DllMain.
 *
 * MEMORY. If there is no memory for a response, a body, or what a file or an argument contains,
 * a function returns TSC_ERROR_NO_MEMORY, and the handles stay as they were. The request may
 * have been sent. If there is no memory for one of the small blocks that calls also need, Rust's
 * runtime prints a line to stderr and aborts the process. These blocks have less than 64 KiB; in
 * usual calls the largest has 14 KB.
 *
 * FORK (not on Windows). In a forked child, servers, sessions, lists, requests and
 * cancellations that were made before the fork can only be freed. Functions that return a
 * status return TSC_ERROR_INVALID_STATE for them; others treat them like NULL. Callbacks that
 * were given before the fork are not called there, and their user_data is not freed.
 *
 * SECRETS (passwords, tokens, cookies) appear in no message. They are wiped from memory when
 * they are freed, and from the stack and the vector registers of the calling thread when a
 * function that returns a status returns; getters and _free functions do not wipe these. The
 * library's own threads wipe theirs after each page that they fetch. The
 * parts of a response that the TLS implementation holds stay in memory until its connection is
 * closed, and the connection may be pooled.
 */

#ifndef TSC_H
#define TSC_H

#include <stddef.h>
#include <stdint.h>

/** The major version of this header. tsc_version() returns the version of the library. */
#define TSC_VERSION_MAJOR 0
/** The minor version of this header. */
#define TSC_VERSION_MINOR 1
/** The patch version of this header. */
#define TSC_VERSION_PATCH 0
/** The version of this header in the form of tsc_version_number(). */
#define TSC_VERSION_NUMBER \
  ((TSC_VERSION_MAJOR << 16) | (TSC_VERSION_MINOR << 8) | TSC_VERSION_PATCH)

/**
 * @def TSC_API
 * Each declaration has it, for a function of the library. It is not a setting: a program does not
 * define it. On Windows, a program that contains the library instead of loading the DLL defines
 * TSC_STATIC.
 */
/**
 * @def TSC_CALL
 * Each declaration has it, for the calling convention. It is not a setting: a program does not
 * define it.
 */
#if defined(TSC_API) || defined(TSC_CALL)
#error "TSC_API and TSC_CALL are defined by tsc.h only; see TSC_STATIC"
#endif
#if defined(_WIN32) && !defined(TSC_STATIC)
#define TSC_API __declspec(dllimport)
#elif defined(__GNUC__) && !defined(_WIN32)
#define TSC_API __attribute__((visibility("default")))
#else
#define TSC_API
#endif
#if defined(_WIN32)
#define TSC_CALL __cdecl
#else
#define TSC_CALL
#endif

/**
 * @def TSC_NODISCARD
 * Warns if a status is not used: an output handle is there only if the status is TSC_OK. Define
 * it as empty to have no such warnings. Microsoft's compiler warns in C++17 and later.
 */
#ifndef TSC_NODISCARD
#if defined(__GNUC__) || defined(__clang__)
#define TSC_NODISCARD __attribute__((warn_unused_result))
#elif defined(_MSC_VER) && defined(_MSVC_LANG) && _MSVC_LANG >= 201703L
#define TSC_NODISCARD [[nodiscard]]
#else
#define TSC_NODISCARD
#endif
#endif

/**
 * An HTTP request has ended.
 */
#define TSC_EVENT_REQUEST 1

/**
 * A redirect is followed.
 */
#define TSC_EVENT_REDIRECT 2

/**
 * A request will be sent again after a wait (tsc_server_set_retry).
 */
#define TSC_EVENT_RETRY 3

/**
 * A new connection was made, or could not be made.
 */
#define TSC_EVENT_CONNECTION 4

/**
 * A sign-in has ended, or the resumption of a session.
 */
#define TSC_EVENT_SIGN_IN 5

/**
 * A session was signed in again, or could not be (tsc_server_set_renewal).
 */
#define TSC_EVENT_RENEWAL 6

/**
 * A switch of site has ended.
 */
#define TSC_EVENT_SWITCH_SITE 7

/**
 * A sign-out has ended.
 */
#define TSC_EVENT_SIGN_OUT 8

/**
 * A means to end calls early: pass one to the calls that a Cancel button is to end, or that
 * share a time limit.
 *
 * Every function that may use the network takes one, or NULL. Any number of threads and calls
 * may use it at the same time.
 */
typedef struct tsc_cancellation tsc_cancellation;

/**
 * The credentials that a tsc_credentials_callback is asked for.
 *
 * The callback gets it and sets one kind of credentials; the last one counts. It is lent
 * until the callback returns.
 */
typedef struct tsc_credentials tsc_credentials;

/**
 * The reason why a call failed: a status for programs, a message for people, and the server's
 * response if there was one.
 *
 * A call that fails stores one in its last parameter; free it with tsc_error_free. All that it
 * returns is valid until then. It may be used by one thread at a time.
 */
typedef struct tsc_error tsc_error;

/**
 * An event: something that the library did or met, for logs, metrics and traces.
 *
 * A tsc_event_callback gets it. It is lent until the callback returns, and so are its
 * strings: copy what is needed later. It has no secret, no query of a URL and no body.
 */
typedef struct tsc_event tsc_event;

/**
 * A list on the server: workbooks, users, sites or anything else that the REST API lists. Its
 * pages are fetched one by one while it is read.
 *
 * It belongs to the session, site and user with which it was made, and outlives the session.
 * Its page size, look-ahead, filters, sort keys and parameters are set before reading begins
 * with the first tsc_list_total_available, tsc_list_next or tsc_list_next_page. It may be used by
 * one thread at a time.
 */
typedef struct tsc_list tsc_list;

/**
 * An element of the XML in a response.
 *
 * The list or response that it comes from lends it, and it is never freed by itself. The
 * strings and nodes that it returns are valid as long as it is. It may be used by one thread
 * at a time.
 */
typedef struct tsc_node tsc_node;

/**
 * Any call of the REST API with the token of a session. It may be sent any number of times.
 *
 * It belongs to the session, site and user with which it was made, and outlives the session.
 * It may be used by one thread at a time.
 */
typedef struct tsc_request tsc_request;

/**
 * The response of a server: its HTTP status, headers and body, and the elements of a body that
 * is XML.
 *
 * tsc_request_send returns one that the caller frees with tsc_response_free;
 * tsc_error_response lends one. All that it returns is valid as long as it is. It may be used
 * by one thread at a time.
 */
typedef struct tsc_response tsc_response;

/**
 * A Tableau Server or Tableau Cloud: its address and the settings for reaching it.
 *
 * Any number of threads may use it at the same time. Its sessions outlive it.
 */
typedef struct tsc_server tsc_server;

/**
 * The versions of a server, from tsc_server_get_info.
 *
 * Free it with tsc_server_info_free; the strings that it returns are valid until then. It may
 * be used by one thread at a time.
 */
typedef struct tsc_server_info tsc_server_info;

/**
 * A signed-in session: a user on a site of a server.
 *
 * Any number of threads may use it at the same time. It outlives its server. A string that it
 * returns stays as it is until the session is freed, even if the session has another token,
 * site or user by then.
 */
typedef struct tsc_session tsc_session;

/**
 * The result of a call: `TSC_OK` or one of the `TSC_ERROR_...` numbers.
 *
 * Numbers are never reused and never change; later versions may add some, so
 * treat an unknown number as a failure.
 */
typedef int32_t tsc_status;

/**
 * Takes an event. It is called on a thread that is inside a library call of the server or of
 * one of its sessions, lists and requests, by several threads at once if the program uses
 * several.
 *
 * In it, functions with a cancellation parameter return TSC_ERROR_INVALID_STATE for handles
 * of the same server: they could wait for themselves. Getters, and tsc_cancellation_cancel,
 * may be called. Handles that a call is using must not be freed. It must return, and
 * quickly: the call waits for it. No exception and no longjmp may leave it.
 *
 * @param[in] event The event, lent until the callback returns. Never NULL.
 * @param[in] user_data The pointer that was given with the callback. May be NULL.
 */
typedef void (TSC_CALL *tsc_event_callback)(const tsc_event *event, void *user_data);

/**
 * Frees the user_data of a callback. It is called once, when no handle and no call can use
 * the user_data any more: inside a library call or a _free function, on the thread that
 * makes it. A forked child does not call it for what was given before the fork. In it, as in
 * a callback, functions with a cancellation parameter return TSC_ERROR_INVALID_STATE for
 * handles of the same server.
 *
 * @param[in] user_data The pointer that was given with the callback. May be NULL.
 */
typedef void (TSC_CALL *tsc_free_callback)(void *user_data);

/**
 * Sets the credentials for a sign-in. It is called on the thread that signs in, after the
 * server was asked for its version: at each attempt of a sign-in, and at each renewal, by
 * the thread whose call met the session's end. Several threads may call it at once if they
 * sign in at once.
 *
 * In it, functions with a cancellation parameter return TSC_ERROR_INVALID_STATE for handles
 * of the same server. It may wait, for a vault for instance; tsc_credentials_cancellation
 * says when to stop. The call's time limits count the wait, and are checked when it returns.
 * No exception and no longjmp may leave it.
 *
 * @param[in] credentials Receives the credentials, by one of the tsc_credentials_set functions.
 *   Never NULL.
 * @param[in] user_data The pointer that was given with the callback. May be NULL.
 *
 * @return 1 if it has set credentials. Any other value ends the sign-in with TSC_ERROR_ABORTED,
 *   and the message of tsc_credentials_set_message. If it returns 1 and has set none, the
 *   sign-in ends with TSC_ERROR_INVALID_ARGUMENT.
 */
typedef int32_t (TSC_CALL *tsc_credentials_callback)(tsc_credentials *credentials, void *user_data);

/**
 * The call succeeded.
 */
#define TSC_OK 0

/**
 * An argument is NULL, not UTF-8, or an invalid URL, path, method or header.
 */
#define TSC_ERROR_INVALID_ARGUMENT 1

/**
 * A bug in the library. Please report it with the error's message.
 */
#define TSC_ERROR_INTERNAL 2

/**
 * The call's `tsc_cancellation` was cancelled.
 */
#define TSC_ERROR_CANCELLED 3

/**
 * A time limit ran out before the response was complete.
 */
#define TSC_ERROR_TIMEOUT 4

/**
 * The host name cannot be resolved.
 */
#define TSC_ERROR_RESOLVE 5

/**
 * The connection was refused, the host is unreachable, or the connection was closed before the
 * response was complete.
 */
#define TSC_ERROR_CONNECT 6

/**
 * The proxy refused the request (407 too), or cannot be reached.
 */
#define TSC_ERROR_PROXY 7

/**
 * The TLS handshake failed, for another reason than the server's certificate.
 */
#define TSC_ERROR_TLS 8

/**
 * The server's certificate is not valid: unknown issuer, other host, expired, ...
 */
#define TSC_ERROR_CERTIFICATE 9

/**
 * A certificate or key file is missing, unreadable, or has no usable content.
 */
#define TSC_ERROR_CA_PATH 10

/**
 * The server redirects to a location that is not safe to follow.
 */
#define TSC_ERROR_REDIRECT 11

/**
 * The response is not Tableau's: HTML, malformed, or without its token.
 */
#define TSC_ERROR_PROTOCOL 12

/**
 * The server's API version lacks the call (Tableau's 404001 and 404003 too).
 */
#define TSC_ERROR_UNSUPPORTED_VERSION 13

/**
 * The handle cannot do this now: a setter of a list that has begun; a list or
 * request whose session has switched site since; a handle that a forked child
 * inherited; a list or request in use by another thread.
 */
#define TSC_ERROR_INVALID_STATE 14

/**
 * The response is over a limit of size or nesting, or the server sent 413.
 */
#define TSC_ERROR_TOO_LARGE 15

/**
 * A secret would be sent over plain http, and `tsc_server_set_allow_http` is off.
 */
#define TSC_ERROR_INSECURE 16

/**
 * A callback of the program ended the call.
 */
#define TSC_ERROR_ABORTED 18

/**
 * There is no memory for a response, a body, or what a file or an argument contains.
 */
#define TSC_ERROR_NO_MEMORY 19

/**
 * HTTP 400: the server did not understand the request.
 */
#define TSC_ERROR_BAD_REQUEST 20

/**
 * HTTP 401 at sign-in: user, password, token, site or impersonation refused.
 */
#define TSC_ERROR_SIGN_IN_FAILED 21

/**
 * The session was signed out. Nothing was sent.
 */
#define TSC_ERROR_NOT_SIGNED_IN 22

/**
 * HTTP 401 on a session: it expired or was ended on the server (a later sign-in with the same
 * token does so), or the scopes of its token do not cover the call.
 */
#define TSC_ERROR_SESSION_EXPIRED 23

/**
 * HTTP 403: the user has no permission; at switch-site, none for that site.
 */
#define TSC_ERROR_FORBIDDEN 24

/**
 * HTTP 404: there is no such resource.
 */
#define TSC_ERROR_NOT_FOUND 25

/**
 * HTTP 405. At sign-in, the cause is mostly an http:// address whose server requires https://.
 */
#define TSC_ERROR_METHOD_NOT_ALLOWED 26

/**
 * HTTP 409: the resource exists already, or conflicts with an existing one.
 */
#define TSC_ERROR_CONFLICT 27

/**
 * HTTP 429: too many requests; see `tsc_error_retry_after`.
 */
#define TSC_ERROR_RATE_LIMITED 28

/**
 * HTTP 5xx: the server, or a proxy in front of it, failed.
 */
#define TSC_ERROR_SERVER 29

/**
 * Any other HTTP status. Statuses added later take cases from this one.
 */
#define TSC_ERROR_HTTP 30

#ifdef __cplusplus
extern "C" {
#endif /* __cplusplus */

/**
 * Gets the version of the loaded library as text: "0.1.0".
 *
 * @return The version, never NULL. The string is valid until the process ends.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_version(void);

/**
 * Gets the version of the loaded library as a number: major << 16 | minor << 8 | patch.
 * TSC_VERSION_NUMBER is the version of the header in the same form.
 *
 * @return The number, such as 256 for 0.1.0.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API uint32_t TSC_CALL tsc_version_number(void);

/**
 * Gets the name of a status: "TSC_ERROR_TIMEOUT" for 4.
 *
 * @param[in] status Any number.
 *
 * @return The name, or "TSC_ERROR_UNKNOWN" for a number that this version of the library does
 *   not define. Never NULL. The string is valid until the process ends.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_status_name(tsc_status status);

/**
 * Gets the status that the failed call returned.
 *
 * @param[in] error The error. If it is NULL, the function returns TSC_OK.
 *
 * @return The status, one of the TSC_ERROR_... numbers.
 *
 * Blocks: no. Threads: one at a time for an error. Since: 0.1.0.
 */
TSC_API tsc_status TSC_CALL tsc_error_status(const tsc_error *error);

/**
 * Gets a message for people and logs: what failed, on which URL, why, and what to do about it.
 *
 * @param[in] error The error. If it is NULL, the function returns "".
 *
 * @return The message, which the error lends. Never NULL.
 *
 * It is one line of at most 1,000 characters, without secrets, without the query of the URL,
 * and without control or bidirectional formatting characters.
 *
 * Blocks: no. Threads: one at a time for an error. Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_error_message(const tsc_error *error);

/**
 * Gets the HTTP status of the response that caused the error.
 *
 * @param[in] error The error. If it is NULL, the function returns 0.
 *
 * @return The HTTP status, also for a redirect that is not followed and for a response that
 *   cannot be read; 0 if no complete response arrived.
 *
 * Blocks: no. Threads: one at a time for an error. Since: 0.1.0.
 */
TSC_API int32_t TSC_CALL tsc_error_http_status(const tsc_error *error);

/**
 * Gets Tableau's error code as text, such as "401001".
 *
 * @param[in] error The error. If it is NULL, the function returns NULL.
 *
 * @return The code, which the error lends, or NULL if the response has none.
 *
 * Blocks: no. Threads: one at a time for an error. Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_error_tableau_code(const tsc_error *error);

/**
 * Gets the server's summary of the failure, such as "Signin Error".
 *
 * @param[in] error The error. If it is NULL, the function returns NULL.
 *
 * @return The summary, which the error lends, or NULL if the response has none.
 *
 * It is one line, without control or bidirectional formatting characters. The secrets of the
 * call are redacted, as in tsc_error_response.
 *
 * Blocks: no. Threads: one at a time for an error. Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_error_summary(const tsc_error *error);

/**
 * Gets the server's detail of the failure, such as "Error signing in to Tableau Server".
 *
 * @param[in] error The error. If it is NULL, the function returns NULL.
 *
 * @return The detail, which the error lends, or NULL if the response has none.
 *
 * It is one line, without control or bidirectional formatting characters. The secrets of the
 * call are redacted, as in tsc_error_response.
 *
 * Blocks: no. Threads: one at a time for an error. Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_error_detail(const tsc_error *error);

/**
 * Gets whether the same call may succeed later.
 *
 * @param[in] error The error. If it is NULL, the function returns 0.
 *
 * @return 1 after a time limit that expired, a host that could not be resolved, a connection
 *   that could not be made or was lost, a proxy that could not be reached, and HTTP 408, 429,
 *   502, 503 and 504; otherwise 0, also if `error` is NULL. The library may have tried the call
 *   several times already (tsc_server_set_retry); and unless the call can be repeated without
 *   harm, find out first whether the server has carried it out.
 *
 * Blocks: no. Threads: one at a time for an error. Since: 0.1.0.
 */
TSC_API int32_t TSC_CALL tsc_error_is_transient(const tsc_error *error);

/**
 * Gets how many seconds from now the server asks to wait before the next attempt (the
 * Retry-After header).
 *
 * @param[in] error The error. If it is NULL, the function returns -1.
 *
 * @return The number of seconds, or -1 if the server does not say.
 *
 * Blocks: no. Threads: one at a time for an error. Since: 0.1.0.
 */
TSC_API int64_t TSC_CALL tsc_error_retry_after(const tsc_error *error);

/**
 * Gets the response that caused the error.
 *
 * @param[in] error The error. If it is NULL, the function returns NULL.
 *
 * @return The response, or NULL if no complete response arrived. The error lends it: do not
 *   call tsc_response_free for it.
 *
 * It has at most the first 1 MiB of the body. Without memory for the response it has only its
 * HTTP status, and without memory to search the body for secrets the body is "***". In its
 * headers and body all cookies and the secrets of the call are replaced by "***". These are
 * secrets:
 * - in a sign-in, the credentials;
 * - in the calls of a session, its token;
 * - the value of an Authorization or Cookie header;
 * - the user and password of the proxy;
 * - in the body of a request, the values of 4 bytes or more of attributes, elements and
 *   members whose names end with password, secret, token or jwt.
 *
 * A secret is also found in another case, with invisible characters in between, within up to
 * eight layers of percent, XML and JSON escapes, in base64 (from 5 bytes on) and in
 * hexadecimal digits (from 4 bytes on). Parts of 16 bytes or more of a longer secret are found
 * too.
 *
 * Blocks: no. Threads: one at a time for an error. Since: 0.1.0.
 */
TSC_API const tsc_response *TSC_CALL tsc_error_response(const tsc_error *error);

/**
 * Frees an error and all that it lent.
 *
 * @param[in] error The error, which cannot be used afterwards. If it is NULL, the function does
 *   nothing.
 *
 * Blocks: no. Threads: any, after all other calls with the error. Since: 0.1.0.
 */
TSC_API void TSC_CALL tsc_error_free(tsc_error *error);

/**
 * Creates a cancellation that is not cancelled yet.
 *
 * @return The cancellation, never NULL; free it with tsc_cancellation_free.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API tsc_cancellation *TSC_CALL tsc_cancellation_new(void);

/**
 * Creates a cancellation that is also a time limit for all the calls together that it is
 * passed to.
 *
 * @param[in] timeout_ms The limit in milliseconds, counted from this call; time in which the
 *   machine is suspended counts. 0: the limit has expired at once.
 *
 * @return The cancellation, never NULL; free it with tsc_cancellation_free.
 *
 * When the limit has expired, calls that run with the cancellation and later ones return
 * TSC_ERROR_TIMEOUT, and tsc_cancellation_is_cancelled returns 1. If it is cancelled first,
 * they return TSC_ERROR_CANCELLED. The limits of tsc_server_set_timeouts apply as well.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API tsc_cancellation *TSC_CALL tsc_cancellation_new_with_timeout(uint32_t timeout_ms);

/**
 * Cancels all calls that use a cancellation, for good.
 *
 * Calls that run with it return TSC_ERROR_CANCELLED at once, whatever they wait for: on Linux,
 * within 5 ms on a machine that is not busy. Later calls return TSC_ERROR_CANCELLED and send
 * nothing. The server may have carried out a request that such a call had sent.
 *
 * A cancellation that is already cancelled or has expired is not changed. Do not call the
 * function from a signal handler: it takes a lock. A handler that was set with
 * SetConsoleCtrlHandler may call it: Windows runs it on a thread of its own.
 *
 * @param[in] cancellation The cancellation. If it is NULL, the function does nothing.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API void TSC_CALL tsc_cancellation_cancel(tsc_cancellation *cancellation);

/**
 * Tells whether a cancellation was cancelled or its time limit has expired.
 *
 * @param[in] cancellation The cancellation. If it is NULL, the function returns 0.
 *
 * @return 1 if so, otherwise 0.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API int32_t TSC_CALL tsc_cancellation_is_cancelled(const tsc_cancellation *cancellation);

/**
 * Frees a cancellation.
 *
 * Calls that run with it continue, and can no longer be cancelled with it; its time limit
 * still applies to them. No other function may be called with it from then on, and
 * tsc_cancellation_cancel and tsc_cancellation_is_cancelled must not be running.
 *
 * @param[in] cancellation The cancellation, which cannot be used afterwards. If it is NULL, the
 *   function does nothing.
 *
 * Blocks: no. Threads: any, also while calls use the cancellation. Since: 0.1.0.
 */
TSC_API void TSC_CALL tsc_cancellation_free(tsc_cancellation *cancellation);

/**
 * Creates a server from its address. Does not connect to it.
 *
 * @param[in] url The address, such as "https://tableau.example.com". Without a scheme it is
 *   https. A slash at the end, the "#/site/..." that a browser shows, and the rest of an API
 *   address ("/api", "/api/3.24/...") are dropped; the version in it is not used. A path before
 *   them ("https://example.com/tableau") is kept. Must not be NULL.
 * @param[out] server Receives the server; free it with tsc_server_free. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or this one:
 * @retval TSC_ERROR_INVALID_ARGUMENT The URL has another scheme than http and https, a user or
 *   password, a query, or a host name that is not ASCII (use its xn-- form); or its path is
 *   longer than 8 KiB, or one of the environment variables below longer than 16 KiB.
 *
 * Until they are set otherwise, a new server:
 * - trusts the certificate authorities of the system;
 * - sends passwords and tokens only over https, or over http to this machine; for the headers
 *   of the program see tsc_server_set_header;
 * - uses the newest REST API version of the server;
 * - uses the proxy that the environment names, see tsc_server_set_proxy;
 * - has the time limits of tsc_server_set_timeouts.
 *
 * The environment of the process is read during this call and never later: http_proxy,
 * https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY, no_proxy, NO_PROXY, SSL_CERT_FILE and
 * SSL_CERT_DIR. On Linux and macOS it is not read at all if the process has more rights than
 * the user who started it (setuid; on Linux also file capabilities). On Windows, upper and
 * lower case are the same in the names of variables, so HTTP_PROXY is http_proxy there, except
 * in a CGI program (REQUEST_METHOD is set), where it is a header of a request.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_NODISCARD TSC_API
tsc_status TSC_CALL tsc_server_new(const char *url, tsc_server **server, tsc_error **error);

/**
 * Creates a server from its address, with another environment than that of the process. Does
 * not connect to it.
 *
 * It is for languages that may change the environment of the process while C reads it, such as
 * Go, and for programs that want other values. The settings of the new server are those that
 * tsc_server_new describes.
 *
 * @param[in] url The address, such as "https://tableau.example.com". Without a scheme it is
 *   https. A slash at the end, the "#/site/..." that a browser shows, and the rest of an API
 *   address ("/api", "/api/3.24/...") are dropped; the version in it is not used. A path before
 *   them ("https://example.com/tableau") is kept. Must not be NULL.
 * @param[in] environment "NAME=value" strings, with a NULL after the last, as execve takes
 *   them. May be NULL: an empty environment. The library copies http_proxy, https_proxy,
 *   HTTPS_PROXY, all_proxy, ALL_PROXY, no_proxy, NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR, and
 *   ignores all others. Upper and lower case differ in the names, on Windows too. The values
 *   need not be UTF-8, but on Windows those that are not are ignored. If a name occurs more
 *   than once, the first counts.
 * @param[out] server Receives the server; free it with tsc_server_free. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or this one:
 * @retval TSC_ERROR_INVALID_ARGUMENT The URL has another scheme than http and https, a user or
 *   password, a query, or a host name that is not ASCII (use its xn-- form); or its path is
 *   longer than 8 KiB, or one of the variables that are copied longer than 16 KiB.
 *
 * For this server and its sessions the library reads no other environment. The resolver of
 * Linux still reads that of the process (RES_OPTIONS, LOCALDOMAIN).
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_NODISCARD TSC_API
tsc_status TSC_CALL tsc_server_new_with_environment(const char *url,
                                                    char *const *environment,
                                                    tsc_server **server,
                                                    tsc_error **error);

/**
 * Frees a server.
 *
 * It sends nothing and signs nobody out. The sessions of the server can still be used.
 *
 * @param[in] server The server, which cannot be used afterwards. If it is NULL, the function
 *   does nothing.
 *
 * Blocks: no. Threads: any, after all other calls with the server. Since: 0.1.0.
 */
TSC_API void TSC_CALL tsc_server_free(tsc_server *server);

/**
 * Gets the address that the server was created with, normalised:
 * "https://tableau.example.com".
 *
 * @param[in] server The server. If it is NULL, the function returns NULL.
 *
 * @return The address, which never changes. The server lends it.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_server_url(const tsc_server *server);

/**
 * Closes all connections of a server and its sessions that no call is using.
 *
 * Use it before the machine is suspended, after a change of network, or when no calls are to
 * follow for some time. A connection that a call is using is closed when the call ends.
 * Without this function, idle connections are closed as described under CONNECTIONS above.
 * Sends no request.
 *
 * @param[in] server The server. If it is NULL, the function does nothing.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API void TSC_CALL tsc_server_close_idle_connections(tsc_server *server);

/**
 * Gets the product version and the API version of a server. Needs no sign-in.
 *
 * @param[in] server The server. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] cancellation Ends the call early when it is cancelled or its time limit expires.
 *   May be NULL: the call cannot be cancelled then.
 * @param[out] info Receives the versions; free it with tsc_server_info_free. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, a network status, an HTTP status, or one of these:
 * @retval TSC_ERROR_REDIRECT The server redirects more than five times, to another address over
 *   plain http, to another path, or to a host that is not a Tableau server; or a captive portal
 *   or login page is in front of it.
 * @retval TSC_ERROR_UNSUPPORTED_VERSION The server supports neither the server info call of the
 *   REST API nor the page that older servers have instead.
 *
 * Later sign-ins use the result.
 *
 * Blocks: yes, with one HTTP request, or two if the server is older than Tableau 10.1; each is
 * repeatable. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_NODISCARD TSC_API
tsc_status TSC_CALL tsc_server_get_info(tsc_server *server,
                                        tsc_cancellation *cancellation,
                                        tsc_server_info **info,
                                        tsc_error **error);

/**
 * Sets a file or directory of certificates to trust, instead of the certificate authorities of
 * the system.
 *
 * Use it for servers whose certificate is self-signed or signed by a private CA. The dates,
 * purpose and host names of a server's certificate are verified even if it is itself in the
 * file; those of a CA in the file are not. This setting and tsc_server_set_ca_pem replace each
 * other.
 *
 * @param[in] server The server. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] path A file with one or more certificates (PEM, with any text around them, or one
 *   certificate as DER), or a directory of such files. Certificates that cannot be read are
 *   ignored. OpenSSL's trusted certificates are used if they are trusted for servers. May be
 *   NULL: the certificate authorities of the system, the default.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or this one:
 * @retval TSC_ERROR_CA_PATH The path is missing, unreadable, empty, a file over 16 MiB or a
 *   directory with over 64 MiB, or has no usable certificate; the message says why.
 *
 * The files are read during this call and never later. The certificate authorities of the
 * system are read when the server is first used; servers of a process share them as long as
 * one of them has them, and they are read anew after that.
 *
 * Blocks: no; it reads the files. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_ca_path(tsc_server *server,
                                           const char *path,
                                           tsc_error **error);

/**
 * Sets the certificates to trust from PEM text, instead of the certificate authorities of the
 * system.
 *
 * Use it for servers whose certificate is self-signed or signed by a private CA. The dates,
 * purpose and host names of a server's certificate are verified even if it is itself in the
 * text; those of a CA in the text are not. This setting and tsc_server_set_ca_path replace
 * each other.
 *
 * @param[in] server The server. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] pem One or more certificates, with any text around them. Certificates that cannot
 *   be read are ignored. OpenSSL's trusted certificates are used if they are trusted for
 *   servers. May be NULL if `length` is 0: the certificate authorities of the system, the
 *   default.
 * @param[in] length The length of `pem` in bytes, without a NUL at the end.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or one of these:
 * @retval TSC_ERROR_INVALID_ARGUMENT `pem` is NULL and `length` is not 0.
 * @retval TSC_ERROR_CA_PATH There is no usable certificate in it; the message says why.
 *
 * The text is copied. The certificate authorities of the system are read when the server is
 * first used; servers of a process share them as long as one of them has them, and they are
 * read anew after that.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_ca_pem(tsc_server *server,
                                          const char *pem,
                                          size_t length,
                                          tsc_error **error);

/**
 * Turns the verification of the server's certificate off or on. Turn it off for development
 * only: without it, anybody on the network path can read the secrets.
 *
 * @param[in] server The server. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] verify 0: off, whatever CA is set. Any other value: on, the default.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK or a common status.
 *
 * It verifies:
 * - the chain up to a trusted certificate, with the key usage, path lengths and name
 *   constraints of the CAs; the dates and the purpose;
 * - the host name, which must be in subjectAltName (the common name is not used);
 * - keys and signatures: RSA from 2048 to 8192 bits (PSS with a salt as long as the hash),
 *   ECDSA on P-256, P-384 and P-521, and Ed25519, with SHA-256, SHA-384 and SHA-512. A P-521
 *   key of the server itself requires TLS 1.3.
 *
 * It does not verify:
 * - revocation, by CRL or by OCSP ("must-staple" has no effect);
 * - Certificate Transparency, and policies;
 * - the dates of the trusted CA certificate that the chain ends at.
 *
 * The certificate authorities of the system are those that the environment variables
 * SSL_CERT_FILE and SSL_CERT_DIR name, if one of them is set; calls return
 * TSC_ERROR_CERTIFICATE if they name none. Directories in SSL_CERT_DIR are separated by ":",
 * on Windows by ";". Otherwise they are those of the operating system, or Mozilla's if it has
 * none:
 * - on Linux, the certificates in the system's file, such as
 *   /etc/ssl/certs/ca-certificates.crt, and in its directories;
 * - on Windows, the certificates in the current user's store ROOT, which contains the
 *   machine's, that are for servers and not in the store Disallowed. Some of Microsoft's roots
 *   are in the store only after Windows has downloaded them for another program;
 * - on macOS, the certificates in the keychains that are trusted for TLS by the settings of
 *   the user, of the administrator or of the system.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_verify(tsc_server *server,
                                          int32_t verify,
                                          tsc_error **error);

/**
 * Allows or forbids that secrets are sent over plain http to another machine, where anybody on
 * the network path can read them.
 *
 * @param[in] server The server. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] allow 0: forbidden, the default. Any other value: allowed.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK or a common status.
 *
 * Secrets may always be sent over http to this machine (localhost, 127.0.0.0/8, ::1). Sign-ins
 * to other http servers return TSC_ERROR_INSECURE while this is forbidden.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_allow_http(tsc_server *server,
                                              int32_t allow,
                                              tsc_error **error);

/**
 * Sets the client certificate for servers that request one (mutual TLS). This setting and
 * tsc_server_set_client_certificate_pem replace each other.
 *
 * @param[in] server The server. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] cert_path A PEM file with the certificate and the certificates between it and its
 *   CA. May be NULL: no client certificate, the default; `key_path` is NULL then, too.
 * @param[in] key_path A PEM file with the private key, not encrypted, as PKCS#8, PKCS#1 or
 *   SEC1: RSA from 2048 to 4096 bits, ECDSA on P-256 or P-384, or Ed25519. May be NULL: the key
 *   is in `cert_path`.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or one of these:
 * @retval TSC_ERROR_INVALID_ARGUMENT `key_path` is given without `cert_path`.
 * @retval TSC_ERROR_CA_PATH A file is missing or unreadable, has no certificate or no key, or
 *   the key is encrypted or belongs to another certificate.
 *
 * The files are read during this call and never later. Another host that a redirect leads to
 * gets the certificate only after it has responded as a Tableau server; proxies do not get it.
 *
 * The certificate is sent only in the handshake. Some servers request it later, such as Apache
 * with SSLVerifyClient in a Location section (post-handshake authentication in TLS 1.3,
 * renegotiation in TLS 1.2). They do not get it, and the call returns TSC_ERROR_TLS: configure
 * such a server to request it for the whole host.
 *
 * The library supports TLS 1.3 with TLS_AES_256_GCM_SHA384 and TLS_AES_128_GCM_SHA256, and TLS
 * 1.2 with TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
 * TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 and TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, with key
 * exchange on X25519, P-256 and P-384.
 *
 * Blocks: no; it reads the files. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_client_certificate(tsc_server *server,
                                                      const char *cert_path,
                                                      const char *key_path,
                                                      tsc_error **error);

/**
 * Sets the client certificate for servers that request one (mutual TLS) from PEM text. This
 * setting and tsc_server_set_client_certificate replace each other.
 *
 * @param[in] server The server. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] pem The certificate, the certificates between it and its CA, and the private key,
 *   not encrypted, as PKCS#8, PKCS#1 or SEC1: RSA from 2048 to 4096 bits, ECDSA on P-256 or
 *   P-384, or Ed25519. May be NULL if `length` is 0: no client certificate, the default.
 * @param[in] length The length of `pem` in bytes, without a NUL at the end.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or one of these:
 * @retval TSC_ERROR_INVALID_ARGUMENT `pem` is NULL and `length` is not 0.
 * @retval TSC_ERROR_CA_PATH There is no certificate or no key in it, or the key is encrypted or
 *   belongs to another certificate.
 *
 * tsc_server_set_client_certificate describes to which servers the certificate is sent, and
 * when.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_client_certificate_pem(tsc_server *server,
                                                          const char *pem,
                                                          size_t length,
                                                          tsc_error **error);

/**
 * Sets the proxy through which a server is reached.
 *
 * @param[in] server The server. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] proxy_url "http://proxy.example.com:3128", or "https://..." for TLS to the proxy
 *   itself, with "user:password@" (percent-encoded) if the proxy requires it. If it has no
 *   port, it is 80, or 443 with https. Every host is then reached through this proxy, also
 *   those in no_proxy. "": no proxy. May be NULL: the proxy of the environment, the default.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or this one:
 * @retval TSC_ERROR_INVALID_ARGUMENT `proxy_url` is not the URL of a proxy, or its scheme is
 *   socks4 or socks5, which are not supported.
 *
 * The proxy of the environment is the one that tsc_server_new found: http_proxy for http
 * servers, https_proxy or HTTPS_PROXY for https servers, all_proxy or ALL_PROXY for both,
 * except for hosts in no_proxy or NO_PROXY. The proxy settings of Windows and macOS are not
 * used. An http server on this machine (localhost, 127.0.0.0/8, ::1) is always reached without
 * a proxy.
 *
 * Data for an https server is encrypted end to end: the proxy learns only the server's name.
 * The CA settings also apply to the certificate of the proxy. Calls return TSC_ERROR_PROXY if
 * the proxy cannot be reached or refuses.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_proxy(tsc_server *server,
                                         const char *proxy_url,
                                         tsc_error **error);

/**
 * Sets the name of the program in the User-Agent header.
 *
 * @param[in] server The server. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] product 1 to 256 printable ASCII characters. "MyApp/1.0" makes "MyApp/1.0
 *   libtsc/0.1.0". May be NULL: only the name of the library, the default.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or this one:
 * @retval TSC_ERROR_INVALID_ARGUMENT `product` is empty, too long, or has other characters.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_user_agent(tsc_server *server,
                                              const char *product,
                                              tsc_error **error);

/**
 * Sets a header that is sent with every request to a server, such as one that a gateway
 * requires.
 *
 * @param[in] server The server. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] name The name of the header; upper and lower case are the same. A header that was
 *   set before is replaced. Must not be NULL.
 * @param[in] value The value, sent byte for byte. May be NULL: the header is removed.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or this one:
 * @retval TSC_ERROR_INVALID_ARGUMENT The name is not an HTTP token or is longer than 256 bytes;
 *   the value has a line break or another control character, or for Authorization is not ASCII;
 *   the headers exceed 100, or 32 KiB in total; or the library itself sets the header:
 *   X-Tableau-Auth, Host, Content-Length, Transfer-Encoding, Connection, Keep-Alive,
 *   Proxy-Authorization, Proxy-Connection, Expect, TE, Trailer, Upgrade.
 *
 * The header is sent with every request, over plain http as well, and with the first request,
 * which finds out whether the server is a Tableau server. Another host that a redirect leads
 * to gets it only after it has responded as a Tableau server. A proxy gets it only in the
 * requests over plain http that it forwards.
 *
 * A header that tsc_request_set_header sets replaces one of the same name. A Cookie header
 * replaces the cookies that servers set.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_header(tsc_server *server,
                                          const char *name,
                                          const char *value,
                                          tsc_error **error);

/**
 * Sets the time limits of calls. 0 means no limit.
 *
 * @param[in] server The server. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] connect_ms The limit for making a connection, in milliseconds, 10000 by default.
 *   It covers name resolution, all addresses of the host, the proxy and the TLS handshake.
 * @param[in] read_ms The limit for the time in which the server sends nothing, or takes in
 *   nothing of a request, in milliseconds, 120000 by default.
 * @param[in] total_ms The limit for one whole call of a function, with all the HTTP requests
 *   that it makes, in milliseconds, 600000 by default.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK or a common status.
 *
 * A call that exceeds a limit returns TSC_ERROR_TIMEOUT. Unlike other settings, these also
 * apply to sessions that exist already. A call uses the limits that are set when it begins.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_timeouts(tsc_server *server,
                                            uint32_t connect_ms,
                                            uint32_t read_ms,
                                            uint32_t total_ms,
                                            tsc_error **error);

/**
 * Sets the REST API version that sessions use, instead of the newest one of the server.
 *
 * @param[in] server The server. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] version The version, such as "3.19". May be NULL: the newest one of the server,
 *   the default.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or this one:
 * @retval TSC_ERROR_INVALID_ARGUMENT `version` is not two numbers with a point between them.
 *
 * This function does not ask the server. If the server does not have the version, sign-ins
 * return TSC_ERROR_UNSUPPORTED_VERSION.
 *
 * While a version is set, a sign-in sends the secret to the server's address without a check
 * that a Tableau server responds there. If the server redirects to another address, that
 * address is still checked.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_api_version(tsc_server *server,
                                               const char *version,
                                               tsc_error **error);

/**
 * Sets how often a request is sent, and the longest wait before it is sent again.
 *
 * @param[in] server The server. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] attempts One more than the number of times that a call sends its requests again,
 *   in all. 4 by default: three times. 1: nothing is sent again.
 * @param[in] longest_wait_ms The longest wait before a repetition, in milliseconds, 30000 by
 *   default. 0: no wait.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or one of these:
 * @retval TSC_ERROR_INVALID_ARGUMENT `attempts` is 0.
 *
 * A request is sent again after HTTP 429, whatever its method is. After HTTP 408, 502, 503
 * and 504, and if the connection ends before the whole response has arrived, it is sent
 * again only if the server may receive it twice: GET and HEAD, the request for the server's
 * version, a sign-in with a personal access token, a connected app or a callback (not with a
 * password, nor with a finished JSON web token, which is good for one sign-in), and those of
 * tsc_request_set_repeatable. A time limit that has expired, a refused connection and an
 * unknown host name are not tried again.
 *
 * The wait is 0.5, 1, 2 ... s, and 1, 3, 10, 30, 60 s after HTTP 429, up to a fifth longer
 * at random. A Retry-After header makes it longer. If the header asks for more than
 * `longest_wait_ms`, or the wait would last longer than the time limits of the call, the
 * call returns at once. A cancellation ends the wait.
 *
 * A repeatable request, a sign-in and a sign-out that find a pooled connection closed are
 * sent once more over a new one; this does not count as an attempt, and happens also with 1
 * attempt.
 *
 * Sessions keep the setting of their sign-in.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_retry(tsc_server *server,
                                         uint32_t attempts,
                                         uint32_t longest_wait_ms,
                                         tsc_error **error);

/**
 * Sets whether the sessions that sign in afterwards sign in again by themselves when the
 * server has ended them.
 *
 * @param[in] server The server. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] renew Whether they do; off by default, since the library then keeps the
 *   credentials in memory until sign-out.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK or a common status.
 *
 * If the server refuses the token of a session (Tableau's codes 401002 and 401000), the
 * session signs in again at its present site, impersonating its present user if it
 * impersonates one, and the call's request is sent once more, whatever its method is; only
 * the response to a HEAD does not tell that the session has ended. This happens once for all
 * calls that meet the dead session at once. Lists and requests go on; tsc_session_token
 * changes. The call returns TSC_ERROR_SESSION_EXPIRED, and the session is not signed in any
 * more by itself, if the server refuses the credentials, if they belong to another user or
 * site by then, or if the new session ends within 60 seconds: another program may use the
 * same token, or its scopes may not cover the call. If signing in again is not answered, the
 * call returns that error, and the next call tries again. tsc_session_sign_out never signs
 * in again.
 *
 * Sessions with a personal access token, a password or a connected app can be renewed. Those
 * with a finished JSON web token or unified access token, and resumed ones, can not; those
 * of tsc_server_sign_in_with_callback always are.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_renewal(tsc_server *server,
                                           int32_t renew,
                                           tsc_error **error);

/**
 * Gets what happened: one of the TSC_EVENT_ constants. Later versions may add some.
 *
 * @param[in] event The event. If it is NULL, the function returns 0.
 *
 * @return The constant, or 0 if `event` is NULL.
 *
 * Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
 */
TSC_API int32_t TSC_CALL tsc_event_kind(const tsc_event *event);

/**
 * Gets a line for a log, such as "GET
 * https://tableau.example.com/api/3.24/sites/…/workbooks: 200 OK, 5210 bytes in 31 ms".
 *
 * @param[in] event The event. If it is NULL, the function returns "".
 *
 * @return The line: UTF-8, at most 1 KiB, without secrets and without control or bidirectional
 *   formatting characters. Never NULL.
 *
 * Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_event_message(const tsc_event *event);

/**
 * Gets the method of the HTTP request that the event is about.
 *
 * @param[in] event The event. If it is NULL, the function returns NULL.
 *
 * @return The method, such as "GET", lent by the event, or NULL if the event is not about one
 *   request.
 *
 * Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_event_method(const tsc_event *event);

/**
 * Gets the URL of the HTTP request that the event is about, without its query; of a new
 * connection, the address of the server.
 *
 * @param[in] event The event. If it is NULL, the function returns NULL.
 *
 * @return The URL, lent by the event, or NULL if the event is not about one.
 *
 * Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_event_url(const tsc_event *event);

/**
 * Gets the id that the server, or a gateway before it, gave the request: the response's
 * header X-Tableau-Request-Id or X-Request-Id. An administrator finds the request in the
 * server's logs by it.
 *
 * @param[in] event The event. If it is NULL, the function returns NULL.
 *
 * @return The id, at most 128 visible ASCII characters, lent by the event, or NULL if there is
 *   none.
 *
 * Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_event_request_id(const tsc_event *event);

/**
 * Gets the status of what the event is about. One event's failure need not be the call's:
 * the request may be sent again.
 *
 * @param[in] event The event. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 *
 * @return TSC_OK for a success, a redirect, or if `event` is NULL; otherwise the status of the
 *   failure.
 *
 * Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
 */
TSC_API tsc_status TSC_CALL tsc_event_status(const tsc_event *event);

/**
 * Gets the HTTP status of the response.
 *
 * @param[in] event The event. If it is NULL, the function returns 0.
 *
 * @return The status, or 0 if no response arrived.
 *
 * Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
 */
TSC_API int32_t TSC_CALL tsc_event_http_status(const tsc_event *event);

/**
 * Gets how many times the request has been sent.
 *
 * @param[in] event The event. If it is NULL, the function returns 0.
 *
 * @return The number, from 1, of a TSC_EVENT_REQUEST; for a TSC_EVENT_RETRY, the number of the
 *   attempt that will follow the wait; 0 for other events.
 *
 * Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
 */
TSC_API uint32_t TSC_CALL tsc_event_attempt(const tsc_event *event);

/**
 * Gets the time at which what the event is about began.
 *
 * @param[in] event The event. If it is NULL, the function returns 0.
 *
 * @return The time, in microseconds since 1970-01-01 00:00 UTC, or 0 if `event` is NULL. Events
 *   of pages that a list fetched ahead come later than others that began after them.
 *
 * Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
 */
TSC_API int64_t TSC_CALL tsc_event_time(const tsc_event *event);

/**
 * Gets how long what the event is about took.
 *
 * @param[in] event The event. If it is NULL, the function returns 0.
 *
 * @return The time in microseconds; time in which the machine was suspended counts. 0 for a
 *   TSC_EVENT_REDIRECT and a TSC_EVENT_RETRY.
 *
 * Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
 */
TSC_API uint64_t TSC_CALL tsc_event_duration_us(const tsc_event *event);

/**
 * Gets the wait before the request is sent again.
 *
 * @param[in] event The event. If it is NULL, the function returns 0.
 *
 * @return The wait in milliseconds; 0 for other events than TSC_EVENT_RETRY.
 *
 * Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
 */
TSC_API uint64_t TSC_CALL tsc_event_wait_ms(const tsc_event *event);

/**
 * Gets the size of the request's body.
 *
 * @param[in] event The event. If it is NULL, the function returns 0.
 *
 * @return The size in bytes; 0 if nothing was sent, and for other events than
 *   TSC_EVENT_REQUEST.
 *
 * Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
 */
TSC_API uint64_t TSC_CALL tsc_event_sent(const tsc_event *event);

/**
 * Gets how much of the response's body arrived, before decompression.
 *
 * @param[in] event The event. If it is NULL, the function returns 0.
 *
 * @return The size in bytes; 0 for other events than TSC_EVENT_REQUEST.
 *
 * Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
 */
TSC_API uint64_t TSC_CALL tsc_event_received(const tsc_event *event);

/**
 * Gets the number of the session that the event is about. Each session of the process has
 * a different one.
 *
 * @param[in] event The event. If it is NULL, the function returns 0.
 *
 * @return The number, or 0 if there is no session, as during a sign-in; TSC_EVENT_SIGN_IN has
 *   the number of the new session.
 *
 * Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
 */
TSC_API uint64_t TSC_CALL tsc_event_session(const tsc_event *event);

/**
 * Gets whether the request went over a connection that had served another one before.
 *
 * @param[in] event The event. If it is NULL, the function returns 0.
 *
 * @return 1 if it did, otherwise 0.
 *
 * Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
 */
TSC_API int32_t TSC_CALL tsc_event_is_reused_connection(const tsc_event *event);

/**
 * Sets the callback that gets the events of a server, and of the sessions that sign in
 * afterwards.
 *
 * There is one event for the end of each HTTP request, and for each redirect, repetition
 * (before its wait), new connection (together with the request that needed it), sign-in,
 * renewal, switch of site and sign-out. What threads of the library do for a list that looks
 * ahead comes with the next call on the list; if the list is freed first, it is lost.
 *
 * @param[in] server The server. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] callback The function. May be NULL: no events, the default.
 * @param[in] user_data Passed to the callback. The library takes it over, even if this function
 *   fails. May be NULL.
 * @param[in] free_user_data Called once with user_data when no handle or call can use it any
 *   more, even if this function fails. May be NULL: nothing is called then.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK or a common status.
 *
 * A session keeps the callback that was set when it signed in, and so do its lists and
 * requests. Without a callback, events cost nothing.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_event_callback(tsc_server *server,
                                                  tsc_event_callback callback,
                                                  void *user_data,
                                                  tsc_free_callback free_user_data,
                                                  tsc_error **error);

/**
 * Signs in with a personal access token, which users create in the settings of their account.
 * This is the recommended way to sign in.
 *
 * @param[in] server The server. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] token_name The name of the token. Must not be NULL.
 * @param[in] token_value The secret of the token, as Tableau showed it. Must not be NULL.
 * @param[in] site The contentUrl of the site, which is the part after "/site/" in the address
 *   bar of the browser. May be NULL or "": the default site (Tableau Cloud has none).
 * @param[in] impersonated_user_id The id, on that site, of another user to sign in as, which
 *   only server administrators may do. May be NULL, but not "": the user to whom the
 *   credentials belong.
 * @param[in] cancellation Ends the call early when it is cancelled or its time limit expires.
 *   May be NULL: the call cannot be cancelled then.
 * @param[out] session Receives the session; free it with tsc_session_free. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * A line break at the end of these strings, as text from a file may have, is dropped.
 *
 * @return TSC_OK, a common status, a network status, an HTTP status, or one of these:
 * @retval TSC_ERROR_SIGN_IN_FAILED The server refused the token, the site or the impersonation
 *   (HTTP 401).
 * @retval TSC_ERROR_INVALID_ARGUMENT `token_name` or `token_value` has a line break inside, a
 *   text is longer than 32 KiB or has a control character that XML does not allow, or
 *   `impersonated_user_id` is "".
 * @retval TSC_ERROR_UNSUPPORTED_VERSION The API version is older than 3.6, or older than 3.11
 *   with impersonation, and no secret was sent; or the server does not support it (Tableau's
 *   code 404001).
 * @retval TSC_ERROR_REDIRECT The server redirects more than five times, to another address over
 *   plain http, to another path, or to a host that is not a Tableau server; a captive portal or
 *   login page is in front of it; or the sign-in itself was redirected to another origin, or by
 *   301, 302 or 303, and the secret was not sent there.
 * @retval TSC_ERROR_INSECURE The secret would be sent over plain http, see
 *   tsc_server_set_allow_http. It was not sent.
 *
 * A sign-in with a token ends the session that the same token signed in before, on any site.
 * After TSC_ERROR_CANCELLED or TSC_ERROR_TIMEOUT the sign-in may have taken place on the
 * server, and may have ended that session.
 *
 * Blocks: yes, with one HTTP request, after the one or two of tsc_server_get_info if no
 * earlier call with the current settings of the server made them; each is repeatable.
 * Threads: any, at the same time. Since: 0.1.0.
 */
TSC_NODISCARD TSC_API
tsc_status TSC_CALL tsc_server_sign_in_with_personal_access_token(tsc_server *server,
                                                                  const char *token_name,
                                                                  const char *token_value,
                                                                  const char *site,
                                                                  const char *impersonated_user_id,
                                                                  tsc_cancellation *cancellation,
                                                                  tsc_session **session,
                                                                  tsc_error **error);

/**
 * Signs in with a user name and a password.
 *
 * @param[in] server The server. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] username The name of the user. Must not be NULL.
 * @param[in] password The password, sent as it is. If it ends with a line break, as text from a
 *   file may, the function returns TSC_ERROR_INVALID_ARGUMENT and sends nothing: nobody can
 *   type such a password. Must not be NULL.
 * @param[in] site The contentUrl of the site, which is the part after "/site/" in the address
 *   bar of the browser. May be NULL or "": the default site (Tableau Cloud has none).
 * @param[in] impersonated_user_id The id, on that site, of another user to sign in as, which
 *   only server administrators may do. May be NULL, but not "": the user to whom the
 *   credentials belong.
 * @param[in] cancellation Ends the call early when it is cancelled or its time limit expires.
 *   May be NULL: the call cannot be cancelled then.
 * @param[out] session Receives the session; free it with tsc_session_free. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * A line break at the end of the other strings, as text from a file may have, is dropped.
 *
 * @return TSC_OK, a common status, a network status, an HTTP status, or one of these:
 * @retval TSC_ERROR_SIGN_IN_FAILED The server refused the user, the password, the site or the
 *   impersonation (HTTP 401).
 * @retval TSC_ERROR_INVALID_ARGUMENT `password` ends with a line break or begins with a byte
 *   order mark, `username` has a line break inside, a text is longer than 32 KiB or has a
 *   control character that XML does not allow, or `impersonated_user_id` is "".
 * @retval TSC_ERROR_UNSUPPORTED_VERSION The server does not support the API version (Tableau's
 *   code 404001). Every API version has this sign-in.
 * @retval TSC_ERROR_REDIRECT The server redirects more than five times, to another address over
 *   plain http, to another path, or to a host that is not a Tableau server; a captive portal or
 *   login page is in front of it; or the sign-in itself was redirected to another origin, or by
 *   301, 302 or 303, and the secret was not sent there.
 * @retval TSC_ERROR_INSECURE The secret would be sent over plain http, see
 *   tsc_server_set_allow_http. It was not sent.
 *
 * Other sessions of the user are not ended. After TSC_ERROR_CANCELLED or TSC_ERROR_TIMEOUT the
 * sign-in may have taken place on the server.
 *
 * Blocks: yes, with one HTTP request, after the one or two of tsc_server_get_info if no
 * earlier call with the current settings of the server made them; the first are
 * repeatable, the sign-in is not.
 * Threads: any, at the same time. Since: 0.1.0.
 */
TSC_NODISCARD TSC_API
tsc_status TSC_CALL tsc_server_sign_in_with_password(tsc_server *server,
                                                     const char *username,
                                                     const char *password,
                                                     const char *site,
                                                     const char *impersonated_user_id,
                                                     tsc_cancellation *cancellation,
                                                     tsc_session **session,
                                                     tsc_error **error);

/**
 * Signs in with a JSON web token that a connected app or an identity provider issued.
 *
 * @param[in] server The server. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] jwt The whole token. Must not be NULL.
 * @param[in] site The contentUrl of the site, which is the part after "/site/" in the address
 *   bar of the browser. May be NULL or "": the default site (Tableau Cloud has none).
 * @param[in] impersonated_user_id The id, on that site, of another user to sign in as, which
 *   only server administrators may do. May be NULL, but not "": the user to whom the
 *   credentials belong.
 * @param[in] cancellation Ends the call early when it is cancelled or its time limit expires.
 *   May be NULL: the call cannot be cancelled then.
 * @param[out] session Receives the session; free it with tsc_session_free. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * A line break at the end of these strings, as text from a file may have, is dropped.
 *
 * @return TSC_OK, a common status, a network status, an HTTP status, or one of these:
 * @retval TSC_ERROR_SIGN_IN_FAILED The server refused the token, the site or the impersonation
 *   (HTTP 401).
 * @retval TSC_ERROR_INVALID_ARGUMENT `jwt` has a line break inside, a text is longer than 32
 *   KiB or has a control character that XML does not allow, or `impersonated_user_id` is "".
 * @retval TSC_ERROR_UNSUPPORTED_VERSION The API version is older than 3.17, and no secret was
 *   sent; or the server does not support it (Tableau's code 404001).
 * @retval TSC_ERROR_REDIRECT The server redirects more than five times, to another address over
 *   plain http, to another path, or to a host that is not a Tableau server; a captive portal or
 *   login page is in front of it; or the sign-in itself was redirected to another origin, or by
 *   301, 302 or 303, and the secret was not sent there.
 * @retval TSC_ERROR_INSECURE The secret would be sent over plain http, see
 *   tsc_server_set_allow_http. It was not sent.
 *
 * After TSC_ERROR_CANCELLED or TSC_ERROR_TIMEOUT the sign-in may have taken place on the
 * server.
 *
 * Blocks: yes, with one HTTP request, after the one or two of tsc_server_get_info if no
 * earlier call with the current settings of the server made them; the first are
 * repeatable, the sign-in, whose token is good for one, is not.
 * Threads: any, at the same time. Since: 0.1.0.
 */
TSC_NODISCARD TSC_API
tsc_status TSC_CALL tsc_server_sign_in_with_json_web_token(tsc_server *server,
                                                           const char *jwt,
                                                           const char *site,
                                                           const char *impersonated_user_id,
                                                           tsc_cancellation *cancellation,
                                                           tsc_session **session,
                                                           tsc_error **error);

/**
 * Signs in to Tableau Cloud with a unified access token, which is a JSON web token for Tableau
 * Cloud Manager and its sites.
 *
 * @param[in] server The server. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] jwt The whole token. Must not be NULL.
 * @param[in] site The contentUrl of the site, which is the part after "/site/" in the address
 *   bar of the browser. May be NULL or "": the default site (Tableau Cloud has none).
 * @param[in] cancellation Ends the call early when it is cancelled or its time limit expires.
 *   May be NULL: the call cannot be cancelled then.
 * @param[out] session Receives the session; free it with tsc_session_free. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * A line break at the end of these strings, as text from a file may have, is dropped.
 *
 * @return TSC_OK, a common status, a network status, an HTTP status, or one of these:
 * @retval TSC_ERROR_SIGN_IN_FAILED The server refused the token or the site, or does not
 *   support such tokens (HTTP 401).
 * @retval TSC_ERROR_INVALID_ARGUMENT `jwt` has a line break inside, or a text is longer than 32
 *   KiB or has a control character that XML does not allow.
 * @retval TSC_ERROR_UNSUPPORTED_VERSION The API version is older than 3.17, and no secret was
 *   sent; or the server does not support it (Tableau's code 404001).
 * @retval TSC_ERROR_REDIRECT The server redirects more than five times, to another address over
 *   plain http, to another path, or to a host that is not a Tableau server; a captive portal or
 *   login page is in front of it; or the sign-in itself was redirected to another origin, or by
 *   301, 302 or 303, and the secret was not sent there.
 * @retval TSC_ERROR_INSECURE The secret would be sent over plain http, see
 *   tsc_server_set_allow_http. It was not sent.
 *
 * After TSC_ERROR_CANCELLED or TSC_ERROR_TIMEOUT the sign-in may have taken place on the
 * server.
 *
 * Blocks: yes, with one HTTP request, after the one or two of tsc_server_get_info if no
 * earlier call with the current settings of the server made them; the first are
 * repeatable, the sign-in, whose token is good for one, is not.
 * Threads: any, at the same time. Since: 0.1.0.
 */
TSC_NODISCARD TSC_API
tsc_status TSC_CALL tsc_server_sign_in_with_unified_access_token(tsc_server *server,
                                                                 const char *jwt,
                                                                 const char *site,
                                                                 tsc_cancellation *cancellation,
                                                                 tsc_session **session,
                                                                 tsc_error **error);

/**
 * Creates a session from the token of a session that was signed in elsewhere. It asks the
 * server for the site and user of the session.
 *
 * @param[in] server The server. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] token The token, from tsc_session_token or from the header X-Tableau-Auth of
 *   another client. A line break at its end is dropped. Must not be NULL.
 * @param[in] cancellation Ends the call early when it is cancelled or its time limit expires.
 *   May be NULL: the call cannot be cancelled then.
 * @param[out] session Receives the session; free it with tsc_session_free. Its
 *   tsc_session_estimated_time_to_expiration is NULL. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, a network status, an HTTP status, or one of these:
 * @retval TSC_ERROR_SESSION_EXPIRED The server does not know the token, or no longer.
 * @retval TSC_ERROR_INVALID_ARGUMENT The token is empty, is longer than 8 KiB, or has
 *   characters that are not allowed in a header.
 * @retval TSC_ERROR_UNSUPPORTED_VERSION The API version is older than 3.1, and the token was
 *   not sent; or the server does not support it (Tableau's code 404001).
 * @retval TSC_ERROR_REDIRECT The server redirects more than five times, to another address over
 *   plain http, to another path, or to a host that is not a Tableau server; a captive portal or
 *   login page is in front of it; or the request with the token was redirected to another
 *   origin, and the token was not sent there.
 * @retval TSC_ERROR_INSECURE The token would be sent over plain http, see
 *   tsc_server_set_allow_http. It was not sent.
 *
 * tsc_session_sign_out ends the session also for all others who have its token.
 *
 * Blocks: yes, with one HTTP request, after the one or two of tsc_server_get_info if no
 * earlier call with the current settings of the server made them; each is repeatable.
 * Threads: any, at the same time. Since: 0.1.0.
 */
TSC_NODISCARD TSC_API
tsc_status TSC_CALL tsc_server_resume_session(tsc_server *server,
                                              const char *token,
                                              tsc_cancellation *cancellation,
                                              tsc_session **session,
                                              tsc_error **error);

/**
 * Sets a personal access token as the credentials.
 *
 * @param[in] credentials The credentials. If it is NULL, the function returns
 *   TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] name The name of the token. Must not be NULL.
 * @param[in] value The value of the token. A line break at its end is dropped. Must not be
 *   NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or one of these:
 * @retval TSC_ERROR_INVALID_ARGUMENT A text has a line break in it, or is longer than 32 KiB.
 *
 * Blocks: no. Threads: one at a time for credentials, in the callback. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_credentials_set_personal_access_token(tsc_credentials *credentials,
                                                              const char *name,
                                                              const char *value,
                                                              tsc_error **error);

/**
 * Sets the name and password of a user as the credentials.
 *
 * @param[in] credentials The credentials. If it is NULL, the function returns
 *   TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] username The name of the user. Must not be NULL.
 * @param[in] password The password, sent as it is. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or one of these:
 * @retval TSC_ERROR_INVALID_ARGUMENT The password ends with a line break or begins with a byte
 *   order mark, or a text is longer than 32 KiB.
 *
 * Blocks: no. Threads: one at a time for credentials, in the callback. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_credentials_set_password(tsc_credentials *credentials,
                                                 const char *username,
                                                 const char *password,
                                                 tsc_error **error);

/**
 * Sets a JSON web token as the credentials. Tableau accepts each one only once.
 *
 * @param[in] credentials The credentials. If it is NULL, the function returns
 *   TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] jwt The whole token. A line break at its end is dropped. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or one of these:
 * @retval TSC_ERROR_INVALID_ARGUMENT The token has a line break in it, or is longer than 32
 *   KiB.
 *
 * Blocks: no. Threads: one at a time for credentials, in the callback. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_credentials_set_json_web_token(tsc_credentials *credentials,
                                                       const char *jwt,
                                                       tsc_error **error);

/**
 * Sets a unified access token as the credentials, which is a JSON web token for Tableau
 * Cloud Manager and its sites.
 *
 * @param[in] credentials The credentials. If it is NULL, the function returns
 *   TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] jwt The whole token. A line break at its end is dropped. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or one of these:
 * @retval TSC_ERROR_INVALID_ARGUMENT The token has a line break in it, or is longer than 32
 *   KiB.
 *
 * Blocks: no. Threads: one at a time for credentials, in the callback. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_credentials_set_unified_access_token(tsc_credentials *credentials,
                                                             const char *jwt,
                                                             tsc_error **error);

/**
 * Sets a connected app as the credentials: a JSON web token is made with it. See
 * tsc_server_sign_in_with_connected_app.
 *
 * @param[in] credentials The credentials. If it is NULL, the function returns
 *   TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] client_id The client id of the connected app. Must not be NULL.
 * @param[in] secret_id The id of its secret. Must not be NULL.
 * @param[in] secret_value The value of its secret. Must not be NULL.
 * @param[in] username The name of the user to sign in. Upper and lower case differ. Must not be
 *   NULL.
 * @param[in] scopes The scopes of the session, separated by spaces. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or one of these:
 * @retval TSC_ERROR_INVALID_ARGUMENT A text is empty, has a line break in it, or is longer than
 *   32 KiB.
 *
 * Blocks: no. Threads: one at a time for credentials, in the callback. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_credentials_set_connected_app(tsc_credentials *credentials,
                                                      const char *client_id,
                                                      const char *secret_id,
                                                      const char *secret_value,
                                                      const char *username,
                                                      const char *scopes,
                                                      tsc_error **error);

/**
 * Sets the user that the session impersonates. A renewal impersonates the user of the
 * session, whatever is set here.
 *
 * @param[in] credentials The credentials. If it is NULL, the function returns
 *   TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] user_id The id of the user on the site. May be NULL: nobody is impersonated, the
 *   default.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or one of these:
 * @retval TSC_ERROR_INVALID_ARGUMENT The id is empty.
 *
 * Blocks: no. Threads: one at a time for credentials, in the callback. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_credentials_set_impersonated_user_id(tsc_credentials *credentials,
                                                             const char *user_id,
                                                             tsc_error **error);

/**
 * Sets why the callback fails. The message of the error contains it, on one line and with
 * the secrets of the call redacted.
 *
 * @param[in] credentials The credentials. If it is NULL, the function returns
 *   TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] message The reason, for people. May be NULL: none.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK or a common status.
 *
 * Blocks: no. Threads: one at a time for credentials, in the callback. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_credentials_set_message(tsc_credentials *credentials,
                                                const char *message,
                                                tsc_error **error);

/**
 * Gets the address of the server to which the credentials go, after redirects.
 *
 * @param[in] credentials The credentials. If it is NULL, the function returns NULL.
 *
 * @return The address, lent by the credentials, or NULL if `credentials` is NULL.
 *
 * Blocks: no. Threads: one at a time for credentials, in the callback. Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_credentials_server_url(const tsc_credentials *credentials);

/**
 * Gets the contentUrl of the site that is signed in to. It is another one than at the
 * sign-in if the session has switched site.
 *
 * @param[in] credentials The credentials. If it is NULL, the function returns NULL.
 *
 * @return The contentUrl, "" for the default site, lent by the credentials, or NULL if
 *   `credentials` is NULL.
 *
 * Blocks: no. Threads: one at a time for credentials, in the callback. Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_credentials_site(const tsc_credentials *credentials);

/**
 * Gets whether the credentials are for the renewal of a session.
 *
 * @param[in] credentials The credentials. If it is NULL, the function returns 0.
 *
 * @return 1 for a renewal, 0 for a sign-in.
 *
 * Blocks: no. Threads: one at a time for credentials, in the callback. Since: 0.1.0.
 */
TSC_API int32_t TSC_CALL tsc_credentials_is_renewal(const tsc_credentials *credentials);

/**
 * Gets the cancellation of the call that needs the credentials, so that what the callback
 * waits for can end with the call.
 *
 * @param[in] credentials The credentials. If it is NULL, the function returns NULL.
 *
 * @return The cancellation, lent by the credentials: it must not be freed. NULL if the call has
 *   none.
 *
 * Blocks: no. Threads: one at a time for credentials, in the callback. Since: 0.1.0.
 */
TSC_API
tsc_cancellation *TSC_CALL tsc_credentials_cancellation(const tsc_credentials *credentials);

/**
 * Signs in with the credentials that a callback gives, and asks for them again when the
 * server has ended the session.
 *
 * The credentials are not kept: the callback is asked at the sign-in, once for each attempt,
 * and at each renewal (see tsc_server_set_renewal, which is always on for such a session).
 *
 * @param[in] server The server. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] callback The function that gives the credentials. Must not be NULL.
 * @param[in] user_data Passed to the callback. The library takes it over, even if this function
 *   fails. It is freed at sign-out, when the session can no longer be renewed, or with the last
 *   of the session, its lists and its requests. May be NULL.
 * @param[in] free_user_data Called once with user_data when no handle or call can use it any
 *   more, even if this function fails. May be NULL: nothing is called then.
 * @param[in] site The contentUrl of the site; a line break at its end is dropped. May be NULL
 *   or "": the default site.
 * @param[in] cancellation Ends the call early when it is cancelled or its time limit expires.
 *   May be NULL: the call cannot be cancelled then.
 * @param[out] session Receives the session; free it with tsc_session_free. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, a network status, an HTTP status, or one of these:
 * @retval TSC_ERROR_ABORTED The callback gave no credentials.
 * @retval TSC_ERROR_SIGN_IN_FAILED The server refused the credentials, the site or the
 *   impersonation.
 * @retval TSC_ERROR_INVALID_ARGUMENT The callback returned 1 and had set no credentials, or
 *   `site` is longer than 32 KiB.
 * @retval TSC_ERROR_UNSUPPORTED_VERSION The API version of the server lacks this kind of
 *   sign-in, and nothing secret was sent.
 * @retval TSC_ERROR_INSECURE The connection would be plain http to another machine.
 * @retval TSC_ERROR_REDIRECT The server redirects to a location that is not safe to follow.
 *
 * Blocks: yes, with one HTTP request for the server's version if it is not known, and one
 * for the sign-in; each is repeatable, but a sign-in with a password is not. Threads: any,
 * at the same time. Since: 0.1.0.
 */
TSC_NODISCARD TSC_API
tsc_status TSC_CALL tsc_server_sign_in_with_callback(tsc_server *server,
                                                     tsc_credentials_callback callback,
                                                     void *user_data,
                                                     tsc_free_callback free_user_data,
                                                     const char *site,
                                                     tsc_cancellation *cancellation,
                                                     tsc_session **session,
                                                     tsc_error **error);

/**
 * Signs in with a connected app (direct trust): the library makes the JSON web token and
 * signs it.
 *
 * A new token is made for each attempt. It is good for 5 minutes, since clocks differ;
 * Tableau accepts at most 10.
 *
 * @param[in] server The server. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] client_id The client id of the connected app, from its settings on the site. Must
 *   not be NULL.
 * @param[in] secret_id The id of its secret. Must not be NULL.
 * @param[in] secret_value The value of its secret. Must not be NULL.
 * @param[in] username The name of the user to sign in. Upper and lower case differ. Must not be
 *   NULL.
 * @param[in] scopes The scopes of the session, separated by spaces, such as
 *   "tableau:content:read tableau:workbooks:download". The session can do only what they cover.
 *   Must not be NULL.
 * @param[in] site The contentUrl of the site; a line break at its end is dropped. May be NULL
 *   or "": the default site.
 * @param[in] impersonated_user_id The id of the user to impersonate. May be NULL: nobody.
 * @param[in] cancellation Ends the call early when it is cancelled or its time limit expires.
 *   May be NULL: the call cannot be cancelled then.
 * @param[out] session Receives the session; free it with tsc_session_free. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, a network status, an HTTP status, or one of these:
 * @retval TSC_ERROR_SIGN_IN_FAILED The server refused the app, its secret, the user, the scopes
 *   or the site; a wrong clock on this machine has the same effect.
 * @retval TSC_ERROR_INVALID_ARGUMENT A text is empty, has a line break in it, or is longer than
 *   32 KiB.
 * @retval TSC_ERROR_UNSUPPORTED_VERSION The API version is older than 3.17, and nothing secret
 *   was sent.
 * @retval TSC_ERROR_INSECURE The connection would be plain http to another machine.
 * @retval TSC_ERROR_REDIRECT The server redirects to a location that is not safe to follow.
 *
 * Blocks: yes, with one HTTP request for the server's version if it is not known, and one
 * for the sign-in; each is repeatable. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_NODISCARD TSC_API
tsc_status TSC_CALL tsc_server_sign_in_with_connected_app(tsc_server *server,
                                                          const char *client_id,
                                                          const char *secret_id,
                                                          const char *secret_value,
                                                          const char *username,
                                                          const char *scopes,
                                                          const char *site,
                                                          const char *impersonated_user_id,
                                                          tsc_cancellation *cancellation,
                                                          tsc_session **session,
                                                          tsc_error **error);

/**
 * Gets the version of the product, such as "2023.1.0".
 *
 * @param[in] info The server info. If it is NULL, the function returns NULL.
 *
 * @return The version, which the info lends, or NULL if the server does not say.
 *
 * Blocks: no. Threads: one at a time for a server info. Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_server_info_product_version(const tsc_server_info *info);

/**
 * Gets the build of the product, such as "20231.23.0310.1029".
 *
 * @param[in] info The server info. If it is NULL, the function returns NULL.
 *
 * @return The build, which the info lends, or NULL if the server does not say.
 *
 * Blocks: no. Threads: one at a time for a server info. Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_server_info_build(const tsc_server_info *info);

/**
 * Gets the newest REST API version that the server supports, such as "3.19".
 *
 * @param[in] info The server info. If it is NULL, the function returns NULL.
 *
 * @return The version, which the info lends.
 *
 * Blocks: no. Threads: one at a time for a server info. Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_server_info_api_version(const tsc_server_info *info);

/**
 * Frees an info and the strings that it lent.
 *
 * @param[in] info The server info, which cannot be used afterwards. If it is NULL, the function
 *   does nothing.
 *
 * Blocks: no. Threads: any, after all other calls with the server info. Since: 0.1.0.
 */
TSC_API void TSC_CALL tsc_server_info_free(tsc_server_info *info);

/**
 * Signs out: ends the session on the server and deletes its token.
 *
 * @param[in] session The session. If it is NULL, the function returns
 *   TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] cancellation Ends the call early when it is cancelled or its time limit expires.
 *   May be NULL: the call cannot be cancelled then.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, also if the session was signed out before or has ended on the server; a
 *   common status, a network status, an HTTP status, or one of these:
 * @retval TSC_ERROR_PROTOCOL The response is not from the Tableau server; perhaps it is from a
 *   proxy.
 * @retval TSC_ERROR_SESSION_EXPIRED The response is HTTP 401 and not from the Tableau server;
 *   perhaps it is from a proxy.
 *
 * After a failure the session still has its token, so that the call can be repeated.
 *
 * Blocks: yes, with one HTTP request, which is not repeatable; none if the session was
 * signed out before. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_session_sign_out(tsc_session *session,
                                         tsc_cancellation *cancellation,
                                         tsc_error **error);

/**
 * Moves a session to another site of its server, without another sign-in. Not available on
 * Tableau Cloud.
 *
 * @param[in] session The session. If it is NULL, the function returns
 *   TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] site The contentUrl of the site; a line break at its end is dropped. May be NULL
 *   or "": the default site. If the session is on that site already, the function returns
 *   TSC_OK and changes nothing.
 * @param[in] cancellation Ends the call early when it is cancelled or its time limit expires.
 *   May be NULL: the call cannot be cancelled then.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, a network status, an HTTP status, or one of these:
 * @retval TSC_ERROR_FORBIDDEN There is no such site, or the user may not enter it (Tableau's
 *   code 401003).
 * @retval TSC_ERROR_SESSION_EXPIRED The session has ended on the server.
 * @retval TSC_ERROR_NOT_SIGNED_IN The session was signed out; nothing was sent.
 * @retval TSC_ERROR_UNSUPPORTED_VERSION The API version is older than 2.6; nothing was sent.
 * @retval TSC_ERROR_INVALID_ARGUMENT `site` is longer than 32 KiB or has a control character.
 *
 * On success the token, site and user id of the session change, and the old token is invalid.
 * Lists and requests that were made before return TSC_ERROR_INVALID_STATE.
 *
 * After a failure the session stays on its site. If no usable response arrived, or one of a
 * gateway (502, 504), it is not known whether the server switched; if the session then turns
 * out to have expired, it did.
 *
 * Blocks: yes, with one HTTP request, which is not repeatable. Threads: any, at the same
 * time. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_session_switch_site(tsc_session *session,
                                            const char *site,
                                            tsc_cancellation *cancellation,
                                            tsc_error **error);

/**
 * Revokes the personal access tokens of all administrators of the server, in case one was
 * stolen. Not available on Tableau Cloud.
 *
 * @param[in] session The session. If it is NULL, the function returns
 *   TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] cancellation Ends the call early when it is cancelled or its time limit expires.
 *   May be NULL: the call cannot be cancelled then.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, a network status, an HTTP status, or one of these:
 * @retval TSC_ERROR_FORBIDDEN The user of the session is not a server administrator.
 * @retval TSC_ERROR_SESSION_EXPIRED The session has ended on the server.
 * @retval TSC_ERROR_NOT_SIGNED_IN The session was signed out; nothing was sent.
 * @retval TSC_ERROR_UNSUPPORTED_VERSION The API version is older than 3.11, and nothing was
 *   sent; or the server does not have this call (Tableau's code 404003).
 *
 * Sessions that signed in with such a token, perhaps including this one, may end.
 *
 * Blocks: yes, with one HTTP request, which is not repeatable. Threads: any, at the same
 * time. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_session_revoke_server_admin_tokens(tsc_session *session,
                                                           tsc_cancellation *cancellation,
                                                           tsc_error **error);

/**
 * Frees a session and the strings that it lent.
 *
 * It sends nothing and does not sign out: unless the session was signed out, it lives on the
 * server until it expires. Its lists and requests can still be used.
 *
 * @param[in] session The session, which cannot be used afterwards. If it is NULL, the function
 *   does nothing.
 *
 * Blocks: no. Threads: any, after all other calls with the session. Since: 0.1.0.
 */
TSC_API void TSC_CALL tsc_session_free(tsc_session *session);

/**
 * Tells whether a session has a token.
 *
 * The server is not asked: a session that has expired there has a token until
 * tsc_session_sign_out.
 *
 * @param[in] session The session. If it is NULL, the function returns 0.
 *
 * @return 1 if the session has a token, or 0 after it was signed out.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API int32_t TSC_CALL tsc_session_is_signed_in(const tsc_session *session);

/**
 * Gets the address at which a session signed in, after redirects:
 * "https://tableau.example.com".
 *
 * @param[in] session The session. If it is NULL, the function returns NULL.
 *
 * @return The address, which never changes. The session lends it.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_session_server_url(const tsc_session *session);

/**
 * Gets the REST API version of a session's requests, such as "3.19".
 *
 * @param[in] session The session. If it is NULL, the function returns NULL.
 *
 * @return The version, which never changes. The session lends it.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_session_api_version(const tsc_session *session);

/**
 * Gets the token of a session.
 *
 * The token is a secret. Another client of the same server can send it in the header
 * X-Tableau-Auth.
 *
 * @param[in] session The session. If it is NULL, the function returns NULL.
 *
 * @return The token, or NULL after the session was signed out. The session lends the string,
 *   and it is wiped from memory when the session is freed.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_session_token(const tsc_session *session);

/**
 * Gets the id of the site that a session is on.
 *
 * @param[in] session The session. If it is NULL, the function returns NULL.
 *
 * @return The id, which the session lends, or NULL after the session was signed out.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_session_site_id(const tsc_session *session);

/**
 * Gets the contentUrl of the site that a session is on.
 *
 * @param[in] session The session. If it is NULL, the function returns NULL.
 *
 * @return The contentUrl, which the session lends: "" for the default site. NULL after the
 *   session was signed out.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_session_site_content_url(const tsc_session *session);

/**
 * Gets the id of the user of a session.
 *
 * It is the id of the impersonated user if there is one. A user has another id on each site.
 *
 * @param[in] session The session. If it is NULL, the function returns NULL.
 *
 * @return The id, which the session lends, or NULL after the session was signed out.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_session_user_id(const tsc_session *session);

/**
 * Gets the server's text on how long a session will live.
 *
 * Tableau does not document its form ("177:05:38", "2:12:30"), so the library does not
 * interpret it.
 *
 * @param[in] session The session. If it is NULL, the function returns NULL.
 *
 * @return The text, which the session lends, or NULL if the server did not say, or after the
 *   session was signed out.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_API
const char *TSC_CALL tsc_session_estimated_time_to_expiration(const tsc_session *session);

/**
 * Creates a list. Sends nothing before it is read.
 *
 * @param[in] session The session. If it is NULL, the function returns
 *   TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] path The path, percent-encoded. It is relative to the site of the session
 *   ("workbooks", "groups/ID/users"), or begins with "/" and is relative to the server
 *   ("/api/{version}/sites"). {version}, {site-id} and {user-id} are replaced by the values of
 *   the session; the rest is sent as it is. Must not be NULL.
 * @param[out] list Receives the list; free it with tsc_list_free. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or one of these:
 * @retval TSC_ERROR_INVALID_ARGUMENT The path is empty or longer than 32 KiB, or has a scheme,
 *   "//", "?", "#", a "." or ".." segment, another placeholder, a "%" without two digits, or a
 *   character that must be percent-encoded.
 * @retval TSC_ERROR_NOT_SIGNED_IN The session was signed out.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_NODISCARD TSC_API
tsc_status TSC_CALL tsc_session_list(tsc_session *session,
                                     const char *path,
                                     tsc_list **list,
                                     tsc_error **error);

/**
 * Gets the number of items that the server says the list has on all pages.
 *
 * @param[in] list The list. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] cancellation Ends the call early when it is cancelled or its time limit expires.
 *   May be NULL: the call cannot be cancelled then.
 * @param[out] total Receives the number. If the list is not paged, it is the number of its
 *   items. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, a network status, an HTTP status, or one of these:
 * @retval TSC_ERROR_INVALID_STATE The session has switched to another site since the list was
 *   made.
 * @retval TSC_ERROR_NOT_SIGNED_IN The session was signed out; nothing was sent.
 * @retval TSC_ERROR_SESSION_EXPIRED The session has ended on the server, or the scopes of its
 *   token do not cover the call (HTTP 401).
 * @retval TSC_ERROR_UNSUPPORTED_VERSION The server does not have this list (Tableau's code
 *   404003).
 * @retval TSC_ERROR_BAD_REQUEST For example, the server does not understand a filter.
 *
 * The first page is fetched for it, unless it was fetched before; tsc_list_next uses that
 * page. The node of the last tsc_list_next stays valid.
 *
 * Blocks: yes, with one HTTP request if no page was fetched yet, and another one if the page
 * size was too large for the server; each is repeatable. Threads: one at a time for a
 * list. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_list_total_available(tsc_list *list,
                                             tsc_cancellation *cancellation,
                                             uint64_t *total,
                                             tsc_error **error);

/**
 * Gets the next item of a list, in the server's order.
 *
 * @param[in] list The list. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] cancellation Ends the call early when it is cancelled or its time limit expires.
 *   May be NULL: the call cannot be cancelled then.
 * @param[out] node Receives the item, or NULL at the end of the list. The list lends it: it is
 *   valid until the next tsc_list_next, tsc_list_next_page or tsc_list_free. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, also at the end, a common status, a network status, an HTTP status, or one of
 *   these:
 * @retval TSC_ERROR_INVALID_STATE The session has switched to another site since the list was
 *   made.
 * @retval TSC_ERROR_NOT_SIGNED_IN The session was signed out; nothing was sent.
 * @retval TSC_ERROR_SESSION_EXPIRED The session has ended on the server, or the scopes of its
 *   token do not cover the call (HTTP 401).
 * @retval TSC_ERROR_UNSUPPORTED_VERSION The server does not have this list (Tableau's code
 *   404003).
 * @retval TSC_ERROR_BAD_REQUEST For example, the server does not understand a filter.
 *
 * After a failure the next call fetches the same page again. No item is lost or returned
 * twice.
 *
 * Blocks: yes, with one HTTP request when the items of a page are used up, another one if the
 * page size was too large for the server, and one for each page that is empty; each is
 * repeatable. Threads: one at a time for a list. Since: 0.1.0.
 */
TSC_NODISCARD TSC_API
tsc_status TSC_CALL tsc_list_next(tsc_list *list,
                                  tsc_cancellation *cancellation,
                                  const tsc_node **node,
                                  tsc_error **error);

/**
 * Reads the next page of a list at once, as one block of memory. It is for bindings, and for
 * programs that read many items: in the block an item is found without a call.
 *
 * @param[in] list The list. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] cancellation Ends the call early when it is cancelled or its time limit expires.
 *   May be NULL: the call cannot be cancelled then.
 * @param[out] block Receives the beginning of the block, or NULL at the end of the list. The
 *   list lends it until the next tsc_list_next_page, tsc_list_next or tsc_list_free. It is
 *   aligned to 8 bytes. docs/block.md describes the layout. Must not be NULL.
 * @param[out] length Receives the number of its bytes, 0 at the end. May be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * Pages without items are skipped. A program may read a list with tsc_list_next and
 * tsc_list_next_page in turns, but not in the middle of a page.
 *
 * @return TSC_OK, also at the end, a common status, a network status, an HTTP status, or one of
 *   these:
 * @retval TSC_ERROR_INVALID_STATE The session has switched to another site since the list was
 *   made; or tsc_list_next has returned some items of a page and not all, and that page can be
 *   read on.
 * @retval TSC_ERROR_NOT_SIGNED_IN The session was signed out; nothing was sent.
 * @retval TSC_ERROR_SESSION_EXPIRED The session has ended on the server, or the scopes of its
 *   token do not cover the call (HTTP 401).
 * @retval TSC_ERROR_UNSUPPORTED_VERSION The server does not have this list (Tableau's code
 *   404003).
 * @retval TSC_ERROR_BAD_REQUEST For example, the server does not understand a filter.
 *
 * After a failure the next call fetches the same page again.
 *
 * Blocks: yes, with one HTTP request for the page, another one if the page size was too large
 * for the server, and one for each page that is empty; each is repeatable. Threads:
 * one at a time for a list. Since: 0.1.0.
 */
TSC_NODISCARD TSC_API
tsc_status TSC_CALL tsc_list_next_page(tsc_list *list,
                                       tsc_cancellation *cancellation,
                                       const uint8_t **block,
                                       size_t *length,
                                       tsc_error **error);

/**
 * Frees a list and what it lent.
 *
 * It may be called before the end of the list. Sends nothing.
 *
 * @param[in] list The list, which cannot be used afterwards. If it is NULL, the function does
 *   nothing.
 *
 * Blocks: no. Threads: any, after all other calls with the list. Since: 0.1.0.
 */
TSC_API void TSC_CALL tsc_list_free(tsc_list *list);

/**
 * Sets how many items are fetched with one HTTP request.
 *
 * @param[in] list The list. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] page_size 1 to 1000, 1000 by default. If the server says that it is too large, the
 *   library continues with 100.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or one of these:
 * @retval TSC_ERROR_INVALID_ARGUMENT `page_size` is not from 1 to 1000.
 * @retval TSC_ERROR_INVALID_STATE Reading of the list has begun.
 *
 * Blocks: no. Threads: one at a time for a list. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_list_set_page_size(tsc_list *list,
                                           uint32_t page_size,
                                           tsc_error **error);

/**
 * Sets how many pages are fetched ahead of the one that is read, at the same time.
 *
 * @param[in] list The list. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] pages 0 to 8; 0 by default, which means that each page is fetched when it is
 *   needed.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * With 4 pages a list is read in about a third of the time, if the time is that of the
 * network. The items, their order and the errors are the same. The pages are fetched by
 * threads of the library, with all signals blocked, which begin when the second page is needed
 * and end when enough pages are ahead; a list of one page has none. If threads cannot be
 * started, or 32 run in the process, pages are fetched when they are needed. The pages ahead
 * take at most 128 MiB together; one that is larger than its part of that is fetched when it
 * is needed.
 *
 * @return TSC_OK, a common status, or one of these:
 * @retval TSC_ERROR_INVALID_ARGUMENT `pages` is more than 8.
 * @retval TSC_ERROR_INVALID_STATE Reading of the list has begun.
 *
 * Blocks: no. Threads: one at a time for a list. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_list_set_lookahead(tsc_list *list, uint32_t pages, tsc_error **error);

/**
 * Adds a condition that the items must meet. If there are several, they must meet all of them.
 *
 * @param[in] list The list. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] field The name of a field, such as "name" or "updatedAt". Tableau's REST API
 *   reference says which fields each list has. Must not be NULL.
 * @param[in] op The operator: "eq", "gt", "gte", "lt", "lte", "in", "has" or "cieq". Must not
 *   be NULL.
 * @param[in] value The value, any UTF-8, not percent-encoded. "[one,two]" for "in". Tableau
 *   treats commas and ampersands in a value as separators, even if they are encoded; where a
 *   server does not find such a value, "*" in their place matches any text. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or one of these:
 * @retval TSC_ERROR_INVALID_ARGUMENT `field` is not a valid name, or `op` is another operator.
 * @retval TSC_ERROR_INVALID_STATE Reading of the list has begun.
 *
 * Blocks: no. Threads: one at a time for a list. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_list_add_filter(tsc_list *list,
                                        const char *field,
                                        const char *op,
                                        const char *value,
                                        tsc_error **error);

/**
 * Adds a sort key. The list is sorted by the first key that was added, then by the second, and
 * so on.
 *
 * @param[in] list The list. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] field The name of a field, such as "name" or "updatedAt". Tableau's REST API
 *   reference says which fields each list has. Must not be NULL.
 * @param[in] descending 0: ascending. Any other value: descending.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or one of these:
 * @retval TSC_ERROR_INVALID_ARGUMENT `field` is not a valid name.
 * @retval TSC_ERROR_INVALID_STATE Reading of the list has begun.
 *
 * Blocks: no. Threads: one at a time for a list. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_list_add_sort(tsc_list *list,
                                      const char *field,
                                      int32_t descending,
                                      tsc_error **error);

/**
 * Sets another parameter of the query, such as "fields" to "_all_".
 *
 * @param[in] list The list. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] name The name of the parameter. A parameter that was set before is replaced.
 *   pageSize, pageNumber, filter and sort are refused; there are other functions for them. Must
 *   not be NULL.
 * @param[in] value The value, any UTF-8, not percent-encoded. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or one of these:
 * @retval TSC_ERROR_INVALID_ARGUMENT The name is empty or one of these four, or the parameters
 *   exceed 64 KiB in total.
 * @retval TSC_ERROR_INVALID_STATE Reading of the list has begun.
 *
 * Blocks: no. Threads: one at a time for a list. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_list_set_parameter(tsc_list *list,
                                           const char *name,
                                           const char *value,
                                           tsc_error **error);

/**
 * Sets a header of the list's requests.
 *
 * @param[in] list The list. If it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] name The name of the header; upper and lower case are the same. A header that was
 *   set before is replaced. Must not be NULL.
 * @param[in] value The value, sent byte for byte. May be NULL: the header is removed.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or one of these:
 * @retval TSC_ERROR_INVALID_ARGUMENT The name or the value is not allowed in a header, the
 *   library sets a header of that name itself (X-Tableau-Auth, Host, Content-Length and the
 *   like), or all headers exceed 32 KiB or 100.
 * @retval TSC_ERROR_INVALID_STATE Reading of the list has begun.
 *
 * It replaces a header of the same name that tsc_server_set_header sets, and the library's
 * own Accept, which is application/xml.
 *
 * Blocks: no. Threads: one at a time for a list. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_list_set_header(tsc_list *list,
                                        const char *name,
                                        const char *value,
                                        tsc_error **error);

/**
 * Gets the block of memory that an element is in, with all elements of its page or response.
 *
 * @param[in] node The node. If it is NULL, the function returns NULL.
 * @param[out] length Receives the number of bytes of the block. May be NULL.
 * @param[out] offset Receives the offset of the element in the block, in bytes. May be NULL.
 *
 * @return The beginning of the block, which is valid as long as the node.
 *
 * The block is aligned to 8 bytes. docs/block.md describes the layout.
 *
 * Blocks: no. Threads: one at a time for the list or response that lends the node.
 * Since: 0.1.0.
 */
TSC_API
const uint8_t *TSC_CALL tsc_node_block(const tsc_node *node, size_t *length, size_t *offset);

/**
 * Gets the local name of an element, such as "workbook".
 *
 * @param[in] node The node. If it is NULL, the function returns NULL.
 *
 * @return The name, which is valid as long as the node.
 *
 * Blocks: no. Threads: one at a time for the list or response that lends the node.
 * Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_node_name(const tsc_node *node);

/**
 * Gets the text of an element without that of its child elements.
 *
 * @param[in] node The node. If it is NULL, the function returns NULL.
 *
 * @return The text, which is valid as long as the node, or NULL if the element has none.
 *
 * The pieces between child elements are joined. White space that indents child elements is a
 * part of the text.
 *
 * Blocks: no. Threads: one at a time for the list or response that lends the node.
 * Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_node_text(const tsc_node *node);

/**
 * Gets the value of an attribute.
 *
 * @param[in] node The node. If it is NULL, the function returns NULL.
 * @param[in] name The local name of the attribute. If it is NULL, the function returns NULL.
 *
 * @return The value, which is valid as long as the node, or NULL if the element does not have
 *   the attribute.
 *
 * Blocks: no. Threads: one at a time for the list or response that lends the node.
 * Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_node_attribute(const tsc_node *node, const char *name);

/**
 * Gets the number of attributes of an element.
 *
 * @param[in] node The node. If it is NULL, the function returns 0.
 *
 * @return The number.
 *
 * Blocks: no. Threads: one at a time for the list or response that lends the node.
 * Since: 0.1.0.
 */
TSC_API size_t TSC_CALL tsc_node_attribute_count(const tsc_node *node);

/**
 * Gets the local name of an attribute by its position.
 *
 * @param[in] node The node. If it is NULL, the function returns NULL.
 * @param[in] index The position, 0 to tsc_node_attribute_count - 1.
 *
 * @return The name, which is valid as long as the node, or NULL if there is no attribute at the
 *   position.
 *
 * Blocks: no. Threads: one at a time for the list or response that lends the node.
 * Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_node_attribute_name_at(const tsc_node *node, size_t index);

/**
 * Gets the value of an attribute by its position.
 *
 * @param[in] node The node. If it is NULL, the function returns NULL.
 * @param[in] index The position, 0 to tsc_node_attribute_count - 1.
 *
 * @return The value, which is valid as long as the node, or NULL if there is no attribute at
 *   the position.
 *
 * Blocks: no. Threads: one at a time for the list or response that lends the node.
 * Since: 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_node_attribute_value_at(const tsc_node *node, size_t index);

/**
 * Gets the number of child elements of an element.
 *
 * @param[in] node The node. If it is NULL, the function returns 0.
 *
 * @return The number.
 *
 * Blocks: no. Threads: one at a time for the list or response that lends the node.
 * Since: 0.1.0.
 */
TSC_API size_t TSC_CALL tsc_node_child_count(const tsc_node *node);

/**
 * Gets a child element by its position.
 *
 * @param[in] node The node. If it is NULL, the function returns NULL.
 * @param[in] index The position, 0 to tsc_node_child_count - 1.
 *
 * @return The child, which is valid as long as the node, or NULL if there is none at the
 *   position.
 *
 * Blocks: no. Threads: one at a time for the list or response that lends the node.
 * Since: 0.1.0.
 */
TSC_API const tsc_node *TSC_CALL tsc_node_child_at(const tsc_node *node, size_t index);

/**
 * Gets the first child element with a name.
 *
 * @param[in] node The node. If it is NULL, the function returns NULL.
 * @param[in] name The local name of the child. If it is NULL, the function returns NULL.
 *
 * @return The child, which is valid as long as the node, or NULL if there is none with the
 *   name.
 *
 * Blocks: no. Threads: one at a time for the list or response that lends the node.
 * Since: 0.1.0.
 */
TSC_API const tsc_node *TSC_CALL tsc_node_child(const tsc_node *node, const char *name);

/**
 * Creates a request. Sends nothing before tsc_request_send.
 *
 * @param[in] session The session. If it is NULL, the function returns
 *   TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] method "GET", "POST", "PUT", "PATCH", "DELETE", ...; sent as it is, without a
 *   change of case. Must not be NULL.
 * @param[in] path The path, percent-encoded. It is relative to the site of the session
 *   ("workbooks/ID/content"), or begins with "/" and is relative to the server
 *   ("/api/{version}/sites", "/api/metadata/graphql"). {version}, {site-id} and {user-id} are
 *   replaced by the values of the session; the rest is sent as it is. Must not be NULL.
 * @param[out] request Receives the request; free it with tsc_request_free. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or one of these:
 * @retval TSC_ERROR_INVALID_ARGUMENT The method is not an HTTP token, is longer than 32
 *   characters, or is CONNECT or TRACE in any case; or the path is empty or longer than 32 KiB,
 *   or has a scheme, "//", "?", "#", a "." or ".." segment, another placeholder, a "%" without
 *   two digits, or a character that must be percent-encoded.
 * @retval TSC_ERROR_NOT_SIGNED_IN The session was signed out.
 *
 * Set the query with tsc_request_set_parameter. Use tsc_session_sign_out and
 * tsc_session_switch_site to sign out and to switch site: the session does not notice what a
 * request does to its token.
 *
 * Blocks: no. Threads: any, at the same time. Since: 0.1.0.
 */
TSC_NODISCARD TSC_API
tsc_status TSC_CALL tsc_session_request(tsc_session *session,
                                        const char *method,
                                        const char *path,
                                        tsc_request **request,
                                        tsc_error **error);

/**
 * Sets a parameter of the query, such as "pageSize" to "1000" or "filter" to "name:eq:Sales &
 * more".
 *
 * @param[in] request The request. If it is NULL, the function returns
 *   TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] name The name of the parameter, any UTF-8 but "". A parameter that was set before
 *   is replaced. Must not be NULL.
 * @param[in] value The value, any UTF-8. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * The library percent-encodes both. Parameters are sent in the order in which they were set
 * first.
 *
 * @return TSC_OK, a common status, or this one:
 * @retval TSC_ERROR_INVALID_ARGUMENT The name is empty, or the parameters exceed 64 KiB in
 *   total.
 *
 * Blocks: no. Threads: one at a time for a request. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_request_set_parameter(tsc_request *request,
                                              const char *name,
                                              const char *value,
                                              tsc_error **error);

/**
 * Sets a header, such as "Accept" to "application/json".
 *
 * @param[in] request The request. If it is NULL, the function returns
 *   TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] name The name of the header; upper and lower case are the same. A header that was
 *   set before is replaced. Must not be NULL.
 * @param[in] value The value, sent byte for byte. May be NULL: the header is removed.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or this one:
 * @retval TSC_ERROR_INVALID_ARGUMENT The name is not an HTTP token or is longer than 256 bytes;
 *   the value has a line break or another control character, or for Authorization is not ASCII;
 *   the headers exceed 100, or 32 KiB in total; or the library itself sets the header:
 *   X-Tableau-Auth, Host, Content-Length, Transfer-Encoding, Connection, Keep-Alive,
 *   Proxy-Authorization, Proxy-Connection, Expect, TE, Trailer, Upgrade.
 *
 * By default Accept allows any type, to which Tableau mostly responds with XML, and
 * Accept-Encoding is gzip, unless Range is set. Bodies that are compressed with gzip or
 * deflate are decompressed. For another compression tsc_request_send returns
 * TSC_ERROR_PROTOCOL, unless Accept-Encoding was set to request it: the body is then returned
 * as it arrived.
 *
 * The credentials in Authorization and the values in Cookie are redacted in errors, like the
 * token.
 *
 * Blocks: no. Threads: one at a time for a request. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_request_set_header(tsc_request *request,
                                           const char *name,
                                           const char *value,
                                           tsc_error **error);

/**
 * Sets the body of a request, in place of one that was set before.
 *
 * @param[in] request The request. If it is NULL, the function returns
 *   TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] content_type "application/json", "multipart/mixed; boundary=...", ..., in place of
 *   one that tsc_request_set_header set. May be NULL: that one; without one, "text/xml" if the
 *   body begins with "<", and otherwise none.
 * @param[in] data The bytes of the body, which are copied. May be NULL if `length` is 0: an
 *   empty body.
 * @param[in] length The length of the body in bytes.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or one of these:
 * @retval TSC_ERROR_INVALID_ARGUMENT `data` is NULL and `length` is not 0; `content_type` has a
 *   control character or is longer than 32 KiB.
 * @retval TSC_ERROR_NO_MEMORY There is no memory for the copy.
 *
 * The copy is wiped from memory when it is replaced or freed. tsc_error_response describes
 * which values in it are secrets.
 *
 * Blocks: no. Threads: one at a time for a request. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_request_set_body(tsc_request *request,
                                         const char *content_type,
                                         const void *data,
                                         size_t length,
                                         tsc_error **error);

/**
 * Sets the limit for the body of a successful response.
 *
 * @param[in] request The request. If it is NULL, the function returns
 *   TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] bytes The limit in bytes of the decompressed body, 67108864 (64 MiB) by default.
 *   0: no body. UINT64_MAX: no limit. tsc_response_root needs additional memory for an XML
 *   body: usually one and a half times the size of the body, at most six times.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK or a common status.
 *
 * If the response is an error, at most 1 MiB of the body is read, whatever the limit is.
 *
 * Blocks: no. Threads: one at a time for a request. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_request_set_max_response_size(tsc_request *request,
                                                      uint64_t bytes,
                                                      tsc_error **error);

/**
 * Sets whether a request may be sent again although the server may have received it, such as
 * a POST that only reads, as those of the Metadata API do.
 *
 * @param[in] request The request. If it is NULL, the function returns
 *   TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] repeatable Whether it may. Off by default; GET and HEAD may always be sent again.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK or a common status. See tsc_server_set_retry.
 *
 * Blocks: no. Threads: one at a time for a request. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_request_set_repeatable(tsc_request *request,
                                               int32_t repeatable,
                                               tsc_error **error);

/**
 * Sets the time limits of a request, instead of those of tsc_server_set_timeouts.
 *
 * @param[in] request The request. If it is NULL, the function returns
 *   TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] read_ms The limit for the time in which the server sends nothing, or takes in
 *   nothing of the request, in milliseconds. 0: no limit.
 * @param[in] total_ms The limit for one tsc_request_send, in milliseconds. 0: no limit.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK or a common status.
 *
 * Blocks: no. Threads: one at a time for a request. Since: 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_request_set_timeouts(tsc_request *request,
                                             uint32_t read_ms,
                                             uint32_t total_ms,
                                             tsc_error **error);

/**
 * Sends a request and reads the whole response.
 *
 * @param[in] request The request, which stays as it is, and may be changed and sent again. If
 *   it is NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] cancellation Ends the call early when it is cancelled or its time limit expires.
 *   May be NULL: the call cannot be cancelled then.
 * @param[out] response Receives the response; free it with tsc_response_free. It outlives the
 *   request. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK for any 2xx response, also for one of the Metadata API with GraphQL errors in
 *   it; a common status, a network status, an HTTP status, or one of these:
 * @retval TSC_ERROR_INVALID_ARGUMENT Path and parameters exceed 64 KiB in total.
 * @retval TSC_ERROR_INVALID_STATE The session has switched to another site since the request
 *   was made; nothing was sent.
 * @retval TSC_ERROR_NOT_SIGNED_IN The session was signed out; nothing was sent.
 * @retval TSC_ERROR_SESSION_EXPIRED The session has ended on the server, or the scopes of its
 *   token do not cover the call (HTTP 401).
 * @retval TSC_ERROR_REDIRECT The server redirects to another origin, or more than five times,
 *   or by 301, 302 or 303 although the method is neither GET nor HEAD.
 * @retval TSC_ERROR_TOO_LARGE The response exceeds the limit, or is HTTP 413.
 * @retval TSC_ERROR_PROTOCOL The response is not HTTP, is endless with almost no data, or has
 *   an invalid or unsupported compression.
 * @retval TSC_ERROR_UNSUPPORTED_VERSION The server does not have this call (Tableau's codes
 *   404001, 404003).
 *
 * Tableau's code, summary and detail are read from errors in XML and JSON. tsc_error_response
 * returns the response.
 *
 * Blocks: yes, with one HTTP request, which is repeatable if its method is GET or HEAD, or if
 * tsc_request_set_repeatable says so. Threads: one at a time for a request. Since: 0.1.0.
 */
TSC_NODISCARD TSC_API
tsc_status TSC_CALL tsc_request_send(tsc_request *request,
                                     tsc_cancellation *cancellation,
                                     tsc_response **response,
                                     tsc_error **error);

/**
 * Frees a request.
 *
 * Its responses can still be used. Sends nothing.
 *
 * @param[in] request The request, which cannot be used afterwards. If it is NULL, the function
 *   does nothing.
 *
 * Blocks: no. Threads: any, after all other calls with the request. Since: 0.1.0.
 */
TSC_API void TSC_CALL tsc_request_free(tsc_request *request);

/**
 * Gets the HTTP status of a response.
 *
 * @param[in] response The response. If it is NULL, the function returns 0.
 *
 * @return The HTTP status, such as 200.
 *
 * Blocks: no. Threads: one at a time for a response. Since: 0.1.0.
 */
TSC_API int32_t TSC_CALL tsc_response_status(const tsc_response *response);

/**
 * Gets the value of a header.
 *
 * @param[in] response The response. If it is NULL, the function returns NULL.
 * @param[in] name The name of the header; upper and lower case are the same. If it is NULL, the
 *   function returns NULL.
 *
 * @return The value, which the response lends, or NULL if the response does not have the
 *   header.
 *
 * The values of repeated headers are joined by ", ". Bytes that are not UTF-8 are replaced by
 * U+FFFD.
 *
 * Blocks: no. Threads: one at a time for a response. Since: 0.1.0.
 */
TSC_API
const char *TSC_CALL tsc_response_header(const tsc_response *response, const char *name);

/**
 * Gets the number of headers of a response. A header that is repeated counts each time.
 *
 * If the body was decompressed, Content-Encoding and Content-Length are left out.
 *
 * @param[in] response The response. If it is NULL, the function returns 0.
 *
 * @return The number.
 *
 * Blocks: no. Threads: one at a time for a response. Since: 0.1.0.
 */
TSC_API size_t TSC_CALL tsc_response_header_count(const tsc_response *response);

/**
 * Gets the name of a header by its position in the response, in lower case.
 *
 * @param[in] response The response. If it is NULL, the function returns NULL.
 * @param[in] index The position, 0 to tsc_response_header_count - 1.
 *
 * @return The name, which the response lends, or NULL if there is no header at the position.
 *
 * Blocks: no. Threads: one at a time for a response. Since: 0.1.0.
 */
TSC_API
const char *TSC_CALL tsc_response_header_name_at(const tsc_response *response, size_t index);

/**
 * Gets the value of a header by its position in the response.
 *
 * @param[in] response The response. If it is NULL, the function returns NULL.
 * @param[in] index The position, 0 to tsc_response_header_count - 1.
 *
 * @return The value, which the response lends, or NULL if there is no header at the position.
 *
 * Blocks: no. Threads: one at a time for a response. Since: 0.1.0.
 */
TSC_API
const char *TSC_CALL tsc_response_header_value_at(const tsc_response *response, size_t index);

/**
 * Gets the body of a response, decompressed.
 *
 * @param[in] response The response. If it is NULL, the function returns NULL.
 * @param[out] length Receives the number of bytes, 0 if there is no body. May be NULL.
 *
 * @return The first byte of the body, which the response lends, or NULL if the body is empty.
 *   There is no NUL after the body.
 *
 * Blocks: no. Threads: one at a time for a response. Since: 0.1.0.
 */
TSC_API const uint8_t *TSC_CALL tsc_response_body(const tsc_response *response, size_t *length);

/**
 * Gets the root element of a body that is XML, whatever its Content-Type.
 *
 * @param[in] response The response. If it is NULL, the function returns NULL.
 *
 * @return The element, which the response lends, or NULL if the body is not XML in UTF-8, has a
 *   document type, or exceeds a limit: 64 levels, 256 attributes of one element (64 with a
 *   prefix), 32 namespaces, 100,000 different names, names of 1024 bytes, a body of 4 GiB, 128
 *   MiB for the elements (or twice the limit of tsc_request_set_max_response_size if that is
 *   more, but always under 2 GiB). It is also NULL if there is not enough memory; the next call
 *   then reads the body again.
 *
 * The first call reads the whole body. It cannot be interrupted.
 *
 * Blocks: no. Threads: one at a time for a response. Since: 0.1.0.
 */
TSC_API const tsc_node *TSC_CALL tsc_response_root(const tsc_response *response);

/**
 * Frees a response and all that it lent.
 *
 * @param[in] response A response that tsc_request_send returned, and not one that
 *   tsc_error_response lent; it cannot be used afterwards. If it is NULL, the function does
 *   nothing.
 *
 * Blocks: no. Threads: any, after all other calls with the response. Since: 0.1.0.
 */
TSC_API void TSC_CALL tsc_response_free(tsc_response *response);

#ifdef __cplusplus
} /* extern "C" */
#endif /* __cplusplus */

#endif  /* TSC_H */
