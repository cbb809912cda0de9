// The table of fields is complete: every text of a noun that can be shown has its row.
#include "auth/field_class.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/json.h"
#include "model/events.h"
#include "model/mask.h"

namespace cs::auth {
namespace {

const FieldRow* find(std::string_view noun, std::string_view member) {
    for (const auto& row : all_fields())
        if (row.noun == noun && row.member == member) return &row;
    return nullptr;
}

template <class T>
constexpr bool is_text =
    std::is_same_v<T, std::string> || std::is_same_v<T, std::optional<std::string>>;

template <class Noun>
std::vector<std::string> texts_of() {
    std::vector<std::string> out;
    boost::mp11::mp_for_each<json::detail::Members<Noun>>([&](auto member) {
        using Type = std::remove_cvref_t<decltype(std::declval<Noun>().*member.pointer)>;
        if (is_text<Type>) out.emplace_back(member.name);
    });
    return out;
}

template <class Noun>
void expect_rows_for(std::string_view noun) {
    auto texts = texts_of<Noun>();
    EXPECT_FALSE(texts.empty()) << noun;
    for (const auto& member : texts)
        EXPECT_NE(find(noun, member), nullptr) << "fields.def lacks " << noun << "." << member;
}

TEST(FieldClass, EveryTextOfAReportAPersonAndAUnitHasARow) {
    expect_rows_for<PersonalText>("report");
    expect_rows_for<Report>("report");
    expect_rows_for<Person>("person");
    expect_rows_for<Unit>("unit");
}

TEST(FieldClass, EveryTextOfAnEventHasARow) {
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, Event>>(
        [](auto event) {
            for (const auto& member : texts_of<typename decltype(event)::type>())
                EXPECT_NE(find("event", member), nullptr) << "fields.def lacks event." << member;
        });
}

TEST(FieldClass, WhatIsMaskedInAPayloadIsWhatTheTableSays) {
    for (const auto& row : all_fields()) {
        if (row.noun != "event") continue;
        auto json = "{\"" + std::string(row.member) + "\":\"电话13812341234\"}";
        EXPECT_EQ(masked_payload(json) != json, row.mask == Mask::words) << row.member;
    }
}

TEST(FieldClass, WhatIsSensitiveIsNeverLeftAsItIs) {
    for (const auto& row : all_fields()) {
        if (row.field_class <= FieldClass::L2) continue;
        EXPECT_NE(row.mask, Mask::none) << row.noun << "." << row.member;
        if (row.mask == Mask::payload) continue;
        EXPECT_NE(masked_by(row.mask, "我叫张小明，13812341234"), "我叫张小明，13812341234")
            << row.noun << "." << row.member;
    }
}

TEST(FieldClass, HasNoRowTwice) {
    for (const auto& row : all_fields())
        EXPECT_EQ(find(row.noun, row.member), &row) << row.noun << "." << row.member;
}

TEST(FieldClass, OnlyTheDataOfficerReadsWhatProvesWhoSomebodyIs) {
    for (int i = 0; i < role_count; ++i) {
        auto role = static_cast<Role>(i);
        EXPECT_TRUE(may_see(role, FieldClass::L1));
        EXPECT_EQ(may_see(role, FieldClass::L4), role == Role::data_officer) << i;
    }
    EXPECT_FALSE(may_see(Role::administrator, FieldClass::L3));
    EXPECT_FALSE(may_see(Role::analyst, FieldClass::L3));
    EXPECT_FALSE(may_see(Role::citizen, FieldClass::L2));
}

}  // namespace
}  // namespace cs::auth
