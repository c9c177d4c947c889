#include "core/net/http_exchange.h"

#include <QDateTime>
#include <QLocale>

#include <fmt/format.h>

namespace hearth {
namespace {

Error make(ErrorKind kind, std::string message, std::string next, const QUrl& url) {
  return {kind, std::move(message), std::move(next), public_part(url).toStdString()};
}

Error error_of_status(int status, const QUrl& url) {
  switch (status) {
    case 400:
      return make(ErrorKind::bad_data, "The service refused the request as malformed (400).", {}, url);
    case 401:
      return make(ErrorKind::sign_in, "The service did not take the access token (401).", "Sign in again.",
                  url);
    case 403:
      return make(ErrorKind::not_permitted, "The access token does not permit this (403).",
                  "Sign in as a user who may read it, or ask for the scope.", url);
    case 404:
      return make(ErrorKind::not_found, "The service has nothing there (404).", {}, url);
    case 408:
      return make(ErrorKind::retry, "The service gave up waiting (408).", {}, url);
    case 429:
      return make(ErrorKind::retry, "The service asks for fewer requests (429).", {}, url);
    default:
      break;
  }
  if (status >= 500)
    return make(ErrorKind::retry, fmt::format("The service has trouble ({}).", status), {}, url);
  return make(ErrorKind::bad_data, fmt::format("The service gave an unexpected answer ({}).", status), {},
              url);
}

Error error_of_network(QNetworkReply::NetworkError error, const QStringList& tls_problems, const QUrl& url) {
  const std::string host = url.host().toStdString();
  const auto offline = [&](std::string message, std::string next = {}) {
    return make(ErrorKind::offline, std::move(message), std::move(next), url);
  };
  switch (error) {
    case QNetworkReply::ConnectionRefusedError:
      return offline(fmt::format("{} refuses the connection.", host),
                     "Is the service running, and the port right?");
    case QNetworkReply::HostNotFoundError:
      return offline(fmt::format("There is no host {} here.", host));
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::ContentReSendError:
      return offline(fmt::format("{} closed the connection.", host));
    case QNetworkReply::TimeoutError:
      return offline(fmt::format("{} did not answer in time.", host));
    case QNetworkReply::SslHandshakeFailedError:
      return offline(tls_problems.isEmpty()
                         ? fmt::format("No secure connection to {} could be agreed on.", host)
                         : fmt::format("The certificate of {} is not trusted: {}", host,
                                       tls_problems.join(QStringLiteral(" ")).toStdString()),
                     "Check the address, this machine's clock and its certificates.");
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
      return offline(
          fmt::format("The proxy of this machine does not lead to {}.", host),
          "Look at http_proxy, https_proxy and no_proxy, or at the proxy settings of this desktop.");
    case QNetworkReply::InsecureRedirectError:
    case QNetworkReply::TooManyRedirectsError:
      return make(ErrorKind::config, fmt::format("{} sends its callers elsewhere.", host),
                  "Set the address where the service really is; the token is not taken to another one.", url);
    default:
      return offline(fmt::format("The connection to {} failed (network error {}).", host, int{error}));
  }
}

/// RFC 9110, section 5.6.7; the obsolete formats are nobody's any more.
std::optional<TimeMs> date_of(const QNetworkReply& reply) {
  QDateTime date = QLocale::c().toDateTime(QString::fromLatin1(reply.rawHeader("Date")),
                                           QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"));
  date.setTimeSpec(Qt::UTC);
  return date.isValid() ? std::optional<TimeMs>(date.toMSecsSinceEpoch()) : std::nullopt;
}

}  // namespace

HttpExchange::HttpExchange(HttpReply* reply, Waiter& waiter, const HttpClient::Options& options,
                           std::function<void(HttpExchange*)> ended)
    : reply_(reply),
      waiter_(&waiter),
      ended_(std::move(ended)),
      max_body_(options.max_body),
      keep_refusals_(options.keep_refusals) {
  connect(reply_, &QNetworkReply::readyRead, this, &HttpExchange::read);
  connect(reply_, &QNetworkReply::finished, this, &HttpExchange::on_finished);
  connect(reply_, &QNetworkReply::sslErrors, this, [this](const QList<QSslError>& errors) {
    for (const QSslError& error : errors)
      if (tls_problems_.size() < 3) tls_problems_.append(error.errorString() + QLatin1Char('.'));
  });
  timeout_.setSingleShot(true);
  connect(&timeout_, &QTimer::timeout, this, [this] {
    end_later(std::unexpected(error_of_network(QNetworkReply::TimeoutError, {}, reply_->url())));
  });
  timeout_.start(options.timeout);
  if (options.stop.stop_possible()) stop_.emplace(options.stop, [this] { cancel(); });
}

void HttpExchange::let_go_of_reply() {
  if (reply_.isNull()) return;
  reply_->disconnect(this);
  reply_->abort();
  reply_->deleteLater();
  reply_.clear();
}

void HttpExchange::read() {
  if (!ending_) body_ += reply_->readAll();
}

Error HttpExchange::size_error(HttpReader::State refusal) const {
  if (refusal == HttpReader::State::crowded)
    return make(ErrorKind::retry,
                fmt::format("The answers under way are larger than {} bytes together.", largest_bodies), {},
                reply_->url());
  return make(ErrorKind::bad_data, fmt::format("The answer is larger than {} bytes.", max_body_),
              "Ask for less at a time.", reply_->url());
}

void HttpExchange::on_finished() {
  if (ending_) return;
  const int status = reply_->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
  const bool redirected = status >= 300 && status < 400;
  const bool kept = keep_refusals_ && (status == 400 || status == 401 || status == 403 || status == 428);
  if (status >= 400 && !kept) return end_later(std::unexpected(error_of_status(status, reply_->url())));
  if (reply_->refusal() != HttpReader::State::complete)
    return end_later(std::unexpected(size_error(reply_->refusal())));
  if (reply_->error() != QNetworkReply::NoError && !kept)
    return end_later(std::unexpected(error_of_network(reply_->error(), tls_problems_, reply_->url())));
  if (status < 200 || redirected) return end_later(std::unexpected(error_of_status(status, reply_->url())));
  read();
  if (!ending_) end_later(HttpResponse{status, std::move(body_), date_of(*reply_)});
}

void HttpExchange::end_later(Expected<HttpResponse> result) {
  if (ending_) return;
  ending_ = true;
  timeout_.stop();
  let_go_of_reply();
  // From the event loop, so that whoever awaited may destroy the client without a reply being in mid-signal.
  QMetaObject::invokeMethod(
      this, [this, ended = std::move(result)]() mutable { end(std::move(ended)); }, Qt::QueuedConnection);
}

void HttpExchange::cancel() {
  end(fail(ErrorKind::cancelled, "Stopped."));
}

void HttpExchange::end(Expected<HttpResponse> result) {
  if (waiter_ == nullptr) return;
  ending_ = true;
  Waiter* const waiter = std::exchange(waiter_, nullptr);
  timeout_.stop();
  let_go_of_reply();
  ended_(this);
  waiter->result = std::move(result);
  deleteLater();
  if (waiter->handle) waiter->handle.resume();
}

}  // namespace hearth
