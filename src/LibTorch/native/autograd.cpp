#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include "callbacks.h"
#include "error.h"
#include "tensors.h"

kdt::Callbacks kdt::callbacks{};

using kdt::guarded;
using kdt::guarded_status;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

// Ties the managed side of one application to the gradient graph.
struct State final : torch::CustomClassHolder {
  explicit State(intptr_t handle) : handle(handle) {}
  ~State() override { kdt::release(handle); }
  const intptr_t handle;
};

struct ManagedFunction final : torch::autograd::Function<ManagedFunction> {
  static variable_list forward(
      AutogradContext* context, at::TensorList /* inputs, seen by Function::apply */, c10::intrusive_ptr<State> state) {
    context->saved_data["state"] = c10::IValue::make_capsule(state);
    variable_list outputs;
    check(kdt::callbacks.forward(state->handle, context, &outputs));
    return outputs;
  }

  static variable_list backward(AutogradContext* context, variable_list grad_outputs) {
    auto state = c10::static_intrusive_pointer_cast<State>(context->saved_data["state"].toCapsule());
    variable_list grad_inputs;
    check(kdt::callbacks.backward(state->handle, context, &grad_outputs, &grad_inputs));
    grad_inputs.emplace_back();  // of the state argument
    return grad_inputs;
  }

 private:
  static void check(intptr_t exception) {
    if (exception != 0) throw kdt::ManagedException(exception);
  }
};

variable_list* own(variable_list list) { return new variable_list(std::move(list)); }

}  // namespace

KDT_API void kdt_register_callbacks(
    decltype(kdt::Callbacks::forward) forward,
    decltype(kdt::Callbacks::backward) backward,
    decltype(kdt::Callbacks::release) release) {
  kdt::callbacks = {forward, backward, release};
}

KDT_API int kdt_grad_enabled() { return at::GradMode::is_enabled(); }

KDT_API void kdt_set_grad_enabled(int enabled) { at::GradMode::set_enabled(enabled != 0); }

KDT_API int kdt_backward(
    at::Tensor* const* tensors, int tensor_count, at::Tensor* const* grads, int grad_count, int retain_graph,
    int create_graph, at::Tensor* const* inputs, int input_count) {
  return guarded_status([&] {
    torch::autograd::backward(
        kdt::unwrap(tensors, tensor_count), kdt::unwrap(grads, grad_count), retain_graph != 0, create_graph != 0,
        kdt::unwrap(inputs, input_count));
  });
}

KDT_API variable_list* kdt_grad(
    at::Tensor* const* outputs, int output_count, at::Tensor* const* inputs, int input_count, at::Tensor* const* grads,
    int grad_count, int retain_graph, int create_graph, int allow_unused) {
  return guarded<variable_list*>(nullptr, [&] {
    return own(torch::autograd::grad(
        kdt::unwrap(outputs, output_count), kdt::unwrap(inputs, input_count), kdt::unwrap(grads, grad_count),
        retain_graph != 0, create_graph != 0, allow_unused != 0));
  });
}

// Takes over `state`, also when it fails.
KDT_API variable_list* kdt_function_apply(at::Tensor* const* inputs, int input_count, intptr_t state) {
  return guarded<variable_list*>(nullptr, [&] {
    auto owner = c10::make_intrusive<State>(state);
    auto tensors = kdt::unwrap(inputs, input_count);
    return own(ManagedFunction::apply(at::TensorList(tensors), owner));
  });
}

KDT_API int kdt_context_save_for_backward(AutogradContext* context, at::Tensor* const* tensors, int count) {
  return guarded_status([&] { context->save_for_backward(kdt::unwrap(tensors, count)); });
}

KDT_API int kdt_context_mark_dirty(AutogradContext* context, at::Tensor* const* tensors, int count) {
  return guarded_status([&] { context->mark_dirty(kdt::unwrap(tensors, count)); });
}

KDT_API int kdt_context_mark_non_differentiable(AutogradContext* context, at::Tensor* const* tensors, int count) {
  return guarded_status([&] { context->mark_non_differentiable(kdt::unwrap(tensors, count)); });
}

KDT_API int kdt_context_set_materialize_grads(AutogradContext* context, int value) {
  return guarded_status([&] { context->set_materialize_grads(value != 0); });
}

KDT_API variable_list* kdt_context_saved_variables(AutogradContext* context) {
  return guarded<variable_list*>(nullptr, [&] { return own(context->get_saved_variables()); });
}

KDT_API int kdt_list_size(const variable_list* list) { return static_cast<int>(list->size()); }

KDT_API at::Tensor* kdt_list_get(const variable_list* list, int index) {
  const auto& tensor = (*list)[index];
  return tensor.defined() ? kdt::wrap(tensor) : nullptr;
}

KDT_API int kdt_list_add(variable_list* list, at::Tensor* tensor) {
  return guarded_status([&] { list->push_back(tensor ? *tensor : at::Tensor()); });
}

KDT_API void kdt_list_dispose(variable_list* list) { delete list; }
