// From a loss back to the gradients.
//
// libtorch's engine sorts the nodes of any graph and runs them on any device, and takes as long
// for that as for all small products of a step. Where nodes of our own lead from one to the next,
// there is nothing to sort.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/ones.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "kernels.h"
#include "node.h"
#include "support.h"

namespace {

/// The nodes from a loss back to the first layer; none where the engine has to find the way.
std::vector<ct::Node *> chain(const at::Tensor &loss) {
  std::vector<ct::Node *> nodes;
  auto *next = loss.grad_fn().get();
  while (next != nullptr) {
    auto *node = dynamic_cast<ct::Node *>(next);
    if (node == nullptr) return {};
    const auto &edges = node->next_edges();
    const bool branches = std::any_of(edges.begin() + 1, edges.end(),
                                      [](const auto &edge) { return edge.is_valid(); });
    if (branches) return {};
    nodes.push_back(node);
    next = edges.front().function.get();
  }
  return nodes;
}

void run(const std::vector<ct::Node *> &nodes, at::Tensor gradient) {
  at::NoGradGuard no_gradients;
  for (auto *node : nodes) {
    auto gradients = (*node)({std::move(gradient)});
    node->release_variables();
    gradient = std::move(gradients.front());
  }
}

}  // namespace

int ct_tensor_backward(ct_tensor tensor) {
  return ct::attempt([&] {
    const auto &value = tensor->value;
    if (!ct::is_own(ct::Kernel::backward) || !ct::is_plain(value) || value.dim() != 0) {
      value.backward();
      return;
    }
    // What backward would make anew each time.
    static const at::Tensor one = at::ones({});
    const auto nodes = chain(value);
    if (nodes.empty()) {
      value.backward(one);
    } else {
      run(nodes, one);
    }
  });
}
