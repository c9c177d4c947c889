#include "core/engine/door_impl.h"

namespace hearth {

WorkerHistoryService::WorkerHistoryService(Worker& worker) : worker_(worker) {
  connect(&worker, &Worker::answered, this, &HistoryService::answered);
  connect(&worker, &Worker::history_changed, this, &HistoryService::changed);
  connect(&worker, &Worker::groups_changed, this, [this](const std::vector<GroupKey>& groups) {
    groups_ = groups;
    Q_EMIT groups_changed();
  });
}

quint64 WorkerHistoryService::request(HistoryRequest request) {
  const quint64 id = ++last_id_;
  QMetaObject::invokeMethod(
      &worker_, [worker = &worker_, id, asked = std::move(request)] { worker->answer(id, asked); });
  return id;
}

void WorkerHistoryService::cancel(quint64 id) {
  worker_.cancel(id);
}

WorkerLiveService::WorkerLiveService(Worker& worker) {
  connect(&worker, &Worker::live_changed, this, [this](const LiveValuesPtr& changed) {
    for (const auto& [key, value] : *changed) values_[key] = value;
    Q_EMIT updated(changed);
  });
  connect(&worker, &Worker::energy_changed, this, [this](const EnergySummary& summary) {
    energy_ = summary;
    Q_EMIT energy_updated();
  });
}

WorkerStatusService::WorkerStatusService(Worker& worker) {
  connect(&worker, &Worker::status_changed, this, [this](const Status& status) {
    status_ = status;
    Q_EMIT updated();
  });
}

WorkerCommandService::WorkerCommandService(Worker& worker) : worker_(worker) {
  connect(&worker, &Worker::home_tested, this, &CommandService::home_tested);
  connect(&worker, &Worker::provider_tested, this, &CommandService::provider_tested);
  connect(&worker, &Worker::configuration_changed, this, &CommandService::configuration_changed);
  connect(&worker, &Worker::synced, this, &CommandService::synced);
  connect(&worker, &Worker::export_progress, this, &CommandService::export_progress);
  connect(&worker, &Worker::export_exists, this, &CommandService::export_exists);
  connect(&worker, &Worker::export_done, this, &CommandService::export_done);
  connect(&worker, &Worker::export_failed, this, &CommandService::export_failed);
}

void WorkerCommandService::test_home(const QUrl& address) {
  QMetaObject::invokeMethod(&worker_, [worker = &worker_, address] { worker->test_home(address); });
}

void WorkerCommandService::test_provider(const QString& address) {
  QMetaObject::invokeMethod(&worker_, [worker = &worker_, address] { worker->test_provider(address); });
}

void WorkerCommandService::cancel_test() {
  QMetaObject::invokeMethod(&worker_, [worker = &worker_] { worker->cancel_test(); });
}

void WorkerCommandService::change_configuration(const std::filesystem::path& file,
                                                std::vector<ConfigChange> changes) {
  QMetaObject::invokeMethod(&worker_, [worker = &worker_, file, set = std::move(changes)] {
    worker->change_configuration(file, set);
  });
}

void WorkerCommandService::sync(int hours) {
  QMetaObject::invokeMethod(&worker_, [worker = &worker_, hours] { worker->sync(hours); });
}

void WorkerCommandService::sign_in(SignInMethod method) {
  QMetaObject::invokeMethod(&worker_, [worker = &worker_, method] { worker->sign_in(method); });
}

void WorkerCommandService::cancel_sign_in() {
  QMetaObject::invokeMethod(&worker_, [worker = &worker_] { worker->cancel_sign_in(); });
}

void WorkerCommandService::sign_out() {
  QMetaObject::invokeMethod(&worker_, [worker = &worker_] { worker->sign_out(); });
}

void WorkerCommandService::export_history(ExportOrder order) {
  QMetaObject::invokeMethod(
      &worker_, [worker = &worker_, ordered = std::move(order)] { worker->export_history(ordered); });
}

void WorkerCommandService::cancel_export() {
  QMetaObject::invokeMethod(&worker_, [worker = &worker_] { worker->cancel_export(); });
}

}  // namespace hearth
