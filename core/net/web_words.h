#pragma once

#include "core/net/web_answer.h"
#include "core/telemetry/text.h"

#include <QString>

namespace hearth {

/// What went wrong, and what to do about it, for a person.
struct WebWords {
  Text sentence;
  Text next;
};

/// What an address looks like from outside that answers.
enum class WebLooks {
  home,
  sign_in,
  page,      ///< a web server with pages
  other,     ///< JSON, but none of a home's
  nothing,   ///< a web server that has nothing there
  password,  ///< it asks for a password of its own
  trouble,   ///< the service has
  gateway,   ///< what stands before the service has no answer of it
  moved,     ///< it sends its callers to the same thing elsewhere
  portal,    ///< it sends its callers to something else
  odd,
  fault,  ///< it does not answer; `fault_words` says why
};

/// What there is to say of the server `host` (host and port); `what` is the status, or the host that it sends
/// its callers to. Pure.
WebWords looks_words(WebLooks looks, const QString& host, const QString& what);

/// What a status of 500 or more says. Pure.
WebLooks looks_of_trouble(int status);

/// Whether two addresses are of one server: scheme, host and port. Pure.
bool is_same_origin(const QUrl& a, const QUrl& b);

/// Whether a body of this media type is a web page.
bool is_page(const QByteArray& media_type);

/// Why the server at `url` gave no answer; of a certificate, why it is not trusted. Pure.
WebWords fault_words(const WebAnswer& answer, const QUrl& url);

/// "home.example", or "home.example:8080" where a port stands in it.
QString host_text(const QUrl& url);

/// Whether the address is one of this machine: localhost, 127.0.0.0/8, [::1].
bool is_this_machine(const QUrl& url);

}  // namespace hearth
