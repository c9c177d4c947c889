#pragma once

#include <sqlite3.h>

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>

namespace hearth::test {

/// A layer under SQLite (a VFS) whose writes fail, and whose writes or all calls hang, when told to. One at a
/// time; connections opened while it lives must be closed before it goes.
class FaultyDisk {
 public:
  FaultyDisk() {
    self = this;
    real_ = sqlite3_vfs_find(nullptr);
    vfs_ = *real_;
    vfs_.zName = "faulty";
    vfs_.xOpen = [](sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* given) {
      self->wait_while(self->hangs_in_all_);
      const int code = self->real_->xOpen(self->real_, name, file, flags, given);
      if (file->pMethods != nullptr) file->pMethods = self->wrapped(file->pMethods);
      return code;
    };
    sqlite3_vfs_register(&vfs_, 1);
  }
  ~FaultyDisk() {
    go_on();
    sqlite3_vfs_register(real_, 1);
    sqlite3_vfs_unregister(&vfs_);
    self = nullptr;
  }
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  /// From now on writes fail with this errno; 0: they do not.
  void fail_writes(int code) { failure_ = code; }
  /// From now on no file grows beyond this; 0: without limit.
  void most_bytes(sqlite3_int64 bytes) { limit_ = bytes; }
  /// From now on whoever writes waits until `go_on`.
  void hang() {
    const std::lock_guard guard(mutex_);
    hangs_ = true;
  }
  /// The same of whoever opens a file or reads.
  void hang_in_all() {
    const std::lock_guard guard(mutex_);
    hangs_ = hangs_in_all_ = true;
  }
  void go_on() {
    {
      const std::lock_guard guard(mutex_);
      hangs_ = hangs_in_all_ = false;
    }
    changed_.notify_all();
  }
  /// Waits until somebody hangs.
  void wait_for_victim() {
    std::unique_lock guard(mutex_);
    changed_.wait(guard, [this] { return victims_ > 0; });
  }

 private:
  struct Methods {
    sqlite3_io_methods wrapper;  ///< first: a file's pointer to it is one to this
    const sqlite3_io_methods* real;
  };
  static const sqlite3_io_methods* real_of(sqlite3_file* file) {
    return reinterpret_cast<const Methods*>(file->pMethods)->real;
  }
  const sqlite3_io_methods* wrapped(const sqlite3_io_methods* real) {
    const std::lock_guard guard(mutex_);
    auto& entry = methods_[real];
    if (!entry) {
      entry = std::make_unique<Methods>(Methods{*real, real});
      entry->wrapper.xWrite = [](sqlite3_file* file, const void* data, int bytes, sqlite3_int64 at) {
        if (const int code = self->meet(SQLITE_IOERR_WRITE); code != SQLITE_OK) return code;
        if (const sqlite3_int64 limit = self->limit_; limit != 0 && at + bytes > limit) return SQLITE_FULL;
        return real_of(file)->xWrite(file, data, bytes, at);
      };
      entry->wrapper.xRead = [](sqlite3_file* file, void* data, int bytes, sqlite3_int64 at) {
        self->wait_while(self->hangs_in_all_);
        return real_of(file)->xRead(file, data, bytes, at);
      };
      // What was read before is in memory: only here each reading comes by.
      entry->wrapper.xShmLock = [](sqlite3_file* file, int offset, int count, int flags) {
        if ((flags & SQLITE_SHM_LOCK) != 0) self->wait_while(self->hangs_in_all_);
        return real_of(file)->xShmLock(file, offset, count, flags);
      };
      entry->wrapper.xSync = [](sqlite3_file* file, int flags) {
        if (const int code = self->meet(SQLITE_IOERR_FSYNC); code != SQLITE_OK) return code;
        return real_of(file)->xSync(file, flags);
      };
    }
    return &entry->wrapper;
  }
  void wait_while(const bool& hangs) {
    std::unique_lock guard(mutex_);
    if (!hangs) return;
    ++victims_;
    changed_.notify_all();
    changed_.wait(guard, [&] { return !hangs; });
    --victims_;
  }
  /// What becomes of a write.
  int meet(int code) {
    wait_while(hangs_);
    const int failure = failure_;
    if (failure == 0) return SQLITE_OK;
    errno = failure;
    return failure == ENOSPC ? SQLITE_FULL : code;
  }

  static inline FaultyDisk* self = nullptr;
  sqlite3_vfs* real_ = nullptr;
  sqlite3_vfs vfs_{};
  std::map<const sqlite3_io_methods*, std::unique_ptr<Methods>> methods_;
  std::atomic<int> failure_{0};
  std::atomic<sqlite3_int64> limit_{0};
  std::mutex mutex_;
  std::condition_variable changed_;
  bool hangs_ = false;
  bool hangs_in_all_ = false;
  int victims_ = 0;
};

}  // namespace hearth::test
