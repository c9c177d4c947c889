#pragma once

#include "core/telemetry/error.h"

#include <QCoroTask>
#include <QString>
#include <QUrl>

#include <optional>
#include <stop_token>

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

/// An address as people type it, without what is no part of one: blanks, a query, a fragment, slashes at its
/// end; https:// where it has no scheme. Empty where no address of the web or of a broker can be made of it.
/// Pure.
QUrl tidy_home_address(const QString& typed);

/// Tries an address as a stranger would, without any token: what /api/v1 answers tells whether it is a home,
/// for behind a gateway all else, /health too, is a web page. Where it is none, its relatives are tried: the
/// other scheme, the path shortened. A broker's address is tried as `find_broker` does. Nothing where `stop`
/// was triggered. In a thread with an event loop.
QCoro::Task<std::optional<HomeReport>> find_home(QUrl address, std::stop_token stop);

}  // namespace hearth
