#include "app/hearthctl/doctor_report.h"
#include "app/hearthctl/doctor_sign_in.h"
#include "app/hearthctl/output.h"
#include "app/hearthctl/session.h"
#include "app/shared/program.h"
#include "core/aggregate/zone_data.h"
#include "core/config/source_config.h"
#include "core/engine/clock_judge.h"
#include "core/engine/price_area.h"
#include "core/engine/store_options.h"
#include "core/identity/identity.h"
#include "core/identity/provider_client.h"
#include "core/identity/secret_places.h"
#include "core/source/registry.h"
#include "core/store/check.h"

#include <QEventLoop>

#include <fmt/format.h>
#include <sys/resource.h>

#include <memory>
#include <optional>
#include <stop_token>
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
    checks.push_back(
        {about, Verdict::failure, "No home is set up yet.",
         said("Set {} in {}.", home_keys("or"), file.empty() ? user_config_file().string() : file),
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
  explicit Doctor(Session& session) : session_(session), json_(session.line().has("--json")) {}
  ~Doctor() override {
    stop_.request_stop();
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
    const bool asks_services = std::ranges::any_of(source_configs(), [&](const SourceConfig* source) {
      return source->signs_in && source->is_set_up(config);
    });
    if (asks_services || !config.issuer.empty()) {
      auto judging = examine_sign_in(asks_services, stop);
      co_await judging;
      if (stop.stop_requested()) co_return;
    }
    for (const SourceRow& row : source_registry()) {
      if (row.facts != nullptr) facts_.insert(QLatin1String(row.facts), QJsonValue());
      if (!row.config.is_set_up(config)) continue;
      auto examining = row.examine(context(), stop);
      const QJsonObject facts = co_await examining;
      if (stop.stop_requested()) co_return;
      if (row.facts != nullptr && !facts.isEmpty()) facts_.insert(QLatin1String(row.facts), facts);
    }
    end();
  }

  ExamineContext context() {
    return {.config = session_.config(),
            .clock = session_.clock(),
            .tokens = tokens_.get(),
            .progress = [this](std::string_view what) { progress_.show(std::string(what)); },
            .tell = [this](Check check) { tell(std::move(check)); },
            .dated = [this](TimeMs date) { ahead_ = date - session_.clock().now(); }};
  }

  /// Where nothing is asked in anybody's name, whatever they are signed in for is looked at alone.
  QCoro::Task<> examine_sign_in(bool asks_services, std::stop_token stop) {
    const Config& config = session_.config();
    Expected<AccessToken> token = AccessToken{};
    if (asks_services) {
      progress_.show("Asking for an access token …");
      tokens_ = make_token_source(config, session_.clock());
      auto wanted = tokens_->token();
      token = co_await wanted;
      if (stop.stop_requested()) co_return;
    }
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

  void tell(Check check) {
    progress_.clear();
    checks_.push_back(std::move(check));
    if (!json_) write(as_text(checks_.back()));
  }
  void tell_all(const std::vector<Check>& checks) {
    for (const Check& check : checks) tell(check);
  }

  void end() {
    if (const auto wrong = ahead_ ? services_differ(*ahead_) : std::nullopt) {
      Check check = failed("clock", *wrong);
      check.verdict = Verdict::warning;
      tell(std::move(check));
    }
    progress_.show("Reading the history …");
    tell_all(history_checks(session_.config(), session_.clock()));
    if (json_) write(as_json(checks_, session_.clock().now(), facts_));
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
  QJsonObject facts_;                ///< by system
  std::optional<DurationMs> ahead_;  ///< by how much the services' clock is
  ProgressLine progress_;
  std::unique_ptr<TokenSource> tokens_;
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
