// Everything that is read from a sign-in provider, fed with whatever libFuzzer finds. The first byte chooses
// the reader. Beside the sanitizers' own checks, what comes out must be what the headers promise. What stands
// behind a signature would never be reached by chance: there the input is signed here.
#include "core/identity/oidc/answers.h"
#include "core/identity/oidc/claims.h"
#include "core/identity/oidc/discovery.h"
#include "core/identity/oidc/id_token.h"
#include "core/identity/oidc/web_address.h"
#include "tests/support/signing_key.h"

#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>

namespace {

using namespace hearth;
using namespace hearth::oidc;

constexpr TimeMs now = 1768480200000;  // 2026-01-15T12:30:00Z
constexpr std::string_view issuer = "https://a.example/";

void require(bool holds) {
  if (!holds) std::abort();
}

/// Fit to be logged and shown.
void check(const Error& error) {
  require(error.kind == ErrorKind::bad_data || error.kind == ErrorKind::not_found);
  require(error.message.ends_with('.') && error.message.size() < 1000);
  require(shown(error.message, error.message.size()) == error.message &&
          shown(error.place, 100) == error.place);
}

/// The error checked, and whether there is a value.
template <class T>
bool good(const Expected<T>& found) {
  if (!found) check(found.error());
  return found.has_value();
}

bool is_shown(std::string_view text, std::size_t longest) {
  return text.size() <= longest && simdjson::validate_utf8(text) && shown(text, longest) == text;
}

bool is_safe(std::string_view address) {
  return read_safe_address(address).has_value();
}

bool is_token(std::string_view text) {
  return is_visible_ascii(text) && text.size() <= 64UL * 1024;
}

void discovery(std::string_view text) {
  const auto found = parse_discovery(text, issuer);
  if (!good(found)) return;
  require(found->issuer == issuer && found->scopes.size() <= 256);
  for (const std::string& needed : {found->authorization_endpoint, found->token_endpoint, found->jwks_uri})
    require(is_safe(needed));
  for (const std::string& other : {found->device_authorization_endpoint, found->revocation_endpoint})
    require(other.empty() || is_safe(other));
}

void key_set(std::string_view text) {
  const auto found = KeySet::parse(text);
  if (!good(found)) return;
  const auto left_out = found->left_out();
  require(found->size() >= 1 && found->size() + left_out.size() <= 64);
  for (const Error& reason : left_out) check(reason);
  check(found->check({Algorithm::eddsa, "a", "signed", std::string(64, 'x')}).error());
  check(found->check({Algorithm::rs256, std::nullopt, "signed", std::string(256, 'x')}).error());
}

void token_answer(std::string_view text) {
  const auto found = parse_token_answer(text);
  if (!good(found)) return;
  // Without a usable access token only a refresh token is worth telling.
  require(found->flaw ? found->access_token.empty() && is_token(found->refresh_token)
                      : is_token(found->access_token));
  require(found->refresh_token.empty() || is_token(found->refresh_token));
  require(found->id_token.empty() || is_token(found->id_token));
  require(is_shown(found->scope, 8192));
  if (found->lifetime) require(*found->lifetime >= second_ms && *found->lifetime <= 3653 * day_ms);
}

void refusal(std::string_view text) {
  const auto found = parse_refusal(text);
  if (!good(found)) return;
  require(!found->error.empty() && is_shown(found->error, 100) && is_shown(found->description, 300));
}

void device_answer(std::string_view text) {
  const auto found = parse_device_answer(text);
  if (!good(found)) return;
  require(is_token(found->device_code) && !found->user_code.empty() && is_shown(found->user_code, 64));
  require(is_safe(found->verification_uri));
  require(found->verification_uri_complete.empty() || is_safe(found->verification_uri_complete));
  require(found->lifetime >= second_ms && found->lifetime <= day_ms);
  require(found->interval >= second_ms && found->interval <= 10 * minute_ms);
}

/// The keys of RFC 7515 A.2 and A.3 and RFC 8037 A.4, whose examples the corpus has. None of these is a token
/// for us, so that whatever is taken is forged.
const KeySet& published_keys() {
  static const Expected<KeySet> keys = KeySet::parse(R"({"keys":[
    {"kty":"RSA","kid":"r","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"},
    {"kty":"EC","kid":"e","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},
    {"kty":"OKP","kid":"o","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})");
  return keys.value();
}

struct OwnKey {
  test::SigningKey key = test::SigningKey::ed25519(std::string(32, '\x2a'));
  KeySet set = KeySet::parse(fmt::format(R"({{"keys":[{}]}})", key.jwk(R"("kid":"k",)"))).value();
};

const OwnKey& own_key() {
  static const OwnKey own;
  return own;
}

void person(std::string_view text) {
  const auto found = parse_person(text);
  if (!good(found)) return;
  require(!found->subject.empty() && found->subject.size() <= 255 && is_shown(found->name, 200));
}

IdTokenRules rules() {
  return {.issuer = std::string(issuer), .client_id = "hearth", .nonce = "n", .now = now};
}

void foreign_token(std::string_view text) {
  require(!good(verify_id_token(text, published_keys(), rules())));
}

void own_token(std::string_view header, std::string_view claims) {
  const std::string token = own_key().key.token(Algorithm::eddsa, header, claims);
  const auto found = verify_id_token(token, own_key().set, rules());
  if (!good(found)) return;
  require(!found->subject.empty() && is_shown(found->subject, 255) && found->nonce == "n");
  require(is_shown(found->name, 200) && is_shown(found->email, 254));
  require(found->issued <= now + minute_ms && found->issued >= now - day_ms);
  require(found->expires > now - minute_ms && found->expires >= found->issued);
  IdTokenRules other = rules();
  other.subject = found->subject + "2";
  require(!good(verify_id_token(token, own_key().set, other)));
  other = rules();
  other.client_id = "other";
  other.nonce = "m";
  require(!good(verify_id_token(token, own_key().set, other)));
  require(!good(verify_id_token(token, published_keys(), rules())));
}

void read(std::uint8_t which, std::string_view text) {
  switch (which % 8) {
    case 0:
      return discovery(text);
    case 1:
      return key_set(text);
    case 2:
      return token_answer(text);
    case 3:
      refusal(text);
      return person(text);
    case 4:
      return device_answer(text);
    case 5:
      return foreign_token(text);
    case 6:
      return own_token(R"({"alg":"EdDSA","kid":"k"})", text);
    default:
      return own_token(
          text,
          R"({"iss":"https://a.example/","aud":"hearth","sub":"s","nonce":"n","exp":1768480500,"iat":1768480200})");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 0) read(data[0], {reinterpret_cast<const char*>(data) + 1, size - 1});
  return 0;
}
