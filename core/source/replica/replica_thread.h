#pragma once

#include "core/source/replica/replica.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace hearth {

/// The thread on which the read replica is asked: one job at a time, urgent ones first. Members may be called
/// from any thread.
class ReplicaThread {
 public:
  using Job = std::function<void(replica::Replica&, const std::stop_token&)>;

  /// The clock must outlive this.
  ReplicaThread(replica::Replica::Options options, const Clock& clock);
  ReplicaThread(const ReplicaThread&) = delete;
  ReplicaThread& operator=(const ReplicaThread&) = delete;
  /// Stops, and waits for the job that runs.
  ~ReplicaThread();

  /// Every job that is posted is run, before the destructor returns.
  void post(Job job, bool urgent);
  /// Cancels the job that runs, on the server too; those that wait are run with their stop requested.
  void stop();

 private:
  void run(const std::stop_token& stop);

  replica::Replica replica_;  ///< of the thread
  std::mutex mutex_;
  std::condition_variable_any posted_;
  std::deque<Job> urgent_;
  std::deque<Job> others_;
  std::jthread thread_;
};

}  // namespace hearth
