// What the files about layers share.
#pragma once

#include <ATen/ops/add.h>
#include <ATen/ops/relu.h>
#include <torch/nn/module.h>

#include <functional>
#include <memory>

#include "ctorch_layers.h"
#include "support.h"

struct ct_module_s {
  std::shared_ptr<torch::nn::Module> module;
  /// Bound to the concrete layer when it is made: torch::nn::Module has no virtual forward.
  std::function<at::Tensor(const at::Tensor &)> forward;
  /// max(forward(x) + addend, 0), where the layer has a faster way to it; otherwise empty. An
  /// undefined addend is none.
  std::function<at::Tensor(const at::Tensor &x, const at::Tensor &addend)> forward_rectified = {};
};

namespace ct {

/// Makes a module out of a torch::nn holder whose `forward` takes and returns one tensor.
template <typename Holder>
ct_module simple_module(Holder layer) {
  auto *implementation = layer.get();
  return new ct_module_s{
      layer.ptr(), [implementation](const at::Tensor &x) { return implementation->forward(x); }};
}

/// max(x + addend, 0); an undefined addend is none.
inline at::Tensor rectified_sum(const at::Tensor &x, const at::Tensor &addend) {
  return at::relu(addend.defined() ? at::add(x, addend) : x);
}

/// Runs `body` and gives its module out.
template <typename Body>
int give_module(ct_module *out, Body &&body) noexcept {
  *out = nullptr;
  return attempt([&] { *out = body(); });
}

}  // namespace ct
