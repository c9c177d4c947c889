#pragma once

namespace hearth {

class Session;

/// `config show [KEY]`: each key, its value, and where that comes from. Ends the session.
void show_config(Session& session);
/// `config set KEY VALUE`: checks the value, and writes it into the user's file. Ends the session.
void set_config(Session& session);

}  // namespace hearth
