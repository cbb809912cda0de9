#include "http/parser.h"

#include <algorithm>

#include "http/limits.h"

namespace cs::http {

namespace beast_http = boost::beast::http;

namespace {

std::string in_lower_case(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return out;
}

}  // namespace

Parser::Parser(Request& request, std::size_t body_limit)
    : request_(request), body_limit_(body_limit) {
    header_limit(static_cast<std::uint32_t>(limits::header_bytes));
    basic_parser::body_limit(boost::none);
}

Parser::State Parser::read(std::string_view& input) {
    while (!is_done()) {
        Error error;
        auto used = put({input.data(), input.size()}, error);
        input.remove_prefix(used);
        if (error == beast_http::error::need_more) {
            if (input.size() <= limits::header_bytes) return State::needs_more;
            error = beast_http::error::header_limit;
        }
        if (error) {
            if (fault_.status == 0) name_fault(error);
            return State::faulty;
        }
        if (is_header_done() && !header_told_) {
            header_told_ = true;
            return State::header_read;
        }
        if (input.empty() && !is_done()) return State::needs_more;
    }
    return State::complete;
}

bool Parser::set_body_limit(std::size_t bytes) {
    body_limit_ = bytes;
    auto announced = content_length();
    if (!announced || *announced <= bytes) return true;
    Error error;
    refuse(error, 413, "the body is longer than " + std::to_string(bytes) + " bytes");
    return false;
}

void Parser::name_fault(const Error& error) {
    if (error == beast_http::error::header_limit)
        fault_ = {431,
                  "the header is longer than " + std::to_string(limits::header_bytes) + " bytes"};
    else if (error == beast_http::error::bad_version)
        fault_ = {505, "only HTTP/1.0 and HTTP/1.1 are spoken here"};
    else
        fault_ = {400, "this is not an HTTP request: " + error.message()};
}

void Parser::refuse(Error& error, int status, std::string detail) {
    fault_ = {status, std::move(detail)};
    error = beast_http::error::bad_value;
}

void Parser::on_request_impl(Verb, Text method, Text target, int version, Error& error) {
    version_ = version;
    if (target.size() > limits::target_bytes)
        return refuse(
            error, 414,
            "the target is longer than " + std::to_string(limits::target_bytes) + " bytes");
    auto known = http::parse_method(std::string_view(method.data(), method.size()));
    if (!known) return refuse(error, 501, "this method is not known here");
    request_.method = *known;
    target_.assign(target.data(), target.size());
}

void Parser::on_field_impl(FieldName field, Text name, Text value, Error& error) {
    if (is_header_done()) return;  // trailers are read and not used
    if (request_.headers.size() >= limits::header_count)
        return refuse(error, 431,
                      "there are more than " + std::to_string(limits::header_count) + " headers");
    if (field == FieldName::host) ++hosts_;
    if (field == FieldName::content_length) has_length_ = true;
    if (field == FieldName::transfer_encoding) {
        has_coding_ = true;
        if (in_lower_case({value.data(), value.size()}) != "chunked")
            return refuse(error, 501, "the only transfer coding known here is chunked");
    }
    if (field == FieldName::expect)
        expects_continue_ = in_lower_case({value.data(), value.size()}) == "100-continue";
    request_.headers.push_back(
        {in_lower_case({name.data(), name.size()}), std::string(value.data(), value.size())});
    if (field == FieldName::content_type) {
        auto& type = request_.headers.back().value;
        auto end = std::min(type.find(';'), type.size());
        type.replace(0, end, in_lower_case({type.data(), end}));
    }
}

void Parser::on_header_impl(Error& error) {
    if (has_length_ && has_coding_) return refuse(error, 400, "a request has one length, not two");
    if (hosts_ > 1 || (version_ == 11 && hosts_ == 0))
        return refuse(error, 400, "a request names one host");
    if (version_ == 10 && has_coding_) return refuse(error, 400, "HTTP/1.0 has no transfer coding");
}

void Parser::on_body_init_impl(const boost::optional<std::uint64_t>& length, Error&) {
    if (length) request_.body.reserve(std::min<std::size_t>(*length, 64 * 1024));
}

std::size_t Parser::on_body_impl(Text body, Error& error) {
    return append_body(body, error);
}

void Parser::on_chunk_header_impl(std::uint64_t size, Text, Error& error) {
    if (size > body_limit_ - body_bytes_)
        refuse(error, 413, "the body is longer than " + std::to_string(body_limit_) + " bytes");
}

std::size_t Parser::on_chunk_body_impl(std::uint64_t, Text body, Error& error) {
    return append_body(body, error);
}

std::size_t Parser::append_body(Text body, Error& error) {
    if (body.size() > body_limit_ - body_bytes_) {
        refuse(error, 413, "the body is longer than " + std::to_string(body_limit_) + " bytes");
        return body.size();
    }
    body_bytes_ += body.size();
    if (request_.sink)
        request_.sink->take({body.data(), body.size()});
    else
        request_.body.append(body.data(), body.size());
    return body.size();
}

}  // namespace cs::http
