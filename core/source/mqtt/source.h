#pragma once

#include "core/source/decoded.h"
#include "core/source/mqtt/session.h"
#include "core/source/registry.h"

#include <QTimer>

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace hearth {

/// What the home's devices publish at an MQTT broker as a source: whatever comes, pushed. It has no past:
/// what the broker kept of before we listened is shown as old, and not stored.
class MqttSource final : public Source {
  Q_OBJECT
 public:
  explicit MqttSource(const SourceContext& context);
  ~MqttSource() override;
  static QCoro::Task<QJsonObject> examine(ExamineContext context, std::stop_token stop);

  [[nodiscard]] const Offers& offers() const override;
  [[nodiscard]] bool gives(Dataset dataset) const override;
  void start(bool follow, StandsBy stands_by) override;
  void stop() override;
  void retry() override;

 private:
  struct Message {
    std::string topic;
    std::string payload;
    bool retained = false;
    TimeMs arrived = 0;
  };
  /// What the session's thread has heard and this one has not looked at yet.
  struct Inbox {
    std::mutex mutex;  ///< over the rest
    std::vector<Message> messages;
    std::size_t bytes = 0;      ///< of them
    std::uint64_t overrun = 0;  ///< messages that found no room
  };
  /// Which of several topics a device is heard on.
  struct Heard {
    std::string topic;
    TimeMs at = 0;
    TimeMs stamp = 0;  ///< of its last reading that did not say when it was taken
  };

  QCoro::Task<> begin();
  void listen(std::string password);
  /// On the session's thread.
  void put_in_inbox(Message message);
  void empty_inbox();
  void ingest(const Message& message);
  [[nodiscard]] bool is_repeated(const GroupKey& group, const std::string& topic);
  [[nodiscard]] TimeMs stamp(const GroupKey& group, TimeMs arrived);
  void on_stage(mqtt::Stage stage, const Error& why);
  void refuse(std::uint64_t count, const std::optional<Error>& why);

  const Config& config_;
  const Clock& clock_;
  std::map<GroupKey, Heard> heard_;
  Inbox inbox_;
  std::unique_ptr<mqtt::Session> session_;
  std::stop_source looking_;  ///< for the password
};

}  // namespace hearth
