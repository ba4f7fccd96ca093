package io.github.libtsc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** Runs calls on other threads. */
final class Async {
  /** Creates platform threads, which a call may hold and which end when they are idle. */
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
   * Makes a call that ends soon after its future ends: if the future is cancelled, for instance, or
   * exceeds a limit of the caller.
   *
   * @param unwanted receives a result that comes after the end of the future
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
