// A citizen's message as the report that it becomes: under a subject of its writer, sealed.
#pragma once

#include "ingest/messages.h"
#include "journal/vault.h"
#include "model/commands.h"

namespace cs::ingest {

/// Bytes of a report's texts, however it comes in.
inline constexpr std::size_t longest_title = 200;
inline constexpr std::size_t longest_text = 16'000;
inline constexpr std::size_t longest_line = 400;  ///< contact, identity, address, source_id

/// Whoever wrote under a name is the same subject in every import of the same realm.
SubjectId subject_for(Realm realm, std::string_view user);
/// The writer of a message. Messages without a user are not by one person: each has its own.
SubjectId writer_of(Realm realm, const Message& message);
/// What a message reports, its personal text sealed; without a place.
Result<SubmitReport> report_of(journal::Vault& vault, Realm realm, const Message& message);

}  // namespace cs::ingest
