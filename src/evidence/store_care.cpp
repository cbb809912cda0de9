// The store's upkeep: what nobody named in time, what belongs to a subject who is erased, and
// whether every file is still what its hash says.
#include <unistd.h>

#include <cstdio>

#include "evidence/store.h"

namespace cs::evidence {

namespace {

constexpr auto sweep_every = std::chrono::minutes(10);
constexpr std::size_t piece_bytes = 256 * 1024;

}  // namespace

Result<void> Store::remove(const Evidence& evidence) {
    {
        std::lock_guard lock(mutex_);
        auto row = TRY(database_.prepare("DELETE FROM evidence WHERE hash=? AND subject=?"));
        row.bind_blob(1, {reinterpret_cast<const char*>(evidence.hash.data.data()),
                          evidence.hash.data.size()});
        TRY_VOID(row.bind(2, raw(evidence.owner.subject)).run());
    }
    for (auto form : {Form::original, Form::public_copy, Form::thumbnail})
        ::unlink(path_of(evidence, form).c_str());
    return {};
}

Result<Swept> Store::sweep(Instant now) {
    Swept out;
    for (const auto& one : TRY(select("WHERE is_attached=0 AND at<?",
                                      {(now - options_.waits_for).us}))) {
        TRY_VOID(remove(one));
        ++out.unused;
    }
    for (auto subject : TRY(vault_.destroyed())) {
        for (const auto& one : TRY(select("WHERE subject=?",
                                          {static_cast<std::int64_t>(raw(subject))}))) {
            TRY_VOID(remove(one));
            ++out.forgotten;
        }
    }
    return out;
}

bool Store::is_stopping() {
    std::lock_guard lock(mutex_);
    return stopping_;
}

void Store::sweep_regularly(std::function<Instant()> now,
                            std::unique_ptr<journal::Journal> journal) {
    sweeper_ = std::jthread([this, now = std::move(now), read = std::move(journal)]() mutable {
        if (auto removed = remove_strays(*read); !removed)
            std::fprintf(stderr, "chengshu: %s\n", removed.error().text().c_str());
        read.reset();
        std::unique_lock lock(mutex_);
        while (!stopping_) {
            lock.unlock();
            if (auto swept = sweep(now()); !swept)
                std::fprintf(stderr, "chengshu: %s\n", swept.error().text().c_str());
            lock.lock();
            stopped_.wait_for(lock, sweep_every, [this] { return stopping_; });
        }
    });
}

Result<void> Store::verify_one(const Evidence& evidence, Verified& out) {
    auto secrets_are_there = TRY(capture(evidence));
    if (!secrets_are_there) {
        ++out.erased;
        return {};
    }
    auto content = TRY(read(evidence, Form::original));
    Sha256 hasher;
    for (std::uint64_t at = 0; at < content->size(); at += piece_bytes)
        hasher.add(TRY(content->read(at, piece_bytes)));
    if (hasher.finish() != evidence.hash)
        return fail("the content is not what its hash says", path_of(evidence, Form::original),
                    "restore it from a backup");
    for (auto form : {Form::public_copy, Form::thumbnail})
        if (auto copy = TRY(read(evidence, form))) TRY(whole(*copy));
    out.bytes += evidence.bytes;
    return {};
}

Result<Verified> Store::verify(const sqlite::Progress& progress) {
    Verified out;
    auto all = TRY(select("ORDER BY hash, subject", {}));
    for (const auto& one : all) {
        if (progress) progress(out.files, all.size());
        ++out.files;
        if (auto good = verify_one(one, out); !good) out.damaged.push_back(good.error().text());
    }
    return out;
}

}  // namespace cs::evidence
