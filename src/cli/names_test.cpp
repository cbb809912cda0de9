#include "cli/names.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "model/events.h"

using namespace cs;
using namespace cs::cli;

namespace {

bool has_chinese(const std::string& text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) > 127; });
}

template <class E>
void expect_all_named(NameGroup group) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto one) {
        auto chinese = name_of(Language::chinese, group, one.name);
        EXPECT_TRUE(has_chinese(chinese) || chinese == "Open311") << one.name;
        EXPECT_FALSE(has_chinese(name_of(Language::english, group, one.name))) << one.name;
    });
}

}  // namespace

TEST(Names, AreGivenToEveryEnumeratorInBothLanguages) {
    expect_all_named<Channel>(NameGroup::channel);
    expect_all_named<OrderPhase>(NameGroup::order_phase);
    expect_all_named<ClockKind>(NameGroup::clock_kind);
    expect_all_named<ClockPhase>(NameGroup::clock_phase);
    expect_all_named<Closing>(NameGroup::closing);
}

TEST(Names, AreGivenToEveryEventInBothLanguages) {
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, Event>>(
        [](auto identity) {
            auto type = decltype(identity)::type::type;
            EXPECT_TRUE(has_chinese(name_of(Language::chinese, NameGroup::event, type))) << type;
            EXPECT_NE(name_of(Language::english, NameGroup::event, type), type);
        });
}

TEST(Names, OfACodeThatIsNewAreTheCodeItself) {
    EXPECT_EQ(name_of(Language::chinese, NameGroup::event, "case.danced"), "case.danced");
}
