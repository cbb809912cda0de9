// What the imports share. Each takes the rows of a file as commands of whoever sent it, tells those
// that were there already, and each bad line with why.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/api.h"
#include "http/api_answers.h"
#include "http/query.h"
#include "ingest/table_text.h"
#include "model/commands.h"

namespace cs::http {

/// One import that is under way. What it refers to outlives it.
class Import {
public:
    Import(Api& of, const Request& asked, PersonId actor)
        : api(of), request(asked), actor_(actor) {}

    void add_bad(const std::vector<ingest::BadRow>& rows);
    void add_bad(std::size_t line, const Refusal& refusal);
    void add_bad(BadLine line);

    /// Fails once the server stops: to be asked wherever an import is at work for long.
    Asked<void> go_on() const;

    /// A command of one row of the file; several of the same line stand together.
    struct Row {
        std::size_t line = 0;
        Command command;
        std::string about = {};  ///< what of the line it is, where that is not the whole
    };
    /// Sends them, some hundreds at a time, and counts what came of each line: a source that is
    /// known already acts once, and a line of which something is refused is bad, for the first such
    /// reason. Ends where a refusal is not about the row but about who asks or the node.
    Asked<void> take(std::vector<Row> rows);
    /// Sends one for `rows` of them; its refusal is the file's.
    Asked<runtime::Accepted> take_whole(Command command, std::size_t rows);

    Api& api;
    const Request& request;
    ImportAnswer out;
    bool is_whole = false;  ///< nothing is taken of a file with bad lines

private:
    Asked<void> take_part(std::span<Row> part);

    PersonId actor_;
};

using RunImport = Asked<void> (*)(Import&, ingest::TableText file);
Asked<void> import_messages(Import& import, ingest::TableText file);
Asked<void> import_reports(Import& import, ingest::TableText file);
Asked<void> import_cases(Import& import, ingest::TableText file);
Asked<void> import_duties(Import& import, ingest::TableText file);
Asked<void> import_divisions(Import& import, ingest::TableText file);
Asked<void> import_units(Import& import, ingest::TableText file);
Asked<void> import_people(Import& import, ingest::TableText file);

/// What is wrong with a file as a whole is said of the body.
Failure bad_file(const Error& error);
template <class T>
Asked<T> of_body(Result<T> read) {
    if (!read) return std::unexpected(bad_file(read.error()));
    return std::move(*read);
}

}  // namespace cs::http
