// Runs the built program as a person does: a command line in, exit code and both streams out.
#pragma once

#include <string>
#include <vector>

namespace cs::cli {

struct Ran {
    int code = -1;
    std::string out;
    std::string err;
};

/// `environment` entries are NAME=value, on an otherwise empty environment with a C locale.
Ran run_program(const std::string& arguments, const std::string& environment = {});

/// A directory of its own, removed with everything in it.
class Scratch {
public:
    Scratch();
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    std::string operator/(const std::string& name) const { return path_ + "/" + name; }
    /// Writes a file and returns its path.
    std::string write(const std::string& name, const std::string& text) const;

private:
    std::string path_;
};

}  // namespace cs::cli
