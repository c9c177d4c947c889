#include "core/engine/remote_services.h"

#include "core/engine/engine_rooms.h"
#include "core/engine/post.h"

#include <utility>

namespace hearth {

void RemoteHistory::ask(quint64 id, HistoryRequest request, std::stop_token cancelled) {
  post(*rooms_, [id, request = std::move(request), cancelled = std::move(cancelled)](EngineRooms& rooms) {
    rooms.queries().on_request(id, request, cancelled);
  });
}

/// An answer may be on its way already when the next address is tried, or none any more.
template <class T>
CommandService::Answered<T> RemoteCommands::newest_test_only(Answered<T> tested) {
  return [this, mine = ++test_, tested = std::move(tested)](const T& report) {
    if (mine == test_) tested(report);
  };
}

void RemoteCommands::test_home(const QUrl& address, QObject* receiver, Answered<HomeReport> tested) {
  const Reply<HomeReport> reply(*this, receiver, newest_test_only(std::move(tested)));
  post(*rooms_, [address, reply](EngineRooms& rooms) { rooms.setup().test_home(address, reply); });
}

void RemoteCommands::test_provider(const QString& address, QObject* receiver,
                                   Answered<ProviderReport> tested) {
  const Reply<ProviderReport> reply(*this, receiver, newest_test_only(std::move(tested)));
  post(*rooms_, [address, reply](EngineRooms& rooms) { rooms.setup().test_provider(address, reply); });
}

void RemoteCommands::cancel_test() {
  ++test_;
  post(*rooms_, [](EngineRooms& rooms) { rooms.setup().cancel_test(); });
}

void RemoteCommands::change_configuration(const std::filesystem::path& file,
                                          std::vector<ConfigChange> changes, QObject* receiver,
                                          Answered<std::optional<Error>> changed) {
  const Reply<std::optional<Error>> reply(*this, receiver, std::move(changed));
  post(*rooms_, [file, changes = std::move(changes), reply](EngineRooms&) {
    Setup::change_configuration(file, changes, reply);
  });
}

void RemoteCommands::sync(int hours, QObject* receiver, Answered<SyncEnd> synced) {
  const Reply<SyncEnd> reply(*this, receiver, std::move(synced));
  post(*rooms_, [hours, reply](EngineRooms& rooms) { rooms.sources().sync(hours, reply); });
}

void RemoteCommands::sign_in(SignInMethod method) {
  post(*rooms_, [method](EngineRooms& rooms) { rooms.sources().sign_in(method); });
}

void RemoteCommands::cancel_sign_in() {
  post(*rooms_, [](EngineRooms& rooms) { rooms.sources().cancel_sign_in(); });
}

void RemoteCommands::sign_out() {
  post(*rooms_, [](EngineRooms& rooms) { rooms.sources().sign_out(); });
}

void RemoteCommands::export_history(ExportOrder order) {
  post(*rooms_, [order = std::move(order)](EngineRooms& rooms) { rooms.export_history(order); });
}

void RemoteCommands::cancel_export() {
  post(*rooms_, [](EngineRooms& rooms) { rooms.cancel_export(); });
}

}  // namespace hearth
