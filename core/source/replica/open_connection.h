#pragma once

#include "core/source/replica/conninfo.h"
#include "core/telemetry/clock.h"

#include <memory>
#include <stop_token>

struct pg_conn;

namespace hearth::replica {

struct CloseConnection {
  void operator()(pg_conn* connection) const;
};
using OpenConnection = std::unique_ptr<pg_conn, CloseConnection>;

/// Opens a connection to the first host of the plan that answers and is what its target asks for. Unlike
/// libpq's own, this can be stopped at any moment, gives every address of a host its own time, and tells in
/// every language what failed. Errors: as `Connection::open`.
Expected<OpenConnection> open_connection(const ConnectionPlan& plan, const Clock& clock,
                                         const std::stop_token& stop);

}  // namespace hearth::replica
