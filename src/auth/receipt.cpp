#include "auth/receipt.h"

#include <charconv>

#include "auth/secret.h"

namespace cs::auth {

namespace {

constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t proof_digits = 20;  ///< of 5 bits each
constexpr std::size_t group_digits = 5;
constexpr std::size_t longest_code = 64;
constexpr std::size_t upload_digits = 32;  ///< 128 bits

std::string number_text(std::uint64_t number) {
    std::string out;
    for (; number > 0; number >>= 5) out.insert(out.begin(), digits[number & 31]);
    return out;
}

// A digit as it is written; nothing for what is none.
std::optional<char> digit_of(char c) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    if (digits.find(c) == std::string_view::npos) return std::nullopt;
    return c;
}

std::optional<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t number = 0;
    for (char c : text) {
        number = number << 5 | digits.find(c);
        if (number > max_counter) return std::nullopt;
    }
    return number;
}

}  // namespace

std::string Receipts::proof_of(ReportId report) const {
    auto hash = keyed_hash(key_, "receipt:" + id_text(report));
    std::string out;
    std::uint32_t bits = 0;
    int count = 0;
    for (std::size_t i = 0; out.size() < proof_digits; ++i) {
        bits = bits << 8 | hash.data[i];
        for (count += 8; count >= 5 && out.size() < proof_digits; count -= 5)
            out += digits[bits >> (count - 5) & 31];
    }
    return out;
}

std::string Receipts::code_for(ReportId report) const {
    auto proof = proof_of(report);
    std::string out = number_text(counter_of(report));
    for (std::size_t i = 0; i < proof.size(); i += group_digits)
        out += "-" + proof.substr(i, group_digits);
    return out;
}

std::optional<ReportId> Receipts::report_of(std::string_view code) const {
    if (code.size() > longest_code) return std::nullopt;
    std::string plain;
    for (char c : code) {
        if (c == '-' || c == ' ') continue;
        auto digit = digit_of(c);
        if (!digit) return std::nullopt;
        plain += *digit;
    }
    if (plain.size() <= proof_digits) return std::nullopt;
    auto split = plain.size() - proof_digits;
    auto number = number_of(std::string_view(plain).substr(0, split));
    if (!number || *number == 0) return std::nullopt;
    auto report = make_id<ReportId>(realm_, *number);
    if (!same_secret(plain.substr(split), proof_of(report))) return std::nullopt;
    return report;
}

std::string Receipts::upload_code(SubjectId subject) const {
    auto number = std::to_string(raw(subject));
    return number + "-" + hex_text(keyed_hash(key_, "upload:" + number)).substr(0, upload_digits);
}

std::string Receipts::signature_of(std::string_view text) const {
    return hex_text(keyed_hash(key_, "signed:" + std::string(text))).substr(0, upload_digits);
}

std::optional<SubjectId> Receipts::subject_of(std::string_view upload_code) const {
    std::uint64_t number = 0;
    const char* end = upload_code.data() + upload_code.size();
    auto read = std::from_chars(upload_code.data(), end, number);
    if (read.ec != std::errc{}) return std::nullopt;
    SubjectId subject{number};
    if (!same_secret(upload_code, this->upload_code(subject))) return std::nullopt;
    return subject;
}

}  // namespace cs::auth
