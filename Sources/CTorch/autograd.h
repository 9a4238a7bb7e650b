// Operations with gradients of their own, where ATen's general ones cost more than the arithmetic.
//
// A small model's step is dozens of operations of a microsecond or two, and as much again goes
// into finding their kernels and recording them. What every step has, affine layers and the
// cross entropy, is therefore recorded as one node each; so is the maximum over windows, which
// ATen takes one element at a time, and batch norm with the sum and the rectifier after it, for
// each of which ATen reads the images anew. Everything unusual (other types, devices, shapes,
// autocast, no gradients) is left to ATen; the results are the same either way, up to rounding.
#pragma once

#include <ATen/core/Tensor.h>

#include <optional>

namespace ct {

/// x Wᵀ + b, like at::linear, and max(…, 0) of it where wanted; an undefined bias is none.
at::Tensor linear(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &bias,
                  bool rectified);

/// The parameters and the running statistics of a batch norm.
struct BatchNorm {
  const at::Tensor &weight, &bias, &running_mean, &running_variance;
  double momentum, epsilon;
};

/// The end of an operation: max(y + addend, 0), or max(y, 0) where the addend is undefined.
struct Rectifier {
  at::Tensor addend;
};

/// The batch norm of a batch in training, rectified where wanted. The running statistics change
/// with it. None where it is left to ATen.
std::optional<at::Tensor> batch_norm(const at::Tensor &x, const BatchNorm &norm,
                                     const std::optional<Rectifier> &rectifier);

/// The maximum of each window, like at::max_pool2d.
at::Tensor max_pool2d(const at::Tensor &input, int64_t size, int64_t stride, int64_t padding);

/// The mean cross entropy of logits and classes, like at::cross_entropy_loss.
at::Tensor cross_entropy(const at::Tensor &logits, const at::Tensor &classes);

}  // namespace ct
