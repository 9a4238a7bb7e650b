// What the files about optimizers share.
#pragma once

#include <vector>

#include "ctorch_optimizers.h"
#include "support.h"

struct ct_optimizer_s {
  std::vector<at::Tensor> parameters;
  /// `state[slot][parameter]`; undefined until first needed. Slot by slot, because that is how
  /// the fused kernels take them.
  std::vector<std::vector<at::Tensor>> state;
};

namespace ct {

/// The parameters that a step updates together, with their gradients and state, as lists of
/// the same order.
struct Active {
  std::vector<at::Tensor> parameters, gradients;
  std::vector<std::vector<at::Tensor>> state;
};

/// How a state tensor comes into being.
using Start = at::Tensor (*)(const at::Tensor &parameter, double value);

at::Tensor zeros_like_parameter(const at::Tensor &parameter, double);
at::Tensor constant_like_parameter(const at::Tensor &parameter, double value);
/// A step count: a float32 scalar, which is what the fused kernels take; on the CPU for CPU
/// parameters, otherwise beside the parameters.
at::Tensor step_count(const at::Tensor &parameter, double);

/// The elements of a tensor in the order of memory, as one dimension: the fused kernels take
/// four times as long for what is not row-major (linear layers, convolutions with the channels
/// last). Those of a parameter with gaps between its elements stay as they are.
/// `like` is the parameter that it belongs to; elements must lie in the same order in both.
at::Tensor flat(const at::Tensor &tensor, const at::Tensor &like);
/// The gradient, laid out like its parameter.
at::Tensor flat_gradient(const at::Tensor &parameter);

/// All parameters that have a gradient, flat.
Active active(const ct_optimizer_s &optimizer);
/// Makes state that is missing in a slot, for parameters that have a gradient.
void start(ct_optimizer_s &optimizer, size_t slot, Start start, double value = 0);

/// Whether ATen has its fused kernels for these tensors.
bool has_fused_kernels(const std::vector<at::Tensor> &parameters);

}  // namespace ct
