// Hearthboard's side of the comparison with its peers: the same month of the demo home for everybody, and
// what is asked of it. See bench/README.md.

#include "bench/common/tool.h"
#include "bench/peers/tasks.h"

#include <array>

int main(int argc, char** argv) {
  using namespace hearth::bench;
  constexpr std::array tasks = {
      Task{"csv", "FILE", 1, write_csv},
      Task{"store", "FILE", 1, write_store},
      Task{"check", "FILE", 1, check_store},
      Task{"serve", "FILE", 1, serve},
  };
  return run_task(tasks, argc, argv);
}
