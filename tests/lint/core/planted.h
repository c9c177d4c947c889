// Faults that clang-tidy has to find, each named at its line. Compiled nowhere.
#pragma once

#include <string>
#include <utility>

inline std::size_t size_of_both(std::string text) {
  const std::string taken = std::move(text);
  return taken.size() + text.size();  // finds bugprone-use-after-move
}

template <class T>
T* nothing() {
  const int* none = 0;  // finds modernize-use-nullptr
  return none == nullptr ? nullptr : new T;
}

struct Shape {  // finds cppcoreguidelines-virtual-class-destructor
  virtual double area() const = 0;
};
