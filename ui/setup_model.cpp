#include "ui/setup_model.h"

#include "core/config/change_config.h"

#include <QUrl>

namespace hearth {

SetupModel::SetupModel(CommandDoor& commands, std::filesystem::path config_file, QObject* parent)
    : QObject(parent), commands_(commands), config_file_(std::move(config_file)) {
  connect(&commands_, &CommandDoor::connection_tested, this, [this](bool reachable, const QString& sentence) {
    if (state_ == State::testing) become(reachable ? State::reachable : State::failed, sentence);
  });
}

QString SetupModel::config_file() const {
  return QString::fromStdString(config_file_.string());
}

void SetupModel::set_base_url(const QString& url) {
  if (url == base_url_) return;
  base_url_ = url;
  become(State::untested, {});
}

void SetupModel::test() {
  const QUrl url(base_url_.trimmed(), QUrl::StrictMode);
  const bool web = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
  if (!url.isValid() || !web || url.host().isEmpty())
    return become(State::failed, QStringLiteral("Write the address like https://home.example.org."));
  become(State::testing, QStringLiteral("Asking %1…").arg(url.host()));
  commands_.test_connection(base_url_.trimmed());
}

void SetupModel::save() {
  const auto change = config_change("api.base_url", base_url_.trimmed().toStdString());
  if (!change) return become(State::failed, QString::fromStdString(to_text(change.error())));
  const ConfigChange changes[] = {*change};
  const auto written = change_config(config_file_, changes);
  if (!written) return become(State::failed, QString::fromStdString(to_text(written.error())));
  Q_EMIT configured();
}

void SetupModel::become(State state, const QString& sentence) {
  state_ = state;
  sentence_ = sentence;
  Q_EMIT changed();
}

}  // namespace hearth
