#include "app/hearthctl/doctor_replica.h"
#include "app/hearthctl/doctor_sign_in.h"
#include "app/hearthctl/output.h"
#include "app/hearthctl/session.h"
#include "app/shared/program.h"
#include "core/aggregate/zone_data.h"
#include "core/engine/clock_judge.h"
#include "core/engine/price_area.h"
#include "core/engine/store_options.h"
#include "core/identity/identity.h"
#include "core/identity/provider_client.h"
#include "core/identity/secret_places.h"
#include "core/net/http_client.h"
#include "core/net/one_shot.h"
#include "core/source/energy_ws/examine.h"
#include "core/source/homelab_api/examine.h"
#include "core/source/mqtt/examine.h"
#include "core/source/mqtt/settings.h"
#include "core/source/source_secret.h"
#include "core/store/check.h"

#include <QEventLoop>

#include <fmt/format.h>
#include <sys/resource.h>

#include <memory>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

namespace hearth {
namespace {

std::vector<Check> configuration_checks(const Session& session) {
  constexpr std::string_view about = "configuration";
  std::vector<Check> checks;
  bool usable = true;
  for (const ConfigProblem& problem : session.problems()) {
    Check check = failed(about, problem.error);
    if (!problem.fatal) check.verdict = Verdict::warning;
    usable = usable && !problem.fatal;
    checks.push_back(std::move(check));
  }
  const std::string file = session.config_file().string();
  if (session.is_demo())
    checks.push_back({about, Verdict::good, "That of the demo home."});
  else if (!session.config().is_set_up())
    checks.push_back({about, Verdict::failure, "No home is set up yet.",
                      said("Set [api] base_url, [replica] dsn or [mqtt] url in {}.",
                           file.empty() ? user_config_file().string() : file),
                      ErrorKind::config});
  else if (usable)
    checks.push_back(
        {about, Verdict::good, file.empty() ? "That of the environment." : said("{} is good.", file)});
  return checks;
}

/// What the system lets this program have.
Check machine_check(const Config& config) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  return {"machine", Verdict::good,
          said("The time zone {} is known here; {} files and connections may be open at a time.",
               config.time_zone, files.rlim_cur)};
}

/// Where secrets are kept; what lacks for it is said with what it is used for.
std::vector<Check> secret_checks(const Config& config) {
  std::vector<Check> checks;
  for (const Error& problem : secret_place_problems(config)) {
    checks.push_back(failed("secrets", problem));
    checks.back().verdict = Verdict::warning;
  }
  return checks;
}

/// What will be used to get in, said before it is. `whom` is let in: "a role".
Check password_check(std::string_view about, std::string_view whom,
                     const Expected<SourcePassword>& password) {
  if (!password) {
    Check check = failed(about, password.error());
    // None may be needed.
    check.verdict = Verdict::warning;
    return check;
  }
  if (password->from.isEmpty())
    return {about, Verdict::note, said("No password is known; {} may be let in without.", whom)};
  return {about, Verdict::good, said("The password is that of {}.", password->from.toStdString())};
}

/// How many damaged parts of the history are named.
constexpr std::size_t most_damages = 3;

std::vector<Check> history_checks(const Config& config, const Clock& clock) {
  constexpr std::string_view about = "history";
  const std::string path = config.history_path.string();
  std::vector<Check> checks;
  const auto add_troubles = [&](const HistoryStore* store) {
    for (const Error& trouble : history_troubles(store, config)) {
      checks.push_back(failed(about, trouble));
      checks.back().verdict = Verdict::warning;
    }
  };
  const auto store = HistoryStore::open(reader_options(config), clock);
  if (!store) {
    if (store.error().kind != ErrorKind::not_found) return {failed(about, store.error())};
    add_troubles(nullptr);
    checks.push_back({about, Verdict::note, said("{} is not there: nothing has been recorded yet.", path)});
    return checks;
  }
  add_troubles(store->get());
  // What a check finds is told here too, with the same mend.
  const auto report = check_store(config.history_path);
  if (!report) checks.push_back(failed(about, report.error()));
  for (std::size_t i = 0; report && i < report->problems.size() && i < most_damages; ++i)
    checks.push_back(failed(about, report->problems[i]));
  if (report && report->problems.size() > most_damages)
    checks.push_back({about, Verdict::failure,
                      said("{} more parts of it are damaged.", report->problems.size() - most_damages),
                      "\"hearthctl store check\" names them.", ErrorKind::storage});
  const auto latest = (*store)->latest();
  if (const auto wrong = latest ? stored_ahead(newest_reading(*latest), clock.now()) : std::nullopt) {
    checks.push_back(failed("clock", *wrong));
    checks.back().verdict = Verdict::warning;
  }
  if (const auto question = choose_price_area(config.price_area, **store).question) {
    checks.push_back(failed("prices", *question));
    checks.back().verdict = Verdict::warning;
  }
  if (!report) return checks;
  const auto recorder = (*store)->recorder();
  const StoreStats stats = (*store)->stats();
  checks.push_back({about, Verdict::good,
                    said("{} has {} readings in {}; {}.", path, stats.rows, size_text(stats.file_bytes),
                         recorder ? *recorder + " records" : "nobody records")});
  return checks;
}

/// Ends what the tokens come from in good order, for a few seconds at most: a session that was just renewed
/// must be kept.
void let_go(TokenSource& tokens) {
  QEventLoop loop;
  bool ended = false;
  const auto wind_down = [](TokenSource& source, QEventLoop& waiting, bool& done) -> QCoro::Task<> {
    auto winding_down = source.wind_down();
    co_await winding_down;
    done = true;
    waiting.quit();
  };
  auto ending = wind_down(tokens, loop, ended);
  if (!ended) loop.exec();
  tokens.stop();
}

/// Looks at one thing after the other, and tells of each as soon as it is known.
class Doctor : public QObject {
 public:
  explicit Doctor(Session& session) : session_(session), json_(session.line().has("--json")) {
    http_.allow_plain(session.config().allow_plain_http);
  }
  ~Doctor() override {
    stop_.request_stop();
    http_.cancel_all();
    if (tokens_) let_go(*tokens_);
  }
  Doctor(const Doctor&) = delete;
  Doctor& operator=(const Doctor&) = delete;

  void begin() { examine(stop_.get_token()); }

 private:
  /// When it is stopped this object may be gone: it returns at once then, as do those below.
  QCoro::Task<> examine(std::stop_token stop) {
    const Config& config = session_.config();
    tell_all(configuration_checks(session_));
    if (!zone_data_problem()) tell(machine_check(config));
    if (!session_.is_demo()) tell_all(secret_checks(config));
    if (!config.api_base_url.empty()) {
      auto examining = examine_services(stop);
      co_await examining;
    } else if (!config.issuer.empty()) {
      // Whatever it is signed in for: nothing is asked in its name.
      auto judging = examine_sign_in(AccessToken{}, stop);
      co_await judging;
    }
    if (stop.stop_requested()) co_return;
    if (!config.mqtt_url.empty()) {
      auto examining = examine_broker(stop);
      co_await examining;
      if (stop.stop_requested()) co_return;
    }
    if (config.replica_dsn.empty()) {
      end();
      co_return;
    }
    auto looking = source_password("replica", config, stop);
    auto password = co_await looking;
    if (stop.stop_requested()) co_return;
    tell(password_check("replica", "a role", password));
    ask_database(password ? std::move(password->text) : std::string());
  }

  QCoro::Task<> examine_services(std::stop_token stop) {
    progress_.show("Asking for an access token …");
    tokens_ = make_token_source(session_.config(), session_.clock());
    auto wanted = tokens_->token();
    const auto token = co_await wanted;
    if (stop.stop_requested()) co_return;
    auto judging = examine_sign_in(token, stop);
    co_await judging;
    if (stop.stop_requested()) co_return;
    progress_.show("Asking the services …");
    const QUrl base(QString::fromStdString(session_.config().api_base_url));
    if (token) {
      auto asking = ask_services(base, stop);
      co_await asking;
    } else {
      auto asking = homelab_api::examine_as_stranger(base, stop);
      const auto checks = co_await asking;
      if (!stop.stop_requested()) tell_all(checks);
    }
  }

  QCoro::Task<> examine_sign_in(Expected<AccessToken> token, std::stop_token stop) {
    const Config& config = session_.config();
    if (session_.is_demo()) {
      tell({"sign-in", Verdict::good, "The demo home asks nobody who they are."});
      co_return;
    }
    if (config.issuer.empty() || !config.access_token.empty()) {
      tell(token_check(config, token));
      co_return;
    }
    auto reading = read_kept_session(config);
    const KeptSession kept = co_await reading;
    if (stop.stop_requested()) co_return;
    Check check = session_check(config, kept, session_.clock().now());
    if (!token && check.verdict == Verdict::good) check = failed("sign-in", token.error());
    tell(std::move(check));
    ProviderClient client({config.issuer, config.client_id, {}}, session_.clock());
    auto asking = client.provider(stop);
    const auto provider = co_await asking;
    if (stop.stop_requested()) co_return;
    if (auto scopes = scopes_check(config, provider)) tell(std::move(*scopes));
  }

  QCoro::Task<> ask_services(QUrl base, std::stop_token stop) {
    const Config& config = session_.config();
    homelab_api::Examination wish{.base_url = base,
                                  .spotprice_url = base,
                                  .plain_hosts = config.allow_plain_http,
                                  .time_zone = config.time_zone,
                                  .scopes = {}};
    if (!config.api_spotprice_url.empty())
      wish.spotprice_url = QUrl(QString::fromStdString(config.api_spotprice_url));
    if (!config.issuer.empty() && config.access_token.empty()) wish.scopes = config.scopes;
    HomelabApi api(http_, *tokens_, session_.clock(), wish.base_url, wish.spotprice_url);
    std::optional<DurationMs> ahead;
    api.on_date([&](TimeMs date) { ahead = date - session_.clock().now(); });
    auto asking = homelab_api::examine(api, session_.clock(), wish, stop);
    const auto checks = co_await asking;
    if (stop.stop_requested()) co_return;
    tell_all(checks);
    if (const auto wrong = ahead ? services_differ(*ahead) : std::nullopt) {
      Check check = failed("clock", *wrong);
      check.verdict = Verdict::warning;
      tell(std::move(check));
    }
    if (config.live_url.empty()) co_return;
    progress_.show("Waiting for a live reading …");
    auto waiting = energy_ws::examine(*tokens_, session_.clock(), live_wish(config), stop);
    const auto check = co_await waiting;
    if (check && !stop.stop_requested()) tell(*check);
  }

  static energy_ws::Examination live_wish(const Config& config) {
    Config guessed;
    guessed.api_base_url = config.api_base_url;
    complete(guessed);
    return {.url = QUrl(QString::fromStdString(config.live_url)),
            .plain_hosts = config.allow_plain_http,
            .named = config.live_url != guessed.live_url};
  }

  QCoro::Task<> examine_broker(std::stop_token stop) {
    const Config& config = session_.config();
    auto looking = source_password("mqtt", config, stop);
    auto password = co_await looking;
    if (stop.stop_requested()) co_return;
    if (!config.mqtt_user.empty()) tell(password_check("mqtt", "a user", password));
    auto settings = mqtt_settings(config, password ? std::move(password->text) : std::string());
    if (!settings) {
      tell(failed("mqtt", settings.error()));
      co_return;
    }
    progress_.show("Listening to the broker …");
    OneShot<std::vector<Check>> found;
    const std::stop_callback on_stop(stop, [&found] { found.give({}); });
    thread_ =
        std::jthread([this, &found, stop, wish = mqtt::Examination{std::move(*settings), config.mqtt_places}](
                         const std::stop_token& asked) {
          auto checks = mqtt::examine(wish, session_.clock(), asked);
          if (asked.stop_requested()) return;
          QMetaObject::invokeMethod(
              this,
              [&found, stop, checks = std::move(checks)] {
                // What waited may be gone then.
                if (!stop.stop_requested()) found.give(checks);
              },
              Qt::QueuedConnection);
        });
    const auto waiting = found.wait();
    const auto checks = co_await waiting;
    if (!stop.stop_requested()) tell_all(checks);
  }

  void ask_database(std::string password) {
    progress_.show("Asking the database …");
    thread_ =
        std::jthread([this, settings = replica::Settings{session_.config().replica_dsn, std::move(password)}](
                         const std::stop_token& stop) {
          auto found = examine_replica(settings, session_.clock(), stop);
          if (stop.stop_requested()) return;
          QMetaObject::invokeMethod(
              this,
              [this, found = std::move(found)] {
                replica_ = found.facts;
                tell_all(found.checks);
                end();
              },
              Qt::QueuedConnection);
        });
  }

  void tell(Check check) {
    progress_.clear();
    checks_.push_back(std::move(check));
    if (!json_) write(as_text(checks_.back()));
  }
  void tell_all(const std::vector<Check>& checks) {
    for (const Check& check : checks) tell(check);
  }

  void end() {
    progress_.show("Reading the history …");
    tell_all(history_checks(session_.config(), session_.clock()));
    if (json_) write(as_json(checks_, session_.clock().now(), replica_));
    session_.finish(exit_code(checks_));
  }

  void write(const std::string& text) {
    if (session_.finished()) return;
    if (const auto written = write_output(text); !written) session_.finish(written.error());
  }

  Session& session_;
  bool json_;
  std::stop_source stop_;
  std::vector<Check> checks_;
  QJsonObject replica_;
  ProgressLine progress_;
  HttpClient http_;
  std::unique_ptr<TokenSource> tokens_;
  std::jthread thread_;
};

void run_doctor(Session& session) {
  auto doctor = std::make_unique<Doctor>(session);
  Doctor& work = *doctor;
  session.keep(std::move(doctor));
  work.begin();
}

}  // namespace

const Command& doctor_command() {
  static const Command command{
      .rule = {"doctor",
               "Looks at all that Hearthboard works with, and says what is wrong and how to mend it.",
               {},
               0,
               with_common_options({common_option::json}),
               "It ends with 0 where nothing has failed; notes and warnings do not count."},
      .judges_configuration = true,
      .run = run_doctor};
  return command;
}

}  // namespace hearth
