#pragma once

#include "core/engine/doors.h"
#include "core/engine/worker.h"

/// The doors as the engine opens them: they hand questions to the worker's thread, and keep the last snapshot
/// it sent.
namespace hearth {

class WorkerHistoryDoor final : public HistoryDoor {
  Q_OBJECT
 public:
  explicit WorkerHistoryDoor(Worker& worker);
  quint64 request(HistoryRequest request) override;
  void cancel(quint64 id) override;
  [[nodiscard]] std::vector<GroupKey> groups() const override { return groups_; }

 private:
  Worker& worker_;
  quint64 last_id_ = 0;
  std::vector<GroupKey> groups_;
};

class WorkerLiveDoor final : public LiveDoor {
  Q_OBJECT
 public:
  explicit WorkerLiveDoor(Worker& worker);
  [[nodiscard]] const LiveValues& values() const override { return values_; }
  [[nodiscard]] const EnergySummary& energy() const override { return energy_; }

 private:
  LiveValues values_;
  EnergySummary energy_;
};

class WorkerStatusDoor final : public StatusDoor {
  Q_OBJECT
 public:
  explicit WorkerStatusDoor(Worker& worker);
  [[nodiscard]] const Status& status() const override { return status_; }

 private:
  Status status_;
};

class WorkerCommandDoor final : public CommandDoor {
  Q_OBJECT
 public:
  explicit WorkerCommandDoor(Worker& worker);
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
