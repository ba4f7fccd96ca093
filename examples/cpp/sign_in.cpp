// Signs in to a Tableau server with a personal access token, lists workbooks, switches
// site if asked to, and signs out.
//
//   sign_in [SERVER TOKEN_NAME TOKEN_VALUE [SITE [CA_PATH [OTHER_SITE]]]]
//
// Missing arguments are read from the environment: TABLEAU_SERVER, TABLEAU_TOKEN_NAME,
// TABLEAU_TOKEN_VALUE, TABLEAU_SITE (the site's contentUrl; the default site if not set),
// TABLEAU_CA_PATH (the CA that signed the server's certificate, if it is your own) and
// TABLEAU_OTHER_SITE (a site to switch to). Pass secrets in the environment: other
// users of the machine can see arguments.
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include "tsc.hpp"

namespace {

void show_server(tsc::server &server) {
  const tsc::server_info info = server.get_info();
  std::cout << "Server:  " << server.url() << ", Tableau "
            << info.product_version().value_or("of unknown version") << ", REST API "
            << info.api_version() << '\n';
}

void show_session(const tsc::session &session) {
  const std::string site = session.site_content_url().value();
  std::cout << "Site:    " << (site.empty() ? "the default site" : site) << " ("
            << session.site_id().value() << ")\n"
            << "User:    " << session.user_id().value() << '\n';
}

// Shows how many workbooks the site has, and the first five.
void show_workbooks(tsc::session &session) {
  tsc::node_list workbooks = session.list("workbooks");
  std::cout << workbooks.total_available() << " workbooks\n";
  int shown = 0;
  for (const tsc::node &workbook : workbooks) {
    // An element may lack an attribute.
    std::cout << "  " << workbook.attribute("id").value_or("") << "  "
              << workbook.attribute("name").value_or("") << '\n';
    if (++shown == 5) {
      break;
    }
  }
}

// The session is signed out at the end, also after an exception.
void run(tsc::server &server, const tsc::personal_access_token &token, std::string_view site,
         std::string_view other_site) {
  show_server(server);
  tsc::session session = server.sign_in(token, site);
  show_session(session);
  show_workbooks(session);
  if (!other_site.empty()) {
    session.switch_site(other_site);
    std::cout << "Switched\n";
    show_session(session);
    show_workbooks(session);
  }
  // The destructor does it too, but cannot report a failure.
  session.sign_out();
  std::cout << "Signed out\n";
}

std::string_view setting(int argc, char **argv, int index, const char *variable) {
  const char *value = index < argc ? argv[index] : std::getenv(variable);
  return value ? value : "";
}

} // namespace

int main(int argc, char **argv) {
  const auto url = setting(argc, argv, 1, "TABLEAU_SERVER");
  const auto token_name = setting(argc, argv, 2, "TABLEAU_TOKEN_NAME");
  const auto token_value = setting(argc, argv, 3, "TABLEAU_TOKEN_VALUE");
  const auto site = setting(argc, argv, 4, "TABLEAU_SITE");
  const auto ca_path = setting(argc, argv, 5, "TABLEAU_CA_PATH");
  const auto other_site = setting(argc, argv, 6, "TABLEAU_OTHER_SITE");
  if (url.empty() || token_name.empty() || token_value.empty()) {
    std::cerr
        << "usage: " << argv[0]
        << " SERVER TOKEN_NAME TOKEN_VALUE [SITE [CA_PATH [OTHER_SITE]]]\n"
           "or set TABLEAU_SERVER, TABLEAU_TOKEN_NAME and TABLEAU_TOKEN_VALUE, and if needed\n"
           "TABLEAU_SITE, TABLEAU_CA_PATH and TABLEAU_OTHER_SITE\n";
    return 2;
  }
  try {
    tsc::server server(url);
    if (!ca_path.empty()) {
      server.set_ca_path(ca_path);
    }
    run(server, {token_name, token_value}, site, other_site);
  } catch (const tsc::error &error) {
    std::cerr << "sign_in: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
