// Content codings: what the client takes (RFC 9110, 12.5.3), and making it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cs::http {

enum class Coding : std::uint8_t { identity, gzip, brotli };
std::string_view coding_name(Coding coding);

/// The coding that an Accept-Encoding header likes best; of equal ones brotli, then gzip.
Coding preferred_coding(std::string_view accept_encoding);
/// Whether bodies of this media type become smaller: text, JSON, XML, SVG; not event streams.
bool is_compressible(std::string_view content_type);
/// Precondition: not identity.
std::string compressed(std::string_view body, Coding coding);

}  // namespace cs::http
