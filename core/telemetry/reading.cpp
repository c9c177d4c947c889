#include "core/telemetry/reading.h"

namespace hearth {

std::string_view provenance_name(Provenance provenance) noexcept {
  switch (provenance) {
    case Provenance::api_hourly:
      return "energy by the hour";
    case Provenance::api_history:
      return "history from the API";
    case Provenance::polled:
      return "recorded by polling";
    case Provenance::live:
      return "recorded live";
    case Provenance::replica:
      return "read replica";
    case Provenance::imported:
      return "imported";
  }
  return "";
}

}  // namespace hearth
