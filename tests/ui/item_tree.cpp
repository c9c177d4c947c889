#include "tests/ui/item_tree.h"

#include <functional>

namespace hearth::test {
namespace {

constexpr double slack = 1.01;  // px; positions are rounded one by one

struct SeenText {
  QString text;
  QRectF ink;
};

bool is_text(const QQuickItem& item) {
  return item.inherits("QQuickText");
}
bool is_panel(const QQuickItem& item) {
  return item.inherits("QQuickRectangle") && item.childItems().size() > 0;
}

QRectF scene_rect(const QQuickItem& item) {
  return item.mapRectToScene(item.boundingRect());
}

/// Where a text has its letters: without the room above and below them that fonts leave.
QRectF ink_of(const QQuickItem& item) {
  const double width = item.property("contentWidth").toDouble();
  const double height = item.property("contentHeight").toDouble();
  const auto alignment = item.property("horizontalAlignment").toInt();
  double left = 0;
  if (alignment == Qt::AlignHCenter) left = (item.width() - width) / 2;
  if (alignment == Qt::AlignRight) left = item.width() - width;
  return item.mapRectToScene(QRectF(left, height * 0.18, width, height * 0.64));
}

/// What of it is seen: the rest of what scrolls is cut off.
QRectF unclipped(const QQuickItem& item, QRectF rect) {
  for (const QQuickItem* up = item.parentItem(); up != nullptr; up = up->parentItem())
    if (up->clip()) rect = rect.intersected(scene_rect(*up));
  return rect;
}

QString say(const QRectF& r) {
  return QStringLiteral("%1,%2 %3x%4").arg(r.x()).arg(r.y()).arg(r.width()).arg(r.height());
}

bool inside(const QRectF& inner, const QRectF& outer) {
  return outer.adjusted(-slack, -slack, slack, slack).contains(inner);
}

/// The nearest ancestor that paints a panel behind `item`, and whether anything between clips.
const QQuickItem* panel_of(const QQuickItem& item, bool& clipped) {
  for (const QQuickItem* up = item.parentItem(); up != nullptr; up = up->parentItem()) {
    clipped = clipped || up->clip();
    if (is_panel(*up)) return up;
  }
  return nullptr;
}

void visit(const QQuickItem& item, const std::function<void(const QQuickItem&)>& each) {
  if (!item.isVisible() || item.opacity() <= 0) return;
  each(item);
  for (const QQuickItem* child : item.childItems()) visit(*child, each);
}

void check_text(const QQuickItem& item, TreeFindings& findings) {
  const QString text = item.property("text").toString();
  const bool cut = item.property("truncated").toBool();
  // A name that somebody gave may be of any length.
  if (cut && !item.property("mayBeCut").toBool())
    findings.faults << QStringLiteral("\"%1\" is truncated").arg(text);
  if (!cut && item.property("contentWidth").toDouble() > item.width() + slack)
    findings.faults << QStringLiteral("\"%1\" is wider than its room").arg(text);
  if (item.property("contentHeight").toDouble() > item.height() + slack)
    findings.faults << QStringLiteral("\"%1\" is higher than its room").arg(text);
}

void check_place(const QQuickItem& item, const QRectF& window, TreeFindings& findings) {
  const QRectF rect = is_text(item) ? ink_of(item) : scene_rect(item);
  if (rect.isEmpty()) return;
  const QString name =
      is_text(item) ? item.property("text").toString() : QString::fromLatin1(item.metaObject()->className());
  bool clipped = false;
  const QQuickItem* panel = panel_of(item, clipped);
  const QRectF seen = unclipped(item, rect);
  if (!seen.isEmpty() && !inside(seen, window))
    findings.faults << QStringLiteral("\"%1\" at %2 leaves the window").arg(name, say(seen));
  if (!clipped && panel != nullptr && !inside(rect, scene_rect(*panel)))
    findings.faults << QStringLiteral("\"%1\" at %2 leaves its panel at %3")
                           .arg(name, say(rect), say(scene_rect(*panel)));
}

void check_overlaps(const QList<SeenText>& texts, TreeFindings& findings) {
  for (qsizetype i = 0; i < texts.size(); ++i)
    for (qsizetype j = i + 1; j < texts.size(); ++j) {
      const QRectF both = texts[i].ink.intersected(texts[j].ink);
      if (both.width() > slack && both.height() > slack)
        findings.faults
            << QStringLiteral("\"%1\" and \"%2\" overlap at %3").arg(texts[i].text, texts[j].text, say(both));
    }
}

}  // namespace

TreeFindings walk(const QQuickWindow& window, const QQuickItem* within) {
  TreeFindings findings;
  const QRectF all(0, 0, window.width(), window.height());
  QList<SeenText> texts;
  double area = 0;
  visit(within != nullptr ? *within : *window.contentItem(), [&](const QQuickItem& item) {
    const bool text = is_text(item) && !item.property("text").toString().isEmpty();
    const bool paints = text || item.inherits("QQuickRectangle") || item.inherits("QQuickPaintedItem") ||
                        item.inherits("hearth::StripItem");
    if (paints) check_place(item, all, findings);
    if (is_panel(item) && panel_of(item, *std::make_unique<bool>()) == nullptr)
      area += item.width() * item.height();
    if (!text) return;
    check_text(item, findings);
    texts.append({item.property("text").toString(), unclipped(item, ink_of(item))});
  });
  check_overlaps(texts, findings);
  findings.texts = static_cast<int>(texts.size());
  findings.inked = area / (all.width() * all.height());
  return findings;
}

QStringList small_targets(const QQuickWindow& window, double target) {
  QStringList faults;
  const QRectF all(0, 0, window.width(), window.height());
  visit(*window.contentItem(), [&](const QQuickItem& item) {
    if (!item.inherits("QQuickAbstractButton") || !item.isEnabled()) return;
    const QRectF rect = scene_rect(item);
    bool clipped = false;
    panel_of(item, clipped);
    if (rect.width() + slack < target || rect.height() + slack < target || (!clipped && !inside(rect, all)))
      faults
          << QStringLiteral("\"%1\" is to be pressed at %2").arg(item.property("text").toString(), say(rect));
  });
  return faults;
}

QList<QQuickItem*> find_items(const QQuickWindow& window, const QString& object_name) {
  QList<QQuickItem*> found;
  visit(*window.contentItem(), [&](const QQuickItem& item) {
    if (item.objectName() == object_name) found << const_cast<QQuickItem*>(&item);
  });
  return found;
}

QQuickItem* find_item(const QQuickWindow& window, const QString& object_name) {
  QQuickItem* found = nullptr;
  visit(*window.contentItem(), [&](const QQuickItem& item) {
    if (item.objectName() == object_name) found = const_cast<QQuickItem*>(&item);
  });
  return found;
}

QStringList visible_texts(const QQuickWindow& window) {
  QStringList texts;
  visit(*window.contentItem(), [&](const QQuickItem& item) {
    if (is_text(item) && !item.property("text").toString().isEmpty())
      texts << item.property("text").toString();
  });
  return texts;
}

}  // namespace hearth::test
