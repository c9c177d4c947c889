#include "core/source/replica/replica.h"

#include "core/source/replica/rollup_reader.h"
#include "core/source/replica/server_error.h"
#include "core/source/replica/statements.h"
#include "core/store/tail.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <random>
#include <utility>

namespace hearth::replica {
namespace {

constexpr int most_tries = 3;
constexpr DurationMs smallest_window = minute_ms;

double chance() {
  thread_local std::minstd_rand generator{std::random_device{}()};
  return std::uniform_real_distribution(0.0, 1.0)(generator);
}

/// False where stopped first.
bool pause(DurationMs length, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any condition;
  std::unique_lock lock(mutex);
  condition.wait_for(lock, stop, std::chrono::milliseconds(length), [] { return false; });
  return !stop.stop_requested();
}

std::optional<TimeMs> number_in_cell(const std::optional<std::string>& cell) {
  return cell ? std::optional<TimeMs>(std::stoll(*cell)) : std::nullopt;
}

/// After one that the server did not let end.
DurationMs smaller_window(DurationMs window) {
  return std::max(smallest_window, window / 4);
}

/// Where a window of this length that begins at `from` ends: where a stretch does, and at least one further.
TimeMs end_of_window(TimeMs from, DurationMs window, DurationMs width, TimeMs origin) {
  const TimeMs end = origin + floor_to(from + window - origin, width);
  return end > from ? end : origin + floor_to(from - origin, width) + width;
}

void append(MeterRollups& all, MeterRollups&& part) {
  for (auto& [channel, list] : part.rollups) {
    auto& into = all.rollups[channel];
    into.insert(into.end(), list.begin(), list.end());
  }
  for (std::string& serial : part.serials)
    if (std::ranges::find(all.serials, serial) == all.serials.end()) all.serials.push_back(std::move(serial));
}

/// Takes a dataset's rows apart, as `rows_statement` asks for them.
class RowsTaker {
 public:
  RowsTaker(Dataset dataset, const RowsStatement& statement, TimeMs now, std::vector<std::string>* serials)
      : dataset_(dataset),
        channels_(statement.channels),
        types_(statement.types),
        reader_(statement.channels.size() + 2),
        rows_(dataset, statement.channels, Provenance::replica),
        values_(statement.channels.size()),
        now_(now),
        serials_(serials) {}

  Expected<void> ingest(std::span<const std::byte> message) {
    const auto row = reader_.row(message);
    if (!row) return std::unexpected(row.error());
    if (!*row) return {};
    const std::span<const Field> fields = **row;
    const auto us = microseconds_in(fields[0]);
    if (!us) return std::unexpected(us.error());
    const TimeMs time = floor_to(*us, 1000) / 1000;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const auto value = number_in(fields[i + 2], types_[i]);
      if (!value) return std::unexpected(value.error());
      values_[i] = *value;
      if (!has_value(*value) || info(channels_[i]).plausible.contains(*value)) continue;
      values_[i] = no_value;
      ++refused;
    }
    // A place may have "" for a name; a row without any belongs to nobody.
    if (fields[1].data == nullptr && !entity_name(dataset_).empty()) {
      ++refused;
      return {};
    }
    const std::string_view name = text_in(fields[1]);
    if (!entity_ || name != entity_name_) {
      const auto entity = rows_.entity(name);
      entity_.reset();
      if (!entity) {
        ++refused;
        return {};
      }
      entity_ = *entity;
      entity_name_ = name;
      note_serial();
    }
    if (plausible_time(dataset_, time, now_))
      rows_.add(*entity_, time, values_, epoch_);
    else
      ++refused;
    return {};
  }

  EntityRows& rows() { return rows_; }
  std::uint64_t refused = 0;

 private:
  /// The meter's serial is no part of its name: it marks one meter from the next.
  void note_serial() {
    if (dataset_ != Dataset::energy) return;
    epoch_ = epoch_number(entity_name_);
    if (serials_ != nullptr && !entity_name_.empty() &&
        std::ranges::find(*serials_, entity_name_) == serials_->end())
      serials_->push_back(entity_name_);
  }

  Dataset dataset_;
  std::vector<ChannelIndex> channels_;
  std::vector<ColumnType> types_;
  CopyReader reader_;
  EntityRows rows_;
  std::vector<double> values_;
  TimeMs now_;
  std::vector<std::string>* serials_;
  std::optional<std::size_t> entity_;  ///< of the row before
  std::string entity_name_;
  std::uint32_t epoch_ = 0;
};

}  // namespace

struct Replica::Private {
  Private(Options given, const Clock& clock_used) : options(std::move(given)), clock(clock_used) {
    if (options.random == nullptr) options.random = &chance;
  }

  Expected<void> ensure_connected(const std::stop_token& stop) {
    if (connection && connection->is_open()) return {};
    connection.reset();
    const auto plan = plan_connection(options.settings);
    if (!plan) return std::unexpected(plan.error());
    auto opened = Connection::open(*plan, clock, stop);
    if (!opened) return std::unexpected(opened.error());
    auto facts = find_capabilities(**opened, options.limits, stop);
    ++traffic.transactions;
    if (!facts) return std::unexpected(facts.error());
    connection = std::move(*opened);
    capabilities = std::move(*facts);
    capabilities->meter = options.meter;
    return {};
  }

  /// One transaction, tried again where it may pass. `work` begins from nothing each time; `again`, where
  /// given, is told before each new try.
  Expected<void> read(const std::stop_token& stop,
                      const std::function<Expected<void>(const Capabilities&, Transaction&)>& work,
                      const std::function<void()>& again = {}) {
    for (int attempt = 1;; ++attempt) {
      auto done = ensure_connected(stop);
      bool passing =
          !done && (done.error().kind == ErrorKind::offline || done.error().kind == ErrorKind::retry);
      if (done) {
        ++traffic.transactions;
        const std::uint64_t before = connection->copied_bytes();
        done = connection->read(options.limits, stop,
                                [&](Transaction& transaction) { return work(*capabilities, transaction); });
        traffic.bytes += connection->copied_bytes() - before;
        passing = !done && connection->may_try_again();
      }
      if (done || !passing || attempt == most_tries) return done;
      ++traffic.retries;
      const double share = 1 - options.random() / 2;
      const auto wait =
          static_cast<DurationMs>(static_cast<double>(options.retry_pause << (attempt - 1)) * share);
      if (!pause(wait, stop)) return fail(ErrorKind::cancelled, "Stopped.");
      if (again) again();
    }
  }

  /// Rows of one window; `window` is made smaller where the server does not let a read of it end.
  Expected<ReadCount> read_window(Dataset dataset, TimeMs from, TimeMs to, DurationMs& window,
                                  const std::stop_token& stop, const RowsSink& sink,
                                  std::vector<std::string>* serials) {
    std::optional<RowsTaker> taker;
    const auto work = [&](const Capabilities& found, Transaction& transaction) -> Expected<void> {
      taker.reset();
      const auto statement = rows_statement(found, dataset, {from, std::min(to, from + window)});
      if (!statement) return {};
      taker.emplace(dataset, *statement, clock.now(), serials);
      return transaction.copy(statement->sql,
                              [&](std::span<const std::byte> message) { return taker->ingest(message); });
    };
    const auto smaller = [&] { window = smaller_window(std::min(window, to - from)); };
    if (const auto done = read(stop, work, smaller); !done) return std::unexpected(done.error());
    if (!taker) return ReadCount{};
    const auto handed = taker->rows().hand_over(sink);
    if (!handed) return std::unexpected(handed.error());
    traffic.rows += handed->rows + handed->duplicates + taker->refused;
    return ReadCount{handed->rows, handed->duplicates, taker->refused, handed->range};
  }

  Options options;
  const Clock& clock;
  std::unique_ptr<Connection> connection;
  std::optional<Capabilities> capabilities;
  Traffic traffic;
};

Replica::Replica(Options options, const Clock& clock)
    : d_(std::make_unique<Private>(std::move(options), clock)) {}
Replica::~Replica() = default;

Expected<const Capabilities*> Replica::connect(const std::stop_token& stop) {
  if (const auto done = d_->ensure_connected(stop); !done) return std::unexpected(done.error());
  return &*d_->capabilities;
}

Expected<const Capabilities*> Replica::look_again(const std::stop_token& stop) {
  if (!d_->connection || !d_->connection->is_open()) return connect(stop);
  auto facts = find_capabilities(*d_->connection, d_->options.limits, stop);
  ++d_->traffic.transactions;
  if (!facts) return connect(stop);
  d_->capabilities = std::move(*facts);
  d_->capabilities->meter = d_->options.meter;
  return &*d_->capabilities;
}

const Capabilities* Replica::capabilities() const {
  return d_->capabilities ? &*d_->capabilities : nullptr;
}

Traffic Replica::traffic() const {
  return d_->traffic;
}

Expected<std::optional<DurationMs>> Replica::lag(const std::stop_token& stop) {
  std::optional<DurationMs> behind;
  const auto done = d_->read(stop, [&](const Capabilities&, Transaction& transaction) -> Expected<void> {
    const auto table = transaction.rows(lag_query);
    if (!table) return std::unexpected(table.error());
    behind = number_in_cell(table->at(0).at(0));
    return {};
  });
  if (!done) return std::unexpected(done.error());
  if (behind) behind = std::max<DurationMs>(0, *behind);
  return behind;
}

Expected<ReadCount> Replica::read_rows(Dataset dataset, TimeRange range, const std::stop_token& stop,
                                       const RowsSink& sink, std::vector<std::string>* serials) {
  ReadCount all;
  DurationMs window = d_->options.rows_window;
  for (TimeMs from = range.from; from < range.to;) {
    const auto read = d_->read_window(dataset, from, range.to, window, stop, sink, serials);
    if (!read) return std::unexpected(read.error());
    if (read->rows > 0) all.range = {all.rows == 0 ? read->range.from : all.range.from, read->range.to};
    all.rows += read->rows;
    all.duplicates += read->duplicates;
    all.refused += read->refused;
    from += window;
    window = std::min(d_->options.rows_window, window * 2);
  }
  return all;
}

Expected<std::optional<TimeRange>> Replica::extent(Dataset dataset, const std::stop_token& stop) {
  std::optional<TimeRange> found;
  const auto done =
      d_->read(stop, [&](const Capabilities& facts, Transaction& transaction) -> Expected<void> {
        const auto statement = extent_statement(facts, dataset);
        if (!statement) return {};
        const auto table = transaction.rows(*statement);
        if (!table) return std::unexpected(table.error());
        const auto oldest = number_in_cell(table->at(0).at(0));
        const auto newest = number_in_cell(table->at(0).at(1));
        if (oldest && newest) found = TimeRange{*oldest, *newest + 1};
        return {};
      });
  if (!done) return std::unexpected(done.error());
  return found;
}

Expected<std::map<std::string, std::string>> Replica::currencies(const std::stop_token& stop) {
  std::map<std::string, std::string> found;
  const auto done =
      d_->read(stop, [&](const Capabilities& facts, Transaction& transaction) -> Expected<void> {
        const auto statement = currency_statement(facts);
        if (!statement) return {};
        const auto table = transaction.rows(*statement);
        if (!table) return std::unexpected(table.error());
        found.clear();
        const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
        for (const auto& row : *table) {
          const std::string code = row.at(1).value_or(std::string());
          if (row.at(0) && code.size() == 3 && std::ranges::all_of(code, is_capital))
            found[*row.at(0)] = code;
        }
        return {};
      });
  if (!done) return std::unexpected(done.error());
  return found;
}

Expected<MeterRollups> Replica::read_rollups(const std::vector<ChannelIndex>& channels, TimeRange range,
                                             DurationMs width, TimeMs origin, const std::stop_token& stop) {
  MeterRollups all;
  DurationMs window = d_->options.reduced_window;
  for (TimeMs from = range.from; from < range.to;) {
    std::optional<RollupReader> reader;
    TimeMs to = range.to;
    const auto work = [&](const Capabilities& facts, Transaction& transaction) -> Expected<void> {
      reader.reset();
      to = std::min(range.to, end_of_window(from, window, width, origin));
      const auto statement = buckets_statement(facts, Dataset::energy, channels, {from, to}, width, origin);
      if (!statement) return {};
      reader.emplace(*statement, width, d_->options.max_power_w);
      return transaction.copy(statement->sql,
                              [&](std::span<const std::byte> message) { return reader->ingest(message); });
    };
    const auto smaller = [&] { window = smaller_window(std::min(window, to - from)); };
    if (const auto done = d_->read(stop, work, smaller); !done) return std::unexpected(done.error());
    if (!reader) return all;
    d_->traffic.rows += reader->rows();
    for (const TimeRange& doubtful : reader->doubtful()) {
      const auto sink = [&](const GroupKey&, Rows&& rows) -> Expected<void> {
        reader->replace(rows);
        return {};
      };
      const auto read = read_rows(Dataset::energy, doubtful.intersected({from, to}), stop, sink);
      if (!read) return std::unexpected(read.error());
    }
    append(all, reader->finish());
    from = to;
    window = std::min(d_->options.reduced_window, window * 2);
  }
  return all;
}

Expected<std::vector<EnergyHour>> Replica::energy_hours(TimeRange range, const std::stop_token& stop) {
  std::vector<EnergyHour> all;
  DurationMs window = d_->options.reduced_window;
  for (TimeMs from = range.from; from < range.to;) {
    std::optional<HourReader> reader;
    TimeMs to = range.to;
    const auto work = [&](const Capabilities& facts, Transaction& transaction) -> Expected<void> {
      to = std::min(range.to, end_of_window(from, window, hour_ms, 0));
      reader.emplace(TimeRange{from, to}, d_->options.max_power_w);
      if (const auto seams = seams_statement(facts, {from, to}))
        if (auto taken = transaction.copy(*seams, [&](auto message) { return reader->ingest_seam(message); });
            !taken)
          return taken;
      const auto hours = hours_statement(facts, {from, to});
      if (!hours) return {};
      return transaction.copy(*hours, [&](auto message) { return reader->ingest_hour(message); });
    };
    const auto smaller = [&] { window = smaller_window(std::min(window, to - from)); };
    if (const auto done = d_->read(stop, work, smaller); !done) return std::unexpected(done.error());
    d_->traffic.rows += reader->rows();
    for (const TimeRange& missing : reader->missing()) {
      const auto read =
          read_rollups({channel("energy.import"), channel("energy.power_total"), channel("energy.power_l1"),
                        channel("energy.power_l2"), channel("energy.power_l3")},
                       missing, hour_ms, 0, stop);
      if (!read) return std::unexpected(read.error());
      reader->fill(*read);
    }
    std::ranges::move(reader->finish(), std::back_inserter(all));
    from = to;
    window = std::min(d_->options.reduced_window, window * 2);
  }
  return all;
}

}  // namespace hearth::replica
