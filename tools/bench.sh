# shellcheck shell=bash # sourced by ./dev, whose functions it uses
# ./dev bench [ARGUMENTS]: builds what is shipped and measures it.

run_bench() {
  setup build run bench
  # A tree configured before Google Benchmark was installed does not know it yet.
  [ -e build/release/build.ninja ] && { cmake --preset release >/dev/null || fail "cmake --preset release fails."; }
  build release hearthboard hearthctl hearthsim minimal_window bench_micro || fail "The build failed: see above."
  python3 bench/run.py "$@"
}
