#include "journal/fake_disk.h"

#include <algorithm>
#include <atomic>

#include "journal/fake_disk_state.h"

namespace cs::journal {

namespace {

constexpr std::uint64_t sector_bytes = 512;

std::atomic<std::uint64_t> disks_made{0};

void put_bytes(std::string& content, std::uint64_t offset, std::string_view bytes) {
    if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size(), '\0');
    std::copy(bytes.begin(), bytes.end(),
              content.begin() + static_cast<std::ptrdiff_t>(offset));
}

std::string_view directory_of(std::string_view path) { return path.substr(0, path.rfind('/')); }

/// What survives of the unsynced writes: all, none, or a draw for each sector of each.
void lose_power(FakeFile& file, Random& draw) {
    enum class Fate { keeps_all, loses_all, draws };
    std::uint64_t roll = draw.below(4);
    Fate fate = roll == 0   ? Fate::keeps_all
                : roll == 1 ? Fate::loses_all
                            : Fate::draws;
    for (const auto& change : file.pending) {
        if (fate == Fate::loses_all) break;
        if (change.truncates) {
            if (fate == Fate::keeps_all || draw.percent(50))
                file.synced.resize(change.offset, '\0');
            continue;
        }
        std::uint64_t end = change.offset + change.bytes.size();
        for (std::uint64_t at = change.offset; at < end;) {
            std::uint64_t next = std::min(end, (at / sector_bytes + 1) * sector_bytes);
            if (fate == Fate::keeps_all || draw.percent(50))
                put_bytes(file.synced, at,
                          std::string_view(change.bytes).substr(at - change.offset, next - at));
            at = next;
        }
    }
    file.pending.clear();
    file.current = file.synced;
    file.ever_synced = true;
}

}  // namespace

bool FakeDisk::State::strikes() {
    ++operations;
    if (fail_at == 0 || operations < fail_at) return false;
    if (operations > fail_at && !stops) return false;
    struck = true;
    return true;
}

std::uint64_t FakeDisk::State::bytes_used() const {
    std::uint64_t sum = 0;
    for (const auto& [path, file] : files) sum += file->current.size();
    return sum;
}

bool FakeDisk::State::write(FakeFile& file, std::uint64_t offset, std::string_view bytes) {
    std::uint64_t end = offset + bytes.size();
    if (capacity && end > file.current.size() &&
        bytes_used() + (end - file.current.size()) > *capacity) {
        struck = true;
        return false;
    }
    put_bytes(file.current, offset, bytes);
    file.pending.push_back({offset, std::string(bytes), false});
    return true;
}

void FakeDisk::State::truncate(FakeFile& file, std::uint64_t size) {
    file.current.resize(size, '\0');
    file.pending.push_back({size, {}, true});
}

void FakeDisk::State::sync(FakeFile& file) {
    for (const auto& change : file.pending) {
        if (change.truncates)
            file.synced.resize(change.offset, '\0');
        else
            put_bytes(file.synced, change.offset, change.bytes);
    }
    file.pending.clear();
    file.ever_synced = true;
}

void FakeDisk::State::remove(const std::string& path, bool directory_synced) {
    auto found = files.find(path);
    if (found == files.end()) return;
    if (found->second->ever_synced) deleted[path] = found->second;
    files.erase(found);
    if (!directory_synced) return;
    // Syncing a directory makes every earlier deletion in it final.
    std::erase_if(deleted, [&](const auto& entry) {
        return directory_of(entry.first) == directory_of(path);
    });
}

void FakeDisk::State::crash(Random& draw) {
    ++generation;
    for (auto& [path, file] : deleted)
        if (!files.contains(path) && draw.percent(50)) files[path] = file;
    deleted.clear();
    std::map<std::string, std::shared_ptr<FakeFile>> survivors;
    for (auto& [path, file] : files) {
        if (!file->ever_synced && draw.percent(50)) continue;
        // A new object: connections of before the crash keep the old one, and cannot touch this.
        auto survivor = std::make_shared<FakeFile>();
        survivor->synced = std::move(file->synced);
        survivor->pending = std::move(file->pending);
        lose_power(*survivor, draw);
        survivors[path] = std::move(survivor);
    }
    files = std::move(survivors);
    fail_at = 0;
    stops = false;
    capacity.reset();
}

FakeDisk::FakeDisk(std::uint64_t seed) : state_(std::make_unique<State>()) {
    state_->name = "fake-disk-" + std::to_string(++disks_made);
    state_->random = Random(seed);
    register_fake_vfs(*state_);
}

FakeDisk::~FakeDisk() { unregister_fake_vfs(*state_); }

const std::string& FakeDisk::vfs_name() const { return state_->name; }

void FakeDisk::crash(Random& random) {
    std::lock_guard lock(state_->mutex);
    state_->crash(random);
}

void FakeDisk::fail_at(std::uint64_t k) {
    std::lock_guard lock(state_->mutex);
    state_->fail_at = state_->operations + k;
    state_->stops = false;
    state_->struck = false;
}

void FakeDisk::stop_at(std::uint64_t k) {
    fail_at(k);
    std::lock_guard lock(state_->mutex);
    state_->stops = true;
}

void FakeDisk::full_after(std::uint64_t bytes) {
    std::lock_guard lock(state_->mutex);
    state_->capacity = bytes;
    state_->struck = false;
}

void FakeDisk::heal() {
    std::lock_guard lock(state_->mutex);
    state_->fail_at = 0;
    state_->stops = false;
    state_->capacity.reset();
}

bool FakeDisk::has_struck() const {
    std::lock_guard lock(state_->mutex);
    return state_->struck;
}

std::uint64_t FakeDisk::operations() const {
    std::lock_guard lock(state_->mutex);
    return state_->operations;
}

std::uint64_t FakeDisk::bytes_used() const {
    std::lock_guard lock(state_->mutex);
    return state_->bytes_used();
}

std::vector<std::string> FakeDisk::files() const {
    std::lock_guard lock(state_->mutex);
    std::vector<std::string> paths;
    for (const auto& [path, file] : state_->files) paths.push_back(path);
    return paths;
}

std::optional<std::string> FakeDisk::get(const std::string& path) const {
    std::lock_guard lock(state_->mutex);
    auto found = state_->files.find(path);
    if (found == state_->files.end()) return std::nullopt;
    return found->second->current;
}

void FakeDisk::put(const std::string& path, std::string_view content) {
    std::lock_guard lock(state_->mutex);
    auto file = std::make_shared<FakeFile>();
    file->current = file->synced = content;
    file->ever_synced = true;
    state_->files[path] = std::move(file);
}

void FakeDisk::remove(const std::string& path) {
    std::lock_guard lock(state_->mutex);
    state_->remove(path, true);
}

}  // namespace cs::journal
