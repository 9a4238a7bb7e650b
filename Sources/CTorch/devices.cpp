// Devices, and CUDA found at run time.
#include <ATen/Context.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <ATen/detail/MPSHooksInterface.h>
#include <dlfcn.h>

#include <atomic>
#include <string>

#include "runtime.h"

namespace {

// Why CUDA is loaded by hand: Torch links the CPU library only, so that one build runs with and
// without a GPU. libtorch_cuda registers itself when it is loaded, and libtorch remembers the
// first answer to whether it is there; nothing may ask it before.
std::string load_cuda() {
  Dl_info torch_cpu;
  if (dladdr(reinterpret_cast<const void *>(&at::globalContext), &torch_cpu) == 0) {
    return "the folder of libtorch was not found";
  }
  const std::string path(torch_cpu.dli_fname);
  const auto slash = path.rfind('/');
  const auto folder = slash == std::string::npos ? std::string() : path.substr(0, slash + 1);
  if (dlopen((folder + "libtorch_cuda.so").c_str(), RTLD_NOW | RTLD_GLOBAL) == nullptr) {
    return dlerror();
  }
  if (!at::hasCUDA() || at::detail::getCUDAHooks().deviceCount() == 0) return "no GPU was found";
  return {};
}

std::atomic<bool> cuda_loaded{false};

/// The reason why CUDA cannot be used; empty where it can.
const std::string &cuda_obstacle() {
  static const std::string obstacle = [] {
    auto reason = load_cuda();
    cuda_loaded = reason.empty();
    return reason;
  }();
  return obstacle;
}

int32_t device_count(int32_t type) {
  switch (type) {
    case ct_cpu: return 1;
    case ct_cuda:
      return cuda_obstacle().empty() ? at::detail::getCUDAHooks().deviceCount() : 0;
    case ct_mps: return at::detail::getMPSHooks().hasMPS() ? 1 : 0;
  }
  TORCH_CHECK(false, "unknown device type number ", type);
}

}  // namespace

bool ct::is_cuda_in_use() { return cuda_loaded; }

int ct_device_count(int32_t type, int32_t *out) {
  return ct::attempt([&] { *out = device_count(type); });
}

int ct_device_check(ct_device device) {
  return ct::attempt([&] {
    const auto count = device_count(device.type);
    TORCH_CHECK(device.type != ct_cuda || cuda_obstacle().empty(),
                "CUDA cannot be used: ", cuda_obstacle());
    TORCH_CHECK(count > 0, "device ", ct::device(device), " is not available on this machine");
    TORCH_CHECK(device.index >= 0 && device.index < count, "device ", ct::device(device),
                " is not one of the ", count, " of this machine");
  });
}

int ct_device_synchronize(ct_device device) {
  return ct::attempt([&] {
    if (device.type == ct_cuda) {
      at::detail::getCUDAHooks().deviceSynchronize(static_cast<at::DeviceIndex>(device.index));
    } else if (device.type == ct_mps) {
      at::detail::getMPSHooks().deviceSynchronize();
    }
  });
}
