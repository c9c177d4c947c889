#pragma once

#include "core/engine/api/commands.h"
#include "core/engine/api/history.h"

namespace hearth {

class EngineRooms;

/// The services that are asked something, as the engine has them: they hand it to the rooms' thread. They
/// live on the thread that made the engine, and are asked nothing before `attach`.
class RemoteHistory final : public HistoryService {
  Q_OBJECT
 public:
  void attach(EngineRooms& rooms) { rooms_ = &rooms; }

 protected:
  void ask(quint64 id, HistoryRequest request, std::stop_token cancelled) override;

 private:
  EngineRooms* rooms_ = nullptr;
};

class RemoteCommands final : public CommandService {
  Q_OBJECT
 public:
  void attach(EngineRooms& rooms) { rooms_ = &rooms; }
  void test_home(const QUrl& address, QObject* receiver, Answered<HomeReport> tested) override;
  void test_provider(const QString& address, QObject* receiver, Answered<ProviderReport> tested) override;
  void cancel_test() override;
  void change_configuration(const std::filesystem::path& file, std::vector<ConfigChange> changes,
                            QObject* receiver, Answered<std::optional<Error>> changed) override;
  void sync(int hours, QObject* receiver, Answered<SyncEnd> synced) override;
  void sign_in(SignInMethod method) override;
  void cancel_sign_in() override;
  void sign_out() override;
  void export_history(ExportOrder order) override;
  void cancel_export() override;

 private:
  template <class T>
  Answered<T> newest_test_only(Answered<T> tested);

  EngineRooms* rooms_ = nullptr;
  int test_ = 0;  ///< which of all that were begun or ended is the last
};

}  // namespace hearth
