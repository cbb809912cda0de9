// A file of accounts on the real disk, with cheap hashing and a time that stands still, for tests.
#pragma once

#include <gtest/gtest.h>

#include "auth/accounts.h"
#include "journal/temporary_directory.h"

namespace cs::auth {

inline constexpr const char* good_password = "three plain words";

inline AccountsOptions cheap_options() { return {.cost = {64, 1, 1}}; }

class AccountsFixture : public ::testing::Test {
protected:
    void add_staff(const std::string& name) {
        auto added = accounts_.add({name, AccountKind::staff, person_}, good_password);
        ASSERT_TRUE(added) << added.error().text();
    }
    Login log_in(const std::string& name, const std::string& password) {
        return *accounts_.log_in(name, password, "10.0.0.9");
    }
    void pass(Duration time) { time_.set(time_.now() + time); }

    journal::TemporaryDirectory directory_;
    runtime::ManualTime time_{*parse_instant("2026-02-13 16:00")};
    PersonId person_ = make_id<PersonId>(Realm{410100000}, 7);
    Accounts accounts_ = *Accounts::open(directory_ / "accounts.db", time_, cheap_options());
};

}  // namespace cs::auth
