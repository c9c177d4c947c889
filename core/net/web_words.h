#pragma once

#include "core/net/web_answer.h"

#include <QString>

namespace hearth {

/// What went wrong, and what to do about it, for a person.
struct WebWords {
  QString sentence;
  QString next;
};

/// Why the server at `url` gave no answer; of a certificate, why it is not trusted. Pure.
WebWords fault_words(const WebAnswer& answer, const QUrl& url);

/// "home.example", or "home.example:8080" where a port stands in it.
QString host_text(const QUrl& url);

/// Whether the address is one of this machine: localhost, 127.0.0.0/8, [::1].
bool is_this_machine(const QUrl& url);

}  // namespace hearth
