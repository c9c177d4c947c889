// What a first start asks for: whether a home is at an address, and a configuration to be written. None of it
// needs the history.
#include "core/engine/worker.h"

#include <utility>

namespace hearth {

void Worker::test_home(const QUrl& address) {
  cancel_test();
  run_home_test(address, testing_.get_token());
}

void Worker::test_provider(const QString& address) {
  cancel_test();
  run_provider_test(address, testing_.get_token());
}

/// Whoever was being waited for comes to its end inside this call.
void Worker::cancel_test() {
  std::exchange(testing_, std::stop_source()).request_stop();
}

QCoro::Task<> Worker::run_home_test(QUrl address, std::stop_token stop) {
  auto finding = find_home(std::move(address), std::move(stop));
  const auto report = co_await finding;
  // Without one it was stopped, perhaps because this is no more.
  if (report) Q_EMIT home_tested(*report);
}

QCoro::Task<> Worker::run_provider_test(QString address, std::stop_token stop) {
  auto checking = check_provider(std::move(address), std::move(stop));
  const auto report = co_await checking;
  if (report) Q_EMIT provider_tested(*report);
}

void Worker::change_configuration(const std::filesystem::path& file,
                                  const std::vector<ConfigChange>& changes) {
  const auto changed = change_config(file, changes);
  Q_EMIT configuration_changed(changed ? std::nullopt : std::optional(changed.error()));
}

}  // namespace hearth
