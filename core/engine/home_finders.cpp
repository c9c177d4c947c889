#include "core/engine/home_finders.h"

#include "core/source/homelab_api/find_home.h"
#include "core/source/mqtt/find_broker.h"

#include <algorithm>
#include <array>

namespace hearth {

std::span<const HomeFinder> home_finders() {
  static constexpr std::array rows = {
      HomeFinder{"https", "api.base_url", find_home},
      HomeFinder{"http", "api.base_url", find_home},
      HomeFinder{"mqtts", "mqtt.url", find_broker},
      HomeFinder{"mqtt", "mqtt.url", find_broker},
  };
  return rows;
}

const HomeFinder* home_finder(const QUrl& address) {
  const std::span<const HomeFinder> all = home_finders();
  const auto found = std::ranges::find(all, address.scheme().toStdString(), &HomeFinder::scheme);
  return found == all.end() ? nullptr : &*found;
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

}  // namespace hearth
