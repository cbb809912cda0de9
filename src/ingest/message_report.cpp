#include "ingest/message_report.h"

#include <cstring>

#include "base/json.h"

namespace cs::ingest {

SubjectId subject_for(Realm realm, std::string_view user) {
    Sha256 hasher;
    hasher.add("subject");
    hasher.add(std::to_string(static_cast<std::uint32_t>(realm)) + ":");
    hasher.add(user);
    auto hash = hasher.finish();
    std::uint64_t id = 0;
    std::memcpy(&id, hash.data.data(), sizeof id);
    return SubjectId{__builtin_bswap64(id) | 1};
}

SubjectId writer_of(Realm realm, const Message& message) {
    return subject_for(realm, message.user.empty() ? "message " + message.id : message.user);
}

Result<SubmitReport> report_of(journal::Vault& vault, Realm realm, const Message& message) {
    PersonalText text{message.subject, message.detail, message.user, {}, {}};
    SubmitReport report;
    report.channel = Channel::hotline;
    report.subject = writer_of(realm, message);
    report.reported_at = message.time;
    report.sealed = TRY(vault.seal(report.subject, json::text_of(text),
                                   sealing_context(report.channel, report.reported_at)));
    report.source_id = message.id;
    return report;
}

}  // namespace cs::ingest
