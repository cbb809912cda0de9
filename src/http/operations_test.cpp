// What operators see: health, numbers, the log; and TLS.
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <iterator>

#include "base/json.h"
#include "http/access_log.h"
#include "http/served_test.h"
#include "http/service_routes.h"
#include "journal/temporary_directory.h"

namespace cs::http {
namespace {

std::string content(const std::string& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(ServiceRoutes, SayHealthReadinessAndNumbers) {
    std::string obstacle = "the journal cannot be written";
    Metrics metrics;
    add_process_metrics(metrics);
    metrics.histogram("chengshu_test_seconds", "A test.", "route=\"a\"").observe_us(300);
    Served served({}, service_routes(metrics, [&] { return obstacle; }));
    Client client(served.port());
    EXPECT_EQ(client.ask(get("/healthz")).body, "ok\n");
    auto front = client.ask(get("/"));
    EXPECT_EQ(front.status, 303);
    EXPECT_EQ(front.headers["location"], "/api/v1");
    auto answer = client.ask(get("/readyz"));
    EXPECT_EQ(answer.status, 503);
    EXPECT_NE(answer.body.find(obstacle), std::string::npos);
    obstacle.clear();
    EXPECT_EQ(client.ask(get("/readyz")).status, 200);
    auto text = client.ask(get("/metrics")).body;
    EXPECT_NE(text.find("# TYPE process_resident_memory_bytes gauge\n"), std::string::npos);
    EXPECT_NE(text.find("chengshu_test_seconds_bucket{route=\"a\",le=\"0.00025\"} 0\n"
                        "chengshu_test_seconds_bucket{route=\"a\",le=\"0.0005\"} 1\n"),
              std::string::npos);
    EXPECT_NE(text.find("# TYPE process_cpu_seconds_total counter\n"), std::string::npos);
    EXPECT_NE(text.find("chengshu_test_seconds_count{route=\"a\"} 1\n"), std::string::npos);
    EXPECT_NE(text.find("# TYPE process_start_time_seconds gauge\n"), std::string::npos);
    auto start = std::stod(text.substr(text.find("\nprocess_start_time_seconds ") + 28));
    auto now = static_cast<double>(std::time(nullptr));
    EXPECT_LE(start, now + 2) << text;
    EXPECT_GT(start, now - 3'600) << text;
    auto& found = served.metrics.counter("chengshu_http_requests_total", "",
                                         "route=\"showHealth\",code=\"2xx\"");
    EXPECT_EQ(found.value(), 1u);
}

TEST(AccessLog, SaysWhatHappenedAndNothingOfPersons) {
    Counter lost;
    journal::TemporaryDirectory directory;
    auto path = directory.path() + "/access.log";
    Options options;
    options.access_log = path;
    {
        Served served(options);
        Client client(served.port());
        client.ask(get("/items/410100000-42?phone=13812341234",
                       "account: li\r\nAuthorization: Bearer secret\r\nX-Request-Id: r1\r\n"));
        client.ask(get("/items/zhangsan"));
        client.ask(get("/13812341234"));
    }
    auto text = content(path);
    EXPECT_EQ(std::ranges::count(text, '\n'), 3);
    for (auto* secret : {"13812341234", "secret", "zhangsan", "phone"})
        EXPECT_EQ(text.find(secret), std::string::npos) << secret;
    auto line = json::parse(text.substr(0, text.find('\n')))->as_object();
    EXPECT_EQ(line["request"].as_string(), "r1");
    EXPECT_EQ(line["peer"].as_string(), "127.0.0.1");
    EXPECT_EQ(line["account"].as_string(), "li");
    EXPECT_EQ(line["method"].as_string(), "GET");
    EXPECT_EQ(line["route"].as_string(), "/items/{id}");
    EXPECT_EQ(line["id"].as_string(), "410100000-42");
    EXPECT_EQ(line["status"].as_int64(), 200);
    EXPECT_GE(line["us"].as_int64(), 0);
    EXPECT_FALSE(AccessLog::open(directory.path() + "/none/access.log", lost));
}

/// A key and a certificate for localhost, signed by itself.
void make_certificate(const std::string& certificate, const std::string& key) {
    EVP_PKEY* pair = EVP_EC_gen("P-256");
    X509* x = X509_new();
    X509_set_version(x, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x), 3600);
    X509_set_pubkey(x, pair);
    auto* name = X509_get_subject_name(x);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(x, name);
    EXPECT_GT(X509_sign(x, pair, EVP_sha256()), 0);
    auto* file = std::fopen(certificate.c_str(), "w");
    PEM_write_X509(file, x);
    std::fclose(file);
    file = std::fopen(key.c_str(), "w");
    PEM_write_PrivateKey(file, pair, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
    X509_free(x);
    EVP_PKEY_free(pair);
}

class Tls : public testing::Test {
protected:
    Tls() {
        make_certificate(certificate, key);
        options.certificate = certificate;
        options.key = key;
    }
    journal::TemporaryDirectory directory;
    std::string certificate = directory.path() + "/cert.pem";
    std::string key = directory.path() + "/key.pem";
    Options options;
};

std::string read_all(SSL* ssl, std::size_t size) {
    std::string out;
    char buffer[16 * 1024];
    while (out.size() < size) {
        int count = SSL_read(ssl, buffer, sizeof buffer);
        if (count <= 0) break;
        out.append(buffer, static_cast<std::size_t>(count));
    }
    return out;
}

TEST_F(Tls, ServesOverIt) {
    Served served(options), bare;
    Client unprotected(bare.port());
    auto long_size = unprotected.ask(get("/long")).body.size();
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    ASSERT_EQ(SSL_CTX_load_verify_locations(context, certificate.c_str(), nullptr), 1);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    {
        Client client(served.port());
        SSL* ssl = SSL_new(context);
        SSL_set_fd(ssl, client.socket());
        ASSERT_EQ(SSL_connect(ssl), 1);
        for (int i = 0; i < 3; ++i) {
            auto request = get("/hello") + get("/long");
            ASSERT_EQ(SSL_write(ssl, request.data(), static_cast<int>(request.size())),
                      static_cast<int>(request.size()));
            auto text = read_all(ssl, 100 * 1024);
            EXPECT_TRUE(text.starts_with("HTTP/1.1 200 OK\r\n"));
            EXPECT_NE(text.find("Strict-Transport-Security: "), std::string::npos);
            auto begin = text.find("\r\n\r\n案") + 4;
            text += read_all(ssl, begin + long_size - text.size());
            EXPECT_EQ(text.size(), begin + long_size);
        }
        SSL_free(ssl);
    }
    SSL_CTX_free(context);
    Client plain(served.port());
    plain.send(get("/hello"));
    EXPECT_EQ(plain.receive().status, 0);
}

TEST_F(Tls, FilesThatDoNotFitAreNamed) {
    OpenGate gate;
    Metrics metrics;
    runtime::SystemTime time;
    options.port = 0;
    auto start = [&] { return Server::start(options, {}, gate, metrics, time).error(); };
    options.key = certificate;
    EXPECT_EQ(start().where, certificate);
    options.certificate = directory.path() + "/none.pem";
    auto error = start();
    EXPECT_EQ(error.where, options.certificate);
    EXPECT_TRUE(error.what.starts_with("cannot use the TLS certificate: "));
}

}  // namespace
}  // namespace cs::http
