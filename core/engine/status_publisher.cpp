#include "core/engine/status_publisher.h"

#include "core/engine/post.h"
#include "core/engine/source_problems.h"
#include "core/store/history_store.h"

#include <QLoggingCategory>

#include <fcntl.h>

#include <algorithm>
#include <utility>

Q_LOGGING_CATEGORY(log_health, "hearth.health", QtInfoMsg)

namespace hearth {
namespace {

constexpr int calm_ms = 1000;

/// What changes with each answer need not be told at once.
bool differ_in_times_alone(Connection a, const Connection& b) {
  a.last_heard = b.last_heard;
  for (auto& [dataset, data] : a.data)
    if (const auto other = b.data.find(dataset); other != b.data.end() && data.newest != 0)
      data.newest = other->second.newest;
  return a == b;
}

void log_problem(ProblemBook::Told told, const std::string& text) {
  if (told == ProblemBook::Told::begins)
    qCWarning(log_health).noquote() << QString::fromStdString(text);
  else
    qCInfo(log_health).noquote() << "No more:" << QString::fromStdString(text);
}

}  // namespace

StatusPublisher::StatusPublisher(StatusService& service, const ClockWatch& clocks, QObject* parent)
    : QObject(parent), service_(service), clocks_(clocks), problems_(log_problem), calm_(this) {
  calm_.setSingleShot(true);
  calm_.setInterval(calm_ms);
  connect(&calm_, &QTimer::timeout, this, &StatusPublisher::publish);
}

void StatusPublisher::on_connection(const Connection& connection) {
  const DurationMs offset = clocks_.clock().offset();
  Connection by_machine = connection;
  for (TimeMs* time : {&by_machine.since, &by_machine.last_heard})
    if (*time != 0) *time -= offset;
  for (auto& [dataset, data] : by_machine.data)
    if (data.newest != 0) data.newest -= offset;
  const auto same = std::ranges::find(status_.connections, connection.name, &Connection::name);
  bool calmly = false;
  if (same == status_.connections.end()) {
    status_.connections.push_back(std::move(by_machine));
  } else {
    calmly = differ_in_times_alone(*same, by_machine);
    *same = std::move(by_machine);
  }
  judge_sources();
  if (calmly)
    publish_calmly();
  else
    publish();
}

void StatusPublisher::on_identity(const IdentityStatus& identity) {
  status_.identity = identity;
  judge_sources();
  publish();
}

void StatusPublisher::on_not_permitted(const std::set<Dataset>& datasets) {
  status_.not_permitted = datasets;
  publish();
}

void StatusPublisher::on_syncing(const QStringList& what, int percent) {
  status_.syncing = what;
  status_.sync_percent = percent;
  publish();
}

void StatusPublisher::on_store_state(const StoreState& state) {
  Problems problems;
  for (const Error& e : state.problems) problems.emplace(to_text(e), e);
  set_problems(ProblemTopic::history, problems);
  status_.records = state.writes;
  status_.recorder = QString::fromStdString(state.recorder.value_or(std::string()));
  status_.store = state.stats;
  status_.recording_paused = state.paused;
  publish();
}

void StatusPublisher::on_newest(Dataset dataset, TimeMs time) {
  const CorrectedClock& clock = clocks_.clock();
  TimeMs& newest = status_.newest[dataset];
  newest = std::max(newest, std::min(time, clock.now()) - clock.offset());
}

void StatusPublisher::on_stored(std::span<const Latest> newest) {
  for (const Latest& l : newest) on_newest(info(l.key.channel).dataset, l.time);
}

void StatusPublisher::on_refused(quint64 count) {
  status_.refused_readings += count;
  publish_calmly();
}

void StatusPublisher::on_refused_for(const std::string& why) {
  happened(ProblemTopic::readings, "refused",
           {ErrorKind::bad_data,
            said("Readings are refused: {}", why),
            "Look at what measures it, or at the service that passes it on.",
            {}},
           refusals_last);
}

void StatusPublisher::watch_drives(const std::filesystem::path& root) {
  // Watched first: what is mounted while the list is read is seen.
  const std::filesystem::path table = root / "proc/self/mountinfo";
  drives_ = std::make_unique<RemovableDriveWatch>(::open(table.c_str(), O_RDONLY | O_CLOEXEC));
  const auto look = [this, root] {
    std::vector<RemovableDrive> drives = find_removable_drives(root);
    if (drives == status_.drives) return;
    status_.drives = std::move(drives);
    publish();
  };
  connect(drives_.get(), &RemovableDriveWatch::changed, this, look);
  look();
}

void StatusPublisher::set_problems(ProblemTopic topic, const Problems& now, const std::string& part) {
  on_problems(problems_.set(topic, now, clocks_.moment(), part));
}

void StatusPublisher::happened(ProblemTopic topic, const std::string& key, const Error& error,
                               DurationMs lasts) {
  on_problems(problems_.happened(topic, key, error, clocks_.moment(), lasts));
}

void StatusPublisher::pass() {
  on_problems(problems_.pass(clocks_.moment()));
  judge_sources();
}

void StatusPublisher::on_problems(bool changed) {
  if (!changed) return;
  status_.problems = problems_.standing();
  publish();
}

void StatusPublisher::judge_sources() {
  const SourceProblems found = hearth::judge_sources(status_, clocks_.machine().now());
  const Moment at = clocks_.moment();
  bool changed = problems_.set(ProblemTopic::sources, found.listed, at, "listed");
  changed =
      problems_.set(ProblemTopic::sources, found.logged, at, "logged", ProblemBook::Show::logged) || changed;
  changed = problems_.set(ProblemTopic::data, found.missing, at) || changed;
  on_problems(changed);
}

void StatusPublisher::publish() {
  if (scheduled_) return;
  scheduled_ = true;
  QTimer::singleShot(0, this, &StatusPublisher::publish_now);
}

void StatusPublisher::publish_calmly() {
  if (!calm_.isActive()) calm_.start();
}

void StatusPublisher::publish_now() {
  scheduled_ = false;
  calm_.stop();
  post(service_, [status = status_](StatusService& s) { s.set_status(status); });
}

}  // namespace hearth
