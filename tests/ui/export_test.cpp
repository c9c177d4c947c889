#include "tests/support/wait.h"
#include "tests/ui/item_tree.h"
#include "tests/ui/scripted_window.h"

#include <QApplication>
#include <QDesktopServices>
#include <QFileDialog>
#include <QLineEdit>
#include <QPointer>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <gtest/gtest.h>

#include <limits>

namespace hearth {
namespace {

using test::wait_until;

const QLocale swedish(QLocale::Swedish, QLocale::Sweden);
const Format stockholm(swedish, "Europe/Stockholm");

TimeMs at(const char* text) {
  return parse_rfc3339(text).value();
}

ExportRequest asked(ExportPreset preset, const char* now, const Format& format = stockholm) {
  return request_of({.preset = preset}, at(now), format, swedish);
}

TEST(ExportPresets, AreStretchesOfTheHomesCalendar) {
  const char* now = "2026-11-19T23:30:00Z";  // half past midnight at home, on the 20th
  const ExportRequest today = asked(ExportPreset::today, now);
  EXPECT_EQ(today.range.from, at("2026-11-19T23:00:00Z"));
  EXPECT_EQ(today.range.to, at("2026-11-20T23:00:00Z"));
  EXPECT_FALSE(today.buckets.has_value());

  // Summer time ends within the thirty days.
  const ExportRequest month = asked(ExportPreset::last_30_days, now);
  EXPECT_EQ(month.range.from, at("2026-10-21T22:00:00Z"));
  EXPECT_EQ(month.range.to, at("2026-11-20T23:00:00Z"));
  EXPECT_EQ(month.buckets, BucketSpec(CalendarBuckets{CalendarUnit::hour, "Europe/Stockholm"}));

  const ExportRequest this_month = asked(ExportPreset::this_month, now);
  EXPECT_EQ(this_month.range.from, at("2026-10-31T23:00:00Z"));
  EXPECT_EQ(this_month.range.to, at("2026-11-30T23:00:00Z"));
  EXPECT_EQ(this_month.buckets, BucketSpec(CalendarBuckets{CalendarUnit::day, "Europe/Stockholm"}));

  const ExportRequest year = asked(ExportPreset::last_year, now);
  EXPECT_EQ(year.range.from, at("2024-12-31T23:00:00Z"));
  EXPECT_EQ(year.range.to, at("2025-12-31T23:00:00Z"));
  EXPECT_EQ(year.buckets, this_month.buckets);

  const ExportRequest all = asked(ExportPreset::everything, now);
  EXPECT_EQ(all.range.from, std::numeric_limits<TimeMs>::min());
  EXPECT_EQ(all.range.to, std::numeric_limits<TimeMs>::max());
  EXPECT_EQ(all.buckets, month.buckets);
}

TEST(ExportPresets, FollowTheChoicesOfFileAndTime) {
  const TimeMs now = at("2026-11-19T12:00:00Z");
  ExportChoice choice{.dataset = Dataset::climate};
  const ExportRequest sheet = request_of(choice, now, stockholm, swedish);
  EXPECT_EQ(sheet.dataset, Dataset::climate);
  EXPECT_EQ(sheet.format, ExportFormat::csv);
  EXPECT_EQ(sheet.locale, "sv_SE");
  EXPECT_EQ(sheet.time_zone, "Europe/Stockholm");
  // Where the decimal sign is a point, any spreadsheet opens plain CSV.
  EXPECT_TRUE(request_of(choice, now, stockholm, QLocale::c()).locale.empty());
  choice.file = ExportFile::csv;
  choice.utc = true;
  EXPECT_TRUE(request_of(choice, now, stockholm, swedish).locale.empty());
  EXPECT_TRUE(request_of(choice, now, stockholm, swedish).time_zone.empty());
  choice.file = ExportFile::ndjson;
  EXPECT_EQ(request_of(choice, now, stockholm, swedish).format, ExportFormat::ndjson);
}

TEST(ExportPresets, FilesAreNamedAfterWhatIsInThem) {
  const TimeMs now = at("2026-11-19T12:00:00Z");
  const auto name = [&](ExportPreset preset, Dataset dataset = Dataset::energy,
                        ExportFile file = ExportFile::spreadsheet) {
    return suggested_name({.preset = preset, .dataset = dataset, .file = file}, now, stockholm).toStdString();
  };
  EXPECT_EQ(name(ExportPreset::today), "hearthboard-energy-2026-11-19.csv");
  EXPECT_EQ(name(ExportPreset::last_30_days), "hearthboard-energy-2026-10-21-to-2026-11-19.csv");
  EXPECT_EQ(name(ExportPreset::this_month, Dataset::heatpump), "hearthboard-heatpump-2026-11.csv");
  EXPECT_EQ(name(ExportPreset::last_year, Dataset::climate), "hearthboard-climate-2025.csv");
  EXPECT_EQ(name(ExportPreset::everything, Dataset::price, ExportFile::ndjson),
            "hearthboard-price-until-2026-11-19.ndjson");
}

const RemovableDrive kingston{"/media/pi/KINGSTON", "KINGSTON", 3'000'000'000};
const RemovableDrive backup{"/media/pi/BACKUP", "BACKUP", 9'000'000'000};

class ExportDialogTest : public ScriptedWindow {
 protected:
  ExportDialogTest() : ScriptedWindow(swedish, true) {}
  ExportModel& model() { return *app_->home()->exporting(); }
  void plug(std::vector<RemovableDrive> drives) {
    home_.status.now.drives = std::move(drives);
    Q_EMIT home_.status.updated();
  }
};

TEST_F(ExportDialogTest, OpensOnWhatThePageIsAbout) {
  open(climate_page);
  click("export");
  ASSERT_TRUE(model().is_open());
  EXPECT_EQ(model().dataset(), static_cast<int>(Dataset::climate));
  EXPECT_TRUE(says(QStringLiteral("hearthboard-climate-2026-01-15.csv")));
  EXPECT_TRUE(says(QStringLiteral("CSV with semicolons and decimal commas, for spreadsheets here.")));
  click("exportClose");
  EXPECT_FALSE(model().is_open());
  EXPECT_EQ(item("exportCard"), nullptr);
  app_->set_page(services_page);
  frame();
  EXPECT_EQ(item("export"), nullptr);
}

TEST_F(ExportDialogTest, WritesWhatWasChosenAndSaysWhereItIs) {
  open(energy_page);
  click("export");
  click("exportPreset.2");
  click("exportDataset.1");
  click("exportFormat.1");
  click("exportTime.1");
  click("exportStart");
  ASSERT_EQ(home_.commands.exports.size(), 1U);
  const ExportOrder& order = home_.commands.exports[0];
  EXPECT_EQ(order.request.dataset, Dataset::heatpump);
  EXPECT_EQ(order.request.range.from, at("2025-12-31T23:00:00Z"));
  EXPECT_TRUE(order.request.time_zone.empty());
  EXPECT_TRUE(order.request.locale.empty());
  EXPECT_FALSE(order.replace);
  EXPECT_FALSE(order.to_drive);
  const QString downloads = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
  EXPECT_EQ(order.file, downloads + QStringLiteral("/hearthboard-heatpump-2026-01.csv"));
  EXPECT_EQ(model().state(), ExportModel::Running);
  // Once is enough.
  model().start();
  EXPECT_EQ(home_.commands.exports.size(), 1U);

  Q_EMIT home_.commands.export_progress(0.5);
  EXPECT_TRUE(says(QStringLiteral("50 %")));
  const QQuickItem* bar = item("exportProgress");
  ASSERT_NE(bar, nullptr);
  EXPECT_NEAR(bar->width(), bar->parentItem()->width() / 2, 1);

  Q_EMIT home_.commands.export_done(order.file, 15);
  EXPECT_TRUE(says(QStringLiteral("Saved: hearthboard-heatpump-2026-01.csv, 15 rows")));
  OpenedUrl opened;
  QDesktopServices::setUrlHandler(QStringLiteral("file"), &opened, "open");
  click("exportFolder");
  QDesktopServices::unsetUrlHandler(QStringLiteral("file"));
  EXPECT_EQ(opened.url, QUrl::fromLocalFile(downloads));
  click("exportClose");
  EXPECT_FALSE(model().is_open());
}

TEST_F(ExportDialogTest, CanBeCancelled) {
  open(energy_page);
  click("export");
  click("exportStart");
  click("exportCancel");
  EXPECT_EQ(home_.commands.cancels, 1);
  Q_EMIT home_.commands.export_failed({ErrorKind::cancelled, "The export was cancelled.", {}, {}});
  EXPECT_TRUE(model().is_open());
  EXPECT_EQ(model().state(), ExportModel::Choosing);
  // Closed while it runs, it is cancelled too, and its end is awaited before another can begin.
  click("exportStart");
  model().close();
  EXPECT_EQ(home_.commands.cancels, 2);
  model().show(0);
  EXPECT_EQ(model().state(), ExportModel::Running);
  Q_EMIT home_.commands.export_failed({ErrorKind::cancelled, "The export was cancelled.", {}, {}});
  EXPECT_EQ(model().state(), ExportModel::Choosing);
  QTest::keyClick(main_->window(), Qt::Key_Escape);
  EXPECT_FALSE(model().is_open());
}

TEST_F(ExportDialogTest, AsksBeforeItReplacesAFile) {
  open(energy_page);
  click("export");
  click("exportStart");
  Q_EMIT home_.commands.export_exists(home_.commands.exports[0].file);
  EXPECT_TRUE(says(QStringLiteral("There is such a file already")));
  click("exportBack");
  EXPECT_EQ(model().state(), ExportModel::Choosing);
  EXPECT_EQ(home_.commands.exports.size(), 1U);
  click("exportStart");
  Q_EMIT home_.commands.export_exists(home_.commands.exports[1].file);
  click("exportReplace");
  ASSERT_EQ(home_.commands.exports.size(), 3U);
  EXPECT_FALSE(home_.commands.exports[1].replace);
  EXPECT_TRUE(home_.commands.exports[2].replace);
  EXPECT_EQ(home_.commands.exports[2].file, home_.commands.exports[1].file);
}

TEST_F(ExportDialogTest, SaysWhatWentWrongAndWhatToDo) {
  open(energy_page);
  click("export");
  click("exportStart");
  Q_EMIT home_.commands.export_failed(
      {ErrorKind::storage, "The disk is full.", "Make room, or choose another folder.", {}});
  EXPECT_TRUE(says(QStringLiteral("The disk is full.")));
  EXPECT_TRUE(says(QStringLiteral("Make room, or choose another folder.")));
  click("exportAgain");
  EXPECT_EQ(home_.commands.exports.size(), 2U);
  EXPECT_EQ(model().state(), ExportModel::Running);
}

TEST_F(ExportDialogTest, SaysWhereThereWasNothingToWrite) {
  open(energy_page);
  click("export");
  click("exportStart");
  Q_EMIT home_.commands.export_done(home_.commands.exports[0].file, 0);
  EXPECT_TRUE(model().sentence().startsWith(QStringLiteral("Nothing is known of that time")));
}

TEST_F(ExportDialogTest, AnotherPlaceIsKeptAndItsNameUntilAnotherChoice) {
  open(energy_page);
  click("export");
  model().set_file(QStringLiteral("/tmp/papers/winter.csv"));
  EXPECT_TRUE(says(QStringLiteral("winter.csv")));
  EXPECT_TRUE(says(QStringLiteral("In /tmp/papers")));
  click("exportPreset.3");
  click("exportStart");
  EXPECT_EQ(home_.commands.exports.back().file, QStringLiteral("/tmp/papers/hearthboard-energy-2025.csv"));
}

TEST_F(ExportDialogTest, AFileIsChosenInTheDesktopsOwnDialog) {
  const QTemporaryDir folder;
  open(energy_page);
  click("export");
  click("exportChange");
  QPointer<QFileDialog> dialog;
  for (QWidget* widget : QApplication::topLevelWidgets())
    if (auto* found = qobject_cast<QFileDialog*>(widget)) dialog = found;
  ASSERT_FALSE(dialog.isNull());
  dialog->setDirectory(folder.path());
  auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
  ASSERT_NE(name, nullptr);
  EXPECT_EQ(name->text(), QStringLiteral("hearthboard-energy-2026-01-15.csv"));
  name->setText(QStringLiteral("mine.csv"));
  QMetaObject::invokeMethod(dialog, "accept");
  ASSERT_TRUE(wait_until([&] { return dialog.isNull(); }));
  EXPECT_TRUE(says(QStringLiteral("mine.csv")));
  click("exportStart");
  EXPECT_EQ(home_.commands.exports.back().file, folder.filePath(QStringLiteral("mine.csv")));
}

TEST_F(ExportDialogTest, ThePageBelowIsNotTouched) {
  open(energy_page);
  click("export");
  click("rail.climate");
  EXPECT_EQ(app_->page(), energy_page);
  // A tap beside the dialog closes it; one within does not.
  EXPECT_FALSE(model().is_open());
  click("export");
  click(item("exportCard")->mapToScene(QPointF(3, 3)));
  EXPECT_TRUE(model().is_open());
}

TEST_F(ExportDialogTest, AKioskWritesToAStickOrOffersNothing) {
  open(energy_page, true);
  EXPECT_FALSE(model().offered());
  EXPECT_EQ(item("export"), nullptr);
  app_->show_export();
  EXPECT_FALSE(model().is_open());

  plug({kingston});
  frame();
  ASSERT_NE(item("export"), nullptr);
  click("export");
  EXPECT_TRUE(says(QStringLiteral("On USB stick KINGSTON")));
  EXPECT_EQ(item("exportChange"), nullptr);
  click("exportStart");
  ASSERT_EQ(home_.commands.exports.size(), 1U);
  EXPECT_TRUE(home_.commands.exports[0].to_drive);
  EXPECT_EQ(home_.commands.exports[0].file,
            QStringLiteral("/media/pi/KINGSTON/hearthboard-energy-2026-01-15.csv"));
  EXPECT_TRUE(says(QStringLiteral("Leave the USB stick in.")));
  Q_EMIT home_.commands.export_done(home_.commands.exports[0].file, 59'000);
  EXPECT_TRUE(says(QStringLiteral("The USB stick may be pulled out now.")));
  EXPECT_EQ(item("exportFolder"), nullptr);
  // Pulled, it takes the dialog with it.
  plug({});
  frame();
  EXPECT_FALSE(model().is_open());
  EXPECT_EQ(item("export"), nullptr);
}

TEST_F(ExportDialogTest, AStickPulledTooEarlyIsSaid) {
  open(energy_page, true);
  plug({kingston});
  click("export");
  click("exportStart");
  plug({});
  EXPECT_TRUE(model().is_open());
  EXPECT_EQ(model().state(), ExportModel::Running);
  Q_EMIT home_.commands.export_failed(
      {ErrorKind::storage, "The USB stick is gone.", "Plug it in again.", {}});
  EXPECT_TRUE(says(QStringLiteral("The USB stick is gone.")));
  // Trying again without a drive does nothing; with it, it writes.
  click("exportAgain");
  EXPECT_EQ(home_.commands.exports.size(), 1U);
  plug({kingston});
  click("exportAgain");
  EXPECT_EQ(home_.commands.exports.size(), 2U);
}

TEST_F(ExportDialogTest, OfTwoSticksOneIsChosen) {
  open(energy_page, true);
  plug({kingston, backup});
  click("export");
  click("exportChange");
  click("exportStart");
  EXPECT_TRUE(home_.commands.exports[0].file.startsWith(QStringLiteral("/media/pi/BACKUP/")));
}

TEST_F(ExportDialogTest, TheDemoAndTheDesktopKnowNothingOfSticks) {
  open(home_page);
  plug({kingston});
  EXPECT_FALSE(model().to_drive());
  EXPECT_TRUE(model().offered());
}

/// Each state of the dialog in each size and theme, for a finger and for a pointer.
TEST_F(ExportDialogTest, FitsEverywhere) {
  home_.status.now.drives = {{"/media/pi/A-RATHER-LONG-NAME-OF-A-STICK", "A-RATHER-LONG-NAME-OF-A-STICK", 1},
                             kingston};
  const QString file = QStringLiteral("/media/pi/X/hearthboard-heatpump-2025-12-17-to-2026-01-15.ndjson");
  for (const QSize size :
       {QSize(320, 480), QSize(480, 320), QSize(800, 480), QSize(1024, 600), QSize(480, 800),
        QSize(800, 1280), QSize(1280, 800), QSize(1920, 1080), QSize(3840, 2160)})
    for (const bool kiosk : {false, true}) {
      open(energy_page, kiosk, size, !kiosk);
      const auto check = [&](const char* what, int least_texts) {
        for (const auto& [scale, dark] : {std::pair(1.3, true), {2.0, false}, {1.0, true}, {1.0, false}}) {
          if (scale > 1.3 && size.width() * size.height() < 800 * 480) continue;
          app_->set_dark(dark);
          app_->set_text_scale(scale);
          frame();
          SCOPED_TRACE(testing::Message() << what << " " << size.width() << "x" << size.height()
                                          << (kiosk ? " kiosk " : " ") << scale);
          const QQuickItem* card = item("exportCard");
          ASSERT_NE(card, nullptr);
          const QRectF window(0, 0, size.width(), size.height());
          EXPECT_TRUE(window.contains(card->mapRectToScene(card->boundingRect())));
          const test::TreeFindings found = test::walk(*main_->window(), card);
          EXPECT_GE(found.texts, least_texts);
          for (const QString& fault : found.faults) ADD_FAILURE() << fault.toStdString();
        }
      };
      click("export");
      model().set_preset(1);
      model().set_dataset(1);
      check("choices", 20);
      for (const char* target : {"exportPreset.0", "exportDataset.0", "exportStart", "exportClose"})
        EXPECT_GE(item(target)->height(), kiosk ? 56 : 48) << target;
      click("exportStart");
      Q_EMIT home_.commands.export_progress(0.42);
      check("running", 4);
      Q_EMIT home_.commands.export_exists(file);
      check("asking", 5);
      model().replace();
      Q_EMIT home_.commands.export_failed(
          {ErrorKind::cannot_create,
           "The file cannot be made: there is no folder /home/somebody/with/a/rather/long/name.",
           "Choose another folder, or make that one.",
           {}});
      check("failed", 5);
      model().start();
      Q_EMIT home_.commands.export_done(file, 0);
      check("done", 4);
    }
}

}  // namespace
}  // namespace hearth
