#pragma once

#include "core/engine/api/history.h"
#include "core/engine/store_session.h"

#include <QObject>

#include <functional>
#include <stop_token>
#include <utility>
#include <vector>

namespace hearth {

/// Answers what pages ask of the history, one question after the other in the order they come. Lives on the
/// engine's worker thread.
class Queries : public QObject {
  Q_OBJECT
 public:
  /// Both must outlive this.
  Queries(HistoryService& service, StoreSession& store, QObject* parent = nullptr)
      : QObject(parent), service_(service), store_(store) {}

  /// Who says why nothing may be seen of a group.
  using Absence = std::function<std::vector<AbsentRange>(const GroupKey& group, TimeRange range)>;
  void explain_by(Absence absence) { absence_ = std::move(absence); }

  /// One that is cancelled before its turn is not asked of the store.
  void on_request(quint64 id, const HistoryRequest& request, const std::stop_token& cancelled);

 Q_SIGNALS:
  /// Before it is answered: what somebody looks at now.
  void asked(const hearth::HistoryRequest& request);

 private:
  void answer(quint64 id, HistoryAnswer answer);

  HistoryService& service_;
  StoreSession& store_;
  Absence absence_;
};

}  // namespace hearth
