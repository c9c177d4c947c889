#pragma once

#include "core/config/config.h"
#include "core/identity/token_source.h"
#include "core/net/http_reply.h"
#include "core/telemetry/time.h"

#include <QByteArray>
#include <QCoroTask>
#include <QNetworkRequest>
#include <QObject>
#include <QUrl>

#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <stop_token>

namespace hearth {

struct HttpResponse {
  int status = 0;  ///< 200 … 299; with `keep_refusals` 400, 401, 403, 428, with `keep_redirects` 3xx
  QByteArray body;
  std::optional<TimeMs> date = std::nullopt;  ///< what time it is by the service's clock, in whole seconds
  QByteArray type = {};                       ///< the media type alone, in lower case
  QUrl url = {};                              ///< what gave the answer, after redirects
  QUrl elsewhere = {};  ///< with `keep_redirects`: where it sends its callers, which was not followed
};

class HttpExchange;

/// GET and POST over HTTP and HTTPS. Belongs to the thread it was made in, and must be made where an event
/// loop runs.
///
/// Every request answers exactly once. Its coroutine goes on from the event loop; only when the client is
/// destroyed, or the stop token is triggered (in the client's thread), does it go on at once, with the error
/// `cancelled`: then whoever awaited may be on its way out and must return without touching anything.
class HttpClient : public QObject {
  Q_OBJECT
 public:
  struct Options {
    std::chrono::milliseconds timeout = std::chrono::seconds(60);  ///< real time, for the whole exchange
    HttpReply::Patience patience = {};    ///< real times; what is longer than `timeout` ends with it
    qint64 max_body = 8LL * 1024 * 1024;  ///< bytes after decompression
    bool same_origin = false;     ///< follow redirects within the URL's origin only, without a token too
    bool keep_refusals = false;   ///< an answer of status 400, 401, 403 or 428 is one: its body says more
    bool keep_redirects = false;  ///< an answer that sends its callers where they must not go is one
    std::stop_token stop;
  };

  explicit HttpClient(QObject* parent = nullptr);
  ~HttpClient() override;

  /// Ends every request that is under way, inside this call, with the error `cancelled`.
  void cancel_all();
  /// The network has changed, or the machine has slept: no connection is used again, and a GET that still
  /// waits for its answer is sent anew. A form that was sent is waited for.
  void drop_connections();
  /// The hosts that get a token over plain http, besides this machine.
  void allow_plain(HostList hosts) { plain_hosts_ = std::move(hosts); }

  /// With a token the request carries it, and follows redirects within the URL's origin only; without one,
  /// any redirect that is no less safe. No token, user name or query ever stands in an error.
  ///
  /// Errors: sign_in (401), not_permitted (403), not_found (404), bad_data (400, other refusals, a body that
  /// is too large), retry (408, 429, 5xx, more bodies at a time
  /// than `largest_bodies`), offline (no connection, time-out, TLS trouble), config (an URL
  /// that is none, a redirect elsewhere, a token over plain http), cancelled. What a service says with
  /// `Retry-After` stands in the error, up to `longest_retry_after`.
  QCoro::Task<Expected<HttpResponse>> get(QUrl url, std::optional<AccessToken> token, Options options);

  /// Sends a form, once, whatever becomes of the connection, and follows no redirect. `authorization` is that
  /// header's value, or empty. Errors: as `get`.
  QCoro::Task<Expected<HttpResponse>> post_form(QUrl url, QByteArray form, const QByteArray& authorization,
                                                Options options);

 private:
  QCoro::Task<Expected<HttpResponse>> exchange(QUrl url, Options options, std::function<HttpReply*()> send);

  IdleConnections idle_;
  HostList plain_hosts_;
  std::set<HttpExchange*> running_;
  bool closing_ = false;
};

/// Scheme, host, port and path of an URL: what may stand in a log.
QString public_part(const QUrl& url);

}  // namespace hearth
