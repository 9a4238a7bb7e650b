// The C face of libtorch that the Swift module `Torch` is written on.
//
// Why it exists: Swift cannot call libtorch's C++ directly (exceptions, templates and 20-second
// headers), so everything that Torch needs is here as plain C, and nothing else is.
//
// Conventions, the same for every function:
// - It returns 0, or another number when libtorch refused; `ct_last_error` then holds the reason.
// - Results come back in the last parameters (`out`); they are only written on success, except
//   that handles are set to null on failure.
// - A `ct_tensor` or another handle that was given out is owned by the caller and must be passed
//   to the matching `…_free`. Arguments are only borrowed.
// - A negative dimension counts from the end, as in libtorch.
#ifndef CTORCH_H
#define CTORCH_H

#include "ctorch_augmentation.h"
#include "ctorch_layers.h"
#include "ctorch_losses.h"
#include "ctorch_operations.h"
#include "ctorch_optimizers.h"
#include "ctorch_runtime.h"
#include "ctorch_script.h"
#include "ctorch_tensor.h"

#endif
