#include "evidence/sealed_file.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/check.h"
#include "journal/durable_file.h"

namespace cs::evidence {

namespace {

constexpr std::size_t piece_bytes = 64 * 1024;
constexpr std::size_t tag_bytes = 16;
constexpr std::string_view file_kind = "chengshu evidence 1";

using Nonce = std::array<std::uint8_t, 12>;

Nonce nonce_of(std::uint64_t index, bool is_last) {
    Nonce out{};
    for (std::size_t i = 0; i < 8; ++i) out[i] = static_cast<std::uint8_t>(index >> (8 * (7 - i)));
    out[8] = is_last ? 1 : 0;
    return out;
}

const std::uint8_t* bytes_of(std::string_view text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}

detail::Cipher make_cipher(bool seals) {
    detail::Cipher cipher(EVP_CIPHER_CTX_new());
    CHECK(cipher != nullptr);
    CHECK(EVP_CipherInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, nullptr, nullptr,
                            seals ? 1 : 0) == 1);
    return cipher;
}

bool begin(EVP_CIPHER_CTX* cipher, const FileKey& key, const Nonce& nonce) {
    int size = 0;
    return EVP_CipherInit_ex(cipher, nullptr, nullptr, key.bytes.data(), nonce.data(), -1) == 1 &&
           EVP_CipherUpdate(cipher, nullptr, &size, bytes_of(file_kind),
                            static_cast<int>(file_kind.size())) == 1;
}

Result<std::string> read_at(int file, std::uint64_t offset, std::size_t count,
                            const std::string& path) {
    std::string out(count, '\0');
    std::size_t done = 0;
    while (done < count) {
        auto got = ::pread(file, out.data() + done, count - done,
                           static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return journal::system_failure("cannot read", path, errno);
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    out.resize(done);
    return out;
}

}  // namespace

void detail::FreeCipher::operator()(evp_cipher_ctx_st* context) const {
    EVP_CIPHER_CTX_free(context);
}

FileKey new_file_key() {
    FileKey key;
    CHECK(RAND_priv_bytes(key.bytes.data(), static_cast<int>(key.bytes.size())) == 1);
    return key;
}

Result<std::unique_ptr<SealedWriter>> SealedWriter::create(const std::string& path,
                                                           const FileKey& key) {
    int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return journal::system_failure("cannot make this file", path, errno);
    return std::unique_ptr<SealedWriter>(new SealedWriter(path, file, key));
}

SealedWriter::SealedWriter(std::string path, int file, const FileKey& key)
    : path_(std::move(path)), file_(file), cipher_(make_cipher(true)), key_(key) {}

SealedWriter::~SealedWriter() {
    ::close(file_);
    if (!is_kept_) ::unlink(path_.c_str());
}

Result<void> SealedWriter::write(std::string_view bytes) {
    while (!bytes.empty()) {
        // A full piece waits for the byte that proves it is not the last.
        if (waiting_.size() == piece_bytes) {
            TRY_VOID(seal(waiting_, false));
            waiting_.clear();
        }
        auto part = bytes.substr(0, piece_bytes - waiting_.size());
        waiting_ += part;
        bytes.remove_prefix(part.size());
    }
    return {};
}

Result<void> SealedWriter::finish() {
    TRY_VOID(seal(waiting_, true));
    std::string().swap(waiting_);
    return {};
}

Result<void> SealedWriter::seal(std::string_view piece, bool is_last) {
    std::string out(piece.size() + tag_bytes, '\0');
    auto* to = reinterpret_cast<std::uint8_t*>(out.data());
    int size = 0;
    auto* cipher = cipher_.get();
    CHECK(begin(cipher, key_, nonce_of(pieces_++, is_last)));
    CHECK(EVP_CipherUpdate(cipher, to, &size, bytes_of(piece), static_cast<int>(piece.size())) ==
          1);
    CHECK(EVP_CipherFinal_ex(cipher, to + piece.size(), &size) == 1);
    CHECK(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, tag_bytes, to + piece.size()) == 1);
    for (std::string_view left = out; !left.empty();) {
        auto written = ::write(file_, left.data(), left.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return journal::system_failure("cannot write", path_, errno);
        left.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> SealedWriter::keep_as(const std::string& path) {
    TRY_VOID(journal::move_durably(path_, path));
    is_kept_ = true;
    return {};
}

Result<std::unique_ptr<SealedReader>> SealedReader::open(const std::string& path,
                                                         const FileKey& key) {
    int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return journal::system_failure("cannot read", path, errno);
    struct stat status {};
    bool is_known = ::fstat(file, &status) == 0;
    auto size = static_cast<std::uint64_t>(status.st_size);
    auto rest = size % (piece_bytes + tag_bytes);
    if (!is_known || size <= tag_bytes || (rest > 0 && rest <= tag_bytes)) {
        ::close(file);
        return fail("this piece of evidence is cut off", path, "restore it from a backup");
    }
    return std::unique_ptr<SealedReader>(new SealedReader(path, file, size, key));
}

SealedReader::SealedReader(std::string path, int file, std::uint64_t sealed_size,
                           const FileKey& key)
    : path_(std::move(path)),
      file_(file),
      cipher_(make_cipher(false)),
      key_(key),
      pieces_((sealed_size + piece_bytes + tag_bytes - 1) / (piece_bytes + tag_bytes)),
      size_(sealed_size - pieces_ * tag_bytes) {}

SealedReader::~SealedReader() { ::close(file_); }

Result<void> SealedReader::open_piece(std::uint64_t index) {
    auto sealed = TRY(read_at(file_, index * (piece_bytes + tag_bytes), piece_bytes + tag_bytes,
                              path_));
    auto damaged = [&] {
        return fail("this piece of evidence was changed or cut off", path_,
                    "restore it from a backup");
    };
    if (sealed.size() < tag_bytes) return damaged();
    piece_.resize(sealed.size() - tag_bytes);
    auto* cipher = cipher_.get();
    auto* to = reinterpret_cast<std::uint8_t*>(piece_.data());
    int size = 0;
    opened_ = UINT64_MAX;
    bool opens = begin(cipher, key_, nonce_of(index, index + 1 == pieces_)) &&
                 EVP_CipherUpdate(cipher, to, &size, bytes_of(sealed),
                                  static_cast<int>(piece_.size())) == 1 &&
                 EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, tag_bytes,
                                     sealed.data() + piece_.size()) == 1 &&
                 EVP_CipherFinal_ex(cipher, to + piece_.size(), &size) == 1;
    if (!opens) return damaged();
    opened_ = index;
    return {};
}

Result<std::string> SealedReader::read(std::uint64_t offset, std::size_t count) {
    std::string out;
    while (out.size() < count && offset + out.size() < size_) {
        auto at = offset + out.size();
        if (opened_ != at / piece_bytes) TRY_VOID(open_piece(at / piece_bytes));
        out.append(piece_, at % piece_bytes, count - out.size());
    }
    return out;
}

Result<std::string> whole(Content& content) {
    return content.read(0, static_cast<std::size_t>(content.size()));
}

}  // namespace cs::evidence
