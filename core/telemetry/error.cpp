#include "core/telemetry/error.h"

namespace hearth {

std::string to_text(const Error& error) {
  std::string text = error.place.empty() ? std::string() : error.place + ": ";
  text += error.message;
  if (!error.next.empty()) text += ' ' + error.next;
  return text;
}

int exit_code(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::usage:
      return 64;
    case ErrorKind::bad_data:
      return 65;
    case ErrorKind::retry:
    case ErrorKind::offline:
    case ErrorKind::not_found:
      return 69;
    case ErrorKind::cannot_create:
      return 73;
    case ErrorKind::storage:
      return 74;
    case ErrorKind::sign_in:
    case ErrorKind::not_permitted:
      return 77;
    case ErrorKind::config:
      return 78;
    case ErrorKind::cancelled:
    case ErrorKind::internal:
      break;
  }
  return 70;
}

}  // namespace hearth
