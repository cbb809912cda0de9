#include "ingest/requests.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/json.h"
#include "ingest/coordinates.h"
#include "journal/durable_file.h"

namespace cs::ingest {

namespace {

enum Column : std::size_t {
    id,
    matter,
    unit,
    status,
    filed,
    due,
    closed,
    latitude,
    longitude,
    division,
};

struct Box {
    Degrees low{-180, -90}, high{180, 90};
};

std::optional<double> degrees_of(std::string_view text) {
    double value = 0;
    auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value,
                                     std::chars_format::fixed);
    if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

Result<Box> box_of(const RequestProfile& profile) {
    Box box;
    if (!profile.box) return box;
    const auto& given = *profile.box;
    auto west = degrees_of(given.west), south = degrees_of(given.south);
    auto east = degrees_of(given.east), north = degrees_of(given.north);
    if (!west || !south || !east || !north || *west >= *east || *south >= *north)
        return fail("the box is not four degrees, west below east and south below north", "$.box");
    return Box{{*west, *south}, {*east, *north}};
}

// A number of exactly `digits` digits at a place of the text; -1 when there is none.
int number_at(std::string_view text, std::size_t at, std::size_t digits) {
    int value = 0;
    for (std::size_t i = at; i < at + digits; ++i) {
        if (i >= text.size() || text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

std::optional<Instant> us_time(std::string_view text) {
    constexpr std::string_view form = "mm/dd/yyyy hh:mm:ss ?M";
    if (text.size() != form.size()) return std::nullopt;
    for (std::size_t i = 0; i < form.size(); ++i)
        if (std::string_view("/ :M").contains(form[i]) && text[i] != form[i]) return std::nullopt;
    Date date{number_at(text, 6, 4), number_at(text, 0, 2), number_at(text, 3, 2)};
    int hour = number_at(text, 11, 2), minute = number_at(text, 14, 2);
    int second = number_at(text, 17, 2);
    bool is_afternoon = text[20] == 'P';
    if (!date.valid() || hour < 1 || hour > 12 || minute < 0 || minute > 59 || second < 0 ||
        second > 59 || (!is_afternoon && text[20] != 'A'))
        return std::nullopt;
    return start_of_local_day(date) + Duration::hours(hour % 12 + (is_afternoon ? 12 : 0)) +
           Duration::minutes(minute) + Duration::seconds(second);
}

class RowReader {
public:
    RowReader(const RequestProfile& profile, Box box, RequestsFile& out)
        : profile_(profile), box_(box), names_(request_columns(profile)), out_(out) {}

    void take(const CsvRow& row) {
        Request request;
        request.line = row.line;
        if (auto fault = read(row, request)) {
            out_.bad_rows.push_back(std::move(*fault));
            return;
        }
        if (!request.due) out_.partial_rows.push_back({row.line, RowFault::no_due, {}});
        read_point(row, request);
        ids_.insert(request.id);
        out_.requests.push_back(std::move(request));
    }

private:
    using Fault = std::optional<BadRow>;

    std::string named(const CsvRow& row, Column column) const {
        return std::string(names_[column].name) + " = \"" + std::string(row[column]) + "\"";
    }
    Fault bad(const CsvRow& row, RowFault fault, std::string detail) const {
        return BadRow{row.line, fault, std::move(detail)};
    }

    Fault read(const CsvRow& row, Request& request) const {
        for (auto column : {id, matter, unit, status, filed})
            if (row[column].empty())
                return bad(row, RowFault::missing_value, std::string(names_[column].name));
        request.id = row[id];
        request.matter_name = row[matter];
        request.unit_name = row[unit];
        if (ids_.contains(request.id)) return bad(row, RowFault::duplicate_id, request.id);
        auto word = std::ranges::find(profile_.statuses, row[status], &StatusWord::text);
        if (word == profile_.statuses.end())
            return bad(row, RowFault::unknown_status, named(row, status));
        request.status = word->means;
        if (profile_.columns.division) {
            auto code = parse_division_code(row[division]);
            if (!code) return bad(row, RowFault::bad_code, named(row, division));
            request.division = *code;
        }
        return read_times(row, request);
    }

    Fault read_times(const CsvRow& row, Request& request) const {
        for (auto column : {filed, due, closed}) {
            if (row[column].empty()) continue;
            auto at = time_of(row[column]);
            if (!at) return bad(row, RowFault::bad_time, named(row, column));
            if (column == filed) request.filed_at = *at;
            if (column == due) request.due = at;
            if (column == closed) request.closed_at = at;
        }
        bool has_ended = request.status != OutsideStatus::open;
        if (has_ended && !request.closed_at)
            return bad(row, RowFault::missing_value, std::string(names_[closed].name));
        if (!has_ended && request.closed_at)
            return bad(row, RowFault::status_and_date,
                       named(row, status) + ", " + named(row, closed));
        if (request.due && *request.due < request.filed_at)
            return bad(row, RowFault::dates_out_of_order, named(row, due));
        if (request.closed_at && *request.closed_at < request.filed_at)
            return bad(row, RowFault::dates_out_of_order, named(row, closed));
        return {};
    }

    std::optional<Instant> time_of(std::string_view text) const {
        switch (profile_.time_form) {
            case TimeForm::us_12_hour: return us_time(text);
            case TimeForm::iso: break;
        }
        auto at = parse_instant(text);
        return at ? std::optional(*at) : std::nullopt;
    }

    // Whole degrees are a hundred kilometres: not a place, though they may lie within the box.
    void read_point(const CsvRow& row, Request& request) {
        auto leave_out = [&](RowFault fault) {
            auto detail = fault == RowFault::no_place
                              ? std::string()
                              : named(row, latitude) + ", " + named(row, longitude);
            out_.partial_rows.push_back({row.line, fault, std::move(detail)});
        };
        if (row[latitude].empty() && row[longitude].empty()) return leave_out(RowFault::no_place);
        auto lat = degrees_of(row[latitude]), lon = degrees_of(row[longitude]);
        if (!lat || !lon) return leave_out(RowFault::bad_place);
        auto is_whole = [](double value) {
            return value == static_cast<double>(static_cast<int>(value));
        };
        bool is_on_earth = *lat >= -90 && *lat <= 90 && *lon >= -180 && *lon <= 180;
        if (is_on_earth && is_whole(*lat) && is_whole(*lon)) return leave_out(RowFault::cut_place);
        if (*lon < box_.low.lon || *lon > box_.high.lon || *lat < box_.low.lat ||
            *lat > box_.high.lat)
            return leave_out(RowFault::bad_place);
        request.at = to_lon_lat({*lon, *lat});
    }

    const RequestProfile& profile_;
    Box box_;
    std::vector<CsvColumn> names_;
    RequestsFile& out_;
    std::set<std::string, std::less<>> ids_;
};

}  // namespace

Result<RequestProfile> read_request_profile(const std::string& path) {
    auto at_file = [&](Error error) {
        error.where = path + (error.where.empty() ? "" : " " + error.where);
        if (error.advice.empty()) error.advice = "data/imports/README.md says what a profile holds";
        return std::unexpected(std::move(error));
    };
    auto profile = json::from_text<RequestProfile>(TRY(journal::read_whole_file(path)));
    if (!profile) return at_file(std::move(profile).error());
    if (auto box = box_of(*profile); !box) return at_file(std::move(box).error());
    if (profile->system.empty() || profile->name.empty())
        return at_file({"the system and the name must not be empty", "$.system", {}});
    if (profile->statuses.empty()) return at_file({"no status is named", "$.statuses", {}});
    return std::move(*profile);
}

std::vector<CsvColumn> request_columns(const RequestProfile& profile) {
    const auto& c = profile.columns;
    std::vector<CsvColumn> out{{c.id},  {c.matter}, {c.unit},     {c.status},   {c.filed},
                               {c.due}, {c.closed}, {c.latitude}, {c.longitude}};
    if (c.division) out.push_back({*c.division});
    return out;
}

Result<RequestsFile> read_requests(const std::string& path, const RequestProfile& profile) {
    auto reader = TRY(CsvReader::open(path, request_columns(profile)));
    auto out = TRY(read_requests(std::move(reader), path, profile));
    if (!out.requests.empty()) return out;
    return fail("no usable row", path, about_the_first(out.bad_rows, out.sheets));
}

Result<RequestsFile> read_requests(CsvReader reader, const std::string& name,
                                   const RequestProfile& profile) {
    RequestsFile out;
    out.sheets = reader.sheets();
    RowReader rows(profile, TRY(box_of(profile)), out);
    CsvRow row;
    while (TRY(reader.next(row, out.bad_rows))) rows.take(row);
    out.rows = out.requests.size() + out.bad_rows.size();
    if (out.rows == 0) return fail("no usable row", name, "the file holds no rows");
    return out;
}

}  // namespace cs::ingest
