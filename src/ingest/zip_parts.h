// The parts of a ZIP archive (APPNOTE.TXT 6.3) that lies in memory, unpacked piece by piece. All
// that is unpacked counts against one bound: of an archive that grows without end a part is read.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"

struct zip;

namespace cs::ingest {

inline constexpr std::size_t most_unpacked = 512 * 1024 * 1024;  ///< bytes

class ZipParts {
public:
    /// `bytes` outlive it; `name` stands for the archive in errors. Reading ends with an error once
    /// it is asked to stop.
    static Result<ZipParts> open(std::string_view bytes, std::string name,
                                 std::stop_token stop = {});

    bool has(const std::string& part) const;
    /// Gives the part's bytes to `take`, until it says that it has enough with false.
    using Take = std::function<Result<bool>(std::string_view piece)>;
    Result<void> read(const std::string& part, const Take& take);
    const std::string& name() const { return name_; }

private:
    struct Close {
        void operator()(zip* archive) const;
    };
    ZipParts(zip* archive, std::string name, std::stop_token stop)
        : archive_(archive), name_(std::move(name)), stop_(std::move(stop)) {}
    std::int64_t find(const std::string& part) const;

    std::unique_ptr<zip, Close> archive_;
    std::string name_;
    std::stop_token stop_;
    std::size_t left_ = most_unpacked;
};

}  // namespace cs::ingest
