#include "bench/wrk.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "journal/temporary_directory.h"

namespace cs::bench {

namespace {

// "Requests/sec:  25123.42": the number behind a name.
double number_behind(const std::string& text, const std::string& name, std::string& unit) {
    auto at = text.find(name);
    if (at == std::string::npos) return 0;
    char* end = nullptr;
    auto number = std::strtod(text.c_str() + at + name.size(), &end);
    unit.assign(end, 2);
    return number;
}

std::int64_t microseconds(const std::string& text, const std::string& percentile) {
    std::string unit;
    auto number = number_behind(text, percentile, unit);
    auto factor = unit == "us" ? 1.0 : unit == "ms" ? 1e3 : 1e6;
    return static_cast<std::int64_t>(number * factor);
}

Result<std::string> output_of(const std::string& command) {
    std::FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) return fail("no process can be started", command);
    std::string out;
    char buffer[4'096];
    while (auto count = std::fread(buffer, 1, sizeof buffer, pipe)) out.append(buffer, count);
    if (pclose(pipe) != 0)
        return fail("wrk did not run: " + out, {}, "install Debian's package wrk");
    return out;
}

}  // namespace

Result<WrkResult> run_wrk(const WrkOptions& options) {
    journal::TemporaryDirectory directory;
    auto script = directory / "request.lua";
    std::ofstream(script) << "math.randomseed(7)\nrequest = function()\n" << options.script
                          << "\nend\n";
    auto text = TRY(output_of("wrk -t1 -c" + std::to_string(options.connections) + " -d" +
                              std::to_string(options.seconds) + "s --timeout 10s --latency -s " +
                              script + " -H 'Authorization: Bearer " + options.token + "' " +
                              options.url));
    for (const char* fault : {"Non-2xx", "Socket errors"})
        if (auto at = text.find(fault); at != std::string::npos)
            return fail("not every request was answered well: " +
                        text.substr(at, text.find('\n', at) - at), options.url);
    std::string unit;
    WrkResult result;
    result.requests_per_second =
        static_cast<std::int64_t>(number_behind(text, "Requests/sec:", unit));
    result.p50_us = microseconds(text, " 50%");
    result.p99_us = microseconds(text, " 99%");
    return result;
}

}  // namespace cs::bench
