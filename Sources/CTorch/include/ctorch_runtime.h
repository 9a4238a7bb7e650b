// Devices, threads, generators, gradient and autocast modes. See ctorch.h for the conventions.
#ifndef CTORCH_RUNTIME_H
#define CTORCH_RUNTIME_H

#include "ctorch_tensor.h"

#ifdef __clang__
#pragma clang assume_nonnull begin
#endif
#ifdef __cplusplus
extern "C" {
#endif

/// libtorch's version, such as "2.15.0".
const char *ct_version(void);

/// Makes the settings of the whole process that trainings are faster or safer with: the allocator
/// of tensors, and which instructions oneDNN may use. The first call counts; it should come before
/// other threads are made.
int ct_tune_process(void);

/// How many devices of a type can be used; 0 for one that is missing. The first question about
/// CUDA loads libtorch_cuda from the folder that libtorch was loaded from; it has to come before
/// the first backward pass of the process, because libtorch then fixes its set of devices.
int ct_device_count(int32_t type, int32_t *out);
/// Fails, with the reason, where the device cannot be used.
int ct_device_check(ct_device device);
/// Waits until the device has done everything that was asked of it.
int ct_device_synchronize(ct_device device);

/// Threads that one operation may use.
int ct_set_threads(int32_t count);
int ct_threads(int32_t *out);

/// Seeds the CPU's global generator and those of all devices in use.
int ct_seed(uint64_t seed);
/// The state of a device's global generator as a uint8 tensor, and back.
int ct_generator_state(ct_device device, ct_tensor _Nullable *_Nonnull out);
int ct_set_generator_state(ct_device device, ct_tensor state);

/// Whether operations on this thread are recorded for gradients; returns the previous answer.
bool ct_set_gradients(bool enabled);
/// Enters libtorch's inference mode on this thread; the guard must be left on the same thread,
/// the last entered first.
int ct_inference_enter(void *_Nullable *_Nonnull guard);
void ct_inference_leave(void *guard);

/// Autocast on this thread: what was set before, to be put back by `ct_autocast_leave`. `dtype`
/// is libtorch's own number here: what was set before need not be one of `ct_dtype`.
typedef struct {
  int32_t device_type;
  bool enabled;
  int32_t dtype;
} ct_autocast_state;
int ct_autocast_enter(int32_t device_type, int32_t dtype, ct_autocast_state *out);
int ct_autocast_leave(const ct_autocast_state *previous);

#ifdef __cplusplus
}
#endif
#ifdef __clang__
#pragma clang assume_nonnull end
#endif
#endif
