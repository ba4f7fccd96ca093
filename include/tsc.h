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
 * end with a NUL; strings and data are read only during the call. Where a parameter means yes
 * or no, 0 is no and any other value is yes. Three parameters are described only here:
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
 *     TSC_ERROR_INTERNAL for a bug in the library, which affects that call only.
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
 * The node of a list is valid only until the next tsc_list_next.
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
 * cancelled. All other functions return without waiting, and send no request. The comment of a
 * function says how many HTTP requests it makes; each redirect that is followed, at most five,
 * is one more.
 *
 * SETTINGS. What a tsc_server_set_ function sets applies to the calls of the server that begin
 * later. A session keeps the settings that it signed in with, except for the time limits. If a
 * setter fails, the setting stays as it was.
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
 * COOKIES that the server, or a load balancer or gateway before it, sets at the sign-in or
 * later are sent with the later requests of the session, as their Path, Secure, Max-Age and
 * Expires require, and to no other host or port. At most 32 cookies with 8 KiB in total are
 * stored; beyond that, those that were set first are dropped. A site switch keeps the cookies,
 * and sign-out deletes them. If the program sets a Cookie header, no stored cookies are sent,
 * and cookies that the response sets are not stored. The cookies workgroup_session_id and
 * XSRF-TOKEN, and any that contains a secret of the call, are never stored.
 *
 * PROCESS. The library prints nothing, handles no signals, and changes no global state. Its
 * only threads resolve host names: at most 8 at once, with all signals blocked. A call that
 * ends during name resolution leaves these threads running until the resolver returns. If a
 * thread is cancelled with pthread_cancel during a call, and its cancel type is deferred, the
 * default, the thread ends at the first cancellation point after the call. The library stays
 * loaded once it is loaded: dlclose does nothing. Functions that return a status need 128 KiB
 * of stack. A call that waits for the network uses one file descriptor in addition to its
 * connection.
 *
 * FORK. In a forked child, servers, sessions, lists, requests and cancellations that were made
 * before the fork can only be freed. Functions that return a status return
 * TSC_ERROR_INVALID_STATE for them; others treat them like NULL.
 *
 * SECRETS (passwords, tokens, cookies) appear in no message. They are wiped from memory when
 * they are freed, and from the stack and the vector registers of the calling thread when a
 * call returns. What the TLS implementation holds of a response stays in memory until its
 * connection is closed, and the connection may be pooled.
 */

#ifndef TSC_H
#define TSC_H

#include <stddef.h>
#include <stdint.h>

/* The version of this header; tsc_version() tells that of the library. */
#define TSC_VERSION_MAJOR 0
#define TSC_VERSION_MINOR 1
#define TSC_VERSION_PATCH 0
#define TSC_VERSION_NUMBER \
  ((TSC_VERSION_MAJOR << 16) | (TSC_VERSION_MINOR << 8) | TSC_VERSION_PATCH)

/* Windows programs that link the static library define TSC_STATIC. */
#ifndef TSC_EXPORT
#if defined(_WIN32) && !defined(TSC_STATIC)
#define TSC_EXPORT __declspec(dllimport)
#elif defined(__GNUC__)
#define TSC_EXPORT __attribute__((visibility("default")))
#else
#define TSC_EXPORT
#endif
#endif

/* On the functions that make or lend a handle: it is there only if they return TSC_OK. */
#ifndef TSC_NODISCARD
#if defined(__GNUC__)
#define TSC_NODISCARD __attribute__((warn_unused_result))
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
 * A list of the server's: workbooks, users, sites or anything else that the REST API
 * lists, fetched page by page as it is read.
 *
 * It belongs to the session, site and token that it was made under, and outlives the
 * session's tsc_session_free. One thread at a time: a second one gets
 * TSC_ERROR_INVALID_STATE and does no harm.
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
 * Any call of the REST API, with a session's token. It may be sent more than once.
 *
 * It belongs to the session, site and token that it was made under, and outlives the
 * session's tsc_session_free. One thread at a time: a second one gets
 * TSC_ERROR_INVALID_STATE and does no harm.
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
 * A Tableau Server or Tableau Cloud: its address and how to reach it.
 *
 * Any thread. Its sessions live on when it is freed.
 */
typedef struct tsc_server tsc_server;

/**
 * What tsc_server_get_info found out about a server.
 *
 * Free it with tsc_server_info_free; the strings that it returns are valid until then. It may
 * be used by one thread at a time.
 */
typedef struct tsc_server_info tsc_server_info;

/**
 * A signed-in session: a user on a site of a server.
 *
 * Any thread. It outlives its server's tsc_server_free, and keeps the settings that
 * the server had when it signed in, but for the time limits.
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
 * An argument is NULL, not UTF-8, or a URL, path, method or header that cannot be.
 */
#define TSC_ERROR_INVALID_ARGUMENT 1

/**
 * A bug in the library. The message says what it saw; please report it.
 */
#define TSC_ERROR_INTERNAL 2

/**
 * The call's `tsc_cancellation` was cancelled.
 */
#define TSC_ERROR_CANCELLED 3

/**
 * A time limit ran out before the answer was complete.
 */
#define TSC_ERROR_TIMEOUT 4

/**
 * The host name is not known.
 */
#define TSC_ERROR_RESOLVE 5

/**
 * The connection was refused, the host is unreachable, or the connection was
 * closed before a whole answer came.
 */
#define TSC_ERROR_CONNECT 6

/**
 * The proxy refused (407 too) or cannot be reached.
 */
#define TSC_ERROR_PROXY 7

/**
 * The TLS handshake failed, for another reason than the server's certificate.
 */
#define TSC_ERROR_TLS 8

/**
 * The server's certificate is not good: unknown issuer, other host, expired, ...
 */
#define TSC_ERROR_CERTIFICATE 9

/**
 * Certificate or key files: missing, unreadable, or nothing usable in them.
 */
#define TSC_ERROR_CA_PATH 10

/**
 * The server redirects to where it is not safe to follow.
 */
#define TSC_ERROR_REDIRECT 11

/**
 * An answer that is not Tableau's: HTML, malformed, or without its token.
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
 * The answer is over a limit of size or nesting, or the server said 413.
 */
#define TSC_ERROR_TOO_LARGE 15

/**
 * A secret would go over plain http, and `tsc_server_set_allow_http` is off.
 */
#define TSC_ERROR_INSECURE 16

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
 * HTTP 401 on a session: it expired, was displaced or ended on the server.
 */
#define TSC_ERROR_SESSION_EXPIRED 23

/**
 * HTTP 403: the user may not do this; at switch-site, may not enter that site.
 */
#define TSC_ERROR_FORBIDDEN 24

/**
 * HTTP 404: there is no such resource.
 */
#define TSC_ERROR_NOT_FOUND 25

/**
 * HTTP 405. At sign-in, mostly an http:// address whose server wants https://.
 */
#define TSC_ERROR_METHOD_NOT_ALLOWED 26

/**
 * HTTP 409: it exists already, or is in conflict with what does.
 */
#define TSC_ERROR_CONFLICT 27

/**
 * HTTP 429: too many requests; see `tsc_error_retry_after`.
 */
#define TSC_ERROR_RATE_LIMITED 28

/**
 * HTTP 5xx: the server or a proxy before it failed.
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
TSC_EXPORT const char *tsc_version(void);

/**
 * Returns the version of the loaded library as a number: major << 16 | minor << 8 | patch.
 * TSC_VERSION_NUMBER is the version of the header in the same form.
 *
 * Since 0.1.0.
 */
TSC_EXPORT uint32_t tsc_version_number(void);

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
TSC_EXPORT const char *tsc_status_name(tsc_status status);

/**
 * Returns the status that the failed call returned; TSC_OK if `error` is NULL.
 *
 * Since 0.1.0.
 */
TSC_EXPORT tsc_status tsc_error_status(const tsc_error *error);

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
TSC_EXPORT const char *tsc_error_message(const tsc_error *error);

/**
 * Returns the HTTP status of the response that caused the error, or 0 if no complete response
 * arrived.
 *
 * It returns the status also for a redirect that is not followed, and for a response that
 * cannot be read.
 *
 * Since 0.1.0.
 */
TSC_EXPORT int32_t tsc_error_http_status(const tsc_error *error);

/**
 * Returns Tableau's error code as text, such as "401001", or NULL if the response has none.
 *
 * Since 0.1.0.
 */
TSC_EXPORT const char *tsc_error_tableau_code(const tsc_error *error);

/**
 * Returns the server's summary of the failure, such as "Signin Error", or NULL if the response
 * has none.
 *
 * It is one line, without control or bidirectional formatting characters. The secrets of the
 * call are redacted, as in tsc_error_response.
 *
 * Since 0.1.0.
 */
TSC_EXPORT const char *tsc_error_summary(const tsc_error *error);

/**
 * Returns the server's detail of the failure, such as "Error signing in to Tableau Server", or
 * NULL if the response has none.
 *
 * It is one line, without control or bidirectional formatting characters. The secrets of the
 * call are redacted, as in tsc_error_response.
 *
 * Since 0.1.0.
 */
TSC_EXPORT const char *tsc_error_detail(const tsc_error *error);

/**
 * Returns how many seconds from now the server asks to wait before the next attempt (the
 * Retry-After header), or -1 if it does not say.
 *
 * Since 0.1.0.
 */
TSC_EXPORT int64_t tsc_error_retry_after(const tsc_error *error);

/**
 * Returns the response that caused the error, or NULL if no complete response arrived.
 *
 * The error lends the response: do not call tsc_response_free for it. It has at most the first
 * 1 MiB of the body. In its headers and body all cookies and the secrets of the call are
 * replaced by "***". These are secrets:
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
TSC_EXPORT const tsc_response *tsc_error_response(const tsc_error *error);

/**
 * Frees an error and all that it lent. NULL does nothing.
 *
 * Since 0.1.0.
 */
TSC_EXPORT void tsc_error_free(tsc_error *error);

/**
 * Creates a cancellation that is not cancelled yet.
 *
 * Never NULL; free it with tsc_cancellation_free.
 *
 * Since 0.1.0.
 */
TSC_EXPORT tsc_cancellation *tsc_cancellation_new(void);

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
TSC_EXPORT tsc_cancellation *tsc_cancellation_new_with_timeout(uint32_t timeout_ms);

/**
 * Cancels all calls that use a cancellation, for good.
 *
 * Calls that run with it return TSC_ERROR_CANCELLED at once, whatever they wait for: within
 * 5 ms on a machine that is not busy. Later calls return TSC_ERROR_CANCELLED and send nothing.
 * The server may have carried out a request that such a call had sent.
 *
 * A cancellation that is already cancelled or has expired is not changed. Does not wait. Do
 * not call it from a signal handler: it takes a lock.
 *
 * Since 0.1.0.
 */
TSC_EXPORT void tsc_cancellation_cancel(tsc_cancellation *cancellation);

/**
 * Returns 1 if a cancellation was cancelled or its time limit has expired, otherwise 0.
 *
 * Since 0.1.0.
 */
TSC_EXPORT int32_t tsc_cancellation_is_cancelled(const tsc_cancellation *cancellation);

/**
 * Frees a cancellation. NULL does nothing.
 *
 * Calls that run with it continue, and can no longer be cancelled with it; its time limit
 * still applies to them. No other function may be called with it from then on, and
 * tsc_cancellation_cancel and tsc_cancellation_is_cancelled must not be running.
 *
 * Since 0.1.0.
 */
TSC_EXPORT void tsc_cancellation_free(tsc_cancellation *cancellation);

/**
 * Makes a server from its address. Uses no network.
 *
 * - `url`: not NULL. "https://tableau.example.com"; without a scheme it is https.
 *   A slash at the end and the "#/site/..." that a browser shows are dropped, and so is
 *   the rest of a call's address ("/api", "/api/3.24/..."; it sets no API version). A
 *   path before them ("https://example.com/tableau") stays.
 * - `server`: not NULL; receives the server, to be freed with tsc_server_free.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: a NULL; a URL that is not UTF-8, has another scheme,
 *   a user or password, a query, or a host name that is not ASCII (give its xn-- form).
 *
 * A new server trusts the system's certificate authorities, sends secrets over https
 * only (over http to this machine alone), and asks the server for its API version.
 * Calls have limits: see tsc_server_set_timeouts.
 * It goes through the proxy that the environment names: see tsc_server_set_proxy. The process's
 * environment is read in this call, and not later; a process that has more rights than who
 * started it (setuid, file capabilities) does not read it at all.
 *
 * Does not block. Any thread. Since 0.1.0.
 */
TSC_EXPORT TSC_NODISCARD
tsc_status tsc_server_new(const char *url, tsc_server **server, tsc_error **error);

/**
 * The same with an environment of its own in place of the process's: for languages that change
 * the process's environment while C reads it (Go), and for programs that want another.
 *
 * - `url`, `server`, `error`: as for tsc_server_new.
 * - `environment`: "NAME=value" strings, with a NULL after the last, as execve takes them. NULL:
 *   an empty one. Of it are copied `http_proxy`, `https_proxy`, `HTTPS_PROXY`, `all_proxy`,
 *   `ALL_PROXY`, `no_proxy`, `NO_PROXY`, `SSL_CERT_FILE` and `SSL_CERT_DIR`, which need not be
 *   UTF-8; the rest does not matter. Of several of one name the first counts.
 *
 * Returns what tsc_server_new does. The library reads no other environment for this server and its
 * sessions; what the system's resolver reads (`RES_OPTIONS`, `LOCALDOMAIN`) is the process's.
 *
 * Does not block. Any thread. Since 0.1.0.
 */
TSC_EXPORT TSC_NODISCARD
tsc_status tsc_server_new_with_environment(const char *url,
                                           char *const *environment,
                                           tsc_server **server,
                                           tsc_error **error);

/**
 * Frees a server. Its sessions go on.
 *
 * - `server`: NULL does nothing.
 *
 * Does not block, sends nothing, signs nobody out. Since 0.1.0.
 */
TSC_EXPORT void tsc_server_free(tsc_server *server);

/**
 * The address that was given to tsc_server_new, normalised:
 * "https://tableau.example.com".
 *
 * - `server`: NULL gives NULL.
 *
 * Valid until the server is freed; it never changes. Any thread. Since 0.1.0.
 */
TSC_EXPORT const char *tsc_server_url(const tsc_server *server);

/**
 * Closes the connections to a server that no call uses, those of its sessions too: before the
 * machine goes to sleep, after a change of network, or when nothing is to be called for a while.
 * A connection that a call uses is closed when the call has ended. Without this a connection
 * that nobody uses is closed after a minute, when the next call is made; one that waited
 * through a suspend is not used again.
 *
 * - `server`: NULL does nothing, as does one from before a fork.
 *
 * Does not block, sends no request. Any thread. Since 0.1.0.
 */
TSC_EXPORT
void tsc_server_close_idle_connections(tsc_server *server);

/**
 * Asks a server for its product and API version. Needs no sign-in.
 *
 * - `server`: not NULL.
 * - `cancellation`: NULL: cannot be cancelled.
 * - `info`: not NULL; receives what the server said, to be freed with
 *   tsc_server_info_free.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: a NULL.
 * - TSC_ERROR_CANCELLED, TSC_ERROR_TIMEOUT, TSC_ERROR_RESOLVE, TSC_ERROR_CONNECT,
 *   TSC_ERROR_PROXY, TSC_ERROR_TLS, TSC_ERROR_CERTIFICATE: no answer that can be used;
 *   see the statuses.
 * - TSC_ERROR_REDIRECT: the server redirects over and over, to another address without
 *   encryption, to another path, or to what is not a Tableau server; or a captive portal or
 *   login page stands before it.
 * - TSC_ERROR_PROTOCOL: the answer is not a Tableau server's.
 * - TSC_ERROR_UNSUPPORTED_VERSION: the server knows neither server info nor the page that
 *   older servers have for it.
 * - the statuses of HTTP errors.
 *
 * Blocks. Makes one call, and one more if the server is older than Tableau 10.1. What it
 * learns is kept for the sign-ins to come.
 * Any thread. Since 0.1.0.
 */
TSC_EXPORT TSC_NODISCARD
tsc_status tsc_server_get_info(tsc_server *server,
                               tsc_cancellation *cancellation,
                               tsc_server_info **info,
                               tsc_error **error);

/**
 * Trusts the certificates in a file or directory, and no others: for servers whose
 * certificate is signed by a CA of one's own, or signed by itself. Its dates, purpose and
 * host names have to be good all the same; those of a CA are not looked at. The file is read
 * at once, and replaces what tsc_server_set_ca_pem gave.
 *
 * - `server`: not NULL.
 * - `path`: a file with one certificate or many (PEM, text around them does not
 *   matter; or one as DER), or a directory of such files. One that cannot be read is left
 *   out; OpenSSL's trusted certificates count if they are trusted for servers. NULL: the
 *   system's authorities again.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL, or `path` is not UTF-8.
 * - TSC_ERROR_CA_PATH: missing, unreadable, empty, over 16 MiB, or no certificate in it
 *   that can be used; the message says why. What was trusted before stays.
 *
 * Sessions keep what they signed in with. Sends nothing. Any thread. Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_server_set_ca_path(tsc_server *server,
                                  const char *path,
                                  tsc_error **error);

/**
 * Trusts the certificates in PEM text, and no others; it replaces what
 * tsc_server_set_ca_path gave.
 *
 * - `server`: not NULL.
 * - `pem`: one certificate or many, copied; one that cannot be read is left out. NULL with
 *   length 0: the system's authorities again.
 * - `length`: in bytes, without a NUL at the end.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL; `pem` is NULL with another length
 *   than 0.
 * - TSC_ERROR_CA_PATH: no certificate in it that can be used; the message says why. What
 *   was trusted before stays.
 *
 * Sessions keep what they signed in with. Sends nothing. Any thread. Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_server_set_ca_pem(tsc_server *server,
                                 const char *pem,
                                 size_t length,
                                 tsc_error **error);

/**
 * Turns the check of the server's certificate off or on. For development only:
 * without it anybody on the way can read the secrets. It wins over the CA.
 *
 * What is looked at: the chain up to a trusted certificate, with the CAs' key usage, path
 * lengths and name constraints; dates; the purpose; and the host name, which has to be in
 * subjectAltName (the common name does not count). Keys and signatures may be RSA from 2048
 * to 8192 bits (PSS with a salt as long as the hash), ECDSA on P-256, P-384 and P-521, and
 * Ed25519, with SHA-256, SHA-384 and SHA-512; a server's own key on P-521 needs TLS 1.3.
 * What is not looked at: revocation, neither by lists nor by OCSP, so that "must-staple" has
 * no effect; Certificate Transparency; policies; and the dates of the trusted certificate
 * that the chain ends at.
 *
 * The system's authorities are those of the environment variables SSL_CERT_FILE and
 * SSL_CERT_DIR, if one is set: calls fail with TSC_ERROR_CERTIFICATE if they name none.
 * Without them they are those of the operating system, or Mozilla's where it has none.
 *
 * - `server`: not NULL.
 * - `verify`: 0: off; anything else: on, as it is at first.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL.
 *
 * Sessions keep what they signed in with. Sends nothing. Any thread. Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_server_set_verify(tsc_server *server,
                                 int32_t verify,
                                 tsc_error **error);

/**
 * Allows secrets to go over plain http to another machine, where anybody on the way
 * can read them. To this machine (localhost, 127.0.0.0/8, ::1) they may always go.
 *
 * - `server`: not NULL.
 * - `allow`: 0: no, as it is at first; anything else: yes.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL.
 *
 * It counts for the sign-ins that begin later. Sends nothing. Any thread. Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_server_set_allow_http(tsc_server *server,
                                     int32_t allow,
                                     tsc_error **error);

/**
 * Shows a client certificate to servers that ask for one (mutual TLS). The files are read at
 * once.
 *
 * It is shown in the handshake only. A server that asks in the middle of a connection, as
 * Apache does for SSLVerifyClient in a Location section (TLS 1.3 post-handshake authentication, TLS
 * 1.2 renegotiation), gets none, and the call fails with TSC_ERROR_TLS: such a server has to
 * ask for the whole host.
 *
 * TLS 1.3 is spoken, with TLS_AES_256_GCM_SHA384 and TLS_AES_128_GCM_SHA256, and TLS 1.2, with
 * TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 and the
 * same two with TLS_ECDHE_RSA. Keys are exchanged on X25519, P-256 and P-384.
 *
 * - `server`: not NULL.
 * - `cert_path`: a PEM file with the certificate and what chains it to its CA. NULL: no
 *   client certificate, as it is at first.
 * - `key_path`: a PEM file with the private key, PKCS#8, PKCS#1 or SEC1, not encrypted: RSA
 *   from 2048 to 4096 bits, ECDSA on P-256 or P-384, Ed25519. NULL: it is in `cert_path`
 *   too.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL; not UTF-8; a key without a certificate.
 * - TSC_ERROR_CA_PATH: missing, unreadable, no certificate or no key in it, a key that is
 *   encrypted or not the certificate's. What was shown before stays.
 *
 * A redirect's host is shown it only when it has proved to be a Tableau server; proxies are
 * not. Sessions keep what they signed in with. Sends nothing. Any thread. Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_server_set_client_certificate(tsc_server *server,
                                             const char *cert_path,
                                             const char *key_path,
                                             tsc_error **error);

/**
 * The same from PEM text with the chain and the key; it replaces what
 * tsc_server_set_client_certificate gave.
 *
 * - `server`: not NULL.
 * - `pem`: copied; NULL with length 0: no client certificate.
 * - `length`: in bytes, without a NUL at the end.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL; `pem` is NULL with another length
 *   than 0.
 * - TSC_ERROR_CA_PATH: no certificate or no key in it, a key that is encrypted or not the
 *   certificate's. What was shown before stays.
 *
 * Sessions keep what they signed in with. Sends nothing. Any thread. Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_server_set_client_certificate_pem(tsc_server *server,
                                                 const char *pem,
                                                 size_t length,
                                                 tsc_error **error);

/**
 * Goes to the server through a proxy. At first that is what the environment says when
 * tsc_server_new is called: http_proxy for http servers, https_proxy or HTTPS_PROXY for https
 * ones, all_proxy or ALL_PROXY for both, but not for hosts in no_proxy or NO_PROXY.
 *
 * - `server`: not NULL.
 * - `proxy_url`: "http://proxy.example.com:3128", "https://..." for TLS to the proxy itself,
 *   with "user:password@", percent-encoded, if it wants them; every host is then reached
 *   through it, also those in no_proxy. NULL: what the environment said; "": no proxy. Without
 *   a port it is 80, or 443 with https.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL; not UTF-8; not the URL of a proxy; socks4
 *   and socks5, which are not supported.
 *
 * What goes to an https server is encrypted from here to there: the proxy sees its name only.
 * An http server on this machine (localhost, 127.0.0.0/8, ::1) is reached without any proxy.
 * Calls return TSC_ERROR_PROXY where the proxy cannot be reached or refuses. The CA
 * settings count for the proxy's certificate too. Sessions keep what they signed in with.
 * Sends nothing. Any thread. Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_server_set_proxy(tsc_server *server,
                                const char *proxy_url,
                                tsc_error **error);

/**
 * Names the program in the User-Agent header, before the library: "MyApp/1.0" makes
 * "MyApp/1.0 libtsc/0.1.0".
 *
 * - `server`: not NULL.
 * - `product`: 1 to 256 printable ASCII characters; NULL: only the library, as it is at
 *   first.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL; anything else in `product`.
 *
 * Sessions keep what they signed in with. Sends nothing. Any thread. Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_server_set_user_agent(tsc_server *server,
                                     const char *product,
                                     tsc_error **error);

/**
 * Sends a header along with every request to the server: what a gateway before it wants.
 *
 * - `server`: not NULL.
 * - `name`: not NULL; in any case. One that was set before is replaced.
 * - `value`: as it is, in bytes; NULL takes the header away.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: as for tsc_request_set_header.
 *
 * A header of the same name of a request counts more. A redirect's host gets it only when it
 * has proved to be a Tableau server; proxies do not get it. Sessions keep what they signed in
 * with. Cookie replaces the cookies that servers set. Sends nothing. Any thread. Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_server_set_header(tsc_server *server,
                                 const char *name,
                                 const char *value,
                                 tsc_error **error);

/**
 * Sets how long calls may take. A call takes the limits as they are when it begins,
 * also a call of a session that signed in before.
 *
 * - `server`: not NULL.
 * - `connect_ms`: for making a connection, with resolving the name, the way through a proxy and
 *   the TLS handshake, in milliseconds; 0: no limit. At first 10000. Several
 *   addresses of a host share it.
 * - `read_ms`: the longest silence of the server, in milliseconds; 0: no limit. At
 *   first 120000.
 * - `total_ms`: one whole library call, with all the HTTP requests it makes, in
 *   milliseconds; 0: no limit. At first 600000.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL.
 *
 * A call that is over a limit returns TSC_ERROR_TIMEOUT. Sends nothing. Any thread.
 * Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_server_set_timeouts(tsc_server *server,
                                   uint32_t connect_ms,
                                   uint32_t read_ms,
                                   uint32_t total_ms,
                                   tsc_error **error);

/**
 * Sets the REST API version that sessions use, in place of the newest that the server
 * has.
 *
 * - `server`: not NULL.
 * - `version`: "3.19"; NULL: ask the server, as it is at first.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL, or `version` is not two numbers with
 *   a point between them.
 *
 * It counts for the sign-ins that begin later. Sends nothing: whether the server has
 * that version, the sign-in tells. Any thread. Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_server_set_api_version(tsc_server *server,
                                      const char *version,
                                      tsc_error **error);

/**
 * Signs in with a personal access token, which a user makes in the settings of their
 * account: the way to prefer.
 *
 * - `server`: not NULL.
 * - `token_name`, `token_value`: not NULL; as Tableau showed them. A line end behind them,
 *   as text from a file has it, is dropped; so it is from the site and the user's id.
 * - `site`: the site's contentUrl, which is what follows "/site/" in the browser's
 *   address bar; NULL or "": the default site (Tableau Cloud has none).
 * - `impersonated_user_id`: the id of the user to be, on that site, if the token is a
 *   server administrator's; NULL: oneself.
 * - `cancellation`: NULL: cannot be cancelled.
 * - `session`: not NULL; receives the session, to be freed with tsc_session_free.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_SIGN_IN_FAILED: the server refused (HTTP 401): token, site or
 *   impersonation.
 * - TSC_ERROR_INVALID_ARGUMENT: a NULL; not UTF-8; a control character that XML cannot
 *   carry.
 * - TSC_ERROR_UNSUPPORTED_VERSION: API version before 3.6, with impersonation before
 *   3.11 (nothing secret was sent), or not the server's (404001).
 * - TSC_ERROR_CANCELLED, TSC_ERROR_TIMEOUT, TSC_ERROR_RESOLVE, TSC_ERROR_CONNECT,
 *   TSC_ERROR_PROXY, TSC_ERROR_TLS, TSC_ERROR_CERTIFICATE: no answer that can be used;
 *   see the statuses.
 * - TSC_ERROR_REDIRECT: as for tsc_server_get_info, or the sign-in itself was
 *   redirected to another origin, or by 301, 302 or 303. The secret was not sent there.
 * - TSC_ERROR_INSECURE: it would go over http; nothing secret was sent.
 * - TSC_ERROR_PROTOCOL, TSC_ERROR_TOO_LARGE: the answer is not a Tableau server's.
 * - the statuses of other HTTP errors.
 *
 * Blocks. Makes one call, and before the first sign-in to a server those of
 * tsc_server_get_info. Signing in again with the same token, on whatever site, ends
 * the session that it signed in before. A sign-in that was cancelled or timed out may
 * have happened on the server, and have ended that session too. Any thread.
 * Since 0.1.0.
 */
TSC_EXPORT TSC_NODISCARD
tsc_status tsc_server_sign_in_with_personal_access_token(tsc_server *server,
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
 * - `server`: not NULL.
 * - `username`, `password`: not NULL. The password is sent as it is; one with a line end
 *   behind it, as text from a file has it, is refused: nobody can have typed it.
 * - `site`: as for tsc_server_sign_in_with_personal_access_token.
 * - `impersonated_user_id`: the id of the user to be, on that site, if the user is a
 *   server administrator; NULL: oneself.
 * - `cancellation`: NULL: cannot be cancelled.
 * - `session`: not NULL; receives the session, to be freed with tsc_session_free.
 *
 * Returns the statuses of tsc_server_sign_in_with_personal_access_token; every API
 * version has this sign-in.
 *
 * Blocks, and makes as many calls. Other sessions of the user go on. Any thread.
 * Since 0.1.0.
 */
TSC_EXPORT TSC_NODISCARD
tsc_status tsc_server_sign_in_with_password(tsc_server *server,
                                            const char *username,
                                            const char *password,
                                            const char *site,
                                            const char *impersonated_user_id,
                                            tsc_cancellation *cancellation,
                                            tsc_session **session,
                                            tsc_error **error);

/**
 * Signs in with a JSON web token, as a connected app or an identity provider issues it.
 *
 * - `server`: not NULL.
 * - `jwt`: not NULL; the whole token. A line end behind it is dropped.
 * - `site`: as for tsc_server_sign_in_with_personal_access_token.
 * - `impersonated_user_id`: the id of the user to be, on that site, if the token's user
 *   is a server administrator; NULL: oneself.
 * - `cancellation`: NULL: cannot be cancelled.
 * - `session`: not NULL; receives the session, to be freed with tsc_session_free.
 *
 * Returns the statuses of tsc_server_sign_in_with_personal_access_token;
 * TSC_ERROR_UNSUPPORTED_VERSION before API 3.17.
 *
 * Blocks, and makes as many calls. Any thread. Since 0.1.0.
 */
TSC_EXPORT TSC_NODISCARD
tsc_status tsc_server_sign_in_with_json_web_token(tsc_server *server,
                                                  const char *jwt,
                                                  const char *site,
                                                  const char *impersonated_user_id,
                                                  tsc_cancellation *cancellation,
                                                  tsc_session **session,
                                                  tsc_error **error);

/**
 * Signs in to Tableau Cloud with a unified access token, a JSON web token that is made for
 * Tableau Cloud Manager and its sites.
 *
 * - `server`: not NULL.
 * - `jwt`: not NULL; the whole token. A line end behind it is dropped.
 * - `site`: the site's contentUrl; as for
 *   tsc_server_sign_in_with_personal_access_token.
 * - `cancellation`: NULL: cannot be cancelled.
 * - `session`: not NULL; receives the session, to be freed with tsc_session_free.
 *
 * Returns the statuses of tsc_server_sign_in_with_personal_access_token;
 * TSC_ERROR_UNSUPPORTED_VERSION before API 3.17. Servers that do not know such tokens
 * refuse them with TSC_ERROR_SIGN_IN_FAILED.
 *
 * Blocks, and makes as many calls. Any thread. Since 0.1.0.
 */
TSC_EXPORT TSC_NODISCARD
tsc_status tsc_server_sign_in_with_unified_access_token(tsc_server *server,
                                                        const char *jwt,
                                                        const char *site,
                                                        tsc_cancellation *cancellation,
                                                        tsc_session **session,
                                                        tsc_error **error);

/**
 * Goes on with a session that was signed in elsewhere, by its token: asks the server who
 * and where it is.
 *
 * - `server`: not NULL.
 * - `token`: not NULL; what tsc_session_token gives, or another client's X-Tableau-Auth. A
 *   line end behind it is dropped.
 * - `cancellation`: NULL: cannot be cancelled.
 * - `session`: not NULL; receives the session, to be freed with tsc_session_free. Its
 *   tsc_session_estimated_time_to_expiration is NULL.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_SESSION_EXPIRED: the server does not know the token (any more).
 * - TSC_ERROR_INVALID_ARGUMENT: a NULL; a token that is empty, not UTF-8, over 8 KiB or has
 *   characters that no header can carry.
 * - TSC_ERROR_UNSUPPORTED_VERSION: API version before 3.1; the token was not sent.
 * - TSC_ERROR_INVALID_STATE, TSC_ERROR_CANCELLED, TSC_ERROR_TIMEOUT, TSC_ERROR_RESOLVE,
 *   TSC_ERROR_CONNECT, TSC_ERROR_PROXY, TSC_ERROR_TLS, TSC_ERROR_CERTIFICATE,
 *   TSC_ERROR_REDIRECT,
 *   TSC_ERROR_INSECURE, TSC_ERROR_PROTOCOL and the statuses of other HTTP errors: as for
 *   tsc_server_sign_in_with_personal_access_token.
 *
 * Blocks. Makes one call, and before the first to a server those of
 * tsc_server_get_info. Sign-out ends the session for the others who have its token too.
 * Any thread. Since 0.1.0.
 */
TSC_EXPORT TSC_NODISCARD
tsc_status tsc_server_resume_session(tsc_server *server,
                                     const char *token,
                                     tsc_cancellation *cancellation,
                                     tsc_session **session,
                                     tsc_error **error);

/**
 * Returns the version of the product, such as "2023.1.0", or NULL if the server does not say.
 *
 * Since 0.1.0.
 */
TSC_EXPORT const char *tsc_server_info_product_version(const tsc_server_info *info);

/**
 * Returns the build of the product, such as "20231.23.0310.1029", or NULL if the server does
 * not say.
 *
 * Since 0.1.0.
 */
TSC_EXPORT const char *tsc_server_info_build(const tsc_server_info *info);

/**
 * Returns the newest REST API version that the server supports, such as "3.19".
 *
 * Since 0.1.0.
 */
TSC_EXPORT const char *tsc_server_info_api_version(const tsc_server_info *info);

/**
 * Frees an info and the strings that it lent. NULL does nothing.
 *
 * Since 0.1.0.
 */
TSC_EXPORT void tsc_server_info_free(tsc_server_info *info);

/**
 * Ends the session on the server and forgets its token. A session that is signed out
 * already, or that the server has ended, is no error.
 *
 * - `session`: not NULL.
 * - `cancellation`: NULL: cannot be cancelled.
 *
 * Returns TSC_OK or, with the session still holding its token so that this can be
 * repeated,
 * - TSC_ERROR_INVALID_ARGUMENT: `session` is NULL.
 * - TSC_ERROR_CANCELLED, TSC_ERROR_TIMEOUT, TSC_ERROR_RESOLVE, TSC_ERROR_CONNECT,
 *   TSC_ERROR_PROXY, TSC_ERROR_TLS, TSC_ERROR_CERTIFICATE, TSC_ERROR_REDIRECT: no
 *   answer that can be used; see the statuses.
 * - TSC_ERROR_PROTOCOL, TSC_ERROR_SESSION_EXPIRED: somebody else than the Tableau server
 *   answered, a proxy perhaps.
 * - the statuses of other HTTP errors.
 *
 * Blocks. Makes one call, none if signed out already. Any thread. Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_session_sign_out(tsc_session *session,
                                tsc_cancellation *cancellation,
                                tsc_error **error);

/**
 * Moves the session to another site of its server, without signing in again. Its
 * token, site and user id become others, and the old token is dead. Lists made before
 * return TSC_ERROR_INVALID_STATE from then on. Tableau Cloud does not have it.
 *
 * - `session`: not NULL.
 * - `site`: the site's contentUrl; NULL or "": the default site. To be there already
 *   is no error, and changes nothing.
 * - `cancellation`: NULL: cannot be cancelled.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_FORBIDDEN: there is no such site, or the user may not enter it (401003).
 * - TSC_ERROR_SESSION_EXPIRED: the session is over on the server.
 * - TSC_ERROR_NOT_SIGNED_IN: the session was signed out; nothing was sent.
 * - TSC_ERROR_UNSUPPORTED_VERSION: API version before 2.6; nothing was sent.
 * - TSC_ERROR_INVALID_ARGUMENT: `session` is NULL; `site` is not UTF-8 or has a control
 *   character.
 * - TSC_ERROR_CANCELLED, TSC_ERROR_TIMEOUT, TSC_ERROR_RESOLVE, TSC_ERROR_CONNECT,
 *   TSC_ERROR_PROXY, TSC_ERROR_TLS, TSC_ERROR_CERTIFICATE, TSC_ERROR_REDIRECT: no
 *   answer that can be used; see the statuses.
 * - TSC_ERROR_PROTOCOL: the answer is not a Tableau server's.
 * - the statuses of other HTTP errors.
 *
 * After an error answer the session stays where it was. If no answer came, or a gateway's
 * (502, 504), whether the server switched is not known: the session stays where it was too,
 * and if it turns out to have expired, the server had switched.
 *
 * Blocks. Makes one call, which is never repeated. Any thread. Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_session_switch_site(tsc_session *session,
                                   const char *site,
                                   tsc_cancellation *cancellation,
                                   tsc_error **error);

/**
 * Revokes the personal access tokens of all administrators of the server, for the case that
 * one was stolen. The session has to be a server administrator's. Tableau Cloud does not
 * have it.
 *
 * - `session`: not NULL.
 * - `cancellation`: NULL: cannot be cancelled.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_FORBIDDEN: the user is no server administrator.
 * - TSC_ERROR_SESSION_EXPIRED: the session is over on the server.
 * - TSC_ERROR_NOT_SIGNED_IN: the session was signed out; nothing was sent.
 * - TSC_ERROR_UNSUPPORTED_VERSION: API version before 3.11, and nothing was sent; or the
 *   server does not know the call (404003).
 * - TSC_ERROR_INVALID_ARGUMENT: `session` is NULL.
 * - TSC_ERROR_CANCELLED, TSC_ERROR_TIMEOUT, TSC_ERROR_RESOLVE, TSC_ERROR_CONNECT,
 *   TSC_ERROR_PROXY, TSC_ERROR_TLS, TSC_ERROR_CERTIFICATE, TSC_ERROR_REDIRECT: no
 *   answer, so that the tokens
 *   may be revoked or not; see the statuses.
 * - TSC_ERROR_PROTOCOL: the answer is not a Tableau server's.
 * - the statuses of other HTTP errors.
 *
 * Blocks. Makes one call. A session that such a token signed in, this one too, may be over
 * then. Any thread. Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_session_revoke_server_admin_tokens(tsc_session *session,
                                                  tsc_cancellation *cancellation,
                                                  tsc_error **error);

/**
 * Frees a session and all that it lent. It does not sign out: a session that is not
 * signed out lives on the server until it expires. Lists made from it go on.
 *
 * - `session`: NULL does nothing.
 *
 * Does not block, sends nothing. Since 0.1.0.
 */
TSC_EXPORT void tsc_session_free(tsc_session *session);

/**
 * Whether the session holds a token: 1, or 0 once it was signed out. A session that
 * expired on the server holds one until a sign-out.
 *
 * - `session`: NULL gives 0.
 *
 * Asks nobody. Any thread. Since 0.1.0.
 */
TSC_EXPORT int32_t tsc_session_is_signed_in(const tsc_session *session);

/**
 * Where the session signed in, after redirects: "https://tableau.example.com".
 *
 * - `session`: NULL gives NULL.
 *
 * Valid until the session is freed; it never changes. Any thread. Since 0.1.0.
 */
TSC_EXPORT const char *tsc_session_server_url(const tsc_session *session);

/**
 * The REST API version of the session's calls: "3.19".
 *
 * - `session`: NULL gives NULL.
 *
 * Valid until the session is freed; it never changes. Any thread. Since 0.1.0.
 */
TSC_EXPORT const char *tsc_session_api_version(const tsc_session *session);

/**
 * The session's token, a secret: for another client of the same server, in its header
 * X-Tableau-Auth.
 *
 * - `session`: NULL gives NULL.
 *
 * NULL once signed out. Valid until the session is freed, also when the session has
 * another token by then; wiped then. Any thread. Since 0.1.0.
 */
TSC_EXPORT const char *tsc_session_token(const tsc_session *session);

/**
 * The id of the site that the session is on.
 *
 * - `session`: NULL gives NULL.
 *
 * NULL once signed out. Valid until the session is freed, also when the session is on
 * another site by then. Any thread. Since 0.1.0.
 */
TSC_EXPORT const char *tsc_session_site_id(const tsc_session *session);

/**
 * The contentUrl of the site that the session is on; "" for the default site.
 *
 * - `session`: NULL gives NULL.
 *
 * NULL once signed out. Valid until the session is freed, also when the session is on
 * another site by then. Any thread. Since 0.1.0.
 */
TSC_EXPORT const char *tsc_session_site_content_url(const tsc_session *session);

/**
 * The id of the session's user, which differs from site to site; of the impersonated
 * one, if so.
 *
 * - `session`: NULL gives NULL.
 *
 * NULL once signed out. Valid until the session is freed, also when the session is on
 * another site by then. Any thread. Since 0.1.0.
 */
TSC_EXPORT const char *tsc_session_user_id(const tsc_session *session);

/**
 * The server's words on how long the session lives. Tableau does not document their
 * form ("177:05:38", "2:12:30"), so they are not interpreted.
 *
 * - `session`: NULL gives NULL.
 *
 * NULL if the server did not say, or once signed out. Valid until the session is
 * freed. Any thread. Since 0.1.0.
 */
TSC_EXPORT const char *tsc_session_estimated_time_to_expiration(const tsc_session *session);

/**
 * Makes a list. Sends nothing before the first tsc_list_total_available or
 * tsc_list_next.
 *
 * - `session`: not NULL.
 * - `path`: not NULL. Relative to the session's site ("workbooks", "groups/ID/users"),
 *   or from the server's root ("/api/{version}/sites"). {version}, {site-id} and
 *   {user-id} are filled in; the rest is sent as it is, so it must be percent-encoded
 *   already.
 * - `list`: not NULL; receives the list, to be freed with tsc_list_free.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: a NULL; a path that is not UTF-8, is empty or over 32 KiB, has
 *   a scheme, "//", "?", "#", a "." or ".." segment, another placeholder, a "%" without its
 *   two digits, or a character that has to be percent-encoded.
 * - TSC_ERROR_NOT_SIGNED_IN: the session was signed out.
 *
 * Does not block. Any thread. Since 0.1.0.
 */
TSC_EXPORT TSC_NODISCARD
tsc_status tsc_session_list(tsc_session *session,
                            const char *path,
                            tsc_list **list,
                            tsc_error **error);

/**
 * Sets how many items are fetched at once.
 *
 * - `list`: not NULL.
 * - `page_size`: 1 to 1000. It is 1000 at first, and becomes 100 by itself when the
 *   server says that it is too large.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: `list` is NULL, or another number.
 * - TSC_ERROR_INVALID_STATE: the list has begun.
 *
 * Does not block. Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_list_set_page_size(tsc_list *list,
                                  uint32_t page_size,
                                  tsc_error **error);

/**
 * Adds a condition; with several, all have to hold.
 *
 * - `list`: not NULL.
 * - `field`: not NULL: "name", "updatedAt", ... Which there are, Tableau's REST API
 *   reference says for each list.
 * - `op`: not NULL: "eq", "gt", "gte", "lt", "lte", "in", "has" or "cieq".
 * - `value`: not NULL; as it is, any UTF-8. For "in" it is "[one,two]". Tableau takes
 *   commas and ampersands in a value, however encoded, for separators; where a server
 *   does not find such a value, "*" in their place matches any text.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: a NULL; not UTF-8; a field that cannot be one; another
 *   operator.
 * - TSC_ERROR_INVALID_STATE: the list has begun.
 *
 * Does not block. Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_list_add_filter(tsc_list *list,
                               const char *field,
                               const char *op,
                               const char *value,
                               tsc_error **error);

/**
 * Adds a sort key; the first that was added counts most.
 *
 * - `list`: not NULL.
 * - `field`: not NULL; as for tsc_list_add_filter.
 * - `descending`: 0: ascending; anything else: descending.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: a NULL; not UTF-8; a field that cannot be one.
 * - TSC_ERROR_INVALID_STATE: the list has begun.
 *
 * Does not block. Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_list_add_sort(tsc_list *list,
                             const char *field,
                             int32_t descending,
                             tsc_error **error);

/**
 * Sets another parameter of the query: "fields" to "_all_", for instance.
 *
 * - `list`: not NULL.
 * - `name`: not NULL; one that was set before is replaced. pageSize, pageNumber,
 *   filter and sort have functions of their own and are refused here.
 * - `value`: not NULL; as it is, any UTF-8.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: a NULL; not UTF-8; an empty name, or one of those.
 * - TSC_ERROR_INVALID_STATE: the list has begun.
 *
 * Does not block. Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_list_set_parameter(tsc_list *list,
                                  const char *name,
                                  const char *value,
                                  tsc_error **error);

/**
 * How many items the server says there are, on all pages; of a list that is not paged,
 * its length.
 *
 * - `list`: not NULL.
 * - `cancellation`: NULL: cannot be cancelled.
 * - `total`: not NULL; receives the number.
 *
 * Returns the statuses of tsc_list_next.
 *
 * Blocks, and makes one call, if no page was fetched yet; that page is kept for
 * tsc_list_next. A node that tsc_list_next gave stays valid. Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_list_total_available(tsc_list *list,
                                    tsc_cancellation *cancellation,
                                    uint64_t *total,
                                    tsc_error **error);

/**
 * Gives the next item, in the server's order.
 *
 * - `list`: not NULL.
 * - `cancellation`: NULL: cannot be cancelled.
 * - `node`: not NULL; receives the item, or NULL at the end of the list. It is lent: it
 *   lives until the next tsc_list_next or tsc_list_free of this list.
 *
 * Returns TSC_OK, at the end too, or
 * - TSC_ERROR_INVALID_ARGUMENT: a NULL.
 * - TSC_ERROR_INVALID_STATE: the session has switched site since the list was made.
 * - TSC_ERROR_NOT_SIGNED_IN: the session was signed out; nothing was sent.
 * - TSC_ERROR_SESSION_EXPIRED: the session is over on the server (HTTP 401).
 * - TSC_ERROR_CANCELLED, TSC_ERROR_TIMEOUT, TSC_ERROR_RESOLVE, TSC_ERROR_CONNECT,
 *   TSC_ERROR_PROXY, TSC_ERROR_TLS, TSC_ERROR_CERTIFICATE, TSC_ERROR_REDIRECT: no
 *   answer that can be used; see the statuses.
 * - TSC_ERROR_PROTOCOL, TSC_ERROR_TOO_LARGE: the answer is not a Tableau server's.
 * - TSC_ERROR_UNSUPPORTED_VERSION: the server knows no such list (404003).
 * - the statuses of other HTTP errors: TSC_ERROR_BAD_REQUEST for a filter that the
 *   server does not understand, TSC_ERROR_NOT_FOUND, TSC_ERROR_FORBIDDEN, ...
 *
 * After an error the next tsc_list_next asks for the same page again; no item is left
 * out and none comes twice.
 *
 * Blocks, and makes one call, whenever a page is used up (one more if the page size was too
 * large for the server, and for a page that is empty). Since 0.1.0.
 */
TSC_EXPORT TSC_NODISCARD
tsc_status tsc_list_next(tsc_list *list,
                         tsc_cancellation *cancellation,
                         const tsc_node **node,
                         tsc_error **error);

/**
 * Frees a list, at its end or before, and the node that it lent.
 *
 * - `list`: NULL does nothing.
 *
 * Does not block, sends nothing. Since 0.1.0.
 */
TSC_EXPORT void tsc_list_free(tsc_list *list);

/**
 * Returns the local name of an element, such as "workbook".
 *
 * Since 0.1.0.
 */
TSC_EXPORT const char *tsc_node_name(const tsc_node *node);

/**
 * Returns the text of an element without that of its child elements, or NULL if it has none.
 *
 * The pieces between child elements are joined. White space that indents child elements is a
 * part of the text.
 *
 * Since 0.1.0.
 */
TSC_EXPORT const char *tsc_node_text(const tsc_node *node);

/**
 * Returns the value of an attribute, or NULL if the element does not have it.
 *
 * - `name`: the local name of the attribute. If it is NULL, the function returns NULL.
 *
 * Since 0.1.0.
 */
TSC_EXPORT const char *tsc_node_attribute(const tsc_node *node, const char *name);

/**
 * Returns the number of attributes of an element.
 *
 * Since 0.1.0.
 */
TSC_EXPORT size_t tsc_node_attribute_count(const tsc_node *node);

/**
 * Returns the local name of an attribute by its position.
 *
 * - `index`: 0 to tsc_node_attribute_count - 1. For other values the function returns NULL.
 *
 * Since 0.1.0.
 */
TSC_EXPORT const char *tsc_node_attribute_name_at(const tsc_node *node, size_t index);

/**
 * Returns the value of an attribute by its position.
 *
 * - `index`: 0 to tsc_node_attribute_count - 1. For other values the function returns NULL.
 *
 * Since 0.1.0.
 */
TSC_EXPORT const char *tsc_node_attribute_value_at(const tsc_node *node, size_t index);

/**
 * Returns the number of child elements of an element.
 *
 * Since 0.1.0.
 */
TSC_EXPORT size_t tsc_node_child_count(const tsc_node *node);

/**
 * Returns a child element by its position.
 *
 * - `index`: 0 to tsc_node_child_count - 1. For other values the function returns NULL.
 *
 * Since 0.1.0.
 */
TSC_EXPORT const tsc_node *tsc_node_child_at(const tsc_node *node, size_t index);

/**
 * Returns the first child element with a name, or NULL if there is none.
 *
 * - `name`: the local name of the child. If it is NULL, the function returns NULL.
 *
 * Since 0.1.0.
 */
TSC_EXPORT const tsc_node *tsc_node_child(const tsc_node *node, const char *name);

/**
 * Makes a request. Sends nothing before tsc_request_send.
 *
 * - `session`: not NULL.
 * - `method`: not NULL: "GET", "POST", "PUT", "PATCH", "DELETE", ...; sent as it is: upper and
 *   lower case are not the same.
 * - `path`: not NULL. Relative to the session's site ("workbooks/ID/content"), or from the
 *   server's root ("/api/{version}/sites", "/api/metadata/graphql"). {version}, {site-id}
 *   and {user-id} are filled in; the rest is sent as it is, so it must be percent-encoded
 *   already.
 * - `request`: not NULL; receives the request, to be freed with tsc_request_free.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: a NULL or not UTF-8; a method that is no HTTP token, has
 *   over 32 characters, or is CONNECT or TRACE in any case; a path that is empty or over
 *   32 KiB, begins with "http:" or "https:", has "//", "?" (see tsc_request_set_parameter),
 *   "#", a "." or ".." segment, another placeholder, a "%" without its two digits, or a
 *   character that has to be percent-encoded.
 * - TSC_ERROR_NOT_SIGNED_IN: the session was signed out.
 *
 * To sign out and to switch site, call tsc_session_sign_out and tsc_session_switch_site: of
 * what a request does to its token the session knows nothing.
 *
 * Does not block. Any thread. Since 0.1.0.
 */
TSC_EXPORT TSC_NODISCARD
tsc_status tsc_session_request(tsc_session *session,
                               const char *method,
                               const char *path,
                               tsc_request **request,
                               tsc_error **error);

/**
 * Sets a parameter of the query: "pageSize" to "1000", "filter" to "name:eq:Sales & more".
 *
 * - `request`: not NULL.
 * - `name`: not NULL or empty; as it is, any UTF-8. One that was set before is replaced;
 *   otherwise they keep their order.
 * - `value`: not NULL; as it is, any UTF-8. Both are percent-encoded by the library.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: a NULL; not UTF-8; an empty name; over 64 KiB of parameters.
 *
 * Does not block. Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_request_set_parameter(tsc_request *request,
                                     const char *name,
                                     const char *value,
                                     tsc_error **error);

/**
 * Sets a header: "Accept" to "application/json", for instance. Unless it is set, Accept says
 * that any type will do, to which Tableau mostly answers with XML.
 *
 * - `request`: not NULL.
 * - `name`: not NULL; in any case. One that was set before is replaced.
 * - `value`: as it is, in bytes; NULL takes the header away.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: `request` or `name` is NULL; not UTF-8; a name that is no
 *   HTTP token or over 256 bytes; a value with a line break or another control character, or
 *   of Authorization that is not ASCII; over 32 KiB of headers; a header that the library
 *   takes care of: X-Tableau-Auth, Host, Content-Length, Transfer-Encoding, Connection,
 *   Keep-Alive, Proxy-Authorization, Proxy-Connection, Expect, TE, Trailer, Upgrade.
 *
 * The credentials of Authorization, with the password of Basic, and the values of Cookie are
 * redacted in errors, as the token is. Gzip is asked for unless Accept-Encoding or Range is set.
 * What comes compressed with gzip or deflate is unpacked. Another compression is
 * TSC_ERROR_PROTOCOL, unless Accept-Encoding asks for it: then the body is returned as it came.
 *
 * Does not block. Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_request_set_header(tsc_request *request,
                                  const char *name,
                                  const char *value,
                                  tsc_error **error);

/**
 * Sets the body, in place of one that was set before.
 *
 * - `request`: not NULL.
 * - `content_type`: "application/json", "multipart/mixed; boundary=...", ..., in place of
 *   one that tsc_request_set_header set. NULL: that one, or else "text/xml" where the body
 *   begins with "<", or else none.
 * - `data`: the bytes, of any kind; copied. NULL if `length` is 0: an empty body.
 * - `length`: in bytes.
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: `request` is NULL; `data` is NULL and `length` not 0; a
 *   content type that is not UTF-8, has a control character or is over 32 KiB; no memory
 *   for the copy.
 *
 * The copy is wiped when it is replaced or freed. Of what a server repeats of a body, the values
 * of attributes, elements and members whose names end with password, secret, token or jwt are
 * redacted in errors; see tsc_error_response. Does not block. Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_request_set_body(tsc_request *request,
                                const char *content_type,
                                const void *data,
                                size_t length,
                                tsc_error **error);

/**
 * Sets how large the body of a successful answer may be, decompressed. Of an answer that
 * becomes an error at most 1 MiB is read, whatever is set here.
 *
 * - `request`: not NULL.
 * - `bytes`: 0: no body at all; UINT64_MAX: no limit but memory, of which tsc_response_root
 *   takes some three times the size of an XML body more. At first it is 67108864 (64 MiB).
 *
 * Returns TSC_OK or
 * - TSC_ERROR_INVALID_ARGUMENT: `request` is NULL.
 *
 * Does not block. Since 0.1.0.
 */
TSC_EXPORT
tsc_status tsc_request_set_max_response_size(tsc_request *request,
                                             uint64_t bytes,
                                             tsc_error **error);

/**
 * Sends the request and reads the whole answer.
 *
 * - `request`: not NULL; it stays as it is, and may be changed and sent again.
 * - `cancellation`: NULL: cannot be cancelled.
 * - `response`: not NULL; receives the answer, to be freed with tsc_response_free. It
 *   outlives the request.
 *
 * Returns TSC_OK if the server answered 2xx, whatever its body is (also a GraphQL answer of
 * the Metadata API that tells of errors), or
 * - TSC_ERROR_INVALID_ARGUMENT: a NULL; path and parameters are over 64 KiB together.
 * - TSC_ERROR_INVALID_STATE: the session has switched site since the request was made;
 *   nothing was done.
 * - TSC_ERROR_NOT_SIGNED_IN: the session was signed out; nothing was done.
 * - TSC_ERROR_SESSION_EXPIRED: the session is over on the server (HTTP 401).
 * - TSC_ERROR_CANCELLED, TSC_ERROR_TIMEOUT, TSC_ERROR_RESOLVE, TSC_ERROR_CONNECT,
 *   TSC_ERROR_PROXY, TSC_ERROR_TLS, TSC_ERROR_CERTIFICATE: no answer, or not all of it;
 *   see the statuses.
 *   What was sent may have been done all the same.
 * - TSC_ERROR_REDIRECT: the server redirects to another origin, over and over, or, what is
 *   neither GET nor HEAD, by 301, 302 or 303.
 * - TSC_ERROR_TOO_LARGE: the answer is over the limit, or the server said 413.
 * - TSC_ERROR_PROTOCOL: the answer is not HTTP, almost empty though endless, broken in its
 *   compression, or compressed in a way that is not read.
 * - TSC_ERROR_UNSUPPORTED_VERSION: the server knows no such call (404001, 404003).
 * - the statuses of other HTTP errors. Tableau's code, summary and detail are read from XML
 *   and JSON; the answer is in tsc_error_response.
 *
 * Blocks, and makes one call. A GET is sent once more, over a new connection, if one that was
 * kept from before turns out to be closed. Since 0.1.0.
 */
TSC_EXPORT TSC_NODISCARD
tsc_status tsc_request_send(tsc_request *request,
                            tsc_cancellation *cancellation,
                            tsc_response **response,
                            tsc_error **error);

/**
 * Frees a request. Answers that it got stay.
 *
 * - `request`: NULL does nothing.
 *
 * Does not block, sends nothing. Since 0.1.0.
 */
TSC_EXPORT void tsc_request_free(tsc_request *request);

/**
 * Returns the HTTP status of a response.
 *
 * Since 0.1.0.
 */
TSC_EXPORT int32_t tsc_response_status(const tsc_response *response);

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
TSC_EXPORT const char *tsc_response_header(const tsc_response *response, const char *name);

/**
 * Returns the number of headers of a response. A header that is repeated counts each time.
 *
 * If the body was decompressed, Content-Encoding and Content-Length are left out.
 *
 * Since 0.1.0.
 */
TSC_EXPORT size_t tsc_response_header_count(const tsc_response *response);

/**
 * Returns the name of a header by its position in the response, in lower case.
 *
 * - `index`: 0 to tsc_response_header_count - 1. For other values the function returns NULL.
 *
 * Since 0.1.0.
 */
TSC_EXPORT const char *tsc_response_header_name_at(const tsc_response *response, size_t index);

/**
 * Returns the value of a header by its position in the response.
 *
 * - `index`: 0 to tsc_response_header_count - 1. For other values the function returns NULL.
 *
 * Since 0.1.0.
 */
TSC_EXPORT const char *tsc_response_header_value_at(const tsc_response *response, size_t index);

/**
 * Returns the body of a response, decompressed, or NULL if it is empty.
 *
 * - `length`: receives the number of bytes, 0 if there is no body. May be NULL.
 *
 * There is no NUL after the body.
 *
 * Since 0.1.0.
 */
TSC_EXPORT const uint8_t *tsc_response_body(const tsc_response *response, size_t *length);

/**
 * Returns the root element of a body that is XML, whatever its Content-Type, or NULL.
 *
 * It returns NULL if the body is not XML in UTF-8, has a document type, or exceeds a limit: 64
 * levels, a million elements and texts, a million attributes, 256 attributes of one element.
 *
 * Since 0.1.0.
 */
TSC_EXPORT const tsc_node *tsc_response_root(const tsc_response *response);

/**
 * Frees a response and all that it lent. NULL does nothing.
 *
 * - `response`: a response that tsc_request_send returned, and not one that tsc_error_response
 *   lent.
 *
 * Since 0.1.0.
 */
TSC_EXPORT void tsc_response_free(tsc_response *response);

#ifdef __cplusplus
} /* extern "C" */
#endif /* __cplusplus */

#endif  /* TSC_H */
