#include "ui/controls/button_box.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace hearth {

ButtonBox::ButtonBox(QQuickItem* parent) : Arranged(parent) {
  connect(this, &ButtonBox::spacing_changed, this, &ButtonBox::ask);
}

void ButtonBox::arrange() {
  const std::vector<Child> children = present_children();
  const auto wish = [](const Child& child) { return std::ceil(child.item->implicitWidth()); };
  std::vector<std::size_t> rows;  // where each begins
  double all = -spacing_;
  double row = 0;
  for (std::size_t i = 0; i < children.size(); ++i) {
    all += wish(children[i]) + spacing_;
    row += wish(children[i]) + spacing_;
    if (rows.empty() || row - spacing_ > width()) {
      rows.push_back(i);
      row = wish(children[i]) + spacing_;
    }
  }
  double y = 0;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const std::size_t end = r + 1 < rows.size() ? rows[r + 1] : children.size();
    const std::span line(children.begin() + static_cast<std::ptrdiff_t>(rows[r]),
                         children.begin() + static_cast<std::ptrdiff_t>(end));
    double asked = spacing_ * (static_cast<double>(line.size()) - 1);
    for (const Child& child : line) asked += wish(child);
    const double spare = width() - asked;
    const bool fills = rows.size() > 1 || spare < 0;
    double x = fills ? 0 : spare;
    double high = 0;
    for (const Child& child : line) {
      const double wide = wish(child) + (fills ? spare / static_cast<double>(line.size()) : 0);
      child.item->setX(std::round(x));
      child.item->setY(y);
      child.item->setWidth(std::max(0.0, std::round(x + wide) - std::round(x)));
      child.item->setVisible(true);
      child.tile->set_shown(true);
      x += wide + spacing_;
      // What is narrower may be higher.
      high = std::max(high, std::ceil(child.item->implicitHeight()));
    }
    for (const Child& child : line) child.item->setHeight(high);
    y += high + spacing_;
  }
  setImplicitSize(std::max(0.0, all), std::max(0.0, y - spacing_));
}

}  // namespace hearth
