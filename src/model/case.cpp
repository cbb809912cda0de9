#include "model/case.h"

namespace cs {

std::string case_number(CaseId id, Instant filed_at) {
    auto serial = std::to_string(counter_of(id));
    if (serial.size() < 7) serial.insert(0, 7 - serial.size(), '0');
    return std::to_string(static_cast<std::uint32_t>(realm_of(id))) + "-" +
           std::to_string(local_date(filed_at).year) + "-" + serial;
}

bool is_open(Phase phase) { return phase != Phase::closed && phase != Phase::merged; }

}  // namespace cs
