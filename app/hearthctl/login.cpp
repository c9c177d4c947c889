#include "app/hearthctl/output.h"
#include "app/hearthctl/session.h"
#include "app/shared/child_environment.h"
#include "app/shared/program.h"
#include "core/identity/identity.h"
#include "core/qr/qr_code.h"
#include "core/store/forget.h"
#include "core/telemetry/name.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace hearth {
namespace {

bool has_display() {
  return !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
}

/// Opens a page in the browser that the desktop names; false where there is none.
bool open_browser(const QString& page) {
  return has_display() && open_outside(QUrl(page));
}

std::string time_left(DurationMs left) {
  const auto seconds = (std::max<DurationMs>(0, left) + second_ms - 1) / second_ms;
  return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
}

/// Shows where a code leads to as a QR code, where the terminal can show all of that with the `lines_below`
/// that follow; else says why it does not.
void show_qr_code(const std::string& target, int lines_below) {
  // Nothing on a screen gets lost, and a small code fits more terminals.
  const auto code = make_qr_code(target, QrCorrection::low);
  if (!code || !error_is_terminal()) return;
  const int lines = (code->side + 1) / 2 + lines_below;
  const auto size = error_terminal_size();
  if (!size || (size->columns >= code->side && size->lines >= lines))
    fmt::print(stderr, "\n{}", qr_terminal_text(*code));
  else
    say(fmt::format("No room for the QR code here ({} × {} characters): it needs {} × {}.", size->columns,
                    size->lines, code->side, lines));
}

std::string last_words(const IdentityStatus& status) {
  return fmt::format("Signed in{}{}; {} keeps it.", status.who.isEmpty() ? "" : " as ",
                     status.who.toStdString(), status.keeper.toStdString());
}

/// Shows what a person is to do, until they have done it.
class Login : public QObject {
 public:
  Login(Session& session, std::unique_ptr<OidcSession> signs_in, SignInMethod method)
      : session_(session), signs_in_(std::move(signs_in)), tick_(session.clock()) {
    connect(signs_in_.get(), &OidcSession::status_changed, this, [this] { look(); });
    connect(signs_in_.get(), &OidcSession::settled, this, [this] { finish(); }, Qt::QueuedConnection);
    connect(&tick_, &ClockTimer::timeout, this, [this] { count_down(); });
    signs_in_->sign_in(method);
  }

 private:
  void look() {
    const IdentityStatus& status = signs_in_->status();
    if (status.state != SignInState::signing_in) return;
    if (!status.browser_page.isEmpty() && status.browser_page != page_) {
      page_ = status.browser_page;
      const bool opened = !session_.is_demo() && open_browser(page_);
      say(opened ? "Sign in in the browser that opens. If none does, open this address on this machine:"
                 : "Open this address in a browser on this machine:");
      fmt::print(stderr, "\n{}\n\n", clean_name(page_.toStdString()));
      progress_.show("Waiting for the browser …");
    }
    if (status.prompt && status.prompt != prompt_) {
      prompt_ = status.prompt;
      show_prompt();
    }
    const std::string trouble = status.detail.toStdString();
    if (!trouble.empty() && trouble != trouble_) {
      progress_.clear();
      say(full_sentence(trouble) + " Trying again.");
    }
    trouble_ = trouble;
  }

  void show_prompt() {
    progress_.clear();
    if (std::exchange(prompted_, true)) say("That code has expired. Here is a new one:");
    const QString target = prompt_->complete_page.isEmpty() ? prompt_->page : prompt_->complete_page;
    constexpr int lines_below = 4;
    show_qr_code(target.toStdString(), lines_below);
    fmt::print(stderr, "\nOpen  {}\nCode  {}\n", clean_name(prompt_->page.toStdString()),
               clean_name(prompt_->code.toStdString()));
    if (!error_is_terminal()) say(waiting());
    tick_.start_repeating(second_ms);
    count_down();
  }

  [[nodiscard]] std::string waiting() const {
    const DurationMs left = prompt_->expires - session_.clock().now();
    return left <= 0 ? "The code has expired. Waiting for a new one …"
                     : fmt::format("Waiting for you … {} left, then there is a new code", time_left(left));
  }

  void count_down() {
    if (prompt_) progress_.show(waiting());
  }

  void finish() {
    tick_.stop();
    progress_.clear();
    if (lost_) return session_.finish(*lost_);
    const IdentityStatus status = signs_in_->status();
    if (status.state == SignInState::signed_in && !signs_in_->is_kept()) {
      lost_ = Error{ErrorKind::storage,
                    said("Somebody signed in, but that could not be stored: {}", status.detail.toStdString()),
                    status.next.toStdString(),
                    {}};
      return signs_in_->give_back();
    }
    const std::optional<Error>& failed = signs_in_->attempt_error();
    if (status.state == SignInState::signed_in && !failed) {
      say(last_words(status));
      return session_.finish(exit_ok);
    }
    Error error{ErrorKind::sign_in,
                failed ? failed->message : Text("Nobody has signed in."),
                failed ? failed->next : Text(),
                {}};
    // Whoever was signed in before still is.
    if (status.state == SignInState::signed_in)
      error.next =
          Text::joined(error.next, said("{}Still signed in{}{}.", error.next.empty() ? "" : " ",
                                        status.who.isEmpty() ? "" : " as ", status.who.toStdString()));
    session_.finish(error);
  }

  Session& session_;
  std::unique_ptr<OidcSession> signs_in_;
  ClockTimer tick_;
  ProgressLine progress_;
  QString page_;
  std::optional<DevicePrompt> prompt_;
  bool prompted_ = false;
  std::string trouble_;
  std::optional<Error> lost_;  ///< a session that could not be stored is being given back
};

class Logout : public QObject {
 public:
  Logout(Session& session, std::unique_ptr<OidcSession> signs_out) : signs_out_(std::move(signs_out)) {
    connect(
        signs_out_.get(), &OidcSession::settled, this,
        [this, &session] {
          const IdentityStatus status = signs_out_->status();
          if (status.state != SignInState::signed_out)
            return session.finish(
                {ErrorKind::storage, status.detail.toStdString(), status.next.toStdString(), {}});
          say(status.detail.isEmpty()
                  ? "Signed out."
                  : full_sentence(status.detail.toStdString()) + " " + status.next.toStdString());
          end(session);
        },
        Qt::QueuedConnection);
    signs_out_->sign_out();
  }

 private:
  static void end(Session& session) {
    if (!session.line().has("--forget-home")) return session.finish(exit_ok);
    if (const auto forgotten = forget_history(session.config().history_path); !forgotten)
      return session.finish(forgotten.error());
    say(fmt::format("The local history is deleted; the configuration{} stays.",
                    session.config_file().empty() ? "" : " " + session.config_file().string()));
    session.finish(exit_ok);
  }

  std::unique_ptr<OidcSession> signs_out_;
};

/// The session with the configured provider; ends the command with a sentence where none is configured.
std::unique_ptr<OidcSession> configured(Session& session) {
  auto found = make_session(session.config(), session.clock());
  if (!found)
    session.finish(
        {ErrorKind::config,
         "No provider to sign in with is configured.",
         said("Set [identity] issuer in {}.",
              (session.config_file().empty() ? user_config_file() : session.config_file()).string()),
         {}});
  return found;
}

void run_login(Session& session) {
  const bool device = session.line().has("--device");
  const bool browser = session.line().has("--browser");
  if (device && browser)
    return session.finish({ErrorKind::usage, "It is either --device or --browser.", {}, "login"});
  if (session.is_demo() && device)
    return session.finish(
        {ErrorKind::usage, "The demo home goes when this command ends, before a code could be entered.",
         "\"hearthsim\" runs one that stays, with a provider to sign in with.", "login --demo --device"});
  if (auto found = configured(session)) {
    const bool in_browser = browser || (!device && (has_display() || session.is_demo()));
    session.keep(std::make_unique<Login>(session, std::move(found),
                                         in_browser ? SignInMethod::browser : SignInMethod::device));
  }
}

void run_logout(Session& session) {
  if (auto found = configured(session)) session.keep(std::make_unique<Logout>(session, std::move(found)));
}

}  // namespace

const Command& login_command() {
  static const Command command{
      .rule =
          {"login",
           "Signs in with the configured OpenID provider, for all of Hearthboard's programs of this user.",
           {},
           0,
           with_common_options({
               {"--browser", Argument::none, {}, "in a browser of this machine"},
               {"--device", Argument::none, {}, "with a code, entered on another device"},
           }),
           "Without either: in a browser where there is a display, else with a code."},
      .run = run_login};
  return command;
}

const Command& logout_command() {
  static const Command command{
      .rule = {"logout",
               "Ends the session, at the provider too where it can be told, and forgets it.",
               {},
               0,
               with_common_options({{"--forget-home", Argument::none, {}, "delete the local history, too"}})},
      .refuses_demo = "A demo home begins with nobody signed in; without --demo your own session ends.",
      .run = run_logout};
  return command;
}

}  // namespace hearth
