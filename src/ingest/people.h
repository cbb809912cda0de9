// The list of people as the API exports it, read back: who is there, and in which roles. A role
// that the file does not name stays with whoever holds it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "ingest/table_text.h"
#include "model/commands.h"
#include "registry/registry.h"

namespace cs::ingest {

struct PersonRow {
    std::size_t line = 0;
    Person person;             ///< `retired` is nothing where the file does not say
    bool is_unit_said = true;  ///< else he stays in his unit
    std::vector<Grant> grants;
};
struct PeopleFile {
    std::vector<PersonRow> people;
    std::vector<BadRow> bad_rows;
    Sheets sheets;  ///< of a workbook, for the lines of both
};

/// Columns id and name; unit, retired and grants may be missing. A name that is masked makes its
/// row a bad one.
Result<PeopleFile> read_people(const std::string& path);
Result<PeopleFile> read_people_in(TableText table, const std::string& name);

/// What makes somebody what his row says: himself, then each role that he lacks. None: he is so
/// already.
std::vector<Command> commands_for(const registry::Registry& registry, const PersonRow& row);

}  // namespace cs::ingest
