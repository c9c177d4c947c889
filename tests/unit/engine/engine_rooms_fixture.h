#pragma once

#include "core/engine/energy_service.h"
#include "core/engine/history_contents.h"
#include "core/engine/live_publisher.h"
#include "core/engine/queries.h"
#include "core/engine/recorder.h"
#include "core/engine/status_publisher.h"
#include "core/engine/store_session.h"
#include "tests/support/wait.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hearth::test {

/// The history service as an engine in this thread has it.
class LocalHistory : public HistoryService {
 public:
  Queries* queries = nullptr;

 protected:
  void ask(quint64 id, HistoryRequest request, std::stop_token cancelled) override {
    queries->on_request(id, request, cancelled);
  }
};

/// The rooms between sources and services, in this thread, over a real store, with a clock moved by hand.
class EngineRoomsTest : public testing::Test {
 protected:
  static constexpr TimeMs evening = 1768498800000;  // 2026-01-15T17:40:00Z

  EngineRoomsTest() {
    history.queries = &queries;
    QObject::connect(&history, &HistoryService::changed, [this](Dataset d) { changed.push_back(d); });
    QObject::connect(&clocks, &ClockWatch::looked, &live, &LivePublisher::set_time);
    QObject::connect(&clocks, &ClockWatch::problems_changed, &status,
                     [this](const auto& problems) { status.set_problems(ProblemTopic::clocks, problems); });
    QObject::connect(&store, &StoreSession::opened, [this](const Known& k) { known = k; });
    QObject::connect(&store, &StoreSession::state_changed, &status, &StatusPublisher::on_store_state);
  }

  /// Opens the store, and waits until it says what is known.
  void open() {
    const auto path = std::filesystem::path(folder.path().toStdString()) / "history.db";
    ASSERT_TRUE(store.open({.path = path, .writer_name = "test"}).has_value());
    clocks.start();
    clocks.look();
    ASSERT_TRUE(wait_until([&] { return known.has_value(); }));
  }
  /// Everything that was posted has arrived, and the store has answered.
  void settle() {
    bool answered = false;
    store.ask([](const HistoryStore&) { return 0; }, [&](int) { answered = true; });
    EXPECT_TRUE(wait_until([&] { return answered; }));
    QCoreApplication::processEvents();
    QCoreApplication::processEvents();
  }
  static Config home_config() {
    Config home;
    home.time_zone = "Europe/Stockholm";
    return home;
  }
  static Reading power(TimeMs time, double watts, std::string meter = {}) {
    return {{Dataset::energy, {}}, time, std::move(meter), {{channel("energy.power_total"), watts}}};
  }
  static Reading warmth(const std::string& place, TimeMs time, double celsius) {
    return {{Dataset::climate, place}, time, {}, {{channel("climate.temperature"), celsius}}};
  }
  static Reading price(TimeMs time, double amount) {
    return {{Dataset::price, "SE3"}, time, {}, {{channel("price.spot"), amount}}};
  }
  [[nodiscard]] std::size_t stored(const SeriesKey& key) const {
    const auto series = store.store()->raw(key, {evening - day_ms, evening + 2 * day_ms});
    return series ? series->size() : 0;
  }
  [[nodiscard]] std::vector<std::string> problems() const {
    std::vector<std::string> all;
    for (const Problem& p : status_service.status().problems) all.push_back(p.message);
    return all;
  }

  QTemporaryDir folder;
  ManualClock machine{evening};
  LocalHistory history;
  LiveService live_service;
  StatusService status_service;
  Config config = home_config();
  ClockWatch clocks{machine};
  StoreSession store{clocks.clock(), machine};
  StatusPublisher status{status_service, clocks};
  HistoryContents contents{history};
  LivePublisher live{live_service};
  EnergyService energy{config, live_service, {clocks, store, contents, live, status}};
  Recorder recorder{"", {clocks, store, contents, live, energy, status}};
  Queries queries{history, store};
  std::optional<Known> known;
  std::vector<Dataset> changed;
};

}  // namespace hearth::test
