// Personal data in free text: what reaches somebody or says where he lives, and names that follow a
// form of introduction, are masked for whoever does not say why he must read them.
#pragma once

#include <string>
#include <string_view>

namespace cs {

/// A number of seven or more digits, however they are written and whatever parts them, keeps its
/// first three, and from eleven on its last four: 138****1234. A mail address, and an account
/// behind 微信 or QQ, keep their first letter; a house's number before 号, 栋, 单元, 室 nothing.
/// After 我叫, 姓名： or 联系人： up to four Chinese characters keep only the first: 我叫张**.
/// Dates, times of day, sums of money and 12345 stay.
std::string masked(std::string_view text);

/// A name keeps its first character: 张**. The number of stars says nothing of its length.
std::string masked_name(std::string_view name);

/// A contact keeps what masked() keeps of its numbers and nothing beside them; one without a number
/// (mail, account) its first character.
std::string masked_contact(std::string_view contact);

/// An address, masked(), keeps its first six characters, 郑州市金水区***; one of no more than six a
/// third of them: 花***.
std::string masked_address(std::string_view address);

/// "113.6253217,34.7466018" keeps three decimals: 113.625,34.746.
std::string masked_place(std::string_view degrees);

/// An event's JSON with its free texts masked; ids, codes and times stay as they are.
std::string masked_payload(const std::string& json);
/// An event's JSON without its free texts.
std::string wordless_payload(const std::string& json);

}  // namespace cs
