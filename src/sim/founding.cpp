#include "sim/founding.h"

#include <array>
#include <set>

#include "base/check.h"
#include "base/random.h"
#include "base/utf8.h"

namespace cs::sim {

namespace {

constexpr std::size_t grids_a_command = 4000;
constexpr const char* street_office = "街道办事处";
constexpr const char* hotline_unit = "12345热线受理中心";
constexpr const char* operation_centre = "城市运行中心";

constexpr std::array surnames = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴",
                                 "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "高", "罗"};
constexpr std::array given = {"建国", "志强", "晓燕", "丽华", "俊杰", "海涛", "秀英", "文博",
                              "雪梅", "永刚", "思远", "佳宁", "国庆", "红霞", "子涵", "立新",
                              "春生", "玉兰", "明哲", "静怡"};

class Builder {
public:
    explicit Builder(const FoundingSources& sources)
        : sources_(sources),
          city_(sources.plan->city),
          realm_(realm_of_city(city_.code)),
          random_(Random(sources.seed).fork(0xF0)) {}

    Founding build() {
        Person administrator = new_person({});
        out_.staff.administrator = administrator.id;
        add(FoundRealm{realm_, city_.name, city_.code, administrator});
        add_places();
        for (const auto& year : sources_.holidays) add(SetHolidays{year});
        add(PublishCatalogue{sources_.catalogue_name, sources_.effective_from, sources_.duties});
        add_centres();
        add_units();
        return std::move(out_);
    }

private:
    template <class C>
    void add(C command) {
        out_.commands.push_back({out_.staff.administrator, {}, std::move(command)});
    }

    void add_places() {
        SetDivisions divisions{{city_}};
        for (const auto& area : sources_.plan->divisions) {
            if (area.division.code == city_.code) continue;
            divisions.divisions.push_back(area.division);
            auto level = level_of(area.division.code);
            if (level == DivisionLevel::district) districts_.push_back(area.division);
            if (level == DivisionLevel::street) streets_.push_back(area.division);
        }
        add(std::move(divisions));
        SetGrids grids{{}, sources_.geometry};
        for (const auto& area : sources_.plan->grids) {
            grids.grids.push_back(area.info);
            if (grids.grids.size() == grids_a_command) {
                add(grids);
                grids.grids.clear();
            }
        }
        if (!grids.grids.empty()) add(std::move(grids));
    }

    void add_centres() {
        UnitId hotline = add_unit(city_.name + hotline_unit, hotline_unit, city_.code);
        UnitId centre = add_unit(city_.name + operation_centre,
                                 std::string("市") + operation_centre, city_.code);
        for (int i = 0; i < 12; ++i)
            out_.staff.agents.push_back(hire(hotline, {Role::agent, city_.code, {}}));
        out_.staff.submitter = out_.staff.agents.front();
        out_.staff.city_supervisor = hire(centre, {Role::supervisor, city_.code, {}});
        out_.staff.appraiser = hire(centre, {Role::appraiser, city_.code, {}});
        hire(centre, {Role::analyst, city_.code, {}});
        hire(centre, {Role::data_officer, city_.code, {}});
        for (const auto& district : districts_) {
            UnitId unit = add_unit(district.name + operation_centre,
                                   std::string("区") + operation_centre, district.code);
            auto code = district.code;
            out_.staff.dispatchers[code] = hire(unit, {Role::dispatcher, code, {}});
            out_.staff.verifiers[code] = hire(unit, {Role::verifier, code, {}});
            out_.staff.supervisors[code] = hire(unit, {Role::supervisor, code, {}});
        }
    }

    void add_units() {
        std::set<std::string> names;
        for (const auto& duty : sources_.duties) names.insert(duty.units.begin(), duty.units.end());
        for (const auto& name : names) {
            if (name == street_office) continue;
            if (name.starts_with("区")) {
                for (const auto& district : districts_)
                    add_handling_unit(district.name + name.substr(3), name, district.code);
            } else if (name.starts_with("市") && !name.starts_with("市政")) {
                add_handling_unit(city_.name + name.substr(3), name, city_.code);
            } else {
                add_handling_unit(name, name, city_.code);
            }
        }
        for (const auto& street : streets_) {
            UnitId unit = add_handling_unit(street.name + "办事处", street_office, street.code);
            hire(unit, {Role::grid_worker, street.code, unit});
        }
    }

    UnitId add_handling_unit(const std::string& name, const std::string& kind, DivisionCode where) {
        UnitId unit = add_unit(name, kind, where);
        out_.staff.officers[unit] = hire(unit, {Role::unit_officer, where, unit});
        return unit;
    }

    UnitId add_unit(std::string name, std::string kind, DivisionCode division) {
        auto id = make_id<UnitId>(realm_, ++last_unit_);
        out_.staff.unit_kinds[id] = kind;
        add(SetUnit{{id, std::move(name), std::move(kind), division, {}, {}}});
        return id;
    }

    PersonId hire(UnitId unit, Grant grant) {
        Person person = new_person(unit);
        add(SetPerson{person});
        add(GrantRole{person.id, grant});
        return person.id;
    }

    Person new_person(std::optional<UnitId> unit) {
        std::string name = surnames[random_.below(surnames.size())];
        name += given[random_.below(given.size())];
        return {make_id<PersonId>(realm_, ++last_person_), std::move(name), unit, {}};
    }

    const FoundingSources& sources_;
    Division city_;
    Realm realm_;
    Random random_;
    std::uint64_t last_unit_ = 0;
    std::uint64_t last_person_ = 2;  // the first two are the system's
    std::vector<Division> districts_, streets_;
    Founding out_;
};

}  // namespace

Realm realm_of_city(DivisionCode city) {
    return Realm{static_cast<std::uint32_t>(raw(city) / 1000)};
}

Founding found_demo_city(const FoundingSources& sources) {
    CHECK(sources.plan != nullptr);
    return Builder(sources).build();
}

}  // namespace cs::sim
