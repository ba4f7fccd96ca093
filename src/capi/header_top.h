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
