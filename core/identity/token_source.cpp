#include "core/identity/token_source.h"

namespace hearth {

void TokenSource::taken(const AccessToken&) {}
void TokenSource::sign_in(SignInMethod) {}
void TokenSource::cancel_sign_in() {}
void TokenSource::sign_out() {}
QCoro::Task<> TokenSource::wind_down() {
  co_return;
}

void TokenSource::stop() {}

void TokenSource::set_status(IdentityStatus status) {
  if (status == status_) return;
  status_ = std::move(status);
  Q_EMIT status_changed();
}

}  // namespace hearth
