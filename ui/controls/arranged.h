#pragma once

#include "ui/controls/tile_layout.h"

#include <QQuickItem>
#include <QtQml/qqmlregistration.h>

namespace hearth {

/// What a child of a Stack, a Line, Cells or a TileSheet says of itself: `Tile.weight: 2`. Its least size is
/// its implicit one.
class Tile : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("attached to the children of a Stack, a Line, Cells or a TileSheet")
  QML_ATTACHED(hearth::Tile)
  /// Its part of what a row has left over in width.
  Q_PROPERTY(double weight MEMBER weight_ NOTIFY changed)
  /// Its part of what is left over in height: nothing in a Stack, unless it says so; in a TileSheet, 1. In a
  /// Line: of what is left over in width.
  Q_PROPERTY(double tall MEMBER tall_ NOTIFY changed)
  /// In a Line without room for all, those with the highest go first; those with 0 stay.
  Q_PROPERTY(int drop MEMBER drop_ NOTIFY changed)
  /// In a Line without room, it may be narrower than it wants to be.
  Q_PROPERTY(bool shrinks MEMBER shrinks_ NOTIFY changed)
  /// False: there is nothing to say, and the others have the room.
  Q_PROPERTY(bool present MEMBER present_ NOTIFY changed)
  /// It stands on the sheet that is seen.
  Q_PROPERTY(bool shown READ shown NOTIFY shown_changed)

 public:
  using QObject::QObject;
  static Tile* qmlAttachedProperties(QObject* object) { return new Tile(object); }
  [[nodiscard]] double weight() const { return weight_; }
  [[nodiscard]] double tall(double otherwise) const { return tall_ < 0 ? otherwise : tall_; }
  [[nodiscard]] int drop() const { return drop_; }
  [[nodiscard]] bool shrinks() const { return shrinks_; }
  [[nodiscard]] bool present() const { return present_; }
  [[nodiscard]] bool shown() const { return shown_; }
  void set_shown(bool shown);

 Q_SIGNALS:
  void changed();
  void shown_changed();

 private:
  double weight_ = 1;
  double tall_ = -1;
  int drop_ = 0;
  bool shrinks_ = false;
  bool present_ = true;
  bool shown_ = false;
};

/// What lays out its children itself: their place, size and visibility are its own; whether one is there at
/// all says `Tile.present`.
class Arranged : public QQuickItem {
  Q_OBJECT
  QML_ANONYMOUS
 public:
  using QQuickItem::QQuickItem;

 protected:
  struct Child {
    QQuickItem* item;
    Tile* tile;
  };
  /// Those that are there; the others are hidden.
  [[nodiscard]] std::vector<Child> present_children() const;
  /// Called when children come, go, or want another size, and when it has another size itself.
  virtual void arrange() = 0;

  void componentComplete() override;
  void itemChange(ItemChange change, const ItemChangeData& data) override;
  void geometryChange(const QRectF& now, const QRectF& before) override;
  /// `arrange`, unless it is under way or too early.
  void ask();
  /// While it is set, what children want anew is not heard: whoever lays them out asks them itself.
  bool arranging_ = false;

 private:
  void adopt(QQuickItem* item);
  bool resized_ = false;
};

/// Children below each other, each as wide as the whole and as high as it wants to be; what is left over in
/// height is for those with `Tile.tall`. Unlike Qt's ColumnLayout its height follows the width at once,
/// wrapped text included: that of Qt 6.4 gives up after two rounds and keeps heights that are not true any
/// more.
class Stack : public hearth::Arranged {
  Q_OBJECT
  QML_ELEMENT
  Q_PROPERTY(int spacing MEMBER spacing_ NOTIFY look_changed)
  /// In the middle, where nobody takes what is left over.
  Q_PROPERTY(bool centered MEMBER centered_ NOTIFY look_changed)

 public:
  explicit Stack(QQuickItem* parent = nullptr);

 Q_SIGNALS:
  void look_changed();

 protected:
  void arrange() override;

 private:
  int spacing_ = 0;
  bool centered_ = false;
};

/// Children of the same width beside each other, as many as have room, rows below rows. Its height follows
/// its width at once. Those with `Tile.tall` are as high as the highest of their row.
class Cells : public hearth::Arranged {
  Q_OBJECT
  QML_ELEMENT
  /// How many beside each other at the most, and how wide each is at the least; 0: as the widest wants to be.
  Q_PROPERTY(int columns MEMBER columns_ NOTIFY look_changed)
  Q_PROPERTY(int least MEMBER least_ NOTIFY look_changed)
  Q_PROPERTY(int columnSpacing MEMBER column_spacing_ NOTIFY look_changed)
  Q_PROPERTY(int rowSpacing MEMBER row_spacing_ NOTIFY look_changed)

 public:
  explicit Cells(QQuickItem* parent = nullptr);

 Q_SIGNALS:
  void look_changed();

 protected:
  void arrange() override;

 private:
  int columns_ = 100;
  int least_ = 1;
  int column_spacing_ = 0;
  int row_spacing_ = 0;
};

/// Children beside each other, each as wide as it wants to be, in the middle of the height.
class Line : public hearth::Arranged {
  Q_OBJECT
  QML_ELEMENT
  Q_PROPERTY(int spacing MEMBER spacing_ NOTIFY look_changed)

 public:
  explicit Line(QQuickItem* parent = nullptr);

 Q_SIGNALS:
  void look_changed();

 protected:
  void arrange() override;

 private:
  int spacing_ = 0;
};

}  // namespace hearth
