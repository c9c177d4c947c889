#include "core/source/replica/copy_reader.h"

#include "core/telemetry/reading.h"
#include "tests/replica/copy_message.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hearth::replica {
namespace {

/// Two columns, a time and a text.
CopyMessage row_of(CopyMessage message = {}) {
  return message.columns(2).moment(1000).text("meter");
}

bool is_refused(const std::string& bytes) {
  CopyReader reader(2);
  const auto row = reader.row(std::as_bytes(std::span(bytes)));
  if (row) return false;
  EXPECT_EQ(row.error().kind, ErrorKind::bad_data);
  return true;
}

TEST(CopyReader, TakesRowsApart) {
  CopyReader reader(2);
  const CopyMessage first = row_of(CopyMessage::first());
  const auto row = reader.row(first.span());
  ASSERT_TRUE(row.has_value() && row->has_value());
  EXPECT_EQ(microseconds_in((**row)[0]).value(), 1'000'000);
  EXPECT_EQ(text_in((**row)[1]), "meter");
  const CopyMessage second = CopyMessage().columns(2).null().text("");
  const auto other = reader.row(second.span());
  ASSERT_TRUE(other.has_value() && other->has_value());
  EXPECT_EQ((**other)[0].data, nullptr);
  EXPECT_NE((**other)[1].data, nullptr);
  EXPECT_EQ(text_in((**other)[1]), "");
  const auto end = reader.row(CopyMessage().trailer().span());
  ASSERT_TRUE(end.has_value());
  EXPECT_FALSE(end->has_value());
}

TEST(CopyReader, KnowsAnEmptyTableAndHeadersOfTheFuture) {
  CopyReader empty(2);
  const auto none = empty.row(CopyMessage::first().trailer().span());
  ASSERT_TRUE(none.has_value());
  EXPECT_FALSE(none->has_value());
  // The lower flags may be ignored, and an extension skipped.
  EXPECT_FALSE(is_refused(row_of(CopyMessage::first(0xffff, "of a later version")).bytes()));
  for (unsigned bit = 16; bit < 32; ++bit)
    EXPECT_TRUE(is_refused(row_of(CopyMessage::first(1U << bit)).bytes())) << bit;
}

TEST(CopyReader, RefusesWhatEndsEarlyOrLate) {
  const std::string whole = row_of(CopyMessage::first(0, "abc")).bytes();
  ASSERT_FALSE(is_refused(whole));
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_TRUE(is_refused(whole.substr(0, size))) << size;
  EXPECT_TRUE(is_refused(whole + '\0'));
  EXPECT_TRUE(is_refused(CopyMessage::first().trailer().raw("x").bytes()));
}

TEST(CopyReader, RefusesWhatIsNotTheFormat) {
  const std::string whole = row_of(CopyMessage::first()).bytes();
  for (std::size_t i = 0; i < 11; ++i) {
    std::string other = whole;
    other[i] = static_cast<char>(other[i] ^ 0x20);
    EXPECT_TRUE(is_refused(other)) << i;
  }
  EXPECT_TRUE(is_refused(row_of().bytes())) << "a row before the header";
  EXPECT_TRUE(is_refused(CopyMessage::first(0, "").raw(std::string_view("\0\0", 2)).bytes()));
  EXPECT_TRUE(is_refused(CopyMessage::first().columns(1).moment(0).bytes()));
  EXPECT_TRUE(is_refused(CopyMessage::first().columns(3).moment(0).null().null().bytes()));
  for (const char* length : {"\xff\xff\xff\xfe", "\x80\0\0\0", "\x7f\xff\xff\xff", "\0\0\0\x06"})
    EXPECT_TRUE(is_refused(
        CopyMessage::first().columns(2).null().raw(std::string_view(length, 4)).raw("five!").bytes()));
  // A header that is longer than there is.
  EXPECT_TRUE(is_refused(CopyMessage::first().bytes().substr(0, 15) + "\x7f\xff\xff\xff" + "more"));
}

/// The field that `message`, which holds nothing else, is made of.
struct OneField {
  explicit OneField(CopyMessage made) : message(std::move(made)) {}
  [[nodiscard]] Field get() const {
    const auto bytes = message.span();
    return bytes.size() == 4 ? Field{} : Field{bytes.data() + 4, bytes.size() - 4};
  }
  CopyMessage message;
};

TEST(CopyReader, ReadsEveryTypeOfNumber) {
  const auto number = [](CopyMessage made, ColumnType type) {
    return number_in(OneField(std::move(made)).get(), type).value();
  };
  EXPECT_EQ(number(CopyMessage().field(std::uint8_t{1}), ColumnType::boolean), 1);
  EXPECT_EQ(number(CopyMessage().field(std::uint8_t{0}), ColumnType::boolean), 0);
  EXPECT_EQ(number(CopyMessage().field(std::uint16_t{0xfffe}), ColumnType::int2), -2);
  EXPECT_EQ(number(CopyMessage().field(std::uint32_t{0x80000000}), ColumnType::int4), -2147483648.0);
  EXPECT_EQ(number(CopyMessage().field(std::uint64_t{1'000'000'000'000}), ColumnType::int8), 1e12);
  EXPECT_EQ(number(CopyMessage().field(std::bit_cast<std::uint32_t>(21.5F)), ColumnType::float4), 21.5);
  EXPECT_EQ(number(CopyMessage().float8(-0.25), ColumnType::float8), -0.25);
  for (const ColumnType type : {ColumnType::boolean, ColumnType::int2, ColumnType::int4, ColumnType::int8,
                                ColumnType::float4, ColumnType::float8})
    EXPECT_FALSE(has_value(number(CopyMessage().null(), type)));
}

TEST(CopyReader, WhatIsNoMeasurementIsNoValue) {
  const auto number = [](double value) {
    return number_in(OneField(CopyMessage().float8(value)).get(), ColumnType::float8).value();
  };
  using Limit = std::numeric_limits<double>;
  for (const double value :
       {Limit::infinity(), -Limit::infinity(), Limit::quiet_NaN(), 1.1e12, -Limit::max()})
    EXPECT_FALSE(has_value(number(value))) << value;
  EXPECT_EQ(number(-1e12), -1e12);
  EXPECT_FALSE(has_value(
      number_in(OneField(CopyMessage().field(~std::uint64_t{0} >> 1U)).get(), ColumnType::int8).value()));
}

TEST(CopyReader, RefusesNumbersOfAnotherSize) {
  const std::pair<ColumnType, std::size_t> sizes[] = {{ColumnType::boolean, 1}, {ColumnType::int2, 2},
                                                      {ColumnType::int4, 4},    {ColumnType::int8, 8},
                                                      {ColumnType::float4, 4},  {ColumnType::float8, 8}};
  const std::string bytes(16, '\x01');
  for (const auto& [type, right] : sizes)
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
      const auto number = number_in({std::as_bytes(std::span(bytes)).data(), size}, type);
      EXPECT_EQ(number.has_value(), size == right) << size;
    }
  for (const ColumnType type : {ColumnType::text, ColumnType::timestamp})
    EXPECT_FALSE(number_in({std::as_bytes(std::span(bytes)).data(), 8}, type).has_value());
  EXPECT_FALSE(microseconds_in({}).has_value());
  EXPECT_FALSE(microseconds_in({std::as_bytes(std::span(bytes)).data(), 4}).has_value());
  EXPECT_EQ(text_in({}), "");
}

TEST(CopyReader, InfiniteTimesAreTheLastAndTheFirst) {
  const auto us = [](std::uint64_t since_2000) {
    return microseconds_in(OneField(CopyMessage().field(since_2000)).get()).value();
  };
  using Limit = std::numeric_limits<std::int64_t>;
  EXPECT_EQ(us(0), 946'684'800'000'000);
  EXPECT_EQ(us(static_cast<std::uint64_t>(Limit::max())), Limit::max());
  EXPECT_EQ(us(static_cast<std::uint64_t>(Limit::max() - 1)), Limit::max());
  EXPECT_LT(us(static_cast<std::uint64_t>(Limit::min())), -9'000'000'000'000'000'000);
}

TEST(CopyReader, KnowsTheTypesOfColumns) {
  EXPECT_EQ(column_type(16), ColumnType::boolean);
  EXPECT_EQ(column_type(20), ColumnType::int8);
  EXPECT_EQ(column_type(21), ColumnType::int2);
  EXPECT_EQ(column_type(23), ColumnType::int4);
  EXPECT_EQ(column_type(25), ColumnType::text);
  EXPECT_EQ(column_type(1043), ColumnType::text);
  EXPECT_EQ(column_type(700), ColumnType::float4);
  EXPECT_EQ(column_type(701), ColumnType::float8);
  EXPECT_EQ(column_type(1184), ColumnType::timestamp);
  for (const unsigned other : {0U, 17U, 1114U, 1700U, 2950U}) EXPECT_FALSE(column_type(other).has_value());
}

}  // namespace
}  // namespace hearth::replica
