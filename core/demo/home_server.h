#pragma once

#include "core/demo/house/home.h"
#include "core/net/clock_timer.h"
#include "core/net/http_head.h"
#include "core/telemetry/clock.h"

#include <QList>
#include <QSet>
#include <QTcpServer>
#include <QUrl>
#include <QWebSocketServer>

class QTcpSocket;
class QWebSocket;

namespace hearth::demo {

struct HomeServerOptions {
  std::uint64_t seed = 1;
  Scenario scenario = Scenario::normal;
  quint16 port = 0;  ///< 0: any that is free
  int days = 90;     ///< of history at least
  std::optional<TimeMs> start =
      std::nullopt;  ///< a whole UTC day instead of the anchor, for tests in a hurry
  QSet<QString> scopes = {QStringLiteral("read:energy"), QStringLiteral("read:heatpump"),
                          QStringLiteral("read:temperature"), QStringLiteral("read:spotprice")};
};

/// What may go wrong with a service, for tests. Holds from the next request on.
struct Faults {
  bool unauthorized = false;    ///< 401 to every token
  bool energy_missing = false;  ///< no energy data at all
  int status = 0;               ///< to every call, with an empty body
  bool close_mid_body = false;  ///< half of the body, then the end
  bool garbage = false;         ///< a body that is no JSON
  qint64 huge_bytes = 0;        ///< a body of this size
  int delay_ms = 0;             ///< real time until an answer
};

/// The demo home's services on loopback: homelab-api, spotprice-api and energy-ws on one port.
class HomeServer : public QObject {
  Q_OBJECT
 public:
  /// The house stands at its anchor; let it pass time with `home()`, or `listen` does. The clock must outlive
  /// this.
  HomeServer(HomeServerOptions options, const Clock& clock, QObject* parent = nullptr);
  ~HomeServer() override;

  /// Errors: offline (the port is taken).
  Expected<void> listen();
  [[nodiscard]] Home& home() noexcept { return home_; }
  [[nodiscard]] QUrl api_url() const;
  [[nodiscard]] QUrl live_url() const;
  [[nodiscard]] QByteArray token() const { return token_; }

  void set_faults(const Faults& faults) { faults_ = faults; }
  /// Nothing listens any more and all links are cut; or as before, on the same port.
  void set_refusing(bool refusing);
  void drop_live();
  [[nodiscard]] int live_clients() const { return static_cast<int>(live_.size()); }
  [[nodiscard]] int requests() const noexcept { return requests_; }

 Q_SIGNALS:
  /// Somebody asks; the answer has not been begun.
  void requested(const hearth::HttpRequest& request);

 private:
  void accept();
  void read(QTcpSocket* socket);
  void upgrade(QTcpSocket* socket, const HttpRequest& request);
  void respond(QTcpSocket* socket, const HttpRequest& request);
  void write_answer(QTcpSocket* socket, const HttpAnswer& answer, bool keep_alive);
  void welcome();
  void pass_time();
  void send_live(const House& house, TimeMs now);
  [[nodiscard]] bool knows(const QByteArray& token) const;

  HomeServerOptions options_;
  const Clock& clock_;
  QByteArray token_;
  Home home_;
  ClockTimer tick_;
  QTcpServer server_;
  QWebSocketServer upgrades_;
  QList<QWebSocket*> live_;
  Faults faults_;
  TimeMs ready_ = 0;
  quint16 port_ = 0;
  int requests_ = 0;
  bool passing_ = false;
};

}  // namespace hearth::demo
