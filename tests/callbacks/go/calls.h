// The calls that run callbacks, and the callbacks that Go exports.
#include <stdint.h>
#include <tsc.h>

// Each call is made with the handle of a *call of Go. It is the thread's running call until the
// function returns, so that a callback finds the call that runs it.
tsc_status sign_in(uintptr_t call, tsc_server *server, uintptr_t callback, tsc_session **session,
                   tsc_error **error);
tsc_status list_next(uintptr_t call, tsc_list *list, const tsc_node **node, tsc_error **error);
tsc_status sign_out(uintptr_t call, tsc_session *session, tsc_error **error);

// user_data is the handle of a Go value; a handle is a number, and not a pointer into Go's memory.
tsc_status set_event_callback(tsc_server *server, uintptr_t callback, tsc_error **error);
