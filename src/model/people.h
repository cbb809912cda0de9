// Who owes and who acts: units, officers, and the roles with scopes that say what each may do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/describe.h"
#include "base/ids.h"

namespace cs {

/// citizen 市民, agent 受理员, dispatcher 派遣员, unit_officer 承办人, grid_worker 网格员,
/// verifier 核查员, supervisor 督查, appraiser 评价员, analyst 分析员, data_officer 数据官,
/// administrator 管理员, system 系统 (clocks and imports).
enum class Role : std::uint8_t {
    citizen,
    agent,
    dispatcher,
    unit_officer,
    grid_worker,
    verifier,
    supervisor,
    appraiser,
    analyst,
    data_officer,
    administrator,
    system,
};
DESCRIBED_ENUM(Role, citizen, agent, dispatcher, unit_officer, grid_worker, verifier, supervisor,
               appraiser, analyst, data_officer, administrator, system)
inline constexpr int role_count = 12;

/// A unit 单位: who owes. Its division says where; units of one kind exist in many divisions.
struct Unit {
    UnitId id{};
    std::string name;
    std::string kind;  ///< generic name in the duty catalogue, such as 街道办事处
    DivisionCode division{};
    std::optional<UnitId> parent;
    std::optional<bool> retired;
    DESCRIBED(Unit, id, name, kind, division, parent, retired)
};

/// A role held within a division, and by those who act for a unit, only for that unit.
struct Grant {
    Role role = Role::citizen;
    DivisionCode division{};
    std::optional<UnitId> unit;
    auto operator<=>(const Grant&) const = default;
    DESCRIBED(Grant, role, division, unit)
};

/// An officer 人员: who acts. Grants are kept beside, each with its history.
struct Person {
    PersonId id{};
    std::string name;
    std::optional<UnitId> unit;
    std::optional<bool> retired;
    DESCRIBED(Person, id, name, unit, retired)
};

}  // namespace cs
