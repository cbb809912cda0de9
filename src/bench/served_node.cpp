#include "bench/served_node.h"

#include <algorithm>
#include <fstream>

#include "bench/http_lives.h"
#include "http/gate.h"
#include "http/operation.h"
#include "journal/sqlite_journal.h"
#include "views/schema.h"
#include "views/search_index.h"
#include "views/vault_opener.h"

namespace cs::bench {

namespace {

constexpr int dispatched = 2;  // steps of a life: submitted, filed with its orders
constexpr std::size_t records_a_fold = 32'768;
constexpr std::size_t texts_a_turn = 4'096;
constexpr auth::Scope all_scopes[] = {auth::Scope::read, auth::Scope::report, auth::Scope::act,
                                      auth::Scope::personal, auth::Scope::manage};

// A city's server has read its views before: they are in the kernel's memory.
void warm(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::vector<char> piece(1 << 20);
    while (file.read(piece.data(), static_cast<std::streamsize>(piece.size()))) {
    }
}

std::uint64_t open_in(const casework::Cases& all) {
    auto ids = all.cases.ids();
    return static_cast<std::uint64_t>(std::ranges::count_if(
        ids, [&](CaseId id) { return all.cases.find(id)->phase != Phase::closed; }));
}

}  // namespace

Result<std::unique_ptr<ServedNode>> ServedNode::start(const std::string& data, const Stock& stock,
                                                      const Progress& progress) {
    std::unique_ptr<ServedNode> out(new ServedNode);
    out->node_ = TRY(Node::open(data, {}));
    auto& engine = out->node_->engine();
    auto have = engine.state().cases.last_case;
    if (have < stock.closed)
        TRY_VOID(store_cases(*out->node_, stock.closed - have, steps_of_life, progress));
    auto open = open_in(engine.state().cases);
    if (open < stock.open)
        TRY_VOID(store_cases(*out->node_, stock.open - open, dispatched, {}));
    TRY_VOID(engine.checkpoint());
    out->cases_ = engine.state().cases.last_case;
    out->open_cases_ = std::max(open, stock.open);
    out->next_number_ = engine.last_sequence() + 1;
    TRY_VOID(out->level_views());
    TRY_VOID(out->open_accounts());
    TRY_VOID(out->listen());
    TRY_VOID(out->send_photos());
    return out;
}

ServedNode::~ServedNode() {
    if (server_) server_->stop();
    follower_.reset();
    server_.reset();
    runtime_.reset();
}

Result<void> ServedNode::level_views() {
    const auto& files = node_->directory();
    auto journal = TRY(journal::SqliteJournal::open_reader(files.journal()));
    views::VaultOpener opener(node_->vault());
    auto views = TRY(views::Views::open(files.views(), *journal));
    while (TRY(views->catch_up(*journal, opener, records_a_fold)) > 0) {
    }
    auto search = TRY(views::SearchIndex::open(files.views()));
    while (TRY(search->catch_up(texts_a_turn)) > 0) {
    }
    warm(files.views());
    warm(views::search_path_of(files.views()));
    return {};
}

Result<std::string> ServedNode::token_of(const std::string& name, PersonId person) {
    if (!TRY(accounts_->find(name)))
        TRY(accounts_->add({name, auth::AccountKind::system, person}, {}));
    auto token = TRY(accounts_->issue_token(name, "benchmark", all_scopes, Duration::days(1)));
    return std::move(token.text);
}

Result<void> ServedNode::open_accounts() {
    accounts_ = std::make_unique<auth::Accounts>(
        TRY(auth::Accounts::open(node_->directory().accounts(), wall_)));
    const auto& people = node_->town();
    tokens_.agent = TRY(token_of("agent", people.agent));
    tokens_.verifier = TRY(token_of("verifier", people.verifier));
    for (const auto& street : people.streets)
        tokens_.officers.push_back(TRY(token_of("officer" + id_text(street.officer),
                                                street.officer)));
    return {};
}

Result<void> ServedNode::listen() {
    const auto& files = node_->directory();
    const auto& registry = node_->engine().state().registry;
    follower_ = TRY(http::Follower::start({files.journal(), files.views()}, node_->vault(),
                                          registry::Registry::restore(registry.image()),
                                          node_->engine().last_sequence()));
    auto realm = registry.realm();
    runtime_ = node_->start({});
    auto receipts = TRY(accounts_->receipts(realm));
    evidence_ = TRY(evidence::Store::open(files.evidence(), node_->vault()));
    api_.reset(new http::Api{*runtime_, node_->time(), wall_, *follower_, node_->vault(),
                             *accounts_, *evidence_, std::move(receipts), realm, {}, {}, {}});
    api_->journal = TRY(journal::SqliteJournal::open_reader(files.journal()));
    gate_ = std::make_unique<http::AccountsGate>(*api_);
    http::Options options;
    options.port = 0;
    // One client stands for a whole city here.
    options.address_rate = options.account_rate = 0;
    options.address_connections = 0;
    server_ = TRY(http::Server::start(options, http::routes(*api_), *gate_, metrics_, wall_));
    follower_->on_news([server = server_.get()] { server->wake_streams(); });
    return {};
}

// As an officer's phone does before it reports what was done.
Result<void> ServedNode::send_photos() {
    auto connection = TRY(HttpConnection::open(port()));
    const auto& photo = photo_of_repair();
    for (const auto& token : tokens_.officers) {
        TRY_VOID(connection.send("POST /api/v1/evidence HTTP/1.1\r\nHost: localhost\r\n"
                                 "Content-Type: image/jpeg\r\nAuthorization: Bearer " + token +
                                 "\r\nContent-Length: " + std::to_string(photo.size()) +
                                 "\r\n\r\n" + photo));
        auto answer = TRY(connection.receive());
        while (!answer) {
            rest_us(100);
            answer = TRY(connection.receive());
        }
        if (answer->status != 201)
            return fail("a photo was answered " + std::to_string(answer->status) + ": " +
                        std::string(answer->body));
    }
    return {};
}

}  // namespace cs::bench
