#include "core/source/replica/find_replica.h"

namespace hearth {

bool is_connection_string(const QString& text) {
  return text.startsWith(QLatin1String("postgres://")) || text.startsWith(QLatin1String("postgresql://")) ||
         (text.contains(QLatin1Char('=')) && !text.contains(QLatin1String("://")));
}

}  // namespace hearth
