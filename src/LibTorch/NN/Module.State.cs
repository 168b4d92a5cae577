namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The parameters and persistent buffers under dotted names; the tensors are the model's own.</summary>
            /// <param name="destination">Where to add them; a new dictionary when absent.</param>
            /// <param name="prefix">What the names begin with.</param>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= new(StringComparer.Ordinal);
                var lead = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach (var (name, parameter) in named_parameters())
                    destination.TryAdd(lead + name, parameter);
                foreach (var (name, buffer) in named_buffers(include_nonpersistent: false))
                    destination.TryAdd(lead + name, buffer);
                return destination;
            }

            /// <summary>Copies elements into the parameters and buffers of the same names.</summary>
            /// <param name="source">Tensors by name.</param>
            /// <param name="strict">Fail when the names differ.</param>
            /// <param name="skip">Names to leave alone.</param>
            /// <returns>Names missing in the source, and names unknown here.</returns>
            /// <exception cref="InvalidOperationException">The names differ.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var destination = state_dict();
                var missing = destination.Keys.Except(source.Keys, StringComparer.Ordinal).Except(skip ?? [], StringComparer.Ordinal).ToList();
                var unexpected = source.Keys.Except(destination.Keys, StringComparer.Ordinal).Except(skip ?? [], StringComparer.Ordinal).ToList();
                if (strict && missing.Count + unexpected.Count > 0)
                    throw new InvalidOperationException("The loaded state_dict is not identical to the target dictionary.");
                using var unrecorded = no_grad();
                foreach (var (name, tensor) in destination)
                {
                    if (source.TryGetValue(name, out var loaded) && skip?.Contains(name) != true)
                        tensor.copy_(loaded);
                }
                return (missing, unexpected);
            }
        }
    }
}
