// AES-256-GCM for one text: version byte, 96-bit nonce, ciphertext, 128-bit tag. The subject and
// what the caller adds are authenticated, so that a sealed text cannot be moved to another place.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"

namespace cs::journal {

/// A subject's key; wiped when it goes out of scope.
class SubjectKey {
public:
    static constexpr std::size_t size = 32;
    SubjectKey() = default;
    SubjectKey(const SubjectKey&) = default;
    SubjectKey& operator=(const SubjectKey&) = default;
    ~SubjectKey();
    /// Whether two keys are the same, in constant time.
    bool same_as(const SubjectKey& other) const;

    std::array<std::uint8_t, size> bytes{};
};

/// Where keys and nonces come from. Without a seed: the system's generator. With one: derived from
/// the seed and what is sealed, so that two simulated runs write the same journal. Anyone who knows
/// the seed can then derive the keys: for simulations over made-up people only.
class SecretSource {
public:
    explicit SecretSource(std::optional<std::uint64_t> simulation_seed) : seed_(simulation_seed) {}
    SubjectKey key_for(SubjectId subject) const;
    std::array<std::uint8_t, 12> nonce_for(const SubjectKey& key, std::string_view plaintext,
                                           std::string_view associated) const;

private:
    std::optional<std::uint64_t> seed_;
};

/// 1 + 12 + 16: how much longer the sealed form is than the text.
inline constexpr std::size_t sealed_overhead_bytes = 29;

Bytes seal_text(const SubjectKey& key, std::span<const std::uint8_t, 12> nonce, SubjectId subject,
                std::string_view plaintext, std::string_view associated);
/// An error when the form is unknown, or when key, subject, associated data or any byte differ.
Result<std::string> open_text(const SubjectKey& key, SubjectId subject, const Bytes& sealed,
                              std::string_view associated);

}  // namespace cs::journal
