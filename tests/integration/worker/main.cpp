// A program of its own that shares a session with others, on a clock that the test moves. Commands on
// standard input, one a line, each answered by one line: "round TIME" (sixteen callers want a token then),
// "login TIME". What it says of a token is a fingerprint.
#include "core/identity/oidc/encoding.h"
#include "core/identity/oidc_session.h"
#include "core/net/log.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace hearth {
namespace {

constexpr int callers = 16;

void answer(const std::string& line) {
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

class Worker : public QObject {
 public:
  Worker(const std::string& issuer, const std::string& folder) : issuer_(issuer), folder_(folder) {
    install_log_handler(clock_);
    session_ = make(false);
    connect(&input_, &QSocketNotifier::activated, this, &Worker::read);
  }

 private:
  std::unique_ptr<OidcSession> make(bool visits_page) {
    return std::make_unique<OidcSession>(
        OidcSession::Options{.issuer = issuer_,
                             .client_id = "hearthboard",
                             .client_secret_file = {},
                             .scopes = "openid profile offline_access read:energy",
                             .redirect_path = "/callback",
                             .keeper = "file",
                             .state_folder = folder_,
                             .visits_page = visits_page},
        clock_);
  }

  void read() {
    std::array<char, 4096> buffer{};
    const ssize_t n = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (n <= 0) return QCoreApplication::quit();
    pending_.append(buffer.data(), static_cast<std::size_t>(n));
    for (std::size_t end = pending_.find('\n'); end != std::string::npos; end = pending_.find('\n')) {
      const std::string line = pending_.substr(0, end);
      pending_.erase(0, end + 1);
      obey(line);
    }
  }

  void obey(const std::string& line) {
    const auto space = line.find(' ');
    clock_.set(std::stoll(line.substr(space + 1)));
    if (line.starts_with("login")) {
      session_ = make(true);
      callers_left_ = 1;
    } else {
      callers_left_ = callers;
    }
    said_.clear();
    for (int i = callers_left_; i > 0; --i) call();
  }

  QCoro::Task<> call() {
    auto asking = session_->token();
    const auto token = co_await asking;
    const std::string said = token ? "ok " + oidc::base64url(oidc::sha256(token->value)).substr(0, 12)
                                   : "error " + to_text(token.error());
    if (said_.empty()) said_ = said;
    if (said_ != said) said_ = "error two answers: " + said_ + ", " + said;
    if (--callers_left_ == 0) answer(said_);
  }

  std::string issuer_;
  std::string folder_;
  ManualClock clock_{0};
  std::unique_ptr<OidcSession> session_;
  QSocketNotifier input_{STDIN_FILENO, QSocketNotifier::Read};
  std::string pending_;
  std::string said_;
  int callers_left_ = 0;
};

}  // namespace
}  // namespace hearth

int main(int argc, char** argv) {
  const QCoreApplication app(argc, argv);
  if (argc != 3) return 64;
  const hearth::Worker worker(argv[1], argv[2]);
  return QCoreApplication::exec();
}
