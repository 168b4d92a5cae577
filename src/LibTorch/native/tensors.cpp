#include "tensors.h"

#include <atomic>

#include "error.h"

namespace kdt {

namespace {
std::atomic<int64_t> live{0};
}

at::Tensor* wrap(at::Tensor tensor) {
  auto* handle = new at::Tensor(std::move(tensor));
  live.fetch_add(1, std::memory_order_relaxed);
  return handle;
}

std::vector<at::Tensor> unwrap(at::Tensor* const* handles, int count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int i = 0; i < count; i++) tensors.push_back(handles[i] ? *handles[i] : at::Tensor());
  return tensors;
}

}  // namespace kdt

using kdt::guarded;
using kdt::guarded_status;

KDT_API int64_t kdt_live_tensors() { return kdt::live.load(std::memory_order_relaxed); }

KDT_API void kdt_tensor_dispose(at::Tensor* tensor) {
  delete tensor;
  kdt::live.fetch_sub(1, std::memory_order_relaxed);
}

KDT_API int kdt_tensor_dim(at::Tensor* tensor) { return static_cast<int>(tensor->dim()); }

KDT_API int64_t kdt_tensor_numel(at::Tensor* tensor) { return tensor->numel(); }

KDT_API int kdt_tensor_dtype(at::Tensor* tensor) { return static_cast<int>(tensor->scalar_type()); }

KDT_API int kdt_tensor_device(at::Tensor* tensor, int* index) {
  *index = tensor->device().index();
  return static_cast<int>(tensor->device().type());
}

KDT_API int kdt_tensor_sizes(at::Tensor* tensor, int64_t* sizes) {
  return guarded_status([&] { std::copy_n(tensor->sizes().begin(), tensor->dim(), sizes); });
}

KDT_API int kdt_tensor_strides(at::Tensor* tensor, int64_t* strides) {
  return guarded_status([&] { std::copy_n(tensor->strides().begin(), tensor->dim(), strides); });
}

KDT_API void* kdt_tensor_data(at::Tensor* tensor) {
  return guarded<void*>(nullptr, [&] { return tensor->data_ptr(); });
}

KDT_API int kdt_tensor_is_sparse(at::Tensor* tensor) { return tensor->is_sparse(); }

KDT_API int kdt_tensor_is_contiguous(at::Tensor* tensor) {
  return guarded(0, [&] { return static_cast<int>(tensor->is_contiguous()); });
}

KDT_API int kdt_tensor_is_leaf(at::Tensor* tensor) { return tensor->is_leaf(); }

KDT_API int kdt_tensor_requires_grad(at::Tensor* tensor) { return tensor->requires_grad(); }

KDT_API int kdt_tensor_set_requires_grad(at::Tensor* tensor, int value) {
  return guarded_status([&] {
    TORCH_CHECK(
        tensor->is_leaf() || value,
        "you can only change requires_grad flags of leaf variables; use detach() for a tensor that a gradient passes through.");
    TORCH_CHECK(
        !value || at::isFloatingType(tensor->scalar_type()) || at::isComplexType(tensor->scalar_type()),
        "only Tensors of floating point dtype can require gradients");
    tensor->set_requires_grad(value != 0);
  });
}

KDT_API int kdt_tensor_grad(at::Tensor* tensor, at::Tensor** grad) {
  return guarded_status([&] { *grad = tensor->grad().defined() ? kdt::wrap(tensor->grad()) : nullptr; });
}

KDT_API int kdt_tensor_set_grad(at::Tensor* tensor, at::Tensor* grad) {
  return guarded_status([&] { tensor->mutable_grad() = grad ? *grad : at::Tensor(); });
}

KDT_API int kdt_tensor_retain_grad(at::Tensor* tensor) {
  return guarded_status([&] { tensor->retain_grad(); });
}

KDT_API int kdt_tensor_set_data(at::Tensor* tensor, at::Tensor* data) {
  return guarded_status([&] { tensor->set_data(*data); });
}

KDT_API int kdt_tensor_bump_version(at::Tensor* tensor) {
  return guarded_status([&] { tensor->unsafeGetTensorImpl()->bump_version(); });
}
