using System;
using System.Collections;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Tsc
{
    /// <summary>
    /// A list of elements: workbooks, users, sites or anything else that the REST API lists, fetched page by page
    /// as it is read.
    /// </summary>
    /// <remarks>
    /// A list can be read once: each foreach, each LINQ query and each <see cref="Next"/> continues where the
    /// previous one ended, also after an error: the same page is requested again, and no item is skipped or
    /// repeated. It belongs to the session, site and token with which it was made. One thread at a time may use
    /// it: a second one receives a <see cref="TscException"/> with <see cref="Status.InvalidState"/> and does no
    /// harm. Call the setters before the first item is read; they return the list.
    /// </remarks>
    public sealed class NodeList : IEnumerable<Node>, IDisposable
    {
        private readonly ListHandle handle;
        private readonly Names names = new Names();
        private int isRead;

        internal NodeList(ListHandle handle)
        {
            this.handle = handle;
        }

        private ListHandle Open
        {
            get { return Handles.Open(handle, this); }
        }

        /// <summary>Sets how many items are fetched at once.</summary>
        /// <param name="items">
        /// 1 to 1000. The default is 1000, which the library reduces to 100 if the server refuses it as too large.
        /// </param>
        /// <returns>This list.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: the number is 0 or over 1000. <see cref="Status.InvalidState"/>: a
        /// page was requested already.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
        public NodeList SetPageSize(int items)
        {
            if (items < 0)
            {
                throw new ArgumentOutOfRangeException(nameof(items));
            }
            IntPtr error;
            TscException.Check(Native.tsc_list_set_page_size(Open, (uint)items, out error), error);
            return this;
        }

        /// <summary>Adds a condition. Items must meet all conditions.</summary>
        /// <param name="field">"name", "updatedAt", ...; Tableau's REST API reference documents the fields.</param>
        /// <param name="op">"eq", "gt", "gte", "lt", "lte", "in", "has" or "cieq".</param>
        /// <param name="value">
        /// The value. For "in" it is "[one,two]". Tableau treats commas and ampersands in a value as separators.
        /// </param>
        /// <returns>This list.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: the field or the operator is invalid.
        /// <see cref="Status.InvalidState"/>: a page was requested already.
        /// </exception>
        public NodeList AddFilter(string field, string op, string value)
        {
            IntPtr error;
            TscException.Check(
                Native.tsc_list_add_filter(
                    Open,
                    Utf8.Required(field, nameof(field)),
                    Utf8.Required(op, nameof(op)),
                    Utf8.Required(value, nameof(value)),
                    out error),
                error);
            return this;
        }

        /// <summary>Adds a sort key. The first one has precedence.</summary>
        /// <param name="field">As for <see cref="AddFilter"/>.</param>
        /// <param name="descending">True sorts from the greatest to the least.</param>
        /// <returns>This list.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: the field is invalid. <see cref="Status.InvalidState"/>: a page was
        /// requested already.
        /// </exception>
        public NodeList AddSort(string field, bool descending = false)
        {
            IntPtr error;
            TscException.Check(
                Native.tsc_list_add_sort(Open, Utf8.Required(field, nameof(field)), descending ? 1 : 0, out error),
                error);
            return this;
        }

        /// <summary>Sets another parameter of the query: "fields" to "_all_", for instance.</summary>
        /// <param name="name">
        /// The name. A parameter with the same name is replaced. pageSize, pageNumber, filter and sort are refused.
        /// </param>
        /// <param name="value">The value. The library percent-encodes both.</param>
        /// <returns>This list.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: the name is empty or one of those.
        /// <see cref="Status.InvalidState"/>: a page was requested already.
        /// </exception>
        public NodeList SetParameter(string name, string value)
        {
            IntPtr error;
            TscException.Check(
                Native.tsc_list_set_parameter(
                    Open, Utf8.Required(name, nameof(name)), Utf8.Required(value, nameof(value)), out error),
                error);
            return this;
        }

        /// <summary>
        /// Returns the number of items on all pages as the server states it, or the length of a list that is not
        /// paged. It fetches the first page if none was fetched yet.
        /// </summary>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The number.</returns>
        /// <exception cref="TscException">As for <see cref="Next"/>.</exception>
        /// <exception cref="OperationCanceledException">The cancellation token was cancelled.</exception>
        public long TotalAvailable(CancellationToken cancellationToken = default(CancellationToken))
        {
            using (var cancelling = new Cancelling(cancellationToken))
            {
                ulong total;
                IntPtr error;
                cancelling.Check(
                    Native.tsc_list_total_available(Open, cancelling.Handle, out total, out error), error);
                return unchecked((long)total);
            }
        }

        /// <summary><see cref="TotalAvailable"/> on another thread.</summary>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The number.</returns>
        public Task<long> TotalAvailableAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => TotalAvailable(cancellationToken));
        }

        /// <summary>Returns the next item, in the server's order. Blocks when it needs another page.</summary>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The item, null at the end of the list.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidState"/>: the session has switched site since the list was made, or another
        /// thread reads it. <see cref="Status.NotSignedIn"/>, <see cref="Status.SessionExpired"/>: the session has
        /// ended. <see cref="Status.BadRequest"/>: the server does not understand a filter. Other statuses: no
        /// response came, or the server returned another error. Read on to try again.
        /// </exception>
        /// <exception cref="OperationCanceledException">The cancellation token was cancelled. Read on to continue.</exception>
        public Node Next(CancellationToken cancellationToken = default(CancellationToken))
        {
            using (var cancelling = new Cancelling(cancellationToken))
            {
                return ReadNext(cancelling);
            }
        }

        /// <summary>
        /// <see cref="Next"/> on another thread. To read all items, <see cref="ToListAsync"/> costs less.
        /// </summary>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The item, null at the end of the list.</returns>
        public Task<Node> NextAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.RunShort(() => Next(cancellationToken));
        }

        /// <summary>Returns the remaining items, for a foreach that can be cancelled.</summary>
        /// <param name="cancellationToken">Cancels a call that waits for a page.</param>
        /// <returns>The items, read from the list during the enumeration, which throws as <see cref="Next"/>.</returns>
        public IEnumerable<Node> Read(CancellationToken cancellationToken)
        {
            using (var cancelling = new Cancelling(cancellationToken))
            {
                for (var node = ReadNext(cancelling); node != null; node = ReadNext(cancelling))
                {
                    yield return node;
                }
            }
        }

        /// <summary>
        /// Reads the remaining items on another thread. If it fails, the items that it has read are lost.
        /// </summary>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The items.</returns>
        public Task<List<Node>> ToListAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => new List<Node>(Read(cancellationToken)));
        }

        /// <summary>Returns an enumerator of the remaining items.</summary>
        /// <returns>An enumerator, which throws as <see cref="Next"/>.</returns>
        public IEnumerator<Node> GetEnumerator()
        {
            return Read(CancellationToken.None).GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator()
        {
            return GetEnumerator();
        }

        /// <summary>
        /// Frees the list, also before its end. It sends nothing. Running calls continue, and items that were read
        /// stay.
        /// </summary>
        public void Dispose()
        {
            handle.Dispose();
        }

        private Node ReadNext(Cancelling cancelling)
        {
            // The library guards its call, but not the item, which is copied after the call.
            if (Interlocked.Exchange(ref isRead, 1) != 0)
            {
                throw new TscException(Status.InvalidState, "the list is in use by another thread");
            }
            var isHeld = false;
            try
            {
                var list = Open;
                list.DangerousAddRef(ref isHeld);
                IntPtr node;
                IntPtr error;
                cancelling.Check(Native.tsc_list_next(list, cancelling.Handle, out node, out error), error);
                return Node.Copy(node, names);
            }
            finally
            {
                if (isHeld)
                {
                    handle.DangerousRelease();
                }
                Volatile.Write(ref isRead, 0);
            }
        }
    }
}
