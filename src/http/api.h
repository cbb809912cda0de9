// What the handlers of the API work with, and what they share: the node, the views, who is who.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>

#include "auth/accounts.h"
#include "evidence/store.h"
#include "grid/index.h"
#include "http/answer.h"
#include "http/case_map.h"
#include "http/exports.h"
#include "http/follower.h"
#include "http/limits.h"
#include "http/rates.h"
#include "journal/journal.h"
#include "runtime/runtime.h"
#include "tiles/atlas.h"

namespace cs::hooks {
class Outbox;
}
namespace cs::auth {
class Provider;
}

namespace cs::http {

class Metrics;

/// Everything outlives the server.
struct Api {
    runtime::Runtime& runtime;
    runtime::TimeSource& time;  ///< the city's: clocks run by it
    runtime::TimeSource& wall;  ///< ours: how long a connection lasts
    Follower& follower;
    journal::Vault& vault;
    auth::Accounts& accounts;
    evidence::Store& evidence;
    auth::Receipts receipts;
    Realm realm{};
    std::unique_ptr<journal::Journal> journal;  ///< for timelines and sealed texts
    std::mutex journal_mutex;
    std::mutex long_import;  ///< held by the one long file that is being taken over
    const GridIndex* grids = nullptr;  ///< null where the city's map is not at hand
    hooks::Outbox* webhooks = nullptr;  ///< null where none are sent
    auth::Provider* provider = nullptr;  ///< null where nobody signs in by one
    std::atomic<bool> refuses_writes = false;  ///< the last command could not be made durable
    tiles::Atlas* atlas = nullptr;     ///< the same
    std::vector<std::string> map_origins = {};  ///< whose pages may draw the map (http/origins.h)
    bool citizens_register = true;  ///< whoever wants may make himself an account
    CaseMap case_map{follower};
    Rates comments{Duration::minutes(limits::comment_minutes), limits::comments_saved,
                   limits::rate_keys};
    std::unique_ptr<Exports> exports = nullptr;  ///< made once the rest is there, gone before it
};

/// How far the views are, the cases by phase, what waits to be sent: for operators.
void add_city_metrics(Metrics& metrics, Api& api);
/// The caller's grants as views understand them; a role for the whole realm is everywhere.
std::vector<views::CaseScope> scopes_of(const auth::Caller& caller, DivisionCode realm);
/// Looks for words that the caller may read only masked, or not at all: refused, for the hits would
/// tell him what they are. Longer numbers need a purpose, and are on record before it is looked.
Asked<void> may_look_for(Api& api, const auth::Caller& caller, const std::string& words);
/// Without a purpose nobody finds what he would get masked.
views::Words words_for(const auth::Caller& caller);
/// The caller with those of his roles alone that read what reporters wrote.
auth::Caller reader_of_words(const auth::Caller& caller);
/// The roles that a person holds now; none once he is retired.
std::vector<Grant> grants_of(const registry::Registry& registry, PersonId person);
/// Whether a role of the caller, other than that of a citizen, reaches this.
bool reaches(const auth::Caller& caller, const auth::Jurisdiction& where);
/// Where a case is and whose.
struct Whose {
    DivisionCode division{};
    std::vector<UnitId> units;
    auth::Jurisdiction jurisdiction() const { return {division, units}; }
};
Whose whose(const views::CaseRow& row);
Whose whose(const views::CaseDetail& detail);

/// The place of a case or report as the caller may know it: exactly, or within some hundred metres.
std::optional<LonLat> shown_place(const auth::Caller& caller, LonLat at, const Whose& where);

/// Shows texts as the caller may see them, and keeps account of what was shown in clear: record()
/// puts that on record, and no answer leaves before.
class Disclosure {
public:
    Disclosure(Api& api, const auth::Caller& caller)
        : api_(api), caller_(caller) {}

    void show(auth::Field field, std::optional<std::string>& text, const Whose& where,
              const std::string& what);
    void show(views::CaseRow& row, const Whose& where);
    void show(views::ReportRow& row, const Whose& where);
    Result<void> record();

private:
    Api& api_;
    const auth::Caller& caller_;
    std::vector<std::string> seen_;
};

}  // namespace cs::http
