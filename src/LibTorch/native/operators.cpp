#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/jit_type.h>

#include "error.h"
#include "tensors.h"

// Calls any operator of libtorch by its schema: the operators themselves are known to the managed side only.

namespace {

enum Kind : int32_t {  // as ValueKind in Interop/Value.cs
  kNone = 0,
  kTensor = 1,
  kInteger = 2,
  kReal = 3,
  kBoolean = 4,
  kIntegerList = 5,
  kTensorList = 6,
  kOptionalTensorList = 7,
  kDevice = 8,
  kGenerator = 9,
};

struct Value {
  Kind kind;
  int32_t length;
  union {
    int64_t integer;
    double real;
    void* pointer;
  };
};
static_assert(sizeof(Value) == 16, "shared with the managed side");

bool expects_real(const c10::Argument& argument) {
  auto type = argument.type();
  if (type->kind() == c10::TypeKind::OptionalType) type = type->expectRef<c10::OptionalType>().getElementType();
  return type->kind() == c10::TypeKind::FloatType;
}

c10::IValue to_ivalue(const Value& value, const c10::Argument& expected) {
  switch (value.kind) {
    case kNone:
      return c10::IValue();
    case kTensor:
      return *static_cast<at::Tensor*>(value.pointer);
    case kInteger:
      return expects_real(expected) ? c10::IValue(static_cast<double>(value.integer)) : c10::IValue(value.integer);
    case kReal:
      return value.real;
    case kBoolean:
      return value.integer != 0;
    case kIntegerList: {
      auto* first = static_cast<const int64_t*>(value.pointer);
      return c10::IValue(std::vector<int64_t>(first, first + value.length));
    }
    case kTensorList:
      return c10::IValue(kdt::unwrap(static_cast<at::Tensor* const*>(value.pointer), value.length));
    case kOptionalTensorList: {
      c10::List<c10::optional<at::Tensor>> list;
      for (auto& tensor : kdt::unwrap(static_cast<at::Tensor* const*>(value.pointer), value.length))
        list.push_back(tensor.defined() ? c10::optional<at::Tensor>(tensor) : c10::nullopt);
      return c10::IValue(std::move(list));
    }
    case kDevice:
      return c10::Device(static_cast<c10::DeviceType>(value.integer), static_cast<c10::DeviceIndex>(value.length));
    case kGenerator:
      return *static_cast<at::Generator*>(value.pointer);
  }
  TORCH_CHECK(false, "unknown kind of argument: ", static_cast<int>(value.kind));
}

Value to_value(const c10::IValue& result) {
  Value value{};
  if (result.isTensor()) {
    value.kind = kTensor;
    value.pointer = kdt::wrap(result.toTensor());
  } else if (result.isDouble()) {
    value.kind = kReal;
    value.real = result.toDouble();
  } else if (result.isInt()) {
    value.kind = kInteger;
    value.integer = result.toInt();
  } else if (result.isBool()) {
    value.kind = kBoolean;
    value.integer = result.toBool();
  } else {
    TORCH_CHECK(false, "results of type ", result.tagKind(), " are not supported");
  }
  return value;
}

}  // namespace

KDT_API c10::OperatorHandle* kdt_find_operator(const char* name, const char* overload) {
  return kdt::guarded<c10::OperatorHandle*>(nullptr, [&] {
    auto found = c10::Dispatcher::singleton().findSchema({name, overload});
    TORCH_CHECK(found.has_value(), "this libtorch has no operator ", name, ".", overload);
    return new c10::OperatorHandle(*found);
  });
}

// Missing trailing arguments take the schema's defaults; of the results the first `result_count` are handed over.
KDT_API int kdt_call(
    const c10::OperatorHandle* op, const Value* arguments, int argument_count, Value* results, int result_count) {
  return kdt::guarded_status([&] {
    const auto& expected = op->schema().arguments();
    TORCH_CHECK(
        static_cast<size_t>(argument_count) <= expected.size(), op->schema().name(), " takes ", expected.size(),
        " arguments, not ", argument_count);
    c10::Stack stack;
    stack.reserve(expected.size());
    for (size_t i = 0; i < expected.size(); i++) {
      if (i < static_cast<size_t>(argument_count)) {
        stack.push_back(to_ivalue(arguments[i], expected[i]));
      } else {
        TORCH_CHECK(expected[i].default_value().has_value(), op->schema().name(), " needs the argument ", expected[i].name());
        stack.push_back(*expected[i].default_value());
      }
    }
    op->callBoxed(stack);
    TORCH_CHECK(
        static_cast<size_t>(result_count) <= stack.size(), op->schema().name(), " has ", stack.size(), " results, not ",
        result_count);
    for (int i = 0; i < result_count; i++) results[i] = to_value(stack[i]);
  });
}
