#include "core/json/document.h"

#include "core/json/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hearth::json {

namespace dom = simdjson::dom;

std::unexpected<Error> Object::refuse(std::string_view key, Text sentence, Text next) const {
  return fail(ErrorKind::bad_data, std::move(sentence), std::move(next), std::string(key));
}

Expected<Object> Object::from(dom::element element, std::string what) {
  Object object;
  object.what_ = std::move(what);
  if (element.get_object().get(object.members_) != simdjson::SUCCESS)
    return object.refuse("", said("{} is not a JSON object.", object.what_));
  std::vector<std::string_view> keys;
  keys.reserve(object.members_.size());
  for (const auto member : object.members_) keys.push_back(member.key);
  std::sort(keys.begin(), keys.end());
  const auto twice = std::adjacent_find(keys.begin(), keys.end());
  if (twice != keys.end()) {
    const std::string key = shown(*twice, 40);
    return object.refuse(key, said("{} says \"{}\" twice.", object.what_, key));
  }
  return object;
}

std::optional<dom::element> Object::find(std::string_view key) const {
  dom::element element;
  if (members_.at_key(key).get(element) != simdjson::SUCCESS || element.is_null()) return std::nullopt;
  return element;
}

Expected<std::optional<std::string>> Object::text(std::string_view key, std::size_t longest) const {
  const auto element = find(key);
  if (!element) return std::nullopt;
  std::string_view text;
  if (element->get_string().get(text) != simdjson::SUCCESS)
    return refuse(key, said("{} has a value that is not text ({}).", what_, key));
  if (text.size() > longest)
    return refuse(key, said("{} has a text of more than {} bytes ({}).", what_, longest, key));
  return std::string(text);
}

Expected<std::string> Object::needed_text(std::string_view key, std::size_t longest) const {
  auto found = text(key, longest);
  if (!found) return std::unexpected(found.error());
  if (!*found) return refuse(key, said("{} has no {}.", what_, key));
  if ((*found)->empty()) return refuse(key, said("{} has an empty {}.", what_, key));
  return std::move(**found);
}

std::string Object::shown_text(std::string_view key, std::size_t longest) const {
  const auto element = find(key);
  std::string_view text;
  const bool is_text = element && element->get_string().get(text) == simdjson::SUCCESS;
  return is_text ? shown(text, longest) : std::string();
}

Expected<std::optional<bool>> Object::flag(std::string_view key) const {
  const auto element = find(key);
  if (!element) return std::nullopt;
  bool flag = false;
  if (element->get_bool().get(flag) != simdjson::SUCCESS)
    return refuse(key, said("{} has a value that is neither true nor false ({}).", what_, key));
  return flag;
}

Expected<std::optional<double>> Object::number(std::string_view key) const {
  const auto element = find(key);
  if (!element) return std::nullopt;
  double number = 0;
  if (element->get_double().get(number) != simdjson::SUCCESS || !std::isfinite(number))
    return refuse(key, said("{} has a value that is not a number ({}).", what_, key));
  return number;
}

Expected<std::optional<std::vector<std::string>>> Object::texts(std::string_view key) const {
  const auto element = find(key);
  if (!element) return std::nullopt;
  dom::array array;
  if (element->get_array().get(array) != simdjson::SUCCESS)
    return refuse(key, said("{} has a value that is not a list ({}).", what_, key));
  std::vector<std::string> texts;
  texts.reserve(std::min<std::size_t>(array.size(), most_texts));
  for (const dom::element item : array) {
    std::string_view text;
    if (item.get_string().get(text) != simdjson::SUCCESS)
      return refuse(key, said("{} has a list with something else than text ({}).", what_, key));
    if (text.size() > longest_text)
      return refuse(key,
                    said("{} has a list with a text of more than {} bytes ({}).", what_, longest_text, key));
    if (texts.size() == most_texts)
      return refuse(key, said("{} has a list of more than {} texts ({}).", what_, most_texts, key));
    texts.emplace_back(text);
  }
  return texts;
}

Expected<Document> Document::parse(std::string_view body, std::string what, std::size_t longest) {
  const auto refuse = [&](std::string_view sentence) {
    return fail(ErrorKind::bad_data, Text(sentence, {what}));
  };
  if (body.empty()) return refuse(fault_of(simdjson::EMPTY));
  if (body.size() > longest)
    return fail(ErrorKind::bad_data, said("{} is larger than {} KiB.", what, longest / 1024));
  Document document;
  document.parser_ = std::make_unique<dom::parser>();
  dom::element root;
  auto code = document.parser_->allocate(body.size(), deepest);
  if (code == simdjson::SUCCESS) code = document.parser_->parse(body.data(), body.size()).get(root);
  if (code != simdjson::SUCCESS) return refuse(fault_of(code));
  auto object = Object::from(root, std::move(what));
  if (!object) return std::unexpected(object.error());
  document.root_ = std::move(*object);
  return document;
}

}  // namespace hearth::json
