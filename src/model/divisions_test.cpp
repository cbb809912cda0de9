// Grid ids carry their division and kind.
#include "model/divisions.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace cs {
namespace {

TEST(Grids, CarryDivisionKindAndSerialInTheirId) {
    auto id = make_grid_id(DivisionCode{410102001002}, GridKind::micro, 17);
    EXPECT_EQ(id_text(id), "410102001002200017");
    EXPECT_EQ(raw(division_of(id)), 410102001002u);
    EXPECT_EQ(kind_of(id), GridKind::micro);
    EXPECT_EQ(serial_of(id), 17u);
    EXPECT_FALSE(kind_of(GridId{410102001002900017}));
}

TEST(Grids, AreWrittenAndReadAsJson) {
    GridInfo grid{make_grid_id(DivisionCode{410102001002}, GridKind::micro, 1), GridKind::micro,
                  "一号", make_grid_id(DivisionCode{410102001002}, GridKind::community, 1), 60, 900};
    auto text = json::text_of(grid);
    EXPECT_EQ(text,
              R"({"id":"410102001002200001","kind":"micro","name":"一号",)"
              R"("parent":"410102001002100001","households":60,"area_m2":900})");
    EXPECT_EQ(*json::from_text<GridInfo>(text), grid);
}

}  // namespace
}  // namespace cs
