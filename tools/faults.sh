# shellcheck shell=bash # sourced by ./dev, whose functions it uses
# ./dev faults [N]: the campaigns against the local history and the sign-in, longer than CI runs them: N kills (500) of the
# recorder, four times as many flipped bits, a fifth as many kills while a session is renewed, and as many seconds (and a
# fifth) on a standby that cancels queries.

run_faults() {
  setup build test
  build dev test_store test_integration test_replica || fail "The build failed: see above."
  HEARTHBOARD_FAULTS=${1:-500} build/dev/bin/test_store --gtest_filter='CampaignTest.*:FlipTest.*' &&
    HEARTHBOARD_IDENTITY_KILLS=$((${1:-500} / 5)) build/dev/bin/test_integration --gtest_filter='IdentityProcesses.*Kill*' &&
    HEARTHBOARD_REPLICA_SOAK_SECONDS=$((${1:-500} * 6 / 5)) build/dev/bin/test_replica --gtest_filter='ReplicaSoak.*'
}
