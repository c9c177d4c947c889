#include "tests/postgres/server.h"

#include <algorithm>
#include <charconv>

namespace hearth::test {
namespace {

/// What stands before each message: \036 process \037 application \037 user \037.
constexpr char record = '\036', field = '\037';

std::string_view until(std::string_view& rest, std::string_view mark) {
  const std::size_t at = std::min(rest.find(mark), rest.size());
  const std::string_view head = rest.substr(0, at);
  rest.remove_prefix(std::min(at + mark.size(), rest.size()));
  return head;
}

/// PostgreSQL begins the further lines of a message with a tab.
std::string joined(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] != '\t' || i == 0 || text[i - 1] != '\n') result += text[i];
  if (result.ends_with('\n')) result.pop_back();
  return result;
}

}  // namespace

std::vector<Statement> PostgresServer::statements() const {
  std::vector<Statement> result;
  const std::string log = read_text(log_path());
  std::string_view rest = log;
  until(rest, {&record, 1});
  while (!rest.empty()) {
    std::string_view message = until(rest, {&record, 1});
    Statement statement;
    const std::string_view process = until(message, {&field, 1});
    std::from_chars(process.data(), process.data() + process.size(), statement.process);
    statement.application = until(message, {&field, 1});
    statement.user = until(message, {&field, 1});
    const std::string_view kind = until(message, ":  ");
    if (kind == "DETAIL" && message.starts_with("parameters: ") && !result.empty()) {
      until(message, ": ");
      result.back().parameters = joined(message);
    } else if (kind == "LOG" && (message.starts_with("statement: ") || message.starts_with("execute "))) {
      until(message, ": ");
      statement.text = joined(message);
      result.push_back(std::move(statement));
    }
  }
  return result;
}

std::vector<Statement> PostgresServer::statements(std::string_view application) const {
  std::vector<Statement> result = statements();
  std::erase_if(result, [&](const Statement& statement) { return statement.application != application; });
  return result;
}

}  // namespace hearth::test
