#include "core/engine/queries.h"

#include "core/engine/post.h"

namespace hearth {

void Queries::on_request(quint64 id, const HistoryRequest& request, const std::stop_token& cancelled) {
  if (cancelled.stop_requested()) return;
  Q_EMIT asked(request);
  if (store_.store() == nullptr) {
    auto nothing = std::make_shared<HistoryAnswer>();
    nothing->request = request;
    nothing->error = {
        ErrorKind::storage, "The local history cannot be opened.", "See the problems listed.", {}};
    return answer(id, nothing);
  }
  store_.ask(
      [request, cancelled](const HistoryStore& store) {
        return cancelled.stop_requested() ? nullptr : answer_history(store, request);
      },
      [this, id](const HistoryAnswerPtr& found) {
        if (found) answer(id, found);
      });
}

void Queries::answer(quint64 id, const HistoryAnswerPtr& answer) {
  post(service_, [id, answer](HistoryService& s) { s.on_answer(id, answer); });
}

}  // namespace hearth
