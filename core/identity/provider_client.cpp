#include "core/identity/provider_client.h"

#include "core/net/log.h"

#include <cstdlib>
#include <utility>

// QCoro 0.8 moves from whatever is co_returned and is not of the task's own type, members too: those are
// copied into one first.
namespace hearth {
namespace {

constexpr DurationMs provider_good_for = day_ms;
constexpr DurationMs keys_not_again_for = minute_ms;
constexpr auto patience = std::chrono::seconds(20);
/// A provider that hangs and then answers has rotated the refresh token: to send the old one again ends the
/// session. So this one answer is waited for as long as any of them may take.
constexpr auto patience_for_tokens = std::chrono::seconds(120);
constexpr qint64 largest_answer = 256 * 1024;

std::string_view text_of(const HttpResponse& response) {
  return {response.body.constData(), static_cast<std::size_t>(response.body.size())};
}

HttpClient::Options options_with(std::stop_token stop, bool keep_refusals) {
  HttpClient::Options options;
  options.timeout = patience;
  options.patience.first_byte = patience;
  options.max_body = largest_answer;
  options.same_origin = true;
  options.keep_refusals = keep_refusals;
  options.stop = std::move(stop);
  return options;
}

QUrl url_of(const std::string& address) {
  return QUrl(QString::fromStdString(address), QUrl::StrictMode);
}

/// An error says which of the provider's answers it is about.
Error about(Error error, const std::string& address) {
  const std::string place = public_part(url_of(address)).toStdString();
  error.place = error.place.empty() ? place : place + ": " + error.place;
  if (error.next.empty()) error.next = "Is [identity] issuer right, and the provider well?";
  return error;
}

/// What a provider answered, as `parse` reads it, or its refusal.
template <class Answer>
Expected<Granted<Answer>> granted(const Expected<HttpResponse>& response, const std::string& address,
                                  Expected<Answer> (*parse)(std::string_view)) {
  if (!response) return std::unexpected(response.error());
  if (response->status >= 400) {
    auto refusal = oidc::parse_refusal(text_of(*response));
    // Some say with the status alone what they mean.
    if (!refusal && response->status == 428) refusal = oidc::Refusal{"authorization_pending", {}};
    if (!refusal && response->status == 400) refusal = oidc::Refusal{};
    if (!refusal) return std::unexpected(about(refusal.error(), address));
    return Granted<Answer>(std::move(*refusal));
  }
  auto answer = parse(text_of(*response));
  if (!answer) return std::unexpected(about(answer.error(), address));
  return Granted<Answer>(std::move(*answer));
}

/// An ID token that does not hold is told apart from keys that cannot be had.
Expected<oidc::IdToken> judge(std::string_view id_token, const oidc::KeySet& keys,
                              const oidc::IdTokenRules& rules) {
  auto token = oidc::verify_id_token(id_token, keys, rules);
  if (!token && !oidc::names_unknown_key(token.error())) token.error().kind = ErrorKind::sign_in;
  return token;
}

}  // namespace

QByteArray encode_form(const std::vector<FormField>& fields) {
  QByteArray form;
  for (const FormField& field : fields) {
    if (!form.isEmpty()) form += '&';
    form += field.name;
    form += '=';
    form += QUrl::toPercentEncoding(QString::fromStdString(field.value));
  }
  return form;
}

ProviderClient::ProviderClient(Settings settings, const Clock& clock)
    : settings_(std::move(settings)), clock_(clock) {}

void ProviderClient::set_client_secret(std::string secret) {
  add_log_secret(secret);
  settings_.client_secret = std::move(secret);
}

void ProviderClient::note_date(const Expected<HttpResponse>& response) {
  // To the second, and some time has passed since: no more is told than what matters.
  if (response && response->date) clock_ahead_ = clock_.now() - *response->date;
}

QCoro::Task<Expected<HttpResponse>> ProviderClient::fetch(std::string address, std::stop_token stop) {
  auto asked = http_.get(url_of(address), std::nullopt, options_with(stop, false));
  Expected<HttpResponse> response = co_await asked;
  if (!stop.stop_requested()) note_date(response);
  // What everybody may read has nothing to do with anybody's session.
  const ErrorKind kind = response ? ErrorKind::internal : response.error().kind;
  if (kind == ErrorKind::sign_in || kind == ErrorKind::not_permitted)
    response = fail(ErrorKind::bad_data, "The provider does not show everybody how to sign in with it.",
                    "Is [identity] issuer right, and the provider well?",
                    public_part(url_of(address)).toStdString());
  co_return response;
}

QCoro::Task<Expected<HttpResponse>> ProviderClient::post(std::string address, std::vector<FormField> fields,
                                                         std::chrono::milliseconds timeout,
                                                         std::stop_token stop) {
  QByteArray authorization;
  const bool in_body = provider_ && provider_->secret_in_body;
  if (settings_.client_secret.empty() || in_body) fields.push_back({"client_id", settings_.client_id});
  if (!settings_.client_secret.empty() && in_body)
    fields.push_back({"client_secret", settings_.client_secret});
  if (!settings_.client_secret.empty() && !in_body) {
    // RFC 6749, section 2.3.1: both are form-encoded first.
    const QByteArray pair = QUrl::toPercentEncoding(QString::fromStdString(settings_.client_id)) + ':' +
                            QUrl::toPercentEncoding(QString::fromStdString(settings_.client_secret));
    authorization = "Basic " + pair.toBase64();
  }
  HttpClient::Options options = options_with(stop, true);
  options.timeout = timeout;
  options.patience.first_byte = timeout;
  auto asked = http_.post_form(url_of(address), encode_form(fields), authorization, std::move(options));
  Expected<HttpResponse> response = co_await asked;
  if (!stop.stop_requested()) note_date(response);
  co_return response;
}

QCoro::Task<Expected<oidc::Provider>> ProviderClient::provider(std::stop_token stop) {
  const TimeMs now = clock_.now();
  if (provider_ && now >= provider_asked_ && now - provider_asked_ < provider_good_for)
    co_return Expected<oidc::Provider>(*provider_);
  const auto address = oidc::discovery_address(settings_.issuer);
  if (!address) co_return std::unexpected(address.error());
  auto asked = fetch(*address, stop);
  const Expected<HttpResponse> response = co_await asked;
  if (stop.stop_requested()) co_return fail(ErrorKind::cancelled, "Stopped.");
  if (!response) {
    // What was known yesterday will hardly be wrong today.
    if (provider_) co_return Expected<oidc::Provider>(*provider_);
    Error error = response.error();
    if (error.kind == ErrorKind::not_found) error = about(std::move(error), *address);
    co_return std::unexpected(std::move(error));
  }
  auto provider = oidc::parse_discovery(text_of(*response), settings_.issuer);
  if (!provider) co_return std::unexpected(about(provider.error(), *address));
  provider_ = std::move(*provider);
  provider_asked_ = now;
  co_return Expected<oidc::Provider>(*provider_);
}

QCoro::Task<Expected<void>> ProviderClient::fetch_keys(std::stop_token stop) {
  auto asked_provider = provider(stop);
  const auto provider = co_await asked_provider;
  if (!provider) co_return std::unexpected(provider.error());
  const TimeMs now = clock_.now();
  auto asked = fetch(provider->jwks_uri, stop);
  const Expected<HttpResponse> response = co_await asked;
  if (!response) co_return std::unexpected(response.error());
  keys_asked_ = now;
  auto keys = oidc::KeySet::parse(text_of(*response));
  if (!keys) co_return std::unexpected(about(keys.error(), provider->jwks_uri));
  keys_ = std::move(*keys);
  co_return Expected<void>();
}

QCoro::Task<Expected<oidc::IdToken>> ProviderClient::verify(std::string id_token, oidc::IdTokenRules rules,
                                                            std::stop_token stop) {
  if (keys_) {
    const auto known = judge(id_token, *keys_, rules);
    const bool may_ask = clock_.now() - keys_asked_ >= keys_not_again_for || clock_.now() < keys_asked_;
    if (known || !oidc::names_unknown_key(known.error()) || !may_ask) co_return known;
  }
  auto asked = fetch_keys(stop);
  const Expected<void> fetched = co_await asked;
  if (!fetched) co_return std::unexpected(fetched.error());
  co_return judge(id_token, *keys_, rules);
}

QCoro::Task<Expected<Granted<oidc::TokenAnswer>>> ProviderClient::token(std::vector<FormField> fields,
                                                                        std::stop_token stop) {
  auto asked_provider = provider(stop);
  const auto provider = co_await asked_provider;
  if (!provider) co_return std::unexpected(provider.error());
  auto asked = post(provider->token_endpoint, std::move(fields), patience_for_tokens, stop);
  const Expected<HttpResponse> response = co_await asked;
  auto answer = granted(response, provider->token_endpoint, oidc::parse_token_answer);
  if (auto* const tokens = answer ? std::get_if<oidc::TokenAnswer>(&*answer) : nullptr)
    for (const std::string* secret : {&tokens->access_token, &tokens->refresh_token, &tokens->id_token})
      add_log_secret(*secret);
  co_return answer;
}

QCoro::Task<Expected<Granted<oidc::DeviceAnswer>>> ProviderClient::device_code(std::string scope,
                                                                               std::string challenge,
                                                                               std::stop_token stop) {
  auto asked_provider = provider(stop);
  const auto provider = co_await asked_provider;
  if (!provider) co_return std::unexpected(provider.error());
  if (provider->device_authorization_endpoint.empty())
    co_return fail(ErrorKind::not_found, "This provider does not let one sign in on another device.",
                   "Sign in with the browser, or allow the device code grant at the provider.");
  const std::string& address = provider->device_authorization_endpoint;
  std::vector<FormField> fields = {{"scope", std::move(scope)},
                                   {"code_challenge", std::move(challenge)},
                                   {"code_challenge_method", "S256"}};
  auto asked = post(address, std::move(fields), patience, stop);
  const Expected<HttpResponse> response = co_await asked;
  auto answer = granted(response, address, oidc::parse_device_answer);
  if (auto* const device = answer ? std::get_if<oidc::DeviceAnswer>(&*answer) : nullptr)
    add_log_secret(device->device_code);
  co_return answer;
}

QCoro::Task<Expected<void>> ProviderClient::revoke(std::string token, std::stop_token stop) {
  auto asked_provider = provider(stop);
  const auto provider = co_await asked_provider;
  if (!provider) co_return std::unexpected(provider.error());
  if (provider->revocation_endpoint.empty()) co_return Expected<void>();
  std::vector<FormField> fields = {{"token", std::move(token)}, {"token_type_hint", "refresh_token"}};
  auto asked = post(provider->revocation_endpoint, std::move(fields), patience, stop);
  const Expected<HttpResponse> response = co_await asked;
  Expected<void> revoked;
  if (!response) revoked = std::unexpected(response.error());
  co_return revoked;
}

QCoro::Task<Expected<oidc::Person>> ProviderClient::person(AccessToken token, std::stop_token stop) {
  auto asked_provider = provider(stop);
  const auto provider = co_await asked_provider;
  if (!provider) co_return std::unexpected(provider.error());
  const std::string address = provider->userinfo_endpoint;
  if (address.empty()) co_return fail(ErrorKind::not_found, "This provider tells nothing of people.");
  auto asked = http_.get(url_of(address), std::move(token), options_with(stop, false));
  const Expected<HttpResponse> response = co_await asked;
  if (!response) co_return std::unexpected(response.error());
  co_return oidc::parse_person(text_of(*response));
}

QCoro::Task<Expected<HttpResponse>> ProviderClient::visit(QUrl page, std::stop_token stop) {
  HttpClient::Options options;
  options.timeout = patience;
  options.patience.first_byte = patience;
  options.max_body = largest_answer;
  options.keep_refusals = true;
  options.stop = std::move(stop);
  return http_.get(std::move(page), std::nullopt, std::move(options));
}

}  // namespace hearth
