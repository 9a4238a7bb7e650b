#include <stdio.h>
#include <string.h>

#include "formats.h"

#ifdef HAVE_PNG

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>

/// What is still to be read.
typedef struct {
  const uint8_t *bytes;
  size_t count;
} source;

static void take(png_structp png, png_bytep room, size_t count) {
  source *rest = png_get_io_ptr(png);
  if (count > rest->count) png_error(png, "the image is truncated");
  memcpy(room, rest->bytes, count);
  rest->bytes += count;
  rest->count -= count;
}

static void fail(png_structp png, png_const_charp reason) {
  snprintf(png_get_error_ptr(png), CIMAGES_MESSAGE, "%s", reason);
  png_longjmp(png, 1);
}

static void ignore(png_structp png, png_const_charp reason) {
  (void)png;
  (void)reason;
}

int cimages_png(const uint8_t *bytes, size_t count, int32_t channels, uint8_t *pixels,
                cimages_header *header, char *message) {
  source rest = {bytes, count};
  png_bytep *volatile rows = NULL;
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, message, fail, ignore);
  png_infop info = png == NULL ? NULL : png_create_info_struct(png);
  if (info == NULL) {
    png_destroy_read_struct(&png, NULL, NULL);
    snprintf(message, CIMAGES_MESSAGE, "not enough memory");
    return -1;
  }
  if (setjmp(png_jmpbuf(png))) {
    free(rows);
    png_destroy_read_struct(&png, &info, NULL);
    return -1;
  }
  png_set_read_fn(png, &rest, take);
  png_set_user_limits(png, CIMAGES_MOST_PIXELS, CIMAGES_MOST_PIXELS);
  png_read_info(png, info);
  header->width = (int32_t)png_get_image_width(png, info);
  header->height = (int32_t)png_get_image_height(png, info);
  header->channels = png_get_color_type(png, info) & PNG_COLOR_MASK_COLOR ? 3 : 1;
  int status = cimages_check(header, message);
  if (status == 0 && pixels != NULL) {
    // Everything becomes 8 bits of gray or of red, green and blue.
    png_set_expand(png);
    png_set_strip_16(png);
    png_set_strip_alpha(png);
    if (channels == 3) png_set_gray_to_rgb(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    const size_t row = (size_t)header->width * (size_t)channels;
    if (png_get_rowbytes(png, info) != row) png_error(png, "has another number of channels");
    rows = malloc((size_t)header->height * sizeof *rows);
    if (rows == NULL) png_error(png, "not enough memory");
    for (int32_t y = 0; y < header->height; y++) rows[y] = pixels + (size_t)y * row;
    png_read_image(png, rows);
    png_read_end(png, NULL);
    free(rows);
  }
  png_destroy_read_struct(&png, &info, NULL);
  return status;
}

#else

int cimages_png(const uint8_t *bytes, size_t count, int32_t channels, uint8_t *pixels,
                cimages_header *header, char *message) {
  (void)bytes, (void)count, (void)channels, (void)pixels, (void)header;
  snprintf(message, CIMAGES_MESSAGE, "is a PNG image, and this build has no libpng");
  return -1;
}

#endif
