#pragma once

#include "core/config/config.h"
#include "core/identity/token_attempts.h"
#include "core/identity/token_source.h"
#include "core/net/connection_state.h"
#include "core/net/log.h"
#include "core/net/retry_policy.h"
#include "core/net/web_words.h"
#include "core/telemetry/clock.h"
#include "core/telemetry/reading.h"

#include <QAbstractSocket>
#include <QCoroTask>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QTimer>
#include <QUrl>

#include <chrono>

class QWebSocket;

namespace hearth {

class SocketGuard;

/// The live readings of energy-ws: stays connected for ever, until it is stopped or destroyed. Lives on one
/// thread.
///
/// A link that is silent for `silence` is given up, for a half-open one does not say so; any frame is a sign
/// of life, and what has been silent for `ping` is asked for one. Every loss is followed by another try as
/// `stream_retry` says. Where a token is refused, `TokenAttempts` says whether another one is tried at once.
/// Nothing is replayed by the service: gaps are for others to fill.
///
/// Where connections are dropped again and again before they have settled, its state is `reconnecting` until
/// one has, and its detail stays the same, though readings come.
class EnergyStream : public QObject {
  Q_OBJECT
 public:
  /// Real times.
  struct Timing {
    std::chrono::milliseconds ping = std::chrono::seconds(8);
    std::chrono::milliseconds silence = std::chrono::seconds(20);  ///< of a stream that stands
    double retry_factor = 1;                                       ///< on what `stream_retry` says
    /// Until it stands. Qt gives half a minute to an address before it tries the host's next one.
    std::chrono::milliseconds handshake = std::chrono::seconds(45);
  };

  /// `tokens` and `clock` must outlive this. `url` is `ws(s)://HOST/ws/energy`, without the token.
  EnergyStream(QUrl url, TokenSource& tokens, const Clock& clock, Timing timing, QObject* parent = nullptr);
  EnergyStream(QUrl url, TokenSource& tokens, const Clock& clock, QObject* parent = nullptr);
  ~EnergyStream() override;

  /// The hosts that get the token over plain ws, besides this machine; before `start`.
  void allow_plain(HostList hosts) { plain_hosts_ = std::move(hosts); }
  /// Begins to connect; does nothing where it has begun already.
  void start();
  /// Lets go of the service; no signal but `state_changed(off)` comes after it.
  void stop();
  /// Tries now instead of at the end of the wait, for when the network or the token came back. Does nothing
  /// while connected or connecting.
  void reconnect();
  /// The network has changed, or the machine has slept: connects anew at once, whatever it was doing. Does
  /// nothing while stopped.
  void start_over();
  [[nodiscard]] ConnectionState state() const noexcept { return state_; }
  /// What to do about it, for a person, where something is wrong.
  [[nodiscard]] QString next_step() const { return QString::fromStdString(words_.next); }
  /// The service has said that this account may not read the live readings.
  [[nodiscard]] bool is_forbidden() const noexcept { return forbidden_; }
  /// The status that the last try was refused with; 0 where the service gave none.
  [[nodiscard]] int refused_with() const noexcept { return refused_with_; }

 Q_SIGNALS:
  /// The service has given a sign of life.
  void heard();
  void reading(const hearth::Reading& reading);
  /// Also when only the detail is new: a sentence for a person, empty where all is well. Never holds the
  /// token.
  void state_changed(hearth::ConnectionState state, const QString& detail);
  /// A frame or a value of one was refused; not more often than a minute, with how many there were since the
  /// last time.
  void frames_refused(qulonglong count, const QString& why);

 private:
  void connect_now();
  QCoro::Task<> fetch_token();
  void open();
  void watch();
  void on_connected();
  void on_text(const QString& text);
  void on_error(QAbstractSocket::SocketError error);
  void alive();
  /// The service has refused the tokens that there are.
  void refused();
  /// `whole`: nothing of the frame was a reading.
  void refuse(std::size_t count, const std::string& why, bool whole);
  void lost(ErrorKind kind, const WebWords& words);
  void publish_up(const WebWords& words);
  void settle();
  [[nodiscard]] TimeMs retry_time() const;
  [[nodiscard]] bool is_flapping() const;
  void drop_socket();
  void set_state(ConnectionState state, const WebWords& words);

  QUrl url_;
  HostList plain_hosts_;
  TokenSource& tokens_;
  const Clock& clock_;
  Timing timing_;
  QWebSocket* socket_ = nullptr;
  QPointer<SocketGuard> guard_;
  bool fetching_token_ = false;
  TokenAttempts attempts_;
  AccessToken sent_;
  QTimer ping_;
  QTimer silence_;
  QTimer retry_;
  QTimer settling_;
  WarningLimiter refusals_;
  int unreadable_ = 0;  ///< frames since the last reading
  Retry policy_;
  int short_lives_ = 0;  ///< connections since the last one that settled
  int refused_with_ = 0;
  ConnectionState state_ = ConnectionState::off;
  WebWords words_;
  QList<QSslError::SslError> certificate_;  ///< what is wrong with the one of this try
  bool forbidden_ = false;
};

/// The status of a refused upgrade, which QWebSocket tells only in its error text; 0 where the text names
/// none.
int refused_upgrade_status(const QString& error_text);

}  // namespace hearth
