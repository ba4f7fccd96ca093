#include "calls.h"
#include "_cgo_export.h"

static _Thread_local uintptr_t running;

static void TSC_CALL on_event(const tsc_event *event, void *user_data) {
  onEvent(running, (uintptr_t)user_data, tsc_event_kind(event));
}

static int32_t TSC_CALL on_credentials(tsc_credentials *credentials, void *user_data) {
  return onCredentials(running, (uintptr_t)user_data, credentials);
}

static void TSC_CALL free_callback(void *user_data) { freeCallback((uintptr_t)user_data); }

tsc_status sign_in(uintptr_t call, tsc_server *server, uintptr_t callback, tsc_session **session,
                   tsc_error **error) {
  uintptr_t outer = running;
  running = call;
  tsc_status status = tsc_server_sign_in_with_callback(server, on_credentials, (void *)callback,
                                                       free_callback, NULL, NULL, session, error);
  running = outer;
  return status;
}

tsc_status list_next(uintptr_t call, tsc_list *list, const tsc_node **node, tsc_error **error) {
  uintptr_t outer = running;
  running = call;
  tsc_status status = tsc_list_next(list, NULL, node, error);
  running = outer;
  return status;
}

tsc_status sign_out(uintptr_t call, tsc_session *session, tsc_error **error) {
  uintptr_t outer = running;
  running = call;
  tsc_status status = tsc_session_sign_out(session, NULL, error);
  running = outer;
  return status;
}

tsc_status set_event_callback(tsc_server *server, uintptr_t callback, tsc_error **error) {
  return tsc_server_set_event_callback(server, on_event, (void *)callback, free_callback, error);
}
