#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <memory>
#include <optional>
#include <utility>

namespace hearth {

/// What an answer may take at most before its body begins, all its interim heads together.
inline constexpr qsizetype largest_answer_head = 64 * 1024;
/// What the bodies of all answers that are being read in this process may take together.
inline constexpr qint64 largest_bodies = 32LL * 1024 * 1024;

/// Reads one HTTP/1.1 answer from the bytes as they come (RFC 9112), unpacks it (gzip, zlib), and never holds
/// more than its bounds. Thread-safe as far as different readers go.
class HttpReader {
 public:
  enum class State {
    head,
    body,
    complete,
    malformed,  ///< no HTTP answer, a head without end, a body that cannot be unpacked
    too_large,  ///< a body of more than `most_body` bytes
    crowded,    ///< the bodies of all answers together are more than `largest_bodies`
  };

  /// `most_body`: in bytes, unpacked.
  explicit HttpReader(qint64 most_body);
  ~HttpReader();
  HttpReader(const HttpReader&) = delete;
  HttpReader& operator=(const HttpReader&) = delete;

  /// Reads on, until the bytes or the answer end.
  void take(QByteArrayView bytes);
  /// Nothing more comes: ends a body whose length nobody has told; any other that is not complete is cut off,
  /// and stays so.
  void closed();

  [[nodiscard]] State state() const noexcept { return state_; }
  /// Whether the connection can be used for another request, once this answer is complete.
  [[nodiscard]] bool keeps_alive() const noexcept { return keep_alive_ && !surplus_; }
  [[nodiscard]] bool begun() const noexcept { return begun_; }
  /// Whether the answer's own head is there: `status` and `headers` are its.
  [[nodiscard]] bool has_head() const noexcept { return has_head_; }
  [[nodiscard]] int status() const noexcept { return status_; }
  using Headers = QList<std::pair<QByteArray, QByteArray>>;
  [[nodiscard]] const Headers& headers() const noexcept { return headers_; }
  /// The value of the first header of that name (in lower case); empty where there is none.
  [[nodiscard]] QByteArray header(QByteArrayView name) const;
  /// The body so far, which its reader may take.
  [[nodiscard]] QByteArray& body() noexcept { return body_; }

 private:
  enum class Part { sized, until_close, chunk_size, chunk, chunk_end, trailer };

  QByteArrayView take_head(QByteArrayView bytes);
  QByteArrayView take_body(QByteArrayView bytes);
  QByteArrayView take_line(QByteArrayView bytes);
  void end_line();
  bool parse_head();
  bool frame_body();
  void feed(QByteArrayView packed);
  void unpack(QByteArrayView packed);
  void begin_next_member();
  void keep(QByteArrayView bytes);
  void end_body();
  void refuse(State why) { state_ = why; }

  struct Inflater;

  State state_ = State::head;
  Part part_ = Part::until_close;
  qint64 most_body_;
  qint64 held_ = 0;  ///< of `largest_bodies`
  QByteArray head_;
  QByteArray line_;
  qint64 head_bytes_ = 0;  ///< of the heads, of what stands between the chunks, of the trailers
  qint64 left_ = 0;        ///< of the body, or of a chunk
  int status_ = 0;
  bool keep_alive_ = true;
  bool surplus_ = false;
  bool begun_ = false;
  bool has_head_ = false;
  Headers headers_;
  QByteArray body_;
  std::unique_ptr<Inflater> inflater_;
};

}  // namespace hearth
