#pragma once

#include "core/telemetry/series.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hearth {

/// What the user pays on top of the spot price, and gets for what is fed into the grid. Amounts are in the
/// currency of the prices.
struct Tariff {
  double fee_per_kwh = 0;            ///< grid fee and energy tax, before VAT
  double vat_percent = 0;            ///< on price and fees
  double fixed_fee_per_month = 0;    ///< subscriptions, before VAT
  double export_price_percent = 0;   ///< what part of the spot price an exported kWh earns; without VAT
  double export_credit_per_kwh = 0;  ///< what it earns besides; without VAT
};

/// A price that holds from `from` to `to`, in currency per kWh, before fee and VAT. May be negative.
struct PricePeriod {
  TimeMs from = 0;
  TimeMs to = 0;
  double price = no_value;
};

/// Periods of a recorded price series. Their length (15 min or 1 h) is that of the local day's price list,
/// read from the data: the smallest distance of two of its prices, an hour at the most. A price that is
/// missing leaves a gap. Where the time zone is unknown, the days are UTC's.
std::vector<PricePeriod> price_periods(const Series& prices, const std::string& time_zone = "UTC");

struct Cost {
  double kwh = 0;
  double unpriced_kwh = 0;       ///< the part of it that has no price, and is not in the amount
  std::optional<double> amount;  ///< nothing where no energy has a price: that is "no price", never 0
};

/// Cost of energy buckets (sums in Wh) at these prices; an energy bucket that spans several periods is split
/// evenly by time. `periods` ascend and do not overlap.
Cost cost_of(const Buckets& energy, std::span<const PricePeriod> periods, const Tariff& tariff);

/// What exported energy earns, in the same way; negative at prices so low. A tariff that gives no part of
/// the spot price needs no price.
Cost credit_of(const Buckets& exported, std::span<const PricePeriod> periods, const Tariff& tariff);

/// What one kWh costs the user at this spot price.
double consumer_price(double spot, const Tariff& tariff) noexcept;

/// What one exported kWh earns at this spot price; `no_value` where a part of that is needed and missing.
double export_price(double spot, const Tariff& tariff) noexcept;

/// The part of the monthly fee, with VAT, that falls on `range`: it runs evenly through each local month, so
/// that the parts of a month add up to the fee. Errors: config (unknown time zone).
Expected<double> fixed_fee(TimeRange range, const Tariff& tariff, const std::string& time_zone);

}  // namespace hearth
