// Evidence: files come in piece by piece, and go out to whoever may see the case or report that
// they belong to: the original with a purpose on record, the copies without. What belongs to what
// is read from the journal, which alone knows.
#include <algorithm>
#include <array>

#include "auth/secret.h"
#include "auth/throttle.h"
#include "base/json.h"
#include "evidence/store.h"
#include "http/api_answers.h"
#include "http/evidence.h"
#include "http/handlers.h"
#include "http/multipart.h"
#include "http/query.h"
#include "http/ranges.h"
#include "model/events.h"

namespace cs::http {

using evidence::Evidence;

Failure failure_of(const evidence::Rejection& rejection) {
    if (!rejection.error.what.empty())
        std::fprintf(stderr, "chengshu: %s\n", rejection.error.text().c_str());
    return Failure(http_status(rejection.code), std::string(code_name(rejection.code)),
                   std::string(english_text(rejection.code)),
                   std::string(chinese_text(rejection.code)), rejection.detail);
}

namespace {

using evidence::Form;

constexpr std::size_t stream_piece = 64 * 1024;

/// Takes a raw file, or the one file of a form.
class EvidenceSink final : public BodySink {
public:
    EvidenceSink(evidence::Store& store, evidence::Sender sender, std::string_view content_type)
        : store_(store) {
        auto begun = store.begin(std::move(sender));
        if (!begun) {
            rejection_ = std::move(begun.error());
            return;
        }
        upload_ = std::move(*begun);
        claimed_ = content_type;
        auto boundary = form_boundary(content_type);
        is_form_ = content_type.starts_with("multipart/");
        if (is_form_ && !boundary) reject("the form's Content-Type names no boundary");
        if (boundary)
            form_.emplace(
                *boundary, [this](const FormPart& part) { begin_part(part); },
                [this](std::string_view piece) {
                    if (is_in_file_) upload_->take(piece);
                });
    }

    void take(std::string_view bytes) override {
        if (rejection_) return;
        if (!form_) return upload_->take(bytes);
        if (auto taken = form_->take(bytes); !taken) reject(taken.error().what);
    }

    bool is_refused() const override { return rejection_ || upload_->is_rejected(); }

    evidence::Checked<Evidence> keep(const evidence::Owner& owner, Instant now) {
        if (form_ && !rejection_ && !form_->is_complete()) reject("the form has no end");
        if (form_ && !rejection_ && files_ == 0) reject("the form holds no file");
        if (rejection_) return std::unexpected(*rejection_);
        return store_.keep(*upload_, claimed_, owner, now);
    }

private:
    void reject(std::string what) {
        if (!rejection_)
            rejection_.emplace(evidence::RejectionCode::malformed_upload, std::move(what));
    }
    void begin_part(const FormPart& part) {
        is_in_file_ = part.name == "file" || !part.file_name.empty();
        if (!is_in_file_) return;
        if (++files_ > 1) reject("a form holds one file; send the others by themselves");
        claimed_ = part.content_type;
    }

    evidence::Store& store_;
    std::unique_ptr<evidence::Upload> upload_;
    std::string claimed_;
    bool is_form_ = false;
    std::optional<FormReader> form_;
    bool is_in_file_ = false;
    int files_ = 0;
    std::optional<evidence::Rejection> rejection_;
};

/// A file that is opened piece by piece while it is sent.
class ContentStream final : public Stream {
public:
    explicit ContentStream(std::unique_ptr<evidence::Content> content)
        : content_(std::move(content)), end_(content_->size()) {}

    void narrow(const ByteRange& part) {
        at_ = part.first;
        end_ = part.last + 1;
    }
    Next fill(std::string& out, std::size_t room) override {
        auto wanted = std::min<std::uint64_t>({room, stream_piece, end_ - at_});
        auto piece = content_->read(at_, static_cast<std::size_t>(wanted));
        if (!piece) {
            std::fprintf(stderr, "chengshu: %s\n", piece.error().text().c_str());
            return Next::failed;
        }
        out += *piece;
        at_ += piece->size();
        return at_ >= end_ ? Next::ended : Next::more;
    }

private:
    std::unique_ptr<evidence::Content> content_;
    std::uint64_t at_ = 0;
    std::uint64_t end_;
};

// Under whose key it is sealed: a citizen's own, one that staff names, that of files sent before.
Asked<evidence::Owner> owner_of(const Api& api, const Request& request, const Caller& caller) {
    if (auto given = TRY(text_of(request, "subject"))) {
        if (!caller.person)
            return std::unexpected(Failure(
                Refusal{RefusalCode::not_permitted, "only staff may say this", "subject"}));
        auto id = parse_id<SubjectId>(*given);
        if (!id) return bad_request("subject", id.error().text());
        return evidence::Owner{*id, caller.person};
    }
    if (caller.subject) return evidence::Owner{*caller.subject, {}};
    auto code = TRY(text_of(request, "upload"));
    if (!code) return evidence::Owner{SubjectId{auth::random_number()}, caller.person};
    auto subject = api.receipts.subject_of(*code);
    if (!subject) return bad_request("upload", "expected the `upload` of a file sent before");
    return evidence::Owner{*subject, caller.person};
}

/// A piece of evidence as the journal names it.
struct Exhibit {
    EvidenceRow row;
    std::optional<SubjectId> subject;  ///< of a report's; an officer's has one of its own
};

void add_exhibits(const Report& report, Instant at, std::vector<Exhibit>& out) {
    for (const auto& hash : report.attachments) {
        Exhibit exhibit;
        exhibit.row.hash = hash;
        exhibit.row.source = EvidenceSource::report;
        exhibit.row.report = report.id;
        exhibit.row.submitted_at = at;
        exhibit.subject = report.subject;
        out.push_back(std::move(exhibit));
    }
}

void add_exhibits(const Event& event, Instant at, std::vector<Exhibit>& out) {
    auto add = [&](const auto& e, EvidenceSource source) {
        for (const auto& hash : e.evidence) {
            Exhibit exhibit;
            exhibit.row.hash = hash;
            exhibit.row.source = source;
            exhibit.row.submitted_at = at;
            if constexpr (requires { e.order; }) exhibit.row.order = e.order;
            out.push_back(std::move(exhibit));
        }
    };
    if (const auto* outcome = std::get_if<OutcomeSubmitted>(&event))
        add(*outcome, EvidenceSource::outcome);
    if (const auto* verified = std::get_if<Verified>(&event))
        add(*verified, EvidenceSource::verification);
}

Asked<std::vector<Exhibit>> exhibits_of(Api& api, CaseId id) {
    std::vector<Exhibit> out;
    auto reader = TRY(api.follower.readers().borrow());
    views::Page page{views::max_page_rows, {}};
    do {
        auto reports = TRY(reader->reports_of(id, page));
        for (const auto& report : reports.rows)
            if (report.attachments > 0)
                add_exhibits(TRY(sealed_report(api, report)), report.submitted_at, out);
        page.after = std::move(reports.next);
    } while (page.after);
    for (const auto& entry : TRY(own_records(api, *reader, id))) {
        if (entry.type != OutcomeSubmitted::type && entry.type != Verified::type) continue;
        auto event = TRY(event_from_json(entry.type, entry.version, entry.payload));
        add_exhibits(event, entry.at, out);
    }
    return out;
}

Asked<std::vector<Exhibit>> exhibits_of(Api& api, const views::ReportRow& row) {
    std::vector<Exhibit> out;
    add_exhibits(TRY(sealed_report(api, row)), row.submitted_at, out);
    return out;
}

Result<std::optional<Evidence>> stored(Api& api, const Exhibit& exhibit) {
    if (exhibit.subject) return api.evidence.of_subject(exhibit.row.hash, *exhibit.subject);
    return api.evidence.of_anybody(exhibit.row.hash);
}

std::string words_of(const Exhibit& exhibit) { return "evidence " + hex_text(exhibit.row.hash); }

Asked<void> fill_row(Api& api, Exhibit& exhibit, const Whose& where, const Caller& caller,
                     Disclosure& disclosure) {
    auto found = TRY(stored(api, exhibit));
    if (!found) return {};
    auto& row = exhibit.row;
    row.is_erased = TRY(api.vault.is_destroyed(found->owner.subject));
    row.is_stored = !row.is_erased;
    row.type = evidence::type_of(found->media);
    row.kind = evidence::kind_of(found->media);
    row.bytes = found->bytes;
    row.width = found->width;
    row.height = found->height;
    auto field_class = auth::row_of(auth::Field::evidence_capture).field_class;
    if (!row.is_stored || !caller.reads_clear(field_class, where.jurisdiction())) return {};
    auto capture = TRY(api.evidence.capture(*found));
    if (!capture || capture->is_empty()) return {};
    std::optional<std::string> text = json::text_of(*capture);
    disclosure.show(auth::Field::evidence_capture, text, where, words_of(exhibit));
    if (text) row.capture = std::move(*capture);
    return {};
}

Answer list(Api& api, std::vector<Exhibit> exhibits, const Whose& where, const Caller& caller) {
    Disclosure disclosure(api, caller);
    EvidenceListAnswer out;
    for (auto& exhibit : exhibits) {
        TRY_VOID(fill_row(api, exhibit, where, caller, disclosure));
        out.rows.push_back(std::move(exhibit.row));
    }
    TRY_VOID(disclosure.record());
    return Response::json(whole_text_of(out));
}

Asked<Form> form_of(const Request& request) {
    auto text = TRY(text_of(request, "form"));
    if (!text) return Form::public_copy;
    auto form = json::enum_from_name<Form>(*text);
    if (!form) return bad_request("form", "expected original, public_copy or thumbnail");
    return *form;
}

Asked<void> may_have(Api& api, const Exhibit& exhibit, Form form, const Whose& where,
                     const Caller& caller) {
    bool is_original = form == Form::original;
    auto field = is_original ? auth::Field::evidence_original : auth::Field::evidence_public_copy;
    auto field_class = auth::row_of(field).field_class;
    if (!caller.may_see(field_class, where.jurisdiction()))
        return not_yours("none of your roles may see this form of it");
    if (!is_original) return {};
    if (!caller.reads_clear(field_class, where.jurisdiction()))
        return not_yours("say in Chengshu-Purpose why you need the original");
    TRY_VOID(api.accounts.record_read(caller, std::array{words_of(exhibit)}));
    return {};
}

// Whatever it is, no browser runs anything in it: its type is ours, and it is shut in a sandbox.
Response response_with(const Evidence& found, Form form,
                       std::unique_ptr<evidence::Content> content) {
    bool is_original = form == Form::original;
    auto media = is_original ? found.media : evidence::Media::jpeg;
    Response response;
    response.content_type = evidence::type_of(media);
    response.length = content->size();
    response.stream = std::make_unique<ContentStream>(std::move(content));
    // The original is shown for a purpose only: it is not to be stored.
    if (!is_original) response.cache_control = "private, no-cache";
    response.etag = hex_text(found.hash) + "-" + std::string(json::enum_name(form));
    response.headers.push_back({"Content-Security-Policy",
                                "default-src 'none'; sandbox; frame-ancestors 'none'"});
    response.headers.push_back({"Content-Disposition",
                                std::string(is_original ? "attachment" : "inline") +
                                    "; filename=\"" + hex_text(found.hash).substr(0, 12) + "." +
                                    std::string(evidence::extension_of(media)) + "\""});
    return response;
}

// Several may have sent the same file: one that can still be read, before one that was erased.
Asked<Exhibit> exhibit_in(Api& api, const std::vector<Exhibit>& exhibits, const Hash256& hash) {
    const Exhibit* out = nullptr;
    for (const auto& exhibit : exhibits) {
        if (exhibit.row.hash != hash) continue;
        out = &exhibit;
        auto found = TRY(stored(api, exhibit));
        if (found && !TRY(api.vault.is_destroyed(found->owner.subject))) break;
    }
    if (out == nullptr) return not_found("evidence " + hex_text(hash));
    return *out;
}

Answer give(Api& api, const Exhibit& exhibit, Form form) {
    auto name = words_of(exhibit);
    auto found = TRY(stored(api, exhibit));
    if (!found) return not_found(name);
    if (TRY(api.vault.is_destroyed(found->owner.subject)))
        return std::unexpected(Failure(410, "erased", "this evidence has been erased",
                                       "该佐证已被删除"));
    auto content = TRY(api.evidence.read(*found, form));
    if (!content) return not_found("this form of " + name + "; only photos have copies");
    return response_with(*found, form, std::move(content));
}

// All of the file, or the range of it that is asked for.
Response ranged(const Request& request, Response response) {
    auto size = response.length.value_or(0);
    auto asked = range_asked(request, response.etag, size);
    if (!asked.is_there)
        response = response_of(request, Failure(416, "range_not_satisfiable",
                                                "the file ends before this range",
                                                "文件没有该字节范围"));
    response.headers.push_back({"Accept-Ranges", "bytes"});
    if (asked.is_there && !asked.part) return response;
    response.headers.push_back({"Content-Range", content_range(asked.part, size)});
    if (!asked.part) return response;
    response.status = 206;
    response.length = asked.part->size();
    static_cast<ContentStream&>(*response.stream).narrow(*asked.part);
    return response;
}

Answer read(Api& api, const Request& request, const std::vector<Exhibit>& exhibits,
            const Whose& where, const Caller& caller) {
    auto hash = parse_hash(request.parameter("hash"));
    if (!hash) return bad_request("hash", "expected 64 hex digits");
    auto form = TRY(form_of(request));
    auto exhibit = TRY(exhibit_in(api, exhibits, *hash));
    TRY_VOID(may_have(api, exhibit, form, where, caller));
    return ranged(request, TRY(give(api, exhibit, form)));
}

}  // namespace

evidence::Sender sender_of(Api& api, const Request& request, const Caller& caller) {
    evidence::Sender out{caller.name, caller.is_signed_in(), api.wall.now()};
    if (!out.is_signed_in) out.name = auth::address_group(request.peer);
    return out;
}

std::unique_ptr<BodySink> receive_evidence(Api& api, const Request& request,
                                           const Caller& caller) {
    return std::make_unique<EvidenceSink>(api.evidence, sender_of(api, request, caller),
                                          request.header("content-type").value_or(""));
}

Answer add_evidence(Api& api, const Request& request, Caller& caller) {
    bool is_token = caller.by == auth::SignedInBy::token;
    if (is_token && !caller.may(auth::Scope::report) && !caller.may(auth::Scope::act))
        return not_yours("the token is not made for this: it lacks report and act");
    auto owner = TRY(owner_of(api, request, caller));
    if (TRY(api.vault.is_destroyed(owner.subject)))
        return std::unexpected(Failure(Refusal{RefusalCode::subject_forgotten, {}, "subject"}));
    if (!request.sink) return bad_request("", "send the file as the request's body");
    auto kept = static_cast<EvidenceSink&>(*request.sink).keep(owner, api.wall.now());
    if (!kept) return std::unexpected(failure_of(kept.error()));
    EvidenceAnswer out;
    out.hash = kept->hash;
    out.type = evidence::type_of(kept->media);
    out.kind = evidence::kind_of(kept->media);
    out.bytes = kept->bytes;
    out.width = kept->width;
    out.height = kept->height;
    out.capture = TRY(api.evidence.capture(*kept));
    if (!caller.subject) out.upload = api.receipts.upload_code(owner.subject);
    return Response::json(json::text_of(out), 201);
}

Answer list_case_evidence(Api& api, const Request& request, Caller& caller) {
    auto reader = TRY(api.follower.readers().borrow());
    auto detail = TRY(case_for(api, *reader, request, caller));
    return list(api, TRY(exhibits_of(api, detail.row.id)), whose(detail), caller);
}

Answer read_case_evidence(Api& api, const Request& request, Caller& caller) {
    auto reader = TRY(api.follower.readers().borrow());
    auto detail = TRY(case_for(api, *reader, request, caller));
    return read(api, request, TRY(exhibits_of(api, detail.row.id)), whose(detail), caller);
}

Answer list_report_evidence(Api& api, const Request& request, Caller& caller) {
    auto found = TRY(report_for(api, request, caller));
    return list(api, TRY(exhibits_of(api, found.row)), found.where, caller);
}

Answer read_report_evidence(Api& api, const Request& request, Caller& caller) {
    auto found = TRY(report_for(api, request, caller));
    return read(api, request, TRY(exhibits_of(api, found.row)), found.where, caller);
}

Asked<std::optional<Hash256>> first_photo(Api& api, const std::vector<Hash256>& hashes,
                                          std::optional<SubjectId> subject) {
    for (const auto& hash : hashes) {
        Exhibit exhibit;
        exhibit.row.hash = hash;
        exhibit.subject = subject;
        auto found = TRY(stored(api, exhibit));
        bool is_photo = found && kind_of(found->media) == evidence::MediaKind::photo;
        if (is_photo && !TRY(api.vault.is_destroyed(found->owner.subject))) return hash;
    }
    return std::nullopt;
}

Asked<std::optional<Hash256>> first_photo(Api& api, const views::ReportRow& report) {
    if (report.attachments == 0) return std::nullopt;
    auto sealed = TRY(sealed_report(api, report));
    return first_photo(api, sealed.attachments, sealed.subject);
}

Answer public_copy(Api& api, CaseId id, const Hash256& hash) {
    auto exhibits = TRY(exhibits_of(api, id));
    return give(api, TRY(exhibit_in(api, exhibits, hash)), Form::public_copy);
}

namespace {

std::unexpected<Failure> not_in_store(std::string field, const Hash256& hash) {
    return std::unexpected(Failure(422, "unknown_evidence",
                                   "this evidence was not sent, or not by you",
                                   "该佐证未上传，或并非由您上传", hex_text(hash),
                                   std::move(field)));
}

}  // namespace

Asked<void> attach(Api& api, const std::vector<Hash256>& hashes, SubjectId subject) {
    std::vector<Evidence> all;
    for (const auto& hash : hashes) {
        auto found = TRY(api.evidence.of_subject(hash, subject));
        if (!found) return not_in_store("attachments", hash);
        all.push_back(*found);
    }
    for (const auto& one : all) TRY_VOID(api.evidence.attach(one));
    return {};
}

Asked<void> attach(Api& api, const Command& command, const Caller& caller) {
    const std::vector<Hash256>* hashes = nullptr;
    if (const auto* outcome = std::get_if<SubmitOutcome>(&command)) hashes = &outcome->evidence;
    if (const auto* verified = std::get_if<VerifyOnSite>(&command)) hashes = &verified->evidence;
    if (hashes == nullptr) return {};
    std::vector<Evidence> all;
    for (const auto& hash : *hashes) {
        if (!caller.person) return not_in_store("evidence", hash);
        auto found = TRY(api.evidence.of_person(hash, *caller.person));
        if (!found || TRY(api.vault.is_destroyed(found->owner.subject)))
            return not_in_store("evidence", hash);
        all.push_back(*found);
    }
    for (const auto& one : all) TRY_VOID(api.evidence.attach(one));
    return {};
}

}  // namespace cs::http
