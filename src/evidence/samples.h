// Files for tests, made with libvips: photos as a camera writes them, with what EXIF says, and
// small well-formed files of the other kinds.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace cs::evidence::samples {

/// A picture of coloured fields; `exif` are fields by libvips's names, "exif-ifd0-Model".
std::string jpeg(int width, int height,
                 const std::vector<std::pair<std::string, std::string>>& exif = {});
std::string png(int width, int height);
std::string webp(int width, int height);
/// The fields of a photo that was taken in Zhengzhou.
std::vector<std::pair<std::string, std::string>> zhengzhou_exif();
/// A PNG of few bytes that says it has so many pixels.
std::string png_bomb(int width, int height);

std::string wav();
std::string ogg();
std::string amr();
std::string mp3();
/// A film with sound.
std::string mp4();
/// A recording of sound that begins like a film, as telephones and ffmpeg write it.
std::string m4a();
std::string webm();
std::string pdf(const std::string& inside = "");
/// A ZIP with stored entries of these names.
std::string zip(const std::vector<std::string>& names);
/// Names with contents, stored or deflated.
std::string zip_of(const std::vector<std::pair<std::string, std::string>>& members,
                   bool is_deflated = false);
std::string docx();

}  // namespace cs::evidence::samples
