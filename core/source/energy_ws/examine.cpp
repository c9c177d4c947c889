#include "core/source/energy_ws/examine.h"

#include "core/config/plain_http.h"
#include "core/net/clock_timer.h"
#include "core/net/http_client.h"
#include "core/net/one_shot.h"
#include "core/net/web_words.h"
#include "core/source/energy_ws/stream.h"
#include "core/telemetry/age.h"

#include <fmt/format.h>

#include <functional>
#include <utility>

namespace hearth::energy_ws {
namespace {

constexpr std::string_view about_live = "live";
constexpr const char* set_url =
    "Set [live] url to what the gateway or energy-ws has; it is like wss://HOST/ws/energy.";

/// What became of a try.
struct LiveOutcome {
  std::optional<TimeMs> read;  ///< the time of the first reading
  bool connected = false;      ///< in the end
  bool refused = false;
  int status = 0;        ///< of a refused upgrade
  std::string detail;    ///< the last thing that was wrong
  std::string left_out;  ///< why a frame was
  bool cancelled = false;
};

/// One try: ends with the first reading, with the first thing that goes wrong, or when its time is over.
class LiveTry {
 public:
  LiveTry(TokenSource& tokens, const Clock& clock, const Examination& wish, const std::stop_token& stop)
      : stream_(wish.url, tokens, clock), patience_(clock) {
    stream_.allow_plain(wish.plain_hosts);
    // From the event loop: who goes on destroys the stream, which must not be in mid-signal.
    const auto end = [this] {
      QMetaObject::invokeMethod(&context_, [this] { shot_.give(outcome_); }, Qt::QueuedConnection);
    };
    QObject::connect(&stream_, &EnergyStream::reading, &context_, [this, end](const Reading& reading) {
      outcome_.read = reading.time;
      end();
    });
    QObject::connect(&stream_, &EnergyStream::frames_refused, &context_,
                     [this](qulonglong, const QString& why) { outcome_.left_out = why.toStdString(); });
    QObject::connect(&stream_, &EnergyStream::state_changed, &context_,
                     [this, end](ConnectionState state, const QString& detail) {
                       outcome_.connected = state == ConnectionState::connected;
                       outcome_.refused = state == ConnectionState::refused;
                       outcome_.detail = detail.toStdString();
                       outcome_.status = stream_.refused_with();
                       if (state == ConnectionState::refused || state == ConnectionState::reconnecting) end();
                     });
    QObject::connect(&patience_, &ClockTimer::timeout, &context_, end);
    if (stop.stop_possible())
      stop_.emplace(stop, [this] {
        outcome_.cancelled = true;
        shot_.give(outcome_);
      });
    patience_.start_once(first_reading_patience);
    stream_.start();
  }
  [[nodiscard]] OneShot<LiveOutcome>::Wait wait() { return shot_.wait(); }

 private:
  OneShot<LiveOutcome> shot_;
  LiveOutcome outcome_;
  QObject context_;
  EnergyStream stream_;
  ClockTimer patience_;
  std::optional<std::stop_callback<std::function<void()>>> stop_;
};

Check live_check(Verdict verdict, Text what, Text mend, ErrorKind kind = ErrorKind::offline) {
  return {about_live, verdict, std::move(what), std::move(mend), kind, dataset_name(Dataset::energy)};
}

/// Of a service that was not reached: `answer` is what the same place says to a stranger.
Check unreached_check(const Examination& wish, const LiveOutcome& outcome, const WebAnswer& answer) {
  if (answer.fault != WebFault::none) {
    const WebWords words = fault_words(answer, wish.url);
    return live_check(Verdict::failure, words.sentence, words.next);
  }
  return live_check(Verdict::failure, outcome.detail, set_url);
}

Check refusal_check(const Examination& wish, const LiveOutcome& outcome) {
  switch (outcome.status) {
    case 401:
      return live_check(
          Verdict::failure, outcome.detail,
          "Sign in anew (hearthctl login), or hand over another token. Opaque tokens never pass there.",
          ErrorKind::sign_in);
    case 403:
      return live_check(Verdict::failure, outcome.detail,
                        "Ask who runs the provider to give read:energy to this account.",
                        ErrorKind::not_permitted);
    case 0:
      // There was no token to ask with.
      return live_check(Verdict::failure, outcome.detail, {}, ErrorKind::sign_in);
    default:
      break;
  }
  const bool trouble = outcome.status >= 500;
  // Without a stream the services are asked every few seconds.
  if (!wish.named && !trouble)
    return live_check(Verdict::warning,
                      said("There is no live stream at {} ({}); energy comes every 5 s instead.",
                           public_part(wish.url).toStdString(), outcome.status),
                      set_url);
  return live_check(Verdict::failure, outcome.detail,
                    trouble ? "Look whether energy-ws runs behind it, and at its log." : set_url,
                    trouble ? ErrorKind::retry : ErrorKind::config);
}

std::string patience_text() {
  return fmt::format("{} s", first_reading_patience / second_ms);
}

Check waiting_check(const LiveOutcome& outcome) {
  if (!outcome.connected)
    return live_check(Verdict::failure, said("The live service does not answer within {}.", patience_text()),
                      "Is it switched on, and does a firewall keep the port shut?");
  if (!outcome.left_out.empty())
    return live_check(Verdict::warning, said("Connected, but what comes is no reading: {}", outcome.left_out),
                      set_url);
  return live_check(Verdict::warning, said("Connected, but no reading came within {}.", patience_text()),
                    "See whether the meter sends, and whether its broker and energy-ws are connected.");
}

}  // namespace

QCoro::Task<std::optional<Check>> examine(TokenSource& tokens, const Clock& clock, Examination wish,
                                          std::stop_token stop) {
  std::optional<Check> check;
  if (const auto problem = plain_http_problem(public_part(wish.url).toStdString(), wish.plain_hosts)) {
    check = failed(about_live, *problem);
    co_return check;
  }
  LiveTry trying(tokens, clock, wish, stop);
  const auto wait = trying.wait();
  const LiveOutcome outcome = co_await wait;
  if (outcome.cancelled || stop.stop_requested()) co_return check;
  if (outcome.read) {
    check = live_check(Verdict::good,
                       said("Connected; the first reading is {} old.", age_text(clock.now() - *outcome.read)),
                       {});
  } else if (outcome.refused || outcome.status != 0) {
    check = refusal_check(wish, outcome);
  } else if (!outcome.connected && !outcome.detail.empty()) {
    QUrl place = wish.url;
    place.setScheme(wish.url.scheme() == QLatin1String("wss") ? QStringLiteral("https")
                                                              : QStringLiteral("http"));
    auto asking = ask_as_stranger(place, stop);
    const WebAnswer answer = co_await asking;
    if (!stop.stop_requested()) check = unreached_check(wish, outcome, answer);
  } else {
    check = waiting_check(outcome);
  }
  co_return check;
}

}  // namespace hearth::energy_ws
