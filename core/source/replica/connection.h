#pragma once

#include "core/source/replica/conninfo.h"
#include "core/telemetry/clock.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace hearth::replica {

/// A small result: rows of columns as text, nothing for null.
using Table = std::vector<std::vector<std::optional<std::string>>>;

/// What a read may do while its transaction is open.
class Transaction {
 public:
  virtual ~Transaction() = default;
  /// A SELECT or SHOW with few rows; `parameters` are bound as $1, $2 …. Errors: as `error_of` has them.
  virtual Expected<Table> rows(const std::string& sql, const std::vector<std::string>& parameters = {}) = 0;
  /// Hands over the messages of `COPY (sql) TO STDOUT (FORMAT binary)`, one a row; `take` may end it early
  /// with an error, which is then returned.
  virtual Expected<void> copy(const std::string& sql,
                              const std::function<Expected<void>(std::span<const std::byte>)>& take) = 0;
};

struct Limits {
  DurationMs statement = 30 * second_ms;  ///< `statement_timeout` of the server
  DurationMs idle = 15 * second_ms;       ///< `idle_in_transaction_session_timeout`
  DurationMs silence = 40 * second_ms;    ///< without a word from the server: the connection is given up
};

/// One connection to one server, used by one thread. It holds no state of a session, so that a transaction
/// pooler may stand between: each read is a transaction of its own, begun `READ ONLY`, with time-outs set
/// `LOCAL`. All of libpqxx is behind this class.
class Connection {
 public:
  /// Tries the hosts in order, those that the plan prefers first. The clock must outlive it. `stop` ends it
  /// early. Errors: offline, sign_in, config, retry, cancelled; of several hosts, the error of the one that
  /// came furthest.
  static Expected<std::unique_ptr<Connection>> open(const ConnectionPlan& plan, const Clock& clock,
                                                    const std::stop_token& stop);
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Runs `work` in one transaction. Triggering `stop` cancels on the server too. Errors: `work`'s, those of
  /// the server, cancelled.
  virtual Expected<void> read(const Limits& limits, const std::stop_token& stop,
                              const std::function<Expected<void>(Transaction&)>& work) = 0;

  /// False once the connection is lost: open another.
  [[nodiscard]] virtual bool is_open() const = 0;
  /// Whether the last error is one that another try may well not meet: see `is_worth_another_try`.
  [[nodiscard]] virtual bool may_try_again() const = 0;
  [[nodiscard]] virtual const std::string& host() const = 0;  ///< with its port
  [[nodiscard]] virtual const std::string& role() const = 0;
  [[nodiscard]] virtual const std::string& database() const = 0;
  [[nodiscard]] virtual bool is_encrypted() const = 0;
  /// Bytes that came in COPY since it was opened.
  [[nodiscard]] virtual std::uint64_t copied_bytes() const = 0;

 protected:
  Connection() = default;
};

}  // namespace hearth::replica
