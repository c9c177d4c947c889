#pragma once

#include <QColor>
#include <QList>
#include <QObject>
#include <QSize>
#include <QtQml/qqmlregistration.h>

#include <algorithm>

namespace hearth {

/// What a colour stands for in charts: one colour, one meaning, on every page.
enum class Tone {
  power,
  price,
  cheap,
  warm,
  cool,
  hotwater,
  brine_in,
  brine_out,
  outdoor,
  humidity,
  aux,
  soft
};

/// Colours and sizes of everything on the screen. All sizes follow from one unit, which follows from the
/// window.
class Theme : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_SINGLETON
  Q_PROPERTY(bool dark READ dark WRITE set_dark NOTIFY palette_changed)
  Q_PROPERTY(QSize window READ window WRITE set_window NOTIFY sizes_changed)
  Q_PROPERTY(bool touch READ touch WRITE set_touch NOTIFY sizes_changed)
  /// How large text is beside its usual size: 1, 1.3, 2.
  Q_PROPERTY(double textScale READ text_scale WRITE set_text_scale NOTIFY sizes_changed)
  /// Pixels a millimetre of the screen, as far as is known; 0: not known.
  Q_PROPERTY(double millimetre READ millimetre WRITE set_millimetre NOTIFY sizes_changed)

  Q_PROPERTY(QColor background READ background NOTIFY palette_changed)
  Q_PROPERTY(QColor rail READ rail NOTIFY palette_changed)
  Q_PROPERTY(QColor card READ card NOTIFY palette_changed)
  Q_PROPERTY(QColor raised READ raised NOTIFY palette_changed)
  Q_PROPERTY(QColor line READ line NOTIFY palette_changed)
  Q_PROPERTY(QColor text READ text NOTIFY palette_changed)
  Q_PROPERTY(QColor textSoft READ text_soft NOTIFY palette_changed)
  Q_PROPERTY(QColor textFaint READ text_faint NOTIFY palette_changed)
  Q_PROPERTY(QColor good READ good NOTIFY palette_changed)
  Q_PROPERTY(QColor warning READ warning NOTIFY palette_changed)
  Q_PROPERTY(QColor bad READ bad NOTIFY palette_changed)
  /// Behind the words of what is to be pressed.
  Q_PROPERTY(QColor action READ action NOTIFY palette_changed)
  /// Words on it.
  Q_PROPERTY(QColor onAction READ on_action CONSTANT)
  /// What lies under a dialog is darkened with this.
  Q_PROPERTY(QColor veil READ veil NOTIFY palette_changed)
  Q_PROPERTY(QColor power READ power NOTIFY palette_changed)
  Q_PROPERTY(QColor powerSoft READ power_soft NOTIFY palette_changed)
  Q_PROPERTY(QColor priceSoft READ price_soft NOTIFY palette_changed)
  Q_PROPERTY(QColor pricePast READ price_past NOTIFY palette_changed)
  Q_PROPERTY(QColor price READ price NOTIFY palette_changed)
  Q_PROPERTY(QColor cheap READ cheap NOTIFY palette_changed)
  Q_PROPERTY(QColor warm READ warm NOTIFY palette_changed)
  Q_PROPERTY(QColor hotWater READ hot_water NOTIFY palette_changed)
  Q_PROPERTY(QColor cool READ cool NOTIFY palette_changed)

  /// The colours of charts, in the order of `Tone`.
  Q_PROPERTY(QList<QColor> tones READ tones NOTIFY palette_changed)

  Q_PROPERTY(QString family READ family CONSTANT)
  /// The unit of the grid: 8 px in a window of 1280x800.
  Q_PROPERTY(int unit READ unit NOTIFY sizes_changed)
  /// Few pixels: pages show less, not smaller.
  Q_PROPERTY(bool compact READ compact NOTIFY sizes_changed)
  /// Higher than wide: cards stand one above the other, and the way to the pages is at the bottom.
  Q_PROPERTY(bool portrait READ portrait NOTIFY sizes_changed)
  Q_PROPERTY(int gap READ gap NOTIFY sizes_changed)
  Q_PROPERTY(int padding READ padding NOTIFY sizes_changed)
  Q_PROPERTY(int radius READ radius NOTIFY sizes_changed)
  Q_PROPERTY(int railWidth READ rail_width NOTIFY sizes_changed)
  Q_PROPERTY(int barHeight READ bar_height NOTIFY sizes_changed)
  /// Whatever is to be pressed is this high and wide at least: 48 px, of a display for fingers 56, and 9 mm.
  Q_PROPERTY(int target READ target NOTIFY sizes_changed)
  Q_PROPERTY(int fontSmall READ font_small NOTIFY sizes_changed)
  Q_PROPERTY(int fontBody READ font_body NOTIFY sizes_changed)
  Q_PROPERTY(int fontTitle READ font_title NOTIFY sizes_changed)
  Q_PROPERTY(int fontNumber READ font_number NOTIFY sizes_changed)
  Q_PROPERTY(int fontBig READ font_big NOTIFY sizes_changed)
  Q_PROPERTY(int fontHuge READ font_huge NOTIFY sizes_changed)

 public:
  explicit Theme(QObject* parent = nullptr);

  [[nodiscard]] bool dark() const { return dark_; }
  void set_dark(bool dark);
  [[nodiscard]] QSize window() const { return window_; }
  void set_window(QSize window);
  [[nodiscard]] bool touch() const { return touch_; }
  void set_touch(bool touch);

  [[nodiscard]] double text_scale() const { return text_scale_; }
  void set_text_scale(double scale);
  [[nodiscard]] double millimetre() const { return millimetre_; }
  void set_millimetre(double pixels);

  [[nodiscard]] QColor background() const { return pick(0x0d141b, 0xe9eef3); }
  [[nodiscard]] QColor rail() const { return pick(0x0a1016, 0xf4f7fa); }
  [[nodiscard]] QColor card() const { return pick(0x16202a, 0xffffff); }
  [[nodiscard]] QColor raised() const { return pick(0x1f2c38, 0xeef2f6); }
  [[nodiscard]] QColor line() const { return pick(0x263442, 0xdde4ea); }
  [[nodiscard]] QColor text() const { return pick(0xf1f5f9, 0x13202c); }
  [[nodiscard]] QColor text_soft() const { return pick(0xa9bac9, 0x4b5d6e); }
  [[nodiscard]] QColor text_faint() const { return pick(0x8295a7, 0x5c6c7c); }
  [[nodiscard]] QColor good() const { return pick(0x4fd18b, 0x187948); }
  [[nodiscard]] QColor warning() const { return pick(0xf2a65a, 0xa0570b); }
  [[nodiscard]] QColor bad() const { return pick(0xf2726f, 0xc03939); }
  [[nodiscard]] QColor action() const { return pick(0xf6b94a, 0xf5b63f); }
  [[nodiscard]] static QColor on_action() { return QColor::fromRgb(0x14202b); }
  [[nodiscard]] QColor veil() const { return {0, 0, 0, dark_ ? 153 : 102}; }
  [[nodiscard]] QColor power() const { return tone(Tone::power); }
  [[nodiscard]] QColor power_soft() const { return pick(0x856a3a, 0xaf8d4c); }
  [[nodiscard]] QColor price_soft() const { return pick(0x3fb3a6, 0x1c8278); }
  [[nodiscard]] QColor price_past() const { return pick(0x2a7670, 0x779a95); }
  [[nodiscard]] QColor price() const { return tone(Tone::price); }
  [[nodiscard]] QColor cheap() const { return tone(Tone::cheap); }
  [[nodiscard]] QColor warm() const { return tone(Tone::warm); }
  [[nodiscard]] QColor hot_water() const { return tone(Tone::hotwater); }
  [[nodiscard]] QColor cool() const { return tone(Tone::cool); }
  [[nodiscard]] QColor tone(Tone tone) const;
  [[nodiscard]] QList<QColor> tones() const;

  [[nodiscard]] QString family() const { return family_; }
  [[nodiscard]] int unit() const { return unit_; }
  [[nodiscard]] bool compact() const;
  [[nodiscard]] bool portrait() const { return window_.width() < window_.height(); }
  [[nodiscard]] int gap() const { return compact() ? unit_ + unit_ / 3 : 2 * unit_; }
  [[nodiscard]] int padding() const { return compact() ? 2 * unit_ : 3 * unit_; }
  [[nodiscard]] int radius() const { return 2 * unit_; }
  [[nodiscard]] int rail_width() const { return std::max(target() + unit_, (touch_ ? 13 : 11) * unit_); }
  [[nodiscard]] int bar_height() const { return std::max(target() + unit_, 8 * unit_); }
  [[nodiscard]] int target() const {
    return std::max({touch_ ? 56 : 48, qRound(9 * millimetre_), qRound(5.5 * unit_)});
  }
  [[nodiscard]] int font_small() const { return scaled(1.75, 14); }
  [[nodiscard]] int font_body() const { return scaled(2.125, 15); }
  [[nodiscard]] int font_title() const { return scaled(2.75, 18); }
  [[nodiscard]] int font_number() const { return scaled(4.5, 26); }
  [[nodiscard]] int font_big() const { return scaled(6.5, 36); }
  [[nodiscard]] int font_huge() const { return scaled(compact() ? 11 : 17, 52); }

 Q_SIGNALS:
  void palette_changed();
  void sizes_changed();

 private:
  [[nodiscard]] QColor pick(QRgb dark, QRgb light) const { return QColor::fromRgb(dark_ ? dark : light); }
  /// A size of text: so many units, at least so many pixels and as many times 2.5 mm as these are of 14 px.
  [[nodiscard]] int scaled(double units, int least) const {
    return qRound(std::max({static_cast<double>(least), units * unit_, 2.5 * millimetre_ * least / 14}) *
                  text_scale_);
  }

  bool dark_ = true;
  bool touch_ = false;
  double text_scale_ = 1;
  double millimetre_ = 0;
  QSize window_{1280, 800};
  int unit_ = 8;
  QString family_;
};

}  // namespace hearth
