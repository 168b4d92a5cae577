using System.Text.Json;
using KDiffE.Domain.Snapshots;
using KDiffE.Domain.Snapshots.Tensors;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Checkpoints;

/// <summary>
/// A training between two epochs: named arrays and values, in parts within parts. Stored, it is one file of sealed
/// tensors, written whole or not at all.
/// </summary>
internal sealed class Checkpoint
{
    private const string Format = "kdiffe-checkpoint";
    private const string Value = "value.";

    private readonly string _prefix;
    private readonly Dictionary<string, Array> _arrays;
    private readonly Dictionary<string, string> _values;

    /// <summary>A checkpoint that holds nothing yet.</summary>
    internal Checkpoint()
        : this("", new(StringComparer.Ordinal), new(StringComparer.Ordinal))
    {
    }

    private Checkpoint(string prefix, Dictionary<string, Array> arrays, Dictionary<string, string> values) =>
        (_prefix, _arrays, _values) = (prefix, arrays, values);

    /// <summary>The part that belongs to a component.</summary>
    internal Checkpoint Part(string name) => new($"{_prefix}{name}.", _arrays, _values);

    /// <summary>Keeps an array, not a copy of it.</summary>
    internal void Put(string name, float[] values) => _arrays.Add(_prefix + name, values);

    /// <inheritdoc cref="Put(string, float[])"/>
    internal void Put(string name, int[] values) => _arrays.Add(_prefix + name, values);

    /// <inheritdoc cref="Put(string, float[])"/>
    internal void Put(string name, byte[] values) => _arrays.Add(_prefix + name, values);

    /// <summary>Keeps a copy of a tensor's values.</summary>
    internal void Put(string name, Tensor tensor) => Put(name, TensorMemory.ToArray(tensor));

    /// <summary>Keeps a copy of every parameter of a module.</summary>
    internal void PutParameters(nn.Module module)
    {
        foreach (var (name, parameter) in module.named_parameters())
            Put(name, parameter);
    }

    /// <summary>Keeps a value as JSON.</summary>
    internal void PutValue<T>(string name, T value) => _values.Add(_prefix + name, JsonSerializer.Serialize(value));

    /// <summary>Whether there is such an array.</summary>
    internal bool Has(string name) => _arrays.ContainsKey(_prefix + name);

    /// <summary>The array of a name, not a copy of it.</summary>
    /// <exception cref="FormatException">There is none of this name and type.</exception>
    internal T[] Get<T>(string name) => _arrays.TryGetValue(_prefix + name, out var array) && array is T[] values
        ? values
        : throw new FormatException($"The checkpoint has no {typeof(T).Name} array {_prefix}{name}.");

    /// <summary>Writes the values of an array into a tensor.</summary>
    /// <exception cref="FormatException">There is no such array, or it has another length.</exception>
    internal void CopyTo(string name, Tensor target)
    {
        var values = Get<float>(name);
        if (values.Length != target.numel())
            throw new FormatException($"The checkpoint's {_prefix}{name} has {values.Length} values instead of {target.numel()}.");
        using var unrecorded = no_grad();
        using var source = tensor(values, target.shape, device: target.device);
        target.copy_(source);
    }

    /// <summary>Writes the values of <see cref="PutParameters"/> into the parameters of a module.</summary>
    /// <exception cref="FormatException">It is another module.</exception>
    internal void CopyToParameters(nn.Module module)
    {
        foreach (var (name, parameter) in module.named_parameters())
            CopyTo(name, parameter);
    }

    /// <summary>The value that <see cref="PutValue"/> kept under a name, read from its JSON.</summary>
    /// <exception cref="FormatException">There is none of this name and type.</exception>
    internal T GetValue<T>(string name)
    {
        try
        {
            return _values.TryGetValue(_prefix + name, out var json) && JsonSerializer.Deserialize<T>(json) is { } value
                ? value
                : throw new FormatException($"The checkpoint has no value {_prefix}{name}.");
        }
        catch (JsonException error)
        {
            throw new FormatException($"The checkpoint's value {_prefix}{name} is not sound: {error.Message}", error);
        }
    }

    /// <summary>Stores it: complete and durable under the path, in place of one before it, or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written, for example because the disk is full.</exception>
    internal void Write(string path)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = Format };
        foreach (var (name, json) in _values)
            metadata.Add(Value + name, json);
        DurableFile.Write(path, stream => SafetensorsFile.Write(metadata, _arrays.Select(Source), stream), check: _ => { });
    }

    /// <summary>Reads a stored one back.</summary>
    /// <exception cref="FormatException">The file is not a sound checkpoint.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static Checkpoint Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        file.VerifyHeader();
        file.VerifyData();
        if (file.Entry("format") != Format)
            throw new FormatException($"its format is not {Format}");
        var checkpoint = new Checkpoint();
        foreach (var (key, json) in file.Header.Metadata.Where(entry => entry.Key.StartsWith(Value, StringComparison.Ordinal)))
            checkpoint._values.Add(key[Value.Length..], json);
        foreach (var info in file.Header.Tensors.Where(info => !info.Name.StartsWith(SafetensorsFile.Padding, StringComparison.Ordinal)))
        {
            checkpoint._arrays.Add(info.Name, info.Type switch
            {
                "F32" => file.Values<float>(info.Name).ToArray(),
                "I32" => file.Values<int>(info.Name).ToArray(),
                "U8" => file.Values<byte>(info.Name).ToArray(),
                _ => throw new FormatException($"tensor {info.Name} is of {info.Type}"),
            });
        }

        return checkpoint;
    }

    private static TensorSource Source(KeyValuePair<string, Array> array) => array.Value switch
    {
        float[] floats => new ArrayTensorSource<float>(array.Key, "F32", floats, floats.Length),
        int[] integers => new ArrayTensorSource<int>(array.Key, "I32", integers, integers.Length),
        byte[] bytes => new ArrayTensorSource<byte>(array.Key, "U8", bytes, bytes.Length),
        _ => throw new InvalidOperationException($"Arrays of {array.Value.GetType()} are not stored."),
    };
}
