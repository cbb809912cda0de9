// Somebody who takes webhooks, on a free port of loopback.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace cs::hooks {

/// Takes requests one after another and answers each with the status that `judge` gives.
class Receiver {
public:
    using Judge = std::function<int(const std::string& request)>;
    explicit Receiver(Judge judge) : judge_(std::move(judge)) {
        listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
        socklen_t size = sizeof address;
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/hook";
        ::listen(listener_, 64);
        thread_ = std::jthread([this] { serve(); });
    }
    ~Receiver() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    /// Waits until so many were answered with 2xx.
    std::vector<std::string> wait_for(std::size_t count) {
        std::unique_lock lock(mutex_);
        arrived_.wait_for(lock, std::chrono::seconds(20), [&] { return good_.size() >= count; });
        return good_;
    }
    std::string url;

private:
    void serve() {
        for (;;) {
            int client = ::accept(listener_, nullptr, nullptr);
            if (client < 0) return;
            std::string request;
            char bytes[8'192];
            while (!is_whole(request)) {
                auto got = ::recv(client, bytes, sizeof bytes, 0);
                if (got <= 0) break;
                request.append(bytes, static_cast<std::size_t>(got));
            }
            // A sender that was killed in the middle has sent nothing.
            if (!is_whole(request)) {
                ::close(client);
                continue;
            }
            int status = judge_(request);
            auto answer = "HTTP/1.1 " + std::to_string(status) +
                          " x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            if (status != 0) ::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
            ::close(client);
            if (status / 100 != 2) continue;
            std::lock_guard lock(mutex_);
            good_.push_back(request);
            arrived_.notify_all();
        }
    }
    static bool is_whole(const std::string& request) {
        auto end = request.find("\r\n\r\n");
        auto length = request.find("Content-Length: ");
        if (end == std::string::npos || length == std::string::npos) return false;
        return request.size() >= end + 4 + std::stoul(request.substr(length + 16));
    }
    Judge judge_;
    int listener_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<std::string> good_;
    std::jthread thread_;
};

}  // namespace cs::hooks
