# shellcheck shell=bash # sourced by ./dev, whose functions it uses
# ./dev faults [N]: the campaigns against the local history and the sign-in, longer than CI runs them: N kills (500) of the
# recorder, four times as many flipped bits, and a fifth as many kills while a session is renewed.

run_faults() {
  setup build test
  build dev test_store test_integration || fail "The build failed: see above."
  HEARTHBOARD_FAULTS=${1:-500} build/dev/bin/test_store --gtest_filter='CampaignTest.*:FlipTest.*' &&
    HEARTHBOARD_IDENTITY_KILLS=$((${1:-500} / 5)) build/dev/bin/test_integration --gtest_filter='IdentityProcesses.*Kill*'
}
