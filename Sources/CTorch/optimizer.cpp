// Groups of parameters with their state, and what does not depend on the rule of the update.
#include "optimizer.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_norm.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

namespace ct {

at::Tensor zeros_like_parameter(const at::Tensor &parameter, double) {
  return at::zeros_like(parameter.detach());
}

at::Tensor constant_like_parameter(const at::Tensor &parameter, double value) {
  return at::full_like(parameter.detach(), value);
}

at::Tensor step_count(const at::Tensor &parameter, double) {
  return at::zeros({}, at::TensorOptions(at::kFloat).device(parameter.device()));
}

void start(ct_optimizer_s &optimizer, size_t slot, Start start, double value) {
  for (size_t i = 0; i < optimizer.parameters.size(); ++i) {
    auto &state = optimizer.state[slot][i];
    const auto &parameter = optimizer.parameters[i];
    if (!state.defined() && parameter.grad().defined()) state = start(parameter, value);
  }
}

at::Tensor flat(const at::Tensor &tensor, const at::Tensor &like) {
  if (!like.is_non_overlapping_and_dense() && tensor.sizes() == like.sizes()) return tensor;
  TORCH_CHECK(tensor.sizes() == like.sizes() && tensor.strides() == like.strides(),
              "a parameter's layout in memory was changed after its first update");
  if (tensor.is_contiguous()) return tensor;
  if (!tensor.is_cpu()) return tensor.as_strided({tensor.numel()}, {1});
  // What as_strided gives, without its detours through dispatch and the record of views.
  auto flat = at::detail::make_tensor<c10::TensorImpl>(
      c10::Storage(tensor.storage()), c10::DispatchKeySet(c10::DispatchKey::CPU), tensor.dtype());
  flat.unsafeGetTensorImpl()->set_storage_offset(tensor.storage_offset());
  flat.unsafeGetTensorImpl()->set_sizes_contiguous({tensor.numel()});
  return flat;
}

at::Tensor flat_gradient(const at::Tensor &parameter) {
  const auto &gradient = parameter.grad();
  const bool is_alike = gradient.strides() == parameter.strides();
  if (is_alike || !parameter.is_non_overlapping_and_dense()) return flat(gradient, parameter);
  return flat(at::empty_like(parameter).copy_(gradient), parameter);
}

Active active(const ct_optimizer_s &optimizer) {
  Active active;
  active.state.resize(optimizer.state.size());
  for (size_t i = 0; i < optimizer.parameters.size(); ++i) {
    const auto &parameter = optimizer.parameters[i];
    if (!parameter.grad().defined()) continue;
    active.parameters.push_back(flat(parameter, parameter));
    active.gradients.push_back(flat_gradient(parameter));
    for (size_t slot = 0; slot < optimizer.state.size(); ++slot) {
      const auto &state = optimizer.state[slot][i];
      // What is not yet there, and counts of steps, have no layout.
      const bool is_shaped = state.defined() && state.dim() == parameter.dim();
      active.state[slot].push_back(is_shaped ? flat(state, parameter) : state);
    }
  }
  return active;
}

bool has_fused_kernels(const std::vector<at::Tensor> &parameters) {
  for (const auto &parameter : parameters) {
    // They take the numbers of a tensor to lie in a row.
    if (!parameter.is_contiguous()) return false;
    if (!parameter.is_cpu() && !parameter.is_cuda()) return false;
  }
  return true;
}

}  // namespace ct

int ct_optimizer_create(const ct_tensor *parameters, size_t count, size_t slots,
                        ct_optimizer *out) {
  *out = nullptr;
  return ct::attempt([&] {
    auto optimizer = std::make_unique<ct_optimizer_s>();
    for (size_t i = 0; i < count; ++i) optimizer->parameters.push_back(parameters[i]->value);
    optimizer->state.assign(slots, std::vector<at::Tensor>(count));
    *out = optimizer.release();
  });
}

void ct_optimizer_free(ct_optimizer optimizer) { delete optimizer; }

int ct_optimizer_state(ct_optimizer optimizer, size_t parameter, size_t slot, ct_tensor *out) {
  *out = nullptr;
  return ct::attempt([&] {
    const auto &state = optimizer->state.at(slot).at(parameter);
    if (state.defined()) *out = new ct_tensor_s(state);
  });
}

int ct_optimizer_set_state(ct_optimizer optimizer, size_t parameter, size_t slot,
                           ct_tensor value) {
  return ct::attempt([&] {
    auto &state = optimizer->state.at(slot).at(parameter);
    if (value == nullptr) {
      state = at::Tensor();
      return;
    }
    const auto &owner = optimizer->parameters[parameter];
    const auto saved = value->value.detach();
    // A state that was read from a file need not be laid out like its parameter.
    const bool is_shaped = saved.sizes() == owner.sizes();
    TORCH_CHECK(is_shaped || saved.dim() == 0, "state of shape ", saved.sizes(),
                " does not fit a parameter of shape ", owner.sizes());
    // Nor need it be on its parameter's device, where the fused kernels want all of it, counts of
    // steps too.
    const auto options = saved.options().device(owner.device());
    state = is_shaped ? at::empty_like(owner.detach(), options).copy_(saved)
                      : saved.to(options, /*non_blocking=*/false, /*copy=*/true);
  });
}

int ct_optimizer_zero_gradients(ct_optimizer optimizer) {
  return ct::attempt([&] {
    for (auto &parameter : optimizer->parameters) parameter.mutable_grad().reset();
  });
}

int ct_clip_gradient_norm(const ct_optimizer *groups, size_t count, double maximum, double *out) {
  return ct::attempt([&] {
    at::NoGradGuard no_gradients;
    std::vector<at::Tensor> gradients;
    for (size_t i = 0; i < count; ++i) {
      for (const auto &parameter : groups[i]->parameters) {
        if (parameter.grad().defined()) gradients.push_back(parameter.grad());
      }
    }
    *out = 0;
    if (gradients.empty()) return;
    const auto norm = at::stack(at::_foreach_norm(gradients, 2)).norm();
    *out = norm.item<double>();
    // torch.nn.utils.clip_grad_norm_'s formula, operation by operation.
    const auto factor = norm.add(1e-6).reciprocal().mul(maximum).clamp_max(1.0);
    at::_foreach_mul_(gradients, factor);
  });
}
