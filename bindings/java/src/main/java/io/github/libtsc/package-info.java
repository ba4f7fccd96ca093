/**
 * Signs in to Tableau Server and Tableau Cloud, and works with the session: the Java binding of
 * libtsc.
 *
 * <pre>{@code
 * try (Server server = new Server("https://tableau.example.com");
 *     Session session = server.signIn(new PersonalAccessToken("name", "value", "site"));
 *     NodeList workbooks = session.list("workbooks")) {
 *   for (Node workbook : workbooks) {
 *     System.out.println(workbook.attribute("name"));
 *   }
 * } catch (TscException e) {
 *   System.err.println(e.getMessage());
 * }
 * }</pre>
 *
 * <p><b>Errors</b>: a call that fails throws a {@link io.github.libtsc.TscException}, which is
 * unchecked. A call after close throws an {@link java.lang.IllegalStateException}. Null throws a
 * {@link java.lang.NullPointerException} unless the parameter's description says what null means. A
 * number or duration that is negative or too large for the library throws an {@link
 * java.lang.IllegalArgumentException}. In these three cases nothing is sent. Getters return null
 * for absent values.
 *
 * <p><b>Closing</b>: servers, sessions, lists, requests and cancellations are {@link
 * java.lang.AutoCloseable}, and may be closed in any order, more than once, and during calls, which
 * continue. An object that a program does not close is freed after it becomes garbage, but a
 * session is not signed out then.
 *
 * <p><b>Blocking</b>: the methods that may use the network can be called with a {@link
 * io.github.libtsc.Cancellation}. The iterators and streams of a list, which use the network, too,
 * cannot. Such a call holds its thread, and {@link java.lang.Thread#interrupt} has no effect on it;
 * on a virtual thread it also holds the carrier. The {@code Async} variant runs on a platform
 * thread, so any thread, also a virtual one, can wait for it and be interrupted in {@link
 * java.util.concurrent.Future#get()}; {@link java.util.concurrent.Future#cancel} ends the call. The
 * comment of a method says how many HTTP requests it makes; each redirect that is followed, at most
 * five, is one more. All other methods, except {@link io.github.libtsc.Session#close}, return
 * without waiting and send no request.
 *
 * <p><b>Threads</b>: any number of threads may use servers, sessions and cancellations at the same
 * time; one thread at a time may use a list or a request. Nodes, responses, infos and exceptions do
 * not change.
 *
 * <p><b>The native library</b> is loaded from the file that the system property {@code tsc.library}
 * names; otherwise from {@code java.library.path} or {@code jna.library.path}; otherwise from where
 * the system's loader finds it; otherwise from the jar. The file is called {@code libtsc.so.0.1} or
 * {@code libtsc.so} on Linux, {@code tsc.dll} on Windows, and {@code libtsc.0.1.dylib} or {@code
 * libtsc.dylib} on macOS. If it cannot be loaded, the first use throws an {@link
 * java.lang.UnsatisfiedLinkError} that names the files and the places.
 *
 * @since 0.1.0
 */
package io.github.libtsc;
