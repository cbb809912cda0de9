// Search over the volumes of the index, newest first, and case lists that begin with a search or
// with the number that a sender or another system gave.
#include <sqlite3.h>

#include <ranges>
#include <set>

#include "base/json.h"
#include "model/mask.h"
#include "views/bigrams.h"
#include "views/list_sql.h"
#include "views/reader.h"
#include "views/schema.h"

namespace cs::views {

namespace {

constexpr std::size_t hits_at_once = 500;  // once a page was not filled by the first
// What reading a report costs, that is not shown after all, beside passing over one in SQL.
constexpr std::size_t masked_weighs = 20;

// Thrown away and made again since it was opened; on a disk that cannot tell, it may have been.
bool is_replaced(const sqlite::Database& database) {
    int moved = 1;
    int code = sqlite3_file_control(database.handle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    return code != SQLITE_OK || moved != 0;
}

// Of a list of hits those that may be shown, newest first, by one statement: each costs a tenth of
// what reading its report would.
std::string select_hits(const Conditions& conditions, bool needs_cases) {
    return "SELECT t.sequence FROM json_each(?) h CROSS JOIN texts t ON t.sequence = h.value "
           "CROSS JOIN reports r ON r.id = t.report " +
           std::string(needs_cases ? "LEFT JOIN cases c ON c.id = r.case_id " : "") + "WHERE " +
           conditions.sql + " ORDER BY t.sequence DESC";
}

Result<std::vector<std::int64_t>> selected_of(sqlite::Statement& select,
                                              const Conditions& conditions,
                                              const std::vector<std::int64_t>& hits) {
    auto values = conditions.values;
    values.insert(values.begin(), json::text_of(hits));
    bind_values(select, values);
    std::vector<std::int64_t> out;
    while (TRY(select.step())) out.push_back(select.column_int(0));
    return out;
}

// Whether a report may be found by these words.
bool tells(const ReportRow& report, const std::string& expression, Words words) {
    if (words == Words::clear) return true;
    auto title = report.title.value_or(""), text = report.text.value_or("");
    auto shown_title = masked(title), shown_text = masked(text);
    bool hides_nothing = shown_title == title && shown_text == text;
    return hides_nothing || holds(shown_title + "\n" + shown_text, expression);
}

}  // namespace

Result<sqlite::Database*> Reader::search_database() {
    if (search_ && !is_replaced(*search_)) return &*search_;
    statements_ = {};
    search_ = TRY(sqlite::Database::open(search_path_, {sqlite::Mode::write, vfs_}));
    TRY_VOID(search_->exec("PRAGMA query_only=ON"));
    return &*search_;
}

Result<std::vector<std::int64_t>> Reader::hits(const std::string& expression, std::int64_t before,
                                               std::size_t limit) {
    auto prepared_there = [&](const std::string& sql) { return statements_.lend(*search_, sql); };
    // An index that is only being made holds nothing yet.
    auto made = TRY(prepared_there(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'volumes'"));
    if (!TRY(made->step())) return std::vector<std::int64_t>{};
    auto volumes = TRY(prepared_there("SELECT number FROM volumes WHERE first < ? "
                                      "ORDER BY number DESC"));
    volumes->bind(1, before);
    std::vector<std::int64_t> out;
    while (out.size() < limit && TRY(volumes->step())) {
        auto name = "volume" + std::to_string(volumes->column_int(0));
        auto found = TRY(prepared_there("SELECT rowid FROM " + name + " WHERE " + name +
                                        " MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?"));
        found->bind(1, std::string_view(expression)).bind(2, before)
            .bind(3, std::uint64_t{limit - out.size()});
        while (TRY(found->step())) out.push_back(found->column_int(0));
    }
    return out;
}

Result<SearchPage> Reader::search(const std::string& query, const Page& page, Instant now,
                                  const std::vector<CaseScope>& scopes, Words words) {
    TRY_VOID(check_page(page));
    auto expression = TRY(match_expression(query));
    auto before = page.after ? TRY(parse_cursor(*page.after)).first : INT64_MAX;
    TRY(search_database());
    Conditions in_scope{"r.erased = 0", {}};
    add_report_scopes(in_scope, scopes, ids_);
    auto select = TRY(prepared(select_hits(in_scope, needs_cases(scopes))));
    SearchPage out;
    std::size_t passed_over = 0;
    for (auto at_once = page.limit + 1;; at_once = std::max(at_once, hits_at_once)) {
        auto found = TRY(hits(expression, before, at_once));
        auto shown = TRY(selected_of(*select, in_scope, found));
        for (auto sequence : shown) {
            auto row = TRY(report_of_hit(sequence, scopes));
            if (!row) continue;
            if (!tells(*row, expression, words)) {
                passed_over += masked_weighs;
                if (passed_over < most_passed_over) continue;
                out.next = cursor_text(sequence, 0);
                return out;
            }
            if (out.hits.size() == page.limit) {
                out.next = cursor_text(
                    static_cast<std::int64_t>(out.hits.back().report.sequence), 0);
                return out;
            }
            SearchHit hit;
            if (row->case_id) hit.subject = TRY(find_case(ids_.number(raw(*row->case_id)), now));
            hit.report = std::move(*row);
            out.hits.push_back(std::move(hit));
        }
        if (found.size() < at_once) return out;
        before = found.back();
        passed_over += found.size() - shown.size();
        if (passed_over >= most_passed_over) {
            out.next = cursor_text(before, 0);
            return out;
        }
    }
}

Result<bool> Reader::matches(const CaseFilter& filter, std::int64_t case_number) {
    auto conditions = conditions_of(filter, CaseOrder::newest, ids_);
    auto statement = TRY(prepared("SELECT 1 FROM cases WHERE " + conditions.sql +
                                           " AND id = ?"));
    conditions.values.emplace_back(case_number);
    bind_values(*statement, conditions.values);
    return statement->step();
}

Result<bool> Reader::is_newest_hit(const std::string& expression, Words words,
                                   std::int64_t case_number, std::int64_t sequence) {
    auto ids = TRY(state_of(CaseId{ids_.raw_id(case_number)})).subject.reports;
    if (ids.empty()) return false;
    // The newest first: where many say the same, it is the one.
    for (ReportId id : ids | std::views::reverse) {
        auto place = static_cast<std::int64_t>(TRY(sequence_of(id)).value_or(0));
        if (place < sequence) continue;
        if (place > sequence) {
            auto found = TRY(hits(expression, place + 1, 1));
            if (found.empty() || found.front() != place) continue;
        }
        auto other = TRY(report(id));
        if (!other) continue;
        bool is_told = tells(*other, expression, words);
        if (place == sequence ? !is_told : is_told && !other->erased) return false;
    }
    return true;
}

Result<CasePage> Reader::list_by_text(const CaseFilter& filter, const Page& page) {
    auto before = page.after ? TRY(parse_cursor(*page.after)).first : INT64_MAX;
    auto expression = TRY(match_expression(*filter.text));
    TRY(search_database());
    CasePage out;
    std::int64_t last = before;
    std::size_t passed_over = 0;
    while (true) {
        auto found = TRY(hits(expression, before, page.limit + 1));
        for (auto sequence : found) {
            before = sequence;
            passed_over += masked_weighs;
            if (passed_over >= most_passed_over) {
                out.next = cursor_text(sequence + 1, 0);
                return out;
            }
            auto id = TRY(prepared(
                "SELECT r.case_id FROM texts t JOIN reports r ON r.id = t.report "
                "WHERE t.sequence = ? AND r.case_id IS NOT NULL AND r.erased = 0"));
            id->bind(1, sequence);
            if (!TRY(id->step())) continue;
            auto case_number = id->column_int(0);
            if (!TRY(matches(filter, case_number))) continue;
            if (!TRY(is_newest_hit(expression, filter.words, case_number, sequence))) continue;
            auto row = TRY(find_case(case_number, filter.now));
            if (!row) continue;
            if (out.rows.size() == page.limit) {
                out.next = cursor_text(last, 0);
                return out;
            }
            out.rows.push_back(std::move(*row));
            passed_over -= masked_weighs;
            last = sequence;
        }
        if (found.size() <= page.limit) return out;
    }
}

Result<bool> Reader::has_hit(const std::string& expression, Words words,
                             std::int64_t case_number) {
    for (ReportId id : TRY(state_of(CaseId{ids_.raw_id(case_number)})).subject.reports) {
        auto place = static_cast<std::int64_t>(TRY(sequence_of(id)).value_or(0));
        if (TRY(hits(expression, place + 1, 1)) != std::vector{place}) continue;
        auto found = TRY(report(id));
        if (found && !found->erased && tells(*found, expression, words)) return true;
    }
    return false;
}

// A number is a channel's or a system's own, so that few cases have the same.
Result<CasePage> Reader::list_by_source(const CaseFilter& filter, const Page& page) {
    std::string expression;
    if (filter.text) {
        expression = TRY(match_expression(*filter.text));
        TRY(search_database());
    }
    auto last = page.after ? TRY(parse_cursor(*page.after)).first : INT64_MAX;
    auto found = TRY(prepared(
        "SELECT max(sequence), case_id FROM ("
        "SELECT sequence, case_id FROM reports INDEXED BY reports_by_source "
        "WHERE source_id = ?1 AND case_id IS NOT NULL UNION ALL "
        "SELECT sequence, case_id FROM imported INDEXED BY imported_by_source "
        "WHERE source_id = ?1) GROUP BY case_id HAVING max(sequence) < ?2 ORDER BY 1 DESC"));
    found->bind(1, std::string_view(*filter.source_id)).bind(2, last);
    CasePage out;
    while (TRY(found->step())) {
        auto case_number = found->column_int(1);
        if (!TRY(matches(filter, case_number))) continue;
        if (filter.text && !TRY(has_hit(expression, filter.words, case_number))) continue;
        auto row = TRY(find_case(case_number, filter.now));
        if (!row) continue;
        if (out.rows.size() == page.limit) {
            out.next = cursor_text(last, 0);
            return out;
        }
        out.rows.push_back(std::move(*row));
        last = found->column_int(0);
    }
    return out;
}

}  // namespace cs::views
