#pragma once

#include "core/engine/api/commands.h"
#include "core/engine/api/history.h"
#include "core/engine/api/live.h"
#include "core/engine/api/status.h"

#include <QUrl>

#include <functional>
#include <utility>

namespace hearth {

/// A home that says just what a test wants it to say, through the services the view models know.
class ScriptedHistory : public HistoryService {
  Q_OBJECT
 public:
  /// What a series was at a time; no_value in a gap.
  std::function<double(const SeriesKey&, TimeMs)> value_at;
  TimeMs known_from = 0;
  TimeMs known_until = 0;
  int requests = 0;

 protected:
  void ask(quint64 id, HistoryRequest request, std::stop_token cancelled) override;

 private:
  [[nodiscard]] Buckets answer(const SeriesKey& key, TimeRange range, DurationMs width) const;
};

class ScriptedLive : public LiveService {
  Q_OBJECT
 public:
  void put(ChannelIndex channel, const std::string& entity, double value, TimeMs time);
  void announce() { Q_EMIT updated(std::make_shared<LiveValues>(all)); }

  LiveValues& all = values_;
  EnergySummary& sums = energy_;
};

class ScriptedStatus : public StatusService {
  Q_OBJECT
 public:
  void become(ConnectionState state, TimeMs since);
  /// Says how somebody stands with the identity provider.
  void say(IdentityStatus identity);
  Status& now = status_;
};

class ScriptedCommands : public CommandService {
  Q_OBJECT
 public:
  void test_home(const QUrl& address, QObject*, Answered<HomeReport> tested) override {
    homes_tested.push_back(address.toString());
    home_tested = std::move(tested);
  }
  void test_provider(const QString& address, QObject*, Answered<ProviderReport> tested) override {
    providers_tested.push_back(address);
    provider_tested = std::move(tested);
  }
  void cancel_test() override { ++test_cancels; }
  void change_configuration(const std::filesystem::path& file, std::vector<ConfigChange> changes, QObject*,
                            Answered<std::optional<Error>> answered) override {
    changed_file = file;
    changed.clear();
    for (const ConfigChange& change : changes) changed[shown_name(*change.key)] = toml_text(change.value);
    configuration_changed = std::move(answered);
  }
  void sync(int, QObject*, Answered<SyncEnd>) override {}
  void sign_in(SignInMethod method) override { sign_ins.push_back(method); }
  void cancel_sign_in() override { ++sign_in_cancels; }
  void sign_out() override { ++sign_outs; }
  void export_history(ExportOrder order) override { exports.push_back(std::move(order)); }
  void cancel_export() override { ++cancels; }
  /// The answers to what was asked last; a test gives them.
  Answered<HomeReport> home_tested;
  Answered<ProviderReport> provider_tested;
  Answered<std::optional<Error>> configuration_changed;
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
