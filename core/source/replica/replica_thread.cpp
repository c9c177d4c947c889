#include "core/source/replica/replica_thread.h"

#include <utility>

namespace hearth {

ReplicaThread::ReplicaThread(replica::Replica::Options options, const Clock& clock)
    : replica_(std::move(options), clock), thread_([this](const std::stop_token& stop) { run(stop); }) {}

ReplicaThread::~ReplicaThread() {
  stop();
  thread_.join();
}

void ReplicaThread::post(Job job, bool urgent) {
  {
    const std::lock_guard lock(mutex_);
    (urgent ? urgent_ : others_).push_back(std::move(job));
  }
  posted_.notify_all();
}

void ReplicaThread::stop() {
  thread_.request_stop();
}

void ReplicaThread::run(const std::stop_token& stop) {
  for (;;) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      posted_.wait(lock, stop, [this] { return !urgent_.empty() || !others_.empty(); });
      std::deque<Job>& queue = urgent_.empty() ? others_ : urgent_;
      if (queue.empty()) return;
      job = std::move(queue.front());
      queue.pop_front();
    }
    job(replica_, stop);
  }
}

}  // namespace hearth
