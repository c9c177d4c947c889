#include "app/hearthctl/doctor_report.h"

#include "app/hearthctl/json_text.h"
#include "app/shared/program.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace hearth {
namespace {

struct VerdictNames {
  std::string_view shown;
  std::string_view json;
};
constexpr std::array names = {VerdictNames{"ok", "good"}, VerdictNames{"note", "note"},
                              VerdictNames{"warning", "warning"}, VerdictNames{"FAILED", "failure"}};

const VerdictNames& names_of(Verdict verdict) {
  return names.at(static_cast<std::size_t>(verdict));
}

QJsonValue or_null(std::string_view text) {
  return text.empty() ? QJsonValue() : QJsonValue(json_text(text));
}

}  // namespace

std::string as_text(const Check& check) {
  return fmt::format("{:<8} {:<14} {}{}{}\n", names_of(check.verdict).shown, check.about, check.what,
                     check.mend.empty() ? "" : " Mend: ", check.mend);
}

std::string as_json(const std::vector<Check>& checks, TimeMs now, const QJsonObject& facts) {
  QJsonArray all;
  for (const Check& check : checks) {
    QJsonObject told{{QStringLiteral("about"), json_text(check.about)},
                     {QStringLiteral("verdict"), json_text(names_of(check.verdict).json)},
                     {QStringLiteral("what"), json_text(check.what)},
                     {QStringLiteral("mend"), json_text(check.mend)},
                     {QStringLiteral("dataset"), or_null(check.dataset)},
                     {QStringLiteral("call"), or_null(check.call)}};
    add_identity(told, check.what);
    all.append(told);
  }
  QJsonObject report{{QStringLiteral("time"), json_text(format_rfc3339(now))},
                     {QStringLiteral("exit_code"), exit_code(checks)},
                     {QStringLiteral("checks"), all}};
  for (auto fact = facts.begin(); fact != facts.end(); ++fact) report.insert(fact.key(), fact.value());
  return QJsonDocument(report).toJson(QJsonDocument::Indented).toStdString();
}

int exit_code(const std::vector<Check>& checks) {
  int code = exit_ok;
  for (const Check& check : checks)
    if (check.verdict == Verdict::failure) code = std::max(code, exit_code(check.kind));
  return code;
}

}  // namespace hearth
