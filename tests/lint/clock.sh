#!/usr/bin/env bash
# Nothing but core/telemetry/clock.cpp asks for the time, and nothing sleeps.
#
#   clock.sh FOLDER        says each line that does, and fails
#   clock.sh --self-test   proves that each forbidden form is caught, and that innocent ones are not
set -u
export LC_ALL=C

cpp_time='QElapsedTimer|QDate(Time)?::currentDate|QTime::currentTime|::current(M?Secs)SinceEpoch'
cpp_time+='|(system|steady|high_resolution|utc|tai|gps|file)_clock::now|QDeadlineTimer::current'
cpp_time+='|\b(std::)?time\((nullptr|NULL|0|&)|\bstd::clock\(|\b(gettimeofday|clock_gettime|timespec_get|ftime)\b'
qml_time='\bDate\.now\b|\bnew +Date\( *\)|\bnew +Date\b *([^ (]|$)|(^|[^.[:alnum:]])Date\( *\)|\bperformance\.now\b|console\.time\b'
sleeps='\bsleep_(for|until)\b|\bu?sleep\(|\bnanosleep\b|QThread::[mu]?sleep|\bqSleep\(|\bqWait\(|\btime\.sleep\b|^[^#]*\bsleep +[0-9$.]'

# search FOLDER PATTERN GLOB…: prints file:line:text, without lines that are comments.
search() {
  local folder=$1 pattern=$2 glob includes=()
  shift 2
  for glob in "$@"; do includes+=("--include=$glob"); done
  grep -rnE "${includes[@]}" --exclude-dir=build --exclude-dir=.git --exclude-dir=node_modules -e "$pattern" "$folder" | grep -vE '^[^:]*:[0-9]+: *(//|\*|#)'
}

findings() {
  local folder=$1 part
  for part in app core ui tests; do
    [ -d "$folder/$part" ] || continue
    search "$folder/$part" "$cpp_time" '*.cpp' '*.h' | grep -v '/core/telemetry/clock\.cpp:'
    search "$folder/$part" "$qml_time" '*.qml' '*.js' '*.mjs'
    search "$folder/$part" "$sleeps" '*.cpp' '*.h' '*.qml' '*.js' '*.sh' '*.py' '*.cmake' | grep -v '/tests/lint/'
  done
}

# expect CAUGHT|FREE EXTENSION LINE
expect() {
  local folder found=FREE
  folder=$(mktemp -d)
  mkdir "$folder/core"
  printf '%s\n' "$3" >"$folder/core/sample.$2"
  [ -n "$(findings "$folder")" ] && found=CAUGHT
  rm -r "$folder"
  [ "$found" = "$1" ] && return 0
  printf 'expected %s, was %s: %s\n' "$1" "$found" "$3"
  return 1
}

self_test() {
  local failed=0 line
  while IFS= read -r line; do expect CAUGHT cpp "$line" || failed=1; done <<'END'
auto now = QDateTime::currentDateTimeUtc();
auto now = QDateTime::currentMSecsSinceEpoch();
auto now = QDateTime::currentSecsSinceEpoch();
auto day = QDate::currentDate();
auto now = QTime::currentTime();
QElapsedTimer timer;
auto now = std::chrono::system_clock::now();
auto now = steady_clock::now();
auto now = time(nullptr);
auto now = std::time(&out);
auto ticks = std::clock();
gettimeofday(&tv, nullptr);
clock_gettime(CLOCK_REALTIME, &ts);
std::this_thread::sleep_for(1s);
QThread::msleep(5);
usleep(5);
QTest::qWait(50);
END
  while IFS= read -r line; do expect CAUGHT qml "$line" || failed=1; done <<'END'
text: Date.now()
text: new Date().toString()
var now = new Date;
text: Date()
END
  while IFS= read -r line; do expect FREE cpp "$line" || failed=1; done <<'END'
// steady_clock::now() is for clock.cpp alone
const auto now = clock.now();
const auto start = reading.time();
QDateTime::fromMSecsSinceEpoch(ms);
QTest::qWaitFor(ready, 5000);
END
  while IFS= read -r line; do expect FREE qml "$line" || failed=1; done <<'END'
text: new Date(milliseconds).toString()
text: lastUpdate(value)
END
  expect CAUGHT sh 'sleep 5' || failed=1
  expect FREE sh '# no sleep 5 here' || failed=1
  return $failed
}

if [ "${1-}" = --self-test ]; then
  self_test
  exit
fi
found=$(findings "${1:?a folder, or --self-test}")
[ -z "$found" ] && exit 0
printf 'These ask for the time or sleep; take a const Clock&, or wait for the event:\n%s\n' "$found"
exit 1
