#include "core/identity/oidc/encoding.h"
#include "core/identity/sign_in.h"
#include "core/net/clock_timer.h"
#include "core/net/random_share.h"
#include "core/net/retry_policy.h"

#include <algorithm>
#include <utility>

namespace hearth {
namespace {

constexpr const char* device_grant = "urn:ietf:params:oauth:grant-type:device_code";
constexpr DurationMs slower_by = 5 * second_ms;
constexpr DurationMs longest_interval = 5 * minute_ms;

DevicePrompt prompt_of(const oidc::DeviceAnswer& answer, TimeMs expires) {
  return {.page = QString::fromStdString(answer.verification_uri),
          .complete_page = QString::fromStdString(answer.verification_uri_complete),
          .code = QString::fromStdString(answer.user_code),
          .expires = expires};
}

/// Polls with one code until somebody has said yes or no. Nothing where the code has expired.
QCoro::Task<Expected<std::optional<Grant>>> poll(ProviderClient& provider, const Clock& clock,
                                                 oidc::DeviceAnswer device, std::string verifier,
                                                 DeviceSignIn& wish, std::stop_token stop) {
  const TimeMs expires = clock.now() + device.lifetime;
  DurationMs interval = device.interval;
  bool in_trouble = false;
  wish.show(prompt_of(device, expires));
  while (clock.now() < expires) {
    auto waiting =
        wait_on_clock(clock, std::min(interval, std::max<DurationMs>(1, expires - clock.now())), stop);
    if (const bool passed = co_await waiting; !passed) co_return fail(ErrorKind::cancelled, "Stopped.");
    std::vector<FormField> fields = {
        {"grant_type", device_grant}, {"device_code", device.device_code}, {"code_verifier", verifier}};
    auto redeeming = redeem(provider, clock, std::move(fields), std::nullopt, stop);
    Expected<Grant> grant = co_await redeeming;
    if (stop.stop_requested()) co_return fail(ErrorKind::cancelled, "Stopped.");
    if (grant) co_return std::optional(std::move(*grant));
    const std::string& refusal = grant.error().place;
    if (refusal == "expired_token") co_return std::nullopt;
    const bool answered = refusal == "authorization_pending" || refusal == "slow_down";
    if (answered && std::exchange(in_trouble, false)) wish.show(prompt_of(device, expires));
    if (refusal == "authorization_pending") continue;
    // RFC 8628, section 3.5: also where a connection timed out, less often is asked for.
    if (refusal == "slow_down" || is_passing(grant.error())) {
      interval = std::min(interval + slower_by, longest_interval);
      in_trouble |= !answered;
      if (!answered) wish.trouble(grant.error());
      continue;
    }
    co_return std::unexpected(grant.error());
  }
  co_return std::nullopt;
}

}  // namespace

QCoro::Task<Expected<Grant>> sign_in_with_device(ProviderClient& provider, const Clock& clock,
                                                 DeviceSignIn wish, std::stop_token stop) {
  Retry asking_again(attended_retry, random_share);
  Retry early_end(attended_retry, random_share);
  for (;;) {
    // Some providers demand PKCE here too (RFC 7636).
    const oidc::Pkce pkce = oidc::make_pkce();
    auto asking = provider.device_code(wish.scope, pkce.challenge, stop);
    auto answer = co_await asking;
    if (stop.stop_requested()) co_return fail(ErrorKind::cancelled, "Stopped.");
    if (answer && std::holds_alternative<oidc::Refusal>(*answer)) {
      const Error refused = error_of(std::get<oidc::Refusal>(*answer));
      if (!is_passing(refused)) co_return std::unexpected(refused);
      answer = std::unexpected(refused);
    }
    if (!answer) {
      if (!is_passing(answer.error())) co_return std::unexpected(answer.error());
      wish.trouble(answer.error());
      const TimeMs now = clock.now();
      const TimeMs due = asking_again.failed(answer.error().kind, answer.error().retry_after, now);
      auto waiting = wait_on_clock(clock, due - now, stop);
      if (const bool passed = co_await waiting; !passed) co_return fail(ErrorKind::cancelled, "Stopped.");
      continue;
    }
    asking_again.succeeded(clock.now());
    const auto device = std::get<oidc::DeviceAnswer>(std::move(*answer));
    const TimeMs expires = clock.now() + device.lifetime;
    auto polling = poll(provider, clock, device, pkce.verifier, wish, stop);
    Expected<std::optional<Grant>> granted = co_await polling;
    if (!granted) co_return std::unexpected(granted.error());
    if (*granted) co_return std::move(**granted);
    // A provider for which every code has expired at once is not asked for new ones without end.
    const TimeMs now = clock.now();
    if (now >= expires) {
      early_end.succeeded(now);
      continue;
    }
    auto waiting = wait_on_clock(clock, early_end.failed(ErrorKind::retry, std::nullopt, now) - now, stop);
    if (const bool passed = co_await waiting; !passed) co_return fail(ErrorKind::cancelled, "Stopped.");
  }
}

}  // namespace hearth
