#include "http/open311_form.h"

#include "base/utf8.h"
#include "http/limits.h"
#include "http/target.h"

namespace cs::http {

namespace {

constexpr std::size_t most_field_bytes = 64 * 1024;
constexpr int most_parts = static_cast<int>(limits::query_count + most_media);

bool is_multipart(const Request& request) {
    return request.header("content-type").value_or("").starts_with("multipart/");
}

// Texts, some of them needed.
boost::json::value form_of(std::initializer_list<std::string_view> required,
                           std::initializer_list<std::string_view> optional) {
    boost::json::object properties;
    boost::json::array needed;
    for (auto name : required) {
        properties[name] = {{"type", "string"}};
        needed.emplace_back(name);
    }
    for (auto name : optional) properties[name] = {{"type", "string"}};
    return {{"type", "object"},
            {"properties", std::move(properties)},
            {"required", std::move(needed)}};
}

}  // namespace

MediaForm::MediaForm(evidence::Store& store, evidence::Sender sender, const std::string& boundary)
    : store_(store),
      sender_(std::move(sender)),
      reader_(boundary, [this](const FormPart& part) { begin_part(part); },
              [this](std::string_view piece) { take_piece(piece); }, most_parts) {}

void MediaForm::reject(std::string what) {
    if (!failure_) failure_ = bad_request("", std::move(what)).error();
}

void MediaForm::take(std::string_view bytes) {
    if (failure_) return;
    if (auto taken = reader_.take(bytes); !taken) reject(taken.error().what);
}

void MediaForm::begin_part(const FormPart& part) {
    is_in_medium_ = part.name == "media" || !part.file_name.empty();
    if (failure_) return;
    if (!is_in_medium_) {
        fields_.push_back({part.name, {}});
        return;
    }
    if (media_.size() == most_media)
        return reject("no more than " + std::to_string(most_media) + " media with one form");
    auto upload = store_.begin(sender_);
    if (!upload) {
        failure_ = failure_of(upload.error());
        return;
    }
    media_.push_back({std::move(*upload), part.content_type, !part.file_name.empty()});
}

void MediaForm::take_piece(std::string_view piece) {
    if (failure_) return;
    if (is_in_medium_) return media_.back().upload->take(piece);
    field_bytes_ += piece.size();
    if (field_bytes_ > most_field_bytes) return reject("its fields are longer than 64 KiB");
    fields_.back().value += piece;
}

Asked<void> MediaForm::check() const {
    if (failure_) return std::unexpected(*failure_);
    if (!reader_.is_complete()) return bad_request("", "the form has no end");
    for (const auto& [name, value] : fields_)
        if (utf8::first_invalid(name) || utf8::first_invalid(value))
            return bad_request("", "the form is not UTF-8");
    return {};
}

Asked<std::vector<Hash256>> MediaForm::keep(evidence::Store& store, const evidence::Owner& owner,
                                            Instant now) {
    std::vector<Hash256> out;
    for (auto& medium : media_) {
        // A page sends an empty part for a file that was not chosen.
        if (medium.upload->bytes() == 0 && !medium.has_name) continue;
        auto kept = store.keep(*medium.upload, medium.claimed, owner, now);
        if (!kept) return std::unexpected(failure_of(kept.error()));
        out.push_back(kept->hash);
    }
    return out;
}

std::unique_ptr<BodySink> receive_form(Api& api, const Request& request,
                                       const auth::Caller& caller) {
    auto boundary = form_boundary(request.header("content-type").value_or(""));
    if (!boundary) return nullptr;
    return std::make_unique<MediaForm>(api.evidence, sender_of(api, request, caller), *boundary);
}

Asked<Form> Form::of(const Request& request) {
    Form out;
    if (is_multipart(request)) {
        if (!request.sink) return bad_request("", "the form's Content-Type names no boundary");
        TRY_VOID(static_cast<const MediaForm&>(*request.sink).check());
        out.pairs_ = *request.sink->fields();
        return out;
    }
    auto pairs = query_pairs(request.body);
    if (!pairs) return bad_request("", pairs.error().what);
    out.pairs_ = std::move(*pairs);
    return out;
}

std::optional<std::string> Form::operator[](std::string_view name) const {
    for (const auto& pair : pairs_)
        if (pair.name == name && !pair.value.empty()) return pair.value;
    return std::nullopt;
}

Asked<std::vector<Hash256>> keep_media(Api& api, const Request& request,
                                       const evidence::Owner& owner) {
    if (!request.sink) return std::vector<Hash256>{};
    auto& form = static_cast<MediaForm&>(*request.sink);
    auto out = TRY(form.keep(api.evidence, owner, api.wall.now()));
    TRY_VOID(attach(api, out, owner.subject));
    return out;
}

boost::json::value request_form(json::Schemas&) {
    return form_of({"service_code"},
                   {"lat", "long", "address_string", "address_id", "description", "email",
                    "first_name", "last_name", "phone", "media", "media_url", "jurisdiction_id",
                    "attribute[condition]", "api_key"});
}

boost::json::value update_form(json::Schemas&) {
    return form_of({"service_request_id"},
                   {"description", "status", "email", "first_name", "last_name", "phone", "media",
                    "media_url", "jurisdiction_id", "api_key"});
}

}  // namespace cs::http
