using System;
using System.Collections;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Tsc
{
    /// <summary>
    /// A list of the server's: workbooks, users, sites or anything else that the REST API lists, fetched page
    /// by page as it is read.
    /// </summary>
    /// <remarks>
    /// It is read once, from the front: each foreach, each LINQ query and each <see cref="Next"/> goes on
    /// where the last one stopped. After an error too: the same page is asked for again, no item is left out
    /// and none comes twice. It belongs to the session, site and token that it was made under. One thread at a
    /// time: a second one gets a <see cref="TscException"/> with <see cref="Status.InvalidState"/> and does no
    /// harm. Settings are made before the first item, and return the list itself.
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
        /// 1 to 1000. It is 1000 at first, and becomes 100 by itself when the server says that it is too large.
        /// </param>
        /// <returns>This list.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: 0, or over 1000. <see cref="Status.InvalidState"/>: the list has
        /// begun.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">A negative number.</exception>
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

        /// <summary>Adds a condition; with several, all have to hold.</summary>
        /// <param name="field">"name", "updatedAt", ...; Tableau's REST API reference says which there are.</param>
        /// <param name="op">"eq", "gt", "gte", "lt", "lte", "in", "has" or "cieq".</param>
        /// <param name="value">
        /// As it is. For "in" it is "[one,two]". Tableau takes commas and ampersands in a value for separators.
        /// </param>
        /// <returns>This list.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: a field that cannot be one, or another operator.
        /// <see cref="Status.InvalidState"/>: the list has begun.
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

        /// <summary>Adds a sort key; the first that was added counts most.</summary>
        /// <param name="field">As for <see cref="AddFilter"/>.</param>
        /// <param name="descending">From the greatest to the least.</param>
        /// <returns>This list.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: a field that cannot be one. <see cref="Status.InvalidState"/>: the
        /// list has begun.
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
        /// One that was set before is replaced. pageSize, pageNumber, filter and sort are refused here.
        /// </param>
        /// <param name="value">As it is.</param>
        /// <returns>This list.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: an empty name, or one of those. <see cref="Status.InvalidState"/>:
        /// the list has begun.
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
        /// How many items the server says there are, on all pages; of a list that is not paged, its length. It
        /// fetches the first page, if none was fetched yet.
        /// </summary>
        /// <param name="cancellationToken">Ends the call soon.</param>
        /// <returns>The number.</returns>
        /// <exception cref="TscException">As for <see cref="Next"/>.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
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
        /// <param name="cancellationToken">Ends the call soon.</param>
        /// <returns>The number.</returns>
        public Task<long> TotalAvailableAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => TotalAvailable(cancellationToken));
        }

        /// <summary>Gives the next item, in the server's order. Waits whenever a page is used up.</summary>
        /// <param name="cancellationToken">Ends the call soon.</param>
        /// <returns>The item, null at the end of the list.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidState"/>: the session has switched site since the list was made, or another
        /// thread reads it. <see cref="Status.NotSignedIn"/>, <see cref="Status.SessionExpired"/>: the session is
        /// over. <see cref="Status.BadRequest"/>: a filter that the server does not understand. Others: no
        /// answer, or another error of the server's. Read on to try again.
        /// </exception>
        /// <exception cref="OperationCanceledException">The token was cancelled. Read on to go on.</exception>
        public Node Next(CancellationToken cancellationToken = default(CancellationToken))
        {
            using (var cancelling = new Cancelling(cancellationToken))
            {
                return ReadNext(cancelling);
            }
        }

        /// <summary>
        /// <see cref="Next"/> on another thread. Where all items are wanted, <see cref="ToListAsync"/> costs less.
        /// </summary>
        /// <param name="cancellationToken">Ends the call soon.</param>
        /// <returns>The item, null at the end of the list.</returns>
        public Task<Node> NextAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.RunShort(() => Next(cancellationToken));
        }

        /// <summary>The items that were not read yet, for a foreach that can be cancelled.</summary>
        /// <param name="cancellationToken">Ends the call that waits for a page, soon.</param>
        /// <returns>The items, read from the list as they are asked for; they throw as <see cref="Next"/>.</returns>
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
        /// Reads the items that were not read yet, on another thread. If it fails, what was read of them is lost.
        /// </summary>
        /// <param name="cancellationToken">Ends the reading soon.</param>
        /// <returns>The items.</returns>
        public Task<List<Node>> ToListAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => new List<Node>(Read(cancellationToken)));
        }

        /// <summary>The items that were not read yet.</summary>
        /// <returns>An enumerator that goes on where the list is, and throws as <see cref="Next"/>.</returns>
        public IEnumerator<Node> GetEnumerator()
        {
            return Read(CancellationToken.None).GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator()
        {
            return GetEnumerator();
        }

        /// <summary>
        /// Frees the list, at its end or before; sends nothing. A call under way goes on. Items that were read
        /// stay.
        /// </summary>
        public void Dispose()
        {
            handle.Dispose();
        }

        private Node ReadNext(Cancelling cancelling)
        {
            // The library guards its own call; the item that it lends is copied after that.
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
