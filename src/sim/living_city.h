// A demo city that lives while the node serves: citizens write now and then, and simulated people
// take up whatever happens, also what real users do. It reads the journal like anybody else and
// acts only by commands.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "ingest/messages.h"
#include "journal/journal.h"
#include "journal/vault.h"
#include "runtime/runtime.h"
#include "sim/replay.h"
#include "sim/workforce.h"

namespace cs::sim {

class LivingCity {
public:
    /// All of it outlives the city.
    struct Parts {
        runtime::Runtime& runtime;
        runtime::TimeSource& time;  ///< the city's own
        journal::Vault& vault;
        journal::Journal& journal;  ///< a reader, for nobody else
        const Staff& staff;
        const Habits& habits;
        const KeywordAdviser& adviser;
        PlaceDraw& places;
        const std::vector<ingest::Message>& messages;  ///< what citizens may write
        std::uint64_t seed = 1;
    };

    /// People come to work: what lies open is taken up, and from then on they live.
    explicit LivingCity(const Parts& parts);
    ~LivingCity();

private:
    void live();
    /// Everybody learns what is new in the journal.
    Result<void> learn(Instant now);
    Result<void> write(Instant now);
    void act(Instant now);

    Parts parts_;
    Workforce people_;
    Random random_;
    std::uint64_t learned_ = 0;  ///< the last record that people know of
    Instant next_message_;
    std::uint64_t written_ = 0;
    std::mutex mutex_;
    std::condition_variable stopped_;
    bool stopping_ = false;
    std::jthread thread_;
};

}  // namespace cs::sim
