#include "core/identity/oidc/key_set.h"

#include "core/identity/oidc/claims.h"
#include "core/identity/oidc/encoding.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>

namespace hearth::oidc {
namespace {

constexpr std::size_t most_keys = 64;
constexpr std::size_t longest_number = 2048;  ///< in base64url; 8192 bits need 1366
constexpr std::size_t fewest_bits = 2048;
constexpr std::size_t most_bits = 8192;

std::size_t bit_length(std::string_view big_endian) {
  const std::size_t first = big_endian.find_first_not_of('\0');
  if (first == std::string_view::npos) return 0;
  return (big_endian.size() - first) * 8 -
         static_cast<std::size_t>(std::countl_zero(static_cast<unsigned char>(big_endian[first])));
}

Expected<std::string> bytes_of(const Object& key, std::string_view member) {
  const auto text = key.needed_text(member, longest_number);
  if (!text) return std::unexpected(text.error());
  auto bytes = from_base64url(*text);
  if (!bytes)
    return key.refuse(member, said("{} has a value that is not base64url ({}).", key.what(), member));
  return std::move(*bytes);
}

Expected<PublicKey> read_rsa(const Object& key) {
  const auto modulus = bytes_of(key, "n");
  if (!modulus) return std::unexpected(modulus.error());
  const auto exponent = bytes_of(key, "e");
  if (!exponent) return std::unexpected(exponent.error());
  const std::size_t bits = bit_length(*modulus);
  if (bits < fewest_bits)
    return key.refuse("n",
                      said("{} is an RSA key of {} bits, fewer than {}.", key.what(), bits, fewest_bits));
  if (bits > most_bits)
    return key.refuse("n", said("{} is an RSA key of {} bits, more than {}.", key.what(), bits, most_bits));
  auto made = PublicKey::rsa(*modulus, *exponent);
  if (!made) return key.refuse("n", said("{} has numbers that make no RSA key.", key.what()));
  return std::move(*made);
}

/// EC and OKP keys are of curves, of which one each is known here.
Expected<void> check_curve(const Object& key, std::string_view known) {
  const auto curve = key.needed_text("crv", json::longest_text);
  if (!curve) return std::unexpected(curve.error());
  if (*curve == known) return {};
  return key.refuse(
      "crv", said("{} is of the curve \"{}\", which is not used here.", key.what(), shown(*curve, 40)));
}

Expected<PublicKey> read_ec(const Object& key) {
  if (const auto known = check_curve(key, "P-256"); !known) return std::unexpected(known.error());
  const auto x = bytes_of(key, "x");
  if (!x) return std::unexpected(x.error());
  const auto y = bytes_of(key, "y");
  if (!y) return std::unexpected(y.error());
  auto made = PublicKey::p256(*x, *y);
  if (!made) return key.refuse("x", said("{} is no point of the curve P-256.", key.what()));
  return std::move(*made);
}

Expected<PublicKey> read_okp(const Object& key) {
  if (const auto known = check_curve(key, "Ed25519"); !known) return std::unexpected(known.error());
  const auto x = bytes_of(key, "x");
  if (!x) return std::unexpected(x.error());
  auto made = PublicKey::ed25519(*x);
  if (!made) return key.refuse("x", said("{} has an Ed25519 key that is not of 32 bytes.", key.what()));
  return std::move(*made);
}

/// What keeps a key from being used for signatures, whatever its numbers are.
Expected<void> check_purpose(const Object& key) {
  constexpr std::array<std::string_view, 7> secret = {"d", "p", "q", "dp", "dq", "qi", "oth"};
  const auto private_part =
      std::find_if(secret.begin(), secret.end(), [&](std::string_view member) { return key.has(member); });
  if (private_part != secret.end())
    return key.refuse(*private_part, said("{} has private parts, which everybody can read now.", key.what()),
                      "The provider must replace the key.");
  if (key.has("k"))
    return key.refuse("k", said("{} is a shared secret, which everybody can read now.", key.what()),
                      "The provider must take it out of its public keys.");
  const auto use = key.text("use", json::longest_text);
  if (!use) return std::unexpected(use.error());
  if (*use && **use != "sig")
    return key.refuse("use", said("{} is for \"{}\", not for signatures.", key.what(), shown(**use, 40)));
  const auto operations = key.texts("key_ops");
  if (!operations) return std::unexpected(operations.error());
  if (*operations &&
      std::find((*operations)->begin(), (*operations)->end(), "verify") == (*operations)->end())
    return key.refuse("key_ops", said("{} is not for checking signatures.", key.what()));
  return {};
}

Expected<PublicKey> read_numbers(const Object& key) {
  const auto type = key.needed_text("kty", json::longest_text);
  if (!type) return std::unexpected(type.error());
  if (*type == "RSA") return read_rsa(key);
  if (*type == "EC") return read_ec(key);
  if (*type == "OKP") return read_okp(key);
  if (*type == "oct")
    return key.refuse("kty",
                      said("{} is symmetric, which proves nothing to anybody but its owner.", key.what()));
  return key.refuse("kty", said("{} is of the unknown type \"{}\".", key.what(), shown(*type, 40)));
}

/// The key's `alg`, which must fit its type.
Expected<std::optional<Algorithm>> read_algorithm(const Object& key, KeyKind kind) {
  const auto name = key.text("alg", json::longest_text);
  if (!name) return std::unexpected(name.error());
  if (!*name) return std::nullopt;
  const auto algorithm = find_algorithm(**name);
  if (!algorithm)
    return key.refuse("alg",
                      said("{} is for \"{}\", which is not used here.", key.what(), shown(**name, 40)));
  if (kind_for(*algorithm) != kind)
    return key.refuse("alg", said("{} is for {}, but is of the type {}.", key.what(), **name, name_of(kind)));
  return algorithm;
}

}  // namespace

/// Takes the set's elements one by one.
class KeySet::Reader {
 public:
  explicit Reader(KeySet& set) : set_(set) {}

  void add(simdjson::dom::element element) {
    std::optional<std::string> kid;
    if (auto added = read(element, kid); !added) {
      Error why = std::move(added.error());
      why.place = fmt::format("keys[{}]{}{}", count_, why.place.empty() ? "" : ".", why.place);
      set_.left_out_.push_back({std::move(kid), std::move(why)});
    }
    ++count_;
  }

 private:
  Expected<void> read(simdjson::dom::element element, std::optional<std::string>& kid) {
    const auto key = Object::from(element, fmt::format("Key {} of the key set", count_ + 1));
    if (!key) return std::unexpected(key.error());
    auto name = key->text("kid", json::longest_text);
    if (!name) return std::unexpected(name.error());
    kid = std::move(*name);
    if (const auto good = check_purpose(*key); !good) return std::unexpected(good.error());
    auto numbers = read_numbers(*key);
    if (!numbers) return std::unexpected(numbers.error());
    const auto algorithm = read_algorithm(*key, numbers->kind());
    if (!algorithm) return std::unexpected(algorithm.error());
    set_.keys_.push_back({kid, *algorithm, std::move(*numbers)});
    return {};
  }

  KeySet& set_;
  std::size_t count_ = 0;
};

Expected<KeySet> KeySet::parse(std::string_view body) {
  const auto document = Document::parse(body, "The key set", json::largest_document);
  if (!document) return std::unexpected(document.error());
  const Object& root = document->root();
  const auto list = root.find("keys");
  if (!list) return root.refuse("keys", said("{} has no keys.", root.what()));
  simdjson::dom::array keys;
  if (list->get_array().get(keys) != simdjson::SUCCESS)
    return root.refuse("keys", said("{} has keys that are not a list.", root.what()));
  if (keys.size() > most_keys)
    return root.refuse("keys", said("{} has more than {} keys.", root.what(), most_keys));
  KeySet set;
  Reader reader(set);
  for (const simdjson::dom::element element : keys) reader.add(element);
  if (!set.keys_.empty()) return set;
  if (set.left_out_.empty()) return root.refuse("keys", said("{} is an empty list.", root.what()));
  return std::unexpected(set.left_out_.front().why);
}

std::vector<Error> KeySet::left_out() const {
  std::vector<Error> reasons;
  reasons.reserve(left_out_.size());
  for (const LeftOut& key : left_out_) reasons.push_back(key.why);
  return reasons;
}

Expected<void> KeySet::check(const Signed& token) const {
  return token.kid ? check_named(token) : check_unnamed(token);
}

Expected<void> KeySet::check_named(const Signed& token) const {
  const std::string_view algorithm = name_of(token.algorithm);
  std::optional<std::string> unfit;
  bool fitted = false;
  for (const Key& key : keys_) {
    if (key.kid != token.kid) continue;
    if (key.key.kind() != kind_for(token.algorithm)) {
      unfit = fmt::format("The ID token says {}, but its key is of the type {}.", algorithm,
                          name_of(key.key.kind()));
    } else if (key.only.value_or(token.algorithm) != token.algorithm) {
      unfit = fmt::format("The ID token says {}, but its key is only for {}.", algorithm, name_of(*key.only));
    } else if (key.key.signed_by(token.algorithm, token.input, token.signature)) {
      return {};
    } else {
      fitted = true;
    }
  }
  if (fitted) return fail(ErrorKind::bad_data, "The ID token's signature is wrong.", {}, "signature");
  if (unfit) return fail(ErrorKind::bad_data, *unfit, {}, "alg");
  for (const LeftOut& key : left_out_)
    if (key.kid == token.kid)
      return fail(ErrorKind::bad_data, said("The ID token's key cannot be used. {}", key.why.message),
                  key.why.next, "kid");
  return fail(ErrorKind::not_found, "The ID token's key is not in the provider's key set.", {}, "kid");
}

Expected<void> KeySet::check_unnamed(const Signed& token) const {
  for (const Key& key : keys_)
    if (key.only.value_or(token.algorithm) == token.algorithm &&
        key.key.signed_by(token.algorithm, token.input, token.signature))
      return {};
  return fail(ErrorKind::not_found,
              said("The ID token names no key, and none of the provider's made its {} signature.",
                   name_of(token.algorithm)),
              {}, "signature");
}

}  // namespace hearth::oidc
