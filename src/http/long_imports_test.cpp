// Files that keep a worker for long: one at a time, and none longer than the server.
#include <chrono>
#include <functional>
#include <thread>

#include "http/handlers.h"
#include "http/served_town_test.h"
#include "http/table_file.h"
#include "ingest/sample_workbook_test.h"

namespace cs::http {
namespace {

const std::string sheet_type(media_type_of(FileFormat::xlsx));
const std::string header = "id,user,subject,time,detail\n";

// Enough that it is at work still when it is looked at.
std::string long_file() {
    auto out = header;
    for (int i = 0; i < 100'000; ++i)
        out += "m" + std::to_string(i) + ",a,路灯,2026-03-01 10:00,不亮\n";
    return out;
}

std::string import_of(const std::string& token, const std::string& file, const std::string& type,
                      const std::string& more = {}) {
    return "POST /api/v1/imports/messages HTTP/1.1\r\nHost: x\r\n" + bearer(token) + more +
           "Content-Type: " + type + "\r\nContent-Length: " + std::to_string(file.size()) +
           "\r\n\r\n" + file;
}

// Whether it came to pass; a slow machine has a minute.
bool comes_true(const std::function<bool()>& what) {
    auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!what() && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return what();
}

TEST(LongImports, OneIsAtWorkAtATimeAndAStopEndsItWithHowFarItCame) {
    ServedTown served;
    auto token = served.token(Role::agent, {auth::Scope::manage});
    auto& follower = served.town.api().follower;
    auto before = follower.position();
    Client sender(served.port());
    sender.send(import_of(token, long_file(), "text/csv"));
    ASSERT_TRUE(comes_true([&] { return follower.position() > before; }));

    auto book = ingest::SampleWorkbook{.sheets = {
        ingest::text_row({"id", "user", "subject", "time", "detail"}) +
        ingest::text_row({"w1", "b", "井盖", "2026-03-01 10:00", "缺失"})}}.bytes();
    auto busy = served.ask(import_of(token, book, sheet_type, "Accept-Language: zh\r\n"));
    EXPECT_EQ(busy.status, 503) << busy.body;
    EXPECT_EQ(member_of(busy.body, "code"), "service_unavailable");
    EXPECT_EQ(member_of(busy.body, "detail"), "正在导入另一个较长的文件，请稍后重新发送");
    EXPECT_EQ(busy.headers["retry-after"], "5");
    auto row = "s1,b,井盖,2026-03-01 10:00,缺失\n";
    auto small = served.ask(import_of(token, header + row, "text/csv"));
    EXPECT_EQ(small.status, 200) << "a short one is no burden: " << small.body;

    served.server->stop();
    auto stopped = sender.receive();
    EXPECT_EQ(stopped.status, 503) << stopped.body;
    EXPECT_EQ(member_of(stopped.body, "code"), "stopping");
    EXPECT_EQ(stopped.headers.count("retry-after"), 1u);
    auto taken = std::stoi("0" + member_of(stopped.body, "taken"));
    EXPECT_GT(taken, 0) << stopped.body;
    EXPECT_LT(taken, 100'000) << stopped.body;
    EXPECT_EQ(taken % 500, 0) << "whole parts";
}

TEST(LongImports, AWorkbookThatIsNotReadToItsEndIsNotABadOne) {
    ApiTown town;
    std::stop_source stop;
    Request request;
    request.method = Method::post;
    request.parameters = {{"kind", "divisions"}};
    request.headers = {{"content-type", sheet_type}};
    request.body = ingest::SampleWorkbook{.sheets = {ingest::text_row({"code", "name"}) +
                                                     ingest::text_row({"410102002", "三街道"})}}
                       .bytes();
    request.stop = stop.get_token();
    stop.request_stop();
    auto chief = town.as_everywhere(Role::administrator);
    auto stopped = response_of(request, import_rows(town.api(), request, chief));
    EXPECT_EQ(stopped.status, 503) << stopped.body;
    EXPECT_EQ(problem_code(stopped), "stopping");
    EXPECT_EQ(member(stopped, "taken"), "0");
}

TEST(LongImports, AWorkbookHasItsPlaceWhileItIsRead) {
    ApiTown town;
    auto book = ingest::SampleWorkbook{.sheets = {ingest::text_row({"code", "name"}) +
                                                  ingest::text_row({"410102002", "三街道"})}}.bytes();
    auto chief = town.as_everywhere(Role::administrator);
    auto send = [&] {
        return town.post("/imports/divisions", chief, book, {{"content-type", sheet_type}});
    };
    {
        std::unique_lock other(town.api().long_import);
        EXPECT_EQ(send().status, 503);
    }
    EXPECT_EQ(send().status, 200);
    std::unique_lock free(town.api().long_import, std::try_to_lock);
    EXPECT_TRUE(free.owns_lock()) << "it is given back";
}

}  // namespace
}  // namespace cs::http
