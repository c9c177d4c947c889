#pragma once

#include "core/engine/api/commands.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <filesystem>

namespace hearth {

/// The first start: nothing is configured. See the demo home, or connect to one's own: its address is tried,
/// what must be known is asked, and the configuration is written. GUI thread.
class SetupModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the application")
  Q_PROPERTY(Step step READ step NOTIFY changed)
  /// The home's address, its broker's, or a database's connection string, as somebody types it.
  Q_PROPERTY(QString address READ address WRITE set_address NOTIFY changed)
  /// The sign-in provider's address, likewise.
  Q_PROPERTY(QString provider READ provider WRITE set_provider NOTIFY changed)
  /// The home has named a provider, and the question is whether to go there.
  Q_PROPERTY(bool providerFound READ provider_found NOTIFY changed)
  /// The host that is asked about.
  Q_PROPERTY(QString host READ host NOTIFY changed)
  /// An answer is being waited for.
  Q_PROPERTY(bool busy READ busy NOTIFY changed)
  Q_PROPERTY(bool failed READ failed NOTIFY changed)
  /// What is being done, or what it came to, and what to do then.
  Q_PROPERTY(QString sentence READ sentence NOTIFY changed)
  Q_PROPERTY(QString next READ next NOTIFY changed)
  /// An address that would do instead; empty where none is known.
  Q_PROPERTY(QString suggestion READ suggestion NOTIFY changed)
  Q_PROPERTY(QString configFile READ config_file CONSTANT)

 public:
  enum Step {
    Address,    ///< where the home is
    PlainHttp,  ///< whether it may be spoken to without encryption
    Provider,   ///< where somebody signs in
  };
  Q_ENUM(Step)

  /// What the configuration says already.
  struct Known {
    std::filesystem::path config_file = {};  ///< where it is to be written
    HostList plain_hosts = {};               ///< may be spoken to over plain http
    bool can_sign_in = false;                ///< there is a provider, or a token
    QString address = {};
  };

  /// The service must outlive this.
  SetupModel(CommandService& commands, Known known, QObject* parent = nullptr);
  [[nodiscard]] Step step() const { return step_; }
  [[nodiscard]] const QString& address() const { return address_; }
  void set_address(const QString& address);
  [[nodiscard]] const QString& provider() const { return provider_; }
  void set_provider(const QString& provider);
  [[nodiscard]] bool provider_found() const { return step_ == Provider && !typing_provider_; }
  [[nodiscard]] QString host() const;
  [[nodiscard]] bool busy() const { return state_ == State::testing || state_ == State::writing; }
  [[nodiscard]] bool failed() const { return state_ == State::failed; }
  [[nodiscard]] const QString& sentence() const { return sentence_; }
  [[nodiscard]] const QString& next() const { return next_; }
  [[nodiscard]] const QString& suggestion() const { return suggestion_; }
  [[nodiscard]] QString config_file() const;

  /// Tries the address; what follows comes by itself: a question, or the home.
  Q_INVOKABLE void connect_home();
  Q_INVOKABLE void use_suggestion();
  Q_INVOKABLE void agree_to_plain_http();
  /// Goes on with the provider that was found, or tries the one that was typed.
  Q_INVOKABLE void use_provider();
  Q_INVOKABLE void type_provider();
  /// One step back; what is under way is ended.
  Q_INVOKABLE void back();
  Q_INVOKABLE void show_demo() { Q_EMIT demo_wanted(); }

 Q_SIGNALS:
  void changed();
  void demo_wanted();
  /// The configuration is written: the home can be opened.
  void configured();

 private:
  enum class State { idle, testing, writing, failed };
  void become(State state, const QString& sentence = {}, const QString& next = {});
  void fail_with(const Error& error);
  void go_to(Step step);
  void on_home(const HomeReport& report);
  void on_provider(const ProviderReport& report);
  void advance();
  void save();
  void write(std::vector<ConfigChange> changes);
  void on_written(const std::optional<Error>& error);

  CommandService& commands_;
  const Known known_;
  Step step_ = Address;
  State state_ = State::idle;
  QString address_;
  QString provider_;
  QString sentence_;
  QString next_;
  QString suggestion_;
  HomeReport home_;  ///< the last one that is one
  bool agreed_to_plain_http_ = false;
  bool typing_provider_ = false;
  QString issuer_;  ///< that was agreed to
};

}  // namespace hearth
