#pragma once

#include "core/identity/provider_report.h"

#include <QCoroTask>
#include <QString>
#include <QUrl>

#include <optional>
#include <stop_token>

namespace hearth {

/// Whether an address is an authorization request (RFC 6749, section 4.1.1). Pure.
bool is_authorization_request(const QUrl& url);
/// Whether an address is that, or another page where browsers are sent to sign in: of the proxies
/// that stand before a home. Pure.
bool is_sign_in_page(const QUrl& url);

/// The issuer whose sign-in page this is: that which the page's path begins with, and whose discovery
/// document names it (OpenID Connect Discovery 1.0, section 4.3). Empty where there is none, or `stop` was
/// triggered.
QCoro::Task<QString> provider_of_page(QUrl page, std::stop_token stop);

/// Whether a provider is at an address that somebody typed: with or without https://, a slash at its end, or
/// the name of its discovery document. Nothing where `stop` was triggered.
QCoro::Task<std::optional<ProviderReport>> check_provider(QString address, std::stop_token stop);

}  // namespace hearth
