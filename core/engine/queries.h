#pragma once

#include "core/engine/api/history.h"
#include "core/engine/store_session.h"

#include <QObject>

#include <stop_token>

namespace hearth {

/// Answers what pages ask of the history, one question after the other in the order they come. Lives on the
/// engine's worker thread.
class Queries : public QObject {
  Q_OBJECT
 public:
  /// Both must outlive this.
  Queries(HistoryService& service, StoreSession& store, QObject* parent = nullptr)
      : QObject(parent), service_(service), store_(store) {}

  /// One that is cancelled before its turn is not asked of the store.
  void on_request(quint64 id, const HistoryRequest& request, const std::stop_token& cancelled);

 Q_SIGNALS:
  /// Before it is answered: what somebody looks at now.
  void asked(const hearth::HistoryRequest& request);

 private:
  void answer(quint64 id, const HistoryAnswerPtr& answer);

  HistoryService& service_;
  StoreSession& store_;
};

}  // namespace hearth
