// The affine function of a matrix, recorded as one node, with a rectifier or
// without. See autograd.h.
#include <ATen/ops/addmm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/threshold_backward.h>

#include <utility>

#include "autograd.h"
#include "node.h"

namespace {

/// A parameter that the node adds to the gradient of itself, or undefined: four more nodes, for
/// the parameters of two layers, would take as long as all small products of both.
at::Tensor own(const at::Tensor &parameter) {
  return parameter.requires_grad() && parameter.is_leaf() ? parameter : at::Tensor();
}

/// Where the gradient of a tensor goes on to, if the node does not keep it.
at::Tensor passed_on(const at::Tensor &tensor) {
  return own(tensor).defined() ? at::Tensor() : tensor;
}

void add_gradient(const at::Tensor &parameter, const at::Tensor &gradient) {
  auto &sum = parameter.mutable_grad();
  if (sum.defined()) {
    sum.add_(gradient);
  } else {
    sum = gradient;
  }
}

struct LinearGradient final : ct::Node {
  torch::autograd::SavedVariable input, weight, output;
  at::Tensor own_weight, own_bias;
  bool is_transposed = false, is_rectified = false;

  ct::variable_list apply(ct::variable_list &&outputs) override {
    ct::variable_list gradients(3);
    if (!outputs[0].defined()) return gradients;
    const auto dy = is_rectified
                        ? at::threshold_backward(outputs[0], output.unpack(getptr()), 0)
                        : outputs[0];
    if (task_should_compute_output(0)) gradients[0] = dy.mm(weight.unpack());
    if (own_weight.defined() || task_should_compute_output(1)) {
      const auto x = input.unpack();
      // Laid out like the weight, or the gradient would be copied when it is stored.
      gradients[1] = is_transposed ? x.t().mm(dy).t() : dy.t().mm(x);
    }
    if (own_bias.defined() || task_should_compute_output(2)) gradients[2] = dy.sum(0);
    if (own_weight.defined()) add_gradient(own_weight, std::exchange(gradients[1], {}));
    if (own_bias.defined()) add_gradient(own_bias, std::exchange(gradients[2], {}));
    return gradients;
  }

  void release_variables() override {
    input.reset_data();
    weight.reset_data();
    output.reset_data();
  }

  std::string name() const override { return "LinearGradient"; }
};

bool fits(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &bias) {
  return ct::is_recording() && ct::is_plain(input) && ct::is_plain(weight) && input.dim() == 2 &&
         input.size(1) == weight.size(1) && bias.defined() && ct::is_plain(bias) &&
         (input.requires_grad() || weight.requires_grad() || bias.requires_grad());
}

}  // namespace

at::Tensor ct::linear(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &bias,
                      bool rectified) {
  if (!fits(input, weight, bias)) {
    const auto output = at::linear(input, weight, bias);
    return rectified ? at::relu(output) : output;
  }
  at::Tensor output;
  {
    const at::AutoDispatchBelowADInplaceOrView unrecorded;
    output = at::addmm(bias, input, weight.t());
    if (rectified) output.relu_();
  }
  auto node = c10::make_intrusive<LinearGradient>();
  node->set_next_edges(
      torch::autograd::collect_next_edges(input, passed_on(weight), passed_on(bias)));
  node->own_weight = own(weight);
  node->own_bias = own(bias);
  if (weight.requires_grad()) node->input = torch::autograd::SavedVariable(input, false);
  if (input.requires_grad()) node->weight = torch::autograd::SavedVariable(weight, false);
  node->is_transposed = weight.stride(0) == 1 && weight.stride(1) != 1;
  torch::autograd::set_history(output, node);
  node->is_rectified = rectified;
  if (rectified) node->output = torch::autograd::SavedVariable(output, true);
  return output;
}
