#include "core/net/web_answer.h"

#include "core/net/http_reply.h"
#include "core/net/one_shot.h"

#include <QNetworkRequest>
#include <QPointer>
#include <QTimer>

#include <chrono>
#include <functional>
#include <optional>
#include <utility>

namespace hearth {
namespace {

constexpr std::chrono::seconds strangers_patience{10};
constexpr qint64 strangers_body = 256LL * 1024;

/// One request on its way; deletes itself when it has ended.
class StrangersRequest : public QObject {
 public:
  StrangersRequest(const QUrl& url, OneShot<WebAnswer>& answer, const std::stop_token& stop)
      : answer_(&answer) {
    QNetworkRequest request(url);
    request.setRawHeader("Accept", "application/json, */*;q=0.5");
    request.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("hearthboard/" HEARTHBOARD_VERSION));
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    reply_ = new HttpReply(request, std::nullopt, strangers_body, nullptr, {}, this);
    connect(reply_, &QNetworkReply::sslErrors, this, [this](const QList<QSslError>& errors) {
      for (const QSslError& error : errors) found_.certificate.append(error.error());
    });
    connect(reply_, &QNetworkReply::finished, this, [this] {
      // A status is an answer, whatever Qt thinks of it.
      const bool answered = reply_->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() != 0;
      end_later(answered ? WebFault::none : fault_of(reply_->error(), !found_.certificate.isEmpty()));
    });
    patience_.setSingleShot(true);
    connect(&patience_, &QTimer::timeout, this, [this] { end_later(WebFault::silent); });
    patience_.start(strangers_patience);
    if (stop.stop_possible())
      stop_.emplace(stop, [this] {
        found_ = {.fault = WebFault::cancelled};
        end();
      });
  }

 private:
  void end_later(WebFault fault) {
    if (ending_) return;
    ending_ = true;
    found_.fault = fault;
    if (fault == WebFault::none) read();
    // From the event loop: who goes on must not do so within a signal of the reply.
    QMetaObject::invokeMethod(this, [this] { end(); }, Qt::QueuedConnection);
  }

  void read() {
    found_.status = reply_->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const auto target = reply_->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl();
    if (target.isValid() && !target.isEmpty()) found_.location = reply_->url().resolved(target);
    found_.type = reply_->rawHeader("Content-Type").split(';').first().trimmed().toLower();
    found_.challenge = reply_->rawHeader("WWW-Authenticate").left(200);
    found_.body = reply_->readAll();
  }

  void end() {
    OneShot<WebAnswer>* const answer = std::exchange(answer_, nullptr);
    if (answer == nullptr) return;
    ending_ = true;
    patience_.stop();
    reply_->disconnect(this);
    reply_->abort();
    deleteLater();
    answer->give(std::move(found_));
  }

  OneShot<WebAnswer>* answer_;
  HttpReply* reply_ = nullptr;  ///< its child
  QTimer patience_;
  WebAnswer found_;
  bool ending_ = false;
  std::optional<std::stop_callback<std::function<void()>>> stop_;
};

}  // namespace

WebFault fault_of(QNetworkReply::NetworkError error, bool bad_certificate) {
  switch (error) {
    case QNetworkReply::NoError:
      return WebFault::none;
    case QNetworkReply::ConnectionRefusedError:
      return WebFault::refused;
    case QNetworkReply::HostNotFoundError:
      return WebFault::no_host;
    case QNetworkReply::TimeoutError:
      return WebFault::silent;
    case QNetworkReply::SslHandshakeFailedError:
      return bad_certificate ? WebFault::certificate : WebFault::no_tls;
    // Qt tells a server that hangs up from one that speaks something else, but not always.
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::ProtocolFailure:
      return WebFault::closed;
    // What HttpReply makes of a socket that the system does not give.
    case QNetworkReply::TemporaryNetworkFailureError:
      return WebFault::exhausted;
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
      return WebFault::proxy;
    default:
      return WebFault::unreachable;
  }
}

QCoro::Task<WebAnswer> ask_as_stranger(QUrl url, std::stop_token stop) {
  WebAnswer found{.fault = WebFault::cancelled};
  if (stop.stop_requested()) co_return found;
  OneShot<WebAnswer> answer;
  new StrangersRequest(url, answer, stop);
  const auto wait = answer.wait();
  found = co_await wait;
  co_return found;
}

}  // namespace hearth
