#pragma once

#include <QQuickItem>
#include <QQuickWindow>
#include <QString>
#include <QStringList>

namespace hearth::test {

/// What a walk over all that is visible in a window has found.
struct TreeFindings {
  QStringList
      faults;        ///< a sentence each: cut text, items outside their panel or the window, overlapping text
  int texts = 0;     ///< visible texts with something in them
  double inked = 0;  ///< share of the window that panels cover
};

/// What is to be pressed and is smaller than `target` pixels either way, and what leaves the window: a
/// sentence each.
QStringList small_targets(const QQuickWindow& window, double target);

/// `within` is an item that covers what is below it: only what is in it is looked at then.
TreeFindings walk(const QQuickWindow& window, const QQuickItem* within = nullptr);

/// The visible item of this object name; null where there is none.
QQuickItem* find_item(const QQuickWindow& window, const QString& object_name);

/// All visible items of this object name.
QList<QQuickItem*> find_items(const QQuickWindow& window, const QString& object_name);

/// All visible texts, for checks of what is said.
QStringList visible_texts(const QQuickWindow& window);

}  // namespace hearth::test
