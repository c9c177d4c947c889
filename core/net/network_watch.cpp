#include "core/net/network_watch.h"

#include <QHostAddress>
#include <QLoggingCategory>

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <utility>

namespace hearth {
namespace {

Q_LOGGING_CATEGORY(log_network, "hearth.network", QtInfoMsg)

/// Less is what the two clocks are read apart.
constexpr auto a_nap = std::chrono::seconds(2);
constexpr int patience_in_calms = 5;

/// Empty for what nobody elsewhere is reached from.
std::string way_of(const ifaddrs& entry) {
  constexpr unsigned runs = IFF_UP | IFF_RUNNING;
  if (entry.ifa_addr == nullptr || (entry.ifa_flags & runs) != runs || (entry.ifa_flags & IFF_LOOPBACK) != 0)
    return {};
  QHostAddress address(entry.ifa_addr);
  if (address.protocol() != QAbstractSocket::IPv4Protocol &&
      address.protocol() != QAbstractSocket::IPv6Protocol)
    return {};
  if (address.isLinkLocal()) return {};
  if (address.protocol() == QAbstractSocket::IPv6Protocol) {
    Q_IPV6ADDR bytes = address.toIPv6Address();
    for (int i = 8; i < 16; ++i) bytes[i] = 0;
    address.setAddress(bytes);
  }
  return std::string(entry.ifa_name) + ' ' + address.toString().toStdString();
}

}  // namespace

std::set<std::string> network_ways() {
  std::set<std::string> ways;
  ifaddrs* first = nullptr;
  if (::getifaddrs(&first) != 0) return ways;
  for (const ifaddrs* entry = first; entry != nullptr; entry = entry->ifa_next)
    if (std::string way = way_of(*entry); !way.empty()) ways.insert(std::move(way));
  ::freeifaddrs(first);
  return ways;
}

NetworkWatch::NetworkWatch(const Clock& clock, QObject* parent) : NetworkWatch(clock, Options(), parent) {}

NetworkWatch::NetworkWatch(const Clock& clock, Options options, QObject* parent)
    : QObject(parent),
      clock_(clock),
      options_(std::move(options)),
      slept_(slept()),
      look_(this),
      calm_(this),
      latest_(this) {
  listen();
  ways_ = options_.ways();
  connect(&look_, &QTimer::timeout, this, &NetworkWatch::look_for_sleep);
  look_.start(options_.look);
  for (QTimer* const timer : {&calm_, &latest_}) {
    timer->setSingleShot(true);
    connect(timer, &QTimer::timeout, this, &NetworkWatch::judge);
  }
  calm_.setInterval(options_.calm);
  latest_.setInterval(options_.calm * patience_in_calms);
}

NetworkWatch::~NetworkWatch() {
  notifier_.reset();
  if (socket_ >= 0) ::close(socket_);
}

void NetworkWatch::listen() {
  socket_ = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
  sockaddr_nl groups = {};
  groups.nl_family = AF_NETLINK;
  groups.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): how bind() takes every family's addresses.
  if (socket_ < 0 || ::bind(socket_, reinterpret_cast<const sockaddr*>(&groups), sizeof groups) != 0) {
    qCWarning(log_network, "Changes of the network are not told (%s): lost connections are noticed later.",
              std::strerror(errno));
    return;
  }
  notifier_ = std::make_unique<QSocketNotifier>(socket_, QSocketNotifier::Read);
  connect(notifier_.get(), &QSocketNotifier::activated, this, &NetworkWatch::on_message);
}

/// What it says is looked up anyway: also where so much was said that some of it was lost.
void NetworkWatch::on_message() {
  std::array<char, 8192> message;
  while (::recv(socket_, message.data(), message.size(), 0) > 0) continue;
  calm_.start();
  if (!latest_.isActive()) latest_.start();
}

std::chrono::nanoseconds NetworkWatch::slept() const {
  return clock_.since_boot() - clock_.monotonic();
}

void NetworkWatch::look_for_sleep() {
  const auto now = slept();
  if (now - std::exchange(slept_, now) < a_nap) return;
  has_slept_ = true;
  judge();
}

void NetworkWatch::judge() {
  calm_.stop();
  latest_.stop();
  std::set<std::string> ways = options_.ways();
  const bool slept = std::exchange(has_slept_, false);
  const bool other = ways != ways_;
  ways_ = std::move(ways);
  if (!slept && (!other || ways_.empty())) return;
  qCInfo(log_network) << (slept ? "The machine has slept." : "The network has changed.");
  Q_EMIT changed();
}

}  // namespace hearth
