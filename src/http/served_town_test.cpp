#include "http/served_town_test.h"

namespace cs::http {

ServedTown::ServedTown(Options options) {
    options.port = 0;
    auto started = Server::start(options, routes(town.api()), gate, metrics, wall);
    EXPECT_TRUE(started) << (started ? "" : started.error().text());
    if (started) server = std::move(*started);
}

std::string ServedTown::token(Role role, std::vector<auth::Scope> scopes, Duration lifetime) {
    auto name = std::string(json::enum_name(role));
    auto& accounts = town.api().accounts;
    if (!*accounts.find(name)) {
        auto added = accounts.add({name, auth::AccountKind::system, town.person(role, true)}, "");
        EXPECT_TRUE(added) << (added ? "" : added.error().text());
    }
    return accounts.issue_token(name, "test", scopes, lifetime)->text;
}

Received ServedTown::ask(const std::string& request) {
    Client client(server->port());
    return client.ask(request);
}

Received ServedTown::follow(const std::string& url, const std::string& headers) {
    constexpr std::string_view origin = "http://x";
    EXPECT_TRUE(url.starts_with(origin)) << url;
    return ask(http::get(std::string_view(url).substr(origin.size()), headers));
}

std::string bearer(const std::string& token) { return "Authorization: Bearer " + token + "\r\n"; }

std::string multipart(const std::vector<Pair>& fields, const std::vector<std::string>& media) {
    std::string out;
    for (const auto& [name, value] : fields)
        out += "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value +
               "\r\n";
    for (const auto& file : media)
        out += "--b\r\nContent-Disposition: form-data; name=\"media\"; filename=\"1.jpg\"\r\n\r\n" +
               file + "\r\n";
    return out + "--b--\r\n";
}

std::string post_form(const std::string& path, const std::string& form,
                      const std::string& headers) {
    return "POST " + path + " HTTP/1.1\r\nHost: x\r\n" + headers +
           "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: " +
           std::to_string(form.size()) + "\r\n\r\n" + form;
}

std::string member_of(const std::string& body, const std::string& path) {
    Response response;
    response.body = body;
    return member(response, path);
}

}  // namespace cs::http
