#include "core/identity/identity.h"

#include "core/identity/choose_secret_store.h"
#include "core/identity/static_token.h"

namespace hearth {

std::unique_ptr<OidcSession> make_session(const Config& config, const Clock& clock) {
  if (config.issuer.empty()) return nullptr;
  return std::make_unique<OidcSession>(
      OidcSession::Options{.issuer = config.issuer,
                           .client_id = config.client_id,
                           .client_secret_file = config.client_secret_file,
                           .scopes = config.scopes,
                           .may_leave_out_scopes = config.scopes == Config().scopes,
                           .redirect_port = config.redirect_port,
                           .redirect_path = config.redirect_path,
                           .keeper = config.secret_keeper,
                           .state_folder = config.state_folder,
                           .visits_page = config.visits_sign_in_page},
      clock);
}

QCoro::Task<KeptSession> read_kept_session(Config config) {
  KeptSession kept;
  auto choosing = choose_secret_store(config.secret_keeper,
                                      session_file(config.state_folder, config.issuer, config.client_id),
                                      session_key(config.issuer, config.client_id));
  const ChosenSecretStore chosen = co_await choosing;
  if (chosen.error) {
    kept.error = chosen.error;
    co_return kept;
  }
  kept.keeper = chosen.store->name();
  auto reading = chosen.store->read();
  const auto read = co_await reading;
  if (!read) {
    kept.error = read.error();
  } else if (*read) {
    auto record = session_record_from_json(**read);
    if (record)
      kept.record = std::move(*record);
    else
      kept.error = record.error();
  }
  co_return kept;
}

std::unique_ptr<TokenSource> make_token_source(const Config& config, const Clock& clock) {
  if (!config.access_token.empty()) return StaticToken::from_text(config.access_token, clock);
  if (auto session = make_session(config, clock)) return session;
  return StaticToken::from_file(config.token_file, clock);
}

}  // namespace hearth
