#include "core/engine/store_reader.h"

namespace hearth {

StoreReader::StoreReader(QObject& owner)
    : owner_(owner), thread_([this](const std::stop_token& stop) { run(stop); }) {}

StoreReader::~StoreReader() {
  thread_.request_stop();
  thread_.join();
}

void StoreReader::post(std::function<void()> job) {
  {
    const std::lock_guard guard(mutex_);
    jobs_.push_back(std::move(job));
  }
  posted_.notify_one();
}

void StoreReader::run(const std::stop_token& stop) {
  while (true) {
    std::function<void()> job;
    {
      std::unique_lock guard(mutex_);
      posted_.wait(guard, stop, [this] { return !jobs_.empty(); });
      if (stop.stop_requested()) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job();
  }
}

}  // namespace hearth
