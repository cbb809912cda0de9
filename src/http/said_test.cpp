#include "http/said_test.h"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include "http/api_test.h"
#include "http/example.h"
#include "http/openapi.h"

namespace cs::http {

namespace {

using boost::json::value;

// Null where no such answer is said.
const value* answer_said(const Operation& operation, const Response& response) {
    const auto& responses = said_of(operation).at("responses").as_object();
    const auto* said = responses.if_contains(std::to_string(response.status));
    return said == nullptr ? nullptr : &resolved(openapi_document(), *said);
}

const value* content_said(const value& answer, const Response& response) {
    const auto* content = answer.as_object().if_contains("content");
    std::string_view type = response.content_type;
    return content == nullptr ? nullptr
                              : content->as_object().if_contains(type.substr(0, type.find(';')));
}

}  // namespace

const value& said_of(const Operation& operation) {
    std::string method(method_name(operation.method));
    for (char& c : method) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return openapi_document().at("paths").at(operation.pattern).at(method);
}

const value* schema_said(const Operation& operation, const Response& response) {
    const auto* answer = answer_said(operation, response);
    const auto* content = answer == nullptr ? nullptr : content_said(*answer, response);
    return content == nullptr ? nullptr : content->as_object().if_contains("schema");
}

void expect_said(const Operation& operation, const Response& response) {
    const auto* answer = answer_said(operation, response);
    ASSERT_NE(answer, nullptr) << operation.name << " does not say " << response.status << " "
                               << response.body;
    if (response.status == 200) {
        bool is_conditional = said_of(operation).at("responses").as_object().contains("304");
        EXPECT_EQ(is_conditional, !response.etag.empty()) << operation.name;
    }
    if (response.content_type.empty()) return;
    const auto* content = content_said(*answer, response);
    ASSERT_NE(content, nullptr) << operation.name << " does not say " << response.content_type;
    auto code = problem_code(response);
    if (code.empty()) return;
    const auto& codes =
        content->at_pointer("/schema/allOf/1/properties/code/enum").as_array();
    EXPECT_NE(std::ranges::find(codes, value(code)), codes.end())
        << operation.name << " does not say " << code;
}

TEST(Said, FailsForWhatIsNotSaid) {
    const auto& operation = operations().front();
    auto misses = [&](Response response) {
        testing::TestPartResultArray found;
        {
            testing::ScopedFakeTestPartResultReporter reporter(&found);
            expect_said(operation, response);
        }
        return found.size();
    };
    EXPECT_EQ(misses(Response::json("{}", operation.status)), 0);
    EXPECT_EQ(misses(Response::json("{}", 299)), 1);
    EXPECT_EQ(misses(Response::text("", operation.status)), 1);
    Response problem = Response::json(R"({"code":"name_taken"})", 409);
    problem.content_type = "application/problem+json";
    EXPECT_EQ(misses(std::move(problem)), 1);
}

}  // namespace cs::http
