// The store as the programs use it: by its public interface, on a real disk.

#include "bench/common/tool.h"
#include "bench/store/tasks.h"

#include <array>

int main(int argc, char** argv) {
  using namespace hearth::bench;
  constexpr std::array tasks = {
      Task{"history", "FILE DAYS", 2, make_history}, Task{"day", "FILE", 1, read_day},
      Task{"year", "FILE TIMES", 2, read_year},      Task{"month", "FILE", 1, take_in_month},
      Task{"record", "FILE DAYS", 2, record},
  };
  return run_task(tasks, argc, argv);
}
