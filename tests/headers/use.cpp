// A program that uses each class and template of tsc.hpp. It is compiled and not run.
#include <tsc.hpp>

std::string use(tsc::cancellation &stop);

std::string use(tsc::cancellation &stop) {
  const std::chrono::milliseconds limit(1000);
  tsc::server server("https://tableau.example.com");
  server.set_timeouts(limit, limit, limit)
      .set_proxy(std::nullopt)
      .set_ca_pem(std::string_view("pem"));
  const tsc::server other("tableau.example.com", std::vector<std::string>{"NAME=value"});
  std::string words = server.get_info(&stop).api_version();
  try {
    tsc::session session =
        server.sign_in(tsc::personal_access_token("name", std::string("value")), "site", &stop);
    session.switch_site(std::optional<std::string>("other"));
    for (const tsc::node &workbook : session.list("workbooks")) {
      words += workbook.attribute("name").value_or("");
      for (const tsc::named_value &attribute : workbook.attributes()) {
        words += attribute.value;
      }
      for (const tsc::node &child : workbook.children()) {
        words += child.text().value_or("");
      }
    }
    tsc::response response = session.request("GET", "workbooks").send(&stop);
    for (const tsc::named_value &header : response.headers()) {
      words += header.name;
    }
    words += session.token().value_or("");
    session = other.resume_session(words);
  } catch (const tsc::error &error) {
    words += error.response() ? error.response()->body() : error.summary().value_or(error.what());
  }
  return words;
}
