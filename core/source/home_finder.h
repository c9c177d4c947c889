#pragma once

#include "core/config/config.h"
#include "core/source/home_report.h"

#include <QCoroTask>
#include <QUrl>

#include <array>
#include <optional>
#include <stop_token>
#include <string_view>

namespace hearth {

/// How a first start finds a system by what is typed for where the home is.
struct HomeFinder {
  std::string_view key;  ///< of the configuration: "api.base_url"
  /// Of the addresses that are its, in small letters, and who knows whether a home is at one. Nothing where
  /// it was stopped. In a thread with an event loop.
  std::array<std::string_view, 2> schemes = {};
  QCoro::Task<std::optional<HomeReport>> (*find)(QUrl address, std::stop_token stop) = nullptr;
  /// Whether a text is what it takes as it stands, without asking anybody; null where nothing is.
  bool (*takes)(const QString& text) = nullptr;
};

/// Who knows of addresses like this one; null where nobody does.
const HomeFinder* home_finder(const QUrl& address);
/// Who takes this text as it stands; null where nobody does.
const HomeFinder* taker_of(const QString& text);

/// An address as people type it, without what is no part of one: blanks, a query, a fragment, slashes at its
/// end; https:// where it has no scheme. Empty where it is none that a finder knows. Pure.
QUrl tidy_home_address(const QString& typed);

/// What would have a first start find the home that is set; empty where none is.
QString address_to_type(const Config& config);

}  // namespace hearth
