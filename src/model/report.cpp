#include "model/report.h"

#include "base/json.h"

namespace cs {

std::string sealing_context(Channel channel, Instant reported_at) {
    return "report/" + std::string(json::enum_name(channel)) + "/" + utc_text(reported_at);
}

}  // namespace cs
