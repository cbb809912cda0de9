#include "base/check.h"
#include "http/answer.h"
#include "http/exchange.h"
#include "http/loop.h"

namespace cs::http {

Respond::Respond(std::unique_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}
Respond::Respond(Respond&&) noexcept = default;

Respond& Respond::operator=(Respond&& other) noexcept {
    Respond dropped(std::move(exchange_));
    exchange_ = std::move(other.exchange_);
    return *this;
}

Respond::~Respond() {
    if (!exchange_) return;
    (*this)(status_refused(exchange_->refuse, exchange_->request, 500,
                           "the request was given up without an answer"));
}

void Respond::operator()(Response response) {
    CHECK(exchange_ != nullptr);
    auto* loop = exchange_->loop;
    loop->deliver(std::move(exchange_), std::move(response));
}

}  // namespace cs::http
