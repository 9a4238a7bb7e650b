// Tells the formats apart by their first bytes: names lie.
#include <stdio.h>
#include <string.h>

#include "formats.h"

const char *cimages_formats(void) {
#if defined(HAVE_PNG) && defined(HAVE_JPEG)
  return "PNG and JPEG";
#elif defined(HAVE_PNG)
  return "PNG";
#elif defined(HAVE_JPEG)
  return "JPEG";
#else
  return "";
#endif
}

int cimages_check(const cimages_header *header, char *message) {
  if (header->width > 0 && header->height > 0 &&
      (int64_t)header->width * header->height <= CIMAGES_MOST_PIXELS) {
    return 0;
  }
  snprintf(message, CIMAGES_MESSAGE, "has %d x %d pixels, expected at most 100 million",
           (int)header->width, (int)header->height);
  return -1;
}

static int decode(const uint8_t *bytes, size_t count, int32_t scale, int32_t channels,
                  uint8_t *pixels, cimages_header *header, char *message) {
  static const uint8_t png[] = {0x89, 'P', 'N', 'G'};
  static const uint8_t jpeg[] = {0xFF, 0xD8, 0xFF};
  if (count >= sizeof png && memcmp(bytes, png, sizeof png) == 0) {
    return cimages_png(bytes, count, channels, pixels, header, message);
  }
  if (count >= sizeof jpeg && memcmp(bytes, jpeg, sizeof jpeg) == 0) {
    return cimages_jpeg(bytes, count, scale, channels, pixels, header, message);
  }
  snprintf(message, CIMAGES_MESSAGE, "%s",
           count == 0 ? "is empty" : "is neither a PNG nor a JPEG image");
  return -1;
}

int cimages_read_header(const uint8_t *bytes, size_t count, int32_t scale, cimages_header *header,
                        char *message) {
  return decode(bytes, count, scale, 0, NULL, header, message);
}

int cimages_decode(const uint8_t *bytes, size_t count, int32_t scale, int32_t channels,
                   uint8_t *pixels, char *message) {
  cimages_header header;
  return decode(bytes, count, scale, channels, pixels, &header, message);
}
