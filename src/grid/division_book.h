// The code book of divisions: names by code, and what lies under what.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "model/divisions.h"

namespace cs {

class DivisionBook {
public:
    /// Adds a division. Refused when the code is there already under another name.
    Result<void> add(Division division);

    const Division* find(DivisionCode code) const;
    /// The division itself and everything below it, in order of codes.
    std::span<const Division> under(DivisionCode code) const;
    /// The divisions of one level that lie under the code, in order.
    std::vector<const Division*> under(DivisionCode code, DivisionLevel level) const;
    /// "河南省 郑州市 中原区 林山寨街道": the known names from the province down.
    std::string path(DivisionCode code) const;
    std::size_t size() const { return divisions_.size(); }

private:
    std::vector<Division> divisions_;  ///< in order of codes
};

}  // namespace cs
