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
 * <p><b>Errors</b> are {@link io.github.libtsc.TscException}s, which are not checked. Use after
 * close is an {@link java.lang.IllegalStateException}, and null where it is not allowed a {@link
 * java.lang.NullPointerException}. Getters give null for what is not there.
 *
 * <p><b>Closing</b>: servers, sessions, lists, requests and cancellations are {@link
 * java.lang.AutoCloseable}, may be closed in any order, more than once, and beside calls that run:
 * those end as they would. What a program forgets to close is freed when it is garbage, but never
 * signed out then.
 *
 * <p><b>Blocking</b>: the methods that may use the network are those that take a {@link
 * io.github.libtsc.Cancellation}. Such a call holds its thread, and does not hear {@link
 * java.lang.Thread#interrupt}; on a virtual thread it holds the carrier too. Its {@code Async} twin
 * runs on a platform thread, so any thread, a virtual one too, can wait for it and be interrupted
 * in {@link java.util.concurrent.Future#get()}; {@link java.util.concurrent.Future#cancel} ends the
 * call.
 *
 * <p><b>Threads</b>: servers, sessions and cancellations are for any thread at the same time, lists
 * and requests for one at a time. Nodes, responses, infos and exceptions do not change.
 *
 * <p><b>The native library</b> is looked for in the file that the system property {@code
 * tsc.library} names; else in {@code java.library.path} and {@code jna.library.path}; else where
 * the system's loader looks; else in the jar.
 */
package io.github.libtsc;
