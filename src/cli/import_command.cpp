#include "cli/import_command.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>

#include "cli/import.h"

namespace cs::cli {

namespace {

using Import = Result<ExitCode> (*)(const Context&, const ImportOptions&);

CLI::App& add_one(CLI::App& group, Context& context, const std::string& name, Text about,
                  const std::string& example, const std::shared_ptr<ImportOptions>& options,
                  Import import) {
    auto& leaf = add_leaf(group, context, name, about, example);
    add_data_option(leaf, context);
    leaf.add_option("FILE", options->file, context.say(Text::option_import_file))
        ->required()
        ->type_name("CSV|XLSX");
    leaf.callback([&context, options, import] {
        context.action = [&context, options, import] { return import(context, *options); };
    });
    return leaf;
}

void add_found_option(CLI::App& leaf, const Context& context, ImportOptions& options) {
    auto* found = leaf.add_option("--found", options.found, context.say(Text::option_found));
    found->type_name("CODE");
    allow_readable(*found, context, readable_division);
}

}  // namespace

void add_import(CLI::App& app, Context& context) {
    auto& group = add_group(app, context, "import", Text::about_import);
    auto options = std::make_shared<ImportOptions>();
    auto& duties = add_one(group, context, "duties", Text::about_import_duties,
                           "chengshu import duties standard.csv --name \"2026 filing standard\"",
                           options, import_duties);
    duties.add_option("--name", options->name, context.say(Text::option_catalogue_name))
        ->type_name("TEXT");
    auto* from = duties.add_option("--from", options->effective_from,
                                   context.say(Text::option_effective));
    from->type_name("TIME");
    allow_readable(*from, context, readable_instant);
    auto& divisions = add_one(group, context, "divisions", Text::about_import_divisions,
                              "chengshu import divisions divisions.csv --found 410100000000",
                              options, import_divisions);
    add_found_option(divisions, context, *options);
    add_one(group, context, "people", Text::about_import_people,
            "chengshu import people people.csv", options, import_people);
    add_one(group, context, "messages", Text::about_import_messages,
            "chengshu import messages stream.csv", options, import_messages);
    auto& requests = add_one(group, context, "requests", Text::about_import_requests,
                             "chengshu import requests 311.csv "
                             "--profile data/imports/open-requests.json --found 990100",
                             options, import_requests);
    requests.add_option("--profile", options->profile, context.say(Text::option_import_profile))
        ->required()
        ->type_name("JSON");
    add_found_option(requests, context, *options);
}

}  // namespace cs::cli
