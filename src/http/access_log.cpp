#include "http/access_log.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>

#include "base/json.h"
#include "http/limits.h"
#include "runtime/thread_share.h"

namespace cs::http {

namespace {

// Numbers of cases and codes of divisions may be read in a log; names and receipts may not.
bool is_number(std::string_view text) {
    return !text.empty() &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
    out.append(",\"").append(name).append("\":");
    json::append_string(out, value);
}

void append_number(std::string& out, std::string_view name, std::int64_t value) {
    out.append(",\"").append(name).append("\":");
    json::append_integer(out, value);
}

}  // namespace

std::string access_line(const Visit& visit) {
    const auto& request = visit.request;
    std::string out = "{\"time\":\"" + utc_text(request.received) + '"';
    append_member(out, "request", request.id);
    append_member(out, "peer", request.peer);
    if (!visit.account.empty()) append_member(out, "account", visit.account);
    append_member(out, "method", method_name(request.method));
    append_member(out, "route", visit.route);
    for (const auto& [name, value] : request.parameters)
        if (is_number(value)) append_member(out, name, value);
    append_number(out, "status", visit.status);
    append_number(out, "bytes", static_cast<std::int64_t>(visit.bytes));
    append_number(out, "us", visit.us);
    return out + "}\n";
}

Result<std::unique_ptr<AccessLog>> AccessLog::open(const std::string& path, Counter& lost) {
    std::FILE* file = nullptr;
    if (path == "-") file = stderr;
    if (!path.empty() && path != "-") {
        file = std::fopen(path.c_str(), "ae");
        if (file == nullptr)
            return fail("cannot open the access log: " + std::generic_category().message(errno),
                        path, "name a file in a directory that the server may write");
    }
    return std::unique_ptr<AccessLog>(new AccessLog(file, lost));
}

AccessLog::AccessLog(std::FILE* file, Counter& lost) : file_(file), lost_(lost) {
    if (file_ != nullptr) writer_ = std::jthread([this] { write_loop(); });
}

AccessLog::~AccessLog() {
    if (file_ == nullptr) return;
    {
        std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    arrived_.notify_one();
    writer_.join();
    if (file_ != stderr) std::fclose(file_);
}

void AccessLog::add(const Visit& visit) {
    if (file_ == nullptr) return;
    auto line = access_line(visit);
    std::scoped_lock lock(mutex_);
    if (waiting_.size() + line.size() > limits::log_waiting)
        lost_.add();
    else
        waiting_ += line;
}

// Looks four times a second, so that requests do not pay for waking it.
void AccessLog::write_loop() {
    runtime::take_share(runtime::ThreadShare::background);
    for (bool is_last = false; !is_last;) {
        std::string taken;
        {
            std::unique_lock lock(mutex_);
            arrived_.wait_for(lock, std::chrono::milliseconds(250), [this] { return stopping_; });
            taken.swap(waiting_);
            is_last = stopping_;
        }
        std::fwrite(taken.data(), 1, taken.size(), file_);
        std::fflush(file_);
    }
}

}  // namespace cs::http
