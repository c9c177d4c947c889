#pragma once

#include <optional>
#include <utility>

// Behind others: moc of Qt 6.4 cannot read it first.
#include <coroutine>

namespace hearth {

/// One value that one coroutine waits for, on one thread. `give` goes on with the coroutine inside its call;
/// what is given after the first is dropped. Must live until the coroutine has been given its value.
template <class T>
class OneShot {
 public:
  OneShot() = default;
  OneShot(const OneShot&) = delete;
  OneShot& operator=(const OneShot&) = delete;

  void give(T value) {
    if (value_) return;
    value_ = std::move(value);
    // Whoever goes on may destroy this.
    if (const auto handle = std::exchange(waiting_, {})) handle.resume();
  }

  /// The thing to `co_await`: a mere pointer, because GCC 12 may copy what is awaited.
  struct Wait {
    OneShot* shot = nullptr;
    [[nodiscard]] bool await_ready() const noexcept { return shot->value_.has_value(); }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept { shot->waiting_ = awaiting; }
    [[nodiscard]] T await_resume() const { return std::move(*shot->value_); }
  };
  [[nodiscard]] Wait wait() noexcept { return {this}; }

 private:
  std::optional<T> value_;
  std::coroutine_handle<> waiting_;
};

}  // namespace hearth
