#pragma once

#include <QByteArray>
#include <QCoroTask>
#include <QList>
#include <QNetworkReply>
#include <QSslError>
#include <QString>
#include <QUrl>

#include <stop_token>

namespace hearth {

/// Why a web server gave no answer.
enum class WebFault {
  none,
  refused,      ///< nothing listens at the port
  no_host,      ///< the name is not known here
  unreachable,  ///< no way leads there
  silent,       ///< no answer in time
  closed,       ///< the connection was ended without an answer, or what came is no HTTP
  no_tls,       ///< no secure connection could be agreed on; perhaps it speaks none
  certificate,  ///< it is not trusted
  proxy,        ///< the proxy that this machine is set to use does not lead there
  exhausted,    ///< this program or machine has no socket left
  cancelled,
};

/// Which of them an error of a request is; `bad_certificate`: errors of one were told. Pure.
WebFault fault_of(QNetworkReply::NetworkError error, bool bad_certificate);

/// What a web server says to a stranger.
struct WebAnswer {
  WebFault fault = WebFault::none;
  QList<QSslError::SslError> certificate = {};  ///< what is wrong with it
  int status = 0;
  QUrl location = {};         ///< where it sends its callers, as a whole address; empty: nowhere
  QByteArray type = {};       ///< the media type alone, in lower case
  QByteArray challenge = {};  ///< WWW-Authenticate
  QByteArray body = {};       ///< the first 256 KiB of it
};

/// One GET without token or cookie, that follows nowhere, and waits for ten seconds of real time. In a thread
/// with an event loop, from which the coroutine goes on; where `stop` is triggered (in that thread) it goes
/// on inside that call, with `cancelled`.
QCoro::Task<WebAnswer> ask_as_stranger(QUrl url, std::stop_token stop);

}  // namespace hearth
