#include "cli/serve_command.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <csignal>
#include <memory>

#include "auth/provider.h"
#include "cli/account_file.h"
#include "cli/demo_accounts.h"
#include "cli/node.h"
#include "cli/serve_settings.h"
#include "cli/share.h"
#include "cli/table.h"
#include "cli/views_follow.h"
#include "hooks/sender.h"
#include "http/gate.h"
#include "http/open_files.h"
#include "http/operation.h"
#include "http/origins.h"
#include "http/server.h"
#include "http/service_routes.h"
#include "http/starting.h"
#include "http/webhook_feeder.h"
#include "ingest/city_file.h"
#include "ingest/messages.h"
#include "journal/sqlite_journal.h"
#include "sim/fast_time.h"
#include "sim/living_city.h"

namespace cs::cli {

namespace {

// A demo founded today would have no holiday file for the years to come; it begins on this Monday.
const Date first_demo_day{2026, 3, 2};

/// What simulated people need for as long as they live.
struct Demo {
    sim::DemoCity city;
    sim::Habits habits;
    sim::KeywordAdviser adviser;
    std::vector<ingest::Message> messages;
};

Result<std::unique_ptr<Demo>> open_demo(const Context& context, const DemoOptions& options) {
    auto sources = TRY(demo_sources(options, context.data));
    auto city = TRY(prepare_city(context, sources));
    auto habits_path = TRY(given_or(options.habits, "habits.toml"));
    auto keywords_path = TRY(given_or(options.keywords, "keywords.csv"));
    auto messages_path = TRY(given_or(options.messages, "messages/demo.csv"));
    auto habits = TRY(sim::read_habits(habits_path));
    auto adviser = TRY(sim::KeywordAdviser::open(keywords_path, city.duties));
    auto file = TRY(ingest::read_messages(messages_path));
    return std::make_unique<Demo>(Demo{std::move(city), std::move(habits), std::move(adviser),
                                       std::move(file.messages)});
}

/// The map that real use has: the city's file where there is one.
struct Map {
    CityPlan plan;
    std::unique_ptr<GridIndex> index;
};

Result<std::unique_ptr<Map>> open_map(const std::string& path) {
    if (path.empty()) return nullptr;
    auto out = std::make_unique<Map>();
    out->plan = TRY(read_city_file(path));
    out->index = std::make_unique<GridIndex>(TRY(GridIndex::build(out->plan.grids)));
    return out;
}

// The signals that end the program are waited for in one place; every thread inherits the mask.
sigset_t hold_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

bool is_end_asked() {
    sigset_t pending;
    sigpending(&pending);
    return sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1;
}

void wait_for_end(const sigset_t& signals) {
    int signal = 0;
    sigwait(&signals, &signal);
}

// A user may be allowed fewer open files than the connections that were asked for.
void make_room(const Context& context, http::Options& options) {
    auto room = http::make_room_for(options.max_connections);
    if (room < options.max_connections)
        print(context.say(Text::serve_less_room,
                          {std::to_string(room), std::to_string(options.max_connections)}) +
              "\n");
    options.max_connections = room;
}

void tell_accounts(const Context& context, const std::vector<DemoAccount>& accounts) {
    Table table({{context.say(Text::serve_account)},
                 {context.say(Text::serve_person)},
                 {context.say(Text::serve_reach)}});
    for (const auto& account : accounts)
        table.add({account.name, account.person, account.reach});
    print(context.say(Text::serve_accounts, {demo_password}) + "\n" + table.text(context.out, 2));
}

class Served {
public:
    Served(const Context& context, const ServeSettings& settings)
        : context_(context), settings_(settings) {}

    /// False when it was told to end before it served.
    Result<bool> open() {
        bool is_new = !has_journal(context_.data);
        starting_ = TRY(http::Starting::open(settings_.http, wall_));
        if (settings_.no_simulation) {
            node_ = TRY(open_node(context_.data));
            map_ = TRY(open_map(settings_.demo.city_file));
        } else {
            TRY_VOID(open_demo_node(is_new));
        }
        auto goes_on = [this](std::uint64_t record, std::uint64_t last) {
            starting_->is_at("the views are at record " + std::to_string(record) + " of " +
                             std::to_string(last));
            return !is_end_asked();
        };
        TRY_VOID(follow_journal(context_, node_->directory(), node_->vault(), goes_on));
        if (is_end_asked()) return false;
        if (demo_)
            city_time_ = std::make_unique<sim::FastTime>(
                wall_, std::max(node_->engine().last_at(), Instant{}), settings_.speed);
        TRY_VOID(start());
        return true;
    }

    void announce() const {
        auto scheme = settings_.http.certificate.empty() ? "http://" : "https://";
        auto address = scheme + settings_.http.address + ":" + std::to_string(server_->port());
        print(context_.say(Text::serve_at, {address}) + "\n");
        if (demo_) {
            print(context_.say(Text::serve_simulated, {demo_->city.plan.city.name,
                                                       std::to_string(settings_.speed)}) +
                  "\n");
            tell_accounts(context_, demo_accounts_);
        } else if (has_no_account_) {
            print(context_.say(Text::serve_no_account, {context_.data}) + "\n");
        }
        std::fflush(stdout);
    }

    /// Answers what arrived, then lets go of everything from the outside in.
    void close() {
        accounts_->stop_watching();
        server_->stop();
        living_.reset();
        api_->exports.reset();
        feeder_->stop();
        sender_.reset();
        follower_.reset();
        server_.reset();
        runtime_.reset();
    }

private:
    Result<void> open_demo_node(bool is_new) {
        auto sources = TRY(demo_sources(settings_.demo, context_.data));
        auto code = TRY(city_of_profile(sources.profile));
        node_ = TRY(runtime::Node::open(context_.data, sim::realm_of_city(code)));
        starting_->is_at("the city is being prepared");
        demo_ = TRY(open_demo(context_, settings_.demo));
        // Founding again is refused when the realm was founded from other sources.
        auto at = is_new ? start_of_local_day(first_demo_day) + Duration::hours(8)
                         : node_->engine().last_at();
        return found_city(context_, node_->engine(), demo_->city, at);
    }

    runtime::TimeSource& time() {
        return city_time_ ? static_cast<runtime::TimeSource&>(*city_time_) : wall_;
    }

    Result<void> start() {
        const auto& directory = node_->directory();
        const auto& registry = node_->engine().state().registry;
        auto realm = registry.realm();
        accounts_ = std::make_unique<auth::Accounts>(
            TRY(auth::Accounts::open(directory.accounts(), wall_)));
        evidence_ = TRY(evidence::Store::open(directory.evidence(), node_->vault()));
        if (demo_)
            demo_accounts_ = TRY(make_demo_accounts(*accounts_, registry));
        else
            TRY_VOID(refuse_demo_accounts(*accounts_));
        has_no_account_ = TRY(accounts_->list()).empty();
        follower_ = TRY(http::Follower::start({directory.journal(), directory.views()},
                                              node_->vault(),
                                              registry::Registry::restore(registry.image()),
                                              node_->engine().last_sequence()));
        runtime_ = std::make_unique<runtime::Runtime>(node_->release_engine(), time(),
                                                      runtime::Runtime::Options{});
        auto receipts = TRY(accounts_->receipts(realm));
        api_.reset(new http::Api{*runtime_, time(), wall_, *follower_, node_->vault(), *accounts_,
                                 *evidence_, std::move(receipts), realm, {}, {}, {}});
        api_->map_origins = TRY(http::parse_origins(settings_.map_origins));
        api_->journal = TRY(journal::SqliteJournal::open_reader(directory.journal()));
        show_map();
        api_->exports = std::make_unique<http::Exports>(*api_, exports_of(context_.data));
        api_->citizens_register = !settings_.no_registration;
        gate_ = std::make_unique<http::AccountsGate>(*api_);
        TRY_VOID(open_outbound(realm));
        TRY_VOID(listen());
        if (demo_) TRY_VOID(bring_to_life());
        evidence_->sweep_regularly([this] { return wall_.now(); },
                                   TRY(journal::SqliteJournal::open_reader(directory.journal())));
        // Last: from now on only close() may let go of the server.
        follower_->on_news([server = server_.get(), feeder = feeder_.get()] {
            server->wake_streams();
            feeder->nudge();
        });
        accounts_->watch_endings([server = server_.get()] { server->wake_streams(); });
        return {};
    }

    // What this node asks or tells others: webhooks, and the provider to sign in by.
    Result<void> open_outbound(Realm realm) {
        fetch::Rules rules;
        rules.addresses = TRY(fetch::AddressPolicy::parse(settings_.outbound_allow));
        rules.certificates = settings_.outbound_authorities;
        outbox_ = TRY(hooks::Outbox::open(hooks::outbox_of(node_->directory().path())));
        auto now = [this] { return wall_.now(); };
        sender_ = std::make_unique<hooks::Sender>(*outbox_, rules, now);
        feeder_ = std::make_unique<http::WebhookFeeder>(follower_->events(), *outbox_, realm, now,
                                                        [this] { sender_->wake(); });
        api_->webhooks = outbox_.get();
        if (settings_.oidc_issuer.empty()) return {};
        auth::ProviderSettings provider{settings_.oidc_issuer, settings_.oidc_client_id, {},
                                        settings_.oidc_redirect, rules};
        if (!settings_.oidc_secret_file.empty()) {
            auto secret = TRY(journal::read_whole_file(settings_.oidc_secret_file));
            provider.client_secret = secret.substr(0, secret.find_first_of("\r\n"));
        }
        provider_ = TRY(auth::Provider::make(std::move(provider), wall_));
        api_->provider = provider_.get();
        return {};
    }

    void show_map() {
        if (!demo_ && !map_) return;
        api_->grids = demo_ ? demo_->city.index.get() : map_->index.get();
        atlas_ = std::make_unique<tiles::Atlas>(demo_ ? demo_->city.plan : map_->plan);
        api_->atlas = atlas_.get();
    }

    Result<void> listen() {
        auto routes = http::routes(*api_);
        auto obstacle = [api = api_.get()] {
            return std::string(api->refuses_writes ? "the journal cannot be written" : "");
        };
        http::add_process_metrics(metrics_);
        http::add_city_metrics(metrics_, *api_);
        for (auto& route : http::service_routes(metrics_, obstacle))
            routes.push_back(std::move(route));
        server_ = TRY(http::Server::start(settings_.http, std::move(routes), *gate_, metrics_,
                                          wall_, &starting_->server()));
        starting_.reset();
        return {};
    }

    Result<void> bring_to_life() {
        life_journal_ = TRY(journal::SqliteJournal::open_reader(node_->directory().journal()));
        places_ = std::make_unique<sim::PlaceDraw>(demo_->city.plan, *demo_->city.index,
                                                   settings_.demo.seed);
        living_ = std::make_unique<sim::LivingCity>(sim::LivingCity::Parts{
            *runtime_, time(), node_->vault(), *life_journal_, demo_->city.founding.staff,
            demo_->habits, demo_->adviser, *places_, demo_->messages, settings_.demo.seed});
        return {};
    }

    const Context& context_;
    const ServeSettings& settings_;
    runtime::SystemTime wall_;
    std::unique_ptr<sim::FastTime> city_time_;
    std::unique_ptr<Node> node_;
    std::unique_ptr<Demo> demo_;
    std::unique_ptr<Map> map_;
    std::unique_ptr<tiles::Atlas> atlas_;
    std::unique_ptr<auth::Accounts> accounts_;
    std::unique_ptr<evidence::Store> evidence_;
    std::vector<DemoAccount> demo_accounts_;
    bool has_no_account_ = false;
    http::Metrics metrics_;
    std::unique_ptr<runtime::Runtime> runtime_;
    std::unique_ptr<http::Follower> follower_;
    std::unique_ptr<http::Api> api_;
    std::unique_ptr<http::AccountsGate> gate_;
    std::unique_ptr<hooks::Outbox> outbox_;
    std::unique_ptr<hooks::Sender> sender_;
    std::unique_ptr<http::WebhookFeeder> feeder_;
    std::unique_ptr<auth::Provider> provider_;
    std::unique_ptr<http::Starting> starting_;
    std::unique_ptr<http::Server> server_;
    std::unique_ptr<journal::Journal> life_journal_;
    std::unique_ptr<sim::PlaceDraw> places_;
    std::unique_ptr<sim::LivingCity> living_;
};

Result<ExitCode> serve(const Context& context, CLI::App& leaf, ServeSettings& settings) {
    TRY_VOID(read_config(leaf, settings));
    auto signals = hold_signals();
    make_room(context, settings.http);
    Served served(context, settings);
    if (!TRY(served.open())) return exit_good;
    served.announce();
    wait_for_end(signals);
    served.close();
    return exit_good;
}

}  // namespace

void add_serve(CLI::App& app, Context& context) {
    auto& leaf = add_leaf(app, context, "serve", Text::about_serve,
                          "chengshu serve --data build/demo --speed 60");
    auto settings = std::make_shared<ServeSettings>();
    add_data_option(leaf, context);
    add_serve_options(leaf, context, *settings);
    leaf.callback([&context, &leaf, settings] {
        context.action = [&context, &leaf, settings] { return serve(context, leaf, *settings); };
    });
}

}  // namespace cs::cli
