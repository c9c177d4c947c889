#include "core/net/http_reader.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

using State = HttpReader::State;

QByteArray gzip_of_hello() {
  return QByteArray::fromHex("1f8b0800000000000003cb48cdc9c9070086a6103605000000");
}

struct Row {
  const char* what;
  QByteArray bytes;
  State state;
  QByteArray body = {};
  bool keeps_alive = true;
};

const QByteArray ok = "HTTP/1.1 200 OK\r\n";
const QByteArray chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";

std::vector<Row> rows() {
  return {
      {"nothing yet", "", State::head},
      {"half a status line", "HTTP/1.", State::head},
      {"another protocol", "SSH-2.0-OpenSSH\r\n", State::malformed},
      {"its first byte", "\x15", State::malformed},
      {"no status", "HTTP/1.1 abc\r\n\r\n", State::malformed},
      {"a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", State::malformed},
      {"a status without a reason", "HTTP/1.1 204\r\n\r\n", State::complete},
      {"a header without a colon", ok + "nonsense\r\n\r\n", State::malformed},
      {"an upgrade that nobody asked for", "HTTP/1.1 101 X\r\n\r\n", State::malformed},
      {"a length", ok + "Content-Length: 5\r\n\r\nhello", State::complete, "hello"},
      {"a length, and more", ok + "Content-Length: 4\r\n\r\nhello", State::complete, "hell", false},
      {"a length twice", ok + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", State::complete,
       "hello"},
      {"two lengths", ok + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", State::malformed},
      {"a length below zero", ok + "Content-Length: -5\r\n\r\n", State::malformed},
      {"a length that is none", ok + "Content-Length: five\r\n\r\n", State::malformed},
      {"a length beyond all", ok + "Content-Length: 99999999999999999999\r\n\r\n", State::malformed},
      {"too great a length", ok + "Content-Length: 101\r\n\r\n", State::too_large},
      {"no body", ok + "Content-Length: 0\r\n\r\n", State::complete},
      {"no length", ok + "\r\nhello", State::body, "hello"},
      {"too much without a length", ok + "\r\n" + QByteArray(101, 'x'), State::too_large, ""},
      {"closed", ok + "Connection: close\r\nContent-Length: 0\r\n\r\n", State::complete, "", false},
      {"an older version", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", State::complete, "", false},
      {"something before it", "HTTP/1.1 103 Early\r\nLink: x\r\n\r\n" + ok + "Content-Length: 0\r\n\r\n",
       State::complete},
      {"chunks", chunked + "3;name=x\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: x\r\n\r\n", State::complete, "hello"},
      {"chunks without an end", chunked + "3\r\nhel\r\n", State::body, "hel"},
      {"a chunk longer than it said", chunked + "3\r\nhello\r\n", State::malformed, "hel"},
      {"a chunk without a size", chunked + "\r\n", State::malformed},
      {"a chunk of less than nothing", chunked + "-3\r\n", State::malformed},
      {"too great a chunk", chunked + "ffffff\r\n" + QByteArray(200, 'x'), State::too_large, ""},
      {"another transfer encoding", ok + "Transfer-Encoding: gzip, chunked\r\n\r\n", State::malformed},
      {"gzip", ok + "Content-Encoding: gzip\r\nContent-Length: 25\r\n\r\n" + gzip_of_hello(), State::complete,
       "hello"},
      {"gzip cut off", ok + "Content-Encoding: gzip\r\nContent-Length: 20\r\n\r\n" + gzip_of_hello().left(20),
       State::malformed, "hello"},
      {"gzip that is none", ok + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
       State::malformed},
      {"zlib", ok + "Content-Encoding: deflate\r\n\r\n" + qCompress("hello").mid(4), State::body, "hello"},
      {"a bomb", ok + "Content-Encoding: gzip\r\n\r\n" + qCompress(QByteArray(1 << 20, 'x')).mid(4),
       State::too_large, ""},
      {"lines that end in LF alone", "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", State::complete, "hello"},
      {"a header that goes on", ok + "X: a\r\n b\r\nContent-Length: 5\r\n\r\nhello", State::complete,
       "hello"},
      {"gzip of two members",
       ok + "Content-Encoding: gzip\r\nContent-Length: 50\r\n\r\n" + gzip_of_hello() + gzip_of_hello(),
       State::complete, "hellohello"},
      {"gzip of nothing",
       "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       State::complete},
      {"an encoding that was not asked for", ok + "Content-Encoding: br\r\n\r\n", State::malformed},
  };
}

TEST(HttpReader, ReadsWhatComesWholeAndByteByByte) {
  for (const Row& row : rows()) {
    for (const bool in_bytes : {false, true}) {
      HttpReader reader(100);
      if (in_bytes)
        for (const char c : row.bytes) reader.take({&c, 1});
      else
        reader.take(row.bytes);
      EXPECT_EQ(reader.state(), row.state) << row.what << (in_bytes ? ", in bytes" : "");
      if (row.state == State::complete || row.state == State::body) {
        EXPECT_EQ(reader.body(), row.body) << row.what;
      }
      EXPECT_LE(reader.body().size(), 100) << row.what;
      if (row.state == State::complete) {
        EXPECT_EQ(reader.keeps_alive(), row.keeps_alive) << row.what;
      }
    }
  }
}

TEST(HttpReader, TheEndOfTheConnectionEndsABodyWithoutLengthOnly) {
  for (const Row& row : rows()) {
    HttpReader reader(100);
    reader.take(row.bytes);
    reader.closed();
    const bool ends = row.state == State::body && !row.bytes.contains("chunked");
    EXPECT_EQ(reader.state(), ends ? State::complete : row.state) << row.what;
    EXPECT_FALSE(reader.keeps_alive());
  }
}

/// Each is sent without end, and must be refused before it has taken much.
TEST(HttpReader, WhatHasNoEndIsRefused) {
  struct Endless {
    QByteArray beginning;
    QByteArray again;
  };
  for (const auto& [beginning, again] :
       {Endless{"HTTP/1.1 200 ", "x"}, Endless{ok, "x"}, Endless{ok + "X: ", "y"}, Endless{ok, "A: b\r\n"},
        Endless{"", "HTTP/1.1 100 Continue\r\n\r\n"}, Endless{chunked, "0"}, Endless{chunked, ";"},
        Endless{chunked + "0\r\n", "A: b\r\n"}, Endless{chunked + "0\r\n", "x"},
        Endless{chunked, "1\r\nx\r\n"}}) {
    HttpReader reader(100'000);
    reader.take(beginning);
    qint64 sent = 0;
    while ((reader.state() == State::head || reader.state() == State::body) && sent < 4'000'000) {
      reader.take(again);
      sent += again.size();
    }
    EXPECT_LT(sent, 1'000'000) << beginning.toStdString() << again.toStdString();
  }
}

TEST(HttpReader, AllBodiesTogetherAreBounded) {
  const QByteArray large(8 * 1024 * 1024, 'x');
  std::vector<std::unique_ptr<HttpReader>> readers;
  for (int i = 0; i < 5; ++i) {
    readers.push_back(std::make_unique<HttpReader>(large.size()));
    readers.back()->take(ok + "\r\n");
    readers.back()->take(large);
    EXPECT_EQ(readers.back()->state(), i < 4 ? State::body : State::crowded) << i;
  }
  readers.clear();
  HttpReader again(large.size());
  again.take(ok + "\r\n");
  again.take(large);
  EXPECT_EQ(again.state(), State::body);
}

TEST(HttpReader, AStatusCountsWhateverItsBodyIsLike) {
  HttpReader reader(100);
  reader.take(QByteArray("HTTP/1.1 401 No\r\nContent-Encoding: br\r\n\r\nxxxx"));
  EXPECT_EQ(reader.state(), State::malformed);
  EXPECT_TRUE(reader.has_head());
  EXPECT_EQ(reader.status(), 401);
}

}  // namespace
}  // namespace hearth
