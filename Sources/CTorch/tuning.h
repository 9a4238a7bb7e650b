// What `ct_tune_process` is made of.
#pragma once

namespace ct {

/// Keeps large blocks of memory for later tensors. See caching_allocator.cpp.
void use_caching_allocator();

}  // namespace ct
