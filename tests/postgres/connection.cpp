#include "tests/postgres/connection.h"

#include <libpq-fe.h>

#include <algorithm>

namespace hearth::test {
namespace {

struct Clear {
  void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Clear>;

}  // namespace

void Connection::Closer::operator()(pg_conn* connection) const noexcept {
  PQfinish(connection);
}

Connection::Connection(const std::string& conninfo) : connection_(PQconnectdb(conninfo.c_str())) {
  if (PQstatus(connection_.get()) != CONNECTION_OK) throw failure(nullptr);
}

SqlFailure Connection::failure(const pg_result* result) const {
  const char* state = result != nullptr ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  return {PQerrorMessage(connection_.get()), state != nullptr ? state : ""};
}

/// Of a result that is done with then.
Rows Connection::rows_of(pg_result* answer) const {
  const Result result(answer);
  switch (PQresultStatus(answer)) {
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY:
      return {};
    case PGRES_TUPLES_OK:
      break;
    default:
      throw failure(answer);
  }
  Rows rows(static_cast<std::size_t>(PQntuples(answer)));
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (int c = 0; c < PQnfields(answer); ++c)
      rows[r].emplace_back(PQgetvalue(answer, static_cast<int>(r), c));
  return rows;
}

Rows Connection::query(const std::string& text) {
  return rows_of(PQexec(connection_.get(), text.c_str()));
}

Rows Connection::query(const std::string& text, const std::vector<std::string>& parameters) {
  std::vector<const char*> values;
  values.reserve(parameters.size());
  for (const std::string& parameter : parameters) values.push_back(parameter.c_str());
  return rows_of(PQexecParams(connection_.get(), text.c_str(), static_cast<int>(values.size()), nullptr,
                              values.data(), nullptr, nullptr, 0));
}

void Connection::copy_in(const std::string& command, const std::string& rows) {
  const Result begun(PQexec(connection_.get(), command.c_str()));
  if (PQresultStatus(begun.get()) != PGRES_COPY_IN) throw failure(begun.get());
  constexpr std::size_t piece = 1U << 20U;
  for (std::size_t at = 0; at < rows.size(); at += piece) {
    const auto length = static_cast<int>(std::min(piece, rows.size() - at));
    if (PQputCopyData(connection_.get(), rows.data() + at, length) != 1) throw failure(nullptr);
  }
  if (PQputCopyEnd(connection_.get(), nullptr) != 1) throw failure(nullptr);
  const Result ended(PQgetResult(connection_.get()));
  if (PQresultStatus(ended.get()) != PGRES_COMMAND_OK) throw failure(ended.get());
  while (const Result rest{PQgetResult(connection_.get())}) {
  }
}

std::string refusal(const std::string& conninfo) {
  try {
    const Connection connection(conninfo);
  } catch (const SqlFailure& failure) {
    return failure.what();
  }
  return {};
}

}  // namespace hearth::test
