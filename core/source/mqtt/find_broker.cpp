#include "core/source/mqtt/find_broker.h"

#include "core/net/one_shot.h"
#include "core/source/mqtt/address.h"
#include "core/source/mqtt/session.h"

#include <QObject>

#include <functional>

namespace hearth {
namespace {

using BrokerShot = OneShot<std::optional<HomeReport>>;

HomeReport no_broker(const QUrl& address, const Error& why) {
  HomeReport report{.base_url = address.toString(QUrl::FullyEncoded),
                    .sentence = QString::fromStdString(why.message),
                    .next = QString::fromStdString(why.next),
                    .kind = why.kind};
  // What the page cannot ask for is set by two commands more.
  if (why.kind == ErrorKind::not_permitted)
    report.next = QStringLiteral(
                      "In a terminal: hearthctl config set mqtt.url %1; hearthctl config set mqtt.user NAME; "
                      "hearthctl secret set mqtt. Then start anew.")
                      .arg(report.base_url);
  return report;
}

/// Settings that try once.
mqtt::Settings settings_of(const mqtt::Address& address) {
  return {.host = address.host,
          .port = address.port,
          .tls = address.tls,
          .user = {},
          .password = {},
          .ca_file = {},
          .certificate_file = {},
          .key_file = {},
          .topics = mqtt::default_topics(),
          .delay = [](int) { return 24 * hour_ms; }};
}

}  // namespace

QCoro::Task<std::optional<HomeReport>> find_broker(QUrl address, std::stop_token stop) {
  std::optional<HomeReport> found;
  const QString text = address.toString(QUrl::FullyEncoded);
  const auto read = mqtt::read_address(text.toStdString());
  if (!read) {
    found = no_broker(address, {ErrorKind::config,
                                Text::joined("A broker's address ", Text::joined(read.error().message, ".")),
                                "Write it like mqtts://broker.example.",
                                {}});
    co_return found;
  }
  BrokerShot shot;
  QObject here;
  std::optional<std::stop_callback<std::function<void()>>> on_stop;
  on_stop.emplace(stop, [&shot] { shot.give(std::nullopt); });
  const auto on_stage = [&](mqtt::Stage stage, const Error& why) {
    if (stage == mqtt::Stage::connecting) return;
    HomeReport report = stage == mqtt::Stage::connected
                            ? HomeReport{.verdict = HomeReport::Verdict::open, .base_url = text}
                            : no_broker(address, why);
    // From the event loop: who goes on ends the session, which must not be in the middle of telling.
    QMetaObject::invokeMethod(
        &here, [&shot, report = std::move(report)] { shot.give(report); }, Qt::QueuedConnection);
  };
  const mqtt::Session session(
      settings_of(*read), {.message = [](auto&&...) {}, .stage = on_stage, .problem = [](const Error&) {}});
  const auto wait = shot.wait();
  found = co_await wait;
  if (stop.stop_requested()) found.reset();
  co_return found;
}

}  // namespace hearth
