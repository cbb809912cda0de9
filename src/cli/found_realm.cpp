#include "cli/found_realm.h"

#include "cli/share.h"
#include "ingest/holiday_files.h"
#include "sim/founding.h"

namespace cs::cli {

Result<void> found_realm(const Context& context, Node& node, const Division& city) {
    auto realm = sim::realm_of_city(city.code);
    Person administrator;
    administrator.id = make_id<PersonId>(realm, 3);
    administrator.name = context.say(Text::administrator_name);
    TRY_VOID(send(context, node, administrator.id,
                  FoundRealm{realm, city.name, city.code, administrator}));
    auto folder = TRY(shipped("calendar"));
    auto years = TRY(ingest::read_holiday_folder(folder));
    for (auto& year : years)
        TRY_VOID(send(context, node, administrator.id, SetHolidays{std::move(year)}));
    return {};
}

}  // namespace cs::cli
