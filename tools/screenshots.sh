# shellcheck shell=bash # sourced by ./dev, whose functions it uses
# ./dev screenshots [FILTER]: draws every page and the export dialog at every size, in both themes and in the scenarios that matter, into
# build/screenshots, and from these the contact sheets and README pictures in docs/screenshots. FILTER is a part of the
# pictures' names (SIZE-PAGE-LOOK, such as 800x480-home); with one, only those are drawn and docs is left alone.

readonly SIZES=(480x320 800x480 800x1280 1280x800 1920x1080)
readonly PAGES=(home energy heatpump climate services export)
readonly LOOKS=(normal-dark normal-light stale-dark offline-dark barebones-light)
readonly PICTURES=build/screenshots
readonly SHEET_FONT=resources/fonts/HearthSans-Medium.ttf

draw_one() { # SIZE-PAGE-SCENARIO-THEME
  local size page scenario theme
  IFS=- read -r size page scenario theme <<<"$1"
  local shown=(--page "$page")
  [[ $page == export ]] && shown=(--page energy --export)
  rm -f "$PICTURES/$1.png"
  if build/release/bin/hearthboard "--demo=$scenario" "${shown[@]}" --size "$size" --theme "$theme" \
    --timeout 120 --screenshot "$PICTURES/$1.png" 2>"$PICTURES/$1.log"; then
    printf '   %s\n' "$1"
  else
    printf '   %s FAILED\n' "$1"
    cat "$PICTURES/$1.log"
    return 1
  fi
}

small() { pngquant --force --strip --speed 1 --quality 60-95 --output "$2" "$1"; }

contact_sheet() { # SIZE
  local page look pictures=() sheet=$PICTURES/sheet-$1.png
  for page in "${PAGES[@]}"; do
    for look in "${LOOKS[@]}"; do pictures+=(-label "$page, ${look/-/, }" "$PICTURES/$1-$page-$look.png"); done
  done
  montage -font "$SHEET_FONT" -pointsize 15 -fill '#dddddd' -background '#303030' "${pictures[@]}" \
    -tile "${#LOOKS[@]}x" -geometry '640x+6+6' "$sheet" && small "$sheet" "docs/screenshots/sheet-$1.png"
}

draw_sign_in() { # the wall, with nobody signed in and nothing known yet
  local line api
  coproc SIM { exec build/release/bin/hearthsim --days 2; }
  IFS= read -r -t 120 line <&"${SIM[0]}"
  api=$(sed -nE 's/.*"api":"([^"]*)".*/\1/p' <<<"$line")
  rm -rf "$PICTURES/home/.local" "$PICTURES"/signin.db*
  HEARTHBOARD_API_BASE_URL=$api HEARTHBOARD_IDENTITY_ISSUER=$api HEARTHBOARD_IDENTITY_KEEPER=file \
    HEARTHBOARD_HISTORY_PATH=$PICTURES/signin.db build/release/bin/hearthboard --kiosk --size 800x480 --timeout 120 \
    --screenshot "$PICTURES/signin.png"
  kill "$SIM_PID"
}

draw_screenshots() {
  local size page look names=()
  setup build run screenshots
  build release hearthboard hearthctl hearthsim || fail "The build failed: see above."
  mkdir -p "$PICTURES/home" docs/screenshots
  for size in "${SIZES[@]}"; do
    for page in "${PAGES[@]}"; do
      for look in "${LOOKS[@]}"; do
        [[ $size-$page-$look == *"${1-}"* ]] && names+=("$size-$page-$look")
      done
    done
  done
  export QT_QPA_PLATFORM=offscreen QT_QUICK_BACKEND=software HEARTHBOARD_CLOCK=2026-01-15T17:40:00Z
  export TZ=Europe/Stockholm LC_ALL=C.UTF-8 HOME=$ROOT/$PICTURES/home PICTURES
  unset DISPLAY WAYLAND_DISPLAY XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME HEARTHBOARD_CONFIG
  export -f draw_one
  say "Drawing ${#names[@]} pictures into $PICTURES"
  printf '%s\0' "${names[@]}" | xargs -0 -n 1 -P "$(nproc)" bash -c 'draw_one "$1"' draw || fail "Not all could be drawn."
  [ $# -eq 0 ] || return 0
  say "Laying the contact sheets"
  for size in "${SIZES[@]}"; do contact_sheet "$size" || fail "The contact sheet of $size failed."; done
  draw_sign_in || fail "The sign-in could not be drawn."
  small "$PICTURES/signin.png" docs/screenshots/signin.png
  small "$PICTURES/1280x800-home-normal-dark.png" docs/screenshots/home.png
  small "$PICTURES/1280x800-energy-normal-light.png" docs/screenshots/energy.png
  small "$PICTURES/1280x800-heatpump-normal-dark.png" docs/screenshots/heatpump.png
  small "$PICTURES/1280x800-climate-normal-light.png" docs/screenshots/climate.png
  small "$PICTURES/800x480-home-normal-dark.png" docs/screenshots/kiosk.png
  ls -l docs/screenshots
}
