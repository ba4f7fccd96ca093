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
 * This file is generated from the library's source; what is said here holds for every
 * function, unless the function itself says otherwise.
 *
 * PARAMETERS come in this order: the handle, inputs, a cancellation, outputs, an error.
 * Strings that go in are UTF-8, end with a NUL, and are only looked at during the call.
 * A handle that is NULL does no harm: _free and _cancel do nothing, getters give NULL, 0
 * or -1, and calls that can fail return TSC_ERROR_INVALID_ARGUMENT. Where a truth is
 * asked for, 0 is no and anything else is yes.
 *
 * ERRORS. A call that can fail returns TSC_OK or another status, and takes as its last
 * parameter where to put a tsc_error; it may be NULL for callers who do not want one.
 * Outputs and *error are set to NULL or 0 when the call begins, whatever they held: an
 * error that is not freed before is lost with its memory. An output is written on success
 * only, an error on failure only. Compilers warn where the status of a call with an output
 * handle is not used (TSC_NODISCARD). Every call may also return TSC_ERROR_INTERNAL: a bug
 * in the library, which stays in that call; and a call that uses the network
 * TSC_ERROR_TOO_LARGE: an answer over a limit. "The statuses of HTTP errors" are
 * TSC_ERROR_BAD_REQUEST to TSC_ERROR_HTTP, TSC_ERROR_PROXY for 407 and TSC_ERROR_TOO_LARGE
 * for 413.
 *
 * OWNERSHIP. What a call gives through a ** is the caller's, to be freed once with the
 * type's _free function, in any order: handles keep what they need. _free never fails,
 * never waits and never signs out. Strings, nodes and responses that a getter returns
 * are lent by the handle that was asked: valid until that handle is freed (a list's
 * node: until the next tsc_list_next), whatever other threads do meanwhile.
 *
 * THREADS. Servers, sessions and cancellations: any function from any thread at the same
 * time, but for their _free; a cancellation may be freed while calls that were given it are
 * under way. Lists, requests, responses, errors, infos and their nodes: one thread at a time;
 * a call on a list or request that another thread is using returns TSC_ERROR_INVALID_STATE.
 * "const" does not mean that nothing changes inside.
 *
 * BLOCKING. The functions that may use the network, and so hold their thread, are
 * those that take a tsc_cancellation. They all have limits, and end soon when it is
 * cancelled. How many calls to the server a function makes is said without redirects: each
 * one that is followed, five at most, is a call more.
 *
 * CONNECTIONS are kept for the next call: by a server handle and the sessions that signed in
 * with its present settings, in common. One that has waited for more than 60 s is used no
 * more, nor is one that waited through a suspend, and at most 16 wait. There is no thread to
 * close them: they are closed when the next call looks for one, when the handles that keep them
 * are freed, or by tsc_server_close_idle_connections. A peer that has vanished is found out
 * within 30 s, whatever the limits are; while a request of more than 64 KiB is being sent, only
 * the read limit finds it out. The addresses of a host are tried one after the other, 250 ms
 * apart, and the first that connects is taken (RFC 8305).
 *
 * REDIRECTS. A call with a secret is redirected within its origin (scheme, host and port)
 * only: a GET or HEAD by 301, 302, 303, 307 and 308, any other method by 307 and 308.
 *
 * COOKIES that the server, or a balancer or gateway before it, sets from the sign-in on are
 * sent with the session's next calls, as their Path, Secure, Max-Age and Expires say, to no
 * other host or port: at most 32 with 8 KiB, those that were set last. A site switch keeps
 * them, sign-out forgets them. A Cookie header of the program's own replaces them, and what
 * is set in turn is the program's. Never kept are workgroup_session_id, XSRF-TOKEN, and what
 * contains a secret of the call.
 *
 * THE PROCESS it is loaded into is somebody else's: the library prints nothing, handles no
 * signal, changes no global state, and starts no thread but those that resolve a name: at most
 * 8 at once, which block all signals. A name's threads are left behind by a call that ends
 * before them. pthread_cancel of a thread in a call takes effect at the next cancellation point
 * after its call, if the thread's cancel type is deferred, which is the default. Once the
 * library is loaded it stays loaded: dlclose does nothing. Calls that return a status need 128
 * KiB of stack, and one that waits for the network uses a file descriptor beside its
 * connection. In a forked child, servers, sessions, lists, requests and cancellations from
 * before the fork can only be freed; other calls on them return TSC_ERROR_INVALID_STATE.
 *
 * SECRETS (passwords, tokens, cookies) appear in no message, and are wiped from memory when they
 * are freed, and from the stack and the vector registers of its thread when a call returns. What TLS
 * itself holds of an answer goes with its connection, which the server handle and its sessions keep
 * for the next call.
 */
