#include "base/json_exact.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <set>

#include "base/utf8.h"

namespace cs::json {

namespace {

constexpr std::size_t longest_name_told = 40;  // characters

std::string shown(std::string_view name) {
    return name.empty() ? "\"\"" : std::string(utf8::prefix(name, longest_name_told));
}

/// Hears a document go by, and stops at the first name that an object has already.
class NamesHeard {
public:
    static constexpr std::size_t max_object_size = SIZE_MAX;
    static constexpr std::size_t max_array_size = SIZE_MAX;
    static constexpr std::size_t max_key_size = SIZE_MAX;
    static constexpr std::size_t max_string_size = SIZE_MAX;
    using Stop = boost::json::error_code&;
    using Text = boost::json::string_view;

    bool on_object_begin(Stop) {
        open_.push_back({{}, {}, false});
        return true;
    }
    bool on_array_begin(Stop) {
        open_.push_back({{}, {}, true});
        return true;
    }
    bool on_object_end(std::size_t, Stop) { return close(); }
    bool on_array_end(std::size_t, Stop) { return close(); }
    bool on_key_part(Text part, std::size_t, Stop) {
        name_.append(part.data(), part.size());
        return true;
    }
    bool on_key(Text last, std::size_t, Stop stop) {
        name_.append(last.data(), last.size());
        open_.back().now = std::exchange(name_, {});
        if (open_.back().names.insert(open_.back().now).second) return true;
        is_twice_ = true;
        stop = boost::json::error::exception;
        return false;
    }
    bool on_document_begin(Stop) { return true; }
    bool on_document_end(Stop) { return true; }
    bool on_string_part(Text, std::size_t, Stop) { return true; }
    bool on_string(Text, std::size_t, Stop) { return true; }
    bool on_number_part(Text, Stop) { return true; }
    bool on_int64(std::int64_t, Text, Stop) { return true; }
    bool on_uint64(std::uint64_t, Text, Stop) { return true; }
    bool on_double(auto, Text, Stop) { return true; }
    bool on_bool(bool, Stop) { return true; }
    bool on_null(Stop) { return true; }
    bool on_comment_part(Text, Stop) { return true; }
    bool on_comment(Text, Stop) { return true; }

    /// Where the second one stands; "" where there is none.
    std::string twice() const {
        std::string out;
        if (!is_twice_) return out;
        out = "$";
        for (const auto& one : open_) out += one.is_list ? "[]" : "." + shown(one.now);
        return out;
    }

private:
    struct Open {
        std::set<std::string> names;
        std::string now;
        bool is_list;
    };
    bool close() {
        open_.pop_back();
        return true;
    }

    std::vector<Open> open_;
    std::string name_;
    bool is_twice_ = false;
};

}  // namespace

Result<boost::json::value> parse_exact(std::string_view text) {
    auto tree = TRY(parse(text));
    boost::json::basic_parser<NamesHeard> parser({});
    boost::json::error_code error;
    parser.write_some(false, text.data(), text.size(), error);
    if (auto where = parser.handler().twice(); !where.empty())
        return fail("this member is given twice", where);
    return tree;
}

namespace detail {

namespace {

std::string listed(std::span<const std::string_view> names) {
    std::string out;
    for (auto one : names) out += (out.empty() ? "" : ", ") + std::string(one);
    return "known are " + out;
}

}  // namespace

Result<void> only_known(const boost::json::object& from, std::span<const std::string_view> known,
                        const Path& path) {
    for (const auto& member : from) {
        std::string_view name(member.key().data(), member.key().size());
        if (std::ranges::find(known, name) != known.end()) continue;
        auto where = path.text() + "." + shown(name);
        if (known.empty()) return fail("there is no such member: nothing is taken here", where);
        return fail("there is no such member", where, listed(known));
    }
    return {};
}

Result<void> only_known(std::string_view name, std::span<const std::string_view> known,
                        const Path& path) {
    if (std::ranges::find(known, name) != known.end()) return {};
    return fail("\"" + shown(name) + "\" is not one of the known values", path.text(),
                listed(known));
}

}  // namespace detail

}  // namespace cs::json
