// Operations that rearrange or join elements without computing with them.
#include <ATen/ops/cat.h>
#include <ATen/ops/pad.h>
#include <ATen/ops/stack.h>

#include <vector>

#include "ctorch_operations.h"
#include "support.h"

namespace {

std::vector<at::Tensor> values(const ct_tensor *tensors, size_t count) {
  std::vector<at::Tensor> values;
  values.reserve(count);
  for (size_t i = 0; i < count; ++i) values.push_back(tensors[i]->value);
  return values;
}

}  // namespace

int ct_reshape(ct_tensor input, const int64_t *shape, size_t rank, ct_tensor *out) {
  return ct::give(out, [&] { return input->value.reshape(ct::sizes(shape, rank)); });
}

int ct_flatten(ct_tensor input, int64_t first, int64_t last, ct_tensor *out) {
  return ct::give(out, [&] { return input->value.flatten(first, last); });
}

int ct_transpose(ct_tensor input, int64_t first, int64_t second, ct_tensor *out) {
  return ct::give(out, [&] { return input->value.transpose(first, second); });
}

int ct_permute(ct_tensor input, const int64_t *order, size_t rank, ct_tensor *out) {
  return ct::give(out, [&] { return input->value.permute(ct::sizes(order, rank)); });
}

int ct_slice(ct_tensor input, int64_t dimension, int64_t start, int64_t end, int64_t step,
             ct_tensor *out) {
  return ct::give(out, [&] { return input->value.slice(dimension, start, end, step); });
}

int ct_flip(ct_tensor input, int64_t dimension, ct_tensor *out) {
  return ct::give(out, [&] { return input->value.flip(dimension); });
}

int ct_pad(ct_tensor input, const int64_t *amounts, size_t count, double value, ct_tensor *out) {
  return ct::give(
      out, [&] { return at::pad(input->value, ct::sizes(amounts, count), "constant", value); });
}

int ct_cat(const ct_tensor *inputs, size_t count, int64_t dimension, ct_tensor *out) {
  return ct::give(out, [&] { return at::cat(values(inputs, count), dimension); });
}

int ct_stack(const ct_tensor *inputs, size_t count, int64_t dimension, ct_tensor *out) {
  return ct::give(out, [&] { return at::stack(values(inputs, count), dimension); });
}

int ct_index_select(ct_tensor input, int64_t dimension, ct_tensor indices, ct_tensor *out) {
  return ct::give(out, [&] { return input->value.index_select(dimension, indices->value); });
}
