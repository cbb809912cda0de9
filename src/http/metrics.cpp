#include "http/metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace cs::http {

namespace {

constexpr std::array<std::int64_t, 15> bounds_us{
    100,    250,     500,     1'000,     2'500,     5'000,     10'000,    25'000,
    50'000, 100'000, 250'000, 1'000'000, 2'500'000, 5'000'000, 10'000'000};

std::string number(double value) {
    std::array<char, 32> text;
    auto size = std::snprintf(text.data(), text.size(), "%.15g", value);
    return {text.data(), static_cast<std::size_t>(size)};
}

std::string in_braces(const std::string& labels) {
    return labels.empty() ? std::string{} : '{' + labels + '}';
}

double resident_bytes() {
    std::ifstream file("/proc/self/statm");
    double all = 0, resident = 0;
    file >> all >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double processor_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    auto of = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

double open_files() {
    std::error_code error;
    std::filesystem::directory_iterator files("/proc/self/fd", error);
    return error ? 0 : static_cast<double>(std::distance(begin(files), end(files)));
}

// In seconds of Unix. The kernel tells it in ticks since it started itself: proc(5), stat.
double start_seconds() {
    constexpr int fields_before_start = 19;  // behind the name, which may hold anything
    std::ifstream own("/proc/self/stat"), kernel("/proc/stat");
    std::string text((std::istreambuf_iterator<char>(own)), {});
    std::istringstream fields(text.substr(text.rfind(')') + 1));
    std::string passed;
    for (int i = 0; i < fields_before_start; ++i) fields >> passed;
    double ticks = 0, booted = 0;
    fields >> ticks;
    for (std::string name; kernel >> name && name != "btime";) kernel.ignore(1 << 20, '\n');
    kernel >> booted;
    return booted + ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace

void Histogram::observe_us(std::int64_t us) {
    auto at = std::ranges::lower_bound(bounds_us, us) - bounds_us.begin();
    buckets_[at].fetch_add(1, std::memory_order_relaxed);
    sum_us_.fetch_add(static_cast<std::uint64_t>(std::max<std::int64_t>(us, 0)),
                      std::memory_order_relaxed);
}

void Histogram::append_text(std::string& out, const std::string& name,
                            const std::string& labels) const {
    std::uint64_t count = 0;
    auto comma = labels.empty() ? "" : ",";
    for (std::size_t i = 0; i <= bucket_count; ++i) {
        count += buckets_[i].load(std::memory_order_relaxed);
        auto bound = i < bucket_count ? number(static_cast<double>(bounds_us[i]) / 1e6) : "+Inf";
        out += name + "_bucket{" + labels + comma + "le=\"" + bound + "\"} " +
               std::to_string(count) + '\n';
    }
    auto sum = static_cast<double>(sum_us_.load(std::memory_order_relaxed)) / 1e6;
    out += name + "_sum" + in_braces(labels) + ' ' + number(sum) + '\n';
    out += name + "_count" + in_braces(labels) + ' ' + std::to_string(count) + '\n';
}

Metrics::Series& Metrics::series(const std::string& name, const std::string& help,
                                 const std::string& type, const std::string& labels) {
    auto family = std::ranges::find(families_, name, &Family::name);
    if (family == families_.end())
        family = families_.insert(families_.end(), Family{name, help, type, {}});
    auto found = std::ranges::find(family->series, labels, &Series::labels);
    if (found != family->series.end()) return *found;
    family->series.push_back(Series{labels, nullptr, nullptr, nullptr, nullptr});
    return family->series.back();
}

Counter& Metrics::counter(const std::string& name, const std::string& help,
                          const std::string& labels) {
    std::scoped_lock lock(mutex_);
    auto& found = series(name, help, "counter", labels).counter;
    if (!found) found = std::make_unique<Counter>();
    return *found;
}

Histogram& Metrics::histogram(const std::string& name, const std::string& help,
                              const std::string& labels) {
    std::scoped_lock lock(mutex_);
    auto& found = series(name, help, "histogram", labels).histogram;
    if (!found) found = std::make_unique<Histogram>();
    return *found;
}

Gauge& Metrics::gauge(const std::string& name, const std::string& help) {
    std::scoped_lock lock(mutex_);
    auto& found = series(name, help, "gauge", {}).gauge;
    if (!found) found = std::make_unique<Gauge>();
    return *found;
}

void Metrics::gauge(const std::string& name, const std::string& help,
                    std::function<double()> value, const std::string& labels) {
    std::scoped_lock lock(mutex_);
    auto type = name.ends_with("_total") ? "counter" : "gauge";
    series(name, help, type, labels).asked = std::move(value);
}

std::string Metrics::text() const {
    std::scoped_lock lock(mutex_);
    std::string out;
    for (const auto& family : families_) {
        out += "# HELP " + family.name + ' ' + family.help + '\n';
        out += "# TYPE " + family.name + ' ' + family.type + '\n';
        for (const auto& one : family.series) {
            auto name = family.name + in_braces(one.labels);
            if (one.counter) out += name + ' ' + std::to_string(one.counter->value()) + '\n';
            if (one.gauge) out += name + ' ' + std::to_string(one.gauge->value()) + '\n';
            if (one.asked) out += name + ' ' + number(one.asked()) + '\n';
            if (one.histogram) one.histogram->append_text(out, family.name, one.labels);
        }
    }
    return out;
}

void add_process_metrics(Metrics& metrics) {
    metrics.gauge("process_resident_memory_bytes", "Resident memory.", resident_bytes);
    metrics.gauge("process_cpu_seconds_total", "Processor time used.", processor_seconds);
    metrics.gauge("process_open_fds", "Open file descriptors.", open_files);
    metrics.gauge("process_start_time_seconds", "When the process started, in seconds of Unix.",
                  [start = start_seconds()] { return start; });
}

}  // namespace cs::http
