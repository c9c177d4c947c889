#pragma once

#include <fmt/format.h>

#include <array>
#include <initializer_list>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hearth {

/// A sentence for a person, in English, which can also be told apart by programs and said in other languages:
/// it is its English text (and a `std::string` wherever one is read), and knows the template that it was made
/// from, as gettext and Qt's translations identify theirs, and what stands in the template's `{}`.
class Text : public std::string {
 public:
  Text() = default;
  /// A sentence without arguments: its id is the whole of it.
  Text(const char* whole) : std::string(whole) {}
  Text(std::string whole) : std::string(std::move(whole)) {}
  Text(std::string_view whole) : std::string(whole) {}
  /// `id`: with one `{}` for each argument, as rows of tables have it; for what is written at the place of
  /// use, `said` checks that.
  Text(std::string_view id, std::vector<std::string> args);

  /// Two parts of one sentence, or two sentences: what both say, with one id.
  static Text joined(const Text& first, const Text& second);

  /// "There are {} places already."
  [[nodiscard]] std::string_view id() const noexcept { return id_.empty() ? std::string_view(*this) : id_; }
  /// {"256"}
  [[nodiscard]] const std::vector<std::string>& args() const noexcept { return args_; }

  // What would part the sentence from its id.
  Text& operator+=(std::string_view) = delete;
  Text& append(std::string_view) = delete;
  Text& insert(std::size_t, std::string_view) = delete;
  Text& replace(std::size_t, std::size_t, std::string_view) = delete;

 private:
  std::string id_;  ///< empty: the whole of it
  std::vector<std::string> args_;
};

/// `sentence`, an id or its translation, with the arguments in place of its `{}`; `{1}` is the second one,
/// for languages with another order. What there is no argument for stays as it is written.
std::string filled(std::string_view sentence, std::span<const std::string> args);

/// The places of the arguments in an id: its `{…}`, without `{{` and `}}`.
constexpr std::size_t count_places(std::string_view id) noexcept {
  std::size_t count = 0;
  for (std::size_t i = 0; i < id.size(); ++i) {
    if (id[i] != '{') continue;
    if (i + 1 < id.size() && id[i + 1] == '{')
      ++i;
    else
      ++count;
  }
  return count;
}

/// A literal that is looked at while it is compiled: fmt's syntax, as many `{}` as arguments, each of them
/// once and in their order.
template <class... Args>
struct SentenceTemplate {
  template <std::size_t size>
  consteval SentenceTemplate(const char (&literal)[size]) : checked(literal), id(literal, size - 1) {
    if (count_places(id) != sizeof...(Args)) throw "a sentence has one {} for each argument";
    std::size_t at = 0;
    for (std::string_view& place : places) {
      while (id[at] != '{' || id[at + 1] == '{') at += id[at] == '{' ? 2 : 1;
      const std::size_t end = id.find('}', at);
      if (id[at + 1] != '}' && id[at + 1] != ':') throw "arguments are not numbered here";
      place = id.substr(at, end + 1 - at);
      at = end;
    }
  }
  fmt::format_string<Args...> checked;
  std::string_view id;
  std::array<std::string_view, sizeof...(Args)> places{};
};

/// `said("There are {} places already.", n)`. Where a sentence ends in a reason from elsewhere, that is an
/// argument.
template <class... Args>
Text said(SentenceTemplate<std::type_identity_t<Args>...> sentence, const Args&... args) {
  std::size_t i = 0;
  std::vector<std::string> texts;
  texts.reserve(sizeof...(Args));
  (texts.push_back(fmt::vformat(sentence.places[i++], fmt::make_format_args(args))), ...);
  return {sentence.id, std::move(texts)};
}

/// For messages of GoogleTest, to which it would be a container of letters.
void PrintTo(const Text& text, std::ostream* out);

}  // namespace hearth
