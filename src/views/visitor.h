// What each event does to the views: one function an event, in the order of model/events.h. A new
// event does not compile until it is given one here or is named among the ignored.
#pragma once

#include <string_view>

#include "journal/record.h"
#include "model/events.h"

namespace cs::views {

class Fold;

/// Events that no view shows; their payloads (whole grids, policies) are not even parsed.
using IgnoredEvents = boost::mp11::mp_list<RealmFounded, GridsSet, GridsRetired, PersonSet,
                                           RoleGranted, RoleRevoked, HolidaysSet, PolicySet,
                                           ReportPointPassed>;
template <class E>
concept Ignored = boost::mp11::mp_contains<IgnoredEvents, E>::value;
bool is_ignored(std::string_view type);

struct Visitor {
    Fold& fold;
    const journal::Record& record;

    Result<void> operator()(const Ignored auto&) const { return {}; }
    Result<void> operator()(const DivisionsSet& e) const;
    Result<void> operator()(const UnitSet& e) const;
    Result<void> operator()(const CataloguePublished& e) const;
    Result<void> operator()(const SubjectForgotten& e) const;
    Result<void> operator()(const ReportSubmitted& e) const;
    Result<void> operator()(const ReportDeclined& e) const;
    Result<void> operator()(const CaseFiled& e) const;
    Result<void> operator()(const CaseImported& e) const;
    Result<void> operator()(const ReportAttached& e) const;
    Result<void> operator()(const OrderDispatched& e) const;
    Result<void> operator()(const OrderSigned& e) const;
    Result<void> operator()(const ContactRecorded& e) const;
    Result<void> operator()(const ArrivalRecorded& e) const;
    Result<void> operator()(const ReturnRequested& e) const;
    Result<void> operator()(const ReturnAccepted& e) const;
    Result<void> operator()(const ReturnOverruled& e) const;
    Result<void> operator()(const ExtensionRequested& e) const;
    Result<void> operator()(const ExtensionGranted& e) const;
    Result<void> operator()(const ExtensionDenied& e) const;
    Result<void> operator()(const CaseSuspended& e) const;
    Result<void> operator()(const CaseResumed& e) const;
    Result<void> operator()(const OutcomeSubmitted& e) const;
    Result<void> operator()(const ReworkOrdered& e) const;
    Result<void> operator()(const Verified& e) const;
    Result<void> operator()(const CalledBack& e) const;
    Result<void> operator()(const CaseClosed& e) const;
    Result<void> operator()(const CaseAppraised& e) const;
    Result<void> operator()(const AppraisalAdded& e) const;
    Result<void> operator()(const CaseReopened& e) const;
    Result<void> operator()(const CaseSupervised& e) const;
    Result<void> operator()(const SupervisionAnswered& e) const;
    Result<void> operator()(const ClockPointPassed& e) const;
    Result<void> operator()(const CaseEscalated& e) const;
    Result<void> operator()(const CasesMerged& e) const;
    Result<void> operator()(const CaseSplit& e) const;
    Result<void> operator()(const CaseTransferred& e) const;
    Result<void> operator()(const OrderWithdrawn& e) const;
    Result<void> operator()(const NoteAdded& e) const;
};

}  // namespace cs::views
