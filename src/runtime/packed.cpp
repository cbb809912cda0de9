#include "runtime/packed.h"

#include <zstd.h>

#include <memory>

#include "base/check.h"

namespace cs::runtime {

namespace {

constexpr int level = 1;
/// Larger than any case; what claims more is damaged.
constexpr unsigned long long longest_text = 1ull << 30;

struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

void pack(std::string& out, std::string_view text) {
    thread_local std::unique_ptr<ZSTD_CCtx, Free> context(ZSTD_createCCtx());
    out.resize(ZSTD_compressBound(text.size()));
    auto size = ZSTD_compressCCtx(context.get(), out.data(), out.size(), text.data(), text.size(),
                                  level);
    CHECK(!ZSTD_isError(size));
    out.resize(size);
}

Result<std::string> unpack(std::string_view packed) {
    thread_local std::unique_ptr<ZSTD_DCtx, Free> context(ZSTD_createDCtx());
    auto size = ZSTD_getFrameContentSize(packed.data(), packed.size());
    if (size > longest_text) return fail("a packed text is damaged");
    std::string text(size, '\0');
    auto read = ZSTD_decompressDCtx(context.get(), text.data(), text.size(), packed.data(),
                                    packed.size());
    if (ZSTD_isError(read) || read != size) return fail("a packed text is damaged");
    return text;
}

}  // namespace cs::runtime
