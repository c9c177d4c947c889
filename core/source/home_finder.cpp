#include "core/source/home_finder.h"

#include "core/source/registry.h"

#include <algorithm>

namespace hearth {

const HomeFinder* home_finder(const QUrl& address) {
  const std::string scheme = address.scheme().toStdString();
  if (scheme.empty()) return nullptr;
  for (const SourceRow& row : source_registry())
    if (row.finder != nullptr && std::ranges::find(row.finder->schemes, scheme) != row.finder->schemes.end())
      return row.finder;
  return nullptr;
}

const HomeFinder* taker_of(const QString& text) {
  for (const SourceRow& row : source_registry())
    if (row.finder != nullptr && row.finder->takes != nullptr && row.finder->takes(text)) return row.finder;
  return nullptr;
}

QUrl tidy_home_address(const QString& typed) {
  QString address = typed.trimmed();
  if (address.isEmpty()) return {};
  if (!address.contains(QLatin1String("://"))) address.prepend(QLatin1String("https://"));
  QUrl url(address, QUrl::StrictMode);
  if (!url.isValid() || home_finder(url) == nullptr || url.host().isEmpty() || !url.userInfo().isEmpty())
    return {};
  url = url.adjusted(QUrl::RemoveQuery | QUrl::RemoveFragment);
  QString path = url.path();
  while (path.endsWith(QLatin1Char('/'))) path.chop(1);
  url.setPath(path);
  return url;
}

QString address_to_type(const Config& config) {
  for (const SourceRow& row : source_registry())
    if (row.finder != nullptr && row.config.is_set_up(config))
      return QString::fromStdString(row.config.address(config));
  return {};
}

}  // namespace hearth
