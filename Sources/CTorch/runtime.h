// What the files about the runtime share.
#pragma once

#include "ctorch_runtime.h"
#include "support.h"

namespace ct {

/// Whether libtorch_cuda has been loaded; asking libtorch itself too early would fix the answer.
bool is_cuda_in_use();

}  // namespace ct
