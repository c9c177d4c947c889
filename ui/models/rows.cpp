#include "ui/models/rows.h"

namespace hearth {

RowModel::RowModel(QList<QByteArray> roles, QObject* parent)
    : QAbstractListModel(parent), roles_(std::move(roles)) {}

void RowModel::set_rows(QList<Row> rows) {
  const qsizetype common = std::min(rows.size(), rows_.size());
  for (qsizetype i = 0; i < common; ++i) {
    if (rows_[i] == rows[i]) continue;
    rows_[i] = std::move(rows[i]);
    const QModelIndex at = index(static_cast<int>(i));
    Q_EMIT dataChanged(at, at);
  }
  if (rows.size() == rows_.size()) return;
  if (rows.size() > rows_.size()) {
    beginInsertRows({}, static_cast<int>(common), static_cast<int>(rows.size()) - 1);
    for (qsizetype i = common; i < rows.size(); ++i) rows_.append(std::move(rows[i]));
    endInsertRows();
  } else {
    beginRemoveRows({}, static_cast<int>(common), static_cast<int>(rows_.size()) - 1);
    rows_.resize(common);
    endRemoveRows();
  }
  Q_EMIT count_changed();
}

int RowModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : count();
}

QVariant RowModel::data(const QModelIndex& index, int role) const {
  const int column = role - Qt::UserRole;
  if (!index.isValid() || index.row() >= rows_.size()) return {};
  return rows_[index.row()].value(column);
}

QHash<int, QByteArray> RowModel::roleNames() const {
  QHash<int, QByteArray> names;
  for (qsizetype i = 0; i < roles_.size(); ++i) names.insert(Qt::UserRole + static_cast<int>(i), roles_[i]);
  return names;
}

}  // namespace hearth
