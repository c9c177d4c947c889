#include "core/net/http_reader.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <atomic>

namespace hearth {
namespace {

/// Of a chunk's size and its extensions, of a trailer.
constexpr qsizetype longest_line = 4096;

std::atomic<qint64>& bodies_held() {
  static std::atomic<qint64> held{0};
  return held;
}

bool is_digits(QByteArrayView text) {
  return !text.isEmpty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// A length, not negative; nothing where it is none.
std::optional<qint64> length_of(const QByteArray& text, int base) {
  bool ok = false;
  const qint64 length = text.toLongLong(&ok, base);
  return ok && length >= 0 && !text.startsWith('+') ? std::optional(length) : std::nullopt;
}

/// Where the body begins: after an empty line, whose ends may be LF alone (RFC 9112, 2.2). -1: not there yet.
qsizetype end_of_head(const QByteArray& head, qsizetype from) {
  for (qsizetype at = head.indexOf('\n', from); at >= 0; at = head.indexOf('\n', at + 1)) {
    const QByteArrayView rest = QByteArrayView(head).sliced(at + 1);
    if (rest.startsWith('\n')) return at + 2;
    if (rest.startsWith("\r\n")) return at + 3;
  }
  return -1;
}

}  // namespace

/// zlib's, for gzip and for what HTTP calls deflate.
struct HttpReader::Inflater {
  Inflater() { good = ::inflateInit2(&stream, 15 + 32) == Z_OK; }
  ~Inflater() { ::inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  z_stream stream = {};
  bool good = false;
  bool fed = false;  ///< nothing at all is an empty body
  bool ended = false;
};

HttpReader::HttpReader(qint64 most_body) : most_body_(most_body) {}

HttpReader::~HttpReader() {
  bodies_held() -= held_;
}

QByteArray HttpReader::header(QByteArrayView name) const {
  const auto found = std::ranges::find_if(
      headers_, [&](const auto& h) { return h.first.compare(name, Qt::CaseInsensitive) == 0; });
  return found == headers_.end() ? QByteArray() : found->second;
}

void HttpReader::take(QByteArrayView bytes) {
  begun_ |= !bytes.isEmpty();
  while (!bytes.isEmpty() && (state_ == State::head || state_ == State::body))
    bytes = state_ == State::head ? take_head(bytes) : take_body(bytes);
  surplus_ |= !bytes.isEmpty();
}

void HttpReader::closed() {
  keep_alive_ = false;
  if (state_ == State::body && part_ == Part::until_close) end_body();
}

QByteArrayView HttpReader::take_head(QByteArrayView bytes) {
  const qsizetype before = head_.size();
  head_ += bytes.first(std::min<qsizetype>(bytes.size(), largest_answer_head + 1 - before));
  const QByteArrayView beginning("HTTP/1.");
  const qsizetype known = std::min(head_.size(), beginning.size());
  if (!head_.startsWith(beginning.first(known))) return refuse(State::malformed), bytes;
  const qsizetype end = end_of_head(head_, std::max<qsizetype>(0, before - 3));
  if (end < 0) {
    if (head_bytes_ + head_.size() > largest_answer_head) refuse(State::malformed);
    return bytes.sliced(head_.size() - before);
  }
  head_bytes_ += end;
  head_.truncate(end);
  head_ = head_.trimmed();
  const bool good = parse_head() && head_bytes_ <= largest_answer_head;
  head_.clear();
  if (!good) return refuse(State::malformed), bytes;
  // An interim answer (100, 103) has another one after it.
  if (status_ >= 200) {
    has_head_ = true;
    state_ = State::body;
    if (!frame_body()) refuse(State::malformed);
  }
  return bytes.sliced(end - before);
}

bool HttpReader::parse_head() {
  headers_.clear();
  QList<QByteArray> lines = head_.split('\n');
  const QByteArray first = lines.takeFirst().trimmed();
  // "HTTP/1.1 200", and what anybody may say after it.
  const QByteArray code = first.mid(9, 3);
  if (first.size() < 12 || first[8] != ' ' || !is_digits(code) || (first.size() > 12 && first[12] != ' '))
    return false;
  status_ = code.toInt();
  for (const QByteArray& line : lines) {
    // A line that goes on (RFC 9112, 5.2).
    if ((line.startsWith(' ') || line.startsWith('\t')) && !headers_.isEmpty()) {
      headers_.last().second += ' ' + line.trimmed();
      continue;
    }
    const qsizetype colon = line.indexOf(':');
    if (colon <= 0) return false;
    headers_.append({line.left(colon).trimmed(), line.mid(colon + 1).trimmed()});
  }
  const QByteArray connection = header("connection").toLower();
  keep_alive_ =
      first.startsWith("HTTP/1.0") ? connection.contains("keep-alive") : !connection.contains("close");
  return status_ >= 100 && status_ != 101;
}

bool HttpReader::frame_body() {
  const QByteArray encoding = header("content-encoding").toLower();
  if (encoding == "gzip" || encoding == "x-gzip" || encoding == "deflate")
    inflater_ = std::make_unique<Inflater>();
  else if (!encoding.isEmpty() && encoding != "identity")
    return false;
  if (status_ == 204 || status_ == 304) {
    state_ = State::complete;
    return true;
  }
  const QByteArray transfer = header("transfer-encoding").toLower();
  if (!transfer.isEmpty()) {
    part_ = Part::chunk_size;
    return transfer == "chunked";
  }
  std::optional<qint64> length;
  for (const auto& [name, value] : headers_) {
    if (name.compare("content-length", Qt::CaseInsensitive) != 0) continue;
    const auto said = length_of(value, 10);
    if (!said || (length && *length != *said)) return false;
    length = said;
  }
  if (!length) return true;
  part_ = Part::sized;
  left_ = *length;
  if (left_ > most_body_) refuse(State::too_large);
  if (left_ == 0) state_ = State::complete;
  return true;
}

QByteArrayView HttpReader::take_body(QByteArrayView bytes) {
  if (part_ == Part::until_close) return feed(bytes), QByteArrayView();
  if (part_ != Part::sized && part_ != Part::chunk) return take_line(bytes);
  const qsizetype here = static_cast<qsizetype>(std::min<qint64>(left_, bytes.size()));
  feed(bytes.first(here));
  left_ -= here;
  if (left_ == 0 && state_ == State::body) {
    if (part_ == Part::sized)
      end_body();
    else
      part_ = Part::chunk_end;
  }
  return bytes.sliced(here);
}

/// What stands between and after the chunks.
QByteArrayView HttpReader::take_line(QByteArrayView bytes) {
  const qsizetype end = bytes.indexOf('\n');
  const qsizetype here = end < 0 ? bytes.size() : end + 1;
  head_bytes_ += here;
  // Chunks may cost as much as they bring, and no more.
  const qint64 most = largest_answer_head + (part_ == Part::trailer ? 0 : held_);
  if (line_.size() + here > longest_line || head_bytes_ > most) return refuse(State::malformed), bytes;
  line_ += bytes.first(here);
  if (end >= 0) {
    line_ = line_.trimmed();
    end_line();
    line_.clear();
  }
  return bytes.sliced(here);
}

void HttpReader::end_line() {
  if (part_ == Part::chunk_end) {
    part_ = Part::chunk_size;
    if (!line_.isEmpty()) refuse(State::malformed);
  } else if (part_ == Part::trailer) {
    if (line_.isEmpty()) end_body();
  } else {
    const auto length = length_of(line_.split(';').front().trimmed(), 16);
    if (!length) return refuse(State::malformed);
    left_ = *length;
    part_ = left_ == 0 ? Part::trailer : Part::chunk;
    if (left_ == 0) head_bytes_ = 0;
  }
}

void HttpReader::feed(QByteArrayView packed) {
  if (inflater_)
    unpack(packed);
  else
    keep(packed);
}

void HttpReader::unpack(QByteArrayView packed) {
  if (!inflater_->good) return refuse(State::malformed);
  inflater_->fed |= !packed.isEmpty();
  std::array<char, 64 * 1024> block;
  z_stream& stream = inflater_->stream;
  // zlib does not write through it.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  begin_next_member();
  bool more = !inflater_->ended;
  while (more && state_ == State::body) {
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = static_cast<uInt>(block.size());
    const int result = ::inflate(&stream, Z_NO_FLUSH);
    inflater_->ended = result == Z_STREAM_END;
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) return refuse(State::malformed);
    keep({block.data(), static_cast<qsizetype>(block.size() - stream.avail_out)});
    begin_next_member();
    more = !inflater_->ended && (stream.avail_in > 0 || stream.avail_out == 0) && result != Z_BUF_ERROR;
  }
}

/// gzip may be of several members (RFC 1952, 2.2); what else follows the end is left.
void HttpReader::begin_next_member() {
  z_stream& stream = inflater_->stream;
  if (!inflater_->ended || stream.avail_in == 0 || *stream.next_in != 0x1f) return;
  ::inflateReset(&stream);
  inflater_->ended = false;
}

void HttpReader::keep(QByteArrayView bytes) {
  if (held_ + bytes.size() > most_body_) return refuse(State::too_large);
  held_ += bytes.size();
  const qint64 together = bodies_held() += bytes.size();
  if (together > largest_bodies) return refuse(State::crowded);
  body_ += bytes;
}

void HttpReader::end_body() {
  state_ = inflater_ && inflater_->fed && !inflater_->ended ? State::malformed : State::complete;
}

}  // namespace hearth
