// Adam, with weight decay in the gradient or decoupled from it (torch.optim.Adam, AdamW).
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_addcdiv.h>
#include <ATen/ops/_foreach_addcmul.h>
#include <ATen/ops/_foreach_lerp.h>
#include <ATen/ops/_foreach_maximum.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_sqrt.h>
#include <ATen/ops/_foreach_div.h>
#include <ATen/ops/_fused_adam.h>
#include <ATen/ops/_fused_adamw.h>

#include <cmath>

#include "optimizer.h"

namespace {

struct Settings {
  double learning_rate, beta1, beta2, epsilon, weight_decay;
  bool decoupled, amsgrad;
};

enum Slot : size_t { steps, first_moment, second_moment, maximum };

void fused(ct::Active &active, const Settings &s) {
  auto &state = active.state;
  const auto kernel = [&](auto update) {
    update(active.parameters, active.gradients, state[first_moment], state[second_moment],
           s.amsgrad ? state[maximum] : std::vector<at::Tensor>(), state[steps],
           s.learning_rate, s.beta1, s.beta2, s.weight_decay, s.epsilon, s.amsgrad,
           /*maximize=*/false, std::optional<at::Tensor>(), std::optional<at::Tensor>());
  };
  if (s.decoupled) {
    kernel([](auto &&...arguments) { at::_fused_adamw_(arguments...); });
  } else {
    kernel([](auto &&...arguments) { at::_fused_adam_(arguments...); });
  }
}

void foreach(ct::Active &active, const Settings &s) {
  auto &state = active.state;
  auto gradients = active.gradients;
  if (s.weight_decay != 0) {
    if (s.decoupled) {
      at::_foreach_mul_(active.parameters, 1 - s.learning_rate * s.weight_decay);
    } else {
      gradients = at::_foreach_add(gradients, active.parameters, s.weight_decay);
    }
  }
  at::_foreach_lerp_(state[first_moment], gradients, 1 - s.beta1);
  at::_foreach_mul_(state[second_moment], s.beta2);
  at::_foreach_addcmul_(state[second_moment], gradients, gradients, 1 - s.beta2);
  if (s.amsgrad) at::_foreach_maximum_(state[maximum], state[second_moment]);
  auto denominators = at::_foreach_sqrt(state[s.amsgrad ? maximum : second_moment]);
  // The counts differ between parameters that got their first gradient at different steps.
  std::vector<at::Scalar> sizes, corrections;
  for (const auto &count : state[steps]) {
    const auto step = count.item<double>();
    sizes.emplace_back(-s.learning_rate / (1 - std::pow(s.beta1, step)));
    corrections.emplace_back(std::sqrt(1 - std::pow(s.beta2, step)));
  }
  at::_foreach_div_(denominators, corrections);
  at::_foreach_add_(denominators, s.epsilon);
  at::_foreach_addcdiv_(active.parameters, state[first_moment], denominators, sizes);
}

}  // namespace

int ct_adam_step(ct_optimizer optimizer, double learning_rate, double beta1, double beta2,
                 double epsilon, double weight_decay, bool decoupled, bool amsgrad) {
  return ct::attempt([&] {
    at::NoGradGuard no_gradients;
    const Settings settings{learning_rate, beta1,     beta2,  epsilon,
                            weight_decay,  decoupled, amsgrad};
    ct::start(*optimizer, steps, ct::step_count);
    ct::start(*optimizer, first_moment, ct::zeros_like_parameter);
    ct::start(*optimizer, second_moment, ct::zeros_like_parameter);
    if (amsgrad) ct::start(*optimizer, maximum, ct::zeros_like_parameter);
    auto active = ct::active(*optimizer);
    if (active.parameters.empty()) return;
    at::_foreach_add_(active.state[steps], 1);
    if (ct::has_fused_kernels(active.parameters)) {
      fused(active, settings);
    } else {
      foreach(active, settings);
    }
  });
}
