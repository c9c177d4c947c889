#pragma once

#include "core/source/home_report.h"

#include <QCoroTask>
#include <QUrl>

#include <optional>
#include <span>
#include <stop_token>
#include <string_view>

namespace hearth {

/// Who knows whether a home is at an address, and what the configuration calls such an address.
struct HomeFinder {
  std::string_view scheme;
  std::string_view key;  ///< of the configuration
  /// Nothing where it was stopped. In a thread with an event loop.
  QCoro::Task<std::optional<HomeReport>> (*find)(QUrl address, std::stop_token stop);
};

/// The only list of what a first start takes for a home's address.
std::span<const HomeFinder> home_finders();
/// Who knows of addresses like this one; null where nobody does.
const HomeFinder* home_finder(const QUrl& address);

/// An address as people type it, without what is no part of one: blanks, a query, a fragment, slashes at its
/// end; https:// where it has no scheme. Empty where it is none that a finder knows. Pure.
QUrl tidy_home_address(const QString& typed);

}  // namespace hearth
