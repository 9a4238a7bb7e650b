// Copies, moves and gradients of tensors.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/ones.h>

#include <cstring>

#include "support.h"

int ct_tensor_clone(ct_tensor tensor, ct_tensor *out) {
  return ct::give(out, [&] { return tensor->value.detach().clone(); });
}

int ct_tensor_detach(ct_tensor tensor, ct_tensor *out) {
  return ct::give(out, [&] { return tensor->value.detach(); });
}

int ct_tensor_copy(ct_tensor target, ct_tensor source) {
  return ct::attempt([&] {
    at::NoGradGuard no_gradients;
    // copy_ would broadcast; here a different shape is always a mistake.
    TORCH_CHECK(target->value.sizes() == source->value.sizes(), "values of shape ",
                source->value.sizes(), " cannot overwrite a tensor of shape ",
                target->value.sizes());
    target->value.copy_(source->value);
  });
}

int ct_tensor_rebind(ct_tensor target, ct_tensor source) {
  return ct::attempt([&] {
    target->value.mutable_grad().reset();
    target->value.set_data(source->value.detach());
  });
}

int ct_tensor_to(ct_tensor tensor, ct_device device, int32_t dtype, ct_tensor *out) {
  return ct::give(
      out, [&] { return tensor->value.to(ct::device(device), ct::scalar_type(dtype)); });
}

int ct_tensor_contiguous(ct_tensor tensor, bool channels_last, ct_tensor *out) {
  return ct::give(out, [&] {
    return tensor->value.contiguous(channels_last ? at::MemoryFormat::ChannelsLast
                                                  : at::MemoryFormat::Contiguous);
  });
}

int ct_tensor_identical(ct_tensor first, ct_tensor second, bool *out) {
  return ct::attempt([&] {
    const auto &a = first->value;
    const auto &b = second->value;
    *out = false;
    if (a.scalar_type() != b.scalar_type() || a.sizes() != b.sizes()) return;
    const auto left = a.detach().to(at::kCPU).contiguous();
    const auto right = b.detach().to(at::kCPU).contiguous();
    *out = left.nbytes() == 0 ||
           std::memcmp(left.const_data_ptr(), right.const_data_ptr(), left.nbytes()) == 0;
  });
}

int ct_tensor_set_requires_gradient(ct_tensor tensor, bool value) {
  return ct::attempt([&] { tensor->value.set_requires_grad(value); });
}

int ct_tensor_requires_gradient(ct_tensor tensor, bool *out) {
  return ct::attempt([&] { *out = tensor->value.requires_grad(); });
}

int ct_tensor_gradient(ct_tensor tensor, ct_tensor *out) {
  *out = nullptr;
  return ct::attempt([&] {
    const auto &gradient = tensor->value.grad();
    if (gradient.defined()) *out = new ct_tensor_s(gradient);
  });
}

int ct_tensor_set_gradient(ct_tensor tensor, ct_tensor gradient) {
  return ct::attempt([&] {
    const auto &value = tensor->value;
    const auto given = gradient == nullptr ? at::Tensor() : gradient->value;
    // As Python has it; kernels take a gradient to be like its tensor.
    TORCH_CHECK(!given.defined() || (given.sizes() == value.sizes() &&
                                     given.scalar_type() == value.scalar_type() &&
                                     given.device() == value.device()),
                "a gradient of shape ", given.sizes(), ", ", given.dtype(), " on ",
                given.device(), ", does not fit a tensor of shape ", value.sizes(), ", ",
                value.dtype(), " on ", value.device());
    value.mutable_grad() = given;
  });
}
