// A citizen's receipt 回执: the code by which whoever reported reads the public state of his report
// without an account. It is the report's number and 100 bits of a keyed hash of its id, so nothing
// is kept per report, the same report always has the same code, and nobody can make one without the
// key. "42-7K3M9-QXT2V-0BC4D-EFGHJ", in Crockford's base 32.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"

namespace cs::auth {

class Receipts {
public:
    Receipts(std::string key, Realm realm) : key_(std::move(key)), realm_(realm) {}

    std::string code_for(ReportId report) const;
    /// The report of a code; nothing for any other text. Case, blanks and hyphens do not matter,
    /// and O, I, L are read as 0, 1, 1. Says nothing of whether the report is there.
    std::optional<ReportId> report_of(std::string_view code) const;

    /// The code of a subject under whom somebody sends files before he reports: whoever shows it
    /// sends further ones, and the report that they belong to.
    std::string upload_code(SubjectId subject) const;
    std::optional<SubjectId> subject_of(std::string_view upload_code) const;

    /// 128 bits in hex by which this node knows again what it has given out itself.
    std::string signature_of(std::string_view text) const;

private:
    std::string proof_of(ReportId report) const;

    std::string key_;
    Realm realm_;
};

}  // namespace cs::auth
