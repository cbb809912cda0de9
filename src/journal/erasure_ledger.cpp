#include "journal/erasure_ledger.h"

#include <unistd.h>

#include <algorithm>
#include <optional>

#include "journal/durable_file.h"

namespace cs::journal {

namespace {

constexpr std::string_view head = "chengshu erasures, format 1\n";

constexpr std::string_view ledger_mark = ".erasures-";
constexpr std::string_view history_mark = "history ";
constexpr std::string_view sum_mark = "sum ";
constexpr std::size_t name_length = 8;
constexpr std::size_t sum_length = 16;

std::string text_of(const std::string& history, std::span<const SubjectId> subjects) {
    std::string text(head);
    text.append(history_mark).append(history) += "\n";
    for (auto subject : subjects) text += id_text(subject) + "\n";
    auto sum = hex_text(sha256(text)).substr(0, sum_length);
    return text.append(sum_mark).append(sum) += "\n";
}

// The rest of the line, and moves past it; nothing when the text does not go on like this.
std::optional<std::string_view> line_after(std::string_view mark, std::string_view& text) {
    auto end = text.find('\n');
    if (!text.starts_with(mark) || end == std::string_view::npos) return std::nullopt;
    auto rest = text.substr(mark.size(), end - mark.size());
    text.remove_prefix(end + 1);
    return rest;
}

}  // namespace

std::string history_name(const Hash256& history) {
    return hex_text(history).substr(0, name_length);
}

std::string ledger_beside(const std::string& directory, const Hash256& history) {
    return directory + std::string(ledger_mark) + history_name(history);
}

std::string directory_of_ledger(const std::string& path) {
    return path.substr(0, path.rfind(ledger_mark));
}

Result<std::vector<SubjectId>> read_ledger(const std::string& path, const std::string& history) {
    std::string whole = TRY(read_whole_file(path));
    std::string_view text = whole;
    if (!text.starts_with(head))
        return fail("this is not a ledger of erasures", path, "name the right file");
    auto damaged = [&] {
        return fail("the ledger of erasures is damaged", path, "name another copy of it");
    };
    auto sum_at = text.rfind(sum_mark);
    if (sum_at == std::string_view::npos) return damaged();
    auto sum = text.substr(sum_at);
    text = text.substr(0, sum_at);
    if (line_after(sum_mark, sum) != hex_text(sha256(text)).substr(0, sum_length) || !sum.empty())
        return damaged();
    text.remove_prefix(head.size());
    auto named = line_after(history_mark, text);
    if (!named) return damaged();
    if (*named != history)
        return fail("this ledger of erasures belongs to another history", path,
                    "name the one that stood beside this backup or its directory");
    std::vector<SubjectId> subjects;
    while (auto line = line_after("", text)) {
        auto id = parse_entity_id(*line);
        if (!id) return damaged();
        subjects.push_back(SubjectId{*id});
    }
    std::ranges::sort(subjects);
    return subjects;
}

Result<void> add_to_ledger(const std::string& path, std::span<const SubjectId> subjects) {
    bool is_new = ::access(path.c_str(), F_OK) != 0;
    auto history = path.substr(path.size() - std::min(path.size(), name_length));
    auto all = is_new ? std::vector<SubjectId>() : TRY(read_ledger(path, history));
    auto known = all.size();
    all.insert(all.end(), subjects.begin(), subjects.end());
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    if (!is_new && all.size() == known) return {};
    return write_file_durably(path, text_of(history, all));
}

}  // namespace cs::journal
