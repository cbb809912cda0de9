// The one table of the API. A row says who may ask at all; what he may then see is decided by the
// handler, and what he may do by the core.
#include "base/json_exact.h"
#include "base/json_schema.h"
#include "http/api_answers.h"
#include "http/command_answer.h"
#include "http/evidence.h"
#include "http/handlers.h"
#include "http/live_events.h"
#include "http/guide.h"
#include "http/open311_operations.h"
#include "http/operation.h"
#include "http/webhook_answers.h"
#include "model/commands.h"

namespace cs::http {

namespace {

using auth::Scope;

// What a form may have around its file.
constexpr std::size_t form_overhead = 64 * 1024;

const Access anyone{};
const Access signed_in{true, {}};
const Access staff{true,
                   {Role::agent, Role::dispatcher, Role::unit_officer, Role::grid_worker,
                    Role::verifier, Role::supervisor, Role::appraiser, Role::analyst,
                    Role::data_officer, Role::administrator, Role::system}};
const Access administrators{true, {Role::administrator}};
const Access keepers{true, {Role::data_officer, Role::administrator}};
const Access importers{true,
                       {Role::agent, Role::unit_officer, Role::grid_worker, Role::data_officer,
                        Role::administrator, Role::system}};
// Whoever is shown the words of reporters.
const Access readers{true,
                     {Role::agent, Role::dispatcher, Role::unit_officer, Role::grid_worker,
                      Role::verifier, Role::supervisor, Role::appraiser, Role::data_officer,
                      Role::system}};

template <class T>
boost::json::value schema(json::Schemas& schemas) {
    return schemas.of<T>();
}

using Query = std::vector<QueryParameter>;

// Asked for, unlike answered, an instant is never "never".
boost::json::value instant(json::Schemas&) {
    return {{"type", "string"}, {"format", "date-time"}};
}

boost::json::value whole_number(std::uint64_t highest, std::uint64_t usual) {
    return {{"type", "integer"}, {"minimum", 1}, {"maximum", highest}, {"default", usual}};
}
boost::json::value page_limit(json::Schemas&) {
    return whole_number(views::max_page_rows, views::Page{}.limit);
}

boost::json::value long_page_limit(json::Schemas&) {
    return whole_number(views::max_page_rows, views::max_page_rows);
}

const QueryParameter limit{"limit", "rows of a page", page_limit};
const QueryParameter long_limit{"limit", "rows of a page", long_page_limit};
const QueryParameter after{"after", "the `next` of the page before", schema<std::string>};
const QueryParameter unit{"unit", "the unit that answers for it", schema<UnitId>};
const QueryParameter division{"division", "a division with all within; 2 to 12 digits",
                              schema<std::string>};
const QueryParameter matter{"matter", "the matter's code", schema<std::string>};
const QueryParameter at{"at", "as of this instant; now", instant};
const QueryParameter datum{"datum", "wgs84; or gcj02, over China's public maps",
                           schema<tiles::Datum>};
const QueryParameter version{"version", "a version of the catalogue", schema<std::uint32_t>};

const Query case_filters{
    {"phase", "cases in this phase", schema<Phase>},
    {"open", "true: only open cases; false: only closed ones", schema<bool>},
    {"overdue", "true: only cases that are overdue; false: only others", schema<bool>},
    unit,
    division,
    matter,
    {"channel", "of the first report", schema<Channel>},
    {"source_id", "the number of one of its reports at the sender, or its own in another system",
     schema<std::string>},
    {"filed_from", "filed at this instant or later", instant},
    {"filed_to", "filed before this instant", instant},
    {"text", "words in one of its reports", schema<std::string>},
    {"order", "newest or due first", schema<views::CaseOrder>},
    limit,
    after};

Operation get(std::string pattern, std::string name, std::string summary, const Access& access,
              Ask ask, SchemaOf answer, Query query = {}, Work work = Work::slow) {
    Operation out;
    out.pattern = "/api/v1" + pattern;
    out.name = std::move(name);
    out.summary = std::move(summary);
    out.access = access;
    out.ask = ask;
    out.answer = answer;
    out.query = std::move(query);
    out.is_one_thing =
        pattern.ends_with('}') || pattern == "/policy" || pattern == "/style.json";
    out.work = work;
    return out;
}

// A question of another method than GET.
Operation sent(Operation operation, Method method, SchemaOf body, int status = 200) {
    operation.method = method;
    operation.body = body;
    operation.status = status;
    return operation;
}

template <class Command>
boost::json::value body_of(json::Schemas& schemas) {
    std::vector<std::string_view> bound;
    for (const auto& operation : operations())
        if (operation.command == Command::type)
            for (const auto& one : operation.bound) bound.push_back(one.member);
    return schemas.without<Command>(bound);
}

template <class C>
Result<Command> decode(boost::json::object body, const boost::json::object& of_path) {
    return Command{TRY(json::read_exact<C>(std::move(body), of_path))};
}

// A command of the core; the path's parameters are members of it.
template <class Command>
Operation post(std::string pattern, std::string name, std::string summary,
               std::vector<Bound> bound = {}, Scope scope = Scope::act) {
    Operation out;
    out.method = Method::post;
    out.pattern = "/api/v1" + pattern;
    out.name = std::move(name);
    out.summary = std::move(summary);
    out.access = signed_in;
    out.scope = scope;
    out.deed = &act;
    out.command = Command::type;
    out.decode = decode<Command>;
    out.bound = std::move(bound);
    out.body = &body_of<Command>;
    out.answer = schema<CommandAnswer>;
    out.work = Work::quick;
    return out;
}

// What casework has no rule for: the registry's own.
template <class Command>
Operation manage(std::string pattern, std::string name, std::string summary, const Access& access,
                 std::vector<Bound> bound = {}) {
    auto out = post<Command>(std::move(pattern), std::move(name), std::move(summary),
                             std::move(bound), Scope::manage);
    out.access = access;
    return out;
}

// Its evidence is looked up on the disk.
Operation on_worker(Operation operation) {
    operation.work = Work::slow;
    return operation;
}

const std::vector<Bound> of_case{{"case", "case_id"}};
const std::vector<Bound> of_order{{"case", "case_id"}, {"order", "order"}};
const std::vector<Bound> of_report{{"report", "report"}};

// An entry is a TimelineItem with its event's own payload.
boost::json::value timeline_schema(json::Schemas& schemas) {
    auto entry = schemas.without<TimelineItem>({});
    entry["properties"].as_object()["payload"] = {
        {"type", "object"}, {"description", "the event, as the caller may see it"}};
    entry["required"].as_array().emplace_back("payload");
    schemas.add("TimelineEntry", entry);
    return {{"type", "object"},
            {"properties",
             {{"rows",
               {{"type", "array"}, {"items", json::detail::reference_to("TimelineEntry")}}},
              {"next", {{"type", "string"}}}}},
            {"required", {"rows"}}};
}

void add_reports(std::vector<Operation>& out) {
    Operation submit;
    submit.method = Method::post;
    submit.pattern = "/api/v1/reports";
    submit.name = "submitReport";
    submit.summary = "Report that something is wrong, with or without an account";
    submit.access = anyone;
    submit.scope = Scope::report;
    submit.deed = &submit_report;
    submit.body = schema<NewReport>;
    submit.answer = schema<ReportReceipt>;
    submit.status = 201;
    out.push_back(std::move(submit));
    out.push_back(get("/reports", "listReports",
                      "Reports that wait to be filed, oldest first; or others, newest first",
                      staff, list_reports, schema<ReportListAnswer>,
                      {{"state", "waiting, filed or declined; waiting",
                        schema<views::ReportPhase>},
                       {"from", "submitted at this instant or later", instant},
                       {"to", "submitted before this instant", instant},
                       division,
                       {"channel", "that it came by", schema<Channel>},
                       {"order", "newest or oldest first; the oldest of those that wait",
                        schema<views::ReportOrder>},
                       limit, after}));
    out.push_back(get("/me/reports", "listOwnReports",
                      "What the caller has reported himself, newest first", signed_in,
                      list_own_reports, schema<OwnReportListAnswer>, {limit, after}));
    out.push_back(get("/reports/{report}", "readReport", "One report", signed_in, read_report,
                      schema<views::ReportRow>));
    out.push_back(get("/reports/{report}/reporter", "readReporter",
                      "How to reach the reporter; in clear only with Chengshu-Purpose", staff,
                      read_reporter, schema<ReporterAnswer>));
    out.push_back(get("/receipts/{receipt}", "readReceipt",
                      "What came of a report, for whoever holds its receipt", anyone,
                      read_receipt, schema<PublicReport>));
    out.push_back(post<FileCase>("/reports/{report}/file", "fileCase", "File a case from a report",
                                 of_report));
    out.push_back(post<AttachReport>("/reports/{report}/attach", "attachReport",
                                     "The problem has a case already", of_report));
    out.push_back(post<DeclineReport>("/reports/{report}/decline", "declineReport",
                                      "Decline a report, with reason and basis", of_report));
}

const std::string& evidence_types() {
    static const auto types = [] {
        std::string out;
        for (auto media : evidence::all_media)
            out.append(out.empty() ? "" : ", ").append(evidence::type_of(media));
        return out;
    }();
    return types;
}

void add_evidence_routes(std::vector<Operation>& out) {
    const QueryParameter form{"form", "original, public_copy or thumbnail; public_copy",
                              schema<evidence::Form>};
    Operation add = get("/evidence", "addEvidence",
                        "Send a photo, sound, film or document, as the body or as a form's file",
                        anyone, add_evidence, schema<EvidenceAnswer>,
                        {{"upload", "the `upload` of a file of the same report, sent before",
                          schema<std::string>},
                         {"subject", "staff only: whose it is", schema<SubjectId>}});
    add.method = Method::post;
    add.status = 201;
    add.scope.reset();
    add.receive = &receive_evidence;
    add.consumes.clear();
    for (auto media : evidence::all_media)
        for (auto name : evidence::names_of(media)) add.consumes.emplace_back(name);
    add.consumes.emplace_back("application/octet-stream");
    add.consumes.emplace_back("multipart/form-data");
    add.body_limit = evidence::largest_file + form_overhead;
    out.push_back(std::move(add));
    out.push_back(get("/cases/{case}/evidence", "listCaseEvidence",
                      "What its reports, outcomes and verifications name", staff,
                      list_case_evidence, schema<EvidenceListAnswer>));
    auto case_file = get("/cases/{case}/evidence/{hash}", "readCaseEvidence",
                       "One file of it; the original only with Chengshu-Purpose", staff,
                       read_case_evidence, nullptr, {form});
    case_file.content = evidence_types();
    out.push_back(std::move(case_file));
    out.push_back(get("/reports/{report}/evidence", "listReportEvidence",
                      "What the report names", signed_in, list_report_evidence,
                      schema<EvidenceListAnswer>));
    auto report_file = get("/reports/{report}/evidence/{hash}", "readReportEvidence",
                         "One file of it; the original only with Chengshu-Purpose", signed_in,
                         read_report_evidence, nullptr, {form});
    report_file.content = evidence_types();
    out.push_back(std::move(report_file));
}

void add_cases(std::vector<Operation>& out) {
    out.push_back(get("/cases", "listCases", "Cases of the caller's scope", staff, list_cases,
                      schema<CaseListAnswer>, case_filters));
    out.push_back(get("/cases/{case}", "readCase",
                      "One case with orders, clocks, and 50 reports: the first and the newest",
                      staff, read_case, schema<views::CaseView>, {}, Work::quick));
    out.push_back(get("/cases/{case}/reports", "listCaseReports", "All its reports", staff,
                      list_case_reports, schema<ReportListAnswer>, {limit, after}));
    out.push_back(get("/cases/{case}/timeline", "readTimeline", "Everything that happened to it",
                      staff, read_timeline, timeline_schema, {long_limit, after}));
    out.push_back(get("/cases/{case}/orders", "listOrders", "Its orders", staff, list_orders,
                      schema<OrderListAnswer>, {}, Work::quick));
    out.push_back(get("/cases/{case}/clocks", "listClocks", "Its clocks", staff, list_clocks,
                      schema<ClockListAnswer>, {}, Work::quick));
    out.push_back(get("/cases/{case}/clocks/{clock}", "explainClock",
                      "Why this clock is due when it is", staff,
                      explain_clock, schema<ClockAnswer>));
    out.push_back(post<ImportCase>("/cases/import", "importCase",
                                   "Take over a case of another system", {}, Scope::manage));
    out.push_back(post<DispatchCase>("/cases/{case}/dispatch", "dispatchCase",
                                     "Give orders to units", of_case));
    out.push_back(post<SuspendCase>("/cases/{case}/suspend", "suspendCase",
                                    "Let its clocks stand still", of_case));
    out.push_back(post<ResumeCase>("/cases/{case}/resume", "resumeCase", "Let them run again",
                                   of_case));
    out.push_back(on_worker(post<VerifyOnSite>("/cases/{case}/verify", "verifyOnSite",
                                               "What was seen on site", of_case)));
    out.push_back(post<CallBack>("/cases/{case}/callback", "callBack", "What the citizen says",
                                 of_case));
    out.push_back(post<OrderRework>("/cases/{case}/rework", "orderRework",
                                    "The unit must do it again", of_case));
    out.push_back(post<CloseCase>("/cases/{case}/close", "closeCase", "Close it", of_case));
    out.push_back(post<AppraiseCase>("/cases/{case}/appraise", "appraiseCase",
                                     "An appraiser's own judgement", of_case));
    out.push_back(post<ReopenCase>("/cases/{case}/reopen", "reopenCase", "Open it again",
                                   of_case));
    out.push_back(post<SuperviseCase>("/cases/{case}/supervise", "superviseCase",
                                      "Put it under supervision", of_case));
    out.push_back(post<AnswerSupervision>("/cases/{case}/supervision-answer",
                                          "answerSupervision", "Answer the supervision",
                                          of_case));
    out.push_back(post<MergeCases>("/cases/{case}/merge", "mergeCases",
                                   "Merge it into another case", {{"case", "from"}}));
    out.push_back(post<SplitCase>("/cases/{case}/split", "splitCase",
                                  "Make some of its reports a case of their own", of_case));
    out.push_back(post<TransferCase>("/cases/{case}/transfer", "transferCase",
                                     "Make another unit responsible", of_case));
    out.push_back(post<AddNote>("/cases/{case}/notes", "addNote", "Add a note", of_case));
}

void add_orders(std::vector<Operation>& out) {
    const std::string order = "/cases/{case}/orders/{order}";
    out.push_back(post<SignOrder>(order + "/sign", "signOrder", "The unit takes the order",
                                  of_order));
    out.push_back(post<RecordContact>(order + "/contact", "recordContact",
                                      "The unit has spoken with the citizen", of_order));
    out.push_back(post<RecordArrival>(order + "/arrival", "recordArrival",
                                      "The unit has arrived", of_order));
    out.push_back(post<ReturnOrder>(order + "/return", "returnOrder",
                                    "It is not the unit's duty, says the unit", of_order));
    out.push_back(post<RuleOnReturn>(order + "/ruling", "ruleOnReturn",
                                     "The arbiter rules on a return", of_order));
    out.push_back(post<RequestExtension>(order + "/extension", "requestExtension",
                                         "Ask for more time", of_order));
    out.push_back(post<DecideExtension>(order + "/extension-decision", "decideExtension",
                                        "Grant or deny it", of_order));
    out.push_back(on_worker(post<SubmitOutcome>(order + "/outcome", "submitOutcome",
                                                "What the unit says it achieved", of_order)));
    out.push_back(post<WithdrawOrder>(order + "/withdraw", "withdrawOrder",
                                      "An assisting unit is not needed any more", of_order));
}

void add_registry(std::vector<Operation>& out) {
    out.push_back(get("/units", "listUnits", "Units", anyone, list_units, schema<UnitListAnswer>,
                      {division,
                       {"kind", "of this kind", schema<std::string>},
                       {"name", "with this in its name", schema<std::string>},
                       at, limit, after}));
    out.push_back(get("/units/{unit}", "readUnit", "One unit", anyone, read_unit, schema<Unit>,
                      {at}, Work::quick));
    out.push_back(get("/units/{unit}/inbox", "readInbox",
                      "What the unit has to do, soonest due first", staff, read_inbox,
                      schema<InboxAnswer>, {limit, after}, Work::quick));
    out.push_back(get("/people", "listPeople", "Officers and their roles", staff, list_people,
                      schema<PersonListAnswer>, {unit, at, limit, after}));
    out.push_back(get("/people/{person}", "readPerson", "One officer", staff, read_person,
                      schema<PersonAnswer>, {at}, Work::quick));
    out.push_back(get("/divisions", "listDivisions", "Divisions", anyone, list_divisions,
                      schema<DivisionListAnswer>,
                      {{"within", "this division and all within", schema<std::string>}}));
    out.push_back(get("/divisions/{division}", "readDivision", "One division", anyone,
                      read_division, schema<Division>, {}, Work::quick));
    out.push_back(get("/divisions/{division}/grids", "listGrids", "Grids within a division",
                      anyone, list_grids, schema<GridListAnswer>, {limit, after}));
    out.push_back(get("/grids", "locate", "The grids that hold a point", anyone, locate,
                      schema<LocateAnswer>,
                      {{"lon", "degrees east, WGS84", schema<std::string>, true},
                       {"lat", "degrees north, WGS84", schema<std::string>, true}},
                      Work::quick));
    out.push_back(get("/grids/{grid}", "readGrid", "One grid", anyone, read_grid,
                      schema<GridInfo>, {at}, Work::quick));
    auto tile = get("/tiles/{layer}/{z}/{x}/{y}.mvt", "readTile",
                    "A map tile of divisions, grids, units or open cases", anyone, read_tile,
                    nullptr, {datum});
    tile.content = "application/vnd.mapbox-vector-tile";
    tile.is_one_thing = true;
    out.push_back(std::move(tile));
    out.push_back(get("/style.json", "readStyle", "The tiles drawn, as a style of MapLibre",
                      anyone, read_style, nullptr, {datum}, Work::quick));
    out.push_back(get("/matters", "listMatters", "Kinds of problem", anyone, list_matters,
                      schema<MatterListAnswer>, {at, version}));
    out.push_back(get("/duties", "listDuties", "Who owes what, and how long he has", anyone,
                      list_duties, schema<DutyListAnswer>, {matter, at, version}));
    out.push_back(get("/policy", "readPolicy", "How long each obligation may take", anyone,
                      read_policy, schema<Policy>, {at}, Work::quick));
    const std::vector<Bound> of_person{{"person", "person"}};
    out.push_back(manage<SetUnit>("/units", "setUnit", "Create or change a unit", administrators));
    out.push_back(manage<SetPerson>("/people", "setPerson",
                                    "Create or change an officer", administrators));
    out.push_back(manage<GrantRole>("/people/{person}/grants", "grantRole", "Give a role",
                                    administrators, of_person));
    out.push_back(manage<RevokeRole>("/people/{person}/grants/revoke", "revokeRole",
                                     "Take a role away", administrators, of_person));
    out.push_back(manage<SetDivisions>("/divisions", "setDivisions",
                                       "Add or rename divisions", keepers));
    out.push_back(manage<SetGrids>("/grids", "setGrids", "Put grids in force", keepers));
    out.push_back(manage<RetireGrids>("/grids/retire", "retireGrids",
                                      "Take grids out of force", keepers));
    out.push_back(manage<SetHolidays>("/holidays", "setHolidays",
                                      "Give one year's holidays", keepers));
    out.push_back(manage<SetPolicy>("/policy", "setPolicy", "Change the policy", administrators));
    out.push_back(manage<PublishCatalogue>("/catalogues", "publishCatalogue",
                                           "A new version of the duty catalogue", keepers));
    auto forget = sent(get("/subjects/{subject}/forget", "forgetSubject",
                           "Erase a reporter's words, account and exported files", keepers,
                           forget_subject, schema<ForgetAnswer>),
                       Method::post, schema<ForgetBody>);
    forget.command = ForgetSubject::type;
    forget.scope = Scope::manage;
    out.push_back(std::move(forget));
}

void add_questions(std::vector<Operation>& out) {
    out.push_back(get("/kpis", "readKpis", "Counts and rates", staff, read_kpis,
                      schema<KpiAnswer>,
                      {{"from", "first day; the first there is", schema<std::string>},
                       {"to", "last day; the last there is", schema<std::string>},
                       {"by", "day, unit, matter, and one of division, street, district; by commas",
                        schema<std::string>},
                       unit, division, matter, long_limit, after}));
    out.push_back(get("/search", "search", "Search in what was reported", readers, search,
                      schema<SearchAnswer>,
                      {{"q", "words", schema<std::string>, true}, limit, after}));
    out.push_back(sent(get("/clocks/explain", "explainTerms",
                           "When a budget is used up, with every counted stretch", anyone,
                           explain_terms, schema<calendar::ExplanationView>),
                       Method::post, schema<calendar::ClockTerms>));
    auto stream = get("/stream", "openStream",
                      "What happens in the caller's scope, as server-sent events", staff,
                      open_stream, schema<LiveEventBody>,
                      {{"last_event_id", "go on behind this event, as Last-Event-ID does",
                        schema<std::uint64_t>}},
                      Work::quick);
    stream.content = "text/event-stream";
    out.push_back(std::move(stream));
}

const std::string& file_types() {
    static const auto types = [] {
        std::string out;
        for (auto format : {FileFormat::csv, FileFormat::xlsx, FileFormat::geojson})
            out.append(out.empty() ? "" : ", ").append(media_type_of(format));
        return out;
    }();
    return types;
}

void add_exchange(std::vector<Operation>& out) {
    out.push_back(sent(get("/exports", "startExport", "Write a list to a file", staff, start_export,
                           schema<ExportAnswer>),
                       Method::post, schema<NewExport>, 202));
    out.push_back(get("/exports/{export}", "readExport", "How far it is", staff, read_export,
                      schema<ExportAnswer>, {}, Work::quick));
    auto fetch = get("/exports/{export}/file", "fetchExport", "The file, for an hour", staff,
                     fetch_export, nullptr);
    fetch.content = file_types();
    out.push_back(std::move(fetch));
    out.push_back(sent(get("/exports/{export}", "dropExport", "Stop it, remove its file", staff,
                           drop_export, nullptr),
                       Method::remove, nullptr, 204));
    auto take = get("/imports/{kind}", "importRows",
                    "Take over a file of messages, reports, cases, duties, divisions, units or "
                    "people",
                    importers, import_rows, schema<ImportAnswer>,
                    {{"name", "of a catalogue", schema<std::string>},
                     {"effective_from", "of a catalogue; now", instant},
                     {"leave_out_bad",
                      "publish a catalogue without its bad lines; else it is refused for them",
                      schema<bool>}});
    take.method = Method::post;
    take.body = [](json::Schemas&) -> boost::json::value { return {{"type", "string"}}; };
    take.consumes = {"text/csv", "application/geo+json",
                     std::string(media_type_of(FileFormat::xlsx))};
    take.scope = Scope::manage;
    take.body_limit = longest_import;
    take.admit_body = admit_import;
    out.push_back(std::move(take));
}

Operation of_administrators(Operation operation, Method method, SchemaOf body, int status) {
    operation.scope = Scope::manage;
    return sent(std::move(operation), method, body, status);
}

void add_webhooks(std::vector<Operation>& out) {
    const std::string one = "/webhooks/{webhook}";
    auto add = [&](Operation operation, Method method, SchemaOf body = nullptr, int status = 200) {
        out.push_back(of_administrators(std::move(operation), method, body, status));
    };
    add(get("/webhooks", "listWebhooks", "Who is told of what happens", administrators,
            list_webhooks, schema<WebhookListAnswer>),
        Method::get);
    add(get("/webhooks", "addWebhook", "Tell an address; its secret is shown once", administrators,
            add_webhook, schema<hooks::Subscribed>),
        Method::post, schema<NewWebhook>, 201);
    add(get(one + "/dead", "listDeadLetters", "What could not be delivered", administrators,
            list_dead_letters, schema<DeadLetterAnswer>, {limit, after}),
        Method::get);
    add(get(one + "/dead/resend", "resendDeadLetters", "Try dead letters again: all or some",
            administrators, resend_dead_letters, schema<ResendAnswer>),
        Method::post, schema<ResendBody>);
    add(get(one, "removeWebhook", "Tell it no more", administrators, remove_webhook, nullptr),
        Method::remove, nullptr, 204);
}

void add_sign_in(std::vector<Operation>& out) {
    auto begin = get("/session/provider", "beginSignIn",
                     "Sign in by a provider: sends the browser there", anyone, begin_sign_in,
                     nullptr,
                     {{"return_to", "a path of ours to end at; /", schema<std::string>}});
    begin.status = 303;
    begin.scope.reset();
    begin.work = Work::waiting;
    out.push_back(std::move(begin));
    auto finish = get("/session/provider/callback", "finishSignIn",
                      "Where the provider sends the browser back", anyone, finish_sign_in, nullptr,
                      {{"state", "of the sign-in", schema<std::string>},
                       {"code", "for the provider's token", schema<std::string>},
                       {"iss", "who answers", schema<std::string>}});
    // Providers send more than they must.
    finish.takes_any_query = true;
    finish.status = 303;
    finish.scope.reset();
    finish.work = Work::waiting;
    out.push_back(std::move(finish));
}

// Asked by whoever he is, whatever his token is made for.
Operation of_anybody(Operation question, Method method = {}, SchemaOf body = {}, int status = 200) {
    question.scope.reset();
    return sent(std::move(question), method, body, status);
}

void add_house(std::vector<Operation>& out) {
    out.push_back(of_anybody(get("/accounts", "registerCitizen",
                                 "Make a citizen's account for oneself, and sign in", anyone,
                                 register_citizen, schema<MeAnswer>),
                             Method::post, schema<LoginBody>, 201));
    out.push_back(of_anybody(get("/session", "logIn", "Sign in with name and password", anyone,
                                 log_in, schema<MeAnswer>),
                             Method::post, schema<LoginBody>));
    out.push_back(of_anybody(get("/session/password", "changePassword",
                                 "Change one's own password; ends one's other sessions", signed_in,
                                 change_password, schema<MeAnswer>),
                             Method::post, schema<PasswordBody>));
    out.push_back(of_anybody(get("/session", "logOut", "Sign out", signed_in, log_out, nullptr),
                             Method::remove, nullptr, 204));
    out.push_back(of_anybody(get("/session", "readMe", "Who one is", anyone, read_me,
                                 schema<MeAnswer>)));
    auto document = get("/openapi.json", "readOpenapi", "This API, as OpenAPI 3.1", anyone,
                        read_openapi, nullptr, {}, Work::quick);
    document.is_one_thing = true;
    out.push_back(of_anybody(std::move(document)));
    auto guide = get("", "readGuide", "This API, for people", anyone, read_guide, nullptr,
                     {{"lang", "zh or en; else what Accept-Language says", schema<GuideLanguage>}},
                     Work::quick);
    guide.content = "text/html";
    guide.is_one_thing = true;
    out.push_back(of_anybody(std::move(guide)));
}

}  // namespace

const std::vector<Operation>& operations() {
    static const auto table = [] {
        std::vector<Operation> out;
        add_reports(out);
        add_evidence_routes(out);
        add_cases(out);
        add_orders(out);
        add_registry(out);
        add_questions(out);
        add_exchange(out);
        add_open311(out);
        add_webhooks(out);
        add_sign_in(out);
        add_house(out);
        return out;
    }();
    return table;
}

}  // namespace cs::http
