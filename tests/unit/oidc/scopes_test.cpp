#include "core/identity/oidc/scopes.h"

#include <gmock/gmock.h>

namespace hearth::oidc {
namespace {

using Words = std::vector<std::string>;

TEST(OidcScopes, TheHomesAreLeftOutOfADeviceGrantWhereTheProviderListsNoneOfThem) {
  const std::string wanted = "openid profile offline_access read:energy read:heatpump";
  struct Row {
    const char* what;
    Words offered;
    std::string asked;
    Words unlisted;
  };
  for (const Row& row : {
           Row{"lists nothing", {}, wanted, {}},
           Row{"lists all",
               {"openid", "profile", "offline_access", "read:energy", "read:heatpump"},
               wanted,
               {}},
           Row{"lists some of the home's",
               {"openid", "read:energy"},
               wanted,
               {"profile", "offline_access", "read:heatpump"}},
           Row{"lists none of the home's",
               {"openid", "email", "groups", "profile", "offline_access"},
               "openid profile offline_access",
               {"read:energy", "read:heatpump"}},
       }) {
    EXPECT_EQ(device_scopes(wanted, row.offered), row.asked) << row.what;
    EXPECT_EQ(unlisted_scopes(wanted, row.offered), row.unlisted) << row.what;
  }
}

TEST(OidcScopes, ThoseInCommonKeepTheirOrder) {
  EXPECT_EQ(common_scopes("openid  b a", {"a", "b", "openid", "c"}), "openid b a");
  EXPECT_EQ(common_scopes("x", {"a"}), "");
}

}  // namespace
}  // namespace hearth::oidc
