#include "ui/shell/remembered.h"

#include "ui/pages/page_table.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QThreadPool>

#include <mutex>

namespace hearth {
namespace {

constexpr int least_side = 320;
constexpr int most_side = 16384;
constexpr qint64 largest_file = 64 * 1024;

QString file_in(const std::filesystem::path& folder) {
  return QString::fromStdString((folder / "display.json").string());
}

QJsonObject to_json(const Remembered& what) {
  QJsonObject json;
  if (what.page) json[QLatin1String("page")] = QLatin1String(page_row(*what.page).name);
  if (what.size) json[QLatin1String("width")] = what.size->width();
  if (what.size) json[QLatin1String("height")] = what.size->height();
  return json;
}

/// One after the other, so that the newest is what stays.
void write_file(const std::filesystem::path& folder, const QByteArray& text) {
  static std::mutex one;
  const std::scoped_lock lock(one);
  std::error_code ignored;
  std::filesystem::create_directories(folder, ignored);
  QSaveFile file(file_in(folder));
  if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
    qWarning("What the display remembers cannot be written to %s: %s", qUtf8Printable(file_in(folder)),
             qUtf8Printable(file.errorString()));
}

}  // namespace

Remembered read_remembered(const std::filesystem::path& folder) {
  QFile file(file_in(folder));
  if (!file.open(QIODevice::ReadOnly)) return {};
  const QJsonObject json = QJsonDocument::fromJson(file.read(largest_file)).object();
  Remembered found;
  if (const auto page = find_page_name(json[QLatin1String("page")].toString().toStdString()))
    found.page = static_cast<int>(*page);
  const QSize size(json[QLatin1String("width")].toInt(), json[QLatin1String("height")].toInt());
  const auto sensible = [](int side) { return side >= least_side && side <= most_side; };
  if (sensible(size.width()) && sensible(size.height())) found.size = size;
  return found;
}

Memory::Memory(std::filesystem::path folder, Remembered now, QObject* parent)
    : QObject(parent), folder_(std::move(folder)), now_(now) {
  soon_.setSingleShot(true);
  soon_.setInterval(1000);
  connect(&soon_, &QTimer::timeout, this, &Memory::write);
}

Memory::~Memory() {
  if (soon_.isActive()) write();
  QThreadPool::globalInstance()->waitForDone();
}

void Memory::keep_page(int page) {
  change({page, now_.size});
}

void Memory::keep_size(QSize size) {
  change({now_.page, size});
}

void Memory::change(const Remembered& to) {
  if (to == now_) return;
  now_ = to;
  soon_.start();
}

void Memory::write() {
  soon_.stop();
  QThreadPool::globalInstance()->start(
      [folder = folder_, text = QJsonDocument(to_json(now_)).toJson()] { write_file(folder, text); });
}

}  // namespace hearth
