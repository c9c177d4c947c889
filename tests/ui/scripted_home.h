#pragma once

#include "core/engine/doors.h"

#include <QUrl>

#include <functional>

namespace hearth {

/// A home that says just what a test wants it to say, through the services the view models know.
class ScriptedHistory : public HistoryService {
  Q_OBJECT
 public:
  quint64 request(HistoryRequest request) override;
  void cancel(quint64) override {}
  [[nodiscard]] std::vector<GroupKey> groups() const override { return {}; }

  /// What a series was at a time; no_value in a gap.
  std::function<double(const SeriesKey&, TimeMs)> value_at;
  TimeMs known_from = 0;
  TimeMs known_until = 0;
  int requests = 0;

 private:
  [[nodiscard]] Buckets answer(const SeriesKey& key, TimeRange range, DurationMs width) const;
};

class ScriptedLive : public LiveService {
  Q_OBJECT
 public:
  [[nodiscard]] const LiveValues& values() const override { return all; }
  [[nodiscard]] const EnergySummary& energy() const override { return sums; }
  void put(ChannelIndex channel, const std::string& entity, double value, TimeMs time);
  void announce() { Q_EMIT updated(std::make_shared<LiveValues>(all)); }

  LiveValues all;
  EnergySummary sums;
};

class ScriptedStatus : public StatusService {
  Q_OBJECT
 public:
  [[nodiscard]] const Status& status() const override { return now; }
  void become(ConnectionState state, TimeMs since);
  /// Says how somebody stands with the identity provider.
  void say(IdentityStatus identity);
  Status now;
};

class ScriptedCommands : public CommandService {
  Q_OBJECT
 public:
  void test_home(const QUrl& address) override { homes_tested.push_back(address.toString()); }
  void test_provider(const QString& address) override { providers_tested.push_back(address); }
  void cancel_test() override { ++test_cancels; }
  void change_configuration(const std::filesystem::path& file, std::vector<ConfigChange> changes) override {
    changed_file = file;
    changed.clear();
    for (const ConfigChange& change : changes) changed[shown_name(*change.key)] = toml_text(change.value);
  }
  void sync(int) override {}
  void sign_in(SignInMethod method) override { sign_ins.push_back(method); }
  void cancel_sign_in() override { ++sign_in_cancels; }
  void sign_out() override { ++sign_outs; }
  void export_history(ExportOrder order) override { exports.push_back(std::move(order)); }
  void cancel_export() override { ++cancels; }
  QStringList homes_tested;
  QStringList providers_tested;
  int test_cancels = 0;
  std::filesystem::path changed_file;
  std::map<std::string, std::string> changed;  ///< by key, as TOML
  std::vector<ExportOrder> exports;
  int cancels = 0;
  std::vector<SignInMethod> sign_ins;
  int sign_in_cancels = 0;
  int sign_outs = 0;
};

/// Stands in for the desktop's file manager, and for its browser.
class OpenedUrl : public QObject {
  Q_OBJECT
 public:
  Q_INVOKABLE void open(const QUrl& opened) {
    url = opened;
    ++times;
  }
  QUrl url;
  int times = 0;
};

/// A session that was begun at this provider: signed in, until 20 minutes after `now`.
IdentityStatus scripted_identity(TimeMs now);

/// A plausible January evening: everything known up to `now`.
struct ScriptedHome {
  explicit ScriptedHome(TimeMs now, bool barebones = false);
  /// Nothing has ever been heard of this home.
  void know_nothing();
  ScriptedHistory history;
  ScriptedLive live;
  ScriptedStatus status;
  ScriptedCommands commands;
};

}  // namespace hearth
