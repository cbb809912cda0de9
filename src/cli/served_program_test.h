// `chengshu serve` as a process of its own, to be asked over HTTP and to be killed.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "bench/http_connection.h"
#include "cli/run_program_test.h"

namespace cs::cli {

class ServedProgram {
public:
    /// Serves a data directory for real, on a free port; `wrapper` is put in front of the
    /// program's command line in a shell. Waits until it listens.
    ServedProgram(const Scratch& scratch, const std::string& data, const std::string& wrapper = {});
    ~ServedProgram();

    std::uint16_t port() const { return port_; }
    pid_t process() const { return process_; }
    void kill(int signal);

private:
    pid_t process_;
    std::uint16_t port_ = 0;
};

struct Asked {
    int status = 0;  ///< 0: the connection ended first
    std::string head;
    std::string body;
};
/// One request and its answer, within ten seconds.
Asked ask(bench::HttpConnection& connection, std::string_view request);
/// The same on a connection of its own.
Asked ask(std::uint16_t port, std::string_view request);

std::string get_request(const std::string& path, const std::string& headers = {});
std::string report_request(const std::string& text, const std::string& key);

/// The numbers of the events that a stream tells behind `last` (0: from now on), up to `until`;
/// where that does not come, what was told before the stream broke off or ten seconds of silence.
std::vector<std::uint64_t> events_of(std::uint16_t port, const std::string& token,
                                     std::uint64_t last, std::uint64_t until);

/// Founds a realm of one city.
void found_realm(const Scratch& scratch, const std::string& data);
/// The same with an administrator's account; returns a token of his.
std::string found_with_token(const Scratch& scratch, const std::string& data);

}  // namespace cs::cli
