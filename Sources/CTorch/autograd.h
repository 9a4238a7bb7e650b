// Operations with gradients of their own, where ATen's general ones cost more than the arithmetic.
//
// A small model's step is dozens of operations of a microsecond or two, and as much again goes
// into finding their kernels and recording them. What every step has, affine layers and the
// cross entropy, is therefore recorded as one node each. Everything unusual (other types, devices,
// shapes, autocast, no gradients) is left to ATen; the results are the same either way, up to
// rounding.
#pragma once

#include <ATen/core/Tensor.h>

namespace ct {

/// x Wᵀ + b, like at::linear, and max(…, 0) of it where wanted; an undefined bias is none.
at::Tensor linear(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &bias,
                  bool rectified);

/// The mean cross entropy of logits and classes, like at::cross_entropy_loss.
at::Tensor cross_entropy(const at::Tensor &logits, const at::Tensor &classes);

}  // namespace ct
