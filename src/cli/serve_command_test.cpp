// `serve` as the shell sees it: a realm served for real, its settings from every source, a quiet
// end; and `openapi`.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "cli/run_program_test.h"
#include "cli/served_program_test.h"

using namespace cs::cli;

namespace {

std::string found(const Scratch& scratch) {
    auto file = scratch.write("divisions.csv", "code,name\n410100000000,郑州市\n");
    auto data = "--data " + scratch / "data";
    auto ran = run_program("import divisions " + file + " --found 410100 " + data);
    EXPECT_EQ(ran.code, 0) << ran.err;
    return data;
}

// A port of the machine's choice: whoever else runs here may have the usual one.
Ran run_serve(const std::string& arguments) { return run_program("serve --port 0 " + arguments); }

// The program's own end: it is asked to stop as soon as it says that it serves.
std::string ending_when_served(const std::string& arguments, const Scratch& scratch) {
    auto out = scratch / "out";
    auto script = scratch.write("serve.sh",
                                ": > " + out + "\n\"$1\" " + arguments + " > " + out +
                                    " 2>&1 &\n"
                                "while ! grep -q 'Serving at\\|error' " + out +
                                " && kill -0 $!; do sleep 0.02; done\n"
                                "kill -TERM $! 2>/dev/null\nwait $!\necho \"exit $?\" >> " + out +
                                "\ncat " + out + "\n");
    return script;
}

std::string output_of(const std::string& command) {
    std::string out;
    auto* pipe = popen(command.c_str(), "r");
    char piece[512];
    while (pipe != nullptr && fgets(piece, sizeof piece, pipe) != nullptr) out += piece;
    if (pipe != nullptr) pclose(pipe);
    return out;
}

TEST(Serve, ServesARealmAndEndsQuietlyWhenAsked) {
    Scratch scratch;
    auto data = found(scratch);
    auto config = scratch.write("serve.toml", "port = 1\nno-simulation = true\nworkers = 1\n");
    auto script = ending_when_served("serve " + data + " --config " + config, scratch);
    // The environment goes before the file: port 1 could not be listened at by most.
    auto said = output_of("CHENGSHU_PORT=0 sh " + script + " " + CHENGSHU_BINARY);
    EXPECT_NE(said.find("Serving at http://127.0.0.1:"), std::string::npos) << said;
    EXPECT_EQ(said.find("127.0.0.1:1,"), std::string::npos) << said;
    EXPECT_NE(said.find("exit 0"), std::string::npos) << said;
    EXPECT_EQ(said.find("password"), std::string::npos) << "real use has no demo accounts";
    auto advice = "chengshu account add NAME --administrator --data " + scratch / "data";
    EXPECT_NE(said.find(advice), std::string::npos) << said;
}

TEST(Serve, SaysHowToChooseAnotherPortWhenItsOwnIsTaken) {
    Scratch scratch;
    ServedProgram first(scratch, found(scratch).substr(std::string("--data ").size()));
    found_realm(scratch, scratch / "second");
    auto port = std::to_string(first.port());
    auto ran = run_program("serve --no-simulation --data " + scratch / "second --port " + port);
    EXPECT_EQ(ran.code, 1);
    auto sentence = "error: 127.0.0.1:" + port + ": cannot listen: Address already in use; "
                    "choose another with --port or --address, or stop whoever has it\n";
    EXPECT_TRUE(ran.err.ends_with(sentence)) << ran.err;
}

TEST(Serve, TakesNoMoreConnectionsThanItMayOpenFiles) {
    Scratch scratch;
    auto script = ending_when_served(
        "serve --no-simulation --port 0 --max-connections 300 " + found(scratch), scratch);
    auto few = output_of("ulimit -n 500; sh " + script + " " + CHENGSHU_BINARY);
    EXPECT_NE(few.find("There is room for 250 connections, not 300"), std::string::npos) << few;
    EXPECT_NE(few.find("Serving at"), std::string::npos) << few;
    auto raised = output_of("ulimit -Sn 256; sh " + script + " " + CHENGSHU_BINARY);
    EXPECT_EQ(raised.find("There is room"), std::string::npos) << raised;
    EXPECT_NE(raised.find("Serving at"), std::string::npos) << raised;
}

TEST(Serve, TellsItsNumbers) {
    Scratch scratch;
    ServedProgram served(scratch, found(scratch).substr(std::string("--data ").size()));
    auto numbers = ask(served.port(), get_request("/metrics")).body;
    for (const char* name : {"process_resident_memory_bytes ", "chengshu_views_record ",
                             "chengshu_cases{phase=\"handling\"} 0\n",
                             "chengshu_webhook_dead_letters 0\n", "chengshu_writes_refused 0\n"})
        EXPECT_NE(numbers.find(std::string("\n") + name), std::string::npos) << name << numbers;
}

TEST(Serve, RefusesWhatItCannotUse) {
    Scratch scratch;
    auto data = found(scratch);
    auto unknown = scratch.write("unknown.toml", "prot = 80\n");
    auto ran = run_serve("--no-simulation " + data + " --config " + unknown);
    EXPECT_EQ(ran.code, 1);
    EXPECT_NE(ran.err.find("unknown.toml, prot: there is no such setting"), std::string::npos)
        << ran.err;
    auto wrong = scratch.write("wrong.toml", "port = 99999\n");
    ran = run_program("serve --no-simulation " + data + " --config " + wrong);
    EXPECT_EQ(ran.code, 1);
    EXPECT_NE(ran.err.find("the value cannot be used"), std::string::npos) << ran.err;
    ran = run_serve("--no-simulation " + data + " --config " + scratch / "nowhere.toml");
    EXPECT_NE(ran.err.find("nowhere.toml: cannot read"), std::string::npos) << ran.err;
    ran = run_serve("--no-simulation " + data + " --oidc-issuer https://id.example.org");
    EXPECT_NE(ran.err.find("--oidc-redirect"), std::string::npos) << ran.err;
    EXPECT_EQ(run_serve("--speed 0 " + data).code, 2);
    ran = run_serve("--no-simulation --data " + scratch / "empty");
    EXPECT_EQ(ran.code, 1);
    EXPECT_NE(ran.err.find("there is no journal"), std::string::npos) << ran.err;
}

TEST(Serve, RefusesADirectoryThatWasADemo) {
    Scratch scratch;
    auto data = found(scratch);
    auto made = output_of("echo 'demo city 2026' | " CHENGSHU_BINARY " account add administrator "
                          "--administrator " + data + " 2>&1; echo $?");
    ASSERT_TRUE(made.ends_with("0\n")) << made;
    auto ran = run_serve("--no-simulation " + data);
    EXPECT_EQ(ran.code, 1);
    EXPECT_NE(ran.err.find("administrator: this account has the password of the demo"),
              std::string::npos)
        << ran.err;
}

// The settings that ship with the unit, but for the port.
TEST(Serve, TakesTheSettingsThatShipWithTheUnit) {
    Scratch scratch;
    auto data = found(scratch);
    auto script = ending_when_served("serve --no-simulation --port 0 " + data + " --config " +
                                         CHENGSHU_SOURCE_DIR "/packaging/serve.toml",
                                     scratch);
    auto said = output_of("sh " + script + " " + CHENGSHU_BINARY);
    EXPECT_NE(said.find("Serving at http://127.0.0.1:"), std::string::npos) << said;
    EXPECT_NE(said.find("exit 0"), std::string::npos) << said;
}

// The unit as it ships, but for where the program is, as systemd reads it.
TEST(Serve, HasAUnitThatSystemdUnderstands) {
    if (output_of("command -v systemd-analyze").empty()) GTEST_SKIP() << "there is no systemd";
    Scratch scratch;
    std::ifstream file(std::string(CHENGSHU_SOURCE_DIR) + "/packaging/chengshu.service");
    std::string unit((std::istreambuf_iterator<char>(file)), {});
    const std::string installed = "/usr/bin/chengshu";
    auto at = unit.find("ExecStart=" + installed);
    ASSERT_NE(at, std::string::npos);
    unit.replace(unit.find(installed, at), installed.size(), CHENGSHU_BINARY);
    auto verify = [&](const std::string& text) {
        auto path = scratch.write("chengshu.service", text);
        return output_of("systemd-analyze verify --man=no " + path + " 2>&1");
    };
    EXPECT_EQ(verify(unit), "");
    EXPECT_NE(verify(unit + "\nProtectNothing=yes\n[Service]\nProtectEverything=yes\n"), "");
}

TEST(OpenApiCommand, PrintsTheDocument) {
    auto ran = run_program("openapi");
    EXPECT_EQ(ran.code, 0);
    EXPECT_TRUE(ran.out.starts_with("{\"openapi\":\"3.1.0\"")) << ran.out.substr(0, 100);
}

}  // namespace
