// Layers over sequences: LSTM and multi-head attention.
#include <ATen/ops/linear.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/rnn.h>

#include "module.h"

namespace nn = torch::nn;

int ct_lstm(int64_t inputs, int64_t hidden, int64_t layers, double dropout, ct_module *out) {
  return ct::give_module(out, [&] {
    const auto options =
        nn::LSTMOptions(inputs, hidden).num_layers(layers).dropout(dropout).batch_first(true);
    nn::LSTM lstm(options);
    auto *layer = lstm.get();
    return new ct_module_s{
        lstm.ptr(), [layer](const at::Tensor &x) { return std::get<0>(layer->forward(x)); }};
  });
}

int ct_lstm_forward(ct_module module, ct_tensor input, ct_tensor hidden, ct_tensor cell,
                    ct_tensor *out, ct_tensor *hidden_out, ct_tensor *cell_out) {
  *out = *hidden_out = *cell_out = nullptr;
  return ct::attempt([&] {
    auto *layer = module->module->as<nn::LSTM>();
    TORCH_CHECK(layer != nullptr, "this layer is not an LSTM");
    std::optional<std::tuple<at::Tensor, at::Tensor>> given;
    if (hidden != nullptr && cell != nullptr) given.emplace(hidden->value, cell->value);
    const auto [output, state] = layer->forward(input->value, given);
    auto first = std::make_unique<ct_tensor_s>(output);
    auto second = std::make_unique<ct_tensor_s>(std::get<0>(state));
    auto third = std::make_unique<ct_tensor_s>(std::get<1>(state));
    *out = first.release();
    *hidden_out = second.release();
    *cell_out = third.release();
  });
}

namespace {

// The parameters and their initialisation are torch::nn's; its own forward computes the weights
// of the attention in full and wants the batch second, so the fused attention is called instead.
at::Tensor self_attention(nn::MultiheadAttentionImpl &layer, const at::Tensor &x, bool causal) {
  TORCH_CHECK(x.dim() == 3, "attention takes [batch, length, size], not a tensor of shape ",
              x.sizes());
  const auto heads = layer.options.num_heads();
  const auto projected = at::linear(x, layer.in_proj_weight, layer.in_proj_bias);
  const auto split = projected.unflatten(-1, {3, heads, layer.head_dim}).permute({2, 0, 3, 1, 4});
  const double dropout = layer.is_training() ? layer.options.dropout() : 0;
  const auto attended = at::scaled_dot_product_attention(split[0], split[1], split[2],
                                                         /*attn_mask=*/{}, dropout, causal);
  return layer.out_proj->forward(attended.transpose(1, 2).flatten(2));
}

}  // namespace

int ct_multihead_attention(int64_t size, int64_t heads, double dropout, bool causal,
                           ct_module *out) {
  return ct::give_module(out, [&] {
    nn::MultiheadAttention attention(nn::MultiheadAttentionOptions(size, heads).dropout(dropout));
    auto *layer = attention.get();
    return new ct_module_s{attention.ptr(), [layer, causal](const at::Tensor &x) {
                             return self_attention(*layer, x, causal);
                           }};
  });
}
