#pragma once

#include <QObject>
#include <QSize>
#include <QTimer>

#include <filesystem>
#include <optional>

namespace hearth {

/// What the program remembers by itself from one run to the next, in `display.json` of the state folder. What
/// cannot be read, or makes no sense, is as if it had never been.
struct Remembered {
  std::optional<int> page;    ///< a row of the page table
  std::optional<QSize> size;  ///< of the window; pixels

  friend bool operator==(const Remembered&, const Remembered&) = default;
};

/// Reads the file; nothing where there is none. Blocks on the disk: for the start.
Remembered read_remembered(const std::filesystem::path& folder);

/// Keeps it, whole or not at all, at most once a second and on a thread of its own. GUI thread.
class Memory : public QObject {
  Q_OBJECT
 public:
  Memory(std::filesystem::path folder, Remembered now, QObject* parent = nullptr);
  /// Writes what is not written yet.
  ~Memory() override;
  [[nodiscard]] const Remembered& now() const { return now_; }
  void keep_page(int page);
  void keep_size(QSize size);

 private:
  void change(const Remembered& to);
  void write();

  std::filesystem::path folder_;
  Remembered now_;
  QTimer soon_;
};

}  // namespace hearth
