#include "core/source/replica/connection.h"

#include "core/source/replica/open_connection.h"
#include "core/source/replica/server_error.h"
#include "core/source/replica/watchdog.h"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <pqxx/pqxx>

#include <chrono>
#include <optional>
#include <utility>

namespace hearth::replica {
namespace {

// What differs between libpqxx 6 (Debian 12) and 7 (Debian 13) stands here: how it is given a connection that
// is open already, and how parameters are bound.
#if PQXX_VERSION_MAJOR < 7
/// Hands an open connection over, once: a lost one is not replaced behind our back.
class TakeOver : public pqxx::connectionpolicy {
 public:
  explicit TakeOver(const std::string& none) : connectionpolicy(none) {}
  void give(OpenConnection connection) { connection_ = std::move(connection); }
  handle do_startconnect(handle orig) override { return orig == nullptr ? connection_.release() : orig; }
  handle do_completeconnect(handle orig) override {
    if (orig == nullptr) throw pqxx::broken_connection();
    return orig;
  }

 private:
  OpenConnection connection_;
};

class Pqxx final : public pqxx::connection_base {
 public:
  explicit Pqxx(OpenConnection connection) : connection_base(policy_), policy_(std::string()) {
    policy_.give(std::move(connection));
    init();
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    activate();
    inhibit_reactivation(true);
#pragma GCC diagnostic pop
  }
  Pqxx(const Pqxx&) = delete;
  Pqxx& operator=(const Pqxx&) = delete;
  ~Pqxx() { close(); }

 private:
  TakeOver policy_;
};

std::unique_ptr<Pqxx> take_over(OpenConnection connection) {
  return std::make_unique<Pqxx>(std::move(connection));
}

pqxx::result bound(pqxx::transaction_base& transaction, const std::string& sql,
                   const std::vector<std::string>& parameters) {
  return transaction.exec_params(sql, pqxx::prepare::make_dynamic_params(parameters));
}
#else
using Pqxx = pqxx::connection;

std::unique_ptr<Pqxx> take_over(OpenConnection connection) {
  return std::make_unique<Pqxx>(Pqxx::seize_raw_connection(connection.release()));
}

pqxx::result bound(pqxx::transaction_base& transaction, const std::string& sql,
                   const std::vector<std::string>& parameters) {
  pqxx::params all;
  for (const std::string& parameter : parameters) all.append(parameter);
  return transaction.exec_params(sql, all);
}
#endif

class PqxxConnection;

class PqxxTransaction final : public Transaction {
 public:
  PqxxTransaction(PqxxConnection& connection, pqxx::transaction_base& transaction)
      : connection_(connection), transaction_(transaction) {}
  Expected<Table> rows(const std::string& sql, const std::vector<std::string>& parameters) override;
  Expected<void> copy(const std::string& sql,
                      const std::function<Expected<void>(std::span<const std::byte>)>& take) override;

 private:
  PqxxConnection& connection_;
  pqxx::transaction_base& transaction_;
};

class PqxxConnection final : public Connection {
 public:
  PqxxConnection(OpenConnection connection, const Clock& clock)
      : raw(connection.get()),
        host_(fmt::format("{}:{}", PQhost(raw), PQport(raw))),
        role_(PQuser(raw)),
        database_(PQdb(raw)),
        encrypted_(PQsslInUse(raw) != 0),
        pqxx_(take_over(std::move(connection))),
        watchdog(raw, clock) {}

  Expected<void> read(const Limits& limits, const std::stop_token& stop,
                      const std::function<Expected<void>(Transaction&)>& work) override {
    if (stop.stop_requested()) return fail(ErrorKind::cancelled, "Stopped.");
    may_try_again_ = false;
    // In this order: a stop that comes in between must find something to cancel.
    watchdog.watch(std::chrono::milliseconds(limits.silence));
    const std::stop_callback cancelling(stop, [this] { watchdog.cancel(); });
    Expected<void> result = attempt(limits, work);
    watchdog.rest();
    if (!result && stop.stop_requested()) return fail(ErrorKind::cancelled, "Stopped.");
    return result;
  }

  /// Runs something of libpqxx, which throws.
  template <class Work>
  auto guarded(Work work) -> decltype(work()) {
    try {
      return work();
    } catch (const pqxx::transaction_rollback&) {
      // Has no SQLSTATE of its own in libpqxx 6; it is made from class 40 only.
      return std::unexpected(failed("40001"));
    } catch (const pqxx::sql_error& error) {
      return std::unexpected(failed(error.sqlstate()));
    } catch (const pqxx::broken_connection&) {
      return std::unexpected(failed(sqlstate_in(PQerrorMessage(raw))));
    } catch (const std::exception&) {
      return std::unexpected(failed(sqlstate_in(PQerrorMessage(raw))));
    }
  }

  Error failed(std::string_view state) {
    std::string known(state);
    if (known.empty()) known = sqlstate_in(PQerrorMessage(raw));
    const bool lost = PQstatus(raw) != CONNECTION_OK;
    may_try_again_ = lost || (!known.empty() && is_worth_another_try(known));
    return error_of(Stage::connected, known, host_);
  }

  [[nodiscard]] bool is_open() const override {
    return PQstatus(raw) == CONNECTION_OK && !watchdog.is_spoilt();
  }
  [[nodiscard]] bool may_try_again() const override { return may_try_again_; }
  [[nodiscard]] const std::string& host() const override { return host_; }
  [[nodiscard]] const std::string& role() const override { return role_; }
  [[nodiscard]] const std::string& database() const override { return database_; }
  [[nodiscard]] bool is_encrypted() const override { return encrypted_; }
  [[nodiscard]] std::uint64_t copied_bytes() const override { return copied; }

 private:
  Expected<void> attempt(const Limits& limits, const std::function<Expected<void>(Transaction&)>& work) {
    return guarded([&]() -> Expected<void> {
      // One word to the server begins all. Not one of libpqxx' own transactions, which say more, in more
      // turns.
      pqxx::nontransaction session(*pqxx_);
      session.exec(
          fmt::format("BEGIN READ ONLY; SET LOCAL statement_timeout = {}; "
                      "SET LOCAL idle_in_transaction_session_timeout = {}",
                      limits.statement, limits.idle));
      PqxxTransaction open(*this, session);
      const Expected<void> done = guarded([&] { return work(open); });
      // Also where a cancellation is on its way, and nothing more will be asked: a pooler keeps its
      // connection.
      if (done)
        session.exec("COMMIT");
      else if (PQstatus(raw) == CONNECTION_OK)
        PQclear(PQexec(raw, "ROLLBACK"));
      return done;
    });
  }

 public:
  PGconn* raw;  ///< belongs to `pqxx_`
  std::uint64_t copied = 0;

 private:
  std::string host_;
  std::string role_;
  std::string database_;
  bool encrypted_;
  bool may_try_again_ = false;
  std::unique_ptr<Pqxx> pqxx_;

 public:
  Watchdog watchdog;  ///< after `pqxx_`, so that it ends first
};

Expected<Table> PqxxTransaction::rows(const std::string& sql, const std::vector<std::string>& parameters) {
  return connection_.guarded([&]() -> Expected<Table> {
    // Also without parameters: several statements in one text, of which one might end the transaction, are
    // then refused.
    const pqxx::result found = bound(transaction_, sql, parameters);
    connection_.watchdog.heard();
    Table table;
    table.reserve(found.size());
    for (const auto& row : found) {
      auto& cells = table.emplace_back();
      cells.reserve(row.size());
      for (const auto& field : row)
        cells.push_back(field.is_null() ? std::nullopt : std::optional<std::string>(field.c_str()));
    }
    return table;
  });
}

/// Ends a COPY that is under way, so that the connection can be used again, or is known to be lost.
void drain(PGconn* connection) {
  while (PGresult* result = PQgetResult(connection)) {
    const bool copying = PQresultStatus(result) == PGRES_COPY_OUT;
    PQclear(result);
    if (!copying) continue;
    char* data = nullptr;
    while (PQgetCopyData(connection, &data, 0) > 0) PQfreemem(data);
  }
}

Expected<void> PqxxTransaction::copy(const std::string& sql,
                                     const std::function<Expected<void>(std::span<const std::byte>)>& take) {
  PGconn* raw = connection_.raw;
  const auto ended = [&](PGresult* result) {
    const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    Error error = connection_.failed(state == nullptr ? "" : state);
    PQclear(result);
    return error;
  };
  const std::string statement = fmt::format("COPY ({}) TO STDOUT (FORMAT binary)", sql);
  PGresult* begun = PQexecParams(raw, statement.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0);
  if (PQresultStatus(begun) != PGRES_COPY_OUT) return std::unexpected(ended(begun));
  PQclear(begun);
  char* data = nullptr;
  int size = 0;
  while ((size = PQgetCopyData(raw, &data, 0)) > 0) {
    connection_.watchdog.heard();
    connection_.copied += static_cast<std::uint64_t>(size);
    const std::unique_ptr<char, void (*)(void*)> owned(data, &PQfreemem);
    const std::span message(data, static_cast<std::size_t>(size));
    if (auto taken = take(std::as_bytes(message)); !taken) {
      connection_.watchdog.cancel();
      drain(raw);
      return taken;
    }
  }
  PGresult* last = PQgetResult(raw);
  if (size == -2 || PQresultStatus(last) != PGRES_COMMAND_OK) {
    Error error = ended(last);
    drain(raw);
    return std::unexpected(std::move(error));
  }
  PQclear(last);
  drain(raw);
  return {};
}

}  // namespace

Expected<std::unique_ptr<Connection>> Connection::open(const ConnectionPlan& plan, const Clock& clock,
                                                       const std::stop_token& stop) {
  auto opened = open_connection(plan, clock, stop);
  if (!opened) return std::unexpected(opened.error());
  try {
    return std::make_unique<PqxxConnection>(std::move(*opened), clock);
  } catch (const std::exception&) {
    return std::unexpected(error_of(Stage::connected, {}, plan.hosts.front().host));
  }
}

}  // namespace hearth::replica
