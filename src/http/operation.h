// One row of the API's table: a route with what OpenAPI says of it. A row is either a question,
// answered by a function, or a command of the core, decoded from its described struct.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/caller.h"
#include "base/json_schema.h"
#include "http/answer.h"
#include "http/route.h"
#include "model/commands.h"

namespace cs::http {

struct Api;
struct Operation;

using Ask = Answer (*)(Api&, const Request&, Caller&);
/// Takes the answer, once, on any thread.
using Deliver = std::function<void(Response)>;
using Deed = void (*)(Api&, const Operation&, const Request&, const Caller&, Deliver);
using SchemaOf = boost::json::value (*)(json::Schemas&);
/// A command from its body, and from what the path says of it.
using Decode = Result<Command> (*)(boost::json::object body, const boost::json::object& of_path);

struct QueryParameter {
    std::string_view name;
    std::string_view about;
    SchemaOf schema;
    bool required = false;
};

/// A path parameter that is a member of the command.
struct Bound {
    std::string_view parameter;
    std::string_view member;
};

struct Operation {
    Method method = Method::get;
    std::string pattern;
    std::string name;
    std::string summary;
    Access access;
    /// What a token must be made for; a session is good for everything.
    std::optional<auth::Scope> scope = auth::Scope::read;
    Ask ask = nullptr;              ///< a question, or
    Deed deed = nullptr;            ///< a command, answered when it is durable
    std::string_view command = {};  ///< the command's type, where it is one, and
    Decode decode = nullptr;        ///< how it is read, where the body is all of it
    std::vector<Bound> bound = {};
    std::vector<QueryParameter> query = {};
    bool takes_any_query = false;  ///< others write it; else what it does not have is refused
    SchemaOf body = nullptr;
    /// In place of a JSON body: files, taken piece by piece.
    std::unique_ptr<BodySink> (*receive)(Api&, const Request&, const Caller&) = nullptr;
    /// Asked before a body longer than the server's limit is taken, besides access and scope.
    Asked<void> (*admit_body)(Api&, const Request&, const Caller&) = nullptr;
    std::vector<std::string> consumes{"application/json"};  ///< where there is a body
    std::size_t body_limit = 0;  ///< bytes; 0: the server's
    SchemaOf answer = nullptr;       ///< null: `content` says what it is
    std::string_view content = "application/json";
    int status = 200;
    bool is_one_thing = false;  ///< that is asked for again: its answer has an ETag
    Work work = Work::slow;
    Refuse refuse = nullptr;  ///< how it says no; null: problem+json
};

/// Whether its body is JSON.
bool takes_json(const Operation& operation);
/// Whether a token that he signed in with, if any, is made for it.
Asked<void> check_scope(const Operation& operation, const auth::Caller& caller);
/// The whole API, in the order in which it is read.
const std::vector<Operation>& operations();
/// Answers a request for one row of the table, now or later. Request and caller live until then.
void serve(Api& api, const Operation& operation, const Request& request, Caller& caller,
           Deliver deliver);
/// The routes for the server. `api` outlives them.
std::vector<Route> routes(Api& api);

}  // namespace cs::http
