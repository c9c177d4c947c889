# shellcheck shell=bash # sourced by ./dev, whose functions it uses
# ./dev bench [SUITE…] [OPTIONS]: builds what is shipped and measures it.

run_bench() {
  local targets
  setup build run bench
  # What the suites need; or help, or what is wrong with the arguments.
  targets=$(python3 bench/run.py --targets "$@") || { printf '%s\n' "$targets"; exit 64; }
  [[ " $* " == *" --help "* || " $* " == *" -h "* ]] && { printf '%s\n' "$targets"; return; }
  # A tree configured before Google Benchmark was installed does not know it yet.
  [ -e build/release/build.ninja ] && { cmake --preset release >/dev/null || fail "cmake --preset release fails."; }
  # shellcheck disable=SC2086 # targets' names hold no spaces
  build release $targets || fail "The build failed: see above."
  python3 bench/run.py "$@"
}
