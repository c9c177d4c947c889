#include "core/net/proxy.h"

#include "core/net/web_words.h"

namespace hearth {

QNetworkProxy proxy_for(const QUrl& url) {
  if (is_this_machine(url)) return QNetworkProxy::NoProxy;
  QUrl asked = url;
  // The settings know web pages; a stream begins as one.
  if (asked.scheme() == QLatin1String("ws")) asked.setScheme(QStringLiteral("http"));
  if (asked.scheme() == QLatin1String("wss")) asked.setScheme(QStringLiteral("https"));
  const QList<QNetworkProxy> proxies =
      QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(asked, QNetworkProxyQuery::UrlRequest));
  for (const QNetworkProxy& proxy : proxies) {
    if (proxy.type() == QNetworkProxy::NoProxy || proxy.type() == QNetworkProxy::HttpProxy ||
        proxy.type() == QNetworkProxy::Socks5Proxy)
      return proxy;
  }
  return QNetworkProxy::NoProxy;
}

}  // namespace hearth
