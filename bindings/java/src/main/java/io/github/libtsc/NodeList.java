package io.github.libtsc;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A list on the server: workbooks, users, sites or anything else that the REST API lists. Its pages
 * are fetched one by one while it is read. {@link Session#list} makes it.
 *
 * <p>It can be read once: its iterators and {@link #next()} continue where the previous one ended.
 * After an error the next call requests the same page again; no item is lost or returned twice:
 *
 * <pre>{@code
 * Iterator<Node> items = list.iterator();
 * try {
 *   items.forEachRemaining(this::take);
 * } catch (TscException e) {
 *   waitFor(e.retryAfter());
 *   items.forEachRemaining(this::take); // or list.iterator() again
 * }
 * }</pre>
 *
 * <p>The items are copies that outlive the list.
 *
 * <p>It belongs to the session, site and token with which it was made, and outlives the session's
 * close. Its setters fail with {@link Status#INVALID_STATE} once reading has begun. One thread at a
 * time may use it: a second one receives a {@link TscException} of {@link Status#INVALID_STATE},
 * and no harm is done.
 */
public final class NodeList implements Iterable<Node>, AutoCloseable {
  private final Handle handle;

  /* The library lends an item until the next one, so it is copied under this lock. */
  private final ReentrantLock lock = new ReentrantLock();
  private final Memory output = new Memory(Long.BYTES);
  private final Memory error = new Memory(Native.POINTER_SIZE);

  /* The previous item, whose strings the next one may share. */
  private Node before;

  /* Items to return first: one that hasNext() read, or one that came too late for its future. */
  private final Deque<Node> pending = new ArrayDeque<>(1);

  NodeList(Pointer list) {
    handle = Handle.of(this, "list", list, Libtsc::tsc_list_free);
  }

  /**
   * Sets how many items are fetched with one HTTP request.
   *
   * @param pageSize 1 to 1000, 1000 by default; if the server says that it is too large, the
   *     library continues with 100
   * @return this
   * @throws IllegalArgumentException if the number is negative
   * @throws TscException of {@link Status#INVALID_ARGUMENT} if the number is 0 or over 1000, and of
   *     {@link Status#INVALID_STATE} if reading of the list has begun
   */
  public NodeList setPageSize(int pageSize) {
    int size = (int) Arguments.notNegative("pageSize", pageSize);
    handle.call((self, arguments) -> Libtsc.tsc_list_set_page_size(self, size, arguments.error()));
    return this;
  }

  /**
   * Sets how many pages are fetched ahead of the one that is read, at the same time. The items,
   * their order and the errors are the same. Threads of the library, which end with their page,
   * fetch the pages.
   *
   * @param pages 0 to 8; the default is 0: each page is fetched when it is needed. With 4 a list is
   *     read in about a third of the time, if the time is that of the network
   * @return this
   * @throws IllegalArgumentException if the number is negative
   * @throws TscException of {@link Status#INVALID_ARGUMENT} if the number is over 8, and of {@link
   *     Status#INVALID_STATE} if reading of the list has begun
   */
  public NodeList setLookahead(int pages) {
    int count = (int) Arguments.notNegative("pages", pages);
    handle.call((self, arguments) -> Libtsc.tsc_list_set_lookahead(self, count, arguments.error()));
    return this;
  }

  /**
   * Adds a condition that the items must meet. If there are several, they must meet all.
   *
   * @param field the name of a field, such as "name" or "updatedAt"; Tableau's REST API reference
   *     says which fields each list has
   * @param operator "eq", "gt", "gte", "lt", "lte", "in", "has" or "cieq"
   * @param value the value, not percent-encoded; for "in" it is "[one,two]". Tableau treats commas
   *     and ampersands in it as separators; if a server does not find such a value, replace them
   *     with "*", which matches any text
   * @return this
   * @throws TscException of {@link Status#INVALID_ARGUMENT} if an argument is invalid, and of
   *     {@link Status#INVALID_STATE} if reading of the list has begun
   */
  public NodeList addFilter(String field, String operator, String value) {
    handle.call(
        (self, arguments) ->
            Libtsc.tsc_list_add_filter(
                self,
                arguments.text("field", field),
                arguments.text("operator", operator),
                arguments.text("value", value),
                arguments.error()));
    return this;
  }

  /**
   * Adds a sort key, ascending. The list is sorted by the first key that was added, then by the
   * second, and so on.
   *
   * @param field the name of a field, as for {@link #addFilter}
   * @return this
   * @throws TscException of {@link Status#INVALID_ARGUMENT} if an argument is invalid, and of
   *     {@link Status#INVALID_STATE} if reading of the list has begun
   */
  public NodeList addSort(String field) {
    return addSort(field, false);
  }

  /**
   * Adds a sort key. The list is sorted by the first key that was added, then by the second, and so
   * on.
   *
   * @param field the name of a field, as for {@link #addFilter}
   * @param descending true sorts in descending order
   * @return this
   * @throws TscException of {@link Status#INVALID_ARGUMENT} if an argument is invalid, and of
   *     {@link Status#INVALID_STATE} if reading of the list has begun
   */
  public NodeList addSort(String field, boolean descending) {
    handle.call(
        (self, arguments) ->
            Libtsc.tsc_list_add_sort(
                self, arguments.text("field", field), descending ? 1 : 0, arguments.error()));
    return this;
  }

  /**
   * Sets another parameter of the query, such as "fields" to "_all_".
   *
   * @param name the name; a parameter that was set before is replaced. pageSize, pageNumber, filter
   *     and sort are refused; there are other methods for them
   * @param value the value; the library percent-encodes both
   * @return this
   * @throws TscException of {@link Status#INVALID_ARGUMENT} if an argument is invalid, and of
   *     {@link Status#INVALID_STATE} if reading of the list has begun
   */
  public NodeList setParameter(String name, String value) {
    handle.call(
        (self, arguments) ->
            Libtsc.tsc_list_set_parameter(
                self,
                arguments.text("name", name),
                arguments.text("value", value),
                arguments.error()));
    return this;
  }

  /**
   * Sets a header of the list's requests. It replaces one of the same name that {@link
   * Server#setHeader} set, and the library's own Accept, which is application/xml.
   *
   * @param name the name; upper and lower case are the same; a header that was set before is
   *     replaced
   * @param value the value, sent byte for byte; null removes the header
   * @return this
   * @throws TscException of {@link Status#INVALID_ARGUMENT} if the header is invalid, or the
   *     library sets it (X-Tableau-Auth, Host, ...), and of {@link Status#INVALID_STATE} if reading
   *     of the list has begun
   */
  public NodeList setHeader(String name, String value) {
    handle.call(
        (self, arguments) ->
            Libtsc.tsc_list_set_header(
                self,
                arguments.text("name", name),
                arguments.textOrNull("value", value),
                arguments.error()));
    return this;
  }

  /**
   * Returns the number of items that the server says the list has on all pages, or the number of
   * the items of a list that is not paged. Blocks, and makes one HTTP request, if no page was
   * fetched yet; {@link #next()} uses that page.
   *
   * @return the number
   * @throws TscException if it fails
   */
  public long totalAvailable() {
    return totalAvailable(null);
  }

  /**
   * The same as {@link #totalAvailable()}, with a cancellation.
   *
   * @param cancellation ends the call when it is cancelled; null if the call cannot be cancelled
   * @return the number
   * @throws TscException if it fails
   */
  public long totalAvailable(Cancellation cancellation) {
    return reading(
        cancellation,
        (self, cancelledBy) -> Libtsc.tsc_list_total_available(self, cancelledBy, output, error),
        () -> output.getLong(0));
  }

  /**
   * The same as {@link #totalAvailable()}, on a platform thread of the library.
   *
   * @return the call: cancelling the future ends it; a failure is a {@link TscException}
   */
  public CompletableFuture<Long> totalAvailableAsync() {
    return totalAvailableAsync(Async.THREADS);
  }

  /**
   * The same as {@link #totalAvailable()}, on a thread of the caller's executor.
   *
   * @param executor an executor of platform threads, one of which the call holds while it waits; a
   *     virtual thread would block its carrier
   * @return the call: cancelling the future ends it; a failure is a {@link TscException}
   */
  public CompletableFuture<Long> totalAvailableAsync(Executor executor) {
    return Async.call(executor, cancellation -> totalAvailable(cancellation));
  }

  /**
   * Returns the next item, in the server's order. Blocks, and makes one HTTP request, when the
   * items of a page are used up. It makes another one if the page size was too large for the
   * server, and for each page that is empty.
   *
   * <p>The status is {@link Status#INVALID_STATE} if the session has switched to another site since
   * the list was made; {@link Status#NOT_SIGNED_IN} or {@link Status#SESSION_EXPIRED} if it has
   * ended; {@link Status#BAD_REQUEST} if, for example, the server does not understand a filter.
   *
   * @return the item; null at the end of the list
   * @throws TscException if it fails
   */
  public Node next() {
    return next(null);
  }

  /**
   * The same as {@link #next()}, with a cancellation.
   *
   * @param cancellation ends the call when it is cancelled; null if the call cannot be cancelled
   * @return the item; null at the end of the list
   * @throws TscException if it fails
   */
  public Node next(Cancellation cancellation) {
    return reading(cancellation, this::fetchItem, this::takeItem);
  }

  /**
   * The same as {@link #next()}, on a platform thread of the library.
   *
   * @return the call: cancelling the future ends it; a failure is a {@link TscException}
   */
  public CompletableFuture<Node> nextAsync() {
    return nextAsync(Async.THREADS);
  }

  /**
   * The same as {@link #next()}, on a thread of the caller's executor.
   *
   * @param executor an executor of platform threads, one of which the call holds while it waits; a
   *     virtual thread would block its carrier
   * @return the call: cancelling the future ends it; a failure is a {@link TscException}
   */
  public CompletableFuture<Node> nextAsync(Executor executor) {
    return Async.call(executor, cancellation -> next(cancellation), this::putBack);
  }

  /**
   * Returns an iterator over the remaining items. If {@link Iterator#hasNext} has read an item and
   * the iterator is dropped, the next call returns that item.
   *
   * @return the iterator; its methods send requests, and throw as {@link #next()}
   */
  @Override
  public Iterator<Node> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return reading(null, NodeList.this::fetchItem, NodeList.this::lookAtItem) != null;
      }

      @Override
      public Node next() {
        Node next = NodeList.this.next();
        if (next == null) {
          throw new NoSuchElementException();
        }
        return next;
      }
    };
  }

  /**
   * Returns a spliterator of the remaining items, which are ordered and whose number is unknown.
   *
   * @return the spliterator, over {@link #iterator}
   */
  @Override
  public Spliterator<Node> spliterator() {
    return Spliterators.spliteratorUnknownSize(
        iterator(), Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE);
  }

  /**
   * Returns the remaining items as a stream. Closing the stream closes the list.
   *
   * @return a stream, not parallel
   */
  public Stream<Node> stream() {
    return StreamSupport.stream(spliterator(), false).onClose(this::close);
  }

  /**
   * Frees the list, also before its end. It sends nothing. Its items can still be used, and a
   * running call continues. A second call does nothing; any other call throws an {@link
   * IllegalStateException}.
   */
  @Override
  public void close() {
    handle.close();
  }

  private interface Reading {
    int on(Pointer self, Pointer cancelledBy);
  }

  /* Makes a call if no other thread does. It runs for each item, so it allocates no Arguments. */
  private <T> T reading(Cancellation cancellation, Reading call, Supplier<T> result) {
    Pointer self = handle.enter();
    try {
      if (!lock.tryLock()) {
        throw TscException.of(
            Status.INVALID_STATE,
            "read the list: another thread is reading it; let one thread at a time do that");
      }
      try {
        Pointer cancelledBy = Cancellation.enter(cancellation);
        try {
          int status = call.on(self, cancelledBy);
          if (status != 0) {
            throw TscException.take(status, error.getPointer(0));
          }
        } finally {
          Cancellation.leave(cancellation);
        }
        return result.get();
      } finally {
        lock.unlock();
      }
    } finally {
      handle.leave();
    }
  }

  private int fetchItem(Pointer self, Pointer cancelledBy) {
    return pending.isEmpty() ? Libtsc.tsc_list_next(self, cancelledBy, output, error) : 0;
  }

  private Node takeItem() {
    if (!pending.isEmpty()) {
      return pending.removeFirst();
    }
    Node item = Node.copy(output.getLong(0), before);
    before = item;
    return item;
  }

  private Node lookAtItem() {
    Node item = takeItem();
    if (item != null) {
      pending.addFirst(item);
    }
    return item;
  }

  /** Takes back an item that came too late for its future. */
  void putBack(Node item) {
    lock.lock();
    try {
      if (item != null) {
        pending.addFirst(item);
      }
    } finally {
      lock.unlock();
    }
  }
}
