#include "ui/status_model.h"

#include "ui/permissions.h"
#include "ui/sign_in_model.h"

#include <algorithm>

namespace hearth {
namespace {

StatusModel::Level level_of(ConnectionState state) {
  switch (state) {
    case ConnectionState::off:
      return StatusModel::Off;
    case ConnectionState::connected:
      return StatusModel::Good;
    case ConnectionState::connecting:
      return StatusModel::Busy;
    case ConnectionState::reconnecting:
      return StatusModel::Warning;
    case ConnectionState::refused:
    case ConnectionState::failed:
      return StatusModel::Bad;
  }
  return StatusModel::Off;
}

QString words_of(ConnectionState state) {
  switch (state) {
    case ConnectionState::off:
      return QStringLiteral("Not used");
    case ConnectionState::connected:
      return QStringLiteral("Connected");
    case ConnectionState::connecting:
      return QStringLiteral("Connecting");
    case ConnectionState::reconnecting:
      return QStringLiteral("Trying again");
    case ConnectionState::refused:
      return QStringLiteral("Refused");
    case ConnectionState::failed:
      return QStringLiteral("No connection");
  }
  return {};
}

QString count_text(qsizetype n, const QString& thing) {
  return QStringLiteral("%1 %2%3").arg(n).arg(thing, n == 1 ? QString() : QStringLiteral("s"));
}

QString from_std(const std::string& text) {
  return QString::fromStdString(text);
}

/// A lag that is worth a word.
constexpr DurationMs noticeable_lag = minute_ms;

QString lag_words(DurationMs behind) {
  return behind < hour_ms ? QStringLiteral("%1 min behind").arg(behind / minute_ms)
                          : QStringLiteral("%1 h behind").arg(behind / hour_ms);
}

/// Where it is, how late it is, and when it was last heard.
QString connection_fact(const Connection& c, const Format& format, TimeMs now) {
  if (!c.detail.isEmpty()) return c.detail;
  QStringList parts;
  if (!c.place.isEmpty()) parts << c.place;
  if (c.behind >= noticeable_lag) parts << lag_words(c.behind);
  if (c.last_heard > 0) parts << QStringLiteral("last heard %1").arg(format.age(now - c.last_heard));
  QString text = parts.join(QStringLiteral(" · "));
  if (!text.isEmpty()) text[0] = text[0].toUpper();
  return text;
}

/// Which of the sources history is fetched from just now: the database has every reading, the services have
/// hours, and without either there is what was recorded here.
QString history_source(const Status& status) {
  for (const QString& name : {QStringLiteral("Database"), QStringLiteral("API")}) {
    const auto found = std::ranges::find(status.connections, name, &Connection::name);
    if (found != status.connections.end() && found->state == ConnectionState::connected)
      return found->place.isEmpty() ? name : QStringLiteral("%1, %2").arg(name, found->place);
  }
  return QStringLiteral("This device alone");
}

/// Where the sign-in is why little is heard, it is what to say.
bool say_sign_in(StatusModel::Said& said, SignInState state, bool whole) {
  if (state == SignInState::needed) {
    said.level = StatusModel::Bad;
    said.text = QStringLiteral("Sign-in needed");
  } else if (state == SignInState::signed_out && !whole) {
    said.level = StatusModel::Warning;
    said.text = QStringLiteral("Signed out");
  } else if (state == SignInState::signing_in && !whole) {
    said.level = StatusModel::Busy;
    said.text = QStringLiteral("Signing in…");
  } else {
    return false;
  }
  said.short_text = said.text;
  return true;
}

void say_connection(StatusModel::Said& said, const Status& status, const Format& format, TimeMs now) {
  std::vector<Connection> used;
  std::ranges::copy_if(status.connections, std::back_inserter(used),
                       [](const Connection& c) { return c.state != ConnectionState::off; });
  const auto count = [&](auto... states) {
    return std::ranges::count_if(used, [&](const Connection& c) { return ((c.state == states) || ...); });
  };
  TimeMs last_heard = 0;
  for (const Connection& c : used) last_heard = std::max(last_heard, c.last_heard);
  const auto total = std::ssize(used);
  const auto good = count(ConnectionState::connected);
  const auto broken = count(ConnectionState::reconnecting, ConnectionState::refused, ConnectionState::failed);
  const bool whole = total > 0 && good == total;
  if (say_sign_in(said, status.identity.state, whole)) return;
  if (total == 0) {
    said.level = StatusModel::Off;
    said.text = said.short_text = QStringLiteral("Not connected");
  } else if (whole) {
    said.level = StatusModel::Good;
    said.text = said.short_text = QStringLiteral("Live");
    if (said.fetching) said.text += QStringLiteral(" · fetching history");
    // Short fetches come and go; of a long one it is worth saying how far it is.
    if (said.fetching && status.sync_percent > 0)
      said.text += QStringLiteral(" %1 %").arg(status.sync_percent);
    const auto late =
        std::ranges::find_if(used, [](const Connection& c) { return c.behind >= noticeable_lag; });
    if (late != used.end()) {
      said.level = StatusModel::Warning;
      said.short_text = QStringLiteral("%1 %2").arg(late->name, lag_words(late->behind));
      said.text += QStringLiteral(" · %1 %2").arg(late->name.toLower(), lag_words(late->behind));
    }
    // All is well as long as the access token is; that it cannot be renewed is said beside it at length.
    if (status.identity.state == SignInState::unreachable) {
      said.level = StatusModel::Warning;
      said.short_text = QStringLiteral("Sign-in unreachable");
    }
  } else if (broken == 0) {
    said.level = StatusModel::Busy;
    said.text = said.short_text = QStringLiteral("Connecting…");
  } else if (good == 0) {
    said.level = StatusModel::Bad;
    said.text = said.short_text = QStringLiteral("No connection");
    if (last_heard > 0 && now - last_heard >= minute_ms)
      said.text += QStringLiteral(" · last heard %1").arg(format.age(now - last_heard));
  } else {
    const auto lost = std::ranges::find_if(used, [](const Connection& c) {
      return c.state != ConnectionState::connected && c.state != ConnectionState::connecting;
    });
    said.level = StatusModel::Warning;
    said.short_text = QStringLiteral("%1 lost").arg(lost->name);
    said.text = QStringLiteral("%1: %2").arg(lost->name, words_of(lost->state).toLower());
  }
}

/// Who is signed in, until when, and what keeps the secret; or why nobody is.
QString identity_fact(const IdentityStatus& identity, const Format& format, TimeMs now) {
  QStringList lines;
  const QString session = session_words(identity, format, now);
  if (session.isEmpty() && identity.offered) lines << QStringLiteral("Nobody");
  if (!session.isEmpty()) lines << (identity.who.isEmpty() ? QStringLiteral("Yes") : identity.who) << session;
  lines << identity.detail << identity.next;
  if (!identity.keeper.isEmpty()) lines << QStringLiteral("Kept in %1").arg(identity.keeper);
  lines.removeAll(QString());
  return lines.join(QLatin1Char('\n'));
}

QString refused_datasets(const Status& status) {
  QStringList words;
  for (const Dataset dataset : status.not_permitted) words << data_words(dataset);
  return words.join(QStringLiteral(", "));
}

}  // namespace

StatusModel::StatusModel(const Home& home, QObject* parent) : QObject(parent), home_(home) {
  connect(&home_.pulse, &Pulse::beat, this, &StatusModel::refresh);
  refresh(home_.clock.now());
}

StatusModel::Said StatusModel::say(const Status& status, const Format& format, TimeMs now) {
  Said said;
  said.fetching = !status.syncing.isEmpty();
  say_connection(said, status, format, now);
  if (!status.records && !status.recorder.isEmpty())
    said.recorder = QStringLiteral("Recorded by %1").arg(status.recorder);
  if (!status.problems.empty())
    said.problem = count_text(std::ssize(status.problems), QStringLiteral("problem"));
  return said;
}

void StatusModel::refresh(TimeMs now) {
  const QString clock = home_.format.time(now);
  if (clock != clock_) {
    clock_ = clock;
    date_ = home_.format.date(now);
    Q_EMIT clock_changed();
  }
  const Status& status = home_.status.status();
  Said said = say(status, home_.format, now);
  if (said != said_) {
    said_ = std::move(said);
    Q_EMIT changed();
  }
  list_facts(status, now);
}

void StatusModel::list_facts(const Status& status, TimeMs now) {
  QList<RowModel::Row> connections;
  for (const Connection& c : status.connections) {
    connections.append({c.name, words_of(c.state), connection_fact(c, home_.format, now),
                        static_cast<int>(level_of(c.state))});
  }
  connections_.set_rows(std::move(connections));

  QList<RowModel::Row> facts;
  facts.append({QStringLiteral("Recording"), status.recording_paused
                                                 ? QStringLiteral("Paused, kept in memory")
                                             : status.records            ? QStringLiteral("This dashboard")
                                             : status.recorder.isEmpty() ? QStringLiteral("Nobody")
                                                                         : status.recorder});
  if (!status.connections.empty()) facts.append({QStringLiteral("History from"), history_source(status)});
  if (status.store.oldest)
    facts.append({QStringLiteral("History since"), home_.format.date(*status.store.oldest)});
  if (status.store.newest)
    facts.append({QStringLiteral("Newest reading"), home_.format.age(now - *status.store.newest)});
  facts.append({QStringLiteral("Size on disk"), QStringLiteral("%1 MB").arg(home_.format.number(
                                                    static_cast<double>(status.store.file_bytes) / 1e6, 1))});
  if (status.refused_readings > 0)
    facts.append({QStringLiteral("Readings refused"),
                  home_.format.number(static_cast<double>(status.refused_readings), 0)});
  if (status.identity.offered || status.identity.state != SignInState::signed_in)
    facts.append({QStringLiteral("Signed in"), identity_fact(status.identity, home_.format, now)});
  if (!status.not_permitted.empty())
    facts.append({QStringLiteral("Account may not read"), refused_datasets(status)});
  facts_.set_rows(std::move(facts));

  QList<RowModel::Row> problems;
  for (auto it = status.problems.rbegin(); it != status.problems.rend(); ++it)
    problems.append({from_std(it->message), from_std(it->next)});
  problems_.set_rows(std::move(problems));
}

}  // namespace hearth
