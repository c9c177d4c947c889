#include "core/net/http_exchange.h"

#include "core/net/retry_policy.h"
#include "core/net/web_words.h"

#include <QDateTime>
#include <QLocale>

#include <fmt/format.h>

#include <algorithm>

namespace hearth {
namespace {

Error make(ErrorKind kind, Text message, Text next, const QUrl& url) {
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
  if (status >= 500) {
    const WebWords words = looks_words(looks_of_trouble(status), host_text(url), QString::number(status));
    return make(ErrorKind::retry, words.sentence, words.next, url);
  }
  return make(ErrorKind::bad_data, said("The service gave an unexpected answer ({}).", status), {}, url);
}

/// In the words that a first start has for the same fault.
Error error_of_network(QNetworkReply::NetworkError error, const QList<QSslError::SslError>& certificate,
                       bool answers, const QUrl& url) {
  const std::string host = host_text(url).toStdString();
  if (error == QNetworkReply::InsecureRedirectError || error == QNetworkReply::TooManyRedirectsError)
    return make(ErrorKind::config, said("{} sends its callers elsewhere.", host),
                "Set the address where the service really is; the token is not taken to another one.", url);
  const WebFault fault = fault_of(error, !certificate.isEmpty());
  if (fault == WebFault::closed && answers)
    return make(ErrorKind::offline, said("{} closed the connection amid its answer.", host), {}, url);
  const WebWords words = fault_words({.fault = fault, .certificate = certificate}, url);
  return make(ErrorKind::offline, words.sentence, words.next, url);
}

/// RFC 9110, section 5.6.7; the obsolete formats are nobody's any more.
std::optional<TimeMs> date_in(const QNetworkReply& reply, const char* header) {
  QDateTime date = QLocale::c().toDateTime(QString::fromLatin1(reply.rawHeader(header)),
                                           QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"));
  date.setTimeSpec(Qt::UTC);
  return date.isValid() ? std::optional<TimeMs>(date.toMSecsSinceEpoch()) : std::nullopt;
}

/// RFC 9110, section 10.2.3. A date is taken by the service's own clock, whatever this machine's says.
std::optional<DurationMs> retry_after_of(const QNetworkReply& reply) {
  const QByteArray value = reply.rawHeader("Retry-After");
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!value.isEmpty() && std::ranges::all_of(value, is_digit)) {
    bool fits = false;
    const qint64 seconds = value.toLongLong(&fits);
    return fits ? std::min<DurationMs>(seconds, longest_retry_after / second_ms) * second_ms
                : longest_retry_after;
  }
  const auto until = date_in(reply, "Retry-After");
  const auto now = date_in(reply, "Date");
  if (!until || !now) return std::nullopt;
  return std::clamp<DurationMs>(*until - *now, 0, longest_retry_after);
}

}  // namespace

HttpExchange::HttpExchange(HttpReply* reply, Waiter& waiter, const HttpClient::Options& options,
                           std::function<void(HttpExchange*)> ended)
    : reply_(reply),
      waiter_(&waiter),
      ended_(std::move(ended)),
      max_body_(options.max_body),
      keep_refusals_(options.keep_refusals),
      keep_redirects_(options.keep_redirects) {
  connect(reply_, &QNetworkReply::readyRead, this, &HttpExchange::read);
  connect(reply_, &QNetworkReply::finished, this, &HttpExchange::on_finished);
  connect(reply_, &QNetworkReply::sslErrors, this, [this](const QList<QSslError>& errors) {
    for (const QSslError& error : errors)
      if (!certificate_.contains(error.error())) certificate_.append(error.error());
  });
  timeout_.setSingleShot(true);
  connect(&timeout_, &QTimer::timeout, this, [this] {
    end_later(std::unexpected(error_of_network(QNetworkReply::TimeoutError, {}, false, reply_->url())));
  });
  timeout_.start(options.timeout);
  if (options.stop.stop_possible()) stop_.emplace(options.stop, [this] { cancel(); });
}

void HttpExchange::start_over() {
  if (!ending_ && !reply_.isNull()) reply_->start_over();
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

Error HttpExchange::status_error(int status) const {
  Error error = error_of_status(status, reply_->url());
  error.retry_after = retry_after_of(*reply_);
  return error;
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
  if (status >= 400 && !kept) return end_later(std::unexpected(status_error(status)));
  if (reply_->refusal() != HttpReader::State::complete)
    return end_later(std::unexpected(size_error(reply_->refusal())));
  if (keep_redirects_ && reply_->error() == QNetworkReply::InsecureRedirectError)
    return end_later(response(status));
  if (reply_->error() != QNetworkReply::NoError && !kept)
    return end_later(
        std::unexpected(error_of_network(reply_->error(), certificate_, status != 0, reply_->url())));
  if (status < 200 || redirected) return end_later(std::unexpected(error_of_status(status, reply_->url())));
  read();
  if (!ending_) end_later(response(status));
}

HttpResponse HttpExchange::response(int status) {
  HttpResponse response{status, std::move(body_), date_in(*reply_, "Date")};
  response.type = reply_->rawHeader("Content-Type").split(';').first().trimmed().toLower();
  response.url = reply_->url();
  if (reply_->error() == QNetworkReply::InsecureRedirectError)
    response.elsewhere = reply_->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl();
  return response;
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
