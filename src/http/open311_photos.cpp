// Photos of service requests. The link in media_url carries its own right, for clients load it with
// no key at hand: it is given to whoever may see photos of that case, and leads to the public copy
// until the end of the next day.
#include <charconv>

#include "auth/secret.h"
#include "http/evidence.h"
#include "http/open311.h"
#include "http/query.h"

namespace cs::http {

namespace {

std::int64_t day_of(Instant at) { return at.us / Duration::days(1).us; }

// "<hash>-<last day, counted from 1970>", as it stands in the link.
std::string name_of(const Hash256& hash, std::int64_t last_day) {
    return hex_text(hash) + "-" + std::to_string(last_day);
}

std::string signature_of(const Api& api, CaseId id, const std::string& name) {
    return api.receipts.signature_of("photo/" + id_text(id) + "/" + name);
}

struct Link {
    Hash256 hash;
    std::int64_t last_day = 0;
};

// Nothing for what this node has not given out.
std::optional<Link> link_in(const Api& api, CaseId id, std::string_view text) {
    if (text.ends_with(".jpg")) text.remove_suffix(4);
    auto first = text.find('-'), second = text.rfind('-');
    if (first == std::string_view::npos || first == second) return std::nullopt;
    std::string name(text.substr(0, second));
    if (!auth::same_secret(text.substr(second + 1), signature_of(api, id, name)))
        return std::nullopt;
    auto hash = parse_hash(text.substr(0, first));
    if (!hash) return std::nullopt;
    Link out{*hash};
    std::from_chars(text.data() + first + 1, text.data() + second, out.last_day);
    return out;
}

}  // namespace

std::string photo_link(const Api& api, const Request& request, CaseId id, const Hash256& hash) {
    auto name = name_of(hash, day_of(api.wall.now()) + 1);
    return origin_of(request) + "/open311/v2/photos/" + id_text(id) + "/" + name + "-" +
           signature_of(api, id, name) + ".jpg";
}

bool may_see_photos(const Caller& caller, const Whose& where) {
    return caller.may_see(auth::row_of(auth::Field::evidence_public_copy).field_class,
                          where.jurisdiction());
}

Answer open311_photo(Api& api, const Request& request, Caller&) {
    auto id = TRY(case_in_path(request));
    auto text = std::string(request.parameter("photo"));
    auto link = link_in(api, id, text);
    if (!link) return not_found("photo " + text);
    if (link->last_day < day_of(api.wall.now()))
        return not_found("this link has ended; ask for the service request again");
    auto reader = TRY(api.follower.readers().borrow());
    auto detail = TRY(reader->case_detail(id, api.time.now(), 0));
    if (!detail) return not_found("case " + id_text(id));
    auto response = TRY(public_copy(api, id, link->hash));
    response.headers.push_back({"Cross-Origin-Resource-Policy", "cross-origin"});
    return response;
}

}  // namespace cs::http
