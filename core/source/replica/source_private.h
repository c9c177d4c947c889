#pragma once

#include "core/source/replica/source.h"

#include <array>
#include <utility>

namespace hearth {

/// How much of the newest past is followed, before a standby's lag; what is older is the synchronisation's.
inline constexpr DurationMs most_followed = 2 * minute_ms;

/// What of a dataset is asked for, and how often.
struct PollPolicy {
  Dataset dataset;
  DurationMs every;   ///< for new rows
  DurationMs window;  ///< of one read of readings
  DurationMs late;    ///< rows may come by this much after newer ones, and are followed all the same
};
inline constexpr std::array poll_policies = {
    PollPolicy{Dataset::heatpump, 10 * second_ms, 2 * day_ms, most_followed},
    PollPolicy{Dataset::climate, minute_ms, 7 * day_ms, most_followed},
    PollPolicy{Dataset::price, 15 * minute_ms, 31 * day_ms, day_ms},
    PollPolicy{Dataset::energy, 5 * second_ms, day_ms, 10 * second_ms},
};
/// Prices are known ahead.
inline DurationMs ahead(Dataset dataset) {
  return dataset == Dataset::price ? 3 * day_ms : 10 * minute_ms;
}

/// Whether nothing else can be had either; other errors are those of one table.
inline bool ends_all(ErrorKind kind) {
  return kind == ErrorKind::sign_in || kind == ErrorKind::config || kind == ErrorKind::offline ||
         kind == ErrorKind::cancelled;
}

/// Has a job done on the other thread, and comes back to this one; `stop` ends the job early. Whatever
/// becomes of the job, there is an answer: this is destroyed only after the last.
template <class T>
QCoro::Task<T> ReplicaSource::ask(std::function<T(replica::Replica&, const std::stop_token&)> job,
                                  bool urgent, std::stop_token stop) {
  begin_one();
  auto shot = std::make_shared<OneShot<T>>();
  thread_->post(
      [this, shot, work = std::move(job), stop = std::move(stop)](replica::Replica& replica,
                                                                  const std::stop_token& ended) {
        std::stop_source either;
        const auto request = [&either] { either.request_stop(); };
        const std::stop_callback by_asker(stop, request);
        const std::stop_callback by_end(ended, request);
        auto result = std::make_shared<T>(work(replica, either.get_token()));
        QMetaObject::invokeMethod(
            this, [shot, result] { shot->give(std::move(*result)); }, Qt::QueuedConnection);
      },
      urgent);
  const auto wait = shot->wait();
  T answer = co_await wait;
  end_one();
  co_return answer;
}

}  // namespace hearth
