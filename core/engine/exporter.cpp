#include "core/engine/exporter.h"

#include "core/engine/post.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace hearth {
namespace {

namespace fs = std::filesystem;

/// A folder on a drive that has gone is an empty one of the system's own disk.
Expected<void> check_drive(const fs::path& folder) {
  using Stat = struct stat;
  Stat here;
  Stat above;
  if (::stat(folder.c_str(), &here) == 0 && ::stat(folder.parent_path().c_str(), &above) == 0 &&
      here.st_dev != above.st_dev)
    return {};
  return fail(ErrorKind::cannot_create, "The USB stick is gone.", "Plug it in again.");
}

/// Everything that is on its way to this file system is on it.
Expected<void> write_out(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool written = descriptor >= 0 && ::syncfs(descriptor) == 0;
  const std::string why = std::generic_category().message(errno);
  if (descriptor >= 0) ::close(descriptor);
  if (written) return {};
  return fail(ErrorKind::storage, said("The USB stick could not be written: {}.", why), "Try another stick.");
}

Expected<std::size_t> write_file(const HistoryStore& store, const ExportOrder& order,
                                 const std::function<void(double)>& say, const std::stop_token& stop) {
  const fs::path path = order.file.toStdString();
  if (order.to_drive) {
    if (const auto there = check_drive(path.parent_path()); !there) return std::unexpected(there.error());
  } else {
    // A new user may have no folder for downloads yet; what goes wrong is said when the file is made.
    std::error_code ignored;
    fs::create_directory(path.parent_path(), ignored);
  }
  const TimeRange whole = order.request.range.intersected(known_range(store, order.request.dataset));
  const auto rows = export_to_file(
      store, order.request, path, order.replace,
      [&](TimeMs done_until) {
        if (!whole.empty())
          say(static_cast<double>(done_until - whole.from) / static_cast<double>(whole.length()));
      },
      [&stop] { return stop.stop_requested(); });
  if (rows && order.to_drive) {
    if (const auto written = write_out(path.parent_path()); !written) return std::unexpected(written.error());
  }
  return rows;
}

}  // namespace

void Exporter::begin(ExportOrder order) {
  if (busy_.exchange(true)) {
    return post(service_, [](CommandService& s) {
      Q_EMIT s.export_failed(
          {ErrorKind::usage, "Another export is under way.", "Wait for its end, or cancel it.", {}});
    });
  }
  thread_ =
      std::jthread([this, ordered = std::move(order)](const std::stop_token& stop) { run(ordered, stop); });
}

void Exporter::cancel() {
  thread_.request_stop();
}

void Exporter::run(const ExportOrder& order, const std::stop_token& stop) {
  std::error_code unknown;
  if (!order.replace && fs::exists(order.file.toStdString(), unknown)) {
    busy_ = false;
    return post(service_, [file = order.file](CommandService& s) { Q_EMIT s.export_exists(file); });
  }
  double said = 0;
  const auto say = [&](double share) {
    // A window of a long export may be far less than a pixel of the bar.
    share = std::clamp(share, 0.0, 1.0);
    if (share - said < 0.005) return;
    said = share;
    post(service_, [share](CommandService& s) { Q_EMIT s.export_progress(share); });
  };
  const Expected<std::size_t> rows = write_file(store_, order, say, stop);
  busy_ = false;
  post(service_, [rows, file = order.file](CommandService& s) {
    if (rows)
      Q_EMIT s.export_done(file, *rows);
    else
      Q_EMIT s.export_failed(rows.error());
  });
}

}  // namespace hearth
