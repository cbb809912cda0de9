#include "ingest/city_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/utf8.h"
#include "journal/durable_file.h"

namespace cs {

namespace {

constexpr std::string_view city_magic = "CSCITY\r\n";
constexpr std::uint32_t city_version = 1;
constexpr std::size_t city_header_size = 8 + 4 + 8 + 32;

class CityWriter {
public:
    void number(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
        out += static_cast<char>(value);
    }
    void step(std::int64_t value) {
        number(static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63));
    }
    void text(std::string_view value) {
        number(value.size());
        out += value;
    }
    void polygon(const Polygon& value) {
        number(value.rings.size());
        for (const auto& ring : value.rings) {
            number(ring.size());
            for (auto point : ring) {
                step(std::int64_t{point.lon_e7} - last_.lon_e7);
                step(std::int64_t{point.lat_e7} - last_.lat_e7);
                last_ = point;
            }
        }
    }
    std::string out;

private:
    LonLat last_;
};

// Reads what CityWriter wrote. After a bad byte everything reads as 0 and good() is false.
class CityReader {
public:
    explicit CityReader(std::string_view in) : in_(in) {}
    bool good() const { return good_; }
    bool at_end() const { return in_.empty(); }
    std::uint64_t number() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (in_.empty()) break;
            const auto byte = static_cast<unsigned char>(in_.front());
            in_.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if (byte < 0x80) return value;
        }
        return bad();
    }
    /// A count of things that take at least one byte each.
    std::size_t count() {
        const auto value = number();
        return value <= in_.size() ? static_cast<std::size_t>(value) : bad();
    }
    std::string text() {
        const auto size = count();
        std::string out(in_.substr(0, size));
        in_.remove_prefix(size);
        if (utf8::first_invalid(out)) bad();
        return out;
    }
    std::uint32_t number32() {
        const auto value = number();
        return static_cast<std::uint32_t>(value <= UINT32_MAX ? value : bad());
    }
    Polygon polygon() {
        Polygon out;
        const auto rings = count();
        for (std::size_t i = 0; i < rings && good_; ++i) {
            Ring ring(count());
            if (ring.size() < 3) bad();
            for (auto& point : ring) {
                last_ = {coordinate(last_.lon_e7), coordinate(last_.lat_e7)};
                point = last_;
            }
            out.rings.push_back(std::move(ring));
        }
        if (rings == 0) bad();
        return out;
    }
    Hash256 hash() {
        Hash256 out;
        if (in_.size() < out.data.size()) {
            bad();
            return out;
        }
        std::memcpy(out.data.data(), in_.data(), out.data.size());
        in_.remove_prefix(out.data.size());
        return out;
    }

private:
    std::uint64_t bad() {
        good_ = false;
        in_ = {};
        return 0;
    }
    std::int32_t coordinate(std::int32_t from) {
        const auto raw_step = number();
        const auto step = static_cast<std::int64_t>(raw_step >> 1) ^
                          -static_cast<std::int64_t>(raw_step & 1);
        if (step < -2 * std::int64_t{1'800'000'000} || step > 2 * std::int64_t{1'800'000'000})
            return static_cast<std::int32_t>(bad());
        const auto value = from + step;
        if (value < -1'800'000'000 || value > 1'800'000'000)
            return static_cast<std::int32_t>(bad());
        return static_cast<std::int32_t>(value);
    }

    std::string_view in_;
    bool good_ = true;
    LonLat last_;
};

template <class Number>
void append_number(std::string& out, Number value) {
    for (std::size_t i = 0; i < sizeof value; ++i) out += static_cast<char>(value >> (8 * i));
}

std::uint64_t number_at(std::string_view bytes, std::size_t offset, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = size; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(bytes[offset + i]);
    return value;
}

std::string city_body(const CityPlan& plan) {
    CityWriter body;
    body.number(raw(plan.city.code));
    body.text(plan.city.name);
    body.number(plan.seed);
    body.out.append(reinterpret_cast<const char*>(plan.sources.data.data()), 32);
    body.number(plan.divisions.size());
    for (const auto& area : plan.divisions) {
        body.number(raw(area.division.code));
        body.text(area.division.name);
        body.polygon(area.polygon);
    }
    body.number(plan.grids.size());
    std::uint64_t before = 0;
    for (const auto& [info, polygon] : plan.grids) {
        body.number(raw(info.id) - before);
        before = raw(info.id);
        body.text(info.name);
        body.number(info.parent ? raw(*info.parent) : 0);
        body.number(info.households);
        body.number(info.area_m2);
        body.polygon(polygon);
    }
    return std::move(body.out);
}

bool read_city_grids(CityReader& in, CityPlan& plan) {
    const auto grids = in.count();
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < grids && in.good(); ++i) {
        GridArea grid;
        const auto step = in.number();
        before += step;
        grid.info.id = GridId{before};
        const auto kind = kind_of(grid.info.id);
        if (step == 0 || !kind) return false;
        grid.info.kind = *kind;
        grid.info.name = in.text();
        if (const auto parent = in.number(); parent != 0) grid.info.parent = GridId{parent};
        grid.info.households = in.number32();
        grid.info.area_m2 = in.number();
        grid.polygon = in.polygon();
        plan.grids.push_back(std::move(grid));
    }
    return in.good() && in.at_end();
}

}  // namespace

std::string city_bytes(const CityPlan& plan) {
    const auto body = city_body(plan);
    std::string out(city_magic);
    append_number(out, city_version);
    append_number(out, static_cast<std::uint64_t>(body.size()));
    const auto hash = sha256(body);
    out.append(reinterpret_cast<const char*>(hash.data.data()), hash.data.size());
    return out + body;
}

Result<CityPlan> parse_city_bytes(std::string_view bytes, const std::string& where) {
    const std::string advice = "build the city again";
    if (!bytes.starts_with(city_magic)) return fail("this is not a city file", where, advice);
    if (bytes.size() < city_header_size) return fail("the city file is cut off", where, advice);
    const auto version = number_at(bytes, 8, 4);
    if (version != city_version)
        return fail("the city file has version " + std::to_string(version) +
                        ", this program reads version 1",
                    where, advice);
    const auto size = number_at(bytes, 12, 8);
    const auto body = bytes.substr(city_header_size);
    if (body.size() < size)
        return fail("the city file is cut off: " + std::to_string(size - body.size()) +
                        " bytes are missing",
                    where, advice);
    if (body.size() > size) return fail("there are bytes after the city's end", where, advice);
    if (std::memcmp(sha256(body).data.data(), bytes.data() + 20, 32) != 0)
        return fail("the city file is damaged: its hash is not that of its bytes", where, advice);
    CityReader in(body);
    CityPlan plan;
    plan.city.code = DivisionCode{in.number()};
    plan.city.name = in.text();
    plan.seed = in.number();
    plan.sources = in.hash();
    const auto divisions = in.count();
    for (std::size_t i = 0; i < divisions && in.good(); ++i) {
        DivisionArea area;
        area.division.code = DivisionCode{in.number()};
        area.division.name = in.text();
        area.polygon = in.polygon();
        plan.divisions.push_back(std::move(area));
    }
    if (!read_city_grids(in, plan))
        return fail("the city file does not follow its format", where, advice);
    return plan;
}

Result<void> check_is_city_file_or_absent(const std::string& path) {
    std::error_code ec;
    if (!std::filesystem::exists(path, ec) && !ec) return {};
    const auto bytes = TRY(journal::read_whole_file(path));
    if (bytes.starts_with(city_magic)) return {};
    return fail("this is not a city file", path, "name a city file, or a path where nothing is");
}

Result<void> write_city_file(const CityPlan& plan, const std::string& path) {
    const auto bytes = city_bytes(plan);
    const auto beside = path + ".tmp";
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    std::error_code ec;
    if (!out) {
        const std::string reason = std::strerror(errno);
        std::filesystem::remove(beside, ec);
        return fail("the city file cannot be written: " + reason, path);
    }
    std::filesystem::rename(beside, path, ec);
    if (ec) return fail("the city file cannot be put in place: " + ec.message(), path);
    return {};
}

Result<CityPlan> read_city_file(const std::string& path) {
    const auto bytes = TRY(journal::read_whole_file(path));
    return parse_city_bytes(bytes, path);
}

}  // namespace cs
