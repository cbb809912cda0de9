// How a noun is described once, so that JSON, the journal and the API schema all come from it.
#pragma once

#include <boost/describe.hpp>

/// Inside a struct: DESCRIBED(CaseFiled, case_id, number).  Outside an enum: DESCRIBED_ENUM.
#define DESCRIBED(Type, ...) BOOST_DESCRIBE_CLASS(Type, (), (__VA_ARGS__), (), ())
#define DESCRIBED_ENUM(Type, ...) BOOST_DESCRIBE_ENUM(Type, __VA_ARGS__)
