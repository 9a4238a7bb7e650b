// Adagrad (torch.optim.Adagrad).
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_addcdiv.h>
#include <ATen/ops/_foreach_addcmul.h>
#include <ATen/ops/_foreach_sqrt.h>
#include <ATen/ops/_fused_adagrad.h>

#include "optimizer.h"

namespace {

enum Slot : size_t { steps, sum };

void foreach(ct::Active &active, double learning_rate, double learning_rate_decay,
             double weight_decay, double epsilon) {
  auto gradients = active.gradients;
  if (weight_decay != 0) {
    gradients = at::_foreach_add(gradients, active.parameters, weight_decay);
  }
  at::_foreach_addcmul_(active.state[sum], gradients, gradients, 1);
  auto denominators = at::_foreach_sqrt(active.state[sum]);
  at::_foreach_add_(denominators, epsilon);
  std::vector<at::Scalar> sizes;
  for (const auto &count : active.state[steps]) {
    sizes.emplace_back(-learning_rate / (1 + (count.item<double>() - 1) * learning_rate_decay));
  }
  at::_foreach_addcdiv_(active.parameters, gradients, denominators, sizes);
}

}  // namespace

int ct_adagrad_step(ct_optimizer optimizer, double learning_rate, double learning_rate_decay,
                    double initial_sum, double epsilon, double weight_decay) {
  return ct::attempt([&] {
    at::NoGradGuard no_gradients;
    ct::start(*optimizer, steps, ct::step_count);
    ct::start(*optimizer, sum, ct::constant_like_parameter, initial_sum);
    auto active = ct::active(*optimizer);
    if (active.parameters.empty()) return;
    at::_foreach_add_(active.state[steps], 1);
    if (ct::has_fused_kernels(active.parameters)) {
      at::_fused_adagrad_(active.parameters, active.gradients, active.state[sum],
                          active.state[steps], learning_rate, learning_rate_decay, weight_decay,
                          epsilon, /*maximize=*/false);
    } else {
      foreach(active, learning_rate, learning_rate_decay, weight_decay, epsilon);
    }
  });
}
