// Which libtorch this is written for: its nodes and kernels are not part of what libtorch promises
// to keep.
#pragma once

#include <torch/version.h>

#if TORCH_VERSION_MAJOR != 2 || TORCH_VERSION_MINOR < 15
#error "libtorch has to be 2.15 or a later 2.x: set LIBTORCH to one, or `make distclean setup`"
#endif
