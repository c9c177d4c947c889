#include "core/source/source.h"

#include <utility>

namespace hearth {

Source::Source(QString name) {
  connection_.name = std::move(name);
}

void Source::end_one() {
  --under_way_;
  QMetaObject::invokeMethod(this, &Source::ended, Qt::QueuedConnection);
}

QCoro::Task<HistoryOffers> Source::history_offers(std::vector<GroupKey> /*known*/) {
  co_return HistoryOffers{};
}

QCoro::Task<HistoryPart> Source::fetch(HistoryWindow /*window*/, HistorySink& /*sink*/,
                                       std::stop_token /*stop*/) {
  co_return HistoryPart{};
}

}  // namespace hearth
