#include "ui/setup/setup_model.h"

#include "core/source/home_finder.h"
#include "ui/format/core_text.h"

#include <QGuiApplication>
#include <QInputMethod>
#include <QUrl>

#include <algorithm>
#include <utility>

namespace hearth {
namespace {

/// Adds the change that sets `key`; what is wrong with the value comes back.
std::optional<Error> add_change(std::vector<ConfigChange>& changes, std::string_view key,
                                const QString& text) {
  auto change = config_change(key, text.toStdString());
  if (!change) return change.error();
  changes.push_back(std::move(*change));
  return std::nullopt;
}

}  // namespace

SetupModel::SetupModel(CommandService& commands, Known known, QObject* parent)
    : QObject(parent), commands_(commands), known_(std::move(known)), address_(known_.address) {}

QString SetupModel::config_file() const {
  return QString::fromStdString(known_.config_file.string());
}

QString SetupModel::host() const {
  // As it goes over the wire: letters of other alphabets may look like those of a name that one knows.
  if (step_ == PlainHttp) return QUrl(home_.base_url).host(QUrl::FullyEncoded);
  return provider_found() ? QUrl(home_.issuer).host(QUrl::FullyEncoded) : QString();
}

void SetupModel::set_address(const QString& address) {
  if (address == address_) return;
  address_ = address;
  if (state_ == State::testing) commands_.cancel_test();
  become(State::idle);
}

void SetupModel::set_provider(const QString& provider) {
  if (provider == provider_) return;
  provider_ = provider;
  if (state_ == State::testing) commands_.cancel_test();
  become(State::idle);
}

void SetupModel::connect_home() {
  if (busy()) return;
  home_ = {};
  issuer_.clear();
  agreed_to_plain_http_ = false;
  if (const HomeFinder* const taker = taker_of(address_.trimmed())) {
    std::vector<ConfigChange> changes;
    if (const auto wrong = add_change(changes, taker->key, address_.trimmed())) return fail_with(*wrong);
    return write(std::move(changes));
  }
  const QUrl url = tidy_home_address(address_);
  if (url.isEmpty())
    return become(State::failed, tr("This is no address."), tr("Write it like https://home.example.org."));
  become(State::testing, tr("Asking %1…").arg(url.host()));
  commands_.test_home(url, this, [this](const HomeReport& report) { on_home(report); });
}

void SetupModel::use_suggestion() {
  if (suggestion_.isEmpty()) return;
  set_address(QString(suggestion_));
  connect_home();
}

void SetupModel::agree_to_plain_http() {
  if (step_ != PlainHttp || busy()) return;
  agreed_to_plain_http_ = true;
  advance();
}

void SetupModel::use_provider() {
  if (step_ != Provider || busy()) return;
  if (!typing_provider_) {
    issuer_ = home_.issuer;
    return save();
  }
  if (provider_.trimmed().isEmpty())
    return become(State::failed, tr("This is no address."), tr("Write it like https://auth.example.org."));
  become(State::testing, tr("Asking the sign-in provider…"));
  commands_.test_provider(provider_, this, [this](const ProviderReport& report) { on_provider(report); });
}

void SetupModel::type_provider() {
  if (step_ != Provider || busy()) return;
  typing_provider_ = true;
  become(State::idle);
}

void SetupModel::back() {
  if (state_ == State::writing) return;
  if (state_ == State::testing) {
    commands_.cancel_test();
    return become(State::idle);
  }
  if (step_ == Provider && typing_provider_ && !home_.issuer.isEmpty()) {
    typing_provider_ = false;
    return become(State::idle);
  }
  go_to(Address);
}

void SetupModel::on_home(const HomeReport& report) {
  if (state_ != State::testing || step_ != Address) return;
  if (report.verdict == HomeReport::Verdict::none) {
    become(State::failed, translated(report.sentence), translated(report.next));
    suggestion_ = report.suggestion;
    Q_EMIT changed();
    return;
  }
  home_ = report;
  advance();
}

void SetupModel::on_provider(const ProviderReport& report) {
  if (state_ != State::testing || step_ != Provider) return;
  if (report.issuer.isEmpty())
    return become(State::failed, translated(report.sentence), translated(report.next));
  issuer_ = report.issuer;
  save();
}

/// To the next question that has no answer yet, or to the end.
void SetupModel::advance() {
  const std::string plain_host = QUrl(home_.base_url).host().toStdString();
  const bool may_be_plain = std::ranges::find(known_.plain_hosts, plain_host) != known_.plain_hosts.end();
  if (home_.in_the_clear && !may_be_plain && !agreed_to_plain_http_) return go_to(PlainHttp);
  if (home_.verdict == HomeReport::Verdict::sign_in && !known_.can_sign_in) {
    typing_provider_ = home_.issuer.isEmpty();
    return go_to(Provider);
  }
  save();
}

void SetupModel::save() {
  std::vector<ConfigChange> changes;
  const HomeFinder* const finder = home_finder(QUrl(home_.base_url));
  if (finder == nullptr) return;
  std::optional<Error> wrong = add_change(changes, finder->key, home_.base_url);
  if (agreed_to_plain_http_) {
    QString hosts;
    for (const std::string& host : known_.plain_hosts)
      hosts += QString::fromStdString(host) + QLatin1Char(',');
    if (auto e = add_change(changes, "net.allow_plain_http", hosts + QUrl(home_.base_url).host())) wrong = e;
  }
  if (!issuer_.isEmpty())
    if (auto e = add_change(changes, "identity.issuer", issuer_)) wrong = e;
  if (wrong) return fail_with(*wrong);
  write(std::move(changes));
}

void SetupModel::write(std::vector<ConfigChange> changes) {
  become(State::writing, tr("Writing the configuration…"));
  commands_.change_configuration(known_.config_file, std::move(changes), this,
                                 [this](const std::optional<Error>& error) { on_written(error); });
}

void SetupModel::on_written(const std::optional<Error>& error) {
  if (state_ != State::writing) return;
  if (error) return fail_with(*error);
  become(State::idle);
  Q_EMIT configured();
}

void SetupModel::fail_with(const Error& error) {
  become(State::failed,
         error.place.empty()
             ? translated(error.message)
             : QString::fromStdString(error.place) + QStringLiteral(": ") + translated(error.message),
         translated(error.next));
}

void SetupModel::go_to(Step step) {
  step_ = step;
  become(State::idle);
}

void SetupModel::become(State state, const QString& sentence, const QString& next) {
  // A keyboard on the screen leaves little room for what it comes to.
  if (state == State::testing) QGuiApplication::inputMethod()->hide();
  state_ = state;
  sentence_ = sentence;
  next_ = next;
  suggestion_.clear();
  Q_EMIT changed();
}

}  // namespace hearth
