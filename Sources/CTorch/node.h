// What the operations with gradients of their own share. See autograd.h.
#pragma once

#include <ATen/autocast_mode.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>

namespace ct {

using torch::autograd::variable_list;

/// A node that needs nothing of libtorch's engine. See backward.cpp.
struct Node : torch::autograd::Node {};

/// Whether a tensor is one that the nodes' kernels know: dense float32 on the CPU.
inline bool is_plain(const at::Tensor &tensor) {
  return tensor.is_cpu() && tensor.scalar_type() == at::kFloat &&
         tensor.layout() == at::kStrided;
}

/// Whether it is so many numbers in a row, as kernels read and write a layer's vectors.
inline bool is_vector(const at::Tensor &tensor, int64_t count) {
  return tensor.defined() && is_plain(tensor) && tensor.dim() == 1 && tensor.size(0) == count &&
         tensor.is_contiguous();
}

inline bool is_recording() {
  return at::GradMode::is_enabled() && !at::autocast::is_autocast_enabled(at::kCPU);
}

}  // namespace ct
