using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            private readonly OrderedDictionary<string, Module> _modules = new(StringComparer.Ordinal);
            private readonly OrderedDictionary<string, Parameter> _parameters = new(StringComparer.Ordinal);
            private readonly OrderedDictionary<string, (Tensor Tensor, bool Persistent)> _buffers = new(StringComparer.Ordinal);
            private bool _areComponentsRegistered;

            /// <summary>Adds a part.</summary>
            /// <exception cref="ArgumentException">The name is empty or holds a dot.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_module(string name, Module submodule)
            {
                if (name.Length == 0 || name.Contains('.', StringComparison.Ordinal))
                    throw new ArgumentException($"module name can't be empty or contain \".\", got: {name}", nameof(name));
                if (!_modules.TryAdd(name, submodule))
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
                submodule.RegisterComponents();
            }

            /// <summary>Adds a tensor that the optimizer trains.</summary>
            /// <exception cref="ArgumentNullException">There is no tensor.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null or { IsInvalid: true })
                    throw new ArgumentNullException(nameof(param), "A null tensor cannot be registered as a parameter.");
                if (!_parameters.TryAdd(name, param))
                    throw new InvalidOperationException($"Parameter {name} is already registered.");
            }

            /// <summary>Adds a tensor that belongs to the model but is not trained.</summary>
            /// <exception cref="ArgumentNullException">There is no tensor.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null or { IsInvalid: true })
                    throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                if (!_buffers.TryAdd(name, (tensor, persistent)))
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
            }

            /// <summary>The direct parts.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children() => _modules.Select(part => (part.Key, part.Value));

            /// <inheritdoc cref="named_children"/>
            public virtual IEnumerable<Module> children() => _modules.Values;

            /// <summary>All parameters under dotted names, each once.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                Named(module => module._parameters.Select(entry => (entry.Key, entry.Value)), recurse);

            /// <summary>All parameters, each once.</summary>
            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(entry => entry.parameter);

            /// <summary>All buffers under dotted names, each once.</summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
                Named(module => module._buffers.Where(entry => entry.Value.Persistent || include_nonpersistent).Select(entry => (entry.Key, entry.Value.Tensor)), recurse);

            /// <summary>All buffers, each once.</summary>
            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(entry => entry.buffer);

            /// <summary>
            /// Registers every field that holds a module, a parameter or another tensor, under the field's name. Derived
            /// classes call it at the end of their constructor.
            /// </summary>
            protected virtual void RegisterComponents()
            {
                if (_areComponentsRegistered)
                    return;
                foreach (var field in Fields())
                {
                    if (_modules.ContainsKey(field.Name) || _parameters.ContainsKey(field.Name) || _buffers.ContainsKey(field.Name))
                        continue;
                    switch (field.GetValue(this))
                    {
                        case Module module:
                            register_module(field.Name, module);
                            break;
                        case Parameter parameter:
                            register_parameter(field.Name, parameter);
                            break;
                        case Tensor tensor:
                            register_buffer(field.Name, tensor);
                            break;
                    }
                }
                _areComponentsRegistered = true;
            }

            private IEnumerable<FieldInfo> Fields()
            {
                const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
                for (var type = GetType(); type != typeof(Module) && type is not null; type = type.BaseType)
                {
                    foreach (var field in type.GetFields(Declared))
                        yield return field;
                }
            }

            private IEnumerable<(string Name, TTensor Tensor)> Named<TTensor>(Func<Module, IEnumerable<(string, TTensor)>> own, bool recurse)
                where TTensor : Tensor
            {
                var all = own(this);
                if (recurse)
                {
                    all = all.Concat(named_children().SelectMany(
                        child => child.module.Named(own, recurse: true).Select(entry => ($"{child.name}.{entry.Name}", entry.Tensor))));
                }
                return all.Where(entry => !entry.Item2.IsInvalid).DistinctBy(entry => entry.Item2.Handle);
            }
        }
    }
}
