#include "http/stream.h"

namespace cs::http {

void append_event(std::string& out, std::string_view id, std::string_view event,
                  std::string_view data) {
    if (!id.empty()) out.append("id: ").append(id).append("\n");
    if (!event.empty()) out.append("event: ").append(event).append("\n");
    for (;;) {
        auto end = data.find('\n');
        out.append("data: ").append(data.substr(0, end)).append("\n");
        if (end == std::string_view::npos) break;
        data.remove_prefix(end + 1);
    }
    out += '\n';
}

}  // namespace cs::http
