// Counters, histograms and gauges in Prometheus' text format. Registered at the start, counted from
// any thread without a lock.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace cs::http {

class Counter {
public:
    void add(std::uint64_t count = 1) { value_.fetch_add(count, std::memory_order_relaxed); }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_ = 0;
};

class Gauge {
public:
    void add(std::int64_t change) { value_.fetch_add(change, std::memory_order_relaxed); }
    std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_ = 0;
};

/// Of seconds, from 0.1 ms to 10 s.
class Histogram {
public:
    void observe_us(std::int64_t us);
    void append_text(std::string& out, const std::string& name, const std::string& labels) const;

private:
    static constexpr std::size_t bucket_count = 15;
    std::atomic<std::uint64_t> buckets_[bucket_count + 1] = {};
    std::atomic<std::uint64_t> sum_us_ = 0;
};

class Metrics {
public:
    /// Names follow Prometheus' conventions: the unit last, "_total" for counters. Labels as
    /// written: `route="showCase",code="2xx"`. The reference lives as long as this.
    Counter& counter(const std::string& name, const std::string& help,
                     const std::string& labels = {});
    Histogram& histogram(const std::string& name, const std::string& help,
                         const std::string& labels = {});
    Gauge& gauge(const std::string& name, const std::string& help);
    /// Asked at every reading, on the reader's thread; a counter where the name ends in "_total".
    void gauge(const std::string& name, const std::string& help, std::function<double()> value,
               const std::string& labels = {});

    std::string text() const;

private:
    struct Series {
        std::string labels;
        std::unique_ptr<Counter> counter;
        std::unique_ptr<Histogram> histogram;
        std::unique_ptr<Gauge> gauge;
        std::function<double()> asked;
    };
    struct Family {
        std::string name, help, type;
        std::vector<Series> series;
    };
    Series& series(const std::string& name, const std::string& help, const std::string& type,
                   const std::string& labels);

    mutable std::mutex mutex_;
    std::vector<Family> families_;
};

/// Memory, processor time, open files and start of this process, by the names that Prometheus'
/// client libraries agree on.
void add_process_metrics(Metrics& metrics);

}  // namespace cs::http
