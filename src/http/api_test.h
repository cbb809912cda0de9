// A small town behind the API, for the tests of this room: two districts with a street and an office
// each, somebody in every role in each of them, a case in the first and a report that waits. Requests
// go through router, access and handler as the server sends them, without a socket.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "hooks/outbox.h"
#include "http/api.h"
#include "http/operation.h"
#include "http/router.h"
#include "journal/temporary_directory.h"
#include "runtime/node.h"

namespace cs::http {

inline constexpr Realm town_realm{410'100'000};
inline constexpr DivisionCode town_city{410'100'000'000};
inline constexpr DivisionCode own_street{410'102'001'000};
inline constexpr DivisionCode other_street{410'103'001'000};

class ApiTown {
public:
    ApiTown();
    ~ApiTown();

    /// Somebody of that role in the case's district and for its unit, or in the other one.
    Caller as(Role role, bool is_own = true) const { return as(person(role, is_own), role); }
    /// Somebody who holds it for the whole realm.
    Caller as_everywhere(Role role) const { return as(realm_people_.at(role), role); }
    Caller nobody() const { return {}; }
    /// A citizen with an account.
    Caller citizen() const;

    /// One request; reads see everything written before. `target` begins behind /api/v1, or
    /// is one of Open311.
    Response ask(Method method, const std::string& target, Caller caller,
                 const std::string& body = {}, std::vector<Pair> headers = {});
    Response get(const std::string& target, Caller caller, std::vector<Pair> headers = {}) {
        return ask(Method::get, target, std::move(caller), {}, std::move(headers));
    }
    Response post(const std::string& target, Caller caller, const std::string& body,
                  std::vector<Pair> headers = {}) {
        return ask(Method::post, target, std::move(caller), body, std::move(headers));
    }
    /// Sends a photo that a test may name; its hash.
    std::string photo(Caller caller);
    /// A report of the first street, submitted anonymously; its receipt's answer.
    Response report(const std::string& text, std::vector<Pair> headers = {});
    /// A case of the first street that its office has an order on.
    CaseId file_case();
    /// Another one of the case's district, and the one that is spoken of from now on.
    void add_webhook();
    PersonId person(Role role, bool is_own) const { return people_.at({role, is_own}); }

    Api& api() { return *api_; }
    void pass(Duration time) { time_.set(time_.now() + time); }
    /// The names of the files in the evidence store.
    std::vector<std::string> evidence_files() const;
    std::string accounts_path() const { return directory_ / "accounts.db"; }
    std::string views_path() const { return node_->directory().views(); }
    CaseId case_id{};
    ReportId case_report{};
    std::uint64_t webhook = 0;  ///< of the case's district; the newest
    std::string case_photo;  ///< the hash of what that report shows
    ReportId waiting{};
    UnitId own_office = make_id<UnitId>(town_realm, 2);
    UnitId other_office = make_id<UnitId>(town_realm, 3);

private:
    std::vector<Envelope> founding();
    Caller as(PersonId person, Role role) const;

    journal::TemporaryDirectory directory_;
    runtime::ManualTime time_;
    std::map<std::pair<Role, bool>, PersonId> people_;
    std::map<Role, PersonId> realm_people_;
    std::unique_ptr<runtime::Node> node_;
    std::unique_ptr<auth::Accounts> accounts_;
    std::unique_ptr<evidence::Store> evidence_;
    std::unique_ptr<hooks::Outbox> outbox_;
    std::unique_ptr<runtime::Runtime> runtime_;
    std::unique_ptr<Follower> follower_;
    std::unique_ptr<Api> api_;
    std::unique_ptr<Router> router_;
    std::string evidence_path_;
    std::string last_sequence_ = "0";
};

/// A member of a JSON answer by its path, "events.0.case_id"; "" when it is not there.
std::string member(const Response& response, const std::string& path);
/// The code of a problem, or "" for an answer that is none.
std::string problem_code(const Response& response);

}  // namespace cs::http
