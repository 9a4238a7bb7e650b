// TorchScript modules. The only file that includes the headers of torch::jit: they take longer to
// compile than all the others.
#include "ctorch_script.h"

#include <ATen/core/grad_mode.h>
#include <c10/util/Exception.h>
#include <sys/resource.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/csrc/jit/runtime/operator.h>
#include <torch/csrc/jit/runtime/print_handler.h>
#include <torch/csrc/jit/serialization/import.h>

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <regex>
#include <stdexcept>
#include <string>
#include <thread>
#include <unordered_set>

#include "support.h"

struct ct_script_s {
  torch::jit::Module module;
};

void ct_script_free(ct_script script) { delete script; }

namespace {

// MARK: - What a model may not do

/// Whether an operator only computes, as far as its name tells. Those of other namespaces than these
/// reach other processes, devices' memory or compiled code.
bool only_computes(const std::string &name) {
  static const std::unordered_set<std::string> namespaces = {
      "aten", "cuda",  "mkldnn",   "onednn",    "prepacked",
      "prim", "prims", "profiler", "quantized", "sparse"};
  static const std::unordered_set<std::string> refused = {
      "aten::from_file", "aten::save", "prim::rpc_async", "prim::rpc_remote", "prim::rpc_sync"};
  return namespaces.count(name.substr(0, name.find("::"))) > 0 && refused.count(name) == 0;
}

/// The names of the operators that were taken away.
std::unordered_set<std::string> &refused_operators() {
  static std::unordered_set<std::string> names;
  return names;
}

/// A text without what a terminal would act on.
std::string printable(std::string text) {
  for (auto &byte : text) {
    if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F) byte = ' ';
  }
  return text;
}

class WarningLine : public c10::WarningHandler {
  void process(const c10::Warning &warning) override {
    std::cerr << "warning: " << printable(warning.msg()) << '\n';
  }
};

/// A model file is code, and the interpreter has operators that write files and call other
/// processes. They are unknown to it from here on, before any code is read: what uses one does not
/// compile. What a model prints goes to standard error, where it disturbs no result. To be called on
/// each thread that runs a model's code.
void confine_interpreter() {
  static std::once_flag once;
  std::call_once(once, [] {
    for (const auto &known : torch::jit::getAllOperators()) {
      const std::string name = known->schema().name();
      if (only_computes(name)) continue;
      refused_operators().insert(name);
      torch::jit::deregisterOperator(known->schema());
    }
    torch::jit::setPrintHandler([](const std::string &text) {
      std::cerr << "model: " << printable(text.substr(0, text.find_last_not_of('\n') + 1)) << '\n';
    });
  });
  // Each thread has a handler of its own.
  static WarningLine line;
  c10::WarningUtils::set_warning_handler(&line);
}

// MARK: - Errors

/// An error of the interpreter or the reader in one plain line.
std::string reason(const std::string &message) {
  std::smatch found;
  if (std::regex_search(message, found, std::regex("Unknown builtin op: ([A-Za-z0-9_:]+)"))) {
    const std::string name = found[1];
    if (refused_operators().count(name) > 0) {
      return "it calls " + name + ", which reaches beyond the model (files, processes or devices)";
    }
    return "it calls the unknown operator " + name;
  }
  if (std::regex_search(message, found, std::regex("you tried to allocate ([0-9]+) bytes"))) {
    return "not enough memory for " + found[1].str() + " bytes";
  }
  // The first line of the interpreter's only says that there was an error: the reason follows the
  // last name of an exception, after the traceback.
  size_t start = message.find_first_not_of('\n');
  for (const std::string name : {"RuntimeError: ", "Error: "}) {
    const auto place = message.rfind(name);
    if (place == std::string::npos) continue;
    start = place + name.size();
    break;
  }
  if (start == std::string::npos) return "unknown error";
  auto line = message.substr(start, message.find('\n', start) - start);
  return printable(
      std::regex_replace(line, std::regex("\\[enforce fail at [^\\]]*\\][ .]*"), ""));
}

/// Runs `work` and gives its error one plain line.
template <typename Work>
auto plainly(Work &&work) {
  try {
    return work();
  } catch (const c10::Error &error) {
    throw std::runtime_error(reason(error.what_without_backtrace()));
  } catch (const std::exception &error) {
    throw std::runtime_error(reason(error.what()));
  }
}

// MARK: - Limits

/// The most memory that the process has used so far, in bytes.
int64_t peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
  return usage.ru_maxrss;
#else
  return int64_t{1024} * usage.ru_maxrss;
#endif
}

/// What two threads know of a piece of work.
template <typename Result>
struct Work {
  std::mutex mutex;
  std::condition_variable is_done;
  std::optional<Result> result;
  std::exception_ptr error;
};

/// Runs work on a thread of its own, and gives it up when it takes too long or too much memory.
///
/// The interpreter cannot be interrupted: work that is given up goes on until the process ends, which
/// is what its caller should see to. It must own all that it uses.
template <typename Result>
Result within(double seconds, int64_t bytes, std::function<Result()> body) {
  auto work = std::make_shared<Work<Result>>();
  const auto begin = std::chrono::steady_clock::now();
  const int64_t memory = peak_memory();
  std::thread([work, body = std::move(body)] {
    std::optional<Result> result;
    std::exception_ptr error;
    try {
      result = body();
    } catch (...) {
      error = std::current_exception();
    }
    const std::lock_guard<std::mutex> lock(work->mutex);
    work->result = std::move(result);
    work->error = error;
    work->is_done.notify_one();
  }).detach();

  std::unique_lock<std::mutex> lock(work->mutex);
  const auto is_done = [&] { return work->result.has_value() || work->error; };
  while (!work->is_done.wait_for(lock, std::chrono::milliseconds(10), is_done)) {
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
    TORCH_CHECK(elapsed.count() < seconds, "it takes longer than ", static_cast<int64_t>(seconds),
                " s");
    TORCH_CHECK(peak_memory() - memory < bytes, "it takes more than ", bytes, " bytes of memory");
  }
  if (work->error) std::rethrow_exception(work->error);
  return std::move(*work->result);
}

at::Tensor forward(torch::jit::Module &module, const at::Tensor &input) {
  // The setting belongs to the thread, and to whoever else runs scripts on it.
  const torch::jit::GraphOptimizerEnabledGuard as_it_is(false);
  return plainly([&] {
    auto result = module.forward({input});
    TORCH_CHECK(result.isTensor(), "its forward gives a ", result.tagKind(), ", not one tensor");
    return std::move(result).toTensor();
  });
}

}  // namespace

int ct_script_load(const char *path, double seconds, int64_t bytes, ct_script *out) {
  *out = nullptr;
  return ct::attempt([&] {
    confine_interpreter();
    auto module = within<torch::jit::Module>(seconds, bytes, [path = std::string(path)] {
      confine_interpreter();
      return plainly([&] { return torch::jit::load(path, at::Device(at::kCPU)); });
    });
    TORCH_CHECK(module.find_method("forward").has_value(), "it has no method forward");
    *out = new ct_script_s{std::move(module)};
  });
}

int ct_script_forward(ct_script script, ct_tensor input, ct_tensor *out) {
  return ct::give(out, [&] { return forward(script->module, input->value); });
}

int ct_script_try(ct_script script, ct_tensor input, double seconds, int64_t bytes,
                  ct_tensor *out) {
  return ct::give(out, [&] {
    return within<at::Tensor>(
        seconds, bytes, [module = script->module, input = input->value]() mutable {
          confine_interpreter();
          const at::NoGradGuard guard;
          return forward(module, input);
        });
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
