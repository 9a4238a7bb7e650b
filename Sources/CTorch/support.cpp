#include "support.h"

#include <c10/util/Exception.h>

#include <atomic>
#include <cstring>
#include <string>

namespace {

std::atomic<int64_t> live_tensors{0};

std::string &last_error() {
  thread_local std::string message;
  return message;
}

void remember(const char *message) noexcept {
  try {
    last_error().assign(message, std::strcspn(message, "\n"));
  } catch (...) {
    // Not even memory for the message.
    last_error().clear();
  }
}

}  // namespace

ct_tensor_s::ct_tensor_s(at::Tensor tensor) : value(std::move(tensor)) {
  live_tensors.fetch_add(1, std::memory_order_relaxed);
}

ct_tensor_s::~ct_tensor_s() { live_tensors.fetch_sub(1, std::memory_order_relaxed); }

namespace ct {

void remember_current_exception() noexcept {
  try {
    throw;
  } catch (const c10::Error &error) {
    remember(error.what_without_backtrace());
  } catch (const std::exception &error) {
    remember(error.what());
  } catch (...) {
    remember("unknown C++ exception");
  }
}

at::ScalarType scalar_type(int32_t dtype) {
  switch (dtype) {
    case ct_uint8: return at::kByte;
    case ct_int64: return at::kLong;
    case ct_float32: return at::kFloat;
    case ct_float64: return at::kDouble;
    case ct_bfloat16: return at::kBFloat16;
    case ct_bool: return at::kBool;
  }
  TORCH_CHECK(false, "unknown element type number ", dtype);
}

at::Device device(ct_device device) {
  const auto index = static_cast<at::DeviceIndex>(device.index);
  switch (device.type) {
    case ct_cpu: return at::Device(at::kCPU);
    case ct_cuda: return at::Device(at::kCUDA, index);
    case ct_mps: return at::Device(at::kMPS, index);
  }
  TORCH_CHECK(false, "unknown device type number ", device.type);
}

}  // namespace ct

const char *ct_last_error(void) { return last_error().c_str(); }

int64_t ct_live_tensors(void) { return live_tensors.load(std::memory_order_relaxed); }
