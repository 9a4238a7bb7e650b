// Operations on tensors, recorded for gradients. See ctorch.h for the conventions.
#ifndef CTORCH_OPERATIONS_H
#define CTORCH_OPERATIONS_H

#include "ctorch_tensor.h"

#ifdef __clang__
#pragma clang assume_nonnull begin
#endif
#ifdef __cplusplus
extern "C" {
#endif

/// Elementwise functions of one tensor.
typedef enum {
  ct_negate,
  ct_absolute,
  ct_exponential,
  ct_logarithm,
  ct_square_root,
  ct_relu,
  ct_gelu,
  ct_gelu_tanh,
  ct_silu,
  ct_tanh,
  ct_sigmoid,
} ct_unary_kind;
int ct_unary(ct_unary_kind kind, ct_tensor input, ct_tensor _Nullable *_Nonnull out);

/// Elementwise functions of two tensors, with broadcasting.
typedef enum { ct_add, ct_subtract, ct_multiply, ct_divide, ct_equal } ct_binary_kind;
int ct_binary(ct_binary_kind kind, ct_tensor first, ct_tensor second,
              ct_tensor _Nullable *_Nonnull out);
int ct_binary_scalar(ct_binary_kind kind, ct_tensor first, double second,
                     ct_tensor _Nullable *_Nonnull out);
int ct_power(ct_tensor base, double exponent, ct_tensor _Nullable *_Nonnull out);

int ct_matmul(ct_tensor first, ct_tensor second, ct_tensor _Nullable *_Nonnull out);

int ct_reshape(ct_tensor input, const int64_t *shape, size_t rank,
               ct_tensor _Nullable *_Nonnull out);
int ct_flatten(ct_tensor input, int64_t first, int64_t last, ct_tensor _Nullable *_Nonnull out);
int ct_transpose(ct_tensor input, int64_t first, int64_t second,
                 ct_tensor _Nullable *_Nonnull out);
int ct_permute(ct_tensor input, const int64_t *order, size_t rank,
               ct_tensor _Nullable *_Nonnull out);
int ct_slice(ct_tensor input, int64_t dimension, int64_t start, int64_t end, int64_t step,
             ct_tensor _Nullable *_Nonnull out);
int ct_flip(ct_tensor input, int64_t dimension, ct_tensor _Nullable *_Nonnull out);
/// Constant padding: `amounts` are (before, after) pairs, the last dimension's first.
int ct_pad(ct_tensor input, const int64_t *amounts, size_t count, double value,
           ct_tensor _Nullable *_Nonnull out);
int ct_cat(const ct_tensor _Nonnull *_Nonnull inputs, size_t count, int64_t dimension,
           ct_tensor _Nullable *_Nonnull out);
int ct_stack(const ct_tensor _Nonnull *_Nonnull inputs, size_t count, int64_t dimension,
             ct_tensor _Nullable *_Nonnull out);
int ct_index_select(ct_tensor input, int64_t dimension, ct_tensor indices,
                    ct_tensor _Nullable *_Nonnull out);

/// Reductions over some dimensions; over all of them when `count` is 0.
typedef enum { ct_mean, ct_sum } ct_reduction_kind;
int ct_reduce(ct_reduction_kind kind, ct_tensor input, const int64_t *_Nullable dimensions,
              size_t count, bool keep, ct_tensor _Nullable *_Nonnull out);
int ct_argmax(ct_tensor input, int64_t dimension, ct_tensor _Nullable *_Nonnull out);
int ct_softmax(ct_tensor input, int64_t dimension, bool logarithm,
               ct_tensor _Nullable *_Nonnull out);
int ct_all_finite(ct_tensor input, bool *out);

/// Scaled dot-product attention of [batch, heads, length, size] tensors.
int ct_attention(ct_tensor query, ct_tensor key, ct_tensor value, double dropout, bool causal,
                 ct_tensor _Nullable *_Nonnull out);
int ct_dropout(ct_tensor input, double probability, bool training,
               ct_tensor _Nullable *_Nonnull out);

/// Pooling of [batch, channels, height, width] with square windows.
int ct_max_pool2d(ct_tensor input, int64_t size, int64_t stride, int64_t padding,
                  ct_tensor _Nullable *_Nonnull out);
int ct_average_pool2d(ct_tensor input, int64_t size, int64_t stride, int64_t padding,
                      ct_tensor _Nullable *_Nonnull out);
int ct_adaptive_average_pool2d(ct_tensor input, int64_t height, int64_t width,
                               ct_tensor _Nullable *_Nonnull out);

#ifdef __cplusplus
}
#endif
#ifdef __clang__
#pragma clang assume_nonnull end
#endif
#endif
