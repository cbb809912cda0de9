// chengshu: the table of its subcommands. Each has a file of its own, <name>_command.cpp.
#include "cli/account_command.h"
#include "cli/backup_command.h"
#include "cli/bench_command.h"
#include "cli/case_command.h"
#include "cli/city_command.h"
#include "cli/clock_command.h"
#include "cli/evidence_command.h"
#include "cli/forget_command.h"
#include "cli/import_command.h"
#include "cli/journal_command.h"
#include "cli/kpi_command.h"
#include "cli/openapi_command.h"
#include "cli/rebuild_command.h"
#include "cli/replay_command.h"
#include "cli/run.h"
#include "cli/serve_command.h"
#include "cli/simulate_command.h"
#include "cli/webhook_command.h"

namespace {

constexpr cs::cli::AddCommand commands[] = {
    cs::cli::add_city,    cs::cli::add_import,  cs::cli::add_replay,   cs::cli::add_case,
    cs::cli::add_kpi,     cs::cli::add_clock,   cs::cli::add_journal,  cs::cli::add_backup,
    cs::cli::add_forget,  cs::cli::add_rebuild, cs::cli::add_simulate, cs::cli::add_bench,
    cs::cli::add_serve,   cs::cli::add_openapi, cs::cli::add_account,
    cs::cli::add_evidence, cs::cli::add_webhook,
};

}  // namespace

int main(int argc, char** argv) { return cs::cli::run(commands, argc, argv); }
