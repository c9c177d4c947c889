// What "hearthctl doctor" makes of the broker.
#include "core/source/examine.h"
#include "core/source/mqtt/config.h"
#include "core/source/mqtt/examine.h"
#include "core/source/mqtt/settings.h"
#include "core/source/mqtt/source.h"
#include "core/source/source_secret.h"

#include <utility>

namespace hearth {

QCoro::Task<QJsonObject> MqttSource::examine(ExamineContext context, std::stop_token stop) {
  const Config& config = context.config;
  auto looking = source_password("mqtt", config, stop);
  auto password = co_await looking;
  if (stop.stop_requested()) co_return {};
  if (!config.of<MqttConfig>().user.empty()) context.tell(password_check("mqtt", "a user", password));
  auto settings = mqtt_settings(config, password ? std::move(password->text) : std::string());
  if (!settings) {
    context.tell(failed("mqtt", settings.error()));
    co_return {};
  }
  context.progress("Listening to the broker …");
  auto listening = examine_apart(
      [wish = mqtt::Examination{std::move(*settings), config.of<MqttConfig>().places},
       &clock = context.clock](const std::stop_token& asked) { return mqtt::examine(wish, clock, asked); },
      stop);
  const auto checks = co_await listening;
  if (stop.stop_requested()) co_return {};
  for (const Check& check : checks) context.tell(check);
  co_return {};
}

}  // namespace hearth
