// Reads the sources for the sentences that they may say: the literals among a call's arguments,
// with "7" for whatever is put between them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cs::cli {

struct SourceFile {
    std::string path;  ///< "http/cases.cpp"
    std::string text;
};
/// What is compiled of these rooms into the program, without what speaks to programmers alone.
std::vector<SourceFile> sources_of(const std::vector<std::string>& rooms);

struct Sentence {
    std::string where;
    std::string text;
};
/// What the argument number `said` of every `call` in the file may say; calls with fewer arguments
/// say nothing there. "refuse(" and "Ended{" have arguments; "return " and "problem = " have one.
void collect(const SourceFile& file, const std::string& call, std::size_t said,
             std::vector<Sentence>& out);
/// The arguments there that are no sentence, as they are written.
std::vector<Sentence> unread(const SourceFile& file, const std::string& call, std::size_t said);

/// Whether `chinese` says the sentence: it has Chinese characters, and no words of the English are
/// left over.
bool is_said(const std::string& english, const std::string& chinese);

}  // namespace cs::cli
