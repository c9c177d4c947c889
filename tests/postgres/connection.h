#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

struct pg_conn;
struct pg_result;

namespace hearth::test {

/// What the server, or libpq, said no with.
struct SqlFailure : std::runtime_error {
  SqlFailure(const std::string& text, std::string state)
      : std::runtime_error(text), sqlstate(std::move(state)) {}
  std::string sqlstate;  ///< five characters, or empty where there was no server to say one
};

/// Values as PostgreSQL writes them; null is an empty text.
using Row = std::vector<std::string>;
using Rows = std::vector<Row>;

/// The tests' own plain connection, by which they arrange things; not thread-safe.
class Connection {
 public:
  /// Errors: SqlFailure.
  explicit Connection(const std::string& conninfo);

  /// One or more statements; the rows of the last. Errors: SqlFailure.
  Rows query(const std::string& text);
  /// One statement with $1, $2 … bound. Errors: SqlFailure.
  Rows query(const std::string& text, const std::vector<std::string>& parameters);
  /// COPY … FROM STDIN with rows in its text format. Errors: SqlFailure.
  void copy_in(const std::string& command, const std::string& rows);

 private:
  struct Closer {
    void operator()(pg_conn* connection) const noexcept;
  };
  [[nodiscard]] SqlFailure failure(const pg_result* result) const;
  [[nodiscard]] Rows rows_of(pg_result* result) const;
  std::unique_ptr<pg_conn, Closer> connection_;
};

/// What the server or the library says against a connection; empty where it comes about.
std::string refusal(const std::string& conninfo);

}  // namespace hearth::test
