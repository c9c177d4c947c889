#include "core/net/http_client.h"

#include "core/config/plain_http.h"
#include "core/net/http_exchange.h"

#include <fmt/format.h>

namespace hearth {

QString public_part(const QUrl& url) {
  return url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
}

HttpClient::HttpClient(QObject* parent) : QObject(parent), idle_(nullptr) {}

HttpClient::~HttpClient() {
  closing_ = true;
  // Who goes on here may end another exchange: take one at a time.
  while (!running_.empty()) (*running_.begin())->cancel();
}

void HttpClient::cancel_all() {
  // Who goes on here may end another exchange, or ask anew.
  for (HttpExchange* const exchange : std::set(running_))
    if (running_.contains(exchange)) exchange->cancel();
}

void HttpClient::drop_connections() {
  idle_.clear();
  for (HttpExchange* const exchange : running_) exchange->start_over();
}

namespace {

QNetworkRequest make_request(const QUrl& url, QNetworkRequest::RedirectPolicy redirects) {
  QNetworkRequest request(url);
  request.setRawHeader("Accept", "application/json");
  request.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("hearthboard/" HEARTHBOARD_VERSION));
  request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, redirects);
  request.setMaximumRedirectsAllowed(5);
  return request;
}

}  // namespace

namespace {

QCoro::Task<Expected<HttpResponse>> refuse(Error error) {
  Expected<HttpResponse> refused = std::unexpected(std::move(error));
  co_return refused;
}

}  // namespace

QCoro::Task<Expected<HttpResponse>> HttpClient::get(QUrl url, std::optional<AccessToken> token,
                                                    Options options) {
  if (token)
    if (auto problem = plain_http_problem(public_part(url).toStdString(), plain_hosts_))
      return refuse(std::move(*problem));
  // A redirect to another origin would be followed with the token.
  QNetworkRequest request =
      make_request(url, token || options.same_origin ? QNetworkRequest::SameOriginRedirectPolicy
                                                     : QNetworkRequest::NoLessSafeRedirectPolicy);
  if (token) request.setRawHeader("Authorization", "Bearer " + QByteArray::fromStdString(token->value));
  const qint64 most = options.max_body;
  const HttpReply::Patience patience = options.patience;
  return exchange(std::move(url), std::move(options), [this, request, most, patience] {
    return new HttpReply(request, std::nullopt, most, &idle_, patience, this);
  });
}

QCoro::Task<Expected<HttpResponse>> HttpClient::post_form(QUrl url, QByteArray form,
                                                          const QByteArray& authorization, Options options) {
  QNetworkRequest request = make_request(url, QNetworkRequest::ManualRedirectPolicy);
  request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/x-www-form-urlencoded"));
  if (!authorization.isEmpty()) request.setRawHeader("Authorization", authorization);
  // A connection of its own: one that was idle may be closed just now, and nothing is sent twice.
  const qint64 most = options.max_body;
  const HttpReply::Patience patience = options.patience;
  return exchange(std::move(url), std::move(options),
                  [this, request, body = std::move(form), most, patience] {
                    return new HttpReply(request, body, most, nullptr, patience, this);
                  });
}

QCoro::Task<Expected<HttpResponse>> HttpClient::exchange(QUrl url, Options options,
                                                         std::function<HttpReply*()> send) {
  if (!url.isValid() || url.host().isEmpty() ||
      (url.scheme() != QLatin1String("http") && url.scheme() != QLatin1String("https"))) {
    Expected<HttpResponse> refused =
        fail(ErrorKind::config, said("\"{}\" is no web address.", public_part(url).toStdString()),
             "Give it as https://host/path.");
    co_return refused;
  }
  if (closing_ || options.stop.stop_requested()) {
    Expected<HttpResponse> stopped = fail(ErrorKind::cancelled, "Stopped.");
    co_return stopped;
  }
  HttpExchange::Waiter waiter;
  running_.insert(
      new HttpExchange(send(), waiter, options, [this](HttpExchange* ended) { running_.erase(ended); }));
  const HttpExchange::Wait wait{&waiter};
  co_await wait;
  // Nothing of the client from here: it may be gone.
  co_return std::move(*waiter.result);
}

}  // namespace hearth
