// The bytes of a file, read anywhere without holding all of them: what checks and answers read
// from.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cs::evidence {

class Content {
public:
    virtual ~Content() = default;
    virtual std::uint64_t size() const = 0;
    /// What is there from `offset` on, `count` bytes or what is left of them.
    virtual Result<std::string> read(std::uint64_t offset, std::size_t count) = 0;
};

/// Bytes in memory that outlive it.
class TextContent final : public Content {
public:
    explicit TextContent(std::string_view bytes) : bytes_(bytes) {}
    std::uint64_t size() const override { return bytes_.size(); }
    Result<std::string> read(std::uint64_t offset, std::size_t count) override {
        return std::string(offset < bytes_.size() ? bytes_.substr(offset, count) : "");
    }

private:
    std::string_view bytes_;
};

}  // namespace cs::evidence
