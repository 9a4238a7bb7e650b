// Stochastic gradient descent with momentum (torch.optim.SGD).
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_fused_sgd.h>
#include <ATen/ops/empty_like.h>

#include "optimizer.h"

namespace {

struct Settings {
  double learning_rate, momentum, dampening, weight_decay;
  bool nesterov;
};

void fused(ct::Active &active, std::vector<at::Tensor> &buffers, const Settings &settings,
           bool first) {
  at::_fused_sgd_(active.parameters, active.gradients, buffers, settings.weight_decay,
                  settings.momentum, settings.learning_rate, settings.dampening,
                  settings.nesterov, /*maximize=*/false, first);
}

void foreach(ct::Active &active, std::vector<at::Tensor> &buffers, const Settings &settings,
             bool first) {
  auto gradients = active.gradients;
  if (settings.weight_decay != 0) {
    gradients = at::_foreach_add(gradients, active.parameters, settings.weight_decay);
  }
  if (settings.momentum != 0) {
    if (first) {
      for (size_t i = 0; i < buffers.size(); ++i) buffers[i].copy_(gradients[i]);
    } else {
      at::_foreach_mul_(buffers, settings.momentum);
      at::_foreach_add_(buffers, gradients, 1 - settings.dampening);
    }
    gradients = settings.nesterov ? at::_foreach_add(gradients, buffers, settings.momentum)
                                  : buffers;
  }
  at::_foreach_add_(active.parameters, gradients, -settings.learning_rate);
}

void update(ct::Active &active, std::vector<at::Tensor> &buffers, const Settings &settings,
            bool first) {
  if (active.parameters.empty()) return;
  if (ct::has_fused_kernels(active.parameters)) {
    fused(active, buffers, settings, first);
  } else {
    foreach(active, buffers, settings, first);
  }
}

}  // namespace

int ct_sgd_step(ct_optimizer optimizer, double learning_rate, double momentum, double dampening,
                double weight_decay, bool nesterov) {
  return ct::attempt([&] {
    at::NoGradGuard no_gradients;
    const Settings settings{learning_rate, momentum, dampening, weight_decay, nesterov};
    std::vector<at::Tensor> buffers;
    if (momentum == 0) {
      auto all = ct::active(*optimizer);
      update(all, buffers, settings, false);
      return;
    }
    // A parameter's first update sets its buffer to the gradient instead of mixing it in, and
    // parameters may get their first gradient at different steps.
    ct::Active first, later;
    std::vector<at::Tensor> later_buffers;
    for (size_t i = 0; i < optimizer->parameters.size(); ++i) {
      const auto &parameter = optimizer->parameters[i];
      if (!parameter.grad().defined()) continue;
      auto &buffer = optimizer->state[0][i];
      auto &part = buffer.defined() ? later : first;
      auto &part_buffers = buffer.defined() ? later_buffers : buffers;
      if (!buffer.defined()) buffer = at::empty_like(parameter.detach());
      part.parameters.push_back(ct::flat(parameter, parameter));
      part.gradients.push_back(ct::flat_gradient(parameter));
      part_buffers.push_back(ct::flat(buffer, parameter));
    }
    update(first, buffers, settings, true);
    update(later, later_buffers, settings, false);
  });
}
