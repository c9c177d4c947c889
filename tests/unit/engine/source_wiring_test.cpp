#include "core/engine/source_wiring.h"

#include "core/source/homelab_api/config.h"
#include "tests/unit/engine/engine_rooms_fixture.h"

#include <gmock/gmock.h>

namespace hearth {
namespace {

using test::wait_until;
using testing::ElementsAre;

/// A home without any source.
class SourceWiringTest : public test::EngineRoomsTest {
 protected:
  void sync(QObject& receiver, int hours) {
    sources.sync(hours, {service, &receiver, [this, hours](const SyncEnd& end) {
                           ends.push_back(hours);
                           sentence = end.sentence;
                           EXPECT_FALSE(end.complete);
                         }});
  }
  Engine::Options options() const {
    Engine::Options all;
    all.config = config;
    all.history_hours = 0;
    return all;
  }
  QObject service;
  SourceWiring sources{options(), {clocks, store, recorder, energy, status}};
  std::vector<int> ends;
  QString sentence;
};

TEST_F(SourceWiringTest, EachSyncIsAnsweredInTheOrderTheyWereAskedFor) {
  open();
  QObject receiver;
  auto gone = std::make_unique<QObject>();
  for (const int hours : {1, 2, 3}) sync(receiver, hours);
  sync(*gone, 4);
  gone.reset();
  sync(receiver, 5);
  ASSERT_TRUE(wait_until([&] { return ends.size() == 4; }));
  EXPECT_THAT(ends, ElementsAre(1, 2, 3, 5));
  EXPECT_EQ(sentence, QStringLiteral("No service to fetch from is set up."));
}

TEST_F(SourceWiringTest, WithoutAStoreThereIsNowhereToFetchFrom) {
  QObject receiver;
  EXPECT_FALSE(sources.stop()) << "nothing has been started";
  sync(receiver, 1);
  ASSERT_TRUE(wait_until([&] { return !ends.empty(); }));
  EXPECT_EQ(sentence, QStringLiteral("There is nowhere to fetch from."));
}

TEST_F(SourceWiringTest, StopsAndSaysSo) {
  open();
  sources.connect_sources();
  bool stopped = false;
  QObject::connect(&sources, &SourceWiring::stopped, [&] { stopped = true; });
  ASSERT_TRUE(sources.stop());
  EXPECT_TRUE(wait_until([&] { return stopped; }));
  sources.clear();
}

TEST_F(SourceWiringTest, TheStatusNamesWhatIsGoingToBeConnected) {
  config.of<HomelabApiConfig>().base_url = "https://home.example";
  SourceWiring others(options(), {clocks, store, recorder, energy, status});
  others.announce();
  status.publish_now();
  ASSERT_TRUE(wait_until([&] { return !status_service.status().connections.empty(); }));
  EXPECT_EQ(status_service.status().connections.front().name, QStringLiteral("API"));
  EXPECT_EQ(status_service.status().connections.front().state, ConnectionState::connecting);
}

}  // namespace
}  // namespace hearth
