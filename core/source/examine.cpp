#include "core/source/examine.h"

#include "core/net/one_shot.h"
#include "core/source/source_secret.h"

#include <QObject>

#include <fmt/format.h>

#include <thread>
#include <utility>

namespace hearth {

Check password_check(std::string_view about, std::string_view whom,
                     const Expected<SourcePassword>& password) {
  if (!password) {
    Check check = failed(about, password.error());
    // None may be needed.
    check.verdict = Verdict::warning;
    return check;
  }
  if (password->from.isEmpty())
    return {about, Verdict::note, said("No password is known; {} may be let in without.", whom)};
  return {about, Verdict::good, said("The password is that of {}.", password->from.toStdString())};
}

QCoro::Task<std::vector<Check>> examine_apart(
    std::function<std::vector<Check>(const std::stop_token& stop)> look, std::stop_token stop) {
  QObject here;
  OneShot<std::vector<Check>> found;
  // Ends before what it uses.
  const std::jthread thread([&here, &found, look = std::move(look)](const std::stop_token& asked) {
    auto checks = look(asked);
    if (asked.stop_requested()) return;
    QMetaObject::invokeMethod(
        &here, [&found, checks = std::move(checks)] { found.give(checks); }, Qt::QueuedConnection);
  });
  const std::stop_callback on_stop(stop, [&found] { found.give({}); });
  const auto waiting = found.wait();
  co_return co_await waiting;
}

}  // namespace hearth
