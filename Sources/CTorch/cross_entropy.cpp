// The mean cross entropy of a batch with its gradient, in one pass. See autograd.h.
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mul.h>

#include <algorithm>
#include <cmath>

#include "autograd.h"
#include "kernels.h"
#include "node.h"

namespace {

// ATen's exponentials are vectorized and threaded, which outweighs the extra passes above this
// number of logits.
constexpr int64_t most_logits = 1 << 14;

struct CrossEntropyGradient final : ct::Node {
  at::Tensor gradient;

  ct::variable_list apply(ct::variable_list &&outputs) override {
    const auto &factor = outputs[0];
    if (!factor.defined()) return {at::Tensor()};
    TORCH_CHECK(gradient.defined(), "the gradient of a loss can be computed only once");
    TORCH_CHECK(!at::GradMode::is_enabled(), "the cross entropy has no second derivative here");
    const bool is_one = factor.is_cpu() && *factor.const_data_ptr<float>() == 1;
    return {is_one ? gradient : gradient.mul(factor)};
  }

  void release_variables() override { gradient.reset(); }

  std::string name() const override { return "CrossEntropyGradient"; }
};

bool fits(const at::Tensor &logits, const at::Tensor &classes) {
  if (!ct::is_own(ct::Kernel::cross_entropy) || !ct::is_recording() ||
      !logits.requires_grad() || !ct::is_plain(logits) ||
      logits.dim() != 2 || !logits.is_contiguous() || logits.numel() == 0 ||
      logits.numel() > most_logits || !classes.is_cpu() || classes.scalar_type() != at::kLong ||
      classes.dim() != 1 || classes.size(0) != logits.size(0) || !classes.is_contiguous()) {
    return false;
  }
  // ATen has the words for a class that is out of range, and leaves class -100 out of the mean.
  const auto *first = classes.const_data_ptr<int64_t>();
  return std::all_of(first, first + classes.numel(),
                     [&](int64_t value) { return value >= 0 && value < logits.size(1); });
}

/// Writes (softmax(row) - [class]) / examples to `gradient` and returns -log softmax(row)[class].
double example(const float *row, int64_t count, int64_t label, float examples, float *gradient) {
  const float highest = *std::max_element(row, row + count);
  float sum = 0;
  for (int64_t i = 0; i < count; ++i) sum += gradient[i] = std::exp(row[i] - highest);
  const float scale = 1 / (sum * examples);
  for (int64_t i = 0; i < count; ++i) gradient[i] *= scale;
  gradient[label] -= 1 / examples;
  return std::log(sum) - (row[label] - highest);
}

}  // namespace

at::Tensor ct::cross_entropy(const at::Tensor &logits, const at::Tensor &classes) {
  if (!fits(logits, classes)) return at::cross_entropy_loss(logits, classes);
  const auto examples = logits.size(0), count = logits.size(1);
  auto loss = at::empty({}, logits.options().requires_grad(false));
  auto gradient = at::empty(logits.sizes(), logits.options().requires_grad(false));
  const auto *rows = logits.const_data_ptr<float>();
  const auto *labels = classes.const_data_ptr<int64_t>();
  auto *out = gradient.mutable_data_ptr<float>();
  double sum = 0;
  for (int64_t i = 0; i < examples; ++i) {
    sum += example(rows + i * count, count, labels[i], static_cast<float>(examples),
                   out + i * count);
  }
  *loss.mutable_data_ptr<float>() = static_cast<float>(sum / static_cast<double>(examples));
  auto node = c10::make_intrusive<CrossEntropyGradient>();
  node->set_next_edges(torch::autograd::collect_next_edges(logits));
  node->gradient = std::move(gradient);
  torch::autograd::set_history(loss, node);
  return loss;
}
