#include "fetch/transfers.h"

#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <map>

#include "base/check.h"

namespace cs::fetch {

namespace {

struct FreeEasy {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct FreeUrl {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct FreeText {
    void operator()(char* text) const { curl_free(text); }
};
using Text = std::unique_ptr<char, FreeText>;

void start_curl() {
    static const bool is_started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    CHECK(is_started);
}

struct Transfer {
    std::uint64_t id = 0;
    const Rules* rules = nullptr;
    Outgoing request;
    Incoming answer;
    std::string blocked;  ///< the address that may not be connected to
    bool is_plain = false;
    bool is_too_long = false;
    std::unique_ptr<CURL, FreeEasy> handle;
    std::unique_ptr<curl_slist, FreeList> headers;
};

// Schemes are written in either case.
bool has_scheme(std::string_view url, std::string_view scheme) {
    return url.size() > scheme.size() && url.substr(scheme.size()).starts_with("://") &&
           ::strncasecmp(url.data(), scheme.data(), scheme.size()) == 0;
}
bool is_plain(std::string_view url) { return !has_scheme(url, "https"); }

bool may_connect(const AddressPolicy& policy, const IpAddress& address, bool in_plain) {
    return in_plain ? policy.is_listed(address) : policy.allows(address);
}

curl_socket_t open_socket(void* client, curlsocktype, curl_sockaddr* target) {
    auto& transfer = *static_cast<Transfer*>(client);
    auto address = address_of(target->addr);
    if (!address || !may_connect(transfer.rules->addresses, *address, transfer.is_plain)) {
        transfer.blocked = address ? text_of(*address) : "not an IP address";
        return CURL_SOCKET_BAD;
    }
    return ::socket(target->family, target->socktype | SOCK_CLOEXEC, target->protocol);
}

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* client) {
    auto& transfer = *static_cast<Transfer*>(client);
    auto& body = transfer.answer.body;
    if (body.size() + size * count > transfer.rules->most_bytes) {
        transfer.is_too_long = true;
        return 0;
    }
    body.append(data, size * count);
    return size * count;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* client) {
    constexpr std::size_t most_headers = 100;
    auto& headers = static_cast<Transfer*>(client)->answer.headers;
    std::string_view line(data, size * count);
    auto colon = line.find(':');
    if (colon == std::string_view::npos || headers.size() >= most_headers) return size * count;
    std::string name(line.substr(0, colon));
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    auto value = line.substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    headers.emplace_back(std::move(name), value.substr(0, value.find_last_not_of("\r\n ") + 1));
    return size * count;
}

void set_up(Transfer& transfer) {
    auto* handle = transfer.handle.get();
    const auto& rules = *transfer.rules;
    auto set = [handle](CURLoption option, auto value) {
        CHECK(curl_easy_setopt(handle, option, value) == CURLE_OK);
    };
    set(CURLOPT_URL, transfer.request.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_PROXY, "");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!rules.certificates.empty()) set(CURLOPT_CAINFO, rules.certificates.c_str());
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(rules.connect_timeout.count()));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(rules.timeout.count()));
    set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
    set(CURLOPT_OPENSOCKETDATA, &transfer);
    set(CURLOPT_WRITEFUNCTION, &take_body);
    set(CURLOPT_WRITEDATA, &transfer);
    set(CURLOPT_HEADERFUNCTION, &take_header);
    set(CURLOPT_HEADERDATA, &transfer);
    set(CURLOPT_PRIVATE, &transfer);
    set(CURLOPT_CUSTOMREQUEST, transfer.request.method.c_str());
    if (transfer.request.method == "POST") {
        set(CURLOPT_POSTFIELDS, transfer.request.body.c_str());
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(transfer.request.body.size()));
    }
    curl_slist* list = curl_slist_append(nullptr, "User-Agent: chengshu");
    // curl would wait a second for a 100 Continue that few servers send.
    list = curl_slist_append(list, "Expect:");
    for (const auto& header : transfer.request.headers)
        list = curl_slist_append(list, header.c_str());
    transfer.headers.reset(list);
    set(CURLOPT_HTTPHEADER, list);
}

Incoming ended(Transfer& transfer, CURLcode code) {
    long status = 0;
    curl_easy_getinfo(transfer.handle.get(), CURLINFO_RESPONSE_CODE, &status);
    auto& answer = transfer.answer;
    answer.status = static_cast<int>(status);
    if (code == CURLE_OK) return std::move(answer);
    if (transfer.is_too_long) {
        answer.problem = "the answer is longer than " + std::to_string(transfer.rules->most_bytes) +
                         " bytes";
        return std::move(answer);
    }
    answer.status = 0;
    answer.problem = curl_easy_strerror(code);
    if (!transfer.blocked.empty())
        answer.problem = transfer.is_plain
                             ? "plain HTTP is not sent to " + transfer.blocked
                             : "this node does not connect to " + transfer.blocked;
    return std::move(answer);
}

}  // namespace

std::string_view Incoming::header(std::string_view name) const {
    for (const auto& [known, value] : headers)
        if (known == name) return value;
    return {};
}

struct Transfers::State {
    Rules rules;
    CURLM* multi = nullptr;
    std::map<CURL*, std::unique_ptr<Transfer>> transfers;
};

Transfers::Transfers(Rules rules) : state_(std::make_unique<State>()) {
    start_curl();
    state_->rules = std::move(rules);
    state_->multi = curl_multi_init();
    CHECK(state_->multi != nullptr);
}

Transfers::~Transfers() {
    for (auto& [handle, transfer] : state_->transfers)
        curl_multi_remove_handle(state_->multi, handle);
    state_->transfers.clear();
    curl_multi_cleanup(state_->multi);
}

void Transfers::begin(std::uint64_t id, Outgoing request) {
    auto transfer = std::make_unique<Transfer>();
    transfer->id = id;
    transfer->rules = &state_->rules;
    transfer->request = std::move(request);
    transfer->is_plain = is_plain(transfer->request.url);
    transfer->handle.reset(curl_easy_init());
    CHECK(transfer->handle != nullptr);
    set_up(*transfer);
    auto* handle = transfer->handle.get();
    CHECK(curl_multi_add_handle(state_->multi, handle) == CURLM_OK);
    state_->transfers[handle] = std::move(transfer);
}

std::size_t Transfers::under_way() const { return state_->transfers.size(); }

std::vector<std::pair<std::uint64_t, Incoming>> Transfers::wait(
    std::chrono::milliseconds patience) {
    int running = 0;
    curl_multi_perform(state_->multi, &running);
    std::vector<std::pair<std::uint64_t, Incoming>> out;
    auto collect = [&] {
        int left = 0;
        while (auto* message = curl_multi_info_read(state_->multi, &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            auto code = message->data.result;
            auto found = state_->transfers.find(message->easy_handle);
            out.emplace_back(found->second->id, ended(*found->second, code));
            curl_multi_remove_handle(state_->multi, found->first);
            state_->transfers.erase(found);
        }
    };
    collect();
    if (!out.empty()) return out;
    curl_multi_poll(state_->multi, nullptr, 0, static_cast<int>(patience.count()), nullptr);
    curl_multi_perform(state_->multi, &running);
    collect();
    return out;
}

void Transfers::wake() { curl_multi_wakeup(state_->multi); }

Result<Incoming> fetch(const Rules& rules, Outgoing request) {
    auto url = request.url;
    Transfers transfers(rules);
    transfers.begin(1, std::move(request));
    for (;;) {
        auto done = transfers.wait(std::chrono::milliseconds(200));
        if (done.empty()) continue;
        auto answer = std::move(done.front().second);
        if (answer.status == 0 || !answer.problem.empty())
            return fail("this address did not answer: " + answer.problem, url,
                        "check that it is reachable from here");
        return answer;
    }
}

namespace {

// An IPv6 address in brackets, or a name of labels (RFC 1123), as it is looked up: in ASCII.
bool is_host(std::string_view host) {
    if (host.starts_with('[')) return host.ends_with(']');
    std::size_t length = 0;
    char before = '.';
    for (char c : host) {
        bool is_plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
        bool is_inside = c == '-' && length > 0;
        bool is_end = c == '.' && length > 0 && before != '-';
        if (!is_plain && !is_inside && !is_end) return false;
        length = is_end ? 0 : length + 1;
        if (length > 63) return false;
        before = c;
    }
    return before != '-' && !host.empty() && host.size() <= 253;
}

// What a host stands for without being looked up: an address written out, or this machine.
std::vector<IpAddress> addresses_of(std::string_view written) {
    std::string lowered(written);
    std::ranges::transform(lowered, lowered.begin(),
                           [](unsigned char c) { return std::tolower(c); });
    std::string_view host = lowered;
    if (host.ends_with('.')) host.remove_suffix(1);
    if (host == "localhost" || host.ends_with(".localhost"))
        return {*parse_ip_address("127.0.0.1"), *parse_ip_address("::1")};
    if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
    auto address = parse_ip_address(host);
    return address ? std::vector{*address} : std::vector<IpAddress>{};
}

Result<std::string> host_of(const std::string& url) {
    auto refused = [&] {
        return fail("this is not the address of a service", url,
                    "write it as https://host/path, without user, password or #");
    };
    start_curl();
    std::unique_ptr<CURLU, FreeUrl> parsed(curl_url());
    for (unsigned char c : url)
        if (c <= ' ' || c == 0x7F) return refused();
    if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK)
        return refused();
    char* part = nullptr;
    if (curl_url_get(parsed.get(), CURLUPART_SCHEME, &part, 0) != CURLUE_OK) return refused();
    Text scheme(part);
    part = nullptr;
    bool has_fragment = curl_url_get(parsed.get(), CURLUPART_FRAGMENT, &part, 0) == CURLUE_OK;
    Text fragment(part);
    std::string_view name(scheme.get());
    if ((name != "https" && name != "http") || has_fragment) return refused();
    if (!has_scheme(url, name)) return refused();
    part = nullptr;
    bool has_port = curl_url_get(parsed.get(), CURLUPART_PORT, &part, 0) == CURLUE_OK;
    Text port(part);
    if (has_port && std::string_view(port.get()) == "0") return refused();
    part = nullptr;
    if (curl_url_get(parsed.get(), CURLUPART_HOST, &part, 0) != CURLUE_OK) return refused();
    Text host(part);
    if (!is_host(host.get())) return refused();
    return std::string(host.get());
}

}  // namespace

Result<void> check_url(const std::string& url) {
    if (auto host = host_of(url); !host) return std::unexpected(host.error());
    return {};
}

Result<void> check_url(const std::string& url, const AddressPolicy& addresses) {
    auto host = TRY(host_of(url));
    auto written = addresses_of(host);
    auto may = [&](const IpAddress& one) { return may_connect(addresses, one, is_plain(url)); };
    bool may_become = written.empty() && (!is_plain(url) || addresses.lists_any());
    if (may_become || std::ranges::any_of(written, may)) return {};
    return fail(is_plain(url) ? "plain HTTP is not sent to " + host
                              : "this node does not connect to " + host,
                {},
                "use https:// and a public address, or have its network listed in outbound-allow");
}

}  // namespace cs::fetch
