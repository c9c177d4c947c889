#include "core/identity/find_provider.h"

#include "core/identity/oidc/discovery.h"
#include "core/net/web_words.h"

#include <QUrlQuery>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace hearth {
namespace {

constexpr int most_prefixes = 8;
constexpr const char* document_name = "/.well-known/openid-configuration";

std::string_view discovery_body(const WebAnswer& answer) {
  return {answer.body.constData(), static_cast<std::size_t>(answer.body.size())};
}

/// What a discovery document calls itself, where that is `address`, with or without a slash at its end.
Expected<oidc::Provider> read_discovery(const WebAnswer& answer, QString address) {
  while (address.endsWith(QLatin1Char('/'))) address.chop(1);
  auto plain = oidc::parse_discovery(discovery_body(answer), address.toStdString());
  if (plain) return plain;
  auto slashed = oidc::parse_discovery(discovery_body(answer), (address + QLatin1Char('/')).toStdString());
  return slashed ? slashed : plain;
}

/// The page's address, shortened from its end part by part: the longest first.
std::vector<QString> issuer_candidates(const QUrl& page) {
  std::vector<QString> found;
  QUrl url = page.adjusted(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
  QString path = url.path(QUrl::FullyEncoded);
  for (int i = 0; i < most_prefixes; ++i) {
    while (path.endsWith(QLatin1Char('/'))) path.chop(1);
    url.setPath(path, QUrl::StrictMode);
    found.push_back(url.toString(QUrl::FullyEncoded));
    if (path.isEmpty()) break;
    path.truncate(path.lastIndexOf(QLatin1Char('/')));
  }
  return found;
}

/// An address as somebody types it, or takes it from where it is shown.
QString tidy_issuer(QString address) {
  address = address.trimmed();
  if (!address.isEmpty() && !address.contains(QLatin1String("://")))
    address.prepend(QLatin1String("https://"));
  if (address.endsWith(QLatin1String(document_name)))
    address.chop(static_cast<qsizetype>(qstrlen(document_name)));
  return address;
}

ProviderReport judge_provider(const WebAnswer& answer, const QString& address) {
  const QUrl url(address);
  if (answer.fault != WebFault::none) {
    const WebWords words = fault_words(answer, url);
    return {{}, QString::fromStdString(words.sentence), QString::fromStdString(words.next)};
  }
  const QString next = QStringLiteral(
      "Write the address that the provider calls its issuer, such as https://auth.example.org.");
  if (answer.status != 200)
    return {{},
            QStringLiteral("%1 answers, but no sign-in provider is at this address (%2).")
                .arg(host_text(url))
                .arg(answer.status),
            next};
  if (answer.type == "text/html")
    return {{},
            QStringLiteral("%1 answers with a web page, and is no sign-in provider at this address.")
                .arg(host_text(url)),
            next};
  const auto provider = read_discovery(answer, address);
  if (!provider)
    return {
        {}, QString::fromStdString(provider.error().message), QString::fromStdString(provider.error().next)};
  return {QString::fromStdString(provider->issuer), {}, {}};
}

}  // namespace

bool is_authorization_request(const QUrl& url) {
  const QUrlQuery query(url);
  return query.hasQueryItem(QStringLiteral("client_id")) &&
         query.hasQueryItem(QStringLiteral("response_type"));
}

bool is_sign_in_page(const QUrl& url) {
  if (is_authorization_request(url)) return true;
  // A proxy's portal is told where to send the browser back to.
  const QUrlQuery query(url);
  constexpr std::array returns = {"rd", "redirect_uri", "return_to", "rm"};
  return std::any_of(returns.begin(), returns.end(),
                     [&](const char* name) { return query.hasQueryItem(QLatin1String(name)); });
}

QCoro::Task<QString> provider_of_page(QUrl page, std::stop_token stop) {
  QString issuer;
  const std::vector<QString> candidates = issuer_candidates(page);
  for (const QString& candidate : candidates) {
    const auto address = oidc::discovery_address(candidate.toStdString());
    if (!address) break;
    auto asking = ask_as_stranger(QUrl(QString::fromStdString(*address)), stop);
    const WebAnswer answer = co_await asking;
    if (answer.fault != WebFault::none) break;
    if (answer.status != 200) continue;
    const auto provider = read_discovery(answer, candidate);
    if (!provider) continue;
    issuer = QString::fromStdString(provider->issuer);
    break;
  }
  co_return issuer;
}

QCoro::Task<std::optional<ProviderReport>> check_provider(QString typed, std::stop_token stop) {
  std::optional<ProviderReport> report;
  const QString address = tidy_issuer(std::move(typed));
  const auto document = oidc::discovery_address(address.toStdString());
  if (!document) {
    report = ProviderReport{
        {}, QString::fromStdString(document.error().message), QString::fromStdString(document.error().next)};
    co_return report;
  }
  auto asking = ask_as_stranger(QUrl(QString::fromStdString(*document)), stop);
  const WebAnswer answer = co_await asking;
  if (answer.fault != WebFault::cancelled) report = judge_provider(answer, address);
  co_return report;
}

}  // namespace hearth
