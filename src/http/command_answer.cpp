#include "http/command_answer.h"

#include <charconv>
#include <memory>

#include "base/json_exact.h"
#include "casework/rules.h"
#include "http/api.h"
#include "http/evidence.h"
#include "http/handlers.h"
#include "model/commands.h"

namespace cs::http {

namespace {

constexpr std::size_t longest_key = 128;
// An anonymous citizen's key is all that tells him from others: it must not be guessed.
constexpr std::size_t shortest_anonymous_key = 16;

template <class E>
Happened happened(const E& e) {
    Happened out;
    out.type = E::type;
    if constexpr (requires { CaseId{e.case_id}; }) out.case_id = e.case_id;
    if constexpr (std::is_same_v<E, CasesMerged>) out.case_id = e.into;
    if constexpr (requires { std::string{e.number}; }) out.number = e.number;
    if constexpr (std::is_same_v<E, CaseSplit>) out.case_id = e.new_case;
    if constexpr (std::is_same_v<E, ReportSubmitted>)
        out.report = e.report.id;
    else if constexpr (requires { ReportId{e.report}; })
        out.report = e.report;
    if constexpr (requires { std::uint16_t{e.order}; }) out.order = e.order;
    if constexpr (requires { UnitId{e.unit}; }) out.unit = e.unit;
    return out;
}

template <class E>
std::string names_of(std::uint32_t bits, std::string_view joined_by) {
    std::string out;
    boost::mp11::mp_for_each<json::detail::Enumerators<E>>([&](auto e) {
        if ((bits & (1u << static_cast<int>(e.value))) == 0) return;
        out += (out.empty() ? "" : std::string(joined_by)) + e.name;
    });
    return out;
}

std::string_view words_of(casework::Scope scope) {
    switch (scope) {
        case casework::Scope::realm: return "anywhere in the realm";
        case casework::Scope::place: return "for the place of the report or case";
        case casework::Scope::division: return "for the case's division";
        case casework::Scope::order_unit: return "for the order's unit";
        case casework::Scope::responsible: return "for the responsible unit";
        case casework::Scope::involved: return "for an involved unit or the case's division";
    }
    return {};
}

// The order's number is a number in the command, everything else in a path is text.
boost::json::object said_in_path(const Operation& operation, const Request& request) {
    boost::json::object out;
    for (const auto& bound : operation.bound) {
        auto text = request.parameter(bound.parameter);
        std::uint64_t number = 0;
        const char* end = text.data() + text.size();
        auto read = std::from_chars(text.data(), end, number);
        bool is_number = bound.parameter == "order" && read.ec == std::errc{} && read.ptr == end;
        if (is_number)
            out[bound.member] = number;
        else
            out[bound.member] = text;
    }
    return out;
}

Asked<Command> command_of(const Operation& operation, const Request& request) {
    auto tree = request.body.empty() ? boost::json::value(boost::json::object())
                                     : TRY(json::parse_exact(request.body));
    auto* body = tree.if_object();
    if (body == nullptr) return bad_request("", "expected a JSON object");
    return TRY(operation.decode(std::move(*body), said_in_path(operation, request)));
}

std::string rule_text(std::string_view command_type) {
    for (const auto& rule : casework::rules()) {
        if (rule.command != command_type) continue;
        auto out = std::string(command_type) + ": by " + names_of<Role>(rule.roles, " or ") + " " +
                   std::string(words_of(rule.scope));
        if (rule.phases != 0) out += ", while " + names_of<Phase>(rule.phases, " or ");
        return out + (rule.while_suspended || rule.phases == 0 ? "" : ", not suspended");
    }
    return std::string(command_type) + ": registry";
}

// The core keeps no place of a decided report. Whoever may not see it is told what he would be told
// of one that waits.
Refusal told(Api& api, const Caller& caller, const Refusal& refusal) {
    if (refusal.code != RefusalCode::already_declined) return refusal;
    auto report = parse_id<ReportId>(refusal.detail);
    if (report && report_for(api, *report, caller)) return refusal;
    return {RefusalCode::not_permitted, {}, {}};
}

}  // namespace

CommandAnswer answer_of(const runtime::Accepted& accepted) {
    CommandAnswer out{accepted.last_sequence, accepted.repeated, {}};
    for (const auto& event : accepted.events)
        out.events.push_back(std::visit([](const auto& e) { return happened(e); }, event));
    return out;
}

PersonId actor_of(const Api& api, const Caller& caller) {
    return caller.person.value_or(anonymous_person(api.realm));
}

Failure failure_of(const Refusal& refusal, std::string_view command_type) {
    using enum RefusalCode;
    Failure out(refusal);
    bool is_by_row = refusal.code == not_permitted || refusal.code == wrong_phase ||
                     refusal.code == case_suspended;
    bool is_unsaid = refusal.code == reason_missing || refusal.code == basis_missing;
    if (out.rule.empty() && is_by_row) out.rule = rule_text(command_type);
    if (out.rule.empty() && is_unsaid)
        out.rule = std::string(command_type) + ": needs " + refusal.field;
    if (refusal.code == key_conflict) {
        // The key is kept under the caller's number, which he did not send.
        out.detail.clear();
        out.field = "Idempotency-Key";
    }
    return out;
}

Asked<std::string> key_of(const Api& api, const Request& request, const Caller& caller) {
    auto key = request.header("idempotency-key");
    if (!key) return std::string();
    if (key->empty() || key->size() > longest_key)
        return bad_request("Idempotency-Key",
                           "expected 1 to " + std::to_string(longest_key) + " bytes");
    if (!caller.is_signed_in() && key->size() < shortest_anonymous_key)
        return bad_request("Idempotency-Key", "without an account a key has at least " +
                                                  std::to_string(shortest_anonymous_key) +
                                                  " bytes, such as a UUID");
    auto whose = caller.subject ? "subject/" + id_text(*caller.subject)
                                : "person/" + id_text(actor_of(api, caller));
    return "http/" + whose + "/" + std::string(*key);
}

void submit(Api& api, const Request& request, const Caller& caller, Envelope envelope,
            std::function<Answer(const runtime::Accepted&)> make, Deliver deliver,
            Refuse refuse) {
    auto type = command_type(envelope.command);
    api.runtime.submit(
        std::move(envelope), [&api, &request, &caller, type, refuse, make = std::move(make),
                              deliver = std::move(deliver)](runtime::Reply reply) {
            bool is_full = !reply && reply.error().code == RefusalCode::storage_full;
            if (!api.refuses_writes.exchange(is_full) && is_full)
                std::fprintf(stderr, "chengshu: %s\n", reply.error().detail.c_str());
            if (!reply)
                return deliver(refused(refuse, request,
                                       failure_of(told(api, caller, reply.error()), type)));
            api.follower.nudge(reply->last_sequence);
            auto made = make(*reply);
            if (!made) return deliver(refused(refuse, request, made.error()));
            auto response = std::move(*made);
            auto sequence = std::to_string(reply->last_sequence);
            response.headers.push_back({"Chengshu-Sequence", sequence});
            // Browsers read their own writes without doing anything for it.
            if (request.header("cookie"))
                response.headers.push_back({"Set-Cookie", "chengshu_after=" + sequence +
                                                              "; Path=/; Max-Age=10; "
                                                              "HttpOnly; SameSite=Strict"});
            deliver(std::move(response));
        });
}

void act(Api& api, const Operation& operation, const Request& request,
         const Caller& caller, Deliver deliver) {
    auto command = command_of(operation, request);
    if (!command) return deliver(response_of(request, command.error()));
    auto key = key_of(api, request, caller);
    if (!key) return deliver(response_of(request, key.error()));
    if (auto attached = attach(api, *command, caller); !attached)
        return deliver(response_of(request, attached.error()));
    submit(api, request, caller,
           {actor_of(api, caller), std::move(*key), std::move(*command)},
           [](const runtime::Accepted& accepted) {
               return Response::json(json::text_of(answer_of(accepted)));
           },
           std::move(deliver));
}

}  // namespace cs::http
