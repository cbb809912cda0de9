// A file that is never on the disk in clear: pieces of 64 KiB, each sealed with AES-256-GCM under a
// key of this file alone. Piece n has the nonce n, and the last one says that it is: a piece that
// was changed, moved, left out or cut off does not open.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "evidence/content.h"
#include "journal/sealed_text.h"

struct evp_cipher_ctx_st;

namespace cs::evidence {

using FileKey = journal::SubjectKey;

/// A key of the system's generator.
FileKey new_file_key();

namespace detail {
struct FreeCipher {
    void operator()(evp_cipher_ctx_st* context) const;
};
using Cipher = std::unique_ptr<evp_cipher_ctx_st, FreeCipher>;
}  // namespace detail

/// Written once, from front to back; gone with the object unless kept.
class SealedWriter {
public:
    static Result<std::unique_ptr<SealedWriter>> create(const std::string& path,
                                                        const FileKey& key);
    ~SealedWriter();
    SealedWriter(const SealedWriter&) = delete;
    SealedWriter& operator=(const SealedWriter&) = delete;

    Result<void> write(std::string_view bytes);
    /// Seals the last piece; afterwards the file can be read.
    Result<void> finish();
    /// Makes it durable under its final name.
    Result<void> keep_as(const std::string& path);
    const std::string& path() const { return path_; }

private:
    SealedWriter(std::string path, int file, const FileKey& key);
    Result<void> seal(std::string_view piece, bool is_last);

    std::string path_;
    int file_;
    detail::Cipher cipher_;
    FileKey key_;
    std::string waiting_;
    std::uint64_t pieces_ = 0;
    bool is_kept_ = false;
};

/// Used by one thread at a time.
class SealedReader final : public Content {
public:
    static Result<std::unique_ptr<SealedReader>> open(const std::string& path,
                                                      const FileKey& key);
    ~SealedReader() override;
    SealedReader(const SealedReader&) = delete;
    SealedReader& operator=(const SealedReader&) = delete;

    std::uint64_t size() const override { return size_; }
    Result<std::string> read(std::uint64_t offset, std::size_t count) override;

private:
    SealedReader(std::string path, int file, std::uint64_t sealed_size, const FileKey& key);
    Result<void> open_piece(std::uint64_t index);

    std::string path_;
    int file_;
    detail::Cipher cipher_;
    FileKey key_;
    std::uint64_t pieces_;
    std::uint64_t size_;
    std::uint64_t opened_ = UINT64_MAX;
    std::string piece_;
};

/// All of it, for what is small.
Result<std::string> whole(Content& content);

}  // namespace cs::evidence
