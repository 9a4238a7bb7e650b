// Tensors: making them, asking them, moving their values.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "support.h"

void ct_tensor_free(ct_tensor tensor) { delete tensor; }

int ct_tensor_copy_of(const void *data, const int64_t *shape, size_t rank, int32_t dtype,
                      ct_tensor *out) {
  return ct::give(out, [&] {
    auto tensor = at::empty(ct::sizes(shape, rank), at::TensorOptions(ct::scalar_type(dtype)));
    std::memcpy(tensor.mutable_data_ptr(), data, tensor.nbytes());
    return tensor;
  });
}

int ct_tensor_borrow(void *data, const int64_t *shape, size_t rank, int32_t dtype, void *context,
                     void (*release)(void *), ct_tensor *out) {
  return ct::give(out, [&] {
    // libtorch runs the deleter also when making the tensor fails after it took the memory;
    // the caller was promised that a failure leaves the memory to it.
    const auto made = std::make_shared<bool>(false);
    auto tensor = at::from_blob(
        data, ct::sizes(shape, rank),
        [context, release, made](void *) {
          if (*made) release(context);
        },
        at::TensorOptions(ct::scalar_type(dtype)));
    *made = true;
    return tensor;
  });
}

int ct_tensor_full(const int64_t *shape, size_t rank, double value, int32_t dtype,
                   ct_device device, ct_tensor *out) {
  return ct::give(out, [&] {
    const auto options = at::TensorOptions(ct::scalar_type(dtype)).device(ct::device(device));
    return at::full(ct::sizes(shape, rank), value, options);
  });
}

int ct_tensor_fill_uniform(ct_tensor tensor, double low, double high) {
  return ct::attempt([&] {
    at::NoGradGuard no_gradients;
    tensor->value.uniform_(low, high);
  });
}

int ct_tensor_fill_normal(ct_tensor tensor, double mean, double standard_deviation) {
  return ct::attempt([&] {
    at::NoGradGuard no_gradients;
    tensor->value.normal_(mean, standard_deviation);
  });
}

int ct_tensor_rank(ct_tensor tensor, size_t *out) {
  return ct::attempt([&] { *out = static_cast<size_t>(tensor->value.dim()); });
}

int ct_tensor_shape(ct_tensor tensor, int64_t *out) {
  return ct::attempt([&] {
    const auto sizes = tensor->value.sizes();
    std::copy(sizes.begin(), sizes.end(), out);
  });
}

int ct_tensor_count(ct_tensor tensor, int64_t *out) {
  return ct::attempt([&] { *out = tensor->value.numel(); });
}

int ct_tensor_dtype(ct_tensor tensor, int32_t *out) {
  return ct::attempt([&] {
    switch (tensor->value.scalar_type()) {
      case at::kByte: *out = ct_uint8; return;
      case at::kLong: *out = ct_int64; return;
      case at::kFloat: *out = ct_float32; return;
      case at::kDouble: *out = ct_float64; return;
      case at::kBFloat16: *out = ct_bfloat16; return;
      case at::kBool: *out = ct_bool; return;
      default:
        TORCH_CHECK(false, "elements of type ", tensor->value.scalar_type(), " are not supported");
    }
  });
}

int ct_tensor_device(ct_tensor tensor, ct_device *out) {
  return ct::attempt([&] {
    const auto device = tensor->value.device();
    const auto index = device.has_index() ? device.index() : at::DeviceIndex(0);
    switch (device.type()) {
      case at::kCPU: *out = {ct_cpu, 0}; return;
      case at::kCUDA: *out = {ct_cuda, index}; return;
      case at::kMPS: *out = {ct_mps, index}; return;
      default: TORCH_CHECK(false, "device ", device, " is not supported");
    }
  });
}

int ct_tensor_item(ct_tensor tensor, double *out) {
  return ct::attempt([&] {
    const auto &value = tensor->value;
    // A step reads its loss: without the way through dispatch that takes no time.
    const bool is_near = value.is_cpu() && value.scalar_type() == at::kFloat && value.dim() == 0;
    *out = is_near ? *value.const_data_ptr<float>() : value.item<double>();
  });
}

int ct_tensor_read(ct_tensor tensor, int32_t dtype, void *data, size_t bytes) {
  return ct::attempt([&] {
    const auto values = tensor->value.detach().to(at::kCPU, ct::scalar_type(dtype)).contiguous();
    TORCH_CHECK(values.nbytes() == bytes, "a tensor of ", values.nbytes(),
                " bytes cannot be read into ", bytes, " bytes");
    std::memcpy(data, values.const_data_ptr(), bytes);
  });
}
