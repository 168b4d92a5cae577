#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <dlfcn.h>

#include "error.h"

using kdt::guarded;
using kdt::guarded_status;

KDT_API int kdt_get_num_threads() { return at::get_num_threads(); }

KDT_API int kdt_set_num_threads(int threads) {
  return guarded_status([&] {
    at::set_num_threads(threads);
    // libtorch tells OpenMP and MKL; an OpenBLAS built on plain threads must be told by its own name.
    using SetThreads = void (*)(int);
    if (auto set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set(threads);
  });
}

KDT_API int kdt_cuda_device_count() {
  return guarded(0, [&] {
    return at::hasCUDA() ? static_cast<int>(at::detail::getCUDAHooks().getNumGPUs()) : 0;
  });
}

KDT_API int kdt_manual_seed(uint64_t seed) {
  return guarded_status([&] { at::manual_seed(seed); });
}

KDT_API at::Generator* kdt_generator_default() {
  return guarded<at::Generator*>(nullptr, [&] {
    return new at::Generator(at::globalContext().defaultGenerator(c10::Device(c10::kCPU)));
  });
}

KDT_API at::Generator* kdt_generator_create(uint64_t seed, int device_type, int device_index) {
  return guarded<at::Generator*>(nullptr, [&] {
    c10::Device device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(device_index));
    auto generator = at::globalContext().defaultGenerator(device).clone();
    generator.set_current_seed(seed);
    return new at::Generator(std::move(generator));
  });
}

KDT_API int kdt_generator_seed(at::Generator* generator, uint64_t seed) {
  return guarded_status([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    generator->set_current_seed(seed);
  });
}

KDT_API uint64_t kdt_generator_initial_seed(at::Generator* generator) {
  return guarded<uint64_t>(0, [&] { return generator->current_seed(); });
}

KDT_API void kdt_generator_dispose(at::Generator* generator) { delete generator; }
