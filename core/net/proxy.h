#pragma once

#include <QNetworkProxy>
#include <QUrl>

namespace hearth {

/// The proxy that this machine's settings (http_proxy, https_proxy and no_proxy, or the desktop's) name for
/// an address of http, https, ws or wss; none for this machine itself, whatever they say. Any thread.
QNetworkProxy proxy_for(const QUrl& url);

}  // namespace hearth
