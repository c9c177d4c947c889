#include "core/identity/session_record.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <array>
#include <utility>

namespace hearth {
namespace {

constexpr int version = 1;

using Member = std::string SessionRecord::*;
constexpr std::array<std::pair<const char*, Member>, 8> texts = {{
    {"issuer", &SessionRecord::issuer},
    {"client_id", &SessionRecord::client_id},
    {"refresh_token", &SessionRecord::refresh_token},
    {"access_token", &SessionRecord::access_token},
    {"subject", &SessionRecord::subject},
    {"name", &SessionRecord::name},
    {"bootstrap", &SessionRecord::bootstrap},
    {"session_id", &SessionRecord::session_id},
}};

}  // namespace

bool SessionRecord::is_due(TimeMs now) const {
  if (refresh_token.empty()) return now >= until;
  return now >= obtained + (until - obtained) * 7 / 10 || now < obtained - minute_ms;
}

std::string to_json(const SessionRecord& record) {
  QJsonObject object{
      {QStringLiteral("version"), version},
      {QStringLiteral("obtained"), QString::fromStdString(format_rfc3339(record.obtained))},
      {QStringLiteral("until"), QString::fromStdString(format_rfc3339(record.until))},
  };
  if (record.refusals > 0) {
    object.insert(QStringLiteral("refusals"), record.refusals);
    object.insert(QStringLiteral("refused_since"),
                  QString::fromStdString(format_rfc3339(record.refused_since)));
    object.insert(QStringLiteral("refused_last"),
                  QString::fromStdString(format_rfc3339(record.refused_last)));
  }
  for (const auto& [name, member] : texts)
    object.insert(QLatin1String(name), QString::fromStdString(record.*member));
  return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

Expected<SessionRecord> session_record_from_json(std::string_view json) {
  const QJsonObject object =
      QJsonDocument::fromJson(QByteArray(json.data(), static_cast<qsizetype>(json.size()))).object();
  const auto text = [&object](const char* name) {
    return object.value(QLatin1String(name)).toString().toStdString();
  };
  const auto obtained = parse_rfc3339(text("obtained"));
  const auto until = parse_rfc3339(text("until"));
  SessionRecord record;
  for (const auto& [name, member] : texts) record.*member = text(name);
  if (object.value(QLatin1String("version")).toInt() != version || !obtained || !until ||
      record.issuer.empty() || record.client_id.empty())
    return fail(ErrorKind::bad_data, "What was kept of the sign-in cannot be read.", "Sign in again.");
  record.obtained = *obtained;
  record.until = *until;
  const auto since = parse_rfc3339(text("refused_since"));
  const auto last = parse_rfc3339(text("refused_last"));
  if (since && last) {
    record.refusals = object.value(QLatin1String("refusals")).toInt();
    record.refused_since = *since;
    record.refused_last = *last;
  }
  return record;
}

}  // namespace hearth
