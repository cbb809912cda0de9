#include "cli/evidence_command.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "base/json.h"
#include "cli/node.h"
#include "cli/progress_bar.h"
#include "cli/table.h"
#include "evidence/store.h"
#include "journal/data_directory.h"

namespace cs::cli {

namespace {

struct EvidenceView {
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    std::uint64_t erased = 0;
    std::vector<std::string> damaged;
    DESCRIBED(EvidenceView, files, bytes, erased, damaged)
};

Result<EvidenceView> look_at(const Context& context) {
    if (!has_journal(context.data)) return std::unexpected(no_journal(context.data));
    auto directory = TRY(journal::DataDirectory::open(context.data, journal::Access::read));
    // A node that never served has none yet.
    if (!evidence::has_index(directory.evidence())) return EvidenceView{};
    auto vault = TRY(journal::Vault::open(directory.vault()));
    auto store = TRY(evidence::Store::open_reader(directory.evidence(), vault));
    ProgressBar bar(context.say(Text::verifying), 0, context.language, context.json);
    auto found = TRY(store->verify([&bar](std::uint64_t done, std::uint64_t total) {
        bar.set_whole(static_cast<std::int64_t>(total));
        bar.set(static_cast<std::int64_t>(done));
    }));
    bar.finish();
    return EvidenceView{found.files, found.bytes, found.erased, std::move(found.damaged)};
}

Result<ExitCode> verify(const Context& context) {
    auto view = TRY(look_at(context));
    if (context.json) {
        print_line(json::text_of(view));
    } else {
        auto number = [](std::uint64_t n) { return grouped(static_cast<std::int64_t>(n)); };
        print(context.say(view.damaged.empty() ? Text::evidence_sound : Text::evidence_damaged,
                          {number(view.files), number(view.bytes), number(view.erased),
                           number(view.damaged.size())}) +
              "\n");
        for (const auto& sentence : view.damaged) print("  " + sentence + "\n");
    }
    return view.damaged.empty() ? exit_good : exit_failed;
}

}  // namespace

void add_evidence(CLI::App& app, Context& context) {
    auto& group = add_group(app, context, "evidence", Text::about_evidence);
    auto& leaf = add_leaf(group, context, "verify", Text::about_evidence_verify,
                          "chengshu evidence verify --data /srv/chengshu");
    add_data_option(leaf, context);
    leaf.callback([&context] { context.action = [&context] { return verify(context); }; });
}

}  // namespace cs::cli
