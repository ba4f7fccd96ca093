/* The library prints nothing, whatever fails: standard output and error belong to the program. */
#define _POSIX_C_SOURCE 200809L

#include "scratch.h"
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#ifdef _WIN32
#include <process.h>
#else
#include <sys/wait.h>
#include <unistd.h>
#endif

static simulator tableau;

static void ask_with_fault(const char *fault) {
  tsc_server *server = server_of(&tableau);
  tsc_server_info *info = NULL;
  simulator_arm_fault(&tableau, fault);
  CHECK(tsc_server_get_info(server, NULL, &info, NULL) != TSC_OK);
  tsc_server_free(server);
}

static void make_failing_calls(void) {
  tsc_server *server = NULL;
  tsc_server_info *info = NULL;
  tsc_session *session = NULL;
  tsc_error *error = NULL;
  CHECK_CALL(TSC_ERROR_INVALID_ARGUMENT, tsc_server_new("ftp://\xff", &server, &error));
  CHECK_CALL(TSC_ERROR_INVALID_ARGUMENT, tsc_server_new("ftp://x", &server, &error));
  CHECK_OK(tsc_server_new(tableau.https_url, &server, &error));
  CHECK_CALL(TSC_ERROR_CERTIFICATE, tsc_server_get_info(server, NULL, &info, &error));
  CHECK_CALL(TSC_ERROR_CA_PATH, tsc_server_set_ca_path(server, "/no/such/file", &error));
  tsc_server_free(server);

  ask_with_fault("{\"action\": \"garbage\"}");
  ask_with_fault("{\"action\": {\"cut_after\": 40}}");
  ask_with_fault("{\"action\": {\"answer\": {\"status\": 200, \"body\": \"<html>\"}}}");
  ask_with_fault("{\"action\": {\"redirect\": {\"status\": 302, \"location\": \"ftp://x\"}}}");

  server = server_of(&tableau);
  CHECK_CALL(TSC_ERROR_SIGN_IN_FAILED,
             tsc_server_sign_in_with_personal_access_token(server, DEMO_TOKEN_NAME, "wrong", NULL,
                                                           NULL, NULL, &session, &error));
  session = sign_in_demo(server, NULL);
  tsc_list *list = list_of(session, "no-such-things");
  const tsc_node *node = NULL;
  CHECK_CALL(TSC_ERROR_UNSUPPORTED_VERSION, tsc_list_next(list, NULL, &node, &error));
  tsc_request *request = request_of(session, "DELETE", "no-such-things");
  tsc_response *response = NULL;
  CHECK_CALL(TSC_ERROR_UNSUPPORTED_VERSION, tsc_request_send(request, NULL, &response, &error));
  tsc_request_free(request);
  CHECK_CALL(TSC_ERROR_FORBIDDEN, tsc_session_switch_site(session, "finance", NULL, &error));
  CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  tsc_list_free(list);
  tsc_session_free(session);
  tsc_server_free(server);
}

/* Does the job in a child process that prints to the file. Returns 1 if the child succeeded. */
static int do_job_in_child(FILE *printed, const char *program) {
  const int output = redirect(stdout, printed);
  const int errors = redirect(stderr, printed);
#ifdef _WIN32
  const int is_done = _spawnl(_P_WAIT, program, program, "job", (char *)NULL) == EXIT_SUCCESS;
#else
  (void)program;
  int status = -1;
  const pid_t child = fork();
  if (child == 0) {
    make_failing_calls();
    exit(EXIT_SUCCESS);
  }
  const int is_done = child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
                      WEXITSTATUS(status) == EXIT_SUCCESS;
#endif
  end_redirection(stderr, errors);
  end_redirection(stdout, output);
  return is_done;
}

int main(int argc, char **argv) {
  simulator_start(&tableau);
  if (argc == 2) {
    make_failing_calls();
    return EXIT_SUCCESS;
  }
  /* Variables that make Rust programs print. */
  set_variable("RUST_BACKTRACE", "full");
  set_variable("RUST_LOG", "trace");
  scratch printed = scratch_new("printed");
  const int is_done = do_job_in_child(printed.file, argv[0]);
  rewind(printed.file);
  for (int character = fgetc(printed.file); character != EOF; character = fgetc(printed.file)) {
    fputc(character, stderr);
  }
  CHECK(is_done);
  CHECK_NUMBER(0, ftell(printed.file));
  scratch_free(&printed);
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
