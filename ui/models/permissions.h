#pragma once

#include "ui/models/page_context.h"

#include <QtQml/qqmlregistration.h>

#include <array>

namespace hearth {

/// "heat pump data", "prices".
QString data_words(Dataset dataset);

/// What this account may not read, said where it would be shown: a sentence for each dataset that is refused
/// and of which nothing of the last 24 hours is known here either; empty for the others. GUI thread.
class Permissions : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the view models")
  Q_PROPERTY(QString energy READ energy NOTIFY changed)
  Q_PROPERTY(QString heatPump READ heat_pump NOTIFY changed)
  Q_PROPERTY(QString climate READ climate NOTIFY changed)
  Q_PROPERTY(QString price READ price NOTIFY changed)

 public:
  explicit Permissions(const PageContext& context, QObject* parent = nullptr);
  [[nodiscard]] const QString& energy() const { return said(Dataset::energy); }
  [[nodiscard]] const QString& heat_pump() const { return said(Dataset::heatpump); }
  [[nodiscard]] const QString& climate() const { return said(Dataset::climate); }
  [[nodiscard]] const QString& price() const { return said(Dataset::price); }

 Q_SIGNALS:
  void changed();

 private:
  using Sentences = std::array<QString, all_datasets.size()>;
  [[nodiscard]] const QString& said(Dataset dataset) const {
    return said_[static_cast<std::size_t>(dataset)];
  }
  [[nodiscard]] bool known_lately(Dataset dataset, TimeMs now) const;
  void refresh(TimeMs now);

  const PageContext context_;
  Sentences said_;
};

}  // namespace hearth
