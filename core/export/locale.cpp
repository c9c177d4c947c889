#include "core/export/locale.h"

#include <QLocale>

#include <fmt/format.h>

namespace hearth {

Expected<TableLocale> table_locale(const std::string& name) {
  // "sv_SE.UTF-8@euro", as environments have it.
  const std::string bare = name.substr(0, name.find_first_of(".@"));
  if (name.empty() || bare == "C" || bare == "POSIX") return TableLocale{};
  const QString wanted = QString::fromStdString(bare).replace(QLatin1Char('-'), QLatin1Char('_'));
  const QLocale locale(wanted);
  // An unknown name is answered with the nearest that is known, in the end with C.
  const QString language = wanted.section(QLatin1Char('_'), 0, 0);
  const QString country =
      wanted.count(QLatin1Char('_')) == 0 ? QString() : wanted.section(QLatin1Char('_'), -1);
  const bool country_known = country.size() != 2 || locale.name().endsWith(country, Qt::CaseInsensitive);
  if (locale.language() == QLocale::C || !country_known ||
      QLocale::codeToLanguage(language) != locale.language())
    return fail(ErrorKind::usage, said("There is no locale \"{}\".", name.substr(0, 40)),
                "Name a language and a country, such as sv_SE or en_GB.");
  return locale.decimalPoint() == QLatin1String(",") ? TableLocale{';', ','} : TableLocale{};
}

}  // namespace hearth
