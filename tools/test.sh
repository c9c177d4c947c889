# shellcheck shell=bash disable=SC2154 # sourced by ./dev, whose functions and variables it uses
# ./dev test [STEP…]: everything that CI runs, or only the named steps; --fast: what a change touches, for every day.

# Each test runs where it proves most: all under the address sanitizer (asan), those with threads under the thread sanitizer
# too (tsan), and as they are shipped (install) those of which a sanitizer would prove less. `dev`, which runs all without one,
# is for people.
readonly STEPS=(format files asan qml tsan install headless secrets lint)
readonly OTHER_STEPS=(dev)
readonly RESULTS=build/results
passed=0 failed=0

# Tests see neither this machine's display, settings, language nor time zone.
test_environment() {
  export QT_QPA_PLATFORM=offscreen QT_QUICK_BACKEND=software QT_ASSUME_STDERR_HAS_CONSOLE=1 LC_ALL=C.UTF-8 TZ=UTC
  export HOME=$ROOT/build/home XDG_RUNTIME_DIR=$ROOT/build/runtime
  local timescale=${HEARTHBOARD_TEST_TIMESCALE_DSN-}
  unset DISPLAY WAYLAND_DISPLAY XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_STATE_HOME "${!HEARTHBOARD_@}" "${!PG@}"
  [ -z "$timescale" ] || export HEARTHBOARD_TEST_TIMESCALE_DSN=$timescale
  # ccache and clang-tidy's memory are in the home folder, which was real a moment ago.
  export CCACHE_DIR=${CCACHE_DIR:-$(env HOME="$1" ccache -k cache_dir 2>/dev/null)} LINT_CACHE=${LINT_CACHE:-$1/.cache/hearthboard-lint}
  # Providers of the tests write down what they hand out, and programs what they say, for step_secrets.
  export HEARTHSIM_TOKEN_LOG=$ROOT/$RESULTS/issued-secrets HEARTH_TEST_LOG=$ROOT/$LOGS/test-programs.log
  rm -rf "$RESULTS" "$HOME" "$XDG_RUNTIME_DIR" "$HEARTH_TEST_LOG"
  mkdir -p "$RESULTS" "$LOGS" "$HOME" && mkdir -m 700 "$XDG_RUNTIME_DIR"
}

# check NAME COMMAND…: one check that is no CTest test; what it said is shown only when it fails.
check() {
  local name=$1 start=$SECONDS log=$LOGS/check-${1//[^a-zA-Z0-9]/-}.log
  shift
  if ("$@") >"$log" 2>&1; then
    passed=$((passed + 1))
    printf '   passed  %s (%d s)\n' "$name" $((SECONDS - start))
  else
    failed=$((failed + 1))
    sed 's/^/   | /' "$log"
    printf '   FAILED  %s (%d s)\n' "$name" $((SECONDS - start))
    return 1
  fi
}

# A build that fails is one failed check, and its tests are not run.
build_or_count() {
  build "$@" && return 0
  failed=$((failed + 1))
  printf '   FAILED  build %s\n' "$1"
  return 1
}

# suite PRESET NAME [CTEST ARGUMENTS]: adds the counts of CTest's own report. A skipped test proves nothing: it counts as failed.
suite() {
  local preset=$1 name=$2 report=$ROOT/$RESULTS/$2.xml numbers count launcher=()
  shift 2
  rm -f "$report"
  # GCC 12's sanitizers cannot place their shadow memory under the wider address randomisation of newer kernels.
  case $preset in asan | tsan) setarch -R true 2>/dev/null && launcher=(setarch -R) ;; esac
  "${launcher[@]}" ctest --preset "$preset" --output-junit "$report" "$@" | grep --line-buffered -vE '^ +Start +[0-9]+:'
  numbers=$(tr '\n' ' ' <"$report" 2>/dev/null | grep -oE '<testsuite [^>]*>')
  count() { grep -oE "[[:space:]]$1=\"[0-9]+\"" <<<"$numbers" | grep -oE '[0-9]+' || echo 0; }
  local tests bad
  tests=$(count tests) bad=$(($(count failures) + $(count skipped) + $(count disabled)))
  if ((tests == 0)); then
    printf '   FAILED  %s ran no test\n' "$name"
    failed=$((failed + 1))
  fi
  passed=$((passed + tests - bad)) failed=$((failed + bad))
}

# The OpenID provider of the tests and what drives their browser; again only when their list has changed.
node_packages() {
  local folder=tests/oidc
  local list=$folder/package-lock.json installed=$folder/node_modules/.installed.json
  cmp -s "$list" "$installed" && return
  say "Installing the npm packages of $folder"
  npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund >"$LOGS/npm.log" 2>&1 && cp "$list" "$installed" && return
  tail -n 20 "$LOGS/npm.log" >&2
  fail "npm could not install them; all it said is in $LOGS/npm.log."
}

step_format() { check "sources are laid out as .clang-format says" format --check; }
step_lint() { check "clang-tidy" lint; }
step_dev() { build_or_count dev && suite dev dev; }

step_qml() { check "qmllint" cmake --build build/asan --target all_qmllint; }

# In another zone than the other suites, 5:45 h from UTC: nothing may depend on where the tests run.
step_asan() {
  build_or_count asan || return
  TZ=Asia/Kathmandu ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1 \
    LSAN_OPTIONS=suppressions=$ROOT/tests/lsan.supp:print_suppressions=0 \
    UBSAN_OPTIONS=print_stacktrace=1 suite asan asan
}

step_tsan() {
  build_or_count tsan && TSAN_OPTIONS=suppressions=$ROOT/tests/tsan.supp:second_deadlock_stack=1 suite tsan tsan
}

no_gui_library() { build/headless/bin/hearthctl --version && ! ldd build/headless/bin/hearthctl | grep -E 'Qt6(Gui|Quick|Qml|Widgets)'; }
# No secret that was handed out in this run stands in anything that was logged in it.
no_secret_in_a_log() {
  local secrets=$RESULTS/issued-secrets count logs=("$LOGS" "$RESULTS"/*.xml build/*/Testing/Temporary)
  count=$(sort -u "$secrets" | wc -l)
  ((count > 1000)) || { echo "only $count secrets were handed out: was nothing tested?"; return 1; }
  # The search itself must be able to find one.
  head -n 1 "$secrets" | grep -qFf "$secrets" || return 1
  sort -u "$secrets" | grep -rlFf - "${logs[@]}" && return 1
  printf '%d secrets looked for, none found in %s\n' "$count" "${logs[*]}"
}
step_secrets() { check "no secret in any log of this run" no_secret_in_a_log; }

step_headless() { build_or_count headless hearthctl hearthsim && check "hearthctl needs no Gui library" no_gui_library; }

man_pages() {
  local page said bad=0 pages=(packaging/man/*.[1-8])
  for page in "${pages[@]}"; do
    said=$(man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null)
    if [ -n "$said" ]; then
      printf '%s: %s\n' "$page" "$said"
      bad=1
    fi
  done
  return $bad
}
step_files() {
  check "desktop entry" desktop-file-validate packaging/*.desktop
  # The project owns no domain that a reversed-domain name could be made of.
  check "AppStream description" appstreamcli validate --no-net --override=cid-desktopapp-is-not-rdns=info packaging/*.metainfo.xml
  check "manual pages" man_pages
}

readonly PREFIX=build/prefix
install_release() { rm -rf "$PREFIX" && cmake --install build/release --prefix "$ROOT/$PREFIX"; }

# What the linker and the compiler leave in the installed programs, and what stood in every command that compiled them.
# Sizes are checked where the compiler knows them, which leaves no mark that every program has.
programs_are_hardened() {
  local program file flag bad=0 flags=(-D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection)
  case $(uname -m) in
    x86_64) flags+=(-fcf-protection) ;;
    aarch64) flags+=(-mbranch-protection=standard) ;;
  esac
  lacks() { # WHAT PATTERN READELF-OPTIONS…: no line that readelf says of the file is like it
    local what=$1 pattern=$2
    shift 2
    readelf -W "$@" "$file" | grep -E "$pattern" >/dev/null && return
    printf '%s %s\n' "$file" "$what"
    bad=1
  }
  for program in hearthboard hearthctl hearthsim; do
    file=$PREFIX/bin/$program
    lacks "is not position-independent" 'Type: +DYN' -h
    lacks "can be written to where its symbols are" GNU_RELRO -l
    lacks "binds its symbols late" 'BIND_NOW|Flags:.* NOW' -d
    lacks "has a stack that can be executed" 'GNU_STACK.* RW +0x' -l
    lacks "does not guard its stack" __stack_chk_fail --dyn-syms
  done
  for flag in "${flags[@]}"; do
    if (($(grep '"command":' build/release/compile_commands.json | grep -vcF -- " $flag ") > 0)); then
      printf 'A source is compiled without %s\n' "$flag"
      bad=1
    fi
  done
  return $bad
}

sim_says_ready() {
  local line=''
  coproc SIM { exec "$PREFIX/bin/hearthsim"; }
  IFS= read -r -t 120 line <&"${SIM[0]}"
  kill "$SIM_PID"
  # Its token is for whoever started it, not for a log.
  sed -E 's/("token":")[^"]*/\1…/' <<<"$line"
  [[ $line == *'"api"'*'"live"'*'"token"'* ]]
}

draws_a_picture() { # SCENARIO
  local picture=$ROOT/build/installed-$1.png
  rm -f "$picture"
  "$PREFIX/bin/hearthboard" "--demo=$1" --size 1280x800 --timeout 120 --screenshot "$picture" || return
  [ "$(head -c 8 "$picture" | od -An -tx1 | tr -d ' \n')" = 89504e470d0a1a0a ] && [ "$(stat -c %s "$picture")" -gt 20000 ]
}

step_install() {
  configure release -DBUILD_TESTING=ON || fail "The release build cannot be configured."
  build_or_count release hearthboard hearthctl hearthsim test_shipped test_window || return
  suite release shipped -L shipped
  check "install into a clean prefix" install_release || return
  check "installed programs are hardened" programs_are_hardened
  check "installed hearthctl starts" "$PREFIX/bin/hearthctl" --version
  check "installed hearthsim says when it is ready" sim_says_ready
  check "installed hearthboard draws the demo home" draws_a_picture normal
  HEARTHBOARD_TEST_PROGRAMS=$ROOT/$PREFIX/bin suite release window -L window
}

# Sources that differ from what the others have: from the branch this one follows, or else from the last commit.
changed_sources() {
  local base
  base=$(git merge-base HEAD '@{upstream}' 2>/dev/null || echo HEAD)
  { git diff --name-only --diff-filter=d "$base"; git ls-files --others --exclude-standard; } | grep -E '\.(cpp|h)$' | sort -u
}

readonly FAST_SECONDS=90  # for the tests; the rest of three minutes is for building and reading
run_fast() {
  local changed chosen
  # shellcheck disable=SC2046 # names of groups hold no spaces
  setup $(test_groups)
  mkdir -p "$LOGS"
  node_packages
  test_environment "$HOME"
  mapfile -t changed < <(changed_sources)
  ((${#changed[@]} == 0)) || check "what is changed is laid out as .clang-format says" clang-format-19 --dry-run --Werror "${changed[@]}"
  build_or_count dev
  if ((failed == 0)) && chosen=$(python3 tools/fast.py choose "$FAST_SECONDS") && [ -n "$chosen" ]; then
    suite dev fast -I "$chosen"
    ((failed > 0)) || python3 tools/fast.py passed
  fi
  say "All took $SECONDS s"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0))
}

run_tests() {
  local step start steps=("$@")
  [[ ${1-} == --fast ]] && { run_fast; return; }
  ((${#steps[@]})) || steps=("${STEPS[@]}")
  for step in "${steps[@]}"; do
    [[ " ${STEPS[*]} ${OTHER_STEPS[*]} " == *" $step "* ]] || fail "There is no step $step; there are: ${STEPS[*]} ${OTHER_STEPS[*]}"
  done
  # shellcheck disable=SC2046 # names of groups hold no spaces
  setup $(test_groups)
  mkdir -p "$LOGS"
  # While the home folder, which may name another registry, is real.
  for step in "${steps[@]}"; do [[ $step == dev || $step == asan || $step == install ]] && node_packages; done
  test_environment "$HOME"
  for step in "${steps[@]}"; do
    start=$SECONDS
    say "Step $step"
    "step_$step"
    printf '   step %s took %d s\n' "$step" $((SECONDS - start))
  done
  say "All steps took $SECONDS s"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0 && passed > 0))
}
