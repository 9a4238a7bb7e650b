// What every file of the C face shares: the handles' contents and the way errors leave C++.
#pragma once

#include "libtorch_version.h"

#include <ATen/core/Tensor.h>

#include <utility>

#include "ctorch_tensor.h"

struct ct_tensor_s {
  explicit ct_tensor_s(at::Tensor tensor);
  ~ct_tensor_s();
  ct_tensor_s(const ct_tensor_s &) = delete;
  ct_tensor_s &operator=(const ct_tensor_s &) = delete;

  at::Tensor value;
};

namespace ct {

/// Stores the first line of the exception in flight as this thread's last error.
void remember_current_exception() noexcept;

/// Runs `body` and turns an exception into a status and a message.
template <typename Body>
int attempt(Body &&body) noexcept {
  try {
    body();
    return 0;
  } catch (...) {
    remember_current_exception();
    return 1;
  }
}

/// Runs `body` and gives its tensor out as a handle.
template <typename Body>
int give(ct_tensor *out, Body &&body) noexcept {
  *out = nullptr;
  return attempt([&] { *out = new ct_tensor_s(body()); });
}

at::ScalarType scalar_type(int32_t dtype);
at::Device device(ct_device device);

inline at::IntArrayRef sizes(const int64_t *values, size_t count) { return {values, count}; }

}  // namespace ct
