#pragma once

#include "core/engine/doors.h"
#include "core/engine/worker.h"

/// The doors as the engine opens them: they hand questions to the worker's thread, and keep the last snapshot
/// it sent.
namespace hearth {

class WorkerHistoryService final : public HistoryService {
  Q_OBJECT
 public:
  explicit WorkerHistoryService(Worker& worker);
  quint64 request(HistoryRequest request) override;
  void cancel(quint64 id) override;
  [[nodiscard]] std::vector<GroupKey> groups() const override { return groups_; }

 private:
  Worker& worker_;
  quint64 last_id_ = 0;
  std::vector<GroupKey> groups_;
};

class WorkerLiveService final : public LiveService {
  Q_OBJECT
 public:
  explicit WorkerLiveService(Worker& worker);
  [[nodiscard]] const LiveValues& values() const override { return values_; }
  [[nodiscard]] const EnergySummary& energy() const override { return energy_; }

 private:
  LiveValues values_;
  EnergySummary energy_;
};

class WorkerStatusService final : public StatusService {
  Q_OBJECT
 public:
  explicit WorkerStatusService(Worker& worker);
  [[nodiscard]] const Status& status() const override { return status_; }

 private:
  Status status_;
};

class WorkerCommandService final : public CommandService {
  Q_OBJECT
 public:
  explicit WorkerCommandService(Worker& worker);
  void test_home(const QUrl& address) override;
  void test_provider(const QString& address) override;
  void cancel_test() override;
  void change_configuration(const std::filesystem::path& file, std::vector<ConfigChange> changes) override;
  void sync(int hours) override;
  void sign_in(SignInMethod method) override;
  void cancel_sign_in() override;
  void sign_out() override;
  void export_history(ExportOrder order) override;
  void cancel_export() override;

 private:
  Worker& worker_;
};

}  // namespace hearth
