#pragma once

#include "core/config/change_config.h"
#include "core/engine/api/reply.h"
#include "core/identity/provider_report.h"
#include "core/source/home_report.h"

#include <QUrl>

#include <filesystem>
#include <stop_token>
#include <vector>

namespace hearth {

/// What a first start asks for: whether a home, or a sign-in provider, is at an address, one at a time, and a
/// configuration to be written. Needs no history. Lives on the engine's worker thread.
class Setup {
 public:
  Setup() = default;
  Setup(const Setup&) = delete;
  Setup& operator=(const Setup&) = delete;
  ~Setup() { cancel_test(); }

  /// As the `home_finder` of the address does; in place of what is being tried.
  void test_home(const QUrl& address, const Reply<HomeReport>& reply);
  void test_provider(const QString& address, const Reply<ProviderReport>& reply);
  /// Whoever was being waited for comes to its end inside this call, and is not answered.
  void cancel_test();
  static void change_configuration(const std::filesystem::path& file,
                                   const std::vector<ConfigChange>& changes,
                                   const Reply<std::optional<Error>>& reply);

 private:
  std::stop_source testing_;
};

}  // namespace hearth
