// TorchScript modules, as torch.jit.script and torch.jit.trace save them. See ctorch.h for the
// conventions.
#ifndef CTORCH_SCRIPT_H
#define CTORCH_SCRIPT_H

#include "ctorch_tensor.h"

#ifdef __clang__
#pragma clang assume_nonnull begin
#endif
#ifdef __cplusplus
extern "C" {
#endif

/// A TorchScript module with its parameters and buffers.
typedef struct ct_script_s *ct_script;

void ct_script_free(ct_script script);

/// Loads a file onto the CPU. Graphs are run as they are, without the optimizing executor: it
/// would compile a step anew after the first ones, with other rounding, so that a restored module
/// would not repeat what it did.
///
/// A file is code. Operators that reach beyond the model, to files, other processes or devices, are
/// unknown to the interpreter from the first load on, in the whole process; a file that uses one is
/// refused before any of its code runs. Loading that takes more than `seconds` or `bytes` of memory
/// is given up: its thread then runs on until the process ends.
int ct_script_load(const char *path, double seconds, int64_t bytes,
                   ct_script _Nullable *_Nonnull out);

/// The output of `forward`, which has to take and give one tensor.
int ct_script_forward(ct_script script, ct_tensor input, ct_tensor _Nullable *_Nonnull out);
/// The same without gradients and under the limits of `ct_script_load`.
int ct_script_try(ct_script script, ct_tensor input, double seconds, int64_t bytes,
                  ct_tensor _Nullable *_Nonnull out);
int ct_script_set_training(ct_script script, bool training);
/// Moves parameters and buffers, which stay the same variables.
int ct_script_move(ct_script script, ct_device device);
/// Calls `visit` with each parameter or buffer, once where several names share one; the tensor
/// then belongs to the callee.
int ct_script_visit(ct_script script, bool buffers, void *context,
                    void (*visit)(void *context, const char *name, ct_tensor tensor));

#ifdef __cplusplus
}
#endif
#ifdef __clang__
#pragma clang assume_nonnull end
#endif
#endif
