#include "tests/integration/program_run.h"

#include <QStandardPaths>

#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

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
        Case{"hearthctl secret set m", "mqtt "}, Case{"hearthctl help expo", "export "},
        Case{"hearthctl completion z", "zsh "}, Case{"hearthctl sync --dataset e", ""},
        Case{"hearthctl export --format = n", "ndjson "},
        Case{"hearthctl export --format =", "csv ndjson "}}) {
    const std::string script = made.out + "\nCOMP_WORDS=(" + c.line +
                               ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_hearthctl\n"
                               "for reply in \"${COMPREPLY[@]}\"; do printf '%s ' \"$reply\"; done";
    EXPECT_EQ(bash_says(script), c.replies) << c.line;
  }
}

/// What is typed before the key that completes, and what is offered, in the order of the alphabet.
struct Typed {
  const char* line;
  const char* offered;
};
constexpr Typed typed[] = {{"hearthctl sy", "sync"},
                           {"hearthctl --quiet stat", "status"},
                           {"hearthctl --config x stor", "store"},
                           {"hearthctl help ex", "export"},
                           {"hearthctl sync --h", "--help --hours"},
                           {"hearthctl export --dataset ", "climate energy heatpump price"},
                           {"hearthctl export --format=n", "ndjson"},
                           {"hearthctl store ba", "backup"},
                           {"hearthctl secret set m", "mqtt"},
                           {"hearthctl completion z", "zsh"},
                           {"hearthctl sync --hours ", ""},
                           {"hearthctl watch some", ""},
                           {"hearthctl store import some", "somefile"}};

bool is_here(const char* shell) {
  return !QStandardPaths::findExecutable(QLatin1String(shell)).isEmpty();
}

/// All that a shell says, run in the home folder.
std::string shell_says(const ProgramRunner& runner, const QString& shell, const QStringList& arguments) {
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert(QStringLiteral("HOME"), QString::fromStdString(runner.path("")));
  environment.insert(QStringLiteral("TERM"), QStringLiteral("dumb"));
  process.setProcessEnvironment(environment);
  process.setWorkingDirectory(QString::fromStdString(runner.path("")));
  process.start(shell, arguments);
  EXPECT_TRUE(process.waitForFinished(60'000)) << process.errorString().toStdString();
  return process.readAllStandardOutput().toStdString();
}

/// Each of the words once, in order.
std::string in_order(QStringList words) {
  words.removeAll(QString());
  words.sort();
  words.removeDuplicates();
  return words.join(u' ').toStdString();
}

TEST(CtlCompletion, FishOffersWhatFits) {
  if (!is_here("fish")) GTEST_SKIP() << "fish is not installed; packaging/debian-packages.txt has it";
  const ProgramRunner runner;
  runner.write("made", runner.run("hearthctl", words("completion fish")).out);
  runner.write("somefile", "");
  for (const Typed& t : typed) {
    const QStringList offers =
        QString::fromStdString(
            shell_says(runner, QStringLiteral("fish"),
                       {QStringLiteral("--no-config"), QStringLiteral("-c"),
                        QStringLiteral("source made; complete -C '%1'").arg(QLatin1String(t.line))}))
            .split(u'\n');
    QStringList offered;
    // "sync<tab>what it does"; of "--format=n" the whole word.
    for (const QString& offer : offers) offered.append(offer.section(u'\t', 0, 0).section(u'=', -1));
    EXPECT_EQ(in_order(offered), t.offered) << t.line;
  }
}

/// Types into a shell of its own, as a person does, and writes down what the shell was given to offer.
constexpr const char* zsh_script = R"(
zmodload zsh/zpty
cat > rc <<'END'
PROMPT=
fpath=($PWD/functions $fpath)
autoload -U compinit
compinit -u -D
bindkey '^I' complete-word
line_is_over() { print -r -- '=' >> offered; BUFFER=; print -r -- LINE-IS-OVER > $TTY }
zle -N line_is_over
bindkey '^X' line_is_over
all_is_over() { exit }
zle -N all_is_over
bindkey '^Y' all_is_over
compadd() {
  local -a hits
  builtin compadd -O hits "$@"
  (( $#hits )) && print -rl -- $hits >> offered
  builtin compadd "$@"
}
print -r -- REA''DY
END
zpty shell zsh -f -i
zpty -w shell 'source ./rc'
while zpty -r shell said; do [[ $said == *READY* ]] && break; done
for line in "$@"; do
  zpty -w -n shell "$line"$'\t\x18'
  while zpty -r shell said; do [[ $said == *LINE-IS-OVER* ]] && break; done
done
zpty -w -n shell $'\x19'
while zpty -r shell said; do :; done
cat offered
)";

TEST(CtlCompletion, ZshOffersWhatFits) {
  if (!is_here("zsh")) GTEST_SKIP() << "zsh is not installed; packaging/debian-packages.txt has it";
  const ProgramRunner runner;
  std::filesystem::create_directory(runner.path("functions"));
  runner.write("functions/_hearthctl", runner.run("hearthctl", words("completion zsh")).out);
  runner.write("somefile", "");
  runner.write("script", zsh_script);
  QStringList arguments = {QStringLiteral("-f"), QStringLiteral("script")};
  for (const Typed& t : typed) arguments.append(QLatin1String(t.line));
  const QStringList lines =
      QString::fromStdString(shell_says(runner, QStringLiteral("zsh"), arguments)).split(u'\n');
  std::vector<QStringList> offered(1);
  for (const QString& line : lines)
    if (line == QLatin1String("="))
      offered.emplace_back();
    else
      offered.back().append(line);
  ASSERT_EQ(offered.size(), std::size(typed) + 1) << lines.join(u'|').toStdString();
  for (std::size_t i = 0; i < std::size(typed); ++i)
    EXPECT_EQ(in_order(offered[i]), typed[i].offered) << typed[i].line;
}

}  // namespace
}  // namespace hearth
