# shellcheck shell=bash # sourced by ./dev, whose functions it uses
# ./dev faults [N]: the campaigns against the local history, longer than CI runs them: N kills (500), and four times as
# many flipped bits.

run_faults() {
  setup build test
  build dev test_store || fail "The build failed: see above."
  HEARTHBOARD_FAULTS=${1:-500} build/dev/bin/test_store --gtest_filter='CampaignTest.*:FlipTest.*'
}
