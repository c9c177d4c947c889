#include "app/shared/demo_home.h"

#include "app/shared/child_environment.h"
#include "core/source/energy_ws/config.h"
#include "core/source/homelab_api/config.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcessEnvironment>
#include <QStandardPaths>

namespace hearth {
namespace {

constexpr int patience_ms = 120'000;
constexpr int farewell_ms = 3'000;
constexpr qsizetype longest_line = 16 << 10;
constexpr qsizetype longest_complaint = 2 << 10;

/// The last line the child said, without its name: the sentence of an error.
std::string last_sentence(const QByteArray& complaints) {
  QString line = QString::fromUtf8(complaints.trimmed().split('\n').last()).left(300);
  const QString name = QStringLiteral("hearthsim: ");
  if (line.startsWith(name)) line.remove(0, name.size());
  return line.toStdString();
}

}  // namespace

DemoHome::DemoHome(const Clock& clock, QObject* parent) : QObject(parent), clock_(clock) {
  patience_.setSingleShot(true);
  connect(&patience_, &QTimer::timeout, this, [this] {
    give_up({ErrorKind::offline,
             "The demo home was not ready within two minutes.",
             "Try again on a less busy machine.",
             {}});
  });
}

DemoHome::~DemoHome() {
  if (!child_) return;
  child_->disconnect(this);
  if (child_->state() == QProcess::NotRunning) return;
  child_->terminate();
  if (!child_->waitForFinished(farewell_ms)) {
    child_->kill();
    child_->waitForFinished(farewell_ms);
  }
}

void DemoHome::start(const QString& scenario) {
  scenario_ = scenario.isEmpty() ? QStringLiteral("normal") : scenario;
  const QString program = find_program(QStringLiteral("hearthsim"));
  folder_ = std::make_unique<QTemporaryDir>(QDir::tempPath() + QStringLiteral("/hearthboard-demo-XXXXXX"));
  std::optional<Error> trouble;
  if (program.isEmpty())
    trouble = Error{ErrorKind::not_found,
                    "The demo home needs the program hearthsim, which is not installed.",
                    "Install it beside this program.",
                    {}};
  else if (!folder_->isValid())
    trouble = Error{ErrorKind::cannot_create, "No temporary folder can be made for the demo home.",
                    "Check the space and the rights of the folder for temporary files.",
                    QDir::tempPath().toStdString()};
  if (trouble) {
    // Whoever listens connects after this returns as well as before it.
    QMetaObject::invokeMethod(this, [this, error = *trouble] { Q_EMIT failed(error); }, Qt::QueuedConnection);
    return;
  }
  child_ = std::make_unique<QProcess>();
  QProcessEnvironment environment = clean_environment();
  environment.insert(QStringLiteral("HEARTHBOARD_CLOCK"), QString::fromStdString(clock_setting(clock_)));
  child_->setProcessEnvironment(environment);
  connect(child_.get(), &QProcess::readyReadStandardOutput, this, &DemoHome::read_output);
  connect(child_.get(), &QProcess::readyReadStandardError, this,
          [this] { complaints_ = (complaints_ + child_->readAllStandardError()).right(longest_complaint); });
  connect(child_.get(), &QProcess::finished, this, &DemoHome::ended);
  connect(child_.get(), &QProcess::errorOccurred, this, [this, program](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart)
      give_up({ErrorKind::not_found,
               said("{} cannot be started.", program.toStdString()),
               "Check its rights.",
               {}});
  });
  patience_.start(patience_ms);
  QStringList arguments = {QStringLiteral("--with-parent"), QStringLiteral("--scenario"), scenario_,
                           QStringLiteral("--export-store"), folder_->filePath(QStringLiteral("history.db"))};
  const QString days = environment.value(QStringLiteral("HEARTHBOARD_DEMO_DAYS"));
  if (!days.isEmpty()) arguments << QStringLiteral("--days") << days;
  child_->start(program, arguments);
}

void DemoHome::read_output() {
  output_ += child_->readAllStandardOutput();
  if (ready_) {
    output_.clear();
    return;
  }
  const qsizetype end = output_.indexOf('\n');
  if (end < 0 && output_.size() < longest_line) return;
  auto facts = parse_demo_home_line(output_.left(end));
  output_.clear();
  if (!facts) {
    give_up({ErrorKind::internal,
             "The demo home said something that is not understood.",
             "Install hearthsim of the same version.",
             {}});
    return;
  }
  facts->store = folder_->filePath(QStringLiteral("history.db"));
  ready_ = true;
  patience_.stop();
  Q_EMIT ready(*facts);
}

void DemoHome::ended() {
  constexpr int usage = 64;
  const bool refused = child_->exitStatus() == QProcess::NormalExit && child_->exitCode() == usage;
  complaints_ = (complaints_ + child_->readAllStandardError()).right(longest_complaint);
  const std::string said = last_sentence(complaints_);
  if (refused && !said.empty()) return give_up({ErrorKind::usage, said, {}, "--demo"});
  give_up({ErrorKind::offline,
           (ready_ ? "The demo home has ended" : "The demo home did not start") +
               (said.empty() ? "." : ": " + said),
           {},
           {}});
}

void DemoHome::give_up(const Error& error) {
  patience_.stop();
  child_->disconnect(this);
  Q_EMIT failed(error);
}

QString find_program(const QString& name) {
  const QString beside = QCoreApplication::applicationDirPath();
  for (const QString& folder : {beside, QString(), beside + QStringLiteral("/../libexec/hearthboard")}) {
    const QStringList where = folder.isEmpty() ? QStringList() : QStringList(folder);
    const QString found = QStandardPaths::findExecutable(name, where);
    if (!found.isEmpty()) return found;
  }
  return {};
}

std::optional<DemoHomeFacts> parse_demo_home_line(const QByteArray& line) {
  const QJsonObject said = QJsonDocument::fromJson(line).object();
  const auto text = [&said](const char* member) { return said.value(QLatin1String(member)).toString(); };
  DemoHomeFacts facts{text("api"), text("live"), text("token"), {}, text("issuer"), text("client_id")};
  if (!facts.api.startsWith(QLatin1String("http")) || !facts.live.startsWith(QLatin1String("ws")) ||
      !facts.issuer.startsWith(QLatin1String("http")) || facts.client_id.isEmpty() || facts.token.isEmpty())
    return std::nullopt;
  return facts;
}

Config demo_config(const DemoHomeFacts& facts) {
  Config config;
  config.of<HomelabApiConfig>().base_url = facts.api.toStdString();
  config.of<EnergyWsConfig>().url = facts.live.toStdString();
  // It signs in as everybody does, only that its provider asks nobody and needs no browser.
  config.issuer = facts.issuer.toStdString();
  config.client_id = facts.client_id.toStdString();
  config.visits_sign_in_page = true;
  config.secret_keeper = "file";
  config.history_path = facts.store.toStdString();
  config.state_folder = config.history_path.parent_path() / "state";
  // Its days, and the days of its prices, are Stockholm's, wherever it is shown.
  config.time_zone = "Europe/Stockholm";
  complete(config);
  return config;
}

}  // namespace hearth
