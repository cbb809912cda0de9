// A small town on a disk in memory, for the tests of this room: one street with its office, an
// agent, an officer and a verifier. Commands are made by name of the step, answers are looked at.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "journal/fake_disk.h"
#include "journal/sqlite_journal.h"
#include "journal/vault.h"
#include "runtime/engine.h"

namespace cs::runtime {

inline constexpr Realm test_realm{410'100'000};
inline constexpr DivisionCode test_city{410'100'000'000};
inline constexpr DivisionCode test_street{410'102'001'000};

/// Monday, 2026-03-02 09:00 in Shanghai.
Instant test_morning();

/// Wraps a journal in another, such as one that counts or waits.
using Wrap = std::function<std::unique_ptr<journal::Journal>(std::unique_ptr<journal::Journal>)>;

class TestTown {
public:
    explicit TestTown(std::uint64_t seed = 1);

    /// Opens the engine on what the disk holds; invariants are checked.
    Result<std::unique_ptr<Engine>> try_open(std::uint64_t records_per_checkpoint = 1'000'000);
    std::unique_ptr<Engine> open(std::uint64_t records_per_checkpoint = 1'000'000);
    /// Opens it and founds the town.
    std::unique_ptr<Engine> found(std::uint64_t records_per_checkpoint = 1'000'000);

    journal::FakeDisk& disk() { return disk_; }
    journal::Vault& vault() { return *vault_; }
    Wrap wrap;

    static Envelope submit(std::string key, std::uint64_t subject = 1);
    static Envelope file(ReportId report, std::string key = {});
    static Envelope sign(CaseId id, std::string key = {});
    static Envelope outcome(CaseId id);
    static Envelope verify(CaseId id);
    static Envelope call_back(CaseId id);
    static Envelope close(CaseId id);
    static Envelope reopen(CaseId id);
    static Envelope note(CaseId id, std::string key = {});
    static Envelope forget(std::uint64_t subject);

private:
    journal::FakeDisk disk_;
    std::unique_ptr<journal::Vault> vault_;
};

/// One command, and its answer.
Reply send(Engine& engine, Envelope envelope, Instant now = test_morning());
/// Submits and files with dispatch; the case.
CaseId file_case(Engine& engine, Instant now = test_morning());
/// From the signature to the closing.
void finish_case(Engine& engine, CaseId id, Instant now = test_morning());

/// "" for an accepted command, else the refusal's code.
std::string refusal_of(const Reply& reply);

}  // namespace cs::runtime
