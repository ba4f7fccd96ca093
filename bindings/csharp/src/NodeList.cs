using System;
using System.Collections;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Tsc
{
    /// <summary>
    /// A list on the server: workbooks, users, sites or anything else that the REST API lists. Its pages are fetched
    /// one by one while it is read.
    /// </summary>
    /// <remarks>
    /// A list can be read once: each foreach, each LINQ query and each <see cref="Next"/> continues where the
    /// previous one ended. After an error the next call requests the same page again; no item is lost or returned
    /// twice. It belongs to the session, site and token with which it was made, and can be disposed of after the
    /// session. One thread at a time may use it: a second one receives a <see cref="TscException"/> with
    /// <see cref="Status.InvalidState"/>, and no harm is done. Call the setters before reading begins; they return the
    /// list.
    /// </remarks>
    public sealed class NodeList : IEnumerable<Node>, IDisposable
    {
        private readonly ListHandle handle;
        private readonly Names names = new Names();
        private int isInUse;

        internal NodeList(ListHandle handle)
        {
            this.handle = handle;
        }

        private ListHandle Open
        {
            get { return Handles.Open(handle, this); }
        }

        /// <summary>Sets how many items are fetched with one HTTP request.</summary>
        /// <param name="items">
        /// 1 to 1000. The default is 1000. If the server says that it is too large, the library continues with 100.
        /// </param>
        /// <returns>This list.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: the number is 0 or over 1000. <see cref="Status.InvalidState"/>:
        /// reading of the list has begun.
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

        /// <summary>Sets how many pages are fetched ahead of the one that is read, at the same time.</summary>
        /// <param name="pages">
        /// 0 to 8. The default is 0: each page is fetched when it is needed. With 4 a list is read in about a third of
        /// the time, if the time is that of the network.
        /// </param>
        /// <returns>This list.</returns>
        /// <remarks>
        /// The items, their order and the errors are the same. Threads of the library, which end with their page, fetch
        /// the pages.
        /// </remarks>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: the number is over 8. <see cref="Status.InvalidState"/>: reading of
        /// the list has begun.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
        public NodeList SetLookahead(int pages)
        {
            if (pages < 0)
            {
                throw new ArgumentOutOfRangeException(nameof(pages));
            }
            IntPtr error;
            TscException.Check(Native.tsc_list_set_lookahead(Open, (uint)pages, out error), error);
            return this;
        }

        /// <summary>Adds a condition that the items must meet. If there are several, they must meet all.</summary>
        /// <param name="field">
        /// The name of a field, such as "name" or "updatedAt". Tableau's REST API reference says which fields each list
        /// has.
        /// </param>
        /// <param name="op">The operator: "eq", "gt", "gte", "lt", "lte", "in", "has" or "cieq".</param>
        /// <param name="value">
        /// The value, not percent-encoded. For "in" it is "[one,two]". Tableau treats commas and ampersands in a value
        /// as separators; if a server does not find such a value, replace them with "*", which matches any text.
        /// </param>
        /// <returns>This list.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: the field or the operator is invalid.
        /// <see cref="Status.InvalidState"/>: reading of the list has begun.
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

        /// <summary>
        /// Adds a sort key. The list is sorted by the first key that was added, then by the second, and so on.
        /// </summary>
        /// <param name="field">The name of a field, as for <see cref="AddFilter"/>.</param>
        /// <param name="descending">True sorts in descending order. The default is ascending.</param>
        /// <returns>This list.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: the field is invalid. <see cref="Status.InvalidState"/>: reading of
        /// the list has begun.
        /// </exception>
        public NodeList AddSort(string field, bool descending = false)
        {
            IntPtr error;
            TscException.Check(
                Native.tsc_list_add_sort(Open, Utf8.Required(field, nameof(field)), descending ? 1 : 0, out error),
                error);
            return this;
        }

        /// <summary>Sets another parameter of the query, such as "fields" to "_all_".</summary>
        /// <param name="name">
        /// The name. A parameter that was set before is replaced. pageSize, pageNumber, filter and sort are refused;
        /// there are other methods for them.
        /// </param>
        /// <param name="value">The value. The library percent-encodes both.</param>
        /// <returns>This list.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: the name is empty or one of these four.
        /// <see cref="Status.InvalidState"/>: reading of the list has begun.
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
        /// Sets a header of the list's requests. It replaces one of the same name that <see cref="Server.SetHeader"/>
        /// set, and the library's own Accept, which is application/xml.
        /// </summary>
        /// <param name="name">
        /// The name; upper and lower case are the same. A header that was set before is replaced.
        /// </param>
        /// <param name="value">The value, sent byte for byte; null removes the header.</param>
        /// <returns>This list.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidArgument"/>: the header is invalid, or the library sets it (X-Tableau-Auth, Host,
        /// ...). <see cref="Status.InvalidState"/>: reading of the list has begun.
        /// </exception>
        public NodeList SetHeader(string name, string value)
        {
            IntPtr error;
            var secret = Utf8.Bytes(value, nameof(value));
            try
            {
                TscException.Check(
                    Native.tsc_list_set_header(Open, Utf8.Required(name, nameof(name)), secret, out error), error);
                return this;
            }
            finally
            {
                Utf8.Wipe(secret);
            }
        }

        /// <summary>
        /// Returns the number of items that the server says the list has on all pages, or the number of the items of a
        /// list that is not paged. Blocks, and makes one HTTP request, if no page was fetched yet; <see cref="Next"/>
        /// uses that page.
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

        /// <summary>Calls <see cref="TotalAvailable"/> on another thread.</summary>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The number.</returns>
        public Task<long> TotalAvailableAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => TotalAvailable(cancellationToken));
        }

        /// <summary>
        /// Returns the next item, in the server's order. Blocks, and makes one HTTP request, when the items of a page
        /// are used up. It makes another one if the page size was too large for the server, and for each empty page.
        /// </summary>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The item, null at the end of the list.</returns>
        /// <exception cref="TscException">
        /// <see cref="Status.InvalidState"/>: the session has switched to another site since the list was made, or
        /// another thread is using the list. <see cref="Status.NotSignedIn"/>, <see cref="Status.SessionExpired"/>: the
        /// session has ended. <see cref="Status.BadRequest"/>: for example, the server does not understand a filter.
        /// Other statuses: no complete response arrived, or the server returned another error. The next call requests
        /// the same page again.
        /// </exception>
        /// <exception cref="OperationCanceledException">
        /// The cancellation token was cancelled. The next call requests the same page again.
        /// </exception>
        public Node Next(CancellationToken cancellationToken = default(CancellationToken))
        {
            using (var cancelling = new Cancelling(cancellationToken))
            {
                return ReadNext(cancelling);
            }
        }

        /// <summary>
        /// Calls <see cref="Next"/> on another thread. To read all items, <see cref="ToListAsync"/> costs less.
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
        /// Reads the remaining items on another thread. If it fails, the items that it has read are lost:
        /// later calls do not return them either.
        /// </summary>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The items.</returns>
        public Task<List<Node>> ToListAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => new List<Node>(Read(cancellationToken)));
        }

        /// <summary>Returns an enumerator of the remaining items.</summary>
        /// <returns>An enumerator, which makes HTTP requests and throws as <see cref="Next"/>.</returns>
        public IEnumerator<Node> GetEnumerator()
        {
            return Read(CancellationToken.None).GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator()
        {
            return GetEnumerator();
        }

        /// <summary>
        /// Frees the list, also before its end. It sends nothing. Running calls continue, and the items that were read
        /// can still be used.
        /// </summary>
        public void Dispose()
        {
            handle.Dispose();
        }

        private Node ReadNext(Cancelling cancelling)
        {
            // The library refuses a second call, but the item is copied after the call.
            if (Interlocked.Exchange(ref isInUse, 1) != 0)
            {
                throw new TscException(Status.InvalidState, "the list is in use by another thread");
            }
            var isReferenced = false;
            try
            {
                var list = Open;
                list.DangerousAddRef(ref isReferenced);
                IntPtr node;
                IntPtr error;
                cancelling.Check(Native.tsc_list_next(list, cancelling.Handle, out node, out error), error);
                return Node.Copy(node, names);
            }
            finally
            {
                if (isReferenced)
                {
                    handle.DangerousRelease();
                }
                Volatile.Write(ref isInUse, 0);
            }
        }
    }
}
