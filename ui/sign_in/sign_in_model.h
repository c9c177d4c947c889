#pragma once

#include "core/engine/api/commands.h"
#include "ui/models/page_context.h"

#include <QStringList>
#include <QtQml/qqmlregistration.h>

namespace hearth {

/// "Until 18:40, renewed by itself": how long somebody is signed in. Empty where nobody is. Pure.
QString session_words(const IdentityStatus& identity, const Format& format, TimeMs now);

/// Signing in and out: the page that does it, the menu of who is signed in, and what asks for attention while
/// nobody is. On a kiosk there is no browser: another device is used, and the page comes by itself where
/// nothing else could be shown. GUI thread.
class SignInModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the view models")
  /// One can sign in and out here.
  Q_PROPERTY(bool offered READ offered NOTIFY changed)
  /// A session stands, whether or not its provider can be reached.
  Q_PROPERTY(bool signedIn READ signed_in NOTIFY changed)
  /// "Anna Karlsson"; "Signed in" where the provider does not say who; "Not signed in".
  Q_PROPERTY(QString who READ who NOTIFY changed)
  Q_PROPERTY(QString session READ session NOTIFY changed)
  /// What holds the secret: "the keyring of this desktop".
  Q_PROPERTY(QString keeper READ keeper NOTIFY changed)
  /// What is wrong, and what to do about it.
  Q_PROPERTY(QString detail READ detail NOTIFY changed)
  Q_PROPERTY(QString next READ next NOTIFY changed)

  /// Why somebody should sign in, in a sentence; empty where nobody need.
  Q_PROPERTY(QString banner READ banner NOTIFY changed)
  /// What the button beside it does: "Sign in again". Empty where it can do nothing.
  Q_PROPERTY(QString bannerAction READ banner_action NOTIFY changed)
  /// "Sign-in service unreachable since 18:20"; empty where it is not.
  Q_PROPERTY(QString unreachable READ unreachable NOTIFY changed)

  Q_PROPERTY(bool menuOpen READ menu_open NOTIFY changed)
  /// What the menu asks before it is done.
  Q_PROPERTY(Question question READ question NOTIFY changed)
  /// The home can be forgotten here: its history lies on this machine, and is not the demo home's.
  Q_PROPERTY(bool forgetOffered READ forget_offered NOTIFY changed)
  /// Who else records the history, which cannot be deleted meanwhile; empty where nobody does.
  Q_PROPERTY(QString otherRecorder READ other_recorder NOTIFY changed)
  /// Why the history was not deleted, and what to do then; empty where that did not fail.
  Q_PROPERTY(QString notForgotten READ not_forgotten NOTIFY changed)

  Q_PROPERTY(bool open READ is_open NOTIFY changed)
  Q_PROPERTY(Step step READ step NOTIFY changed)
  Q_PROPERTY(bool browserOffered READ browser_offered CONSTANT)
  Q_PROPERTY(bool deviceOffered READ device_offered NOTIFY changed)
  /// Another device is used, or was tried last.
  Q_PROPERTY(bool byDevice READ by_device NOTIFY changed)
  /// The code to enter on another device, letter by letter, and where.
  Q_PROPERTY(QStringList codeLetters READ code_letters NOTIFY changed)
  Q_PROPERTY(QString codePage READ code_page NOTIFY changed)
  Q_PROPERTY(QString qrText READ qr_text NOTIFY changed)
  /// "3:41" until another code comes; "0:00" while it is awaited; empty where the time is not known.
  Q_PROPERTY(QString countdown READ countdown NOTIFY changed)
  /// The address that was opened in the browser.
  Q_PROPERTY(QString browserPage READ browser_page NOTIFY changed)
  /// This desktop has opened nothing.
  Q_PROPERTY(bool browserMissing READ browser_missing NOTIFY changed)
  Q_PROPERTY(bool copied READ copied NOTIFY changed)
  /// There is a first start to go back to: what was entered there may be wrong.
  Q_PROPERTY(bool backOffered READ back_offered NOTIFY changed)

 public:
  enum Step {
    Choosing,     ///< how to sign in
    Asking,       ///< a way to sign in is being asked for
    Code,         ///< a code is shown that is entered on another device
    Browser,      ///< the browser is waited for
    Done,         ///< somebody has signed in: closes by itself
    Failed,       ///< `detail` and `next` say why
    Unreachable,  ///< a session stands that cannot be renewed now
  };
  Q_ENUM(Step)
  enum Question {
    Nothing,
    SignOut,  ///< whether to sign out indeed
    Forget,   ///< likewise, and to delete the local history
  };
  Q_ENUM(Question)

  SignInModel(const PageContext& context, CommandService& commands, bool kiosk, QObject* parent = nullptr);

  [[nodiscard]] bool offered() const { return identity_.offered; }
  [[nodiscard]] bool signed_in() const;
  [[nodiscard]] QString who() const;
  [[nodiscard]] const QString& session() const { return said_.session; }
  [[nodiscard]] QString keeper() const;
  [[nodiscard]] QString detail() const;
  [[nodiscard]] QString next() const;
  [[nodiscard]] QString banner() const;
  [[nodiscard]] QString banner_action() const;
  [[nodiscard]] const QString& unreachable() const { return said_.unreachable; }
  [[nodiscard]] bool menu_open() const { return menu_open_; }
  [[nodiscard]] Question question() const { return question_; }
  [[nodiscard]] bool forget_offered() const { return forget_offered_; }
  [[nodiscard]] QString other_recorder() const;
  [[nodiscard]] const QString& not_forgotten() const { return not_forgotten_; }
  [[nodiscard]] bool is_open() const { return open_; }
  [[nodiscard]] Step step() const;
  [[nodiscard]] bool browser_offered() const { return !kiosk_; }
  [[nodiscard]] bool device_offered() const { return kiosk_ || identity_.device_offered; }
  [[nodiscard]] bool by_device() const { return method_ == SignInMethod::device; }
  [[nodiscard]] const QStringList& code_letters() const { return letters_; }
  [[nodiscard]] QString code_page() const;
  [[nodiscard]] QString qr_text() const;
  [[nodiscard]] const QString& countdown() const { return said_.countdown; }
  [[nodiscard]] const QString& browser_page() const { return identity_.browser_page; }
  [[nodiscard]] bool browser_missing() const { return browser_missing_; }
  [[nodiscard]] bool copied() const { return copied_; }
  [[nodiscard]] bool back_offered() const { return first_start_ && !done_; }

  /// A home has just been set up: the page comes by itself where somebody has to sign in, and leads back.
  void begin_first_start();
  /// From now on the menu has a way to forget the home; `forget_wanted` says that somebody took it.
  void offer_forgetting();
  /// The home was not forgotten after all: the menu comes and says why.
  void say_not_forgotten(const Error& why);
  /// Opens the page; on a kiosk, where there is but one way, a code is asked for at once.
  Q_INVOKABLE void show();
  /// Closes it; a sign-in under way is cancelled.
  Q_INVOKABLE void close();
  /// The same, and back to the first start.
  Q_INVOKABLE void go_back();
  Q_INVOKABLE void use_browser() { begin(SignInMethod::browser); }
  Q_INVOKABLE void use_device() { begin(SignInMethod::device); }
  /// The way that failed once more.
  Q_INVOKABLE void try_again() { begin(method_); }
  Q_INVOKABLE void open_browser();
  /// Puts the browser's address into the clipboard.
  Q_INVOKABLE void copy_address();

  Q_INVOKABLE void show_menu();
  Q_INVOKABLE void close_menu();
  /// Signs out when it is called for the second time.
  Q_INVOKABLE void sign_out();
  /// The same, and forgets the home as soon as nobody is signed in any more.
  Q_INVOKABLE void forget_home();
  /// No to the menu's question.
  Q_INVOKABLE void leave_as_it_is();

 Q_SIGNALS:
  void changed();
  void back_wanted();
  /// Nobody is signed in, and the local history is to be deleted.
  void forget_wanted();

 private:
  struct Said {
    QString session;
    QString unreachable;
    QString countdown;
    friend bool operator==(const Said&, const Said&) = default;
  };
  void take(const IdentityStatus& identity);
  void follow_page(SignInState before);
  void hide_menu();
  void follow_forgetting();
  bool asked_twice(Question question);
  void refresh(TimeMs now);
  void begin(SignInMethod method);
  [[nodiscard]] Said say(TimeMs now) const;
  [[nodiscard]] bool needs_someone() const;
  [[nodiscard]] bool nothing_known() const;

  const PageContext context_;
  CommandService& commands_;
  const bool kiosk_;
  IdentityStatus identity_;
  TimeMs unreachable_since_ = 0;
  Said said_;
  QStringList letters_;

  bool menu_open_ = false;
  Question question_ = Nothing;
  bool forget_offered_ = false;
  QString not_forgotten_;
  std::optional<QString> forgetting_;  ///< what was wrong already when the session was told to end for it
  bool open_ = false;
  bool came_by_itself_ = false;
  bool first_start_ = false;
  SignInMethod method_;
  std::optional<IdentityStatus> asked_;  ///< how things stood when a sign-in was asked for, until they change
  TimeMs asked_at_ = 0;
  bool tried_ = false;  ///< since the page was opened
  bool done_ = false;
  ClockTimer farewell_;
  bool browser_missing_ = false;
  bool copied_ = false;
};

}  // namespace hearth
