#include "core/net/http_client.h"

#include "core/net/http_exchange.h"

#include <QNetworkCookieJar>
#include <QNetworkRequest>

#include <fmt/format.h>

namespace hearth {

QString public_part(const QUrl& url) {
  return url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
}

HttpClient::HttpClient(QObject* parent) : QObject(parent), network_(this) {
  network_.setAutoDeleteReplies(false);
}

HttpClient::~HttpClient() {
  closing_ = true;
  // Who goes on here may end another exchange: take one at a time.
  while (!running_.empty()) (*running_.begin())->cancel();
}

namespace {

QNetworkRequest make_request(const QUrl& url, const std::optional<AccessToken>& token) {
  QNetworkRequest request(url);
  request.setRawHeader("Accept", "application/json");
  request.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("hearthboard/" HEARTHBOARD_VERSION));
  request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
  request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
  request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
  request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
  request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
  // Qt 6.4 would follow a redirect to another origin with the token.
  request.setAttribute(
      QNetworkRequest::RedirectPolicyAttribute,
      token ? QNetworkRequest::SameOriginRedirectPolicy : QNetworkRequest::NoLessSafeRedirectPolicy);
  request.setMaximumRedirectsAllowed(5);
  // The body's size is limited as it arrives, after decompression.
  request.setDecompressedSafetyCheckThreshold(-1);
  if (token) request.setRawHeader("Authorization", "Bearer " + QByteArray::fromStdString(token->value));
  return request;
}

}  // namespace

QCoro::Task<Expected<HttpResponse>> HttpClient::get(QUrl url, std::optional<AccessToken> token,
                                                    Options options) {
  if (!url.isValid() || url.host().isEmpty() ||
      (url.scheme() != QLatin1String("http") && url.scheme() != QLatin1String("https"))) {
    Expected<HttpResponse> refused =
        fail(ErrorKind::config, fmt::format("\"{}\" is no web address.", public_part(url).toStdString()),
             "Give it as https://host/path.");
    co_return refused;
  }
  if (closing_ || options.stop.stop_requested()) {
    Expected<HttpResponse> stopped = fail(ErrorKind::cancelled, "Stopped.");
    co_return stopped;
  }
  HttpExchange::Waiter waiter;
  running_.insert(new HttpExchange(network_.get(make_request(url, token)), waiter, options,
                                   [this](HttpExchange* ended) { running_.erase(ended); }));
  const HttpExchange::Wait wait{&waiter};
  co_await wait;
  // Nothing of the client from here: it may be gone.
  co_return std::move(*waiter.result);
}

}  // namespace hearth
