#include "core/source/homelab_api/client.h"

#include "core/identity/find_provider.h"
#include "core/identity/token_attempts.h"
#include "core/net/web_words.h"

#include <functional>
#include <initializer_list>
#include <utility>

namespace hearth {

using namespace homelab_api;

/// Without its database the service answers 500, after half a minute.
constexpr auto answers_at_the_latest = std::chrono::seconds(33);

/// What the coroutines hold on to: it outlives the HomelabApi as long as one of them is under way.
struct HomelabApi::Shared {
  HttpClient& http;
  TokenSource& tokens;
  const Clock& clock;
  QUrl base_url;
  QUrl spotprice_url;
  std::stop_source stop;
  std::function<void(TimeMs)> dated = {};
  std::chrono::milliseconds timeout = HttpClient::Options().timeout;
  std::chrono::milliseconds first_byte = answers_at_the_latest;
};

namespace {

struct Parameter {
  const char* name;
  QString value;
};

QUrl call_url(const QUrl& base, const QString& path, std::initializer_list<Parameter> parameters = {}) {
  QUrl url = base;
  QString root = base.path();
  while (root.endsWith(QLatin1Char('/'))) root.chop(1);
  url.setPath(root + path);
  // By hand: QUrlQuery leaves a `+` as it is, which servers read as a space.
  QByteArray query;
  for (const Parameter& p : parameters) {
    query += query.isEmpty() ? "" : "&";
    query += QByteArray(p.name) + '=' + QUrl::toPercentEncoding(p.value);
  }
  if (!query.isEmpty()) url.setQuery(QString::fromLatin1(query), QUrl::StrictMode);
  return url;
}

Error cancelled() {
  return {ErrorKind::cancelled, "Stopped.", {}, {}};
}

/// The error of a decoder, with the call it is about.
Error of_call(Error error, const QUrl& url) {
  const std::string call = public_part(url).toStdString();
  error.place = error.place.empty() ? call : call + ' ' + error.place;
  if (error.next.empty()) error.next = "Is this the address of the home's API?";
  return error;
}

/// What is no answer of a home's: a page, or a way to somewhere else, as networks give it until somebody has
/// signed in to them. In the words of a first start.
std::optional<Error> no_home(const HttpResponse& response, const QUrl& asked) {
  const bool sends = !response.elsewhere.isEmpty();
  const QUrl& to = sends ? response.elsewhere : response.url;
  const bool moved = sends || !is_same_origin(response.url, asked);
  if (!sends && !is_page(response.type)) return std::nullopt;
  // A proxy before a home that has forgotten who this is.
  if (sends && is_authorization_request(to))
    return Error{ErrorKind::config,
                 said("{} sends its callers to a sign-in at {}, the access token notwithstanding.",
                      host_text(asked).toStdString(), host_text(to).toStdString()),
                 "Does it take the tokens of the sign-in service that is set up?",
                 public_part(asked).toStdString()};
  WebLooks looks = WebLooks::page;
  if (moved) looks = to.path() == asked.path() ? WebLooks::moved : WebLooks::portal;
  const WebWords words = looks_words(looks, host_text(asked), host_text(to));
  return Error{sends ? ErrorKind::config : ErrorKind::bad_data, words.sentence, words.next,
               public_part(asked).toStdString()};
}

/// One authorised GET, by the rule of `TokenAttempts`. `Held` is HomelabApi::Shared.
template <class Held>
QCoro::Task<Expected<HttpResponse>> fetch(std::shared_ptr<Held> held, QUrl url) {
  Expected<HttpResponse> response = std::unexpected(cancelled());
  TokenAttempts attempts(held->tokens);
  for (bool again = true; again;) {
    auto wanted = held->tokens.token();
    Expected<AccessToken> token = co_await wanted;
    if (held->stop.stop_requested()) {
      response = std::unexpected(cancelled());
      break;
    }
    const TokenAttempts::Use use = attempts.judge(token);
    if (use == TokenAttempts::Use::no_token) response = std::unexpected(token.error());
    if (use != TokenAttempts::Use::send) break;
    HttpClient::Options options;
    options.timeout = held->timeout;
    options.patience.first_byte = held->first_byte;
    options.keep_redirects = true;
    options.stop = held->stop.get_token();
    auto task = held->http.get(url, *token, options);
    response = co_await task;
    if (held->stop.stop_requested()) {
      response = std::unexpected(cancelled());
      break;
    }
    if (!response) {
      again = attempts.failed(response.error().kind);
      continue;
    }
    if (auto stranger = no_home(*response, url)) {
      response = std::unexpected(std::move(*stranger));
      break;
    }
    if (response->date && held->dated) held->dated(*response->date);
    held->tokens.taken(*token);
    break;
  }
  co_return response;
}

template <class T, class Held>
QCoro::Task<Expected<Decoded<T>>> call(std::shared_ptr<Held> held, QUrl url,
                                       std::function<Expected<Decoded<T>>(std::string_view, TimeMs)> decode) {
  auto task = fetch(held, url);
  Expected<HttpResponse> response = co_await task;
  Expected<Decoded<T>> answer;
  if (!response) {
    answer = std::unexpected(response.error());
  } else if (response->status != 204) {
    const std::string_view body(response->body.constData(), static_cast<std::size_t>(response->body.size()));
    answer = decode(body, held->clock.now());
    if (!answer) answer = std::unexpected(of_call(answer.error(), url));
  }
  co_return answer;
}

QString text(const std::string& s) {
  return QString::fromStdString(s);
}
QString text(TimeMs time) {
  return QString::fromStdString(format_rfc3339(time));
}

}  // namespace

HomelabApi::HomelabApi(HttpClient& http, TokenSource& tokens, const Clock& clock, const QUrl& base_url,
                       const QUrl& spotprice_url)
    : shared_(std::make_shared<Shared>(Shared{http, tokens, clock, base_url, spotprice_url, {}})) {}

HomelabApi::~HomelabApi() {
  shared_->stop.request_stop();
}

void HomelabApi::on_date(std::function<void(TimeMs)> dated) {
  shared_->dated = std::move(dated);
}

void HomelabApi::wait_at_most(std::chrono::milliseconds patience) {
  shared_->timeout = patience;
  shared_->first_byte = patience;
}

HomelabApi::Answer<Readings> HomelabApi::energy_latest() {
  return call<Readings>(shared_, call_url(shared_->base_url, QStringLiteral("/api/v1/energy/latest")),
                        decode_energy_latest);
}

HomelabApi::Answer<std::vector<EnergyHour>> HomelabApi::energy_history(TimeRange range) {
  return call<std::vector<EnergyHour>>(shared_,
                                       call_url(shared_->base_url, QStringLiteral("/api/v1/energy/history"),
                                                {{"from", text(range.from)}, {"to", text(range.to)}}),
                                       decode_energy_history);
}

HomelabApi::Answer<std::optional<HourlyTotal>> HomelabApi::hourly_total() {
  return call<std::optional<HourlyTotal>>(
      shared_, call_url(shared_->base_url, QStringLiteral("/api/v1/energy/hourly-total")),
      decode_hourly_total);
}

HomelabApi::Answer<Readings> HomelabApi::heatpump_latest(const std::string& device) {
  const QString path = QStringLiteral("/api/v1/heatpump/latest");
  return call<Readings>(shared_,
                        device.empty() ? call_url(shared_->base_url, path)
                                       : call_url(shared_->base_url, path, {{"device_id", text(device)}}),
                        decode_heatpump_latest);
}

HomelabApi::Answer<Readings> HomelabApi::temperature_latest(const std::string& location) {
  return call<Readings>(shared_,
                        call_url(shared_->base_url, QStringLiteral("/api/v1/temperature/latest"),
                                 {{"location", text(location)}}),
                        [location](std::string_view body, TimeMs now) {
                          return decode_temperature_latest(body, now, location);
                        });
}

HomelabApi::Answer<Readings> HomelabApi::temperature_all_latest() {
  return call<Readings>(shared_,
                        call_url(shared_->base_url, QStringLiteral("/api/v1/temperature/all-latest")),
                        [](std::string_view body, TimeMs now) { return decode_temperatures(body, now); });
}

HomelabApi::Answer<Readings> HomelabApi::temperature_history(const std::string& location, int hours) {
  return call<Readings>(
      shared_,
      call_url(shared_->base_url, QStringLiteral("/api/v1/temperature/history"),
               {{"location", text(location)}, {"hours", QString::number(hours)}}),
      [location](std::string_view body, TimeMs now) { return decode_temperatures(body, now, location); });
}

HomelabApi::Answer<PriceList> HomelabApi::prices_today() {
  return call<PriceList>(shared_, call_url(shared_->spotprice_url, QStringLiteral("/api/v1/spotprice/today")),
                         decode_prices);
}

HomelabApi::Answer<PriceList> HomelabApi::prices_tomorrow() {
  return call<PriceList>(
      shared_, call_url(shared_->spotprice_url, QStringLiteral("/api/v1/spotprice/tomorrow")), decode_prices);
}

HomelabApi::Answer<PriceList> HomelabApi::prices_latest() {
  return call<PriceList>(shared_,
                         call_url(shared_->spotprice_url, QStringLiteral("/api/v1/spotprice/latest")),
                         decode_prices_latest);
}

}  // namespace hearth
