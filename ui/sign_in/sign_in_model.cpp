#include "ui/sign_in/sign_in_model.h"

#include "ui/format/core_text.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QUrl>

#include <algorithm>

namespace hearth {
namespace {

/// How long the page says that somebody has signed in.
constexpr DurationMs farewell_time = 3 * second_ms;
/// When a sign-in that was asked for is taken to have come to nothing that differs from before.
constexpr DurationMs longest_silence = 10 * second_ms;

bool is_session(SignInState state) {
  return state == SignInState::signed_in || state == SignInState::refreshing ||
         state == SignInState::unreachable;
}

/// "3:41", rounded up, so that 0:00 is the end.
QString countdown_text(DurationMs left) {
  const DurationMs seconds = std::max<DurationMs>(0, (left + second_ms - 1) / second_ms);
  return QStringLiteral("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

}  // namespace

QString session_words(const IdentityStatus& identity, const Format& format, TimeMs now) {
  if (!is_session(identity.state)) return {};
  const bool soon = identity.until > 0 && identity.until - now < day_ms;
  const QString until = soon ? format.time(identity.until) : format.moment(identity.until, now);
  if (identity.state == SignInState::unreachable)
    return identity.until <= now ? SignInModel::tr("To be renewed when the sign-in service is back")
                                 : SignInModel::tr("Until %1, the sign-in service is unreachable").arg(until);
  // Between the end of an access token and the next one there is nothing to tell a person.
  if (identity.until <= now) return SignInModel::tr("Renewed by itself");
  return SignInModel::tr("Until %1, then renewed by itself").arg(until);
}

SignInModel::SignInModel(const PageContext& context, CommandService& commands, bool kiosk, QObject* parent)
    : QObject(parent),
      context_(context),
      commands_(commands),
      kiosk_(kiosk),
      method_(kiosk ? SignInMethod::device : SignInMethod::browser),
      farewell_(context.clock) {
  connect(&context_.status, &StatusService::updated, this,
          [this] { take(context_.status.status().identity); });
  connect(&context_.throttle, &RefreshThrottle::due, this, &SignInModel::refresh);
  connect(&farewell_, &ClockTimer::timeout, this, &SignInModel::close);
  take(context_.status.status().identity);
}

bool SignInModel::signed_in() const {
  return is_session(identity_.state);
}

bool SignInModel::needs_someone() const {
  return identity_.state == SignInState::needed ||
         (identity_.offered && identity_.state == SignInState::signed_out);
}

bool SignInModel::nothing_known() const {
  return context_.live.values().empty() && !context_.status.status().store.oldest;
}

QString SignInModel::who() const {
  if (!signed_in()) return tr("Not signed in");
  return identity_.who.isEmpty() ? tr("Signed in") : identity_.who;
}

QString SignInModel::keeper() const {
  return translated(identity_.keeper);
}

QString SignInModel::detail() const {
  return translated(identity_.detail);
}

QString SignInModel::next() const {
  return translated(identity_.next);
}

QString SignInModel::banner() const {
  if (identity_.offered && identity_.state == SignInState::signing_in) return tr("Somebody is signing in.");
  if (!needs_someone()) return {};
  if (identity_.detail.isEmpty())
    return identity_.state == SignInState::needed ? tr("The sign-in has ended.")
                                                  : tr("Nobody is signed in here.");
  // With a button beside it there is no need to say what to do.
  if (identity_.offered || identity_.next.isEmpty()) return translated(identity_.detail);
  return translated(identity_.detail) + QLatin1Char(' ') + translated(identity_.next);
}

QString SignInModel::banner_action() const {
  if (!identity_.offered) return {};
  if (identity_.state == SignInState::signing_in) return tr("Show");
  if (identity_.state == SignInState::needed) return tr("Sign in again");
  return needs_someone() ? tr("Sign in") : QString();
}

SignInModel::Step SignInModel::step() const {
  if (done_) return Done;
  if (asked_) return Asking;
  switch (identity_.state) {
    case SignInState::signing_in:
      return identity_.prompt ? Code : identity_.browser_page.isEmpty() ? Asking : Browser;
    case SignInState::signed_in:
    case SignInState::refreshing:
      return Done;
    case SignInState::unreachable:
      return Unreachable;
    case SignInState::signed_out:
    case SignInState::needed:
      return tried_ ? Failed : Choosing;
  }
  return Choosing;
}

QString SignInModel::code_page() const {
  if (!identity_.prompt) return {};
  const QString scheme = QStringLiteral("https://");
  // What every browser adds by itself nobody has to type.
  const QString& page = identity_.prompt->page;
  return page.startsWith(scheme) ? page.mid(scheme.size()) : page;
}

QString SignInModel::qr_text() const {
  if (!identity_.prompt) return {};
  return identity_.prompt->complete_page.isEmpty() ? identity_.prompt->page : identity_.prompt->complete_page;
}

void SignInModel::take(const IdentityStatus& identity) {
  if ((kiosk_ || first_start_) && !open_ && !came_by_itself_ && identity.offered && nothing_known() &&
      (identity.state == SignInState::signed_out || identity.state == SignInState::needed)) {
    came_by_itself_ = true;
    identity_ = identity;
    return show();
  }
  if (identity == identity_) return;
  const IdentityStatus before = std::exchange(identity_, identity);
  if (identity_.state != before.state && identity_.state == SignInState::unreachable)
    unreachable_since_ = context_.clock.now();
  if (!identity_.offered) hide_menu();
  if (asked_ && identity_ != *asked_) asked_.reset();
  letters_.clear();
  if (identity_.prompt) letters_ = identity_.prompt->code.split(QString(), Qt::SkipEmptyParts);
  said_ = say(context_.clock.now());
  follow_page(before.state);
  follow_forgetting();
  if (identity_.browser_page != before.browser_page) {
    browser_missing_ = copied_ = false;
    if (!identity_.browser_page.isEmpty() && !kiosk_) open_browser();
  }
  Q_EMIT changed();
}

void SignInModel::follow_page(SignInState before) {
  if (is_session(identity_.state)) came_by_itself_ = false;
  const bool arrived = is_session(identity_.state) && identity_.state != SignInState::unreachable;
  if (!open_ || done_ || !arrived || (is_session(before) && before != SignInState::unreachable)) return;
  done_ = true;
  asked_.reset();
  farewell_.start_once(farewell_time);
}

SignInModel::Said SignInModel::say(TimeMs now) const {
  Said said;
  said.session = session_words(identity_, context_.format, now);
  if (identity_.state == SignInState::unreachable)
    said.unreachable =
        tr("Sign-in service unreachable since %1").arg(context_.format.moment(unreachable_since_, now));
  if (identity_.prompt && identity_.prompt->expires > 0)
    said.countdown = countdown_text(identity_.prompt->expires - now);
  return said;
}

void SignInModel::refresh(TimeMs now) {
  const bool silent = asked_ && now - asked_at_ >= longest_silence;
  if (silent) asked_.reset();
  Said said = say(now);
  if (!silent && said == said_) return;
  said_ = std::move(said);
  Q_EMIT changed();
}

void SignInModel::begin(SignInMethod method) {
  if (!open_ || !identity_.offered) return;
  method_ = method;
  asked_ = identity_;
  asked_at_ = context_.clock.now();
  tried_ = true;
  commands_.sign_in(method);
  Q_EMIT changed();
}

void SignInModel::show() {
  const bool settled = signed_in() && identity_.state != SignInState::unreachable;
  if (!identity_.offered || open_ || settled) return;
  hide_menu();
  open_ = true;
  tried_ = done_ = false;
  if (kiosk_ && needs_someone()) return begin(SignInMethod::device);
  Q_EMIT changed();
}

void SignInModel::close() {
  if (!open_) return;
  if (asked_ || identity_.state == SignInState::signing_in) commands_.cancel_sign_in();
  farewell_.stop();
  asked_.reset();
  open_ = tried_ = done_ = false;
  Q_EMIT changed();
}

void SignInModel::begin_first_start() {
  first_start_ = true;
  take(IdentityStatus(identity_));
  Q_EMIT changed();
}

void SignInModel::go_back() {
  close();
  Q_EMIT back_wanted();
}

void SignInModel::open_browser() {
  const QUrl url(identity_.browser_page, QUrl::StrictMode);
  const bool web = url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http");
  browser_missing_ = !url.isValid() || !web || !QDesktopServices::openUrl(url);
  Q_EMIT changed();
}

void SignInModel::copy_address() {
  QGuiApplication::clipboard()->setText(identity_.browser_page);
  copied_ = true;
  Q_EMIT changed();
}

void SignInModel::show_menu() {
  if (!identity_.offered) return;
  menu_open_ = true;
  question_ = Nothing;
  Q_EMIT changed();
}

void SignInModel::hide_menu() {
  menu_open_ = false;
  question_ = Nothing;
  not_forgotten_.clear();
}

void SignInModel::close_menu() {
  hide_menu();
  Q_EMIT changed();
}

bool SignInModel::asked_twice(Question question) {
  if (!menu_open_) return false;
  if (std::exchange(question_, question) == question) return true;
  Q_EMIT changed();
  return false;
}

void SignInModel::sign_out() {
  if (!asked_twice(SignOut)) return;
  commands_.sign_out();
  close_menu();
}

QString SignInModel::other_recorder() const {
  const Status& status = context_.status.status();
  return status.records ? QString() : status.recorder;
}

void SignInModel::offer_forgetting() {
  forget_offered_ = true;
  Q_EMIT changed();
}

void SignInModel::say_not_forgotten(const Error& why) {
  show_menu();
  not_forgotten_ = translated(why.message) + QLatin1Char(' ') + translated(why.next);
  Q_EMIT changed();
}

void SignInModel::forget_home() {
  if (!forget_offered_ || !asked_twice(Forget) || !other_recorder().isEmpty()) return;
  close_menu();
  if (identity_.state == SignInState::signed_out) return Q_EMIT forget_wanted();
  forgetting_ = identity_.detail;
  commands_.sign_out();
}

void SignInModel::follow_forgetting() {
  if (!forgetting_) return;
  if (identity_.state == SignInState::signed_out) {
    forgetting_.reset();
    Q_EMIT forget_wanted();
  } else if (!identity_.detail.isEmpty() && identity_.detail != *forgetting_) {
    // The session could not be ended: all stays, and it is said why.
    forgetting_.reset();
    show_menu();
  }
}

void SignInModel::leave_as_it_is() {
  question_ = Nothing;
  Q_EMIT changed();
}

}  // namespace hearth
