#include "tests/lint/core/planted.h"

#include <map>
#include <vector>

namespace {

using std::map;  // finds misc-unused-using-decls

int first_of(const std::vector<int>* numbers) {
  if (numbers != nullptr) return numbers->front();
  return numbers->back();  // finds clang-analyzer-core.CallAndMessage
}

bool has_none(std::vector<int> numbers) {  // finds performance-unnecessary-value-param
  return numbers.size() == 0;              // finds readability-container-size-empty
}

}  // namespace

int planted(int known) {
  const std::vector<int> numbers = {known};
  int* nowhere = 0;              // finds modernize-use-nullptr
  if (known == 7) *nowhere = 1;  // finds clang-analyzer-core.NullDereference
  return first_of(known == 8 ? nullptr : &numbers) + static_cast<int>(has_none(numbers)) + size_of_both("x");
}
