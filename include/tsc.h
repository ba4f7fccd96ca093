/*
 * tsc.h: sign in to Tableau Server and Tableau Cloud, and work with the session.
 *
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
 *
 * This file is generated from the library's source. The sections below hold for every function
 * unless its own comment says otherwise.
 *
 * PARAMETERS come in this order: the handle, inputs, a cancellation, outputs, an error. A
 * pointer must not be NULL unless its description says that it may be. Strings are UTF-8 and
 * end with a NUL; strings and data are read only during the call. The paths of files are UTF-8
 * on Windows, too, where they may be longer than MAX_PATH. Where a parameter means yes or no, 0
 * is no and any other value is yes. Three parameters are described only here:
 *   - The handle, the first parameter. If it is NULL, functions that return a status return
 *     TSC_ERROR_INVALID_ARGUMENT, getters return NULL, 0 or -1, and other functions do
 *     nothing.
 *   - cancellation may be NULL: the call cannot be cancelled then. See tsc_cancellation.
 *   - error may be NULL: the caller gets no tsc_error then. See ERRORS.
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
 * makes; each redirect that is followed, at most five, is one more. A sign-in, a sign-out and
 * every GET is sent once more if a pooled connection turns out to be closed.
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
 * status return TSC_ERROR_INVALID_STATE for them; others treat them like NULL.
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

/* The version of this header. tsc_version() returns the version of the library. */
#define TSC_VERSION_MAJOR 0
#define TSC_VERSION_MINOR 1
#define TSC_VERSION_PATCH 0
#define TSC_VERSION_NUMBER \
  ((TSC_VERSION_MAJOR << 16) | (TSC_VERSION_MINOR << 8) | TSC_VERSION_PATCH)

/*
 * Each declaration has TSC_API, for a function of the library, and TSC_CALL, for its calling
 * convention. They are not settings: a program does not define them. On Windows, a program that
 * contains the library instead of loading the DLL defines TSC_STATIC.
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

/*
 * Warns if a status is not used: an output handle is there only if the status is TSC_OK. Define it
 * as empty to have no such warnings. Microsoft's compiler warns in C++17 and later.
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
 * A means to end calls early: pass one to the calls that a Cancel button is to end, or that
 * share a time limit.
 *
 * Every function that may use the network takes one, or NULL. Any number of threads and calls
 * may use it at the same time.
 */
typedef struct tsc_cancellation tsc_cancellation;

/**
 * The reason why a call failed: a status for programs, a message for people, and the server's
 * response if there was one.
 *
 * A call that fails stores one in its last parameter; free it with tsc_error_free. All that it
 * returns is valid until then. It may be used by one thread at a time.
 */
typedef struct tsc_error tsc_error;

/**
 * A list on the server: workbooks, users, sites or anything else that the REST API lists. Its
 * pages are fetched one by one while it is read.
 *
 * It belongs to the session, site and token with which it was made, and outlives the session.
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
 * It belongs to the session, site and token with which it was made, and outlives the session.
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
 * Returns the version of the loaded library as text: "0.1.0".
 *
 * Never NULL. The string is valid until the process ends.
 *
 * Since 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_version(void);

/**
 * Returns the version of the loaded library as a number: major << 16 | minor << 8 | patch.
 * TSC_VERSION_NUMBER is the version of the header in the same form.
 *
 * Since 0.1.0.
 */
TSC_API uint32_t TSC_CALL tsc_version_number(void);

/**
 * Returns the name of a status: "TSC_ERROR_TIMEOUT" for 4.
 *
 * - `status`: any number.
 *
 * Returns "TSC_ERROR_UNKNOWN" for a number that this version of the library does not define.
 * Never NULL. The string is valid until the process ends.
 *
 * Since 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_status_name(tsc_status status);

/**
 * Returns the status that the failed call returned; TSC_OK if `error` is NULL.
 *
 * Since 0.1.0.
 */
TSC_API tsc_status TSC_CALL tsc_error_status(const tsc_error *error);

/**
 * Returns a message for people and logs: what failed, on which URL, why, and what to do about
 * it.
 *
 * It is one line of at most 1,000 characters, without secrets, without the query of the URL,
 * and without control or bidirectional formatting characters. Never NULL; "" if `error` is
 * NULL.
 *
 * Since 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_error_message(const tsc_error *error);

/**
 * Returns the HTTP status of the response that caused the error, or 0 if no complete response
 * arrived.
 *
 * It returns the status also for a redirect that is not followed, and for a response that
 * cannot be read.
 *
 * Since 0.1.0.
 */
TSC_API int32_t TSC_CALL tsc_error_http_status(const tsc_error *error);

/**
 * Returns Tableau's error code as text, such as "401001", or NULL if the response has none.
 *
 * Since 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_error_tableau_code(const tsc_error *error);

/**
 * Returns the server's summary of the failure, such as "Signin Error", or NULL if the response
 * has none.
 *
 * It is one line, without control or bidirectional formatting characters. The secrets of the
 * call are redacted, as in tsc_error_response.
 *
 * Since 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_error_summary(const tsc_error *error);

/**
 * Returns the server's detail of the failure, such as "Error signing in to Tableau Server", or
 * NULL if the response has none.
 *
 * It is one line, without control or bidirectional formatting characters. The secrets of the
 * call are redacted, as in tsc_error_response.
 *
 * Since 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_error_detail(const tsc_error *error);

/**
 * Returns how many seconds from now the server asks to wait before the next attempt (the
 * Retry-After header), or -1 if it does not say.
 *
 * Since 0.1.0.
 */
TSC_API int64_t TSC_CALL tsc_error_retry_after(const tsc_error *error);

/**
 * Returns the response that caused the error, or NULL if no complete response arrived.
 *
 * The error lends the response: do not call tsc_response_free for it. It has at most the first
 * 1 MiB of the body. Without memory for the response it has only its HTTP status, and without
 * memory to search the body for secrets the body is "***". In its headers and body all cookies
 * and the secrets of the call are replaced by "***". These are secrets:
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
 * Since 0.1.0.
 */
TSC_API const tsc_response *TSC_CALL tsc_error_response(const tsc_error *error);

/**
 * Frees an error and all that it lent. NULL does nothing.
 *
 * Since 0.1.0.
 */
TSC_API void TSC_CALL tsc_error_free(tsc_error *error);

/**
 * Creates a cancellation that is not cancelled yet.
 *
 * Never NULL; free it with tsc_cancellation_free.
 *
 * Since 0.1.0.
 */
TSC_API tsc_cancellation *TSC_CALL tsc_cancellation_new(void);

/**
 * Creates a cancellation that is also a time limit for all the calls together that it is
 * passed to.
 *
 * - `timeout_ms`: the limit in milliseconds, counted from this call; time in which the machine
 *   is suspended counts. 0: the limit has expired at once.
 *
 * When the limit has expired, calls that run with the cancellation and later ones return
 * TSC_ERROR_TIMEOUT, and tsc_cancellation_is_cancelled returns 1. If it is cancelled first,
 * they return TSC_ERROR_CANCELLED. The limits of tsc_server_set_timeouts apply as well.
 *
 * Never NULL; free it with tsc_cancellation_free.
 *
 * Since 0.1.0.
 */
TSC_API tsc_cancellation *TSC_CALL tsc_cancellation_new_with_timeout(uint32_t timeout_ms);

/**
 * Cancels all calls that use a cancellation, for good.
 *
 * Calls that run with it return TSC_ERROR_CANCELLED at once, whatever they wait for: on Linux,
 * within 5 ms on a machine that is not busy. Later calls return TSC_ERROR_CANCELLED and send
 * nothing. The server may have carried out a request that such a call had sent.
 *
 * A cancellation that is already cancelled or has expired is not changed. Does not wait. Do
 * not call it from a signal handler: it takes a lock. A handler that was set with
 * SetConsoleCtrlHandler may call it: Windows runs it on a thread of its own.
 *
 * Since 0.1.0.
 */
TSC_API void TSC_CALL tsc_cancellation_cancel(tsc_cancellation *cancellation);

/**
 * Returns 1 if a cancellation was cancelled or its time limit has expired, otherwise 0.
 *
 * Since 0.1.0.
 */
TSC_API int32_t TSC_CALL tsc_cancellation_is_cancelled(const tsc_cancellation *cancellation);

/**
 * Frees a cancellation. NULL does nothing.
 *
 * Calls that run with it continue, and can no longer be cancelled with it; its time limit
 * still applies to them. No other function may be called with it from then on, and
 * tsc_cancellation_cancel and tsc_cancellation_is_cancelled must not be running.
 *
 * Since 0.1.0.
 */
TSC_API void TSC_CALL tsc_cancellation_free(tsc_cancellation *cancellation);

/**
 * Creates a server from its address. Does not connect to it.
 *
 * - `url`: the address, such as "https://tableau.example.com". Without a scheme it is https. A
 *   slash at the end, the "#/site/..." that a browser shows, and the rest of an API address
 *   ("/api", "/api/3.24/...") are dropped; the version in it is not used. A path before them
 *   ("https://example.com/tableau") is kept.
 * - `server`: receives the server; free it with tsc_server_free.
 *
 * Returns TSC_OK, a common status, or
 * - TSC_ERROR_INVALID_ARGUMENT: the URL has another scheme than http and https, a user or
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
 * The environment of the process is read during this call and never later. On Linux and macOS
 * it is not read at all if the process has more rights than the user who started it (setuid;
 * on Linux also file capabilities). On Windows, upper and lower case are the same in the names
 * of variables, so HTTP_PROXY is http_proxy there,
 * but in a CGI program (REQUEST_METHOD is set), where it is a header of a request.
 *
 * Since 0.1.0.
 */
TSC_NODISCARD TSC_API
tsc_status TSC_CALL tsc_server_new(const char *url, tsc_server **server, tsc_error **error);

/**
 * Creates a server like tsc_server_new, with another environment than that of the process.
 *
 * It is for languages that may change the environment of the process while C reads it, such as
 * Go, and for programs that want other values.
 *
 * - `url`, `server`: as for tsc_server_new.
 * - `environment`: "NAME=value" strings, with a NULL after the last, as execve takes them.
 *   NULL: an empty environment. The library copies http_proxy, https_proxy, HTTPS_PROXY,
 *   all_proxy, ALL_PROXY, no_proxy, NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR, and ignores all
 *   others. Upper and lower case differ in the names, on Windows too. The values need not be
 *   UTF-8, but on Windows those that are not are ignored. If a name occurs more than once, the
 *   first counts.
 *
 * Returns the statuses of tsc_server_new.
 *
 * For this server and its sessions the library reads no other environment. The resolver of
 * Linux still reads that of the process (RES_OPTIONS, LOCALDOMAIN).
 *
 * Since 0.1.0.
 */
TSC_NODISCARD TSC_API
tsc_status TSC_CALL tsc_server_new_with_environment(const char *url,
                                                    char *const *environment,
                                                    tsc_server **server,
                                                    tsc_error **error);

/**
 * Frees a server. NULL does nothing.
 *
 * It sends nothing and signs nobody out. The sessions of the server can still be used.
 *
 * Since 0.1.0.
 */
TSC_API void TSC_CALL tsc_server_free(tsc_server *server);

/**
 * Returns the address that the server was created with, normalised:
 * "https://tableau.example.com".
 *
 * It never changes.
 *
 * Since 0.1.0.
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
 * Since 0.1.0.
 */
TSC_API void TSC_CALL tsc_server_close_idle_connections(tsc_server *server);

/**
 * Gets the product version and the API version of a server. Needs no sign-in.
 *
 * - `info`: receives the versions; free it with tsc_server_info_free.
 *
 * Returns TSC_OK, a common status, a network status, an HTTP status, or
 * - TSC_ERROR_REDIRECT: the server redirects more than five times, to another address over
 *   plain http, to another path, or to a host that is not a Tableau server; or a captive
 *   portal or login page is in front of it.
 * - TSC_ERROR_UNSUPPORTED_VERSION: the server supports neither the server info call of the
 *   REST API nor the page that older servers have instead.
 *
 * Blocks. Makes one HTTP request, and another one if the server is older than Tableau 10.1.
 * Later sign-ins use the result.
 *
 * Since 0.1.0.
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
 * - `path`: a file with one or more certificates (PEM, with any text around them, or one
 *   certificate as DER), or a directory of such files. Certificates that cannot be read are
 *   ignored. OpenSSL's trusted certificates are used if they are trusted for servers. NULL:
 *   the certificate authorities of the system, the default.
 *
 * Returns TSC_OK, a common status, or
 * - TSC_ERROR_CA_PATH: the path is missing, unreadable, empty, a file over 16 MiB or a
 *   directory with over 64 MiB, or has no usable certificate; the message says why.
 *
 * The files are read during this call and never later. The certificate authorities of the system
 * are read when the server is first used; servers of a process share them as long as one of them
 * has them, and they are read anew after that.
 *
 * Since 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_ca_path(tsc_server *server,
                                           const char *path,
                                           tsc_error **error);

/**
 * Sets the certificates to trust from PEM text. It is otherwise like tsc_server_set_ca_path,
 * and these two settings replace each other.
 *
 * - `pem`: one or more certificates. Certificates that cannot be read are ignored. NULL with
 *   length 0: the certificate authorities of the system, the default.
 * - `length`: the length of `pem` in bytes, without a NUL at the end.
 *
 * Returns TSC_OK, a common status, or
 * - TSC_ERROR_INVALID_ARGUMENT: `pem` is NULL and `length` is not 0.
 * - TSC_ERROR_CA_PATH: there is no usable certificate in it; the message says why.
 *
 * Since 0.1.0.
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
 * - `verify`: 0: off, whatever CA is set. Any other value: on, the default.
 *
 * Returns TSC_OK or a common status.
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
 * TSC_ERROR_CERTIFICATE if they name none. Directories in SSL_CERT_DIR are separated by ":", on
 * Windows by ";". Otherwise they are those of the operating system, or Mozilla's if it has
 * none:
 * - on Linux, the certificates in the system's file, such as
 *   /etc/ssl/certs/ca-certificates.crt, and in its directories;
 * - on Windows, the certificates in the current user's store ROOT, which contains the
 *   machine's, that are for servers and not in the store Disallowed. Some of Microsoft's roots
 *   are in the store only after Windows has downloaded them for another program;
 * - on macOS, the certificates in the keychains that are trusted for TLS by the settings of the
 *   user, of the administrator or of the system.
 *
 * Since 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_verify(tsc_server *server,
                                          int32_t verify,
                                          tsc_error **error);

/**
 * Allows or forbids that secrets are sent over plain http to another machine, where anybody on
 * the network path can read them.
 *
 * - `allow`: 0: forbidden, the default. Any other value: allowed.
 *
 * Returns TSC_OK or a common status.
 *
 * Secrets may always be sent over http to this machine (localhost, 127.0.0.0/8, ::1). Sign-ins
 * to other http servers return TSC_ERROR_INSECURE while this is forbidden.
 *
 * Since 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_allow_http(tsc_server *server,
                                              int32_t allow,
                                              tsc_error **error);

/**
 * Sets the client certificate for servers that request one (mutual TLS).
 *
 * - `cert_path`: a PEM file with the certificate and the certificates between it and its CA.
 *   NULL: no client certificate, the default.
 * - `key_path`: a PEM file with the private key, not encrypted, as PKCS#8, PKCS#1 or SEC1: RSA
 *   from 2048 to 4096 bits, ECDSA on P-256 or P-384, or Ed25519. NULL: the key is in
 *   `cert_path`.
 *
 * Returns TSC_OK, a common status, or
 * - TSC_ERROR_INVALID_ARGUMENT: `key_path` is given without `cert_path`.
 * - TSC_ERROR_CA_PATH: a file is missing or unreadable, has no certificate or no key, or the
 *   key is encrypted or belongs to another certificate.
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
 * Since 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_client_certificate(tsc_server *server,
                                                      const char *cert_path,
                                                      const char *key_path,
                                                      tsc_error **error);

/**
 * Sets the client certificate from PEM text with the certificates and the key. It is otherwise
 * like tsc_server_set_client_certificate, and these two settings replace each other.
 *
 * - `pem`: the certificates and the key. NULL with length 0: no client certificate, the
 *   default.
 * - `length`: the length of `pem` in bytes, without a NUL at the end.
 *
 * Returns TSC_OK, a common status, or
 * - TSC_ERROR_INVALID_ARGUMENT: `pem` is NULL and `length` is not 0.
 * - TSC_ERROR_CA_PATH: there is no certificate or no key in it, or the key is encrypted or
 *   belongs to another certificate.
 *
 * Since 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_client_certificate_pem(tsc_server *server,
                                                          const char *pem,
                                                          size_t length,
                                                          tsc_error **error);

/**
 * Sets the proxy through which a server is reached.
 *
 * - `proxy_url`: "http://proxy.example.com:3128", or "https://..." for TLS to the proxy
 *   itself, with "user:password@" (percent-encoded) if the proxy requires it. If it has no
 *   port, it is 80, or 443 with https. Every host is then reached through this proxy, also
 *   those in no_proxy. "": no proxy. NULL: the proxy of the environment, the default.
 *
 * Returns TSC_OK, a common status, or
 * - TSC_ERROR_INVALID_ARGUMENT: `proxy_url` is not the URL of a proxy, or its scheme is socks4
 *   or socks5, which are not supported.
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
 * Since 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_proxy(tsc_server *server,
                                         const char *proxy_url,
                                         tsc_error **error);

/**
 * Sets the name of the program in the User-Agent header.
 *
 * - `product`: 1 to 256 printable ASCII characters. "MyApp/1.0" makes
 *   "MyApp/1.0 libtsc/0.1.0". NULL: only the name of the library, the default.
 *
 * Returns TSC_OK, a common status, or
 * - TSC_ERROR_INVALID_ARGUMENT: `product` is empty, too long, or has other characters.
 *
 * Since 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_user_agent(tsc_server *server,
                                              const char *product,
                                              tsc_error **error);

/**
 * Sets a header that is sent with every request to a server, such as one that a gateway
 * requires.
 *
 * - `name`: the name of the header; upper and lower case are the same. A header that was set
 *   before is replaced.
 * - `value`: the value, sent byte for byte. NULL removes the header.
 *
 * Returns TSC_OK, a common status, or
 * - TSC_ERROR_INVALID_ARGUMENT: as for tsc_request_set_header.
 *
 * The header is sent with every request, over plain http as well, and with the first request,
 * which finds out whether the server is a Tableau server. Another host that a redirect leads to
 * gets it only after it has responded as a Tableau server. A proxy gets it only in the requests
 * over plain http that it forwards.
 *
 * A header that tsc_request_set_header sets replaces one of the same name. A Cookie header
 * replaces the cookies that servers set.
 *
 * Since 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_header(tsc_server *server,
                                          const char *name,
                                          const char *value,
                                          tsc_error **error);

/**
 * Sets the time limits of calls. 0 means no limit.
 *
 * - `connect_ms`: the limit for making a connection, in milliseconds, 10000 by default. It
 *   covers name resolution, all addresses of the host, the proxy and the TLS handshake.
 * - `read_ms`: the limit for the time in which the server sends nothing, or takes in nothing of
 *   a request, in milliseconds, 120000 by default.
 * - `total_ms`: the limit for one whole call of a function, with all the HTTP requests that it
 *   makes, in milliseconds, 600000 by default.
 *
 * Returns TSC_OK or a common status. A call that exceeds a limit returns TSC_ERROR_TIMEOUT.
 *
 * Unlike other settings, these also apply to sessions that exist already. A call uses the
 * limits that are set when it begins.
 *
 * Since 0.1.0.
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
 * - `version`: the version, such as "3.19". NULL: the newest one of the server, the default.
 *
 * Returns TSC_OK, a common status, or
 * - TSC_ERROR_INVALID_ARGUMENT: `version` is not two numbers with a point between them.
 *
 * This function does not ask the server. If the server does not have the version, sign-ins
 * return TSC_ERROR_UNSUPPORTED_VERSION.
 *
 * While a version is set, a sign-in sends the secret to the server's address without a check
 * that a Tableau server responds there. If the server redirects to another address, that
 * address is still checked.
 *
 * Since 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_server_set_api_version(tsc_server *server,
                                               const char *version,
                                               tsc_error **error);

/**
 * Signs in with a personal access token, which users create in the settings of their account.
 * This is the recommended way to sign in.
 *
 * - `token_name`, `token_value`: the name and secret as Tableau showed them.
 * - `site`: the contentUrl of the site, which is the part after "/site/" in the address bar of
 *   the browser. NULL or "": the default site (Tableau Cloud has none).
 * - `impersonated_user_id`: the id, on that site, of another user to sign in as, which only
 *   server administrators may do. NULL: the user to whom the credentials belong. It must not
 *   be "".
 * - `session`: receives the session; free it with tsc_session_free.
 *
 * A line break at the end of these strings, as text from a file may have, is dropped.
 *
 * Returns TSC_OK, a common status, a network status, an HTTP status, or
 * - TSC_ERROR_SIGN_IN_FAILED: the server refused the token, the site or the impersonation
 *   (HTTP 401).
 * - TSC_ERROR_INVALID_ARGUMENT: `token_name` or `token_value` has a line break inside, a text is
 *   longer than 32 KiB or has a control character that XML does not allow, or
 *   `impersonated_user_id` is "".
 * - TSC_ERROR_UNSUPPORTED_VERSION: the API version is older than 3.6, or older than 3.11 with
 *   impersonation, and no secret was sent; or the server does not support it (Tableau's code
 *   404001).
 * - TSC_ERROR_REDIRECT: as for tsc_server_get_info; or the sign-in itself was redirected to
 *   another origin, or by 301, 302 or 303, and the secret was not sent there.
 * - TSC_ERROR_INSECURE: the secret would be sent over plain http, see
 *   tsc_server_set_allow_http. It was not sent.
 *
 * Blocks. Makes one HTTP request; before the first sign-in with the current settings of the
 * server, also those of tsc_server_get_info.
 *
 * A sign-in with a token ends the session that the same token signed in before, on any site.
 * After TSC_ERROR_CANCELLED or TSC_ERROR_TIMEOUT the sign-in may have taken place on the
 * server, and may have ended that session.
 *
 * Since 0.1.0.
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
 * - `username`: the name of the user.
 * - `password`: the password, sent as it is. If it ends with a line break, as text from a file
 *   may, the function returns TSC_ERROR_INVALID_ARGUMENT and sends nothing: nobody can type
 *   such a password.
 * - `site`, `impersonated_user_id`, `session`: as for
 *   tsc_server_sign_in_with_personal_access_token.
 *
 * Returns the statuses of tsc_server_sign_in_with_personal_access_token, but every API version
 * has this sign-in.
 *
 * Blocks. Makes as many HTTP requests as that function. Other sessions of the user are not
 * ended.
 *
 * Since 0.1.0.
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
 * - `jwt`: the whole token. A line break at its end is dropped.
 * - `site`, `impersonated_user_id`, `session`: as for
 *   tsc_server_sign_in_with_personal_access_token.
 *
 * Returns the statuses of tsc_server_sign_in_with_personal_access_token, but
 * TSC_ERROR_UNSUPPORTED_VERSION for API versions older than 3.17.
 *
 * Blocks. Makes as many HTTP requests as that function.
 *
 * Since 0.1.0.
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
 * - `jwt`: the whole token. A line break at its end is dropped.
 * - `site`, `session`: as for tsc_server_sign_in_with_personal_access_token.
 *
 * Returns the statuses of tsc_server_sign_in_with_personal_access_token, but
 * TSC_ERROR_UNSUPPORTED_VERSION for API versions older than 3.17. Servers that do not support
 * such tokens refuse them: TSC_ERROR_SIGN_IN_FAILED.
 *
 * Blocks. Makes as many HTTP requests as that function.
 *
 * Since 0.1.0.
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
 * - `token`: the token, from tsc_session_token or from the header X-Tableau-Auth of another
 *   client. A line break at its end is dropped.
 * - `session`: receives the session; free it with tsc_session_free. Its
 *   tsc_session_estimated_time_to_expiration is NULL.
 *
 * Returns TSC_OK, a common status, a network status, an HTTP status, or
 * - TSC_ERROR_SESSION_EXPIRED: the server does not know the token, or no longer.
 * - TSC_ERROR_INVALID_ARGUMENT: the token is empty, is longer than 8 KiB, or has characters
 *   that are not allowed in a header.
 * - TSC_ERROR_UNSUPPORTED_VERSION: the API version is older than 3.1, and the token was not
 *   sent; or the server does not support it (Tableau's code 404001).
 * - TSC_ERROR_REDIRECT, TSC_ERROR_INSECURE: as for
 *   tsc_server_sign_in_with_personal_access_token.
 *
 * Blocks. Makes as many HTTP requests as that function. tsc_session_sign_out ends the session
 * also for all others who have its token.
 *
 * Since 0.1.0.
 */
TSC_NODISCARD TSC_API
tsc_status TSC_CALL tsc_server_resume_session(tsc_server *server,
                                              const char *token,
                                              tsc_cancellation *cancellation,
                                              tsc_session **session,
                                              tsc_error **error);

/**
 * Returns the version of the product, such as "2023.1.0", or NULL if the server does not say.
 *
 * Since 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_server_info_product_version(const tsc_server_info *info);

/**
 * Returns the build of the product, such as "20231.23.0310.1029", or NULL if the server does
 * not say.
 *
 * Since 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_server_info_build(const tsc_server_info *info);

/**
 * Returns the newest REST API version that the server supports, such as "3.19".
 *
 * Since 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_server_info_api_version(const tsc_server_info *info);

/**
 * Frees an info and the strings that it lent. NULL does nothing.
 *
 * Since 0.1.0.
 */
TSC_API void TSC_CALL tsc_server_info_free(tsc_server_info *info);

/**
 * Signs out: ends the session on the server and deletes its token.
 *
 * Returns TSC_OK, a common status, a network status, an HTTP status, or
 * - TSC_ERROR_PROTOCOL, TSC_ERROR_SESSION_EXPIRED: the response is not from the Tableau
 *   server; perhaps it is from a proxy.
 *
 * Returns TSC_OK also if the session was signed out before or has ended on the server. After a
 * failure the session still has its token, so that the call can be repeated.
 *
 * Blocks. Makes one HTTP request, or none if the session was signed out before.
 *
 * Since 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_session_sign_out(tsc_session *session,
                                         tsc_cancellation *cancellation,
                                         tsc_error **error);

/**
 * Moves a session to another site of its server, without another sign-in. Not available on
 * Tableau Cloud.
 *
 * - `site`: the contentUrl of the site; a line break at its end is dropped. NULL or "": the
 *   default site. If the session is on that site already, the function returns TSC_OK and
 *   changes nothing.
 *
 * Returns TSC_OK, a common status, a network status, an HTTP status, or
 * - TSC_ERROR_FORBIDDEN: there is no such site, or the user may not enter it (Tableau's code
 *   401003).
 * - TSC_ERROR_SESSION_EXPIRED: the session has ended on the server.
 * - TSC_ERROR_NOT_SIGNED_IN: the session was signed out; nothing was sent.
 * - TSC_ERROR_UNSUPPORTED_VERSION: the API version is older than 2.6; nothing was sent.
 * - TSC_ERROR_INVALID_ARGUMENT: `site` is longer than 32 KiB or has a control character.
 *
 * On success the token, site and user id of the session change, and the old token is invalid.
 * Lists and requests that were made before return TSC_ERROR_INVALID_STATE.
 *
 * After a failure the session stays on its site. If no usable response arrived, or one of a
 * gateway (502, 504), it is not known whether the server switched; if the session then turns
 * out to have expired, it did.
 *
 * Blocks. Makes one HTTP request, which is never repeated.
 *
 * Since 0.1.0.
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
 * Returns TSC_OK, a common status, a network status, an HTTP status, or
 * - TSC_ERROR_FORBIDDEN: the user of the session is not a server administrator.
 * - TSC_ERROR_SESSION_EXPIRED: the session has ended on the server.
 * - TSC_ERROR_NOT_SIGNED_IN: the session was signed out; nothing was sent.
 * - TSC_ERROR_UNSUPPORTED_VERSION: the API version is older than 3.11, and nothing was sent;
 *   or the server does not have this call (Tableau's code 404003).
 *
 * Sessions that signed in with such a token, perhaps including this one, may end.
 *
 * Blocks. Makes one HTTP request.
 *
 * Since 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_session_revoke_server_admin_tokens(tsc_session *session,
                                                           tsc_cancellation *cancellation,
                                                           tsc_error **error);

/**
 * Frees a session and the strings that it lent. NULL does nothing.
 *
 * It sends nothing and does not sign out: unless the session was signed out, it lives on the
 * server until it expires. Its lists and requests can still be used.
 *
 * Since 0.1.0.
 */
TSC_API void TSC_CALL tsc_session_free(tsc_session *session);

/**
 * Returns 1 if a session has a token, or 0 after it was signed out.
 *
 * The server is not asked: a session that has expired there has a token until
 * tsc_session_sign_out.
 *
 * Since 0.1.0.
 */
TSC_API int32_t TSC_CALL tsc_session_is_signed_in(const tsc_session *session);

/**
 * Returns the address at which a session signed in, after redirects:
 * "https://tableau.example.com".
 *
 * It never changes.
 *
 * Since 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_session_server_url(const tsc_session *session);

/**
 * Returns the REST API version of a session's requests, such as "3.19".
 *
 * It never changes.
 *
 * Since 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_session_api_version(const tsc_session *session);

/**
 * Returns the token of a session, or NULL after it was signed out.
 *
 * The token is a secret. Another client of the same server can send it in the header
 * X-Tableau-Auth. The returned string is wiped from memory when the session is freed.
 *
 * Since 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_session_token(const tsc_session *session);

/**
 * Returns the id of the site that a session is on, or NULL after it was signed out.
 *
 * Since 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_session_site_id(const tsc_session *session);

/**
 * Returns the contentUrl of the site that a session is on, or NULL after it was signed out.
 *
 * It is "" for the default site.
 *
 * Since 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_session_site_content_url(const tsc_session *session);

/**
 * Returns the id of the user of a session, or NULL after it was signed out.
 *
 * It is the id of the impersonated user if there is one. A user has another id on each site.
 *
 * Since 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_session_user_id(const tsc_session *session);

/**
 * Returns the server's text on how long a session will live, or NULL if the server did not
 * say, or after it was signed out.
 *
 * Tableau does not document its form ("177:05:38", "2:12:30"), so the library does not
 * interpret it.
 *
 * Since 0.1.0.
 */
TSC_API
const char *TSC_CALL tsc_session_estimated_time_to_expiration(const tsc_session *session);

/**
 * Creates a list. Sends nothing before it is read.
 *
 * - `path`: the path, percent-encoded. It is relative to the site of the session ("workbooks",
 *   "groups/ID/users"), or begins with "/" and is relative to the server
 *   ("/api/{version}/sites"). {version}, {site-id} and {user-id} are replaced by the values of
 *   the session; the rest is sent as it is.
 * - `list`: receives the list; free it with tsc_list_free.
 *
 * Returns TSC_OK, a common status, or
 * - TSC_ERROR_INVALID_ARGUMENT: the path is empty or longer than 32 KiB, or has a scheme,
 *   "//", "?", "#", a "." or ".." segment, another placeholder, a "%" without two digits, or a
 *   character that must be percent-encoded.
 * - TSC_ERROR_NOT_SIGNED_IN: the session was signed out.
 *
 * Since 0.1.0.
 */
TSC_NODISCARD TSC_API
tsc_status TSC_CALL tsc_session_list(tsc_session *session,
                                     const char *path,
                                     tsc_list **list,
                                     tsc_error **error);

/**
 * Sets how many items are fetched with one HTTP request.
 *
 * - `page_size`: 1 to 1000, 1000 by default. If the server says that it is too large, the
 *   library continues with 100.
 *
 * Returns TSC_OK, a common status, or
 * - TSC_ERROR_INVALID_ARGUMENT: `page_size` is not from 1 to 1000.
 * - TSC_ERROR_INVALID_STATE: reading of the list has begun.
 *
 * Since 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_list_set_page_size(tsc_list *list,
                                           uint32_t page_size,
                                           tsc_error **error);

/**
 * Sets how many pages are fetched ahead of the one that is read, at the same time.
 *
 * - `pages`: 0 to 8; 0 by default, which means that each page is fetched when it is needed.
 *
 * With 4 pages a list is read in about a third of the time, if the time is that of the network.
 * The items, their order and the errors are the same. The pages are fetched by threads of the
 * library, with all signals blocked, which begin when the second page is needed and end when
 * enough pages are ahead; a list of one page has none. If threads cannot be started, or 32 run in
 * the process, pages are fetched when they are needed. The pages ahead take at most 128 MiB
 * together; one that is larger than its part of that is fetched when it is needed.
 *
 * Returns TSC_OK, a common status, or
 * - TSC_ERROR_INVALID_ARGUMENT: `pages` is more than 8.
 * - TSC_ERROR_INVALID_STATE: reading of the list has begun.
 *
 * Since 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_list_set_lookahead(tsc_list *list, uint32_t pages, tsc_error **error);

/**
 * Adds a condition that the items must meet. If there are several, they must meet all of them.
 *
 * - `field`: the name of a field, such as "name" or "updatedAt". Tableau's REST API reference
 *   says which fields each list has.
 * - `op`: the operator: "eq", "gt", "gte", "lt", "lte", "in", "has" or "cieq".
 * - `value`: the value, any UTF-8, not percent-encoded. "[one,two]" for "in". Tableau treats
 *   commas and ampersands in a value as separators, even if they are encoded; where a server
 *   does not find such a value, "*" in their place matches any text.
 *
 * Returns TSC_OK, a common status, or
 * - TSC_ERROR_INVALID_ARGUMENT: `field` is not a valid name, or `op` is another operator.
 * - TSC_ERROR_INVALID_STATE: reading of the list has begun.
 *
 * Since 0.1.0.
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
 * - `field`: the name of a field, as for tsc_list_add_filter.
 * - `descending`: 0: ascending. Any other value: descending.
 *
 * Returns TSC_OK, a common status, or
 * - TSC_ERROR_INVALID_ARGUMENT: `field` is not a valid name.
 * - TSC_ERROR_INVALID_STATE: reading of the list has begun.
 *
 * Since 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_list_add_sort(tsc_list *list,
                                      const char *field,
                                      int32_t descending,
                                      tsc_error **error);

/**
 * Sets another parameter of the query, such as "fields" to "_all_".
 *
 * - `name`: the name of the parameter. A parameter that was set before is replaced. pageSize,
 *   pageNumber, filter and sort are refused; there are other functions for them.
 * - `value`: the value, any UTF-8, not percent-encoded.
 *
 * Returns TSC_OK, a common status, or
 * - TSC_ERROR_INVALID_ARGUMENT: the name is empty or one of these four, or the parameters
 *   exceed 64 KiB in total.
 * - TSC_ERROR_INVALID_STATE: reading of the list has begun.
 *
 * Since 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_list_set_parameter(tsc_list *list,
                                           const char *name,
                                           const char *value,
                                           tsc_error **error);

/**
 * Gets the number of items that the server says the list has on all pages.
 *
 * - `total`: receives the number. If the list is not paged, it is the number of its items.
 *
 * Returns the statuses of tsc_list_next.
 *
 * Blocks, and makes one HTTP request, if no page was fetched yet. tsc_list_next uses that
 * page. The node of the last tsc_list_next stays valid.
 *
 * Since 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_list_total_available(tsc_list *list,
                                             tsc_cancellation *cancellation,
                                             uint64_t *total,
                                             tsc_error **error);

/**
 * Gets the next item of a list, in the server's order.
 *
 * - `node`: receives the item, or NULL at the end of the list. The list lends it: it is valid
 *   until the next tsc_list_next, tsc_list_next_page or tsc_list_free.
 *
 * Returns TSC_OK, also at the end, a common status, a network status, an HTTP status, or
 * - TSC_ERROR_INVALID_STATE: the session has switched to another site since the list was made.
 * - TSC_ERROR_NOT_SIGNED_IN: the session was signed out; nothing was sent.
 * - TSC_ERROR_SESSION_EXPIRED: the session has ended on the server, or the scopes of its token
 *   do not cover the call (HTTP 401).
 * - TSC_ERROR_UNSUPPORTED_VERSION: the server does not have this list (Tableau's code 404003).
 * - TSC_ERROR_BAD_REQUEST: for example, the server does not understand a filter.
 *
 * After a failure the next call fetches the same page again. No item is lost or returned
 * twice.
 *
 * Blocks, and makes one HTTP request, when the items of a page are used up. It makes another
 * one if the page size was too large for the server, and for each page that is empty.
 *
 * Since 0.1.0.
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
 * - `block`: receives the beginning of the block, or NULL at the end of the list. The list lends
 *   it until the next tsc_list_next_page, tsc_list_next or tsc_list_free. It is aligned to 8
 *   bytes. docs/block.md describes the layout.
 * - `length`: receives the number of its bytes, 0 at the end. May be NULL.
 *
 * Pages without items are skipped. A program may read a list with tsc_list_next and
 * tsc_list_next_page in turns, but not in the middle of a page.
 *
 * Returns the statuses of tsc_list_next, or
 * - TSC_ERROR_INVALID_STATE: tsc_list_next has returned some items of a page and not all. That
 *   page can be read on.
 *
 * After a failure the next call fetches the same page again.
 *
 * Blocks, and makes HTTP requests as tsc_list_next does.
 *
 * Since 0.1.0.
 */
TSC_NODISCARD TSC_API
tsc_status TSC_CALL tsc_list_next_page(tsc_list *list,
                                       tsc_cancellation *cancellation,
                                       const uint8_t **block,
                                       size_t *length,
                                       tsc_error **error);

/**
 * Frees a list and what it lent. NULL does nothing.
 *
 * It may be called before the end of the list. Sends nothing.
 *
 * Since 0.1.0.
 */
TSC_API void TSC_CALL tsc_list_free(tsc_list *list);

/**
 * Returns the block of memory that an element is in, with all elements of its page or response.
 *
 * - `length`: receives the number of bytes of the block. May be NULL.
 * - `offset`: receives the offset of the element in the block, in bytes. May be NULL.
 *
 * The block is valid as long as the node. It is aligned to 8 bytes. docs/block.md describes the
 * layout. Returns NULL if `node` is NULL.
 *
 * Since 0.1.0.
 */
TSC_API
const uint8_t *TSC_CALL tsc_node_block(const tsc_node *node, size_t *length, size_t *offset);

/**
 * Returns the local name of an element, such as "workbook".
 *
 * Since 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_node_name(const tsc_node *node);

/**
 * Returns the text of an element without that of its child elements, or NULL if it has none.
 *
 * The pieces between child elements are joined. White space that indents child elements is a
 * part of the text.
 *
 * Since 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_node_text(const tsc_node *node);

/**
 * Returns the value of an attribute, or NULL if the element does not have it.
 *
 * - `name`: the local name of the attribute. If it is NULL, the function returns NULL.
 *
 * Since 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_node_attribute(const tsc_node *node, const char *name);

/**
 * Returns the number of attributes of an element.
 *
 * Since 0.1.0.
 */
TSC_API size_t TSC_CALL tsc_node_attribute_count(const tsc_node *node);

/**
 * Returns the local name of an attribute by its position.
 *
 * - `index`: 0 to tsc_node_attribute_count - 1. For other values the function returns NULL.
 *
 * Since 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_node_attribute_name_at(const tsc_node *node, size_t index);

/**
 * Returns the value of an attribute by its position.
 *
 * - `index`: 0 to tsc_node_attribute_count - 1. For other values the function returns NULL.
 *
 * Since 0.1.0.
 */
TSC_API const char *TSC_CALL tsc_node_attribute_value_at(const tsc_node *node, size_t index);

/**
 * Returns the number of child elements of an element.
 *
 * Since 0.1.0.
 */
TSC_API size_t TSC_CALL tsc_node_child_count(const tsc_node *node);

/**
 * Returns a child element by its position.
 *
 * - `index`: 0 to tsc_node_child_count - 1. For other values the function returns NULL.
 *
 * Since 0.1.0.
 */
TSC_API const tsc_node *TSC_CALL tsc_node_child_at(const tsc_node *node, size_t index);

/**
 * Returns the first child element with a name, or NULL if there is none.
 *
 * - `name`: the local name of the child. If it is NULL, the function returns NULL.
 *
 * Since 0.1.0.
 */
TSC_API const tsc_node *TSC_CALL tsc_node_child(const tsc_node *node, const char *name);

/**
 * Creates a request. Sends nothing before tsc_request_send.
 *
 * - `method`: "GET", "POST", "PUT", "PATCH", "DELETE", ...; sent as it is, without a change of
 *   case.
 * - `path`: the path, percent-encoded. It is relative to the site of the session
 *   ("workbooks/ID/content"), or begins with "/" and is relative to the server
 *   ("/api/{version}/sites", "/api/metadata/graphql"). {version}, {site-id} and {user-id} are
 *   replaced by the values of the session; the rest is sent as it is.
 * - `request`: receives the request; free it with tsc_request_free.
 *
 * Returns TSC_OK, a common status, or
 * - TSC_ERROR_INVALID_ARGUMENT: the method is not an HTTP token, is longer than 32 characters,
 *   or is CONNECT or TRACE in any case; or the path is one that tsc_session_list refuses.
 * - TSC_ERROR_NOT_SIGNED_IN: the session was signed out.
 *
 * Set the query with tsc_request_set_parameter. Use tsc_session_sign_out and
 * tsc_session_switch_site to sign out and to switch site: the session does not notice what a
 * request does to its token.
 *
 * Since 0.1.0.
 */
TSC_NODISCARD TSC_API
tsc_status TSC_CALL tsc_session_request(tsc_session *session,
                                        const char *method,
                                        const char *path,
                                        tsc_request **request,
                                        tsc_error **error);

/**
 * Sets a parameter of the query, such as "pageSize" to "1000" or "filter" to
 * "name:eq:Sales & more".
 *
 * - `name`: the name of the parameter, any UTF-8 but "". A parameter that was set before is
 *   replaced.
 * - `value`: the value, any UTF-8.
 *
 * The library percent-encodes both. Parameters are sent in the order in which they were set
 * first.
 *
 * Returns TSC_OK, a common status, or
 * - TSC_ERROR_INVALID_ARGUMENT: the name is empty, or the parameters exceed 64 KiB in total.
 *
 * Since 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_request_set_parameter(tsc_request *request,
                                              const char *name,
                                              const char *value,
                                              tsc_error **error);

/**
 * Sets a header, such as "Accept" to "application/json".
 *
 * - `name`: the name of the header; upper and lower case are the same. A header that was set
 *   before is replaced.
 * - `value`: the value, sent byte for byte. NULL removes the header.
 *
 * Returns TSC_OK, a common status, or
 * - TSC_ERROR_INVALID_ARGUMENT: the name is not an HTTP token or is longer than 256 bytes; the
 *   value has a line break or another control character, or for Authorization is not ASCII;
 *   the headers exceed 100, or 32 KiB in total; or the library itself sets the header: X-Tableau-Auth,
 *   Host, Content-Length, Transfer-Encoding, Connection, Keep-Alive, Proxy-Authorization,
 *   Proxy-Connection, Expect, TE, Trailer, Upgrade.
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
 * Since 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_request_set_header(tsc_request *request,
                                           const char *name,
                                           const char *value,
                                           tsc_error **error);

/**
 * Sets the body of a request, in place of one that was set before.
 *
 * - `content_type`: "application/json", "multipart/mixed; boundary=...", ..., in place of one
 *   that tsc_request_set_header set. NULL: that one; without one, "text/xml" if the body
 *   begins with "<", and otherwise none.
 * - `data`: the bytes of the body, which are copied. May be NULL if `length` is 0: an empty
 *   body.
 * - `length`: the length of the body in bytes.
 *
 * Returns TSC_OK, a common status, or
 * - TSC_ERROR_INVALID_ARGUMENT: `data` is NULL and `length` is not 0; `content_type` has a
 *   control character or is longer than 32 KiB.
 * - TSC_ERROR_NO_MEMORY: there is no memory for the copy.
 *
 * The copy is wiped from memory when it is replaced or freed. tsc_error_response describes
 * which values in it are secrets.
 *
 * Since 0.1.0.
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
 * - `bytes`: the limit in bytes of the decompressed body, 67108864 (64 MiB) by default. 0: no
 *   body. UINT64_MAX: no limit. tsc_response_root needs additional memory for an XML body:
 *   usually one and a half times the size of the body, at most six times.
 *
 * Returns TSC_OK or a common status.
 *
 * If the response is an error, at most 1 MiB of the body is read, whatever the limit is.
 *
 * Since 0.1.0.
 */
TSC_API
tsc_status TSC_CALL tsc_request_set_max_response_size(tsc_request *request,
                                                      uint64_t bytes,
                                                      tsc_error **error);

/**
 * Sends a request and reads the whole response.
 *
 * - `request`: stays as it is, and may be changed and sent again.
 * - `response`: receives the response; free it with tsc_response_free. It outlives the
 *   request.
 *
 * Returns TSC_OK for any 2xx response, also for one of the Metadata API with GraphQL errors in
 * it. Otherwise it returns a common status, a network status, an HTTP status, or
 * - TSC_ERROR_INVALID_ARGUMENT: path and parameters exceed 64 KiB in total.
 * - TSC_ERROR_INVALID_STATE: the session has switched to another site since the request was
 *   made; nothing was sent.
 * - TSC_ERROR_NOT_SIGNED_IN: the session was signed out; nothing was sent.
 * - TSC_ERROR_SESSION_EXPIRED: the session has ended on the server, or the scopes of its token
 *   do not cover the call (HTTP 401).
 * - TSC_ERROR_REDIRECT: the server redirects to another origin, or more than five times, or by
 *   301, 302 or 303 although the method is neither GET nor HEAD.
 * - TSC_ERROR_TOO_LARGE: the response exceeds the limit, or is HTTP 413.
 * - TSC_ERROR_PROTOCOL: the response is not HTTP, is endless with almost no data, or has an
 *   invalid or unsupported compression.
 * - TSC_ERROR_UNSUPPORTED_VERSION: the server does not have this call (Tableau's codes 404001,
 *   404003).
 *
 * Tableau's code, summary and detail are read from errors in XML and JSON. tsc_error_response
 * returns the response.
 *
 * Blocks. Makes one HTTP request. A GET is sent once more, over a new connection, if a pooled
 * connection turns out to be closed.
 *
 * Since 0.1.0.
 */
TSC_NODISCARD TSC_API
tsc_status TSC_CALL tsc_request_send(tsc_request *request,
                                     tsc_cancellation *cancellation,
                                     tsc_response **response,
                                     tsc_error **error);

/**
 * Frees a request. NULL does nothing.
 *
 * Its responses can still be used. Sends nothing.
 *
 * Since 0.1.0.
 */
TSC_API void TSC_CALL tsc_request_free(tsc_request *request);

/**
 * Returns the HTTP status of a response.
 *
 * Since 0.1.0.
 */
TSC_API int32_t TSC_CALL tsc_response_status(const tsc_response *response);

/**
 * Returns the value of a header, or NULL if the response does not have it.
 *
 * - `name`: the name of the header; upper and lower case are the same. If it is NULL, the
 *   function returns NULL.
 *
 * The values of repeated headers are joined by ", ". Bytes that are not UTF-8 are replaced by
 * U+FFFD.
 *
 * Since 0.1.0.
 */
TSC_API
const char *TSC_CALL tsc_response_header(const tsc_response *response, const char *name);

/**
 * Returns the number of headers of a response. A header that is repeated counts each time.
 *
 * If the body was decompressed, Content-Encoding and Content-Length are left out.
 *
 * Since 0.1.0.
 */
TSC_API size_t TSC_CALL tsc_response_header_count(const tsc_response *response);

/**
 * Returns the name of a header by its position in the response, in lower case.
 *
 * - `index`: 0 to tsc_response_header_count - 1. For other values the function returns NULL.
 *
 * Since 0.1.0.
 */
TSC_API
const char *TSC_CALL tsc_response_header_name_at(const tsc_response *response, size_t index);

/**
 * Returns the value of a header by its position in the response.
 *
 * - `index`: 0 to tsc_response_header_count - 1. For other values the function returns NULL.
 *
 * Since 0.1.0.
 */
TSC_API
const char *TSC_CALL tsc_response_header_value_at(const tsc_response *response, size_t index);

/**
 * Returns the body of a response, decompressed, or NULL if it is empty.
 *
 * - `length`: receives the number of bytes, 0 if there is no body. May be NULL.
 *
 * There is no NUL after the body.
 *
 * Since 0.1.0.
 */
TSC_API const uint8_t *TSC_CALL tsc_response_body(const tsc_response *response, size_t *length);

/**
 * Returns the root element of a body that is XML, whatever its Content-Type, or NULL.
 *
 * It returns NULL if the body is not XML in UTF-8, has a document type, or exceeds a limit: 64
 * levels, 256 attributes of one element (64 with a prefix), 32 namespaces, 100,000 different
 * names, names of 1024 bytes, a body of 4 GiB, 128 MiB for the elements (or twice the limit of
 * tsc_request_set_max_response_size if that is more, but always under 2 GiB). It also returns
 * NULL if there is not enough memory; the next call then reads the body again.
 *
 * The first call reads the whole body. It cannot be interrupted.
 *
 * Since 0.1.0.
 */
TSC_API const tsc_node *TSC_CALL tsc_response_root(const tsc_response *response);

/**
 * Frees a response and all that it lent. NULL does nothing.
 *
 * - `response`: a response that tsc_request_send returned, and not one that tsc_error_response
 *   lent.
 *
 * Since 0.1.0.
 */
TSC_API void TSC_CALL tsc_response_free(tsc_response *response);

#ifdef __cplusplus
} /* extern "C" */
#endif /* __cplusplus */

#endif  /* TSC_H */
