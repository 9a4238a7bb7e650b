// Losses, averaged over all examples (and elements). See ctorch.h for the conventions.
#ifndef CTORCH_LOSSES_H
#define CTORCH_LOSSES_H

#include "ctorch_tensor.h"

#ifdef __clang__
#pragma clang assume_nonnull begin
#endif
#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  /// Logits [N, C, …] against int64 classes [N, …].
  ct_cross_entropy,
  /// Log-probabilities [N, C, …] against int64 classes [N, …].
  ct_negative_log_likelihood,
  ct_mean_squared_error,
  ct_mean_absolute_error,
  /// Huber's, quadratic below a difference of 1.
  ct_smooth_l1,
  /// Logits against probabilities of the same shape.
  ct_binary_cross_entropy,
} ct_loss_kind;

int ct_loss(ct_loss_kind kind, ct_tensor prediction, ct_tensor target,
            ct_tensor _Nullable *_Nonnull out);

#ifdef __cplusplus
}
#endif
#ifdef __clang__
#pragma clang assume_nonnull end
#endif
#endif
