// Files of people and their roles. The core decides about each of them, and about each role, as it
// does for whoever gives them one by one.
#include "base/json.h"
#include "http/imports.h"
#include "ingest/people.h"

namespace cs::http {

namespace {

Import::Row row_of(std::size_t line, Command command) {
    const auto* given = std::get_if<GrantRole>(&command);
    auto about = given == nullptr ? std::string() : json::text_of(given->grant);
    return {line, std::move(command), std::move(about)};
}

}  // namespace

Asked<void> import_people(Import& import, ingest::TableText table) {
    auto file = TRY(of_body(ingest::read_people_in(std::move(table), "people")));
    import.add_bad(file.bad_rows);
    std::vector<Import::Row> rows;
    import.api.follower.with_registry([&](const registry::Registry& registry) {
        for (const auto& person : file.people) {
            auto commands = ingest::commands_for(registry, person);
            import.out.known += commands.empty();
            for (auto& command : commands)
                rows.push_back(row_of(person.line, std::move(command)));
        }
    });
    return import.take(std::move(rows));
}

}  // namespace cs::http
