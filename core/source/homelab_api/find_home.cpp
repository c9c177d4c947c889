#include "core/source/homelab_api/find_home.h"

#include "core/identity/find_provider.h"
#include "core/net/web_words.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <vector>

namespace hearth {
namespace {

constexpr int most_hops = 5;
constexpr int most_parents = 4;

using Looks = WebLooks;

struct Look {
  Looks looks = Looks::fault;
  WebAnswer answer;
  QUrl asked;  ///< what gave the answer
};

/// The calls that tell, with what knows their answers: with no energy data the first one fails for ever.
struct TellingCall {
  const char* path;
  bool (*is_a_homes)(const QJsonDocument& answer);
};
constexpr std::array telling_calls = {
    TellingCall{"/api/v1/energy/latest",
                [](const QJsonDocument& answer) { return answer.object().contains(QLatin1String("ts")); }},
    TellingCall{"/api/v1/temperature/all-latest",
                [](const QJsonDocument& answer) {
                  const QJsonArray places = answer.array();
                  return answer.isArray() && std::ranges::all_of(places, [](const QJsonValue& place) {
                           return place.toObject().contains(QLatin1String("time"));
                         });
                }},
};

QUrl with_path(const QUrl& base, const QString& path) {
  QUrl url = base;
  url.setPath(path);
  return url;
}

QUrl with_scheme(const QUrl& base, const char* scheme) {
  QUrl url = base;
  url.setScheme(QLatin1String(scheme));
  return url;
}

Looks looks_of_redirect(const Look& look) {
  const QUrl& to = look.answer.location;
  if (is_sign_in_page(to)) return Looks::sign_in;
  // It was followed long enough: round in a circle.
  if (is_same_origin(to, look.asked)) return Looks::odd;
  return to.path() == look.asked.path() ? Looks::moved : Looks::portal;
}

Looks looks_of(const Look& look, const TellingCall& call) {
  const WebAnswer& answer = look.answer;
  if (answer.fault != WebFault::none) return Looks::fault;
  if (!answer.location.isEmpty()) return looks_of_redirect(look);
  const QByteArray challenge = answer.challenge.toLower();
  switch (answer.status) {
    case 200: {
      if (!is_page(answer.type) && call.is_a_homes(QJsonDocument::fromJson(answer.body))) return Looks::home;
      return answer.type == "application/json" ? Looks::other : Looks::page;
    }
    case 401:
      return challenge.startsWith("basic") || challenge.startsWith("digest") ? Looks::password
                                                                             : Looks::sign_in;
    case 403:
      return is_page(answer.type) ? Looks::nothing : Looks::sign_in;
    case 404:
    case 405:
    case 410:
      return Looks::nothing;
    case 500:
    case 502:
    case 503:
    case 504:
      return looks_of_trouble(answer.status);
    default:
      return Looks::odd;
  }
}

bool is_home(const Look& look) {
  return look.looks == Looks::home || look.looks == Looks::sign_in;
}

/// Asks, and follows where it is sent to, as long as that is the same server.
QCoro::Task<Look> ask_there(QUrl url, std::stop_token stop) {
  Look look;
  look.asked = url;
  for (int hop = 0; hop < most_hops; ++hop) {
    auto asking = ask_as_stranger(look.asked, stop);
    look.answer = co_await asking;
    const QUrl& to = look.answer.location;
    if (to.isEmpty() || !is_same_origin(to, look.asked) || is_authorization_request(to)) break;
    look.asked = to;
  }
  co_return look;
}

QCoro::Task<Look> look_at(QUrl base, std::stop_token stop) {
  Look first;
  for (const TellingCall& call : telling_calls) {
    auto asking = ask_there(with_path(base, base.path() + QLatin1String(call.path)), stop);
    Look look = co_await asking;
    look.looks = looks_of(look, call);
    const bool is_first = &call == telling_calls.data();
    if (is_first) first = look;
    if (!is_first && is_home(look)) first = look;
    if (first.looks != Looks::trouble && first.looks != Looks::nothing) break;
  }
  co_return first;
}

/// The other scheme at the same place, where what came hints at it.
QUrl other_scheme(const QUrl& base, const Look& look) {
  const WebFault fault = look.answer.fault;
  if (base.scheme() == QLatin1String("https")) {
    // A server that speaks plain http may as well wait for more of what it does not understand.
    const bool deaf = fault == WebFault::no_tls || fault == WebFault::closed || fault == WebFault::silent ||
                      (fault == WebFault::refused && base.port() < 0);
    return deaf ? with_scheme(base, "http") : QUrl();
  }
  const bool garbled = fault == WebFault::closed || look.answer.status == 400;
  return garbled ? with_scheme(base, "https") : QUrl();
}

/// Does it speak what its scheme says? An untrusted certificate is a certificate.
bool speaks(const Look& look) {
  const WebFault fault = look.answer.fault;
  const bool plain_to_tls = look.asked.scheme() == QLatin1String("http") && look.answer.status == 400;
  return (fault == WebFault::none && !plain_to_tls) || fault == WebFault::certificate;
}

/// The address with its path shortened, the longest first. What is a call's is no part of an address.
std::vector<QUrl> parents(const QUrl& base) {
  std::vector<QUrl> found;
  QString path = base.path();
  if (const auto call = path.indexOf(QLatin1String("/api/v1")); call > 0) {
    path.truncate(call);
    found.push_back(with_path(base, path));
  }
  for (int i = 0; i < most_parents && !path.isEmpty(); ++i) {
    path.truncate(path.lastIndexOf(QLatin1Char('/')));
    found.push_back(with_path(base, path));
  }
  return found;
}

bool ends_in_a_call(const QUrl& base) {
  return base.path().contains(QLatin1String("/api/v1")) || base.path().endsWith(QLatin1String("/health"));
}

QString address_text(const QUrl& url) {
  return url.toString(QUrl::FullyEncoded);
}

HomeReport report_of(const QUrl& base, const Look& look) {
  HomeReport report{.base_url = address_text(base)};
  if (look.looks == Looks::home) report.verdict = HomeReport::Verdict::open;
  if (look.looks == Looks::sign_in) report.verdict = HomeReport::Verdict::sign_in;
  if (look.looks == Looks::fault) {
    const WebWords words = fault_words(look.answer, base);
    report.sentence = QString::fromStdString(words.sentence);
    report.next = QString::fromStdString(words.next);
    return report;
  }
  const QUrl& to = look.answer.location;
  const bool sends = look.looks == Looks::moved || look.looks == Looks::portal;
  const WebWords words =
      looks_words(look.looks, host_text(base), sends ? host_text(to) : QString::number(look.answer.status));
  report.sentence = QString::fromStdString(words.sentence);
  report.next = QString::fromStdString(words.next);
  if (look.looks == Looks::moved) {
    QUrl there = to.adjusted(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
    there.setPath(base.path());
    report.suggestion = address_text(there);
    report.sentence =
        QStringLiteral("%1 sends its callers to %2.").arg(address_text(base), report.suggestion);
  }
  return report;
}

HomeReport report_of_scheme(const QUrl& base, const QUrl& other) {
  const bool plain = other.scheme() == QLatin1String("http");
  return {.base_url = address_text(base),
          .sentence = (plain ? QStringLiteral("%1 speaks plain http, not https.")
                             : QStringLiteral("%1 speaks https, not plain http."))
                          .arg(host_text(base)),
          .next = QStringLiteral("Use %1.").arg(address_text(other)),
          .suggestion = address_text(other)};
}

/// Where the home sends those to who have not signed in: its calls, or the pages beside them.
QCoro::Task<QString> provider_of(QUrl base, Look look, std::stop_token stop) {
  if (look.answer.location.isEmpty()) {
    auto asking = ask_there(with_path(base, base.path() + QLatin1Char('/')), stop);
    look = co_await asking;
  }
  QString issuer;
  if (!is_sign_in_page(look.answer.location)) co_return issuer;
  auto finding = provider_of_page(look.answer.location, stop);
  issuer = co_await finding;
  co_return issuer;
}

/// A home at a shorter path; nothing where there is none.
QCoro::Task<std::optional<HomeReport>> find_shorter(QUrl base, std::stop_token stop) {
  std::optional<HomeReport> found;
  const std::vector<QUrl> shorter = parents(base);
  for (const QUrl& parent : shorter) {
    auto looking = look_at(parent, stop);
    const Look look = co_await looking;
    if (!is_home(look)) continue;
    found = HomeReport{.base_url = address_text(base),
                       .sentence = QStringLiteral("The home is at %1: %2 is too much.")
                                       .arg(address_text(parent), base.path().mid(parent.path().size())),
                       .next = QStringLiteral("Use %1.").arg(address_text(parent)),
                       .suggestion = address_text(parent)};
    break;
  }
  co_return found;
}

/// What an address that is no home is to whoever cannot ask a person.
ErrorKind kind_of(Looks looks) {
  switch (looks) {
    case Looks::fault:
    case Looks::portal:
      return ErrorKind::offline;
    case Looks::trouble:
    case Looks::gateway:
      return ErrorKind::retry;
    default:
      return ErrorKind::config;
  }
}

}  // namespace

QCoro::Task<std::optional<HomeReport>> find_home(QUrl base, std::stop_token stop) {
  std::optional<HomeReport> report;
  auto looking = look_at(base, stop);
  Look look = co_await looking;
  if (!is_home(look)) {
    if (const QUrl other = other_scheme(base, look); other.isValid()) {
      auto looking_there = look_at(other, stop);
      const Look there = co_await looking_there;
      if (speaks(there)) report = report_of_scheme(base, other);
    }
  }
  const bool answers =
      look.looks != Looks::fault && look.looks != Looks::moved && look.looks != Looks::portal;
  // Where everybody is sent to a sign-in, whatever they ask for, a call's path tells that it is one.
  if (!report && answers && !base.path().isEmpty() && (!is_home(look) || ends_in_a_call(base))) {
    auto shortening = find_shorter(base, stop);
    report = co_await shortening;
  }
  if (!report) report = report_of(base, look);
  if (report->verdict == HomeReport::Verdict::sign_in) {
    auto finding = provider_of(base, look, stop);
    report->issuer = co_await finding;
    // Networks that want a sign-in of their own tell their pages as well where to send the browser back to.
    const QUrl& to = look.answer.location;
    if (report->issuer.isEmpty() && !to.isEmpty() && !is_authorization_request(to)) {
      look.looks = Looks::portal;
      report = report_of(base, look);
    }
  }
  if (report->suggestion.isEmpty()) report->kind = kind_of(look.looks);
  report->in_the_clear = base.scheme() == QLatin1String("http") && !is_this_machine(base);
  if (stop.stop_requested()) report.reset();
  co_return report;
}

}  // namespace hearth
