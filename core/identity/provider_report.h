#pragma once

#include <QString>

namespace hearth {

/// What became of asking an address whether it is an OpenID provider.
struct ProviderReport {
  QString issuer;  ///< as the provider calls itself, to the byte; empty: there is none
  QString sentence;
  QString next;
};

}  // namespace hearth
