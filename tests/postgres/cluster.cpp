#include "tests/postgres/cluster.h"

#include "tests/postgres/server.h"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>

namespace hearth::test {
namespace {

namespace fs = std::filesystem;

// What single-user mode is given, a statement a line. A cluster without the databases that nobody uses is
// copied in a quarter of the time.
constexpr const char* rename_template = "alter database template1 rename to telemetry;\n";

std::string then() {
  std::string statements =
      "update pg_database set datistemplate = false;\ndrop database postgres;\ndrop database template0;\n";
  for (const Role role : {Role::reader, Role::writer, Role::stranger})
    statements += fmt::format("create role {} login password '{}';\n", user_of(role), password_of(role));
  return statements +
         "alter default privileges grant select on tables to hearth_reader;\n"
         "alter default privileges grant select, insert, update, delete, truncate on tables to "
         "hearth_writer;\n";
}

void initialise(const fs::path& data) {
  const TempFolder folder;
  const fs::path made = folder.path() / "data", input = folder.path() / "input";
  const std::string programs = postgres_programs();
  run_as_server({programs + "/initdb", "--pgdata=" + made.string(), "--username=postgres", "--auth=trust",
                 "--encoding=UTF8", "--locale=C.UTF-8", "--wal-segsize=4", "--no-sync", "--no-instructions"},
                folder.path());
  for (const auto& [database, statements] :
       {std::pair<const char*, std::string>{"postgres", rename_template}, {"telemetry", then()}}) {
    write_text(input, statements);
    run_as_server({programs + "/postgres", "--single", "-F", "-D", made.string(), database}, folder.path(),
                  input);
  }
  // Single-user mode ends with 0 whatever it thinks of a statement.
  const std::string said = read_text(folder.path() / "postgres.log");
  if (said.find("ERROR:") != std::string::npos) throw FixtureFailure("No cluster could be made:\n" + said);
  run({"cp", "-r", "--reflink=auto", made.string(), data.string()});
}

/// A name that changes with the version of PostgreSQL and with what the cluster holds.
fs::path kept_cluster() {
  const fs::path version = postgres_programs().parent_path().filename();
  const std::size_t contents = std::hash<std::string>{}(rename_template + then());
  return fs::path(HEARTHBOARD_TEST_CLUSTERS) / (version.string() + "-" + std::to_string(contents));
}

}  // namespace

fs::path postgres_programs() {
  fs::path newest;
  int highest = 0;
  std::error_code none;
  for (const fs::directory_entry& entry : fs::directory_iterator("/usr/lib/postgresql", none)) {
    const std::string name = entry.path().filename();
    int version = 0;
    std::from_chars(name.data(), name.data() + name.size(), version);
    if (version <= highest || !fs::exists(entry.path() / "bin/postgres")) continue;
    highest = version;
    newest = entry.path() / "bin";
  }
  if (newest.empty())
    throw FixtureFailure("No PostgreSQL in /usr/lib/postgresql: install the package postgresql.");
  return newest;
}

void make_cluster(const fs::path& data) {
  const fs::path kept = kept_cluster();
  if (!fs::exists(kept)) {
    // Several tests may come here at once: the first whose rename succeeds has made it for all.
    fs::create_directories(kept.parent_path());
    const fs::path own = kept.string() + "." + std::to_string(getpid());
    initialise(own);
    std::error_code exists;
    fs::rename(own, kept, exists);
    if (exists) fs::remove_all(own);
  }
  run({"cp", "-r", "--reflink=auto", kept.string(), data.string()});
  fs::permissions(data, fs::perms::owner_all);
  give_to_servers(data);
}

}  // namespace hearth::test
