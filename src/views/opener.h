// The port through which views read what reporters wrote: sealed under the subject's key, and gone
// for ever once that key was destroyed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"

namespace cs::views {

class Opener {
public:
    virtual ~Opener() = default;

    /// The clear text (JSON of a PersonalText), or nothing when the subject was forgotten.
    /// `associated` is its sealing_context (model/report.h). An error when the sealed bytes were
    /// changed.
    virtual Result<std::optional<std::string>> open(SubjectId subject, const Bytes& sealed,
                                                    std::string_view associated) = 0;
};

}  // namespace cs::views
