#include "core/engine/session_watch.h"

#include "core/identity/identity.h"

namespace hearth {

SessionWatch::SessionWatch(const Config& config, const Clock& machine, QObject* parent)
    : QObject(parent), tokens_(make_token_source(config, machine)) {
  connect(tokens_.get(), &TokenSource::status_changed, this, [this] { on_status(tokens_->status()); });
  connect(tokens_.get(), &TokenSource::token_changed, this, &SessionWatch::entered);
}

SessionWatch::~SessionWatch() = default;

void SessionWatch::start() {
  on_status(tokens_->status());
}

void SessionWatch::on_status(const IdentityStatus& identity) {
  using enum SignInState;
  Q_EMIT status_changed(identity);
  const bool let_in = identity.state == signed_in;
  const bool out = identity.state == signed_out || identity.state == needed || identity.state == signing_in ||
                   identity.state == unreachable;
  const bool leaves = identity.state == signed_out && !signed_out_;
  signed_out_ = identity.state == signed_out || (signed_out_ && !let_in);
  if (leaves) QMetaObject::invokeMethod(this, &SessionWatch::say_left, Qt::QueuedConnection);
  if (let_in && !was_let_in_) Q_EMIT entered();
  if (let_in || out) was_let_in_ = let_in;
}

void SessionWatch::say_left() {
  if (!stopping_ && signed_out_) Q_EMIT left();
}

}  // namespace hearth
