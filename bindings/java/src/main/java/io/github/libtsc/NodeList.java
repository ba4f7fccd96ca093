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
 * A list of the server's: workbooks, users, sites or anything else that the REST API lists, fetched
 * page by page as it is read: {@link Session#list}.
 *
 * <p>It can be read once: its iterators and {@link #next()} go on from where it is. After an error
 * the same call asks for the same page again; no item is left out and none comes twice:
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
 * <p>The items are copies, which stay.
 *
 * <p>It belongs to the session, site and token that it was made under, and outlives the session's
 * close; its settings can be changed until it is first read. One thread at a time: a second one
 * gets a {@link TscException} of {@link Status#INVALID_STATE} and does no harm.
 */
public final class NodeList implements Iterable<Node>, AutoCloseable {
  private final Handle handle;

  /* An item is lent until the next one, so it is copied under this lock. */
  private final ReentrantLock lock = new ReentrantLock();
  private final Memory output = new Memory(Long.BYTES);
  private final Memory error = new Memory(Native.POINTER_SIZE);

  /* The item before, whose strings the next one may share. */
  private Node before;

  /* What an iterator has looked at, or a future was too late for: it comes first. */
  private final Deque<Node> kept = new ArrayDeque<>(1);

  NodeList(Pointer list) {
    handle = Handle.of(this, "list", list, Libtsc::tsc_list_free);
  }

  /**
   * Sets how many items are fetched at once.
   *
   * @param pageSize 1 to 1000; at first 1000, and 100 by itself when the server says that it is too
   *     large
   * @return this
   * @throws IllegalArgumentException if the number is negative
   * @throws TscException of {@link Status#INVALID_ARGUMENT} if the number is 0 or over 1000, and of
   *     {@link Status#INVALID_STATE} if the list was read already
   */
  public NodeList setPageSize(int pageSize) {
    int size = (int) Arguments.notNegative("pageSize", pageSize);
    handle.call((self, arguments) -> Libtsc.tsc_list_set_page_size(self, size, arguments.error()));
    return this;
  }

  /**
   * Adds a condition; with several, all have to hold.
   *
   * @param field "name", "updatedAt", ...: which there are, Tableau's REST API reference says for
   *     each list
   * @param operator "eq", "gt", "gte", "lt", "lte", "in", "has" or "cieq"
   * @param value as it is; for "in" it is "[one,two]". Tableau takes commas and ampersands in it
   *     for separators; where a server does not find such a value, "*" in their place matches any
   *     text
   * @return this
   * @throws TscException if the library refuses it
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
   * Adds a sort key, ascending; the first that was added counts most.
   *
   * @param field as for {@link #addFilter}
   * @return this
   * @throws TscException if the library refuses it
   */
  public NodeList addSort(String field) {
    return addSort(field, false);
  }

  /**
   * Adds a sort key; the first that was added counts most.
   *
   * @param field as for {@link #addFilter}
   * @param descending whether it goes down
   * @return this
   * @throws TscException if the library refuses it
   */
  public NodeList addSort(String field, boolean descending) {
    handle.call(
        (self, arguments) ->
            Libtsc.tsc_list_add_sort(
                self, arguments.text("field", field), descending ? 1 : 0, arguments.error()));
    return this;
  }

  /**
   * Sets another parameter of the query: "fields" to "_all_", for instance.
   *
   * @param name one that was set before is replaced; pageSize, pageNumber, filter and sort have
   *     methods of their own and are refused here
   * @param value as it is
   * @return this
   * @throws TscException if the library refuses it
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
   * Gives how many items the server says there are, on all pages; of a list that is not paged, its
   * length. Makes one call if no page was fetched yet; that page is kept.
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
   * @param cancellation ends the call when it is cancelled; null: cannot be cancelled
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
   * The same as {@link #totalAvailable()}, on a platform thread of its own.
   *
   * @return the call: cancelling it ends it; where it fails, it does with a {@link TscException}
   */
  public CompletableFuture<Long> totalAvailableAsync() {
    return totalAvailableAsync(Async.THREADS);
  }

  /**
   * The same as {@link #totalAvailable()}, on a thread of the caller's.
   *
   * @param executor has the thread that the call holds; of platform threads: a call that waits
   *     holds the carrier of a virtual thread, too
   * @return the call: cancelling it ends it; where it fails, it does with a {@link TscException}
   */
  public CompletableFuture<Long> totalAvailableAsync(Executor executor) {
    return Async.call(executor, cancellation -> totalAvailable(cancellation));
  }

  /**
   * Gives the next item, in the server's order. Makes a call whenever a page is used up.
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
   * @param cancellation ends the call when it is cancelled; null: cannot be cancelled
   * @return the item; null at the end of the list
   * @throws TscException if it fails
   */
  public Node next(Cancellation cancellation) {
    return reading(cancellation, this::fetchItem, this::takeItem);
  }

  /**
   * The same as {@link #next()}, on a platform thread of its own.
   *
   * @return the call: cancelling it ends it; where it fails, it does with a {@link TscException}
   */
  public CompletableFuture<Node> nextAsync() {
    return nextAsync(Async.THREADS);
  }

  /**
   * The same as {@link #next()}, on a thread of the caller's.
   *
   * @param executor has the thread that the call holds; of platform threads: a call that waits
   *     holds the carrier of a virtual thread, too
   * @return the call: cancelling it ends it; where it fails, it does with a {@link TscException}
   */
  public CompletableFuture<Node> nextAsync(Executor executor) {
    return Async.call(executor, cancellation -> next(cancellation), this::keep);
  }

  /**
   * Gives an iterator that goes on from where the list is. What {@link Iterator#hasNext} has looked
   * at is not lost where the iterator is.
   *
   * @return the iterator; its methods make calls, and throw what {@link #next()} throws
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
   * Gives what a stream is made of: items in order, of unknown number.
   *
   * @return the spliterator, over {@link #iterator}
   */
  @Override
  public Spliterator<Node> spliterator() {
    return Spliterators.spliteratorUnknownSize(
        iterator(), Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE);
  }

  /**
   * Gives the rest of the list as a stream, which closes the list when it is closed.
   *
   * @return a stream, not parallel
   */
  public Stream<Node> stream() {
    return StreamSupport.stream(spliterator(), false).onClose(this::close);
  }

  /**
   * Frees it, at its end or before. Items that it gave stay, and a call under way ends as it would.
   * A second time does nothing; anything else is an {@link IllegalStateException} then.
   */
  @Override
  public void close() {
    handle.close();
  }

  private interface Reading {
    int on(Pointer self, Pointer cancelledBy);
  }

  /* Makes a call of the one thread that may; as often as there are items, so without Arguments. */
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
    return kept.isEmpty() ? Libtsc.tsc_list_next(self, cancelledBy, output, error) : 0;
  }

  private Node takeItem() {
    if (!kept.isEmpty()) {
      return kept.removeFirst();
    }
    Node item = Node.copy(output.getLong(0), before);
    before = item;
    return item;
  }

  private Node lookAtItem() {
    Node item = takeItem();
    if (item != null) {
      kept.addFirst(item);
    }
    return item;
  }

  /** Takes back what came for a future that had ended without it. */
  void keep(Node item) {
    lock.lock();
    try {
      if (item != null) {
        kept.addFirst(item);
      }
    } finally {
      lock.unlock();
    }
  }
}
