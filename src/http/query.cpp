#include "http/query.h"

#include <algorithm>
#include <charconv>

#include "base/json_exact.h"
#include "http/target.h"

namespace cs::http {

namespace {

// Reads a parameter with a reader of base; its error becomes a 400 that names the parameter.
template <class T, class Read>
Asked<std::optional<T>> read_with(const Request& request, std::string_view name, Read read) {
    auto text = request.query_value(name);
    if (!text) return std::nullopt;
    auto value = read(*text);
    if (!value) return bad_request(std::string(name), value.error().text());
    return *value;
}

// "2026-05-01T00:00:00 08:00" was written with a +, which in a query is a blank.
Result<Instant> instant_in_query(std::string_view text) {
    constexpr auto date = std::string_view("2026-05-01").size();
    std::string read(text);
    if (auto blank = read.rfind(' '); blank != std::string::npos && blank > date)
        read[blank] = '+';
    return parse_instant(read);
}

// An id that cannot be one names nothing: 404, as for one that is not there.
template <class Id>
Asked<Id> id_in_path(const Request& request, std::string_view name) {
    auto text = request.parameter(name);
    auto id = parse_id<Id>(text);
    if (!id) return not_found(std::string(name) + " " + std::string(text));
    return *id;
}

}  // namespace

Asked<std::optional<std::string>> text_of(const Request& request, std::string_view name) {
    auto text = request.query_value(name);
    if (!text) return std::nullopt;
    if (text->empty()) return bad_request(std::string(name), "it is empty");
    return std::string(*text);
}

Asked<std::optional<std::uint64_t>> number_of(const Request& request, std::string_view name,
                                              std::uint64_t highest, std::uint64_t lowest) {
    auto text = request.query_value(name);
    if (!text) return std::nullopt;
    std::uint64_t value = 0;
    const char* end = text->data() + text->size();
    auto read = std::from_chars(text->data(), end, value);
    if (read.ec != std::errc{} || read.ptr != end || value < lowest || value > highest)
        return bad_request(std::string(name), "expected a whole number from " +
                                                  std::to_string(lowest) + " to " +
                                                  std::to_string(highest));
    return value;
}

namespace {

// What is none of them is told which there are, as in a body.
template <class E>
Asked<std::optional<E>> enum_of(const Request& request, std::string_view name) {
    auto text = TRY(text_of(request, name));
    if (!text) return std::nullopt;
    if (auto value = json::enum_from_name<E>(*text)) return value;
    auto error = json::check_members<E>(boost::json::value(*text)).error();
    error.where.clear();
    return bad_request(std::string(name), error.text());
}

}  // namespace

Asked<std::optional<bool>> flag_of(const Request& request, std::string_view name) {
    auto text = request.query_value(name);
    if (!text) return std::nullopt;
    if (*text != "true" && *text != "false")
        return bad_request(std::string(name), "expected true or false");
    return *text == "true";
}

Asked<std::optional<Instant>> instant_of(const Request& request, std::string_view name) {
    return read_with<Instant>(request, name, instant_in_query);
}
Asked<std::optional<Date>> date_of(const Request& request, std::string_view name) {
    return read_with<Date>(request, name, parse_date);
}
Asked<std::pair<std::optional<Instant>, std::optional<Instant>>> span_of(const Request& request,
                                                                         std::string_view from,
                                                                         std::string_view to) {
    auto first = TRY(instant_of(request, from));
    auto last = TRY(instant_of(request, to));
    if (first && last && *last < *first)
        return bad_request(std::string(to), "it lies before " + std::string(from));
    return std::pair(first, last);
}
Asked<std::optional<Channel>> channel_of(const Request& request) {
    return enum_of<Channel>(request, "channel");
}
Asked<std::optional<DivisionCode>> division_of(const Request& request, std::string_view name) {
    return read_with<DivisionCode>(request, name, parse_division_code);
}
Asked<std::optional<UnitId>> unit_of(const Request& request, std::string_view name) {
    return read_with<UnitId>(request, name, parse_id<UnitId>);
}

std::string origin_of(const Request& request) {
    auto host = request.header("host").value_or("localhost");
    bool is_plain = std::ranges::all_of(host, [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || std::string_view(".-:[]").contains(c);
    });
    return std::string(request.is_secure ? "https://" : "http://") +
           std::string(is_plain ? host : "localhost");
}

std::optional<std::string> form_value(const Request& request, std::string_view name) {
    auto type = request.header("content-type").value_or("");
    auto fields = type.starts_with("application/x-www-form-urlencoded")
                      ? query_pairs(request.body).value_or(std::vector<Pair>{})
                      : std::vector<Pair>{};
    if (request.sink && request.sink->fields() != nullptr) fields = *request.sink->fields();
    for (auto& pair : fields)
        if (pair.name == name) return std::move(pair.value);
    auto value = request.query_value(name);
    return value ? std::optional(std::string(*value)) : std::nullopt;
}

Asked<views::Page> page_of(const Request& request, std::size_t rows) {
    views::Page page;
    page.limit = rows;
    if (auto limit = TRY(number_of(request, "limit", views::max_page_rows, 1))) page.limit = *limit;
    page.after = TRY(text_of(request, "after"));
    return page;
}

Asked<CaseId> case_in_path(const Request& request) { return id_in_path<CaseId>(request, "case"); }
Asked<ReportId> report_in_path(const Request& request) {
    return id_in_path<ReportId>(request, "report");
}
Asked<UnitId> unit_in_path(const Request& request) { return id_in_path<UnitId>(request, "unit"); }
Asked<PersonId> person_in_path(const Request& request) {
    return id_in_path<PersonId>(request, "person");
}

}  // namespace cs::http
