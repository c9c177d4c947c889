// What "hearthctl doctor" makes of the live stream.
#include "core/identity/token_source.h"
#include "core/source/energy_ws/config.h"
#include "core/source/energy_ws/examine.h"
#include "core/source/energy_ws/source.h"
#include "core/source/examine.h"
#include "core/source/homelab_api/config.h"

namespace hearth {

QCoro::Task<QJsonObject> EnergyWsSource::examine(ExamineContext context, std::stop_token stop) {
  // Without a token the stream lets nobody in, and the sign-in has been told of.
  if (context.tokens == nullptr) co_return {};
  auto wanted = context.tokens->token();
  const auto token = co_await wanted;
  if (stop.stop_requested() || !token) co_return {};
  const Config& config = context.config;
  const std::string& url = config.of<EnergyWsConfig>().url;
  context.progress("Waiting for a live reading …");
  auto waiting = energy_ws::examine(*context.tokens, context.clock,
                                    {.url = QUrl(QString::fromStdString(url)),
                                     .plain_hosts = config.allow_plain_http,
                                     .named = url != stream_beside(config.of<HomelabApiConfig>().base_url)},
                                    stop);
  const auto check = co_await waiting;
  if (check && !stop.stop_requested()) context.tell(*check);
  co_return {};
}

}  // namespace hearth
