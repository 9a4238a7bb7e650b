// What the decoders of the two formats share.
#ifndef CIMAGES_FORMATS_H
#define CIMAGES_FORMATS_H

#include "cimages.h"

/// More pixels are a mistake, or meant to fill the memory.
#define CIMAGES_MOST_PIXELS 100000000

/// Decodes, or only reads the header where `pixels` is NULL.
int cimages_png(const uint8_t *bytes, size_t count, int32_t channels, uint8_t *pixels,
                cimages_header *header, char *message);
int cimages_jpeg(const uint8_t *bytes, size_t count, int32_t scale, int32_t channels,
                 uint8_t *pixels, cimages_header *header, char *message);

/// Whether an image has a size that is decoded; else a message.
int cimages_check(const cimages_header *header, char *message);

#endif
