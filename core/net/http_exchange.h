#pragma once

#include "core/net/http_client.h"

#include <QPointer>
#include <QSslError>
#include <QTimer>

#include <coroutine>
#include <functional>

namespace hearth {

/// One request on its way: reads the body as it comes, and ends exactly once.
class HttpExchange : public QObject {
  Q_OBJECT
 public:
  /// What the coroutine waits for. Lives in its frame, which stays until the exchange has ended.
  struct Waiter {
    std::optional<Expected<HttpResponse>> result;
    std::coroutine_handle<> handle;
  };
  /// The thing to `co_await`: a mere pointer, because GCC 12 may copy what is awaited.
  struct Wait {
    Waiter* waiter = nullptr;
    [[nodiscard]] bool await_ready() const noexcept { return waiter->result.has_value(); }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept { waiter->handle = awaiting; }
    void await_resume() const noexcept {}
  };

  HttpExchange(HttpReply* reply, Waiter& waiter, const HttpClient::Options& options,
               std::function<void(HttpExchange*)> ended);

  /// Ends the exchange now; the coroutine goes on inside this call.
  void cancel();
  /// See HttpClient::drop_connections. Ends nothing inside this call.
  void start_over();

 private:
  void read();
  void on_finished();
  [[nodiscard]] Error status_error(int status) const;
  [[nodiscard]] Error size_error(HttpReader::State refusal) const;
  [[nodiscard]] HttpResponse response(int status);
  void let_go_of_reply();
  void end_later(Expected<HttpResponse> result);
  void end(Expected<HttpResponse> result);

  QPointer<HttpReply> reply_;  ///< belongs to the client, which may go first
  Waiter* waiter_;
  std::function<void(HttpExchange*)> ended_;
  qint64 max_body_;
  bool keep_refusals_;
  bool keep_redirects_;
  QByteArray body_;
  QList<QSslError::SslError> certificate_;  ///< what is wrong with it
  QTimer timeout_;
  bool ending_ = false;
  std::optional<std::stop_callback<std::function<void()>>> stop_;
};

}  // namespace hearth
