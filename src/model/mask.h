// Personal data in free text: telephone and identity numbers, and names that follow a form of
// introduction, are masked for whoever may not see them or does not say why he must.
#pragma once

#include <string>
#include <string_view>

namespace cs {

/// Every run of seven or more digits keeps its first three and last four: 138****1234. After 我叫,
/// 姓名： or 联系人： up to three Chinese characters keep only the first: 我叫张**.
std::string masked(std::string_view text);

/// A name keeps its first character: 张**. The number of stars says nothing of its length.
std::string masked_name(std::string_view name);

/// A contact keeps what masked() keeps of a number; any other (mail, account) its first character.
std::string masked_contact(std::string_view contact);

/// An address keeps its first six characters: 郑州市金水区***.
std::string masked_address(std::string_view address);

/// "113.6253217,34.7466018" keeps three decimals: 113.625,34.746.
std::string masked_place(std::string_view degrees);

/// An event's JSON with its free texts masked; ids, codes and times stay as they are.
std::string masked_payload(const std::string& json);

}  // namespace cs
