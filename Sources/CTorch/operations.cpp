// Elementwise functions, products, reductions and attention.
#include <ATen/ops/abs.h>
#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/sum.h>

#include "autograd.h"
#include "ctorch_operations.h"
#include "support.h"

int ct_unary(ct_unary_kind kind, ct_tensor input, ct_tensor *out) {
  return ct::give(out, [&]() -> at::Tensor {
    const auto &x = input->value;
    switch (kind) {
      case ct_negate: return x.neg();
      case ct_absolute: return x.abs();
      case ct_exponential: return x.exp();
      case ct_logarithm: return x.log();
      case ct_square_root: return x.sqrt();
      case ct_relu: return at::relu(x);
      case ct_gelu: return at::gelu(x);
      case ct_gelu_tanh: return at::gelu(x, "tanh");
      case ct_silu: return at::silu(x);
      case ct_tanh: return x.tanh();
      case ct_sigmoid: return at::sigmoid(x);
    }
    TORCH_CHECK(false, "unknown function of one tensor, number ", static_cast<int>(kind));
  });
}

namespace {

template <typename Second>
at::Tensor binary(ct_binary_kind kind, const at::Tensor &a, const Second &b) {
  switch (kind) {
    case ct_add: return a.add(b);
    case ct_subtract: return a.sub(b);
    case ct_multiply: return a.mul(b);
    case ct_divide: return a.div(b);
    case ct_equal: return a.eq(b);
  }
  TORCH_CHECK(false, "unknown function of two tensors, number ", static_cast<int>(kind));
}

}  // namespace

int ct_binary(ct_binary_kind kind, ct_tensor first, ct_tensor second, ct_tensor *out) {
  return ct::give(out, [&] { return binary(kind, first->value, second->value); });
}

int ct_binary_scalar(ct_binary_kind kind, ct_tensor first, double second, ct_tensor *out) {
  return ct::give(out, [&] { return binary(kind, first->value, at::Scalar(second)); });
}

int ct_power(ct_tensor base, double exponent, ct_tensor *out) {
  return ct::give(out, [&] { return base->value.pow(exponent); });
}

int ct_matmul(ct_tensor first, ct_tensor second, ct_tensor *out) {
  return ct::give(out, [&] { return at::matmul(first->value, second->value); });
}

int ct_reduce(ct_reduction_kind kind, ct_tensor input, const int64_t *dimensions, size_t count,
              bool keep, ct_tensor *out) {
  return ct::give(out, [&] {
    const auto &x = input->value;
    if (count == 0 && !keep) return kind == ct_mean ? x.mean() : x.sum();
    const auto over = ct::sizes(dimensions, count);
    return kind == ct_mean ? x.mean(over, keep) : x.sum(over, keep);
  });
}

int ct_argmax(ct_tensor input, int64_t dimension, ct_tensor *out) {
  return ct::give(out, [&] { return input->value.argmax(dimension); });
}

int ct_softmax(ct_tensor input, int64_t dimension, bool logarithm, ct_tensor *out) {
  return ct::give(out, [&] {
    return logarithm ? at::log_softmax(input->value, dimension)
                     : at::softmax(input->value, dimension);
  });
}

int ct_all_finite(ct_tensor input, bool *out) {
  return ct::attempt([&] { *out = input->value.detach().isfinite().all().item<bool>(); });
}

int ct_attention(ct_tensor query, ct_tensor key, ct_tensor value, double dropout, bool causal,
                 ct_tensor *out) {
  return ct::give(out, [&] {
    return at::scaled_dot_product_attention(query->value, key->value, value->value,
                                            /*attn_mask=*/{}, dropout, causal);
  });
}

int ct_dropout(ct_tensor input, double probability, bool training, ct_tensor *out) {
  return ct::give(out, [&] { return at::dropout(input->value, probability, training); });
}

int ct_max_pool2d(ct_tensor input, int64_t size, int64_t stride, int64_t padding,
                  ct_tensor *out) {
  return ct::give(out, [&] { return ct::max_pool2d(input->value, size, stride, padding); });
}

int ct_average_pool2d(ct_tensor input, int64_t size, int64_t stride, int64_t padding,
                      ct_tensor *out) {
  return ct::give(out, [&] { return at::avg_pool2d(input->value, size, stride, padding); });
}

int ct_adaptive_average_pool2d(ct_tensor input, int64_t height, int64_t width, ct_tensor *out) {
  return ct::give(out, [&] { return at::adaptive_avg_pool2d(input->value, {height, width}); });
}
