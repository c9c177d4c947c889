#include "ui/shell/remembered.h"

#include "ui/format/format.h"
#include "ui/pages/page_table.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <algorithm>

namespace hearth {
namespace {

class RememberedTest : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path folder() const {
    return folder_.filePath(QStringLiteral("state")).toStdString();
  }
  void put(const char* text) {
    QDir().mkpath(folder_.filePath(QStringLiteral("state")));
    QFile file(folder_.filePath(QStringLiteral("state/display.json")));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(text);
  }
  QTemporaryDir folder_;
};

TEST_F(RememberedTest, WhatIsKeptIsThereTheNextTime) {
  EXPECT_EQ(read_remembered(folder()), Remembered{});
  {
    Memory memory(folder(), {});
    memory.keep_page(climate_page);
    memory.keep_size(QSize(1024, 600));
    memory.keep_page(energy_page);
  }
  EXPECT_EQ(read_remembered(folder()), (Remembered{energy_page, QSize(1024, 600)}));
  // Nothing else stands there: no half of a file either.
  EXPECT_EQ(QDir(folder_.filePath(QStringLiteral("state"))).entryList(QDir::Files),
            QStringList(QStringLiteral("display.json")));
}

TEST_F(RememberedTest, WhatMakesNoSenseIsAsIfItHadNeverBeen) {
  for (const char* text :
       {"", "{", "[1]", R"({"page": 4, "width": "wide"})",
        R"({"page": "cellar", "width": -5, "height": 600})", R"({"width": 1e9, "height": 1e9})"}) {
    put(text);
    EXPECT_EQ(read_remembered(folder()), Remembered{}) << text;
  }
  put(R"({"page": "status", "width": 800, "height": 480})");
  EXPECT_EQ(read_remembered(folder()), (Remembered{services_page, QSize(800, 480)}));
}

TEST_F(RememberedTest, AFolderThatCannotBeWrittenIsNoEnd) {
  QFile file(folder_.filePath(QStringLiteral("state")));
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  Memory memory(folder(), {});
  memory.keep_page(home_page);
  EXPECT_EQ(memory.now().page, home_page);
}

TEST(NaturalOrder, IsThatOfPeople) {
  QStringList names = {QStringLiteral("Room 10"),  QStringLiteral("attic"), QStringLiteral("Room 2"),
                       QStringLiteral("Room 02b"), QStringLiteral("Bath"),  QStringLiteral("Room")};
  std::ranges::sort(names, [](const QString& a, const QString& b) { return natural_order(a, b) < 0; });
  EXPECT_EQ(names.join(QLatin1Char(',')), QStringLiteral("attic,Bath,Room,Room 2,Room 02b,Room 10"));
  EXPECT_EQ(natural_order(QStringLiteral("7"), QStringLiteral("7")), 0);
}

}  // namespace
}  // namespace hearth
