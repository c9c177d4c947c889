# The dashboard's languages; sourced by ./dev.
readonly TRANSLATIONS=resources/translations

lupdate_program() { PATH=$PATH:/usr/lib/qt6/bin command -v lupdate; }

# update_translations FOLDER: brings the files of all languages in it up to date with the sources.
update_translations() {
  local language lupdate
  lupdate=$(lupdate_program) || fail "lupdate is missing: ./dev setup build installs it."
  # Without line numbers: a change of a line above a sentence is none of the sentence.
  for language in "$1"/hearthboard_*.ts; do
    local only=()
    # English needs its plurals and no more: all else is said as it stands in the sources.
    [[ $language == *_en.ts ]] && only=(-pluralonly)
    "$lupdate" -silent -locations none -no-obsolete "${only[@]}" -I . ui app/hearthboard -ts "$language" || return
  done
}

translations() { # [--check]
  local file unfinished left=0 old
  if [ "${1-}" = --check ]; then
    python3 tools/core_sentences.py . --check || return
    old=$(mktemp -d)
    cp "$TRANSLATIONS"/*.ts "$old"
    update_translations "$old"
    diff -r "$TRANSLATIONS" "$old" || left=1
    rm -r "$old"
    ((left == 0)) || echo "The sentences of the sources are others: run ./dev translations."
  else
    python3 tools/core_sentences.py . && update_translations "$TRANSLATIONS" || return
  fi
  for file in "$TRANSLATIONS"/*.ts; do
    unfinished=$(grep -c 'type="unfinished"' "$file")
    printf '%s: %d unfinished\n' "$file" "$unfinished"
    ((unfinished == 0)) || left=1
  done
  return "$left"
}
