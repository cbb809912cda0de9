// `evidence verify`, and that a backup takes the evidence with it.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/bytes.h"
#include "cli/run_program_test.h"
#include "evidence/samples.h"
#include "evidence/store.h"
#include "journal/durable_file.h"

using namespace cs;
using namespace cs::cli;

namespace {

constexpr SubjectId citizen{9};

std::string keep_one(const std::string& data) {
    auto vault = *journal::Vault::open(data + "/vault.db");
    evidence::StoreOptions options;
    options.reserve_bytes = 0;
    auto store = *evidence::Store::open(data + "/evidence", vault, options);
    auto upload = *store->begin();
    upload->take(evidence::samples::png(40, 30));
    auto kept = store->keep(*upload, "", {citizen}, Instant{1});
    EXPECT_TRUE(kept.has_value());
    EXPECT_TRUE(store->attach(*kept));
    auto hash = hex_text(kept->hash);
    return data + "/evidence/" + hash.substr(0, 2) + "/" + hash + ".9.original";
}

TEST(EvidenceCommand, VerifiesHereAndInABackupAndFindsWhatWasChanged) {
    Scratch scratch;
    auto file = scratch.write("divisions.csv", "code,name\n410100000000,郑州市\n");
    auto data = scratch / "data";
    ASSERT_EQ(run_program("import divisions " + file + " --found 410100 --data " + data).code, 0);
    auto verify = [&](const std::string& where) {
        return run_program("evidence verify --json --data " + where);
    };
    EXPECT_EQ(verify(data).code, 0);
    auto path = keep_one(data);
    auto good = verify(data);
    EXPECT_EQ(good.code, 0);
    EXPECT_NE(good.out.find("\"files\":1"), std::string::npos) << good.out;
    auto backup = scratch / "backup";
    ASSERT_EQ(run_program("backup " + backup + " --data " + data).code, 0);
    EXPECT_NE(verify(backup).out.find("\"files\":1"), std::string::npos);
    auto bytes = *journal::read_whole_file(path);
    bytes[20] = static_cast<char>(bytes[20] ^ 1);
    ASSERT_TRUE(journal::write_file_durably(path, bytes));
    auto bad = verify(data);
    EXPECT_EQ(bad.code, 1);
    EXPECT_NE(bad.out.find(".9.original"), std::string::npos) << bad.out;
    auto restored = scratch / "restored";
    auto ran = run_program("restore " + backup + " --data " + restored);
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(verify(restored).code, 0);
    // Forgotten here, it is unreadable in the backup too.
    auto id = id_text(citizen);
    ran = run_program("forget " + id + " --reason asked --data " + data);
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_NE(verify(backup).out.find("\"erased\":1"), std::string::npos) << verify(backup).out;
}

}  // namespace
