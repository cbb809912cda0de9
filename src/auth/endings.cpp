#include "auth/endings.h"

#include <chrono>

namespace cs::auth {

namespace {

constexpr std::chrono::milliseconds between_looks(500);

}  // namespace

void Endings::note(AccountId account) {
    ++counts_[number(account) % size];
    tell();
}

void Endings::note_all() {
    for (auto& count : counts_) ++count;
    tell();
}

void Endings::tell() {
    std::lock_guard lock(mutex_);
    if (tell_) tell_();
}

void Endings::watch(std::function<void()> tell, std::function<void()> look) {
    stop();
    std::lock_guard lock(mutex_);
    tell_ = std::move(tell);
    looking_ = std::jthread([this, look = std::move(look)](const std::stop_token& stop) {
        std::mutex mine;
        std::unique_lock waiting(mine);
        auto is_over = [&] { return stop.stop_requested(); };
        while (!stopped_.wait_for(waiting, stop, between_looks, is_over)) look();
    });
}

void Endings::stop() {
    looking_ = {};
    std::lock_guard lock(mutex_);
    tell_ = {};
}

}  // namespace cs::auth
