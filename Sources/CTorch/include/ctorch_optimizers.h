// Optimizer steps over a group of parameters. See ctorch.h for the conventions.
//
// Why not torch::optim: it updates tensor by tensor with a dozen operations each. Here a step is
// one fused call over all parameters of a group where ATen has such a kernel, and a handful of
// `_foreach_` calls where it has not. The state is a plain table of tensors, so that whoever
// owns the group can copy it out and put it back exactly.
#ifndef CTORCH_OPTIMIZERS_H
#define CTORCH_OPTIMIZERS_H

#include "ctorch_tensor.h"

#ifdef __clang__
#pragma clang assume_nonnull begin
#endif
#ifdef __cplusplus
extern "C" {
#endif

/// Parameters that share their settings, and for each of them `slots` tensors of state, which do
/// not exist until the parameter is first updated with a need for them.
typedef struct ct_optimizer_s *ct_optimizer;

int ct_optimizer_create(const ct_tensor _Nonnull *_Nonnull parameters, size_t count, size_t slots,
                        ct_optimizer _Nullable *_Nonnull out);
void ct_optimizer_free(ct_optimizer optimizer);

/// A state tensor by reference, or null where there is none yet.
int ct_optimizer_state(ct_optimizer optimizer, size_t parameter, size_t slot,
                       ct_tensor _Nullable *_Nonnull out);
/// Replaces a state tensor by a copy of `value`; null takes it away.
int ct_optimizer_set_state(ct_optimizer optimizer, size_t parameter, size_t slot,
                           ct_tensor _Nullable value);
/// Drops the gradients of all parameters.
int ct_optimizer_zero_gradients(ct_optimizer optimizer);

// Each step updates the parameters that have a gradient and leaves the others, and their state,
// as they are. The formulas are torch.optim's of the same name.

/// Slots: momentum buffer.
int ct_sgd_step(ct_optimizer optimizer, double learning_rate, double momentum, double dampening,
                double weight_decay, bool nesterov);
/// Slots: step count, first moment, second moment, its maximum (with `amsgrad`). `decoupled`
/// weight decay is AdamW's.
int ct_adam_step(ct_optimizer optimizer, double learning_rate, double beta1, double beta2,
                 double epsilon, double weight_decay, bool decoupled, bool amsgrad);
/// Slots: step count, sum of squares.
int ct_adagrad_step(ct_optimizer optimizer, double learning_rate, double learning_rate_decay,
                    double initial_sum, double epsilon, double weight_decay);
/// Slots: mean of squares, mean (with `centered`), momentum buffer (with momentum).
int ct_rmsprop_step(ct_optimizer optimizer, double learning_rate, double smoothing,
                    double epsilon, double momentum, double weight_decay, bool centered);

/// Scales the gradients of all parameters so that their common 2-norm is at most `maximum`;
/// `out` is the norm before.
int ct_clip_gradient_norm(const ct_optimizer _Nonnull *_Nonnull groups, size_t count,
                          double maximum, double *out);

#ifdef __cplusplus
}
#endif
#ifdef __clang__
#pragma clang assume_nonnull end
#endif
#endif
