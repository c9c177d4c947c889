#include "core/source/homelab_api/service_state.h"

#include "core/net/web_words.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

namespace hearth {
namespace {

/// So long an answer tells that the service is well, whatever becomes of other calls; most are made more
/// often.
constexpr DurationMs answer_counts = 90 * second_ms;

bool is_unreachable(const CallState& call) {
  return call.error && (call.error->kind == ErrorKind::offline || call.error->kind == ErrorKind::config);
}

/// What is asked seldom has been answered when all was well: later failures to reach the service count more.
bool still_counts(const CallState& call, std::span<const CallState> calls, TimeMs now) {
  // Whoever is forbidden something has been understood.
  const bool answered = !call.error || call.error->kind == ErrorKind::not_permitted;
  if (!call.asked || !answered) return false;
  return now - *call.asked < answer_counts ||
         std::ranges::none_of(
             calls,
             [&](const CallState& other) { return is_unreachable(other) && other.asked > call.asked; });
}

/// Which of several failures says most of the service, first what does. Those that are not here are answers.
constexpr std::array telling = {ErrorKind::sign_in,  ErrorKind::config, ErrorKind::offline,
                                ErrorKind::bad_data, ErrorKind::retry,  ErrorKind::not_found};

Error with_words(const Error& one, WebLooks looks, const QUrl& base) {
  const WebWords words = looks_words(looks, host_text(base), QStringLiteral("404"));
  return {one.kind, words.sentence, words.next, one.place};
}

}  // namespace

ServiceState judge_service(std::span<const CallState> all, bool was_connected, TimeMs now, const QUrl& base) {
  std::vector<CallState> calls;
  std::ranges::copy_if(all, std::back_inserter(calls), [](const CallState& c) { return !c.idle; });
  const auto any = [&](const auto& holds) { return std::ranges::any_of(calls, holds); };
  if (any([&](const CallState& c) { return still_counts(c, calls, now); }))
    return {ConnectionState::connected};
  // The others may be answered yet.
  if (!was_connected && any([](const CallState& c) { return !c.asked; }))
    return {ConnectionState::connecting};
  const auto failure = [&](ErrorKind kind) -> const Error* {
    for (const CallState& c : calls)
      if (c.asked && c.error && c.error->kind == kind) return &*c.error;
    return nullptr;
  };
  for (const ErrorKind kind : telling) {
    const Error* const error = failure(kind);
    if (error == nullptr) continue;
    if (kind == ErrorKind::sign_in) return {ConnectionState::refused, *error};
    const bool differs = any([&](const CallState& c) {
      return c.error && c.error->kind == kind && c.error->message != error->message;
    });
    Error said = *error;
    if (kind == ErrorKind::not_found) said = with_words(said, WebLooks::nothing, base);
    // What each call lacks in its answer does not say what it is.
    if (kind == ErrorKind::bad_data && differs) said = with_words(said, WebLooks::other, base);
    return {was_connected ? ConnectionState::reconnecting : ConnectionState::failed, said};
  }
  return {was_connected ? ConnectionState::reconnecting : ConnectionState::connecting};
}

}  // namespace hearth
