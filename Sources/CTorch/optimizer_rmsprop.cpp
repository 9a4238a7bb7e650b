// RMSprop, with momentum and centring (torch.optim.RMSprop). ATen has no fused kernel for it.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_addcdiv.h>
#include <ATen/ops/_foreach_addcmul.h>
#include <ATen/ops/_foreach_lerp.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_sqrt.h>

#include "optimizer.h"

namespace {

enum Slot : size_t { mean_of_squares, mean, buffer };

}  // namespace

int ct_rmsprop_step(ct_optimizer optimizer, double learning_rate, double smoothing,
                    double epsilon, double momentum, double weight_decay, bool centered) {
  return ct::attempt([&] {
    at::NoGradGuard no_gradients;
    ct::start(*optimizer, mean_of_squares, ct::zeros_like_parameter);
    if (centered) ct::start(*optimizer, mean, ct::zeros_like_parameter);
    if (momentum > 0) ct::start(*optimizer, buffer, ct::zeros_like_parameter);
    auto active = ct::active(*optimizer);
    if (active.parameters.empty()) return;
    auto &state = active.state;
    auto gradients = active.gradients;
    if (weight_decay != 0) {
      gradients = at::_foreach_add(gradients, active.parameters, weight_decay);
    }
    at::_foreach_mul_(state[mean_of_squares], smoothing);
    at::_foreach_addcmul_(state[mean_of_squares], gradients, gradients, 1 - smoothing);
    std::vector<at::Tensor> denominators;
    if (centered) {
      at::_foreach_lerp_(state[mean], gradients, 1 - smoothing);
      denominators = at::_foreach_addcmul(state[mean_of_squares], state[mean], state[mean], -1);
      at::_foreach_sqrt_(denominators);
    } else {
      denominators = at::_foreach_sqrt(state[mean_of_squares]);
    }
    at::_foreach_add_(denominators, epsilon);
    if (momentum > 0) {
      at::_foreach_mul_(state[buffer], momentum);
      at::_foreach_addcdiv_(state[buffer], gradients, denominators, 1);
      at::_foreach_add_(active.parameters, state[buffer], -learning_rate);
    } else {
      at::_foreach_addcdiv_(active.parameters, gradients, denominators, -learning_rate);
    }
  });
}
