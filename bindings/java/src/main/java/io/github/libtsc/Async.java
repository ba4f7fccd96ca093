package io.github.libtsc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** Calls on threads of their own. */
final class Async {
  /** Platform threads, which a call may hold; they end when they have had nothing to do. */
  static final Executor THREADS = threads();

  private Async() {}

  private static Executor threads() {
    AtomicInteger number = new AtomicInteger();
    return Executors.newCachedThreadPool(
        task -> {
          Thread thread = new Thread(task, "libtsc-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * Makes a call, which ends soon where its future ends without it: cancelled, say, or over a limit
   * of the caller's.
   *
   * @param unwanted is given what the call gave when it was too late
   */
  static <T> CompletableFuture<T> call(
      Executor executor, Function<Cancellation, T> call, Consumer<T> unwanted) {
    CompletableFuture<T> future = new CompletableFuture<>();
    Cancellation cancellation = new Cancellation();
    future.whenComplete((result, error) -> cancellation.cancel());
    executor.execute(
        () -> {
          try (cancellation) {
            if (!future.isDone()) {
              T result = call.apply(cancellation);
              if (!future.complete(result)) {
                unwanted.accept(result);
              }
            }
          } catch (Throwable e) {
            future.completeExceptionally(e);
          }
        });
    return future;
  }

  static <T> CompletableFuture<T> call(Executor executor, Function<Cancellation, T> call) {
    return call(executor, call, unwanted -> {});
  }
}
