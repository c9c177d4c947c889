#pragma once

#include "core/config/config.h"

#include <QCoroTask>
#include <QString>

#include <stop_token>
#include <string>

/// The password of the role that reads from the replica, and what keeps it between runs.
namespace hearth {

struct ReplicaPassword {
  std::string text;  ///< for `replica::Settings::password`; empty where libpq has its own, or there is none
  QString from;      ///< for a person: "~/.pgpass", "the file /run/secret"; empty where there is none
};

/// Where libpq finds a password by itself (service file, PGPASSWORD, ~/.pgpass) it is left to that. Else, the
/// first that has one: systemd's credential `hearthboard.replica_password`, [replica] password_file, the
/// keeper that [identity] keeper asks for. What is found is blotted out of the log from then on. Needs an
/// event loop. Errors: config, sign_in (the file), not_permitted, storage, cancelled (as `choose_keeper`).
QCoro::Task<Expected<ReplicaPassword>> replica_password(Config config, std::stop_token stop = {});

/// Keeps a password for the replica; what keeps it now, for a person. Errors: as above.
QCoro::Task<Expected<QString>> keep_replica_password(Config config, std::string password,
                                                     std::stop_token stop = {});
/// The keeper that holds none any more. Errors: as above.
QCoro::Task<Expected<QString>> forget_replica_password(Config config, std::stop_token stop = {});

}  // namespace hearth
