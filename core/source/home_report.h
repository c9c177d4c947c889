#pragma once

#include "core/telemetry/error.h"

#include <QString>

namespace hearth {

/// What became of trying an address.
struct HomeReport {
  enum class Verdict {
    none,     ///< no home; `sentence` and `next` say why, and what to do
    open,     ///< a home that anybody may read
    sign_in,  ///< a home that wants to know who reads it
  };
  Verdict verdict = Verdict::none;
  QString base_url = {};  ///< the address that was tried
  QString sentence = {};
  QString next = {};
  QString suggestion = {};    ///< the address at which there is one instead; empty: none is known
  bool in_the_clear = false;  ///< plain http beyond this machine: whoever is on the way can read along
  ErrorKind kind = ErrorKind::config;  ///< of `none`: what it is to whoever cannot ask a person
  QString issuer = {};  ///< the OpenID provider whom the home sends its callers to; empty: none was found
};

}  // namespace hearth
