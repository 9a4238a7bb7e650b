// Random changes to images, made while a batch is put together. See ctorch.h for the conventions.
#ifndef CTORCH_AUGMENTATION_H
#define CTORCH_AUGMENTATION_H

#include "ctorch_tensor.h"

#ifdef __clang__
#pragma clang assume_nonnull begin
#endif
#ifdef __cplusplus
extern "C" {
#endif

/// Where the window of an image begins in the image with its border, and whether what is seen in
/// it is mirrored left to right.
typedef struct {
  int32_t top, left;
  bool mirrored;
} ct_crop;

/// Rows of `source` ([N, C, H, W] of uint8 or float32 on the CPU or a device), each with a border
/// of `padding` zeros all around and cut back to its size: [count, C, H, W] of the same type on the
/// same device, one crop for each row. `top` and `left` lie from 0 to 2 × `padding`.
int ct_crop_rows(ct_tensor source, const int64_t *rows, const ct_crop *crops, size_t count,
                 int64_t padding, ct_tensor _Nullable *_Nonnull out);

#ifdef __cplusplus
}
#endif
#ifdef __clang__
#pragma clang assume_nonnull end
#endif
#endif
