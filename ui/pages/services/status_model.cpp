#include "ui/pages/services/status_model.h"

#include "core/engine/home_state.h"
#include "ui/format/core_text.h"
#include "ui/models/permissions.h"
#include "ui/sign_in/sign_in_model.h"

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
      return StatusModel::tr("Not used");
    case ConnectionState::connected:
      return StatusModel::tr("Connected");
    case ConnectionState::connecting:
      return StatusModel::tr("Connecting");
    case ConnectionState::reconnecting:
      return StatusModel::tr("Trying again");
    case ConnectionState::refused:
      return StatusModel::tr("Refused");
    case ConnectionState::failed:
      return StatusModel::tr("No connection");
  }
  return {};
}

/// A lag that is worth a word.
constexpr DurationMs noticeable_lag = minute_ms;

QString lag_words(DurationMs behind) {
  return behind < hour_ms ? StatusModel::tr("%1 min behind").arg(behind / minute_ms)
                          : StatusModel::tr("%1 h behind").arg(behind / hour_ms);
}

QString with_capital(QString text) {
  if (!text.isEmpty()) text[0] = text[0].toUpper();
  return text;
}

/// Where it is, how late it is, since when it stands so, and when it was last heard.
QString connection_words(const Connection& c, const Format& format, TimeMs now) {
  QStringList parts;
  if (!c.place.isEmpty()) parts << c.place;
  if (c.behind >= noticeable_lag) parts << lag_words(c.behind);
  if (c.since > 0) parts << since_note(format, c.since, now);
  if (c.last_heard > 0) parts << StatusModel::tr("last heard %1").arg(format.age(now - c.last_heard));
  return with_capital(parts.join(QStringLiteral(" · ")));
}

/// What is wrong with a dataset of a source; empty where nothing is.
QString data_trouble(Dataset dataset, const DataState& data, bool is_missing, const Format& format,
                     TimeMs now) {
  const QString words = with_capital(data_words(dataset));
  if (data.permission == Permission::denied)
    return StatusModel::tr("%1: this account may not read it").arg(words);
  QStringList parts;
  if (is_missing && data.newest == 0) parts << StatusModel::tr("none");
  if (is_missing && data.newest != 0)
    parts << StatusModel::tr("none since %1").arg(format.moment(data.newest, now));
  if (data.error && data.error->kind != ErrorKind::not_found) parts << translated(data.error->message);
  return parts.isEmpty() ? QString() : QStringLiteral("%1: %2").arg(words, parts.join(QStringLiteral(". ")));
}

/// A line on the connection, one on what comes, and one on each dataset with which something is wrong.
QString connection_fact(const Connection& c, const HomeState& home, const Format& format, TimeMs now) {
  QStringList lines;
  if (!c.detail.isEmpty()) lines << translated(c.detail);
  if (!c.next.isEmpty()) lines << translated(c.next);
  if (const QString words = connection_words(c, format, now); !words.isEmpty()) lines << words;
  if (c.state != ConnectionState::connected) return lines.join(QLatin1Char('\n'));
  QStringList given;
  QStringList wrong;
  for (const auto& [dataset, data] : c.data) {
    const bool is_missing = std::ranges::find(home.missing, dataset) != home.missing.end();
    const QString trouble = data_trouble(dataset, data, is_missing, format, now);
    if (!trouble.isEmpty())
      wrong << trouble;
    else if (dataset == Dataset::price && comes(dataset, data.newest, now))
      given << StatusModel::tr("prices until %1").arg(format.moment(data.newest, now));
    else if (data.newest != 0)
      given << QStringLiteral("%1 %2").arg(data_words(dataset), format.age(now - data.newest));
  }
  if (!given.isEmpty()) lines << with_capital(given.join(QStringLiteral(" · ")));
  lines << wrong;
  return lines.join(QLatin1Char('\n'));
}

/// Which of the sources history is fetched from just now: the database has every reading, the services have
/// hours, and without either there is what was recorded here.
QString history_source(const Status& status) {
  for (const QString& name : {QStringLiteral("Database"), QStringLiteral("API")}) {
    const auto found = std::ranges::find(status.connections, name, &Connection::name);
    if (found != status.connections.end() && found->state == ConnectionState::connected)
      return found->place.isEmpty() ? translated(name)
                                    : QStringLiteral("%1, %2").arg(translated(name), found->place);
  }
  return StatusModel::tr("This device alone");
}

/// Where the sign-in is why little is heard, it is what to say.
bool say_sign_in(StatusModel::Said& said, SignInState state, bool whole) {
  if (state == SignInState::needed) {
    said.level = StatusModel::Bad;
    said.text = StatusModel::tr("Sign-in needed");
  } else if (state == SignInState::signed_out && !whole) {
    said.level = StatusModel::Warning;
    said.text = StatusModel::tr("Signed out");
  } else if (state == SignInState::signing_in && !whole) {
    said.level = StatusModel::Busy;
    said.text = StatusModel::tr("Signing in…");
  } else {
    return false;
  }
  said.short_text = said.text;
  return true;
}

QString missing_words(Dataset missing) {
  switch (missing) {
    case Dataset::energy:
      return StatusModel::tr("no energy data");
    case Dataset::heatpump:
      return StatusModel::tr("no heat pump data");
    case Dataset::climate:
      return StatusModel::tr("no climate data");
    case Dataset::price:
      return StatusModel::tr("no prices");
  }
  return {};
}

/// "no heat pump data", "no energy data, no prices".
QString missing_words(const std::vector<Dataset>& missing) {
  QStringList words;
  for (const Dataset dataset : missing) words << missing_words(dataset);
  return words.join(QStringLiteral(", "));
}

void say_live(StatusModel::Said& said, const Status& status) {
  said.level = StatusModel::Good;
  said.text = said.short_text = StatusModel::tr("Live");
  // Short fetches come and go; of a long one it is worth saying how far it is.
  if (said.fetching)
    said.text += QStringLiteral(" · ") +
                 (status.sync_percent > 0 ? StatusModel::tr("fetching history %1 %").arg(status.sync_percent)
                                          : StatusModel::tr("fetching history"));
  const auto late = std::ranges::find_if(status.connections,
                                         [](const Connection& c) { return c.behind >= noticeable_lag; });
  if (late != status.connections.end()) {
    said.level = StatusModel::Warning;
    said.short_text = QStringLiteral("%1 %2").arg(translated(late->name), lag_words(late->behind));
    said.text += QStringLiteral(" · ") + said.short_text;
  }
  // All is well as long as the access token is; that it cannot be renewed is said beside it at length.
  if (status.identity.state == SignInState::unreachable) {
    said.level = StatusModel::Warning;
    said.short_text = StatusModel::tr("Sign-in unreachable");
  }
}

/// Green is what comes, not what is connected.
void say_home(StatusModel::Said& said, const Status& status, const Format& format, TimeMs now) {
  using Heard = HomeState::Kind;
  const HomeState home = home_state(status, now);
  if (say_sign_in(said, status.identity.state, home.kind == Heard::live)) return;
  switch (home.kind) {
    case Heard::live:
      return say_live(said, status);
    case Heard::off:
      said.level = StatusModel::Off;
      said.text = said.short_text = StatusModel::tr("Not connected");
      return;
    case Heard::connecting:
      said.level = StatusModel::Busy;
      said.text = said.short_text = StatusModel::tr("Connecting…");
      return;
    case Heard::partly:
      said.level = StatusModel::Warning;
      said.text = StatusModel::tr("Partly: %1").arg(missing_words(home.missing));
      said.short_text = home.missing.size() == 1 ? with_capital(missing_words(home.missing))
                                                 : StatusModel::tr("Partly live");
      return;
    case Heard::quiet:
      said.level = StatusModel::Warning;
      if (home.newest > 0) {
        const QString since = format.moment(home.newest, now);
        said.short_text = StatusModel::tr("No readings since %1").arg(since);
        said.text = StatusModel::tr("Connected, no readings since %1").arg(since);
      } else {
        said.short_text = StatusModel::tr("No readings yet");
        said.text = StatusModel::tr("Connected, no readings yet");
      }
      return;
    case Heard::closed:
      said.level = StatusModel::Bad;
      said.short_text = StatusModel::tr("Not permitted");
      said.text = StatusModel::tr("This account may read nothing");
      return;
    case Heard::lost:
      said.level = StatusModel::Bad;
      said.text = said.short_text = StatusModel::tr("No connection");
      TimeMs last_heard = 0;
      for (const Connection& c : status.connections) last_heard = std::max(last_heard, c.last_heard);
      if (last_heard > 0 && now - last_heard >= minute_ms)
        said.text +=
            QStringLiteral(" · ") + StatusModel::tr("last heard %1").arg(format.age(now - last_heard));
      return;
  }
}

/// Whether the pill says it already.
bool is_said(const Problem& problem, StatusModel::Level level) {
  return problem.topic == ProblemTopic::data ||
         (problem.topic == ProblemTopic::sources && level == StatusModel::Bad);
}

/// Who is signed in, until when, and what keeps the secret; or why nobody is.
QString identity_fact(const IdentityStatus& identity, const Format& format, TimeMs now) {
  QStringList lines;
  const QString session = session_words(identity, format, now);
  if (session.isEmpty() && identity.offered) lines << StatusModel::tr("Nobody");
  if (!session.isEmpty())
    lines << (identity.who.isEmpty() ? StatusModel::tr("Yes") : identity.who) << session;
  lines << translated(identity.detail) << translated(identity.next);
  if (!identity.keeper.isEmpty()) lines << StatusModel::tr("Kept in %1").arg(translated(identity.keeper));
  lines.removeAll(QString());
  return lines.join(QLatin1Char('\n'));
}

/// "Since 14:02".
QString since_text(TimeMs since, const Format& format, TimeMs now) {
  return since > 0 ? StatusModel::tr("Since %1").arg(format.moment(since, now)) : QString();
}

QString refused_datasets(const Status& status) {
  QStringList words;
  for (const Dataset dataset : status.not_permitted) words << data_words(dataset);
  return words.join(QStringLiteral(", "));
}

}  // namespace

StatusModel::StatusModel(const PageContext& context, QObject* parent) : QObject(parent), context_(context) {
  connect(&context_.throttle, &RefreshThrottle::due, this, &StatusModel::refresh);
  refresh(context_.clock.now());
}

StatusModel::Said StatusModel::say(const Status& status, const Format& format, TimeMs now) {
  Said said;
  said.fetching = !status.syncing.isEmpty();
  say_home(said, status, format, now);
  if (!status.records && !status.recorder.isEmpty())
    said.recorder = tr("Recorded by %1").arg(status.recorder);
  const auto unsaid = std::ranges::count_if(
      status.problems, [&](const Problem& problem) { return !is_said(problem, said.level); });
  if (unsaid > 0) said.problem = tr("%n problem(s)", nullptr, static_cast<int>(unsaid));
  return said;
}

void StatusModel::refresh(TimeMs now) {
  const QString clock = context_.format.time(now);
  if (clock != clock_) {
    clock_ = clock;
    date_ = context_.format.date(now);
    Q_EMIT clock_changed();
  }
  const Status& status = context_.status.status();
  Said said = say(status, context_.format, now);
  if (said != said_) {
    said_ = std::move(said);
    Q_EMIT changed();
  }
  list_facts(status, now);
}

void StatusModel::list_facts(const Status& status, TimeMs now) {
  const HomeState home = home_state(status, now);
  QList<RowModel::Row> connections;
  for (const Connection& c : status.connections) {
    connections.append({translated(c.name), words_of(c.state), connection_fact(c, home, context_.format, now),
                        static_cast<int>(level_of(c.state))});
  }
  connections_.set_rows(std::move(connections));

  QList<RowModel::Row> facts;
  facts.append({tr("Recording"), status.recording_paused     ? tr("Paused, kept in memory")
                                 : status.records            ? tr("This dashboard")
                                 : status.recorder.isEmpty() ? tr("Nobody")
                                                             : status.recorder});
  if (!status.connections.empty()) facts.append({tr("History from"), history_source(status)});
  if (status.store.oldest) facts.append({tr("History since"), context_.format.date(*status.store.oldest)});
  // Prices are known ahead, and are no readings.
  if (home.newest > 0) facts.append({tr("Newest reading"), context_.format.age(now - home.newest)});
  facts.append({tr("Size on disk"), tr("%1 MB").arg(context_.format.number(
                                        static_cast<double>(status.store.file_bytes) / 1e6, 1))});
  if (status.refused_readings > 0)
    facts.append(
        {tr("Readings refused"), context_.format.number(static_cast<double>(status.refused_readings), 0)});
  if (status.identity.offered || status.identity.state != SignInState::signed_in)
    facts.append({tr("Signed in"), identity_fact(status.identity, context_.format, now)});
  if (!status.not_permitted.empty()) facts.append({tr("Account may not read"), refused_datasets(status)});
  facts_.set_rows(std::move(facts));

  QList<RowModel::Row> problems;
  for (auto it = status.problems.rbegin(); it != status.problems.rend(); ++it)
    problems.append(
        {translated(it->message), translated(it->next), since_text(it->since, context_.format, now)});
  problems_.set_rows(std::move(problems));
}

}  // namespace hearth
