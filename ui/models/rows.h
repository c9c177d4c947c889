#pragma once

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace hearth {

/// A short list for a Repeater: each row has one value per role. Setting rows notifies only what differs.
class RowModel : public QAbstractListModel {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the view models")
  Q_PROPERTY(int count READ count NOTIFY count_changed)

 public:
  using Row = QList<QVariant>;
  explicit RowModel(QList<QByteArray> roles, QObject* parent = nullptr);
  void set_rows(QList<Row> rows);
  [[nodiscard]] const QList<Row>& rows() const { return rows_; }
  [[nodiscard]] int count() const { return static_cast<int>(rows_.size()); }

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

 Q_SIGNALS:
  void count_changed();

 private:
  QList<QByteArray> roles_;
  QList<Row> rows_;
};

}  // namespace hearth
