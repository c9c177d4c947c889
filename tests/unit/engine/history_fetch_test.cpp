#include "core/engine/history_fetch.h"

#include "core/engine/store_reader.h"
#include "core/net/one_shot.h"
#include "tests/support/wait.h"

#include <QTemporaryDir>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace hearth {
namespace {

using test::wait_until;

constexpr TimeMs now = 1'768'478'400'000;  // 2026-01-15T12:00:00Z
constexpr TimeMs today = now - now % day_ms;
const GroupKey meter{Dataset::energy, {}};
const Offers no_offers;

/// A source with a past that answers when the test says so.
struct ScriptedSource final : Source {
  explicit ScriptedSource(const QString& name) : Source(name) {}
  [[nodiscard]] const Offers& offers() const override { return no_offers; }
  [[nodiscard]] bool gives(Dataset /*dataset*/) const override { return false; }
  void start(bool /*follow*/, StandsBy /*stands_by*/) override {}
  void stop() override {}
  [[nodiscard]] bool has_history() const override { return true; }
  QCoro::Task<HistoryOffers> history_offers(std::vector<GroupKey> /*known*/) override {
    ++offers_asked;
    co_return HistoryOffers{offered, 1, ended ? 0 : 1, {}, ended};
  }
  QCoro::Task<HistoryPart> fetch(HistoryWindow window, HistorySink& /*sink*/,
                                 std::stop_token /*stop*/) override {
    windows.push_back(window);
    if (holds) {
      waiting = std::make_unique<OneShot<bool>>();
      const auto wait = waiting->wait();
      co_await wait;
    }
    HistoryPart part{.asked = 1, .range = window.range};
    if (fails_details && window.range.length() > day_ms) {
      part.error = Error{ErrorKind::storage, "The cache is somebody else's.", {}, {}};
    } else if (error) {
      part.error = error;
      part.ends_all = error->kind == ErrorKind::offline;
    } else if (!empty) {
      part.data = window.range;
    }
    co_return part;
  }
  void go_on() {
    const auto shot = std::exchange(waiting, nullptr);
    shot->give(true);
  }

  std::vector<HistoryOffer> offered;
  std::optional<Error> ended;
  std::optional<Error> error;
  bool empty = false;          ///< nothing is there
  bool fails_details = false;  ///< details, whose windows have a margin, cannot be kept
  bool holds = false;
  std::unique_ptr<OneShot<bool>> waiting;
  int offers_asked = 0;
  std::vector<HistoryWindow> windows;
};

class HistoryFetchTest : public testing::Test {
 protected:
  HistoryFetchTest() {
    config_.raw_days = 14;
    store_ = std::move(*HistoryStore::open(
        {.path = folder_.filePath(QStringLiteral("history.db")).toStdString(), .writer_name = "one"},
        clock_));
  }
  static HistoryOffer offer(Provenance provenance, TimeRange reach, DurationMs window = day_ms) {
    return {.entity = std::string(), .provenance = provenance, .reach = reach, .largest_window = window};
  }
  /// The best for newest values first, as the registry has them.
  HistoryFetch& fetch(const std::vector<Source*>& sources) {
    fetch_ = std::make_unique<HistoryFetch>(config_, clock_, *store_, reader_, sources);
    QObject::connect(fetch_.get(), &HistoryFetch::synced, fetch_.get(),
                     [this](bool complete, const QString& sentence, const SyncFaults& faults) {
                       told_.push_back({complete, sentence.toStdString(), faults});
                     });
    return *fetch_;
  }
  bool ends() {
    return wait_until([this] { return !fetch_->is_under_way(); });
  }
  static std::vector<TimeRange> ranges(const ScriptedSource& source) {
    std::vector<TimeRange> all;
    for (const HistoryWindow& w : source.windows) all.push_back(w.range);
    return all;
  }
  struct Told {
    bool complete;
    std::string sentence;
    SyncFaults faults;
  };

  ManualClock clock_{now};
  QTemporaryDir folder_;
  Config config_;
  QObject owner_;
  std::unique_ptr<HistoryStore> store_;
  StoreReader reader_{owner_};
  ScriptedSource api_{QStringLiteral("API")};
  ScriptedSource database_{QStringLiteral("Database")};
  std::vector<Told> told_;
  std::unique_ptr<HistoryFetch> fetch_;
};

TEST_F(HistoryFetchTest, AsksNewestFirstAndNothingTwice) {
  database_.offered = {offer(Provenance::replica, {today - 10 * day_ms, today})};
  HistoryFetch& fetching = fetch({&api_, &database_});
  fetching.sync(3 * 24, 0, true);
  ASSERT_TRUE(ends());
  ASSERT_EQ(database_.windows.size(), 3U);
  EXPECT_EQ(database_.windows[0].range, (TimeRange{today - day_ms, today}));
  EXPECT_EQ(database_.windows[2].range.from, now - 3 * day_ms);
  EXPECT_TRUE(api_.windows.empty());
  ASSERT_EQ(told_.size(), 1U);
  EXPECT_TRUE(told_[0].complete);
  fetching.sync(3 * 24, 0, true);
  ASSERT_TRUE(ends());
  EXPECT_EQ(database_.windows.size(), 3U);
}

TEST_F(HistoryFetchTest, WhatTheBestGivesNobodyElseIsAskedFor) {
  database_.offered = {offer(Provenance::replica, {today - day_ms, today})};
  api_.offered = {offer(Provenance::api_hourly, {today - 10 * day_ms, today}, 31 * day_ms)};
  fetch({&api_, &database_}).sync(4 * 24, 0, true);
  ASSERT_TRUE(ends());
  EXPECT_EQ(ranges(database_), (std::vector<TimeRange>{{today - day_ms, today}}));
  EXPECT_EQ(ranges(api_), (std::vector<TimeRange>{{now - 4 * day_ms, today - day_ms}}));
}

TEST_F(HistoryFetchTest, WhatOneCannotGiveAnotherDoesInTheSameRun) {
  database_.offered = {offer(Provenance::replica, {today - 3 * day_ms, today})};
  api_.offered = {offer(Provenance::api_hourly, {today - 10 * day_ms, today}, 31 * day_ms)};
  database_.error = Error{ErrorKind::offline, "The database is gone.", {}, {}};
  fetch({&api_, &database_}).sync(2 * 24, 0, true);
  ASSERT_TRUE(ends());
  EXPECT_EQ(database_.windows.size(), 1U) << "whoever is gone is not asked for the rest";
  EXPECT_EQ(ranges(api_), (std::vector<TimeRange>{{now - 2 * day_ms, today}}));
  ASSERT_EQ(told_.size(), 1U);
  EXPECT_TRUE(told_[0].complete) << told_[0].sentence;
}

TEST_F(HistoryFetchTest, WithoutAnybodyElseTheFaultIsTold) {
  database_.offered = {offer(Provenance::replica, {today - 3 * day_ms, today})};
  struct Row {
    Error error;
    std::size_t asked;
    bool complete;
  };
  for (const Row& row : {Row{{ErrorKind::offline, "Gone.", {}, {}}, 1, false},
                         Row{{ErrorKind::bad_data, "Nonsense.", {}, {}}, 3, false},
                         Row{{ErrorKind::not_permitted, "No.", {}, "energy"}, 3, true}}) {
    database_.windows.clear();
    told_.clear();
    database_.error = row.error;
    fetch({&database_}).sync(10 * 24, 0, true);
    ASSERT_TRUE(ends());
    EXPECT_EQ(database_.windows.size(), row.asked) << row.error.message;
    ASSERT_EQ(told_.size(), 1U);
    EXPECT_EQ(told_[0].complete, row.complete) << row.error.message;
    EXPECT_EQ(told_[0].faults.forbidden.size(), row.complete ? 1U : 0U);
  }
}

TEST_F(HistoryFetchTest, WhatIsLookedAtComesBeforeTheRest) {
  database_.offered = {offer(Provenance::replica, {today - 100 * day_ms, today})};
  database_.holds = true;
  HistoryFetch& fetching = fetch({&database_});
  fetching.sync(10 * 24, 0, true);
  ASSERT_TRUE(wait_until([&] { return database_.waiting != nullptr; }));
  const TimeRange looked_at{today - 50 * day_ms, today - 49 * day_ms};
  fetching.want({looked_at, {meter}, hour_ms});
  const auto why = [&](TimeMs at) {
    for (const AbsentRange& part : fetching.absence(meter, {today - 200 * day_ms, now}))
      if (part.range.contains(at)) return part.why;
    return Absence::no_source;
  };
  EXPECT_EQ(why(today - hour_ms), Absence::fetching);
  EXPECT_EQ(why(looked_at.from - day_ms), Absence::unreachable);
  EXPECT_EQ(why(today - 150 * day_ms), Absence::no_source);
  database_.go_on();
  ASSERT_TRUE(wait_until([&] { return database_.waiting != nullptr; }));
  ASSERT_EQ(database_.windows.size(), 2U);
  EXPECT_EQ(database_.windows[1].range, looked_at);
  EXPECT_EQ(why(looked_at.from), Absence::fetching);
  EXPECT_EQ(why(today - hour_ms), Absence::gap);
  database_.holds = false;
  database_.go_on();
  ASSERT_TRUE(ends());
  EXPECT_EQ(why(looked_at.from), Absence::gap);
}

TEST_F(HistoryFetchTest, WhatNobodyLooksAtAnyMoreIsNotFetched) {
  database_.offered = {offer(Provenance::replica, {today - 1000 * day_ms, today})};
  database_.holds = true;
  HistoryFetch& fetching = fetch({&database_});
  for (int i = 0; i < 30; ++i)
    fetching.want({{today - (500 + i) * day_ms, today - (499 + i) * day_ms}, {meter}, hour_ms});
  ASSERT_TRUE(wait_until([&] { return database_.waiting != nullptr; }));
  database_.holds = false;
  database_.go_on();
  ASSERT_TRUE(ends());
  EXPECT_LE(database_.windows.size(), 10U);
  // What is looked at now goes before what was.
  ASSERT_GE(database_.windows.size(), 2U);
  EXPECT_EQ(database_.windows[1].range.from, today - 529 * day_ms);
}

TEST_F(HistoryFetchTest, AWishThatFailsIsNotAskedForAgainAndAgain) {
  database_.offered = {offer(Provenance::replica, {today - 1000 * day_ms, today})};
  database_.error = Error{ErrorKind::bad_data, "Nonsense.", {}, {}};
  HistoryFetch& fetching = fetch({&database_});
  for (int i = 0; i < 10; ++i) {
    fetching.want({{today - 500 * day_ms, today - 499 * day_ms}, {meter}, hour_ms});
    ASSERT_TRUE(ends());
  }
  EXPECT_EQ(database_.windows.size(), 1U);
  // The next regular run is another occasion.
  database_.error.reset();
  fetching.sync(1, 1, false);
  ASSERT_TRUE(ends());
  fetching.want({{today - 500 * day_ms, today - 499 * day_ms}, {meter}, hour_ms});
  ASSERT_TRUE(ends());
  EXPECT_EQ(database_.windows.back().range.from, today - 500 * day_ms);
}

/// A page asks again whenever it is told that something may have changed.
TEST_F(HistoryFetchTest, APageThatAsksOnAndOnMakesNoRequestsForWhatIsNotThere) {
  HistoryOffer place = offer(Provenance::api_history, {now - 366 * day_ms, now}, 366 * day_ms);
  place.dataset = Dataset::climate;
  place.entity = "attic";
  place.until_now = true;
  api_.offered = {place};
  api_.empty = true;
  HistoryFetch& fetching = fetch({&api_});
  fetching.sync(24, 0, true);
  ASSERT_TRUE(ends());
  ASSERT_EQ(api_.windows.size(), 1U);
  const GroupKey attic{Dataset::climate, "attic"};
  const auto look = [&] {
    const TimeMs end = ceil_to(clock_.now(), hour_ms);
    fetching.want({{end - day_ms, end}, {attic}, 5 * minute_ms});
    ASSERT_TRUE(ends());
  };
  // Into the next hour, and past the time for which an open answer counts.
  for (int i = 0; i < 200; ++i) {
    clock_.advance(30 * second_ms);
    look();
  }
  EXPECT_LE(api_.windows.size(), 9U) << "in 100 minutes";
  const std::size_t before = api_.windows.size();
  for (int i = 0; i < 100; ++i) look();
  EXPECT_LE(api_.windows.size(), before + 1);
}

TEST_F(HistoryFetchTest, WhatWasLookedAtIsNotFetchedOnceMoreByTheRun) {
  database_.offered = {offer(Provenance::replica, {today - 100 * day_ms, today})};
  database_.holds = true;
  HistoryFetch& fetching = fetch({&database_});
  fetching.sync(5 * 24, 0, true);
  ASSERT_TRUE(wait_until([&] { return database_.waiting != nullptr; }));
  fetching.want({{today - 4 * day_ms, today}, {meter}, hour_ms});
  database_.holds = false;
  database_.go_on();
  ASSERT_TRUE(ends());
  std::map<TimeMs, int> times;
  for (const HistoryWindow& w : database_.windows) ++times[w.range.to];
  for (const auto& [to, count] : times) EXPECT_EQ(count, 1) << format_rfc3339(to);
  EXPECT_GE(times.size(), 5U);
}

TEST_F(HistoryFetchTest, DetailsThatCannotBeKeptKeepNothingElseBack) {
  HistoryOffer readings = offer(Provenance::replica, {today - 100 * day_ms, today});
  readings.for_writer = true;
  HistoryOffer quarters = readings;
  quarters.resolution = quarter_ms;
  quarters.largest_window = 7 * day_ms;
  database_.offered = {readings, quarters};
  database_.fails_details = true;
  HistoryFetch& fetching = fetch({&database_});
  const TimeRange week{today - 40 * day_ms, today - 33 * day_ms};
  fetching.want({week, {meter}, 10 * second_ms});
  ASSERT_TRUE(wait_until([&] { return !database_.windows.empty(); }) && ends());
  std::size_t details = 0;
  std::vector<TimeRange> coarse;
  for (const HistoryWindow& w : database_.windows)
    if (w.offer.resolution == quarter_ms)
      coarse.push_back(w.range);
    else
      ++details;
  EXPECT_EQ(details, 1U) << "the rest is not tried in vain";
  EXPECT_EQ(coarse, std::vector<TimeRange>{week});
}

TEST_F(HistoryFetchTest, StopsInTheMiddle) {
  database_.offered = {offer(Provenance::replica, {today - 100 * day_ms, today})};
  database_.holds = true;
  HistoryFetch& fetching = fetch({&database_});
  fetching.sync(10 * 24, 0, true);
  ASSERT_TRUE(wait_until([&] { return database_.waiting != nullptr; }));
  bool ended = false;
  QObject::connect(&fetching, &HistoryFetch::ended, &fetching, [&] { ended = true; });
  fetching.stop();
  EXPECT_TRUE(fetching.is_under_way());
  database_.go_on();
  EXPECT_TRUE(wait_until([&] { return ended; }));
  EXPECT_EQ(database_.windows.size(), 1U);
  ASSERT_EQ(told_.size(), 1U);
  EXPECT_FALSE(told_[0].complete) << "what was cut short is not up to date";
  told_.clear();
  fetching.sync(1, 0, true);
  ASSERT_EQ(told_.size(), 1U);
  EXPECT_FALSE(told_[0].complete);
}

TEST_F(HistoryFetchTest, WhatOnlyAWriterKeepsIsNotFetchedByOthers) {
  const auto other = HistoryStore::open({.path = store_->path(), .writer_name = "other"}, clock_);
  ASSERT_FALSE((*other)->is_writer());
  HistoryOffer columns = offer(Provenance::replica, {today - 10 * day_ms, today});
  columns.for_writer = true;
  database_.offered = {columns};
  api_.offered = {offer(Provenance::api_hourly, {today - 10 * day_ms, today}, 31 * day_ms)};
  HistoryFetch reading(config_, clock_, **other, reader_, {&api_, &database_});
  reading.sync(24, 0, false);
  ASSERT_TRUE(wait_until([&] { return !reading.is_under_way(); }));
  EXPECT_TRUE(database_.windows.empty());
  EXPECT_EQ(api_.windows.size(), 1U);
}

}  // namespace
}  // namespace hearth
