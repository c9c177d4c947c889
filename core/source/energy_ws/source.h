#pragma once

#include "core/source/energy_ws/stream.h"
#include "core/source/registry.h"

namespace hearth {

/// The live stream of energy-ws as a source: energy, pushed each second.
class EnergyWsSource final : public Source {
  Q_OBJECT
 public:
  explicit EnergyWsSource(const SourceContext& context);
  static QCoro::Task<QJsonObject> examine(ExamineContext context, std::stop_token stop);

  [[nodiscard]] const Offers& offers() const override;
  [[nodiscard]] bool gives(Dataset dataset) const override;
  void start(bool follow, StandsBy stands_by) override;
  void stop() override { stream_.stop(); }
  void retry() override;
  void network_changed() override;
  void leave() override { stream_.stop(); }

 private:
  void on_reading(const Reading& reading);
  void on_state(ConnectionState state, const QString& detail);

  const Clock& clock_;
  EnergyStream stream_;
  std::optional<TimeMs> streamed_;  ///< when the last reading came
  bool follows_ = false;
};

}  // namespace hearth
