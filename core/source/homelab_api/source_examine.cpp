// What "hearthctl doctor" makes of the services.
#include "core/identity/token_source.h"
#include "core/net/http_client.h"
#include "core/source/examine.h"
#include "core/source/homelab_api/config.h"
#include "core/source/homelab_api/examine.h"
#include "core/source/homelab_api/source.h"

namespace hearth {

QCoro::Task<QJsonObject> HomelabApiSource::examine(ExamineContext context, std::stop_token stop) {
  if (context.tokens == nullptr) co_return {};
  const Config& config = context.config;
  context.progress("Asking the services …");
  const auto& api_config = config.of<HomelabApiConfig>();
  const QUrl base(QString::fromStdString(api_config.base_url));
  auto wanted = context.tokens->token();
  const auto token = co_await wanted;
  if (stop.stop_requested()) co_return {};
  if (!token) {
    auto asking = homelab_api::examine_as_stranger(base, stop);
    const auto checks = co_await asking;
    if (stop.stop_requested()) co_return {};
    for (const Check& check : checks) context.tell(check);
    co_return {};
  }
  homelab_api::Examination wish{.base_url = base,
                                .spotprice_url = QUrl(QString::fromStdString(api_config.prices())),
                                .plain_hosts = config.allow_plain_http,
                                .time_zone = config.time_zone,
                                .scopes = {}};
  if (!config.issuer.empty() && config.access_token.empty()) wish.scopes = config.scopes;
  HttpClient http;
  http.allow_plain(config.allow_plain_http);
  const std::stop_callback on_stop(stop, [&http] { http.cancel_all(); });
  HomelabApi api(http, *context.tokens, context.clock, wish.base_url, wish.spotprice_url);
  api.on_date(context.dated);
  auto asking = homelab_api::examine(api, context.clock, wish, stop);
  const auto checks = co_await asking;
  if (stop.stop_requested()) co_return {};
  for (const Check& check : checks) context.tell(check);
  co_return {};
}

}  // namespace hearth
