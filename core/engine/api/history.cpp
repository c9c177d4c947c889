#include "core/engine/api/history.h"

#include <utility>

namespace hearth {

quint64 HistoryService::request(HistoryRequest request, QObject* receiver, Answered answered) {
  const quint64 id = ++last_id_;
  const Asker& asker = askers_[id] = {.receiver = receiver, .answered = std::move(answered), .cancelled = {}};
  ask(id, std::move(request), asker.cancelled.get_token());
  return id;
}

void HistoryService::cancel(quint64 id) {
  if (auto asker = askers_.extract(id)) asker.mapped().cancelled.request_stop();
}

void HistoryService::on_answer(quint64 id, const HistoryAnswerPtr& answer) {
  // Taken out first: whoever is told may ask the next question.
  const auto asker = askers_.extract(id);
  if (asker && asker.mapped().receiver) asker.mapped().answered(answer);
}

void HistoryService::set_groups(std::vector<GroupKey> groups) {
  groups_ = std::move(groups);
  Q_EMIT groups_changed();
}

}  // namespace hearth
