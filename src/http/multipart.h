// multipart/form-data (RFC 7578) as it arrives: parts are told one after another, their contents
// passed on in pieces. Nothing of a content is kept here; a header of a part is bounded.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cs::http {

/// The header of a part.
struct FormPart {
    std::string name;          ///< of the field
    std::string file_name;     ///< as the sender calls it; empty: no file
    std::string content_type;  ///< empty: none was said
};

/// The boundary of a Content-Type; nothing where it is not that of a form, or names none that is
/// allowed (RFC 2046).
std::optional<std::string> form_boundary(std::string_view content_type);

class FormReader {
public:
    using BeginPart = std::function<void(const FormPart&)>;
    using TakePiece = std::function<void(std::string_view)>;

    FormReader(const std::string& boundary, BeginPart begin, TakePiece take, int most_parts = 16);

    /// Refuses a malformed form, a part's header of more than 4 KiB, and too many parts.
    Result<void> take(std::string_view bytes);
    /// Whether the form's closing boundary was seen.
    bool is_complete() const { return state_ == State::after; }

private:
    enum class State : std::uint8_t { before, boundary, header, content, after };
    /// False when it needs more bytes.
    Result<bool> step();
    Result<void> read_header(std::string_view header);
    void pass_content();

    std::string mark_;  ///< "\r\n--" and the boundary
    BeginPart begin_;
    TakePiece take_;
    State state_ = State::before;
    std::string waiting_ = "\r\n";  ///< the first boundary may stand at the very beginning
    int parts_ = 0;
    int most_parts_;
};

}  // namespace cs::http
