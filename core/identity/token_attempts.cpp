#include "core/identity/token_attempts.h"

namespace hearth {

TokenAttempts::Use TokenAttempts::judge(const Expected<AccessToken>& given) {
  if (!given) return refused_ == ErrorKind::not_permitted ? Use::stands : Use::no_token;
  if (refused_ && given->value == sent_) return Use::stands;
  sent_ = given->value;
  return Use::send;
}

bool TokenAttempts::failed(ErrorKind kind) {
  if (kind != ErrorKind::sign_in && kind != ErrorKind::not_permitted) return false;
  const bool is_first = !refused_;
  refused_ = kind;
  tokens_.refused({sent_}, kind == ErrorKind::sign_in ? unauthorized_ : TokenRefusal::forbidden);
  return is_first;
}

}  // namespace hearth
