// Threads, generators, gradient and autocast modes.
#include "runtime.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/grad_mode.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <ATen/detail/MPSHooksInterface.h>
#include <c10/core/InferenceMode.h>
#include <torch/version.h>

#include <mutex>

const char *ct_version(void) { return TORCH_VERSION; }

int ct_set_threads(int32_t count) {
  return ct::attempt([&] {
    TORCH_CHECK(count > 0, "the number of threads has to be positive, not ", count);
    at::set_num_threads(count);
  });
}

int ct_threads(int32_t *out) {
  return ct::attempt([&] { *out = at::get_num_threads(); });
}

namespace {

// at::manual_seed and at::globalContext().defaultGenerator ask for CUDA, which must not happen
// before libtorch_cuda is loaded.
at::Generator generator(ct_device device) {
  if (device.type == ct_cpu) return at::detail::getDefaultCPUGenerator();
  return at::globalContext().defaultGenerator(ct::device(device));
}

void seed(ct_device device, uint64_t seed) {
  auto target = generator(device);
  const std::lock_guard<std::mutex> lock(target.mutex());
  target.set_current_seed(seed);
}

}  // namespace

int ct_seed(uint64_t value) {
  return ct::attempt([&] {
    seed({ct_cpu, 0}, value);
    if (ct::is_cuda_in_use()) {
      const auto count = at::detail::getCUDAHooks().deviceCount();
      for (int32_t index = 0; index < count; ++index) seed({ct_cuda, index}, value);
    }
    if (at::detail::getMPSHooks().hasMPS()) seed({ct_mps, 0}, value);
  });
}

int ct_generator_state(ct_device device, ct_tensor *out) {
  return ct::give(out, [&] {
    auto source = generator(device);
    const std::lock_guard<std::mutex> lock(source.mutex());
    return source.get_state();
  });
}

int ct_set_generator_state(ct_device device, ct_tensor state) {
  return ct::attempt([&] {
    auto target = generator(device);
    const std::lock_guard<std::mutex> lock(target.mutex());
    target.set_state(state->value);
  });
}

bool ct_set_gradients(bool enabled) {
  const bool previous = at::GradMode::is_enabled();
  at::GradMode::set_enabled(enabled);
  return previous;
}

int ct_inference_enter(void **guard) {
  *guard = nullptr;
  return ct::attempt([&] { *guard = new c10::InferenceMode(); });
}

void ct_inference_leave(void *guard) { delete static_cast<c10::InferenceMode *>(guard); }

namespace {

at::DeviceType device_type(int32_t type) { return ct::device({type, 0}).type(); }

}  // namespace

int ct_autocast_enter(int32_t type, int32_t dtype, ct_autocast_state *out) {
  return ct::attempt([&] {
    const auto device = device_type(type);
    const auto previous = at::autocast::get_autocast_dtype(device);
    *out = {type, at::autocast::is_autocast_enabled(device), static_cast<int32_t>(previous)};
    at::autocast::set_autocast_dtype(device, ct::scalar_type(dtype));
    at::autocast::set_autocast_enabled(device, true);
    at::autocast::increment_nesting();
  });
}

int ct_autocast_leave(const ct_autocast_state *previous) {
  return ct::attempt([&] {
    const auto device = device_type(previous->device_type);
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    at::autocast::set_autocast_enabled(device, previous->enabled);
    at::autocast::set_autocast_dtype(device, static_cast<at::ScalarType>(previous->dtype));
  });
}
