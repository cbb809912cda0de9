// The form of a posted request or comment: urlencoded, or multipart with media beside the fields.
// Fields are kept, media go into the evidence store piece by piece as they come.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_schema.h"
#include "http/evidence.h"
#include "http/multipart.h"

namespace cs::http {

inline constexpr std::size_t most_media = 5;  ///< of one post

class MediaForm final : public BodySink {
public:
    MediaForm(evidence::Store& store, evidence::Sender sender, const std::string& boundary);

    void take(std::string_view bytes) override;
    const std::vector<Pair>* fields() const override { return &fields_; }
    /// Once all has come: why it is no form, if it is none.
    Asked<void> check() const;
    /// Keeps the media as the owner's, in their order.
    Asked<std::vector<Hash256>> keep(evidence::Store& store, const evidence::Owner& owner,
                                     Instant now);

private:
    struct Medium {
        std::unique_ptr<evidence::Upload> upload;
        std::string claimed;  ///< its Content-Type
        bool has_name = false;
    };
    void begin_part(const FormPart& part);
    void take_piece(std::string_view piece);
    void reject(std::string what);

    evidence::Store& store_;
    evidence::Sender sender_;
    FormReader reader_;
    std::vector<Pair> fields_;
    std::vector<Medium> media_;
    std::size_t field_bytes_ = 0;
    bool is_in_medium_ = false;
    std::optional<Failure> failure_;
};

/// For the routes that take such a form: null for an urlencoded one, which is kept whole.
std::unique_ptr<BodySink> receive_form(Api& api, const Request& request,
                                       const auth::Caller& caller);

class Form {
public:
    static Asked<Form> of(const Request& request);
    /// A field with something in it.
    std::optional<std::string> operator[](std::string_view name) const;
    const std::vector<Pair>& pairs() const { return pairs_; }

private:
    std::vector<Pair> pairs_;
};

/// Keeps the media of the request's form and names them for a command of this subject.
Asked<std::vector<Hash256>> keep_media(Api& api, const Request& request,
                                       const evidence::Owner& owner);

/// The fields, as the API's document shows them.
boost::json::value request_form(json::Schemas& schemas);
boost::json::value update_form(json::Schemas& schemas);

}  // namespace cs::http
