// The affine function of a matrix, recorded as one node, with a rectifier or
// without. See autograd.h.
#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mm_cpu_dispatch.h>
#include <ATen/ops/relu.h>

#include <algorithm>
#include <utility>

#include "autograd.h"
#include "kernels.h"
#include "node.h"
#include "vectors.h"

namespace {

/// The transpose of a matrix, without ATen's way through dispatch and the record of views.
at::Tensor transposed(const at::Tensor &matrix) {
  auto view = at::detail::make_tensor<c10::TensorImpl>(
      c10::Storage(matrix.storage()), c10::DispatchKeySet(c10::DispatchKey::CPU), matrix.dtype());
  auto *implementation = view.unsafeGetTensorImpl();
  implementation->set_storage_offset(matrix.storage_offset());
  const int64_t sizes[] = {matrix.size(1), matrix.size(0)};
  const int64_t strides[] = {matrix.stride(1), matrix.stride(0)};
  implementation->set_sizes_and_strides(at::IntArrayRef(sizes), at::IntArrayRef(strides));
  return view;
}

/// Writes a product of matrices. Only the elements of `out` are set: it has its shape and strides.
void multiply(at::Tensor out, const at::Tensor &a, const at::Tensor &b) {
  at::cpu::mm_out(out, a, b);
}

/// Adds the bias to every row, and replaces what is below zero by zero if `rectified`.
void add_bias(at::Tensor &rows, const at::Tensor &bias, bool rectified) {
  const auto columns = rows.size(1);
  auto *values = rows.mutable_data_ptr<float>();
  const auto *offsets = bias.const_data_ptr<float>();
  const auto grain = std::max<int64_t>(1, ct::elements_per_thread / columns);
  at::parallel_for(0, rows.size(0), grain, [&](int64_t begin, int64_t end) {
    for (auto row = begin; row < end; ++row) {
      (rectified ? ct::add_and_rectify : ct::add)(values + row * columns, offsets, columns);
    }
  });
}

/// The gradient before the rectifier: that of the output where the output is above zero.
at::Tensor unrectified(const at::Tensor &gradient, const at::Tensor &output) {
  auto result = at::empty(gradient.sizes(), gradient.options());
  const auto *in = gradient.const_data_ptr<float>();
  const auto *values = output.const_data_ptr<float>();
  auto *out = result.mutable_data_ptr<float>();
  at::parallel_for(0, gradient.numel(), ct::elements_per_thread, [&](int64_t begin, int64_t end) {
    ct::where_positive(out + begin, in + begin, values + begin, end - begin);
  });
  return result;
}

/// The sum of the rows.
at::Tensor row_sum(const at::Tensor &rows) {
  const auto count = rows.size(0), columns = rows.size(1);
  auto result = at::empty({columns}, rows.options());
  const auto *values = rows.const_data_ptr<float>();
  auto *sums = result.mutable_data_ptr<float>();
  const auto grain = std::max<int64_t>(16, ct::elements_per_thread / count);
  // Every column is added up by one thread, so that the sum does not depend on their number.
  at::parallel_for(0, columns, grain, [&](int64_t begin, int64_t end) {
    std::fill(sums + begin, sums + end, 0.0F);
    for (int64_t row = 0; row < count; ++row) {
      ct::add(sums + begin, values + row * columns + begin, end - begin);
    }
  });
  return result;
}

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

/// dYᵀ X, laid out like the weight, or it would be copied when it is stored.
at::Tensor weight_gradient(const at::Tensor &dy, const at::Tensor &x, bool is_transposed) {
  if (is_transposed) {
    const auto result = at::empty({x.size(1), dy.size(1)}, dy.options());
    multiply(result, transposed(x), dy);
    return transposed(result);
  }
  const auto result = at::empty({dy.size(1), x.size(1)}, dy.options());
  multiply(result, transposed(dy), x);
  return result;
}

struct LinearGradient final : ct::Node {
  torch::autograd::SavedVariable input, weight, output;
  at::Tensor own_weight, own_bias;
  bool is_transposed = false, is_rectified = false;

  ct::variable_list apply(ct::variable_list &&outputs) override {
    ct::variable_list gradients(3);
    if (!outputs[0].defined()) return gradients;
    auto dy = outputs[0].contiguous();
    if (is_rectified) dy = unrectified(dy, output.unpack(getptr()));
    if (task_should_compute_output(0)) {
      const auto w = weight.unpack();
      gradients[0] = at::empty({dy.size(0), w.size(1)}, dy.options());
      multiply(gradients[0], dy, w);
    }
    if (own_weight.defined() || task_should_compute_output(1)) {
      gradients[1] = weight_gradient(dy, input.unpack(), is_transposed);
    }
    if (own_bias.defined() || task_should_compute_output(2)) gradients[2] = row_sum(dy);
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
  return ct::is_own(ct::Kernel::linear) && ct::is_recording() && ct::is_plain(input) &&
         ct::is_plain(weight) && input.dim() == 2 && weight.dim() == 2 &&
         input.size(1) == weight.size(1) && input.numel() > 0 && weight.numel() > 0 &&
         ct::is_vector(bias, weight.size(0)) &&
         (input.requires_grad() || weight.requires_grad() || bias.requires_grad());
}

}  // namespace

at::Tensor ct::linear(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &bias,
                      bool rectified) {
  if (!fits(input, weight, bias)) {
    const auto output = at::linear(input, weight, bias);
    return rectified ? at::relu(output) : output;
  }
  auto output = at::empty({input.size(0), weight.size(0)}, input.options().requires_grad(false));
  multiply(output, input, transposed(weight));
  add_bias(output, bias, rectified);
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
