#pragma once

#include "tests/support/wait.h"

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <memory>

namespace hearth::test {

inline constexpr const char* key_service = "org.freedesktop.secrets";

/// A session bus of the test's own, on which nothing is started by itself, with a home folder beside it.
class PrivateBus {
 public:
  PrivateBus() {
    QFile config(home_.filePath(QStringLiteral("bus.conf")));
    config.open(QIODevice::WriteOnly);
    config.write("<busconfig><type>session</type><listen>unix:dir=" + home_.path().toUtf8() +
                 "</listen><policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>"
                 "<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>");
    config.close();
    daemon_.start(QStringLiteral("dbus-daemon"),
                  {QStringLiteral("--config-file=") + config.fileName(), QStringLiteral("--nofork"),
                   QStringLiteral("--print-address=1")});
    EXPECT_TRUE(wait_until([this] { return daemon_.canReadLine(); })) << daemon_.errorString().toStdString();
    address_ = QString::fromLatin1(daemon_.readLine().trimmed());
    connection_ = std::make_unique<QDBusConnection>(QDBusConnection::connectToBus(address_, home_.path()));
  }
  PrivateBus(const PrivateBus&) = delete;
  PrivateBus& operator=(const PrivateBus&) = delete;
  ~PrivateBus() {
    end_keyring();
    QDBusConnection::disconnectFromBus(home_.path());
    end(daemon_);
  }

  /// gnome-keyring; its keyring is made at the first start, and locked where no password is given.
  void start_keyring(bool unlocked) {
    keyring_ = std::make_unique<QProcess>();
    keyring_->setProcessEnvironment(environment());
    QStringList arguments{QStringLiteral("--foreground"), QStringLiteral("--components=secrets")};
    if (unlocked) arguments.append(QStringLiteral("--unlock"));
    keyring_->start(QStringLiteral("gnome-keyring-daemon"), arguments);
    keyring_->write("password");
    keyring_->closeWriteChannel();
    EXPECT_TRUE(wait_until([this] { return has_key_service(); }))
        << keyring_->readAllStandardError().toStdString();
  }
  void end_keyring() {
    if (!keyring_) return;
    end(*keyring_);
    keyring_.reset();
  }

  [[nodiscard]] bool has_key_service() const {
    return connection_->interface()->isServiceRegistered(QLatin1String(key_service)).value();
  }
  [[nodiscard]] QDBusConnection& connection() { return *connection_; }
  [[nodiscard]] QProcessEnvironment environment() const {
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const QString& name : environment.keys())
      if (name.startsWith(QLatin1String("XDG_")) || name.startsWith(QLatin1String("GNOME_")) ||
          name.startsWith(QLatin1String("KDE_")) || name == QLatin1String("DESKTOP_SESSION") ||
          name == QLatin1String("DISPLAY") || name == QLatin1String("WAYLAND_DISPLAY"))
        environment.remove(name);
    environment.insert(QStringLiteral("HOME"), home_.path());
    environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), home_.path());
    environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), address_);
    return environment;
  }

 private:
  static void end(QProcess& process) {
    process.terminate();
    EXPECT_TRUE(wait_until([&] { return process.state() == QProcess::NotRunning; }));
  }

  QTemporaryDir home_;
  QProcess daemon_;
  QString address_;
  std::unique_ptr<QDBusConnection> connection_;
  std::unique_ptr<QProcess> keyring_;
};

}  // namespace hearth::test
