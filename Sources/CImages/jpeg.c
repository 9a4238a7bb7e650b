#include <stdio.h>
#include <string.h>

#include "formats.h"

#ifdef HAVE_JPEG

#include <jpeglib.h>

#include <jerror.h>
#include <setjmp.h>
#include <stdlib.h>

/// libjpeg's way to report, with where to go on.
typedef struct {
  struct jpeg_error_mgr base;
  jmp_buf back;
  char *message;
} reporter;

static void fail(j_common_ptr image) {
  reporter *own = (reporter *)image->err;
  char text[JMSG_LENGTH_MAX];
  image->err->format_message(image, text);
  snprintf(own->message, CIMAGES_MESSAGE, "%.*s", CIMAGES_MESSAGE - 1, text);
  longjmp(own->back, 1);
}

/// libjpeg fills what is missing of a truncated image with gray, and only warns.
static void warn(j_common_ptr image, int level) {
  if (level < 0 && image->err->msg_code == JWRN_JPEG_EOF) {
    reporter *own = (reporter *)image->err;
    snprintf(own->message, CIMAGES_MESSAGE, "the image is truncated");
    longjmp(own->back, 1);
  }
}

/// A small file may hold thousands of scans, each of which takes as long as a whole image.
static void watch(j_common_ptr image) {
  j_decompress_ptr decompressed = (j_decompress_ptr)image;
  if (decompressed->input_scan_number > 500) {
    reporter *own = (reporter *)image->err;
    snprintf(own->message, CIMAGES_MESSAGE, "has more than 500 scans");
    longjmp(own->back, 1);
  }
}

/// Cyan, magenta, yellow and black become red, green and blue; Adobe's programs store them inverted.
static void convert_cmyk(const uint8_t *row, int32_t width, int is_inverted, uint8_t *out) {
  for (int32_t x = 0; x < width; x++) {
    for (int32_t channel = 0; channel < 3; channel++) {
      const int ink = is_inverted ? row[4 * x + channel] : 255 - row[4 * x + channel];
      const int black = is_inverted ? row[4 * x + 3] : 255 - row[4 * x + 3];
      out[3 * x + channel] = (uint8_t)((ink * black + 127) / 255);
    }
  }
}

int cimages_jpeg(const uint8_t *bytes, size_t count, int32_t scale, int32_t channels,
                 uint8_t *pixels, cimages_header *header, char *message) {
  struct jpeg_decompress_struct image;
  struct jpeg_progress_mgr progress;
  reporter own;
  uint8_t *volatile inks = NULL;
  memset(&progress, 0, sizeof progress);
  memset(&image, 0, sizeof image);
  image.err = jpeg_std_error(&own.base);
  own.base.error_exit = fail;
  own.base.emit_message = warn;
  own.message = message;
  if (setjmp(own.back)) {
    free(inks);
    jpeg_destroy_decompress(&image);
    return -1;
  }
  jpeg_create_decompress(&image);
  progress.progress_monitor = watch;
  image.progress = &progress;
  jpeg_mem_src(&image, (unsigned char *)bytes, (unsigned long)count);
  jpeg_read_header(&image, TRUE);
  header->width = (int32_t)image.image_width;
  header->height = (int32_t)image.image_height;
  int status = cimages_check(header, message);
  if (status == 0) {
    const int has_inks = image.num_components == 4;
    image.scale_num = 1;
    image.scale_denom = (unsigned)scale;
    image.out_color_space = has_inks ? JCS_CMYK : channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_calc_output_dimensions(&image);
    header->width = (int32_t)image.output_width;
    header->height = (int32_t)image.output_height;
    header->channels = image.num_components == 1 ? 1 : 3;
    if (pixels != NULL) {
      const size_t row = (size_t)header->width * (size_t)channels;
      if (has_inks) {
        inks = malloc((size_t)header->width * 4);
        if (inks == NULL || channels != 3) ERREXIT1(&image, JERR_OUT_OF_MEMORY, 0);
      }
      jpeg_start_decompress(&image);
      while (image.output_scanline < image.output_height) {
        uint8_t *out = pixels + image.output_scanline * row;
        JSAMPROW line = has_inks ? inks : out;
        jpeg_read_scanlines(&image, &line, 1);
        if (has_inks) convert_cmyk(inks, header->width, image.saw_Adobe_marker, out);
      }
      jpeg_finish_decompress(&image);
      free(inks);
    }
  }
  jpeg_destroy_decompress(&image);
  return status;
}

#else

int cimages_jpeg(const uint8_t *bytes, size_t count, int32_t scale, int32_t channels,
                 uint8_t *pixels, cimages_header *header, char *message) {
  (void)bytes, (void)count, (void)scale, (void)channels, (void)pixels, (void)header;
  snprintf(message, CIMAGES_MESSAGE, "is a JPEG image, and this build has no libjpeg");
  return -1;
}

#endif
