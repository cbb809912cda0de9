// Ranges of a film: what a header asks for, and what comes over a socket, piece by piece opened.
#include "http/ranges.h"

#include "evidence/samples.h"
#include "http/served_town_test.h"

namespace cs::http {
namespace {

using auth::Scope;

RangeAsked asked(const std::string& range, std::uint64_t size, const std::string& if_range = {}) {
    Request request;
    request.headers.push_back({"range", range});
    if (!if_range.empty()) request.headers.push_back({"if-range", if_range});
    return range_asked(request, "v1", size);
}

TEST(Ranges, AreReadAsTheStandardHasThem) {
    auto part = [](const RangeAsked& what) {
        if (!what.is_there) return std::string("none");
        return what.part ? content_range(what.part, 1000) : std::string("whole");
    };
    EXPECT_EQ(part(asked("bytes=0-499", 1000)), "bytes 0-499/1000");
    EXPECT_EQ(part(asked("bytes=500-", 1000)), "bytes 500-999/1000");
    EXPECT_EQ(part(asked("bytes=-1", 1000)), "bytes 999-999/1000");
    EXPECT_EQ(part(asked("bytes=-5000", 1000)), "bytes 0-999/1000");
    EXPECT_EQ(part(asked("bytes=900-5000", 1000)), "bytes 900-999/1000");
    EXPECT_EQ(part(asked("bytes=1000-", 1000)), "none");
    EXPECT_EQ(part(asked("bytes=-0", 1000)), "none");
    for (const char* odd : {"bytes=5-4", "bytes=a-b", "bytes=-", "bytes=", "lines=1-2", "bytes=1",
                            "bytes=0-1,5-6", "bytes=99999999999999999999-"})
        EXPECT_EQ(part(asked(odd, 1000)), "whole") << odd;
    EXPECT_EQ(part(asked("bytes=0-1", 1000, "\"v1\"")), "bytes 0-1/1000");
    EXPECT_EQ(part(asked("bytes=0-1", 1000, "\"v2\"")), "whole");
    EXPECT_EQ(part(asked("bytes=0-1", 1000, "Sun, 06 Nov 1994 08:49:37 GMT")), "whole");
}

// A film of some pieces of the sealed file.
std::string film() {
    auto out = evidence::samples::mp4();
    std::string large = out.substr(0, out.size() - 200);
    large.replace(large.size() - 8, 4, std::string("\x00\x03\x0D\x48", 4));
    while (large.size() < out.size() - 208 + 200'008) large += static_cast<char>(large.size() * 7);
    return large;
}

class Film : public testing::Test {
protected:
    Film() {
        auto& town = served.town;
        auto sent = town.post("/evidence", town.nobody(), bytes);
        EXPECT_EQ(sent.status, 201) << sent.body;
        auto report = town.post("/reports", town.nobody(),
                                R"({"title":"a","text":"b","division":"410102001000","upload":")" +
                                    member(sent, "upload") + R"(","attachments":[")" +
                                    member(sent, "hash") + "\"]}");
        EXPECT_EQ(report.status, 201) << report.body;
        path = "/api/v1/reports/" + member(report, "report") + "/evidence/" +
               member(sent, "hash") + "?form=original";
        after = "Chengshu-After: " + member(report, "sequence") + "\r\n";
        token = served.token(Role::agent, {Scope::read, Scope::personal});
    }
    Received ask(const std::string& headers) {
        return served.ask(get(path, bearer(token) + "Chengshu-Purpose: look\r\n" + after + headers));
    }

    const std::string bytes = film();
    ServedTown served;
    std::string path, after, token;
};

TEST_F(Film, ComesWholeWithItsLengthOrInParts) {
    auto whole = ask("");
    ASSERT_EQ(whole.status, 200) << whole.body;
    EXPECT_EQ(whole.headers["accept-ranges"], "bytes");
    EXPECT_EQ(whole.headers["content-length"], std::to_string(bytes.size()));
    EXPECT_FALSE(whole.headers.contains("transfer-encoding"));
    EXPECT_TRUE(whole.body == bytes);
    // Over the borders of the sealed file's pieces, within one, and the end.
    const std::pair<std::size_t, std::size_t> parts[] = {
        {0, 0}, {65'530, 65'541}, {1'000, 140'000}, {bytes.size() - 7, bytes.size() - 1}};
    for (auto [first, last] : parts) {
        auto range = std::to_string(first) + "-" + std::to_string(last);
        auto part = ask("Range: bytes=" + range + "\r\n");
        EXPECT_EQ(part.status, 206);
        EXPECT_EQ(part.headers["content-range"],
                  "bytes " + range + "/" + std::to_string(bytes.size()));
        EXPECT_TRUE(part.body == bytes.substr(first, last - first + 1)) << range;
    }
}

TEST_F(Film, ARangeBehindItsEndAndAnotherStateAreSaid) {
    auto beyond = ask("Range: bytes=" + std::to_string(bytes.size()) + "-\r\n");
    EXPECT_EQ(beyond.status, 416);
    EXPECT_EQ(beyond.headers["content-range"], "bytes */" + std::to_string(bytes.size()));
    EXPECT_EQ(member_of(beyond.body, "code"), "range_not_satisfiable");
    auto etag = ask("").headers["etag"];
    EXPECT_EQ(ask("Range: bytes=0-9\r\nIf-Range: " + etag + "\r\n").status, 206);
    auto changed = ask("Range: bytes=0-9\r\nIf-Range: \"other\"\r\n");
    EXPECT_EQ(changed.status, 200);
    EXPECT_EQ(changed.body.size(), bytes.size());
    EXPECT_EQ(ask("Range: bytes=0-9\r\nIf-None-Match: " + etag + "\r\n").status, 304);
    // One connection goes on behind a part.
    Client client(served.port());
    auto request = get(path, bearer(token) + "Chengshu-Purpose: look\r\nRange: bytes=3-5\r\n");
    client.send(request + request);
    EXPECT_EQ(client.receive().body, bytes.substr(3, 3));
    EXPECT_EQ(client.receive().body, bytes.substr(3, 3));
}

}  // namespace
}  // namespace cs::http
