#include "ingest/people.h"

#include <algorithm>
#include <set>

#include "base/characters.h"
#include "base/json.h"
#include "base/utf8.h"
#include "ingest/csv.h"
#include "ingest/exported.h"

namespace cs::ingest {

namespace {

enum Column : std::size_t { id, name, unit, retired, grants };

std::vector<CsvColumn> people_columns() {
    return {{"id"}, {"name"}, {"unit", false}, {"retired", false}, {"grants", false}};
}

using Fault = std::optional<BadRow>;

Fault bad(const CsvRow& row, RowFault fault, std::string detail) {
    return BadRow{row.line, fault, std::move(detail)};
}

Fault bad_value(const CsvRow& row, RowFault fault, Column column) {
    auto name = people_columns()[column].name;
    return bad(row, fault,
               std::string(name) + " = \"" + std::string(utf8::prefix(row[column], 100)) + "\"");
}

Fault read_name(const CsvRow& row, std::string& out) {
    out = plain_cell(row[name]);
    if (out.empty()) return bad(row, RowFault::missing_value, "name");
    // As whoever exported the list was shown it.
    if (out.contains('*')) return bad_value(row, RowFault::masked_name, name);
    if (auto found = utf8::first_unstorable(out))
        return bad(row, RowFault::foul_character, utf8::name_of(*found));
    return {};
}

Fault read_grants(const CsvRow& row, std::vector<Grant>& out) {
    if (row[grants].empty()) return {};
    auto read = json::from_text<std::vector<Grant>>(row[grants]);
    if (!read) return bad(row, RowFault::bad_roles, read.error().text());
    out = std::move(*read);
    std::ranges::sort(out);
    auto twice = std::ranges::unique(out);
    out.erase(twice.begin(), twice.end());
    return {};
}

Fault read_person(const CsvRow& row, PersonRow& out) {
    auto number = parse_id<PersonId>(row[id]);
    if (!number) return bad_value(row, RowFault::bad_code, id);
    out.person.id = *number;
    if (auto fault = read_name(row, out.person.name)) return fault;
    if (!row[unit].empty()) {
        auto known = parse_id<UnitId>(row[unit]);
        if (!known) return bad_value(row, RowFault::bad_code, unit);
        out.person.unit = *known;
    }
    if (!row[retired].empty()) {
        out.person.retired = row[retired] == "true";
        if (row[retired] != "true" && row[retired] != "false")
            return bad_value(row, RowFault::unknown_kind, retired);
    }
    return read_grants(row, out.grants);
}

Result<PeopleFile> read_rows(CsvReader reader) {
    PeopleFile out;
    out.sheets = reader.sheets();
    CsvRow row;
    std::set<PersonId> ids;
    while (TRY(reader.next(row, out.bad_rows))) {
        PersonRow one{row.line, {}, reader.has(unit), {}};
        auto fault = read_person(row, one);
        if (!fault && !ids.insert(one.person.id).second)
            fault = bad_value(row, RowFault::duplicate_id, id);
        if (fault)
            out.bad_rows.push_back(std::move(*fault));
        else
            out.people.push_back(std::move(one));
    }
    return out;
}

bool is_same(const Person& person, const Person& other) {
    return person.name == other.name && person.unit == other.unit &&
           person.retired.value_or(false) == other.retired.value_or(false);
}

}  // namespace

Result<PeopleFile> read_people(const std::string& path) {
    return read_rows(TRY(CsvReader::open(path, people_columns())));
}

Result<PeopleFile> read_people_in(TableText table, const std::string& name) {
    return read_rows(TRY(CsvReader::over(std::move(table), name, people_columns())));
}

std::vector<Command> commands_for(const registry::Registry& registry, const PersonRow& row) {
    auto person = row.person;
    const auto* known = registry.person(person.id);
    if (known != nullptr) {
        if (!row.is_unit_said) person.unit = known->unit;
        if (!person.retired) person.retired = known->retired;
    }
    std::vector<Command> out;
    if (known == nullptr || !is_same(*known, person)) out.emplace_back(SetPerson{person});
    auto held = registry.grants(person.id);
    for (const auto& grant : row.grants) {
        bool has_it = std::ranges::any_of(held, [&](const registry::HeldGrant& one) {
            return one.grant == grant && one.until == Instant::never();
        });
        if (!has_it) out.emplace_back(GrantRole{person.id, grant});
    }
    return out;
}

}  // namespace cs::ingest
