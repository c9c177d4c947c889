#pragma once

#include "core/source/home_finder.h"

namespace hearth {

/// Tries an address as a stranger would, without any token: what /api/v1 answers tells whether it is a home,
/// for behind a gateway all else, /health too, is a web page. Where it is none, its relatives are tried: the
/// other scheme, the path shortened. Nothing where `stop` was triggered. In a thread with an event loop.
QCoro::Task<std::optional<HomeReport>> find_home(QUrl address, std::stop_token stop);

inline constexpr HomeFinder homelab_api_finder = {
    .key = "api.base_url", .schemes = {"https", "http"}, .find = find_home};

}  // namespace hearth
