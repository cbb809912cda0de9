// A part of an Office document as XML (ISO/IEC 29500-2, 6.1.4), read as it is unpacked: neither a
// document type nor endless depth, length of one tag or number of elements is taken, so that memory
// and time stay bounded.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ingest/zip_parts.h"

namespace cs::ingest {

/// Attributes of an element; they live as long as the call that gives them.
class XmlAttributes {
public:
    explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
    /// By its local name.
    std::optional<std::string_view> find(std::string_view name) const;

private:
    const char** pairs_;
};

/// Is told of elements by their local names. What it does not care for it leaves as it is.
class XmlPart {
public:
    virtual ~XmlPart() = default;
    Result<void> read(ZipParts& parts, const std::string& part);

protected:
    virtual void on_start(std::string_view element, const XmlAttributes& attributes) = 0;
    virtual void on_end(std::string_view) {}
    virtual void on_text(std::string_view) {}
    /// Nothing more is read.
    void stop() { is_stopped_ = true; }
    void stop(Error error);

private:
    struct Callbacks;
    std::size_t depth_ = 0;
    std::size_t elements_ = 0;  ///< of all parts read so far
    bool is_stopped_ = false;
    bool is_refused_ = false;
    std::optional<Error> error_;
};

}  // namespace cs::ingest
