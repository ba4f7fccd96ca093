// Package tsc signs in to Tableau Server and Tableau Cloud, lets a program work with the
// signed-in session, switches sites and signs out. It calls libtsc, a C library that pkg-config has
// to find. Everything in it exists since libtsc 0.1.0.
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
// # The C library
//
// A program that is linked to the shared library loads libtsc.so.0.1 on Linux, tsc.dll on Windows
// and libtsc.0.1.dylib on macOS when it starts. Linux and macOS look for it in the program's rpath and
// in LD_LIBRARY_PATH or DYLD_LIBRARY_PATH, Windows in the program's folder and in PATH.
//
// # Errors
//
// A call that fails returns an [*Error], for [errors.As]: a status, a message that says what to do,
// and the server's response. Each status is also an error to compare with, for [errors.Is]:
//
//	if errors.Is(err, tsc.ErrNotFound) { … }
//
// A string that contains a NUL, where a string of C would end, or that is not UTF-8 is refused with
// [ErrInvalidArgument], and nothing is sent. So is a number or duration that is negative or larger
// than the C library can hold (2^32 - 1 milliseconds).
//
// # Cancellation
//
// The methods that may use the network take a context as their first argument, and end soon after
// it is cancelled or its deadline passes. The error is then [ErrCancelled], and wraps
// [context.Canceled] or [context.DeadlineExceeded] as well. The server may have carried out a
// request that was already sent. The limits of [WithTimeouts] apply in any case. A call holds a
// thread of the operating system while it waits. All other methods return without waiting, and send
// no request.
//
// The comment of a method says how many HTTP requests it makes; each redirect that is followed, at
// most five, is one more. A sign-in, a sign-out and every GET is sent once more if a pooled
// connection turns out to be closed.
//
// # Goroutines
//
// Servers and sessions may be used by any number of goroutines. Lists and requests may be used by
// one goroutine at a time: a second one receives [ErrInvalidState], and no harm is done. Nodes and
// responses are plain values that the package does not change.
//
// # Closing
//
// Close frees the memory of the C library. It never waits, never signs out, and may be called more
// than once. Running calls continue to their end; later calls fail with [ErrClosed]. An object that
// a program does not close is freed after it becomes garbage. Sessions outlive their server's Close,
// lists and requests their session's. [WithSession] signs out and closes automatically.
//
// # Secrets
//
// Errors contain no passwords and no tokens, and printing credentials does not show them. The copies
// that are made for C are wiped after the call; strings of Go cannot be wiped.
package tsc
