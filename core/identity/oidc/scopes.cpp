#include "core/identity/oidc/scopes.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

namespace hearth::oidc {
namespace {

/// OpenID Connect Core, sections 5.4 and 11: of every provider, and nothing of a home's.
constexpr std::array<std::string_view, 6> standard = {"openid",  "profile", "email",
                                                      "address", "phone",   "offline_access"};

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream in(text);
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::ranges::find(words, word) != words.end();
}

}  // namespace

std::string common_scopes(const std::string& wanted, const std::vector<std::string>& offered) {
  std::string common;
  for (const std::string& word : words_of(wanted))
    if (contains(offered, word)) common += (common.empty() ? "" : " ") + word;
  return common;
}

std::vector<std::string> unlisted_scopes(const std::string& wanted, const std::vector<std::string>& offered) {
  std::vector<std::string> unlisted = words_of(wanted);
  if (offered.empty()) return {};
  std::erase_if(unlisted, [&](const std::string& word) { return contains(offered, word); });
  return unlisted;
}

std::string device_scopes(const std::string& wanted, const std::vector<std::string>& offered) {
  const std::vector<std::string> words = words_of(wanted);
  const bool knows_the_home = std::ranges::any_of(words, [&](const std::string& word) {
    return std::ranges::find(standard, word) == standard.end() && contains(offered, word);
  });
  return offered.empty() || knows_the_home ? wanted : common_scopes(wanted, offered);
}

}  // namespace hearth::oidc
