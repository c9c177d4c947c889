#include "core/engine/price_area.h"

namespace hearth {
namespace {

constexpr std::size_t most_named = 6;

std::string list_of(const std::set<std::string>& areas) {
  std::string list;
  std::size_t named = 0;
  for (const std::string& area : areas) {
    if (named++ == most_named) return list + " …";
    list += (list.empty() ? "" : ", ") + area;
  }
  return list;
}

Error question(Text message, const std::set<std::string>& known) {
  return {ErrorKind::config, std::move(message),
          said("Say which is yours: price_area = \"{}\" under [home].", *known.begin()), "[home] price_area"};
}

std::string currency_note(const std::string& area) {
  return "currency." + area;
}

}  // namespace

PriceArea choose_price_area(const std::string& configured, const std::set<std::string>& known) {
  if (known.empty()) return {};
  if (known.contains(configured)) return {configured, std::nullopt};
  if (!configured.empty())
    return {std::nullopt,
            question(said("There are no prices of {}, only of {}.", configured, list_of(known)), known)};
  if (known.size() == 1) return {*known.begin(), std::nullopt};
  return {std::nullopt, question(said("There are prices of {} areas: {}. None is shown until yours is known.",
                                      known.size(), list_of(known)),
                                 known)};
}

PriceArea choose_price_area(const std::string& configured, const HistoryStore& store) {
  std::set<std::string> known;
  for (const GroupKey& group : store.groups())
    if (group.dataset == Dataset::price) known.insert(group.entity);
  return choose_price_area(configured, known);
}

void keep_currency(HistoryStore& store, const std::string& area, const std::string& currency) {
  store.take_note(currency_note(area), currency);
}

std::optional<std::string> currency_of(const HistoryStore& store, const std::string& area) {
  if (auto kept = store.note(currency_note(area))) return kept;
  // Stores from before areas were told apart have one note for all, which is that of the only one.
  if (choose_price_area({}, store).area == area) return store.note("currency");
  return std::nullopt;
}

}  // namespace hearth
