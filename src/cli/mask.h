// Personal data on the screen: telephone and identity numbers in free text, and names that follow a
// form of introduction or carry a title, are masked unless somebody says why they must be seen.
#pragma once

#include <string>
#include <string_view>

namespace cs::cli {

/// Every run of 7 to 18 digits keeps its first three and last four: 138****1234. After 我叫, 姓名,
/// 我是, 联系人 up to three Chinese characters keep only the first: 我叫张**.
std::string masked(std::string_view text);

/// An event's JSON with its free texts masked; ids, codes and times stay as they are.
std::string masked_payload(const std::string& json);

}  // namespace cs::cli
