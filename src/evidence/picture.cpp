#include "evidence/picture.h"

#include <vips/vips.h>

#include <memory>
#include <mutex>

#include "base/check.h"

namespace cs::evidence {

namespace {

struct Unref {
    void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

// What a loader has to complain of is in the rejection; nobody fills our log with it.
void be_silent(const char*, GLogLevelFlags, const char*, void*) {}

// Every loader is shut, then the three that are needed are opened again.
bool start_vips() {
    if (VIPS_INIT("chengshu") != 0) return false;
    g_log_set_handler("VIPS", G_LOG_LEVEL_WARNING, be_silent, nullptr);
    vips_block_untrusted_set(TRUE);
    vips_operation_block_set("VipsForeignLoad", TRUE);
    for (const char* loader : {"VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp"})
        vips_operation_block_set(loader, FALSE);
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    return true;
}

std::string last_words() {
    std::string out = vips_error_buffer();
    vips_error_clear();
    out = out.substr(0, out.find('\n'));
    return out.size() > 200 ? out.substr(0, 200) : out;
}

std::unexpected<Rejection> undecodable() {
    return reject(RejectionCode::damaged_file, "the picture cannot be decoded: " + last_words());
}

std::optional<std::string> exif_field(VipsImage* image, std::string_view name) {
    const char* text = nullptr;
    std::string key(name);
    if (vips_image_get_typeof(image, key.c_str()) == 0) return {};
    if (vips_image_get_string(image, key.c_str(), &text) != 0) {
        vips_error_clear();
        return {};
    }
    return std::string(text);
}

bool is_held_whole(VipsImage* image) {
    int value = 0;
    for (const char* field : {"interlaced", "jpeg-multiscan"})
        if (vips_image_get_typeof(image, field) != 0 &&
            vips_image_get_int(image, field, &value) == 0 && value != 0)
            return true;
    const char* loader = nullptr;
    return vips_image_get_string(image, VIPS_META_LOADER, &loader) == 0 &&
           std::string_view(loader).starts_with("webp");
}

Checked<void> check_pixels(VipsImage* image) {
    auto pixels = static_cast<std::uint64_t>(vips_image_get_width(image)) *
                  static_cast<std::uint64_t>(vips_image_get_height(image)) *
                  static_cast<std::uint64_t>(vips_image_get_n_pages(image));
    auto most = is_held_whole(image) ? most_pixels_held : most_pixels;
    if (pixels <= most) return {};
    return reject(RejectionCode::too_many_pixels,
                  std::to_string(vips_image_get_width(image)) + " × " +
                      std::to_string(vips_image_get_height(image)) + "; up to " +
                      std::to_string(most / 1'000'000) + " million pixels are taken");
}

Checked<std::string> reduced(std::string_view bytes, int edge, int quality) {
    VipsImage* made = nullptr;
    auto* data = const_cast<char*>(bytes.data());
    if (vips_thumbnail_buffer(data, bytes.size(), &made, edge, "height", edge, "size",
                              VIPS_SIZE_DOWN, "export_profile", "srgb", "option_string",
                              "[fail_on=error]", nullptr) != 0)
        return undecodable();
    Image small(made);
    VipsImage* flat = small.get();
    Image flattened;
    if (vips_image_hasalpha(small.get())) {
        std::unique_ptr<VipsArrayDouble, void (*)(VipsArrayDouble*)> white(
            vips_array_double_newv(1, 255.0),
            [](VipsArrayDouble* array) { vips_area_unref(VIPS_AREA(array)); });
        if (vips_flatten(small.get(), &made, "background", white.get(), nullptr) != 0)
            return undecodable();
        flattened.reset(made);
        flat = flattened.get();
    }
    void* out = nullptr;
    std::size_t size = 0;
    if (vips_jpegsave_buffer(flat, &out, &size, "Q", quality, "strip", TRUE, "optimize_coding",
                             TRUE, nullptr) != 0)
        return undecodable();
    std::string jpeg(static_cast<const char*>(out), size);
    g_free(out);
    return jpeg;
}

}  // namespace

Checked<Picture> develop(std::string_view bytes) {
    static const bool is_ready = start_vips();
    CHECK(is_ready);
    static std::mutex one_at_a_time;
    std::lock_guard lock(one_at_a_time);
    Image image(vips_image_new_from_buffer(bytes.data(), bytes.size(), "", "access",
                                           VIPS_ACCESS_SEQUENTIAL, nullptr));
    if (!image) return undecodable();
    TRY_VOID(check_pixels(image.get()));
    Picture out;
    out.width = static_cast<std::uint32_t>(vips_image_get_width(image.get()));
    out.height = static_cast<std::uint32_t>(vips_image_get_height(image.get()));
    out.capture = read_capture(
        [&](std::string_view name) { return exif_field(image.get(), name); });
    image.reset();
    out.public_copy = TRY(reduced(bytes, public_edge, 82));
    out.thumbnail = TRY(reduced(out.public_copy, thumbnail_edge, 75));
    return out;
}

}  // namespace cs::evidence
