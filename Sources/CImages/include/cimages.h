// Decodes PNG and JPEG images from memory, by libpng and libjpeg.
//
// Every function may be called from any thread. Nothing is kept between calls.
#ifndef CIMAGES_H
#define CIMAGES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __clang__
#pragma clang assume_nonnull begin
#endif

/// How many bytes a message takes at most, with the zero at its end.
#define CIMAGES_MESSAGE 128

/// What an image is.
typedef struct {
  int32_t width;
  int32_t height;
  /// 1 for gray, 3 for red, green and blue. Opacity is not kept.
  int32_t channels;
} cimages_header;

/// Which kinds of images this build decodes, in words: "PNG and JPEG", "PNG", "JPEG" or "".
const char *cimages_formats(void);

/// Reads what an image is.
///
/// `scale` is 1, 2, 4 or 8: a JPEG is decoded at that part of its size, which is much faster; the
/// header is that of the image as it will be decoded. Returns 0, or -1 with a message.
int cimages_read_header(const uint8_t *bytes, size_t count, int32_t scale, cimages_header *header,
                        char *message);

/// Decodes an image of at most 100 million pixels.
///
/// `pixels` has room for width * height * channels bytes of the header that was read with the same
/// `scale`, but for `channels`, which may be 3 for a gray image. Row by row, channels last. Returns
/// 0, or -1 with a message.
int cimages_decode(const uint8_t *bytes, size_t count, int32_t scale, int32_t channels,
                   uint8_t *pixels, char *message);

#ifdef __clang__
#pragma clang assume_nonnull end
#endif
#endif
