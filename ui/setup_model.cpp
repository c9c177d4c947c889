#include "ui/setup_model.h"

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
  Config config;
  config.api_base_url = base_url_.trimmed().toStdString();
  const auto written = write_first_config(config_file_, config);
  if (!written) return become(State::failed, QString::fromStdString(to_text(written.error())));
  Q_EMIT configured();
}

void SetupModel::become(State state, const QString& sentence) {
  state_ = state;
  sentence_ = sentence;
  Q_EMIT changed();
}

}  // namespace hearth
