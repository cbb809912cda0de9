#include "journal/erasure_ledger.h"

#include <unistd.h>

#include <algorithm>

#include "journal/durable_file.h"

namespace cs::journal {

namespace {

constexpr std::string_view head = "chengshu erasures, format 1\n";

std::string text_of(std::span<const SubjectId> subjects) {
    std::string text(head);
    for (auto subject : subjects) text += id_text(subject) + "\n";
    return text;
}

}  // namespace

std::string ledger_beside(const std::string& directory, const Hash256& history) {
    return directory + ".erasures-" + hex_text(history).substr(0, 8);
}

Result<std::vector<SubjectId>> read_ledger(const std::string& path) {
    std::string text = TRY(read_whole_file(path));
    if (!text.starts_with(head))
        return fail("this is not a ledger of erasures", path, "name the right file");
    std::vector<SubjectId> subjects;
    std::size_t at = head.size();
    for (std::size_t line = 2; at < text.size(); ++line) {
        auto end = text.find('\n', at);
        auto id = parse_entity_id(text.substr(at, end - at));
        if (!id || end == std::string::npos)
            return fail("the ledger of erasures is damaged in line " + std::to_string(line), path,
                        "name another copy of it");
        subjects.push_back(SubjectId{*id});
        at = end + 1;
    }
    std::ranges::sort(subjects);
    return subjects;
}

Result<void> add_to_ledger(const std::string& path, std::span<const SubjectId> subjects) {
    bool is_new = ::access(path.c_str(), F_OK) != 0;
    auto all = is_new ? std::vector<SubjectId>() : TRY(read_ledger(path));
    auto known = all.size();
    all.insert(all.end(), subjects.begin(), subjects.end());
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    if (!is_new && all.size() == known) return {};
    return write_file_durably(path, text_of(all));
}

}  // namespace cs::journal
