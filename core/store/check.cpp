#include "core/store/check.h"

#include "core/store/block_table.h"
#include "core/store/journal.h"
#include "core/store/store_file.h"

namespace hearth {
namespace {

constexpr std::string_view mend_of_torn =
    "\"hearthctl store compact\", or the next start of the program that records, sets it aside and goes on "
    "with "
    "what can be read of it.";
constexpr std::string_view tier_names[] = {"readings", "minutes", "hours", "quarters of an hour"};

Text block_name(BlockTable& table, std::int64_t block) {
  const BlockPlace place = place_of(block);
  for (const Group& group : table.groups())
    if (group.id == place.group && static_cast<std::size_t>(place.tier) < std::size(tier_names))
      return said("The block of {} {}, {} from {}", dataset_name(group.key.dataset), group.key.entity,
                  tier_names[static_cast<std::size_t>(place.tier)], format_rfc3339(place.hour));
  return said("Block {}", block);
}

class Check {
 public:
  Check(const std::filesystem::path& path, Database& db)
      : path_(path.string()), db_(db), table_(db, [](std::int64_t) {}) {}

  CheckReport run(const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
    const Transaction transaction(db_, Transaction::Kind::read);
    check_pages();
    check_blocks(progress);
    for (const auto& [key, rows] : journal_.read(
             db_, [this](std::int64_t entry) { say(said("Entry {} of the journal is damaged.", entry)); }))
      report_.rows += rows.size();
    report_.set_aside = static_cast<std::uint64_t>(db_.number("SELECT count(*) FROM set_aside"));
    return std::move(report_);
  }

 private:
  void say(Text message) {
    report_.problems.push_back(
        {ErrorKind::storage, std::move(message),
         "\"hearthctl store compact\" keeps it apart, and makes anew what it can; the rest is not affected.",
         path_});
  }
  void check_pages() {
    Statement s(db_, "PRAGMA integrity_check(20)");
    while (s.step())
      if (const std::string verdict(s.bytes(0)); verdict != "ok") say(said("SQLite says: {}.", verdict));
  }
  void check_blocks(const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
    std::vector<std::int64_t> blocks;
    Statement list(db_, "SELECT id, count FROM block ORDER BY id");
    while (list.step()) {
      blocks.push_back(list.integer(0));
      if (place_of(blocks.back()).tier == Tier::raw)
        report_.rows += static_cast<std::uint64_t>(list.integer(1));
    }
    for (const std::int64_t block : blocks) {
      if (!table_.sound(block)) say(Text::joined(block_name(table_, block), " is damaged."));
      ++report_.blocks;
      if (progress) progress(report_.blocks, blocks.size());
    }
  }

  std::string path_;
  Database& db_;
  BlockTable table_;
  Journal journal_;
  CheckReport report_;
};

}  // namespace

Expected<CheckReport> check_store(
    const std::filesystem::path& path,
    const std::function<void(std::uint64_t done, std::uint64_t all)>& progress) {
  try {
    const FileVerdict verdict = judge_file(path);
    if (!verdict.there)
      return fail(ErrorKind::not_found, "There is no history to check.",
                  "The dashboard, \"hearthctl record\" or \"hearthctl sync\" makes one.", path.string());
    if (!verdict.spoiled.empty())
      return fail(ErrorKind::storage, said("The history file {}.", verdict.spoiled),
                  std::string(mend_of_torn), path.string());
    if (!verdict.ready)
      return fail(ErrorKind::storage, "The history is of an older version.",
                  "Start the program that records once; it brings the file up to date.", path.string());
    const auto db = open_reader(path);
    return Check(path, *db).run(progress);
  } catch (const DatabaseFault& fault) {
    return fail(ErrorKind::storage, said("The history cannot be read: {}.", fault.what()),
                std::string(mend_of_torn), path.string());
  }
}

}  // namespace hearth
