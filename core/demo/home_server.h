#pragma once

#include "core/demo/house/simulated_home.h"
#include "core/demo/http_server.h"
#include "core/demo/identity_provider.h"
#include "core/net/clock_timer.h"
#include "core/telemetry/clock.h"

#include <QHash>
#include <QList>
#include <QSet>
#include <QUrl>
#include <QWebSocketServer>

#include <functional>

class QTcpSocket;
class QWebSocket;

namespace hearth::demo {

/// A provider elsewhere that people sign in at, beside the home's own.
struct OtherProvider {
  QString sign_in_page = {};  ///< where the gateway sends strangers; empty: to the home's own
  /// Whether it has given out this access token, which is good for all that the options permit.
  std::function<bool(const QByteArray& token)> knows = {};
};

struct HomeServerOptions {
  std::uint64_t seed = 1;
  Scenario scenario = Scenario::normal;
  quint16 port = 0;  ///< 0: any that is free
  int days = 90;     ///< of history at least
  std::optional<TimeMs> start =
      std::nullopt;  ///< a whole UTC day instead of the anchor, for tests in a hurry
  QSet<QString> scopes = {QStringLiteral("read:energy"), QStringLiteral("read:heatpump"),
                          QStringLiteral("read:temperature"), QStringLiteral("read:spotprice")};
  IdentityOptions identity = {};
  /// Behind a gateway, as the contracts have it: who shows no bearer token is sent to the sign-in page, and
  /// all that is no call is a page of the web front end, /health too.
  bool gateway = false;
  OtherProvider other_provider = {};
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

/// The demo home's services on loopback, homelab-api, spotprice-api and energy-ws, and the provider of their
/// sign-in, on one port.
class HomeServer : public QObject {
  Q_OBJECT
 public:
  /// The house stands at its anchor; let it pass time with `home()`, or `listen` does. The clock must outlive
  /// this.
  HomeServer(HomeServerOptions options, const Clock& clock, QObject* parent = nullptr);
  ~HomeServer() override;

  /// Errors: offline (the port is taken).
  Expected<void> listen();
  [[nodiscard]] SimulatedHome& home() noexcept { return home_; }
  [[nodiscard]] QUrl api_url() const;
  [[nodiscard]] QUrl live_url() const;
  /// One that never expires, with the scopes of the options.
  [[nodiscard]] QByteArray token() const { return token_; }
  /// Its issuer is `api_url`.
  [[nodiscard]] IdentityProvider& identity() noexcept { return identity_; }

  void set_faults(const Faults& faults) { faults_ = faults; }
  /// Nothing listens any more and all links are cut; or as before, on the same port.
  void set_refusing(bool refusing);
  void drop_live();
  [[nodiscard]] int live_clients() const { return static_cast<int>(live_.size()); }
  /// How many live readings clients have heard, as they say themselves: whatever they do with one when it
  /// comes is done.
  [[nodiscard]] int live_heard() const noexcept { return live_heard_; }
  /// Those of the services; the provider counts its own.
  [[nodiscard]] int requests() const noexcept { return requests_; }

 Q_SIGNALS:
  /// Somebody asks one of the services; the answer has not been begun.
  void requested(const hearth::HttpRequest& request);

 private:
  HttpReply reply(const HttpRequest& request);
  /// What the gateway answers itself.
  [[nodiscard]] std::optional<HttpAnswer> gateway_answer(const HttpRequest& request) const;
  std::optional<int> upgrade(QTcpSocket* socket, const HttpRequest& request);
  void note(const HttpRequest& request);
  void welcome();
  void pass_time();
  void send_live(const House& house, TimeMs now);
  /// What a token is good for; nothing where it is not.
  [[nodiscard]] std::optional<TokenBook::Access> access(const QByteArray& token) const;

  HomeServerOptions options_;
  const Clock& clock_;
  QByteArray token_;
  SimulatedHome home_;
  ClockTimer tick_;
  IdentityProvider identity_;
  HttpServer server_;
  QWebSocketServer upgrades_;
  QList<QWebSocket*> live_;
  Faults faults_;
  TimeMs ready_ = 0;
  int requests_ = 0;
  int live_heard_ = 0;
  QHash<QString, int> turns_;  ///< by path, of the services' few
  bool passing_ = false;
};

}  // namespace hearth::demo
