#include "core/identity/session_lock.h"

#include "core/identity/secret_places.h"
#include "core/net/one_shot.h"

#include <QRandomGenerator>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace hearth {
namespace {

constexpr int longest_wait_ms = 1000;

bool set_lock(int file, short type) {
  struct flock lock = {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  return ::fcntl(file, F_OFD_SETLK, &lock) == 0;
}

}  // namespace

SessionLock::SessionLock(std::filesystem::path path, QObject* parent)
    : QObject(parent), path_(std::move(path)), id_(QRandomGenerator::system()->generate64()) {
  look_again_.setSingleShot(true);
  connect(&look_again_, &QTimer::timeout, this, &SessionLock::wake);
  // Others are heard from the beginning; where the file cannot be made, `take` says so.
  (void)open();
}

SessionLock::~SessionLock() {
  stop();
  close();
}

Expected<void> SessionLock::open() {
  if (file_ >= 0) return {};
  std::error_code ignored;
  if (std::filesystem::create_directories(path_.parent_path(), ignored))
    std::filesystem::permissions(path_.parent_path(), std::filesystem::perms::owner_all, ignored);
  if (auto unsafe = unsafe_folder(path_.parent_path())) return std::unexpected(std::move(*unsafe));
  file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  events_ = file_ < 0 ? -1 : ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (events_ < 0 || ::inotify_add_watch(events_, path_.c_str(), IN_MODIFY | IN_CLOSE_WRITE) < 0) {
    const int code = errno;
    close();
    return fail(ErrorKind::storage, said("{} cannot be used: {}.", path_.string(), std::strerror(code)),
                "Check the rights of its folder: programs that share a session meet there.", path_.string());
  }
  written_ = content();
  notifier_ = std::make_unique<QSocketNotifier>(events_, QSocketNotifier::Read);
  connect(notifier_.get(), &QSocketNotifier::activated, this, &SessionLock::on_file_event);
  return {};
}

void SessionLock::close() {
  notifier_.reset();
  if (events_ >= 0) ::close(events_);
  if (file_ >= 0) ::close(file_);
  events_ = file_ = -1;
}

QCoro::Task<Expected<void>> SessionLock::take() {
  Expected<void> taken = fail(ErrorKind::cancelled, "Stopped.");
  while (!stopped_) {
    // A file that somebody has removed is no meeting place any more.
    struct stat status = {};
    if (file_ >= 0 && ::fstat(file_, &status) == 0 && status.st_nlink == 0) close();
    if (taken = open(); !taken) break;
    if (try_lock()) break;
    taken = fail(ErrorKind::cancelled, "Stopped.");
    OneShot<bool> woken;
    waiting_ = &woken;
    // The kernel tells of a file's last close before it takes the lock away, a full disk lets nobody write,
    // and a network's file system does not tell at all.
    look_again_.start(longest_wait_ms);
    const auto wait = woken.wait();
    co_await wait;
  }
  co_return taken;
}

bool SessionLock::try_lock() {
  return set_lock(file_, F_WRLCK);
}

void SessionLock::release() {
  if (file_ < 0) return;
  // Unlocked first: who is woken by the write finds it free.
  set_lock(file_, F_UNLCK);
  written_ = fmt::format("{:016x} {:>10}\n", id_, ++releases_);
  if (::pwrite(file_, written_.data(), written_.size(), 0) < 0) written_.clear();
}

void SessionLock::stop() {
  stopped_ = true;
  look_again_.stop();
  if (auto* const waiting = std::exchange(waiting_, nullptr)) waiting->give(false);
}

std::string SessionLock::content() const {
  std::array<char, 64> buffer{};
  const ssize_t n = ::pread(file_, buffer.data(), buffer.size(), 0);
  return n > 0 ? std::string(buffer.data(), static_cast<std::size_t>(n)) : std::string();
}

void SessionLock::on_file_event() {
  std::array<char, 4096> events{};
  while (::read(events_, events.data(), events.size()) > 0) {
  }
  const std::string now = content();
  if (now != written_) {
    written_ = now;
    Q_EMIT changed_elsewhere();
  }
  wake();
}

void SessionLock::wake() {
  if (auto* const waiting = std::exchange(waiting_, nullptr)) waiting->give(true);
}

}  // namespace hearth
