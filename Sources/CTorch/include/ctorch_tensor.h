// Tensors: making them, asking them, moving their values. See ctorch.h for the conventions.
#ifndef CTORCH_TENSOR_H
#define CTORCH_TENSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __clang__
#pragma clang assume_nonnull begin
#else
#define _Nullable
#endif

#ifdef __cplusplus
extern "C" {
#endif

/// A tensor of libtorch, by reference: two handles may share one tensor's values.
typedef struct ct_tensor_s *ct_tensor;

/// Element types. The numbers are this header's own, so that libtorch may renumber its own.
typedef enum {
  ct_uint8 = 0,
  ct_int64 = 1,
  ct_float32 = 2,
  ct_float64 = 3,
  ct_bfloat16 = 4,
  ct_bool = 5,
} ct_dtype;

typedef enum { ct_cpu = 0, ct_cuda = 1, ct_mps = 2 } ct_device_type;

/// A device; `index` is 0 where a type has only one.
typedef struct {
  int32_t type;
  int32_t index;
} ct_device;

/// The reason of the last failure on this thread: the first line of libtorch's own message.
const char *ct_last_error(void);

/// How many tensor handles are alive in the process; leak tests compare it before and after.
int64_t ct_live_tensors(void);

void ct_tensor_free(ct_tensor tensor);

/// A contiguous CPU tensor with a copy of `data`, which holds the values in row-major order.
int ct_tensor_copy_of(const void *data, const int64_t *shape, size_t rank, int32_t dtype,
                      ct_tensor _Nullable *_Nonnull out);

/// A CPU tensor over the caller's memory, without a copy. libtorch calls `release(context)` when
/// the last tensor that shares the memory is gone, on whichever thread that happens. When this
/// function fails, `release` has not been called and will not be.
int ct_tensor_borrow(void *data, const int64_t *shape, size_t rank, int32_t dtype,
                     void *_Nullable context, void (*release)(void *_Nullable context),
                     ct_tensor _Nullable *_Nonnull out);

/// A tensor filled with one value.
int ct_tensor_full(const int64_t *shape, size_t rank, double value, int32_t dtype,
                   ct_device device, ct_tensor _Nullable *_Nonnull out);

/// Samples of the uniform distribution on [low, high) or of the normal distribution, drawn in
/// place from the device's global generator, not recorded for gradients.
int ct_tensor_fill_uniform(ct_tensor tensor, double low, double high);
int ct_tensor_fill_normal(ct_tensor tensor, double mean, double standard_deviation);

int ct_tensor_rank(ct_tensor tensor, size_t *out);
/// Writes `rank` sizes to `out`.
int ct_tensor_shape(ct_tensor tensor, int64_t *out);
int ct_tensor_count(ct_tensor tensor, int64_t *out);
int ct_tensor_dtype(ct_tensor tensor, int32_t *out);
int ct_tensor_device(ct_tensor tensor, ct_device *out);

/// The only element of a one-element tensor, as a double (exact for all but large int64).
int ct_tensor_item(ct_tensor tensor, double *out);
/// Copies all elements in row-major order to `data`, converted to `dtype`; `bytes` is the size
/// of `data` and must fit exactly.
int ct_tensor_read(ct_tensor tensor, int32_t dtype, void *data, size_t bytes);

/// A deep copy without a history, with the same strides.
int ct_tensor_clone(ct_tensor tensor, ct_tensor _Nullable *_Nonnull out);
/// The same values without their history.
int ct_tensor_detach(ct_tensor tensor, ct_tensor _Nullable *_Nonnull out);
/// Overwrites the values of `target`, converting dtype and device, not recorded for gradients.
int ct_tensor_copy(ct_tensor target, ct_tensor source);
/// Makes `target` hold `source`'s values from now on, by reference: the variable stays the same
/// one to modules and optimizers that know it, its gradient is dropped.
int ct_tensor_rebind(ct_tensor target, ct_tensor source);
/// The tensor on another device, in another dtype; the same values where nothing changes.
int ct_tensor_to(ct_tensor tensor, ct_device device, int32_t dtype,
                 ct_tensor _Nullable *_Nonnull out);
/// The values in one block, row-major or (4 dimensions only) with the channels innermost.
int ct_tensor_contiguous(ct_tensor tensor, bool channels_last, ct_tensor _Nullable *_Nonnull out);
/// Whether all elements are equal bit for bit (so NaN equals the same NaN, and -0 is not 0).
int ct_tensor_identical(ct_tensor first, ct_tensor second, bool *out);

int ct_tensor_set_requires_gradient(ct_tensor tensor, bool value);
int ct_tensor_requires_gradient(ct_tensor tensor, bool *out);
/// The gradient, or null where there is none.
int ct_tensor_gradient(ct_tensor tensor, ct_tensor _Nullable *_Nonnull out);
int ct_tensor_set_gradient(ct_tensor tensor, ct_tensor _Nullable gradient);
/// Backward from a one-element tensor.
int ct_tensor_backward(ct_tensor tensor);

/// Rows of `source` ([N, …] of uint8, float32 or int64 on the CPU or a device), gathered into a
/// new tensor on `device`. uint8 and float32 become float32 `(x - mean[c]) / deviation[c]`, where
/// `c` runs over dimension 1 when `channels` > 1; `channels` 1 is one pair for all; `channels` 0
/// converts only. int64 rows stay as they are.
int ct_batch(ct_tensor source, const int64_t *rows, size_t count, const float *_Nullable mean,
             const float *_Nullable deviation, size_t channels, ct_device device,
             ct_tensor _Nullable *_Nonnull out);

#ifdef __cplusplus
}
#endif
#ifdef __clang__
#pragma clang assume_nonnull end
#endif
#endif
