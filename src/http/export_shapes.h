// Where the rows of an export are on the map, as GeoJSON geometries (RFC 7946): cases and reports
// as points, divisions and grids as their borders, units in the middle of their division.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "http/api.h"
#include "http/exports.h"

namespace cs::http {

class ExportShapes {
public:
    /// Both outlive it. For other files than GeoJSON nothing is looked for.
    ExportShapes(Api& api, const auth::Caller& caller, const NewExport& what)
        : api_(api), caller_(caller), what_(what) {}

    /// "null" for what has no place, or none that the caller may know.
    std::string shape_of(const boost::json::object& row) const;

private:
    std::string of_case(const boost::json::object& row) const;
    std::string of_report(const boost::json::object& row) const;
    std::string of_unit(const boost::json::object& row) const;

    Api& api_;
    const auth::Caller& caller_;
    const NewExport& what_;
};

}  // namespace cs::http
