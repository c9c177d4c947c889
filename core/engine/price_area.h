#pragma once

#include "core/store/history_store.h"

#include <optional>
#include <set>
#include <string>

namespace hearth {

/// Whose prices are the home's.
struct PriceArea {
  std::optional<std::string> area;  ///< nothing until the owner has said it, or where there are no prices
  std::optional<Error> question;    ///< what the owner is asked where there are several (config)
  friend bool operator==(const PriceArea&, const PriceArea&) = default;
};

/// The one that is `configured` ([home] price_area), else the only one there is: a wrong area would be a
/// wrong price, so that none is guessed. Pure.
PriceArea choose_price_area(const std::string& configured, const std::set<std::string>& known);
/// The same, of the prices that a store has.
PriceArea choose_price_area(const std::string& configured, const HistoryStore& store);

/// Keeps what the prices of an area are in. Never waits for the disk.
void keep_currency(HistoryStore& store, const std::string& area, const std::string& currency);
/// What the prices of an area are in; nothing where nobody said so.
std::optional<std::string> currency_of(const HistoryStore& store, const std::string& area);

}  // namespace hearth
