#include "bench/town.h"

#include <array>

#include "base/random.h"

namespace cs::bench {

namespace {

constexpr int districts = 12, streets_each = 15;
constexpr std::size_t text_characters = 370;

class Founder {
public:
    Founder() { town_.administrator = make_id<PersonId>(town_realm, 3); }

    Founding run(int year) {
        send(FoundRealm{
            town_realm, town_name, town_division, {town_.administrator, "管理员", {}, {}}});
        set_divisions();
        for (int y : {year, year + 1}) send(SetHolidays{{y, {}}});
        publish_duties();
        hire_city();
        return {std::move(town_), std::move(commands_)};
    }

private:
    void send(Command command) {
        commands_.push_back({town_.administrator, {}, std::move(command)});
    }
    PersonId hire(std::string name, UnitId unit, std::vector<Role> roles, bool only_for_unit) {
        auto id = make_id<PersonId>(town_realm, next_person_++);
        send(SetPerson{{id, std::move(name), unit, {}}});
        for (Role role : roles)
            send(GrantRole{id, {role, town_division,
                                only_for_unit ? std::optional(unit) : std::nullopt}});
        return id;
    }
    UnitId found_unit(std::string name, std::string kind, DivisionCode division) {
        auto id = make_id<UnitId>(town_realm, next_unit_++);
        send(SetUnit{{id, std::move(name), std::move(kind), division, {}, {}}});
        return id;
    }

    void set_divisions() {
        SetDivisions all;
        all.divisions.push_back({town_division, town_name});
        for (int d = 1; d <= districts; ++d) {
            DivisionCode district{raw(town_division) + static_cast<std::uint64_t>(d) * 1'000'000};
            all.divisions.push_back({district, "第" + std::to_string(d) + "区"});
            for (int s = 1; s <= streets_each; ++s) {
                DivisionCode street{raw(district) + static_cast<std::uint64_t>(s) * 1'000};
                all.divisions.push_back({street, "第" + std::to_string(s) + "街道"});
                town_.streets.push_back({street, {}, {}});
            }
        }
        send(std::move(all));
    }

    void publish_duties() {
        PublishCatalogue catalogue{"基准清单", {}, {}};
        for (int i = 0; i < 60; ++i) {
            Duty duty;
            duty.matter = i == 0 ? other_matter : "E" + std::to_string(1000 + i);
            duty.category = "市容环境";
            duty.name = "事项" + std::to_string(i);
            duty.kind = MatterKind::event;
            duty.units = {"街道办事处"};
            duty.supervisor = "市城市管理局";
            duty.filing_condition = "影响通行或者市容";
            duty.closing_condition = "恢复原状";
            // A fifth of the duties are urgent and run on continuous time.
            duty.budget = i % 5 == 0 ? calendar::Budget{8, calendar::BudgetUnit::hours,
                                                        calendar::CalendarKind::continuous}
                                     : calendar::Budget{3, calendar::BudgetUnit::working_days,
                                                        calendar::CalendarKind::work};
            town_.matters.push_back(duty.matter);
            catalogue.duties.push_back(std::move(duty));
        }
        send(std::move(catalogue));
    }

    void hire_city() {
        auto centre = found_unit("市指挥中心", "指挥中心", town_division);
        auto checkers = found_unit("市核查中心", "核查中心", town_division);
        town_.agent = hire("受理员", centre, {Role::agent, Role::dispatcher}, false);
        town_.verifier = hire("核查员", checkers, {Role::verifier}, false);
        for (auto& street : town_.streets) {
            street.office = found_unit(id_text(street.division) + "街道办事处", "街道办事处",
                                       street.division);
            street.officer = hire("承办人", street.office, {Role::unit_officer}, true);
        }
    }

    Town town_;
    std::vector<Envelope> commands_;
    std::uint64_t next_person_ = 4, next_unit_ = 1;
};

constexpr std::array phrases{
    "市民来电反映，", "小区门口的道路破损严重，", "下雨之后积水很深，", "老人和孩子出行很不方便，",
    "已经多次向物业反映，", "一直没有得到解决，", "夜间施工噪音很大，", "影响周边居民休息，",
    "路灯有三盏不亮，", "垃圾堆放在楼道口，", "气味难闻而且招来蚊虫，", "电动车占用消防通道，",
    "存在很大的安全隐患，", "希望有关部门尽快到现场查看，", "请核实情况之后给予答复，",
    "井盖松动车辆经过时响声很大，", "绿化带里的树枝遮挡了交通信号灯，", "商户占道经营到深夜，",
    "供暖温度达不到标准，", "自来水发黄无法饮用，", "公交站台的顶棚漏雨，", "学校门口上下学时段拥堵，",
};

std::size_t characters(std::string_view text) {
    std::size_t count = 0;
    for (char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    return count;
}

}  // namespace

Founding found_town(int year) { return Founder().run(year); }

PersonalText message_text(std::uint64_t number) {
    Random random(number);
    PersonalText out;
    out.title = phrases[random.below(phrases.size())];
    std::size_t length = 0;
    while (length < text_characters) {
        std::string_view phrase = phrases[random.below(phrases.size())];
        out.text += phrase;
        length += characters(phrase);
    }
    out.contact = "1380000" + std::to_string(1000 + random.below(9000));
    return out;
}

}  // namespace cs::bench
