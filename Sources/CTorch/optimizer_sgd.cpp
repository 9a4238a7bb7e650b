// Stochastic gradient descent with momentum (torch.optim.SGD).
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_fused_sgd.h>
#include <ATen/ops/empty_like.h>

#include "kernels.h"
#include "node.h"
#include "optimizer.h"
#include "vectors.h"

namespace {

struct Settings {
  double learning_rate, momentum, dampening, weight_decay;
  bool nesterov;
};

/// The same numbers in the precision of the parameters.
struct Factors {
  float rate, momentum, share, decay;
  bool decays, nesterov, first;
};

CT_WIDE void descend(float *__restrict values, const float *__restrict gradient, int64_t count,
                     Factors factors) {
  for (int64_t i = 0; i < count; ++i) {
    const float slope = factors.decays ? gradient[i] + factors.decay * values[i] : gradient[i];
    values[i] -= factors.rate * slope;
  }
}

CT_WIDE void descend_with_momentum(float *__restrict values, const float *__restrict gradient,
                                   float *__restrict buffer, int64_t count, Factors factors) {
  for (int64_t i = 0; i < count; ++i) {
    const float slope = factors.decays ? gradient[i] + factors.decay * values[i] : gradient[i];
    const float mean =
        factors.first ? slope : factors.momentum * buffer[i] + factors.share * slope;
    buffer[i] = mean;
    values[i] -= factors.rate * (factors.nesterov ? slope + factors.momentum * mean : mean);
  }
}

/// Updates a parameter whose gradient and buffer, if any, lie in memory like itself.
void update_in_place(const at::Tensor &parameter, at::Tensor *buffer, const Settings &settings,
                     bool first) {
  const Factors factors{static_cast<float>(settings.learning_rate),
                        static_cast<float>(settings.momentum),
                        static_cast<float>(1 - settings.dampening),
                        static_cast<float>(settings.weight_decay),
                        settings.weight_decay != 0, settings.nesterov, first};
  parameter.unsafeGetTensorImpl()->bump_version();
  auto *values = parameter.mutable_data_ptr<float>();
  const auto *gradient = parameter.grad().const_data_ptr<float>();
  auto *mean = buffer == nullptr ? nullptr : buffer->mutable_data_ptr<float>();
  at::parallel_for(0, parameter.numel(), ct::elements_per_thread, [&](int64_t begin, int64_t end) {
    if (mean == nullptr) {
      descend(values + begin, gradient + begin, end - begin, factors);
    } else {
      descend_with_momentum(values + begin, gradient + begin, mean + begin, end - begin, factors);
    }
  });
}

/// Whether that is so: ATen's way to its kernel takes as long as a small model's whole update.
bool lies_alike(const at::Tensor &parameter, const at::Tensor &buffer) {
  const auto fits = [&](const at::Tensor &tensor) {
    return ct::is_plain(tensor) && tensor.sizes() == parameter.sizes() &&
           tensor.strides() == parameter.strides();
  };
  return ct::is_own(ct::Kernel::sgd) && parameter.is_non_overlapping_and_dense() &&
         fits(parameter) && fits(parameter.grad()) && (!buffer.defined() || fits(buffer));
}

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
    // A parameter's first update sets its buffer to the gradient instead of mixing it in, and
    // parameters may get their first gradient at different steps.
    ct::Active first, later;
    std::vector<at::Tensor> first_buffers, later_buffers;
    for (size_t i = 0; i < optimizer->parameters.size(); ++i) {
      const auto &parameter = optimizer->parameters[i];
      if (!parameter.grad().defined()) continue;
      auto *buffer = momentum == 0 ? nullptr : &optimizer->state[0][i];
      const bool is_first = buffer != nullptr && !buffer->defined();
      if (is_first) *buffer = at::empty_like(parameter.detach());
      if (lies_alike(parameter, buffer == nullptr ? at::Tensor() : *buffer)) {
        update_in_place(parameter, buffer, settings, is_first);
        continue;
      }
      auto &part = is_first ? first : later;
      part.parameters.push_back(ct::flat(parameter, parameter));
      part.gradients.push_back(ct::flat_gradient(parameter));
      if (buffer == nullptr) continue;
      (is_first ? first_buffers : later_buffers).push_back(ct::flat(*buffer, parameter));
    }
    update(first, first_buffers, settings, true);
    update(later, later_buffers, settings, false);
  });
}
