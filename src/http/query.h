// Parameters of a request as values of the model. What cannot be read is answered 400 with the
// parameter's name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "http/answer.h"
#include "views/reader.h"

namespace cs::http {

Asked<std::optional<std::string>> text_of(const Request& request, std::string_view name);
Asked<std::optional<std::uint64_t>> number_of(const Request& request, std::string_view name,
                                              std::uint64_t highest, std::uint64_t lowest = 0);
/// "true" or "false".
Asked<std::optional<bool>> flag_of(const Request& request, std::string_view name);
/// A blank before the zone is a `+` that was not percent-encoded.
Asked<std::optional<Instant>> instant_of(const Request& request, std::string_view name);
Asked<std::optional<Date>> date_of(const Request& request, std::string_view name);
/// Two ends of a span, either of them open; refused where the second lies before the first.
Asked<std::pair<std::optional<Instant>, std::optional<Instant>>> span_of(const Request& request,
                                                                         std::string_view from,
                                                                         std::string_view to);
/// `channel`
Asked<std::optional<Channel>> channel_of(const Request& request);
Asked<std::optional<DivisionCode>> division_of(const Request& request, std::string_view name);
Asked<std::optional<UnitId>> unit_of(const Request& request, std::string_view name);
/// "https://city.example" as the client calls this server; for answers that hold whole addresses.
std::string origin_of(const Request& request);
/// A value of a form-encoded body, or, where it is not there, of the query.
std::optional<std::string> form_value(const Request& request, std::string_view name);
/// `limit` and `after`; pages of so many rows where nothing is said.
Asked<views::Page> page_of(const Request& request, std::size_t rows = 50);

/// One of the route's path parameters.
Asked<CaseId> case_in_path(const Request& request);
Asked<ReportId> report_in_path(const Request& request);
Asked<UnitId> unit_in_path(const Request& request);
Asked<PersonId> person_in_path(const Request& request);

}  // namespace cs::http
