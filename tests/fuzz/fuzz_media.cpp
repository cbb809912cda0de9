// Files that are sent as evidence: walking one comes to an end, whatever it says of itself, and
// what EXIF says is read or left out.
#include "base/check.h"
#include "evidence/capture.h"
#include "evidence/inspect.h"
#include "target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto bytes = cs::fuzz::text_of(data, size);
    auto media = cs::evidence::media_of_bytes(bytes.substr(0, cs::evidence::telling_bytes));
    cs::evidence::read_capture([&](std::string_view) { return std::string(bytes.substr(0, 64)); });
    if (!media) return 0;
    cs::evidence::TextContent content(bytes);
    auto found = cs::evidence::inspect(*media, content);
    // A walk fails by what the file says, never by an error of the disk.
    CHECK(found || found.error().code != cs::evidence::RejectionCode::store_failed);
    return 0;
}
