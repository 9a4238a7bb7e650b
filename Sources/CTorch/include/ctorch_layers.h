// Layers with parameters: torch::nn modules. See ctorch.h for the conventions.
//
// Layers without parameters (activations, pooling, dropout) are operations. How layers make up a
// model is Swift's business; a module here is always one layer.
#ifndef CTORCH_LAYERS_H
#define CTORCH_LAYERS_H

#include "ctorch_tensor.h"

#ifdef __clang__
#pragma clang assume_nonnull begin
#endif
#ifdef __cplusplus
extern "C" {
#endif

/// One layer of torch::nn with its parameters and buffers.
typedef struct ct_module_s *ct_module;

void ct_module_free(ct_module module);

int ct_linear(int64_t inputs, int64_t outputs, bool bias, ct_module _Nullable *_Nonnull out);

typedef struct {
  int64_t inputs, outputs;
  int64_t kernel_height, kernel_width;
  int64_t stride, padding, dilation, groups;
  bool bias;
} ct_conv2d_options;
int ct_conv2d(const ct_conv2d_options *options, ct_module _Nullable *_Nonnull out);
/// The transposed convolution, upsampling by `stride`.
int ct_conv_transpose2d(const ct_conv2d_options *options, int64_t output_padding,
                        ct_module _Nullable *_Nonnull out);

/// Batch norm over dimension 1 of [N, C] or [N, C, L] (`dimensions` 1) or [N, C, H, W] (2).
int ct_batch_norm(int64_t dimensions, int64_t features, double epsilon, double momentum,
                  ct_module _Nullable *_Nonnull out);
int ct_layer_norm(const int64_t *shape, size_t rank, double epsilon,
                  ct_module _Nullable *_Nonnull out);
int ct_embedding(int64_t count, int64_t size, ct_module _Nullable *_Nonnull out);
int ct_multihead_attention(int64_t size, int64_t heads, double dropout, bool causal,
                           ct_module _Nullable *_Nonnull out);
/// A stack of LSTM layers over [N, L, inputs].
int ct_lstm(int64_t inputs, int64_t hidden, int64_t layers, double dropout,
            ct_module _Nullable *_Nonnull out);

/// The layer's output. Of an LSTM the hidden states of all positions, [N, L, hidden]; of the
/// attention self-attention over [N, L, size].
int ct_module_forward(ct_module module, ct_tensor input, ct_tensor _Nullable *_Nonnull out);
/// max(forward + addend, 0), by one recorded operation where the layer has one; without an addend
/// (null), the rectified output.
int ct_module_forward_rectified(ct_module module, ct_tensor input, ct_tensor _Nullable addend,
                                ct_tensor _Nullable *_Nonnull out);
/// The LSTM from a given state ([layers, N, hidden] each; null: zeros), and the state after it.
int ct_lstm_forward(ct_module module, ct_tensor input, ct_tensor _Nullable hidden,
                    ct_tensor _Nullable cell, ct_tensor _Nullable *_Nonnull out,
                    ct_tensor _Nullable *_Nonnull hidden_out,
                    ct_tensor _Nullable *_Nonnull cell_out);

int ct_module_set_training(ct_module module, bool training);
int ct_module_move(ct_module module, ct_device device);

/// Calls `visit` with every parameter (or buffer), in torch::nn's order; the handle belongs to
/// the callee.
int ct_module_visit(ct_module module, bool buffers, void *context,
                    void (*visit)(void *context, const char *name, ct_tensor tensor));

#ifdef __cplusplus
}
#endif
#ifdef __clang__
#pragma clang assume_nonnull end
#endif
#endif
