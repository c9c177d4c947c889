#include "core/import/csv_import.h"

#include "core/store/place_limit.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace hearth {
namespace {

std::unexpected<Error> not_read(const std::string& name, int code) {
  return fail(code == ENOENT ? ErrorKind::not_found : ErrorKind::storage,
              said("The file cannot be read: {}.", std::strerror(code)), {}, name);
}

/// A file open for reading, or standard input.
class InputFile {
 public:
  static Expected<InputFile> open(const std::filesystem::path& path) {
    InputFile file(path == "-" ? "standard input" : path.string());
    if (path != "-") {
      file.descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
      if (file.descriptor_ < 0) return not_read(file.name_, errno);
    }
    struct stat facts = {};
    if (::fstat(file.descriptor_, &facts) != 0) return not_read(file.name_, errno);
    if (S_ISDIR(facts.st_mode)) return not_read(file.name_, EISDIR);
    if (S_ISREG(facts.st_mode)) file.size_ = static_cast<std::uint64_t>(facts.st_size);
    return file;
  }
  InputFile(InputFile&& other) noexcept
      : name_(std::move(other.name_)),
        descriptor_(std::exchange(other.descriptor_, STDIN_FILENO)),
        size_(other.size_) {}
  InputFile& operator=(InputFile&&) = delete;
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile() {
    if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
  }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  Expected<std::size_t> read(std::span<char> into) {
    ssize_t got = -1;
    do got = ::read(descriptor_, into.data(), into.size());
    while (got < 0 && errno == EINTR);
    if (got < 0) return not_read(name_, errno);
    return static_cast<std::size_t>(got);
  }

 private:
  explicit InputFile(std::string name) : name_(std::move(name)) {}

  std::string name_;
  int descriptor_ = STDIN_FILENO;
  std::uint64_t size_ = 0;
};

/// Brings rows into the store.
class StoreFeed {
 public:
  StoreFeed(HistoryStore& store, const ImportRequest& request, ImportReport& report)
      : store_(store), request_(request), report_(report), places_(store.groups()) {}

  Expected<void> take(const GroupKey& group, Rows&& rows) {
    if (!places_.admits(group)) {
      report_.refused += rows.size();
      return {};
    }
    const auto older = [&](TimeMs time) {
      return static_cast<std::uint64_t>(std::ranges::lower_bound(rows.times, time) - rows.times.begin());
    };
    const std::uint64_t past_all = older(request_.quarters_from);
    const std::uint64_t quarters = older(request_.minutes_from);
    const std::uint64_t minutes = older(request_.raw_from);
    const auto result = store_.put_rows(group, std::move(rows));
    if (!result) return std::unexpected(result.error());
    report_.stored += result->taken;
    report_.known += result->duplicates;
    report_.refused += result->refused;
    report_.past_all += past_all;
    report_.as_quarters += quarters - past_all;
    report_.as_minutes += minutes - quarters;
    return {};
  }

 private:
  HistoryStore& store_;
  const ImportRequest& request_;
  ImportReport& report_;
  PlaceLimit places_;
};

CsvReaderOptions reader_options_of(const ImportRequest& request, const InputFile& file, const Clock& clock) {
  return {.name = file.name(),
          .dataset = request.dataset,
          .now = clock.now(),
          .skip_bad = request.skip_bad,
          .time_zone = request.time_zone};
}

}  // namespace

Expected<void> try_csv(const ImportRequest& request, const Clock& clock, ImportReport& report) {
  auto file = InputFile::open(request.file);
  if (!file) return std::unexpected(file.error());
  CsvReaderOptions options = reader_options_of(request, *file, clock);
  options.rows_at_once = 1;
  bool any = false;
  const RowsSink sink = [&](const GroupKey&, Rows&&) -> Expected<void> {
    any = true;
    return fail(ErrorKind::cancelled, "That is enough.");
  };
  const auto read =
      read_csv([&](std::span<char> into) { return file->read(into); }, options, sink, report.read);
  if (read || any) {
    report.read = {};
    return {};
  }
  return read;
}

Expected<void> import_csv(HistoryStore& store, const ImportRequest& request, const Clock& clock,
                          ImportReport& report, const ImportProgress& progress,
                          const std::function<bool()>& cancelled) {
  auto file = InputFile::open(request.file);
  if (!file) return std::unexpected(file.error());
  StoreFeed feed(store, request, report);
  std::uint64_t done = 0;
  const CsvSource source = [&](std::span<char> into) -> Expected<std::size_t> {
    if (cancelled && cancelled()) return fail(ErrorKind::cancelled, "The import was cancelled.");
    auto size = file->read(into);
    done += size.value_or(0);
    if (size && progress) progress(done, file->size());
    return size;
  };
  const CsvReaderOptions options = reader_options_of(request, *file, clock);
  auto read = read_csv(
      source, options, [&](const GroupKey& group, Rows&& rows) { return feed.take(group, std::move(rows)); },
      report.read);
  // The coarser tiers are made at once, and what is past its time goes at once, not at some later time.
  if (read || read.error().kind != ErrorKind::storage)
    if (auto flushed = store.flush(); !flushed) return flushed;
  return read;
}

}  // namespace hearth
