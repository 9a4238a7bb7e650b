// Which operations have kernels of our own, and how to do without them.
#pragma once

namespace ct {

/// What ATen has a way of its own for, too.
enum class Kernel {
  linear,
  backward,
  cross_entropy,
  max_pool,
  batch_norm,
  sgd,
  batch,
  crop,
  layout,
  allocator,
};

/// Whether ours is taken. The environment says so where LRFINDER_ATEN is set when this is first
/// asked: to 1 for none of ours, or to the names of those that are not, such as
/// `batch-norm,max-pool`. Throws for other words.
bool is_own(Kernel kernel);

}  // namespace ct
