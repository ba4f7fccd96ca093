// Package tsc signs in to Tableau Server and Tableau Cloud, lets a program work with the
// signed-in session, switches sites and signs out. It stands on libtsc, a C library, which
// pkg-config has to find.
//
//	token := tsc.PersonalAccessToken("token name", "token value")
//	err := tsc.WithSession(ctx, "https://tableau.example.com", token, func(session *tsc.Session) error {
//		for workbook, err := range session.List(ctx, "workbooks").All() {
//			if err != nil {
//				return err
//			}
//			fmt.Println(workbook.Attr("name"))
//		}
//		return nil
//	}, tsc.WithSite("marketing"))
//
// # Errors
//
// What fails gives an [*Error], for [errors.As]: a status, a message that says what to do, and what
// the server answered. Each status is also an error to compare with, for [errors.Is]:
//
//	if errors.Is(err, tsc.ErrNotFound) { … }
//
// An argument with a NUL in it is refused with [ErrInvalidArgument], and nothing is sent: C's
// strings end there.
//
// # Cancellation
//
// The methods that may use the network take a context first, and end soon when it is cancelled or
// its deadline passes; it counts for that call alone. The error is then [ErrCancelled], and
// [context.Canceled] or [context.DeadlineExceeded] as well. What such a call had sent may have been
// done by the server. Without a deadline the limits of [WithTimeouts] hold. Such a call holds a
// thread of the operating system while it waits.
//
// # Goroutines
//
// Servers and sessions may be used by any number of goroutines. Lists and requests are for one at a
// time: a second one gets [ErrInvalidState] and does no harm. What is read from them, nodes and
// responses, are plain values that nothing changes.
//
// # Closing
//
// Close frees what the C library holds. It never waits, never signs out, and may be called more than
// once and beside running calls, which go on to their end; later calls fail with [ErrClosed]. What a
// program forgets to close is freed when it is garbage. Sessions outlive their server's Close, lists
// and requests their session's. [WithSession] signs out and closes by itself.
//
// # Secrets
//
// Passwords and tokens are in no error, and printing credentials does not show them. The copies
// that are made for C are wiped; strings of Go cannot be.
package tsc
