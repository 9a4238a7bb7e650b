// TorchScript modules. The only file that includes the headers of torch::jit: they take longer to
// compile than all the others.
#include "ctorch_script.h"

#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/csrc/jit/serialization/import.h>

#include <stdexcept>
#include <string>
#include <unordered_set>

#include "support.h"

struct ct_script_s {
  torch::jit::Module module;
};

void ct_script_free(ct_script script) { delete script; }

int ct_script_load(const char *path, ct_script *out) {
  *out = nullptr;
  return ct::attempt([&] {
    auto module = torch::jit::load(std::string(path), at::Device(at::kCPU));
    TORCH_CHECK(module.find_method("forward").has_value(), "it has no method forward");
    *out = new ct_script_s{std::move(module)};
  });
}

namespace {

/// The reason in an error of the interpreter, whose first line only says that there was one: what
/// follows the last name of an exception, after the traceback.
std::string reason(const std::string &message) {
  for (const std::string name : {"RuntimeError: ", "Error: "}) {
    const auto found = message.rfind(name);
    if (found == std::string::npos) continue;
    const auto start = found + name.size();
    return message.substr(start, message.find('\n', start) - start);
  }
  return message.substr(0, message.find('\n'));
}

c10::IValue forward(torch::jit::Module &module, const at::Tensor &input) {
  // The setting belongs to the thread, and to whoever else runs scripts on it.
  const torch::jit::GraphOptimizerEnabledGuard as_it_is(false);
  try {
    return module.forward({input});
  } catch (const std::exception &error) {
    throw std::runtime_error(reason(error.what()));
  }
}

}  // namespace

int ct_script_forward(ct_script script, ct_tensor input, ct_tensor *out) {
  return ct::give(out, [&] {
    auto result = forward(script->module, input->value);
    TORCH_CHECK(result.isTensor(), "its forward gives a ", result.tagKind(), ", not one tensor");
    return std::move(result).toTensor();
  });
}

int ct_script_set_training(ct_script script, bool training) {
  return ct::attempt([&] { script->module.train(training); });
}

int ct_script_move(ct_script script, ct_device device) {
  return ct::attempt([&] { script->module.to(ct::device(device)); });
}

namespace {

template <typename List>
void visit_once(const List &named, void *context,
                void (*visit)(void *context, const char *name, ct_tensor tensor)) {
  std::unordered_set<at::TensorImpl *> seen;
  for (const auto &item : named) {
    if (!item.value.defined() || !seen.insert(item.value.unsafeGetTensorImpl()).second) continue;
    visit(context, item.name.c_str(), new ct_tensor_s(item.value));
  }
}

}  // namespace

int ct_script_visit(ct_script script, bool buffers, void *context,
                    void (*visit)(void *context, const char *name, ct_tensor tensor)) {
  return ct::attempt([&] {
    if (buffers) {
      visit_once(script->module.named_buffers(), context, visit);
    } else {
      visit_once(script->module.named_parameters(), context, visit);
    }
  });
}
