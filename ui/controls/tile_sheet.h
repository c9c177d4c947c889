#pragma once

#include "ui/controls/arranged.h"

#include <QtQml/qqmlregistration.h>

namespace hearth {

/// Lays its children out so that none lies over another, whatever they hold: those that have no room come on
/// the next sheet.
class TileSheet : public hearth::Arranged {
  Q_OBJECT
  QML_ELEMENT
  /// All of one size, in a grid; else in rows, each by its own wish.
  Q_PROPERTY(bool uniform MEMBER uniform_ NOTIFY layout_changed)
  /// Width by height that a tile of a grid should have.
  Q_PROPERTY(double aspect MEMBER aspect_ NOTIFY layout_changed)
  Q_PROPERTY(int gap MEMBER gap_ NOTIFY layout_changed)
  /// Height that is kept free at the bottom where there is more than one sheet.
  Q_PROPERTY(int footer MEMBER footer_ NOTIFY layout_changed)
  /// The sheet that is seen, from 0; how many there are; the numbers of the tiles on it, from 1; how many
  /// there are.
  Q_PROPERTY(int sheet READ sheet WRITE set_sheet NOTIFY sheets_changed)
  Q_PROPERTY(int sheets READ sheets NOTIFY sheets_changed)
  Q_PROPERTY(int first READ first NOTIFY sheets_changed)
  Q_PROPERTY(int last READ last NOTIFY sheets_changed)
  Q_PROPERTY(int count READ count NOTIFY sheets_changed)
  /// What its largest tile needs at the least: a sheet of one.
  Q_PROPERTY(QSize leastTile READ least_tile NOTIFY sheets_changed)

 public:
  explicit TileSheet(QQuickItem* parent = nullptr);
  [[nodiscard]] int sheet() const { return sheet_; }
  void set_sheet(int sheet);
  [[nodiscard]] int sheets() const { return sheets_; }
  [[nodiscard]] int first() const { return first_; }
  [[nodiscard]] int last() const { return last_; }
  [[nodiscard]] int count() const { return count_; }
  [[nodiscard]] QSize least_tile() const { return least_tile_; }

 Q_SIGNALS:
  void layout_changed();
  void sheets_changed();

 protected:
  void arrange() override;
  void updatePolish() override;

 private:
  bool uniform_ = false;
  double aspect_ = 1.5;
  int gap_ = 0;
  int footer_ = 0;
  int sheet_ = 0;
  int wanted_ = 0;  ///< the sheet that was asked for, also while there are fewer
  int sheets_ = 1;
  int first_ = 0;
  int last_ = 0;
  int count_ = 0;
  QSize least_tile_;
  int rounds_ = 0;  ///< since the event loop last ran
};

}  // namespace hearth
