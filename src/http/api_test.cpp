#include "http/api_test.h"

#include <boost/json.hpp>
#include <filesystem>
#include <future>

#include "base/json.h"
#include "evidence/samples.h"
#include "http/gate.h"
#include "http/said_test.h"
#include "http/target.h"
#include "journal/sqlite_journal.h"

namespace cs::http {

namespace {

Instant town_morning() { return start_of_local_day({2026, 3, 2}) + Duration::hours(9); }

constexpr Role town_roles[] = {Role::agent,      Role::dispatcher,  Role::unit_officer,
                               Role::grid_worker, Role::verifier,   Role::supervisor,
                               Role::appraiser,  Role::analyst,     Role::data_officer,
                               Role::administrator};

std::string reported(const std::string& text, const std::string& photo = {},
                     const std::string& upload = {}) {
    auto out = R"({"title":"路灯不亮","text":")" + text +
               R"(","contact":"13812345678","division":"410102001000")";
    if (!photo.empty()) out += R"(,"upload":")" + upload + R"(","attachments":[")" + photo + "\"]";
    return out + "}";
}

}  // namespace

ApiTown::ApiTown() : time_(town_morning()) {
    auto node = runtime::Node::open(directory_.path(), town_realm, {.check_invariants = true});
    EXPECT_TRUE(node.has_value()) << node.error().text();
    node_ = std::move(*node);
    for (const auto& reply : node_->engine().process(founding(), town_morning()))
        EXPECT_TRUE(reply.has_value()) << code_name(reply.error().code) << reply.error().detail;
    accounts_ = std::make_unique<auth::Accounts>(
        *auth::Accounts::open(directory_ / "accounts.db", time_, {.cost = {64, 1, 1}}));
    const auto& paths = node_->directory();
    evidence_path_ = paths.evidence();
    evidence_ = *evidence::Store::open(paths.evidence(), node_->vault(), {.reserve_bytes = 0});
    auto registry =
        registry::Registry::restore(node_->engine().state().registry.image());
    auto follower = Follower::start({paths.journal(), paths.views()}, node_->vault(),
                                    std::move(registry), node_->engine().last_sequence());
    EXPECT_TRUE(follower.has_value()) << follower.error().text();
    follower_ = std::move(*follower);
    runtime_ = std::make_unique<runtime::Runtime>(node_->release_engine(), time_,
                                                  runtime::Runtime::Options{});
    api_.reset(new Api{*runtime_, time_, time_, *follower_, node_->vault(), *accounts_, *evidence_,
                       *accounts_->receipts(town_realm), town_realm, {}, {}, {}});
    api_->journal = *journal::SqliteJournal::open_reader(paths.journal());
    api_->exports = std::make_unique<Exports>(*api_, directory_ / "exports");
    outbox_ = *hooks::Outbox::open(directory_ / "webhooks.db");
    api_->webhooks = outbox_.get();
    add_webhook();
    router_ = std::make_unique<Router>(*Router::build(routes(*api_)));
    case_id = file_case();
    auto submitted = report("还有一处");
    waiting = *parse_id<ReportId>(member(submitted, "report"));
}

ApiTown::~ApiTown() {
    api_->exports.reset();
    follower_.reset();
    runtime_.reset();
}

void ApiTown::add_webhook() {
    webhook = outbox_->add({"https://example.org/", {}, DivisionCode{410'102'000'000}, {}}, 0,
                           town_morning())
                  ->id;
}

std::vector<Envelope> ApiTown::founding() {
    auto administrator = make_id<PersonId>(town_realm, 3);
    std::vector<Envelope> out;
    auto add = [&](Command command) { out.push_back({administrator, {}, std::move(command)}); };
    add(FoundRealm{town_realm, "试验市", town_city, {administrator, "王管理", {}, {}}});
    add(SetDivisions{{{town_city, "试验市"},
                      {DivisionCode{410'102'000'000}, "一区"},
                      {DivisionCode{410'103'000'000}, "二区"},
                      {own_street, "一街道"},
                      {other_street, "二街道"}}});
    add(SetHolidays{{2026, {}}});
    add(SetHolidays{{2027, {}}});
    Duty duty;
    duty.matter = other_matter;
    duty.category = duty.name = "其他";
    duty.kind = MatterKind::event;
    duty.units = {"街道办事处"};
    duty.budget = {2, calendar::BudgetUnit::working_days, calendar::CalendarKind::work};
    add(PublishCatalogue{"试验清单", {}, {duty}});
    add(SetUnit{{make_id<UnitId>(town_realm, 1), "指挥中心", "指挥中心", town_city, {}, {}}});
    add(SetUnit{{own_office, "一街道办事处", "街道办事处", own_street, {}, {}}});
    add(SetUnit{{other_office, "二街道办事处", "街道办事处", other_street, {}, {}}});
    std::uint64_t number = 10;
    for (bool is_own : {true, false})
        for (Role role : town_roles) {
            auto id = make_id<PersonId>(town_realm, ++number);
            people_[{role, is_own}] = id;
            bool for_unit = role == Role::unit_officer || role == Role::grid_worker;
            auto unit = is_own ? own_office : other_office;
            auto desk = for_unit ? unit : make_id<UnitId>(town_realm, 1);
            Grant grant{role, ancestor_at(is_own ? own_street : other_street,
                                          DivisionLevel::district), {}};
            if (for_unit) grant.unit = unit;
            add(SetPerson{{id, "李" + std::string(json::enum_name(role)), desk, {}}});
            add(GrantRole{id, grant});
        }
    for (Role role : town_roles) {
        auto id = realm_people_[role] = make_id<PersonId>(town_realm, ++number);
        add(SetPerson{{id, "赵" + std::string(json::enum_name(role)), {}, {}}});
        add(GrantRole{id, {role, town_city, {}}});
    }
    return out;
}

Caller ApiTown::as(PersonId person, Role role) const {
    Caller out;
    out.by = auth::SignedInBy::session;
    out.name = std::string(json::enum_name(role));
    out.person = person;
    out.grants = api_->follower.with_registry(
        [&](const registry::Registry& registry) { return grants_of(registry, *out.person); });
    return out;
}

Caller ApiTown::citizen() const {
    Caller out;
    out.by = auth::SignedInBy::session;
    out.name = "citizen";
    out.subject = SubjectId{77};
    return out;
}

Response ApiTown::ask(Method method, const std::string& target, Caller caller,
                      const std::string& body, std::vector<Pair> headers) {
    Request request;
    request.method = method;
    request.headers = std::move(headers);
    request.headers.push_back({"chengshu-after", last_sequence_});
    request.id = "test";
    request.peer = "10.0.0.9";
    EXPECT_TRUE(read_target((target.starts_with("/open311") ? "" : "/api/v1") + target, request)) << target;
    auto match = router_->find(method, *path_segments(request.path));
    if (match.route == nullptr) return Response::nothing(404);
    request.parameters = std::move(match.parameters);
    if (match.route->receive)
        request.sink = match.route->receive(request, caller);
    if (request.sink)
        request.sink->take(body);
    else
        request.body = body;
    if (auto purpose = request.header("chengshu-purpose")) caller.purpose = *purpose;
    if (auto open = check_access(match.route->access, caller); !open)
        return response_of(request, open.error());
    for (const auto& operation : operations()) {
        if (operation.name != match.route->name) continue;
        std::promise<Response> answered;
        serve(*api_, operation, request, caller,
              [&](Response response) { answered.set_value(std::move(response)); });
        auto response = answered.get_future().get();
        for (const auto& header : response.headers)
            if (header.name == "Chengshu-Sequence") last_sequence_ = header.value;
        expect_said(operation, response);
        return response;
    }
    ADD_FAILURE() << "no operation " << match.route->name;
    return Response::nothing(500);
}

std::vector<std::string> ApiTown::evidence_files() const {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(evidence_path_))
        if (entry.is_regular_file()) out.push_back(entry.path().filename().string());
    return out;
}

std::string ApiTown::photo(Caller caller) {
    auto sent = post("/evidence", std::move(caller), evidence::samples::png(16, 9));
    EXPECT_EQ(sent.status, 201) << sent.body;
    return member(sent, "hash");
}

Response ApiTown::report(const std::string& text, std::vector<Pair> headers) {
    return post("/reports", nobody(), reported(text), std::move(headers));
}

CaseId ApiTown::file_case() {
    auto sent = post("/evidence", nobody(), evidence::samples::jpeg(64, 48));
    case_photo = member(sent, "hash");
    auto submitted = post("/reports", nobody(),
                          reported("我叫张三丰，电话13812345678，路灯坏了", case_photo,
                                   member(sent, "upload")));
    EXPECT_EQ(problem_code(submitted), "");
    case_report = *parse_id<ReportId>(member(submitted, "report"));
    auto filed = post("/reports/" + id_text(case_report) + "/file", as(Role::agent),
                      R"({"matter":"E9999","condition":0,"dispatch":{}})");
    EXPECT_EQ(problem_code(filed), "") << filed.body;
    return *parse_id<CaseId>(member(filed, "events.0.case_id"));
}

std::string member(const Response& response, const std::string& path) {
    boost::system::error_code error;
    auto tree = boost::json::parse(response.body, error);
    boost::json::value* at = &tree;
    for (std::size_t from = 0; from <= path.size();) {
        auto to = std::min(path.find('.', from), path.size());
        auto name = path.substr(from, to - from);
        from = to + 1;
        if (auto* object = at->if_object())
            at = object->if_contains(name);
        else if (auto* list = at->if_array())
            at = list->if_contains(std::stoul(name));
        else
            at = nullptr;
        if (at == nullptr) return {};
    }
    if (auto* text = at->if_string()) return {text->data(), text->size()};
    return boost::json::serialize(*at);
}

std::string problem_code(const Response& response) {
    if (response.content_type != "application/problem+json") return {};
    return member(response, "code");
}

}  // namespace cs::http
