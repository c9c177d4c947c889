#include "tests/integration/program_run.h"

#include <QStandardPaths>

#include <gtest/gtest.h>

namespace hearth {
namespace {

std::string bash_says(const std::string& script) {
  QProcess bash;
  bash.start(QStringLiteral("bash"),
             {QStringLiteral("--norc"), QStringLiteral("-c"), QString::fromStdString(script)});
  EXPECT_TRUE(bash.waitForFinished());
  EXPECT_EQ(bash.readAllStandardError().toStdString(), "");
  return bash.readAllStandardOutput().toStdString();
}

/// Each shell that is here reads its own without a complaint.
TEST(CtlCompletion, IsReadByItsShell) {
  const ProgramRunner runner;
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const Ended made = runner.run("hearthctl", words((std::string("completion ") + shell).c_str()));
    ASSERT_EQ(made.code, 0) << made.err;
    for (const char* part : {"export", "status", "quiet", "hours", "dataset", "backup"})
      EXPECT_TRUE(has(made.out, part)) << shell << part;
    if (QStandardPaths::findExecutable(QLatin1String(shell)).isEmpty()) continue;
    runner.write(shell, made.out);
    QProcess reads;
    reads.start(QLatin1String(shell), {QStringLiteral("-n"), QString::fromStdString(runner.path(shell))});
    ASSERT_TRUE(reads.waitForFinished());
    EXPECT_EQ(reads.exitCode(), 0) << shell << reads.readAllStandardError().toStdString();
  }
  EXPECT_EQ(runner.run("hearthctl", words("completion tcsh")).code, 64);
}

TEST(CtlCompletion, BashCompletesCommandsOptionsAndTheirWords) {
  const ProgramRunner runner;
  const Ended made = runner.run("hearthctl", words("completion bash"));
  struct Case {
    const char* line;
    const char* replies;
  };
  for (const Case& c :
       {Case{"hearthctl stat", "status "}, Case{"hearthctl --quiet sy", "sync "},
        Case{"hearthctl sync --h", "--hours --help "}, Case{"hearthctl export --dataset e", "energy "},
        Case{"hearthctl export --format ''", "csv ndjson "}, Case{"hearthctl store ba", "backup "},
        Case{"hearthctl help expo", "export "}, Case{"hearthctl completion z", "zsh "},
        Case{"hearthctl sync --dataset e", ""}}) {
    const std::string script = made.out + "\nCOMP_WORDS=(" + c.line +
                               ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_hearthctl\n"
                               "for reply in \"${COMPREPLY[@]}\"; do printf '%s ' \"$reply\"; done";
    EXPECT_EQ(bash_says(script), c.replies) << c.line;
  }
}

}  // namespace
}  // namespace hearth
