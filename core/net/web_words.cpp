#include "core/net/web_words.h"

#include <QHostAddress>

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace hearth {
namespace {

struct FaultRow {
  WebFault fault;
  const char* sentence;  ///< {}: host and port
  const char* next;
};
constexpr std::array fault_rows = {
    FaultRow{WebFault::refused, "{} refuses the connection.",
             "Is the service running there, and is the port right?"},
    FaultRow{WebFault::no_host, "There is no host {} here.",
             "Check its spelling and this machine's network, or write its address in numbers."},
    FaultRow{WebFault::unreachable, "{} cannot be reached from here.",
             "Is this machine in the home's network?"},
    FaultRow{WebFault::silent, "{} does not answer.",
             "Is it switched on, and does a firewall keep the port shut?"},
    FaultRow{WebFault::closed, "What listens at {} gives no answer that a web server gives.",
             "Is the port right?"},
    FaultRow{WebFault::no_tls, "No secure connection to {} could be agreed on.",
             "It speaks an old TLS that is not safe any more, or none: ask who runs it."},
    FaultRow{WebFault::proxy, "The proxy of this machine does not lead to {}.",
             "Look at http_proxy, https_proxy and no_proxy, or at the proxy settings of this desktop."},
    FaultRow{
        WebFault::exhausted,
        "No connection to {} can be opened: this program, or the whole machine, has too many files open.",
        "Allow it more of them (LimitNOFILE= of its unit, \"ulimit -n\" in a shell), then start it anew."},
};

struct LooksRow {
  WebLooks looks;
  const char* sentence;  ///< {}: the host, then the status or the host it sends to
  const char* next;
};
constexpr const char* other_place =
    "Is this the address of the home's services? Their port or path may be another.";
constexpr std::array looks_rows = {
    LooksRow{WebLooks::home, "{} is a home.", ""},
    LooksRow{WebLooks::sign_in, "{} is a home, and wants somebody to sign in.", ""},
    LooksRow{WebLooks::page, "{} is a web server, but no home: it answers with a page.", other_place},
    LooksRow{WebLooks::other, "{} answers, but not as a home does.", other_place},
    LooksRow{WebLooks::nothing, "{} is a web server, but has no home at this address ({}).", other_place},
    LooksRow{WebLooks::password,
             "{} asks for a user name and a password of its own: a router or another program, no home.",
             other_place},
    LooksRow{WebLooks::trouble, "The service at {} has trouble ({}).", "Look at its log, then try again."},
    LooksRow{WebLooks::gateway, "{} answers, but the service behind it does not ({}).",
             "Try again in a minute, or look whether the service runs."},
    LooksRow{WebLooks::moved, "{} sends its callers to {}.", "Use that address."},
    LooksRow{WebLooks::portal,
             "{} is no home: it sends its callers to {}. Some networks do so until somebody has signed in to "
             "them.",
             "Open any page in a browser of this machine, and see whether the network asks for something."},
    LooksRow{WebLooks::odd, "{} answers as no home does ({}).", other_place},
};

constexpr const char* trust_it =
    "Ask who runs the home for the certificate of its authority, and add it to those that this machine "
    "trusts.";

struct CertificateRow {
  QSslError::SslError error;
  std::string_view reason;  ///< the end of "The certificate of home.example …"
  const char* next;
};
/// The first that applies says what to do.
constexpr std::array certificate_rows = {
    CertificateRow{QSslError::CertificateNotYetValid, "is not valid yet", "Look at this machine's clock."},
    CertificateRow{QSslError::CertificateExpired, "has expired",
                   "Have it renewed; unless it is this machine's clock that is wrong."},
    CertificateRow{QSslError::CertificateRevoked, "was revoked", "Ask who runs the home for a new one."},
    CertificateRow{QSslError::HostNameMismatch, "is for another host", "Write the name that stands in it."},
    CertificateRow{QSslError::SelfSignedCertificate, "is signed by itself alone", trust_it},
    CertificateRow{QSslError::SelfSignedCertificateInChain,
                   "is signed by an authority that nobody here knows", trust_it},
    CertificateRow{QSslError::UnableToGetLocalIssuerCertificate,
                   "is signed by an authority that nobody here knows", trust_it},
    CertificateRow{QSslError::UnableToVerifyFirstCertificate,
                   "is signed by an authority that nobody here knows", trust_it},
    CertificateRow{QSslError::CertificateUntrusted, "is signed by an authority that nobody here knows",
                   trust_it},
};

WebWords certificate_words(const WebAnswer& answer, const QUrl& url) {
  std::vector<std::string_view> reasons;
  const char* next = "";
  for (const CertificateRow& row : certificate_rows) {
    if (!answer.certificate.contains(row.error) || std::ranges::find(reasons, row.reason) != reasons.end())
      continue;
    if (reasons.empty()) next = row.next;
    reasons.push_back(row.reason);
  }
  if (reasons.empty()) {
    reasons.emplace_back("is not good");
    next = trust_it;
  }
  return {said("The certificate of {} {}.", host_text(url).toStdString(), fmt::join(reasons, " and ")), next};
}

}  // namespace

WebWords fault_words(const WebAnswer& answer, const QUrl& url) {
  if (answer.fault == WebFault::certificate) return certificate_words(answer, url);
  const auto* row = std::find_if(fault_rows.begin(), fault_rows.end(),
                                 [&](const FaultRow& f) { return f.fault == answer.fault; });
  if (row == fault_rows.end()) return {};
  const QString host = answer.fault == WebFault::no_host ? url.host() : host_text(url);
  return {Text(row->sentence, {host.toStdString()}), row->next};
}

WebWords looks_words(WebLooks looks, const QString& host, const QString& what) {
  const auto* row =
      std::find_if(looks_rows.begin(), looks_rows.end(), [=](const LooksRow& r) { return r.looks == looks; });
  if (row == looks_rows.end()) return {};
  std::vector<std::string> args = {host.toStdString(), what.toStdString()};
  args.resize(count_places(row->sentence));
  return {Text(row->sentence, std::move(args)), row->next};
}

WebLooks looks_of_trouble(int status) {
  return status == 502 || status == 503 || status == 504 ? WebLooks::gateway : WebLooks::trouble;
}

bool is_same_origin(const QUrl& a, const QUrl& b) {
  const auto port = [](const QUrl& url) {
    return url.port(url.scheme() == QLatin1String("https") ? 443 : 80);
  };
  return a.scheme() == b.scheme() && a.host() == b.host() && port(a) == port(b);
}

bool is_page(const QByteArray& media_type) {
  return media_type == "text/html" || media_type == "application/xhtml+xml";
}

QString host_text(const QUrl& url) {
  return url.authority(QUrl::PrettyDecoded).section(QLatin1Char('@'), -1);
}

bool is_this_machine(const QUrl& url) {
  const QString host = url.host();
  return host.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0 ||
         QHostAddress(host).isLoopback();
}

}  // namespace hearth
