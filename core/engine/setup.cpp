#include "core/engine/setup.h"

#include "core/identity/find_provider.h"
#include "core/source/home_finder.h"

#include <utility>

namespace hearth {
namespace {

/// Without a report the question was stopped, perhaps because who asked is no more.
template <class Report>
QCoro::Task<> answer_test(QCoro::Task<std::optional<Report>> finding, Reply<Report> reply) {
  const std::optional<Report> report = co_await finding;
  if (report) reply(*report);
}

}  // namespace

void Setup::test_home(const QUrl& address, const Reply<HomeReport>& reply) {
  cancel_test();
  if (const HomeFinder* finder = home_finder(address))
    answer_test(finder->find(address, testing_.get_token()), reply);
  else
    reply({.base_url = address.toString(QUrl::FullyEncoded),
           .sentence = QStringLiteral("This is no address of a home."),
           .next = QStringLiteral("Write it like https://home.example.org.")});
}

void Setup::test_provider(const QString& address, const Reply<ProviderReport>& reply) {
  cancel_test();
  answer_test(check_provider(address, testing_.get_token()), reply);
}

void Setup::cancel_test() {
  std::exchange(testing_, std::stop_source()).request_stop();
}

void Setup::change_configuration(const std::filesystem::path& file, const std::vector<ConfigChange>& changes,
                                 const Reply<std::optional<Error>>& reply) {
  const auto changed = change_config(file, changes);
  reply(changed ? std::nullopt : std::optional(changed.error()));
}

}  // namespace hearth
