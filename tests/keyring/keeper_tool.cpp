// keeper_tool COMMAND ARGUMENTS… [-- COMMAND ARGUMENTS…]…: uses keepers as the engine does, on a worker
// thread: a new one for each command. A process of its own, because libsecret looks for the session bus once.
// Says one line a command.
//
//   store KEY SECRET     read KEY     wipe KEY     probe LIMIT_MS
//   choose SETTING FILE KEY     what is chosen
//   choose-stopped SETTING FILE KEY   asked to stop while it waits for the key service, when a line comes on
//   stdin abandon KEY          reads; the keeper is destroyed when a line comes on stdin drop KEY SECRET
//   writes; the keeper is destroyed at once
//   password-stopped FOLDER   looks for the replica's password, until a line comes on stdin
#include "core/identity/choose_secret_store.h"
#include "core/identity/keychain_secret_store.h"
#include "core/source/replica/config.h"
#include "core/source/source_secret.h"

#include <QCoreApplication>
#include <QSocketNotifier>
#include <QThread>

#include <fmt/format.h>

#include <cstdio>

namespace hearth {
namespace {

void say_line(const std::string& line) {
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

std::string text_of(const Error& error) {
  const char* const kind = error.kind == ErrorKind::cancelled ? "cancelled"
                           : error.kind == ErrorKind::storage ? "storage"
                           : error.kind == ErrorKind::config  ? "config"
                                                              : "other";
  return fmt::format("{}: {}", kind, error.message);
}

void say(const Expected<void>& done) {
  say_line(done ? "done" : text_of(done.error()));
}

void say(const Expected<std::optional<std::string>>& read) {
  say_line(!read ? text_of(read.error()) : *read ? "found " + **read : "nothing");
}

/// One command on the thread it lives on.
class Command : public QObject {
 public:
  explicit Command(QStringList words) : words_(std::move(words)) {}

  QCoro::Task<> run() {
    const QString what = words_.value(0);
    auto running = what == QStringLiteral("store")              ? store()
                   : what == QStringLiteral("read")             ? read()
                   : what == QStringLiteral("wipe")             ? wipe()
                   : what == QStringLiteral("probe")            ? probe()
                   : what == QStringLiteral("choose")           ? choose()
                   : what == QStringLiteral("choose-stopped")   ? choose()
                   : what == QStringLiteral("password-stopped") ? password()
                   : what == QStringLiteral("abandon")          ? abandon()
                                                                : drop();
    co_await running;
    QThread::currentThread()->quit();
  }

 private:
  [[nodiscard]] std::string word(int i) const { return words_.value(i).toStdString(); }
  void at_a_line(std::function<void()> then) {
    auto* const notifier = new QSocketNotifier(0, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [notifier, todo = std::move(then)] {
      notifier->setEnabled(false);
      todo();
    });
    say_line("waiting");
  }

  QCoro::Task<> store() {
    KeychainSecretStore keeper(words_.value(1));
    auto writing = keeper.write(word(2));
    say(co_await writing);
  }
  QCoro::Task<> read() {
    KeychainSecretStore keeper(words_.value(1));
    auto reading = keeper.read();
    say(co_await reading);
  }
  QCoro::Task<> wipe() {
    KeychainSecretStore keeper(words_.value(1));
    auto wiping = keeper.wipe();
    say(co_await wiping);
  }
  QCoro::Task<> probe() {
    KeychainSecretStore keeper(QStringLiteral("any"));
    auto probing = keeper.probe(std::chrono::milliseconds(words_.value(1).toInt()));
    say(co_await probing);
  }
  QCoro::Task<> choose() {
    if (word(0) == "choose-stopped") at_a_line([this] { stop_.request_stop(); });
    auto choosing = choose_secret_store(word(1), word(2), word(3), stop_.get_token());
    const ChosenSecretStore chosen = co_await choosing;
    say_line(chosen.store ? chosen.store->name().toStdString() : text_of(*chosen.error));
  }
  QCoro::Task<> password() {
    at_a_line([this] { stop_.request_stop(); });
    Config config;
    config.of<ReplicaConfig>().dsn = "host=127.0.0.1 dbname=telemetry user=hearth_reader";
    config.state_folder = word(1);
    auto looking = source_password("replica", std::move(config), stop_.get_token());
    const auto found = co_await looking;
    say_line(found ? "found " + found->text : text_of(found.error()));
  }
  QCoro::Task<> abandon() {
    auto keeper = std::make_shared<std::unique_ptr<KeychainSecretStore>>();
    *keeper = std::make_unique<KeychainSecretStore>(words_.value(1));
    at_a_line([keeper] { keeper->reset(); });
    auto reading = (*keeper)->read();
    say(co_await reading);
  }
  QCoro::Task<> drop() {
    auto keeper = std::make_unique<KeychainSecretStore>(words_.value(1));
    auto writing = keeper->write(word(2));
    keeper.reset();
    say(co_await writing);
  }

  QStringList words_;
  std::stop_source stop_;
};

void run_on_a_thread(const QStringList& words) {
  QThread thread;
  Command command(words);
  command.moveToThread(&thread);
  QObject::connect(&thread, &QThread::started, &command, [&command] { command.run(); });
  QObject::connect(&thread, &QThread::finished, QCoreApplication::instance(), &QCoreApplication::quit);
  thread.start();
  QCoreApplication::exec();
  thread.wait();
}

int run() {
  QStringList words;
  for (const QString& word : QCoreApplication::arguments().mid(1) + QStringList{QStringLiteral("--")}) {
    if (word != QStringLiteral("--")) {
      words.append(word);
      continue;
    }
    run_on_a_thread(words);
    words.clear();
  }
  return 0;
}

}  // namespace
}  // namespace hearth

int main(int argc, char** argv) {
  const QCoreApplication app(argc, argv);
  return hearth::run();
}
