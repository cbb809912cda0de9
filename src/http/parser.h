// Reads one request from the bytes of a connection: Beast's parser does syntax and framing, this
// keeps the limits and fills a Request. Whatever two servers might read differently (both lengths,
// two hosts, an unknown transfer coding) is refused.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <cstddef>
#include <string>

#include "http/message.h"

namespace cs::http {

/// Why a request cannot be read: the status of the answer and its sentence.
struct Fault {
    int status = 0;
    std::string detail;
};

class Parser final : boost::beast::http::basic_parser<true> {
public:
    enum class State : std::uint8_t { needs_more, header_read, complete, faulty };

    /// The request must outlive the parser.
    Parser(Request& request, std::size_t body_limit);

    /// Takes bytes off the front of `input` up to the end of the header or the request.
    /// header_read comes once, and before complete where there is a body.
    State read(std::string_view& input);
    const Fault& fault() const { return fault_; }
    /// May be changed while the header has just been read; a longer body is faulty, also one that
    /// only announces itself to be.
    bool set_body_limit(std::size_t bytes);
    bool has_header() const { return is_header_done(); }
    bool keeps_alive() const { return keep_alive(); }
    bool is_http_1_1() const { return version_ == 11; }
    /// Of the body, so far.
    std::size_t body_bytes() const { return body_bytes_; }
    bool expects_continue() const { return expects_continue_; }
    std::string_view target() const { return target_; }

private:
    using Error = boost::beast::error_code;
    using Text = boost::beast::string_view;
    using Verb = boost::beast::http::verb;
    using FieldName = boost::beast::http::field;

    void on_request_impl(Verb, Text method, Text target, int version, Error& error) override;
    void on_response_impl(int, Text, int, Error&) override {}
    void on_field_impl(FieldName, Text name, Text value, Error& error) override;
    void on_header_impl(Error& error) override;
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, Error& error) override;
    std::size_t on_body_impl(Text body, Error& error) override;
    void on_chunk_header_impl(std::uint64_t size, Text extensions, Error& error) override;
    std::size_t on_chunk_body_impl(std::uint64_t, Text body, Error& error) override;
    void on_finish_impl(Error&) override {}

    void refuse(Error& error, int status, std::string detail);
    void name_fault(const Error& error);
    std::size_t append_body(Text body, Error& error);

    Request& request_;
    Fault fault_;
    std::string target_;
    std::size_t body_limit_;
    std::size_t body_bytes_ = 0;
    int version_ = 11;
    int hosts_ = 0;
    bool has_length_ = false;
    bool has_coding_ = false;
    bool expects_continue_ = false;
    bool header_told_ = false;
};

}  // namespace cs::http
