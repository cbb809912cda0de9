#include "base/check.h"
#include "http/exchange.h"
#include "http/loop.h"
#include "http/problem.h"

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
    auto id = exchange_->request.id;
    (*this)(status_problem(500, "the request was given up without an answer", id));
}

void Respond::operator()(Response response) {
    CHECK(exchange_ != nullptr);
    auto* loop = exchange_->loop;
    loop->deliver(std::move(exchange_), std::move(response));
}

}  // namespace cs::http
