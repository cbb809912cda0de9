#include "http/transport.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

namespace cs::http {

namespace {

using State = Transport::State;

class Plain final : public Transport {
public:
    explicit Plain(int socket) : socket_(socket) {}

    Step read(std::span<char> into) override {
        auto count = ::recv(socket_, into.data(), into.size(), 0);
        if (count > 0) return {State::moved, static_cast<std::size_t>(count)};
        bool is_dry = count < 0 && (errno == EAGAIN || errno == EINTR);
        return {is_dry ? State::wants_read : State::closed};
    }
    Step write(std::string_view bytes) override {
        auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count >= 0) return {State::moved, static_cast<std::size_t>(count)};
        return {errno == EAGAIN || errno == EINTR ? State::wants_write : State::closed};
    }
    void end_writing() override { ::shutdown(socket_, SHUT_WR); }
    bool is_secure() const override { return false; }

private:
    int socket_;
};

class Tls final : public Transport {
public:
    Tls(SSL_CTX* context, int socket) : socket_(socket), ssl_(SSL_new(context)) {
        SSL_set_fd(ssl_.get(), socket);
        SSL_set_accept_state(ssl_.get());
    }

    Step read(std::span<char> into) override {
        std::size_t count = 0;
        int result = SSL_read_ex(ssl_.get(), into.data(), into.size(), &count);
        return step(result, count);
    }
    Step write(std::string_view bytes) override {
        std::size_t count = 0;
        int result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &count);
        return step(result, count);
    }
    void end_writing() override {
        if (SSL_is_init_finished(ssl_.get())) SSL_shutdown(ssl_.get());
        ERR_clear_error();
        ::shutdown(socket_, SHUT_WR);
    }
    bool is_secure() const override { return true; }

private:
    struct Free {
        void operator()(SSL* ssl) const { SSL_free(ssl); }
    };
    Step step(int result, std::size_t count) {
        if (result == 1) return {State::moved, count};
        int error = SSL_get_error(ssl_.get(), result);
        ERR_clear_error();
        if (error == SSL_ERROR_WANT_READ) return {State::wants_read};
        if (error == SSL_ERROR_WANT_WRITE) return {State::wants_write};
        return {State::closed};
    }

    int socket_;
    std::unique_ptr<SSL, Free> ssl_;
};

std::string tls_reason() {
    auto code = ERR_get_error();
    ERR_clear_error();
    auto* reason = ERR_reason_error_string(code);
    return reason == nullptr ? "unknown" : reason;
}

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* in, unsigned in_size, void*) {
    static constexpr unsigned char known[] = "\x08http/1.1";
    unsigned char* chosen = nullptr;
    if (SSL_select_next_proto(&chosen, out_size, known, sizeof known - 1, in, in_size) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

}  // namespace

std::unique_ptr<Transport> plain_transport(int socket) {
    return std::make_unique<Plain>(socket);
}

void TlsContext::Free::operator()(ssl_ctx_st* context) const {
    SSL_CTX_free(context);
}

Result<TlsContext> TlsContext::load(const std::string& certificate, const std::string& key) {
    TlsContext made(SSL_CTX_new(TLS_server_method()));
    auto* context = made.context_.get();
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_RELEASE_BUFFERS |
                                  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
    if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1)
        return fail("cannot use the TLS certificate: " + tls_reason(), certificate,
                    "give a PEM file with the server's certificate and its chain");
    if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1)
        return fail("cannot use the TLS key: " + tls_reason(), key,
                    "give the PEM file of the key that belongs to the certificate");
    // OpenSSL writes without MSG_NOSIGNAL: a peer that is gone must not end the process.
    std::signal(SIGPIPE, SIG_IGN);
    return made;
}

std::unique_ptr<Transport> TlsContext::transport(int socket) const {
    return std::make_unique<Tls>(context_.get(), socket);
}

}  // namespace cs::http
