#include "core/engine/queries.h"

#include "core/engine/post.h"

namespace hearth {

void Queries::on_request(quint64 id, const HistoryRequest& request, const std::stop_token& cancelled) {
  if (cancelled.stop_requested()) return;
  Q_EMIT asked(request);
  if (store_.store() == nullptr) {
    HistoryAnswer nothing;
    nothing.request = request;
    nothing.error =
        Error{ErrorKind::storage, "The local history cannot be opened.", "See the problems listed.", {}};
    return answer(id, std::move(nothing));
  }
  store_.ask(
      [request, cancelled](const HistoryStore& store) -> std::optional<HistoryAnswer> {
        if (cancelled.stop_requested()) return std::nullopt;
        return answer_history(store, request);
      },
      [this, id](std::optional<HistoryAnswer> found) {
        if (found) answer(id, std::move(*found));
      });
}

void Queries::answer(quint64 id, HistoryAnswer answer) {
  for (const SeriesKey& key : answer.request.keys)
    if (absence_ && !answer.absent.contains(key.group()))
      answer.absent[key.group()] = absence_(key.group(), answer.request.range);
  post(service_, [id, whole = std::make_shared<const HistoryAnswer>(std::move(answer))](HistoryService& s) {
    s.on_answer(id, whole);
  });
}

}  // namespace hearth
