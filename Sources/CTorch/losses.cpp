// Losses with mean reduction.
#include "ctorch_losses.h"

#include <ATen/ops/binary_cross_entropy_with_logits.h>
#include <ATen/ops/l1_loss.h>
#include <ATen/ops/mse_loss.h>
#include <ATen/ops/nll_loss_nd.h>
#include <ATen/ops/smooth_l1_loss.h>

#include "autograd.h"
#include "support.h"

namespace {

// libtorch broadcasts a loss's arguments with no more than a warning, and [N, 1] against [N]
// gives a plausible, wrong number.
void check_same_shape(const at::Tensor &prediction, const at::Tensor &target) {
  TORCH_CHECK(prediction.sizes() == target.sizes(), "predictions of shape ", prediction.sizes(),
              " do not fit targets of shape ", target.sizes());
}

}  // namespace

int ct_loss(ct_loss_kind kind, ct_tensor prediction, ct_tensor target, ct_tensor *out) {
  return ct::give(out, [&]() -> at::Tensor {
    const auto &x = prediction->value;
    const auto &y = target->value;
    switch (kind) {
      case ct_cross_entropy: return ct::cross_entropy(x, y);
      case ct_negative_log_likelihood: return at::nll_loss_nd(x, y);
      case ct_mean_squared_error: check_same_shape(x, y); return at::mse_loss(x, y);
      case ct_mean_absolute_error: check_same_shape(x, y); return at::l1_loss(x, y);
      case ct_smooth_l1: check_same_shape(x, y); return at::smooth_l1_loss(x, y);
      case ct_binary_cross_entropy:
        check_same_shape(x, y);
        return at::binary_cross_entropy_with_logits(x, y);
    }
    TORCH_CHECK(false, "unknown loss, number ", static_cast<int>(kind));
  });
}
