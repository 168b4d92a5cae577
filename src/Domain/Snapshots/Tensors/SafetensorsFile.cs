using System.Buffers.Binary;
using System.Security.Cryptography;

namespace KDiffE.Domain.Snapshots.Tensors;

/// <summary>
/// A safetensors file that seals what it holds: each tensor begins at a multiple of 64 bytes and has its SHA-256 in the
/// metadata, and so does the header. Opened, it is a copy in memory and trusted in nothing that was not verified.
/// </summary>
internal sealed class SafetensorsFile : IDisposable
{
    /// <summary>Tensors of zero bytes that keep the next tensor aligned.</summary>
    public const string Padding = "padding.";

    /// <summary>What the metadata keys of checksums begin with, before the tensor's name; the header's own is <see cref="HeaderChecksum.Key"/>.</summary>
    public const string Checksum = "sha256.";

    private const int HashBlock = 1 << 24;

    private readonly LoadedFile _file;
    private readonly long _dataStart;
    private readonly ReadOnlyMemory<byte> _json;
    private readonly Dictionary<string, TensorInfo> _infos;

    private SafetensorsFile(LoadedFile file)
    {
        _file = file;
        Require(file.Length >= SafetensorsHeader.Prefix, $"a file of {file.Length} bytes is too short");
        file.Load(SafetensorsHeader.Prefix);
        var headerLength = file.Span<long>(0, 1)[0];
        Require(headerLength is > 0 and <= SafetensorsHeader.MaxLength && headerLength <= file.Length - SafetensorsHeader.Prefix,
            $"a header of {headerLength} bytes does not fit a file of {file.Length}");
        _dataStart = SafetensorsHeader.Prefix + headerLength;
        Require(_dataStart % SafetensorsHeader.Alignment == 0, "its data are not aligned");
        file.Load(_dataStart);
        _json = file.Memory<byte>(SafetensorsHeader.Prefix, (int)headerLength);
        Header = SafetensorsHeader.Parse(_json, file.Length - _dataStart);
        file.Load(file.Length);
        _infos = Header.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>What the file says of itself.</summary>
    public SafetensorsHeader Header { get; }

    /// <summary>Writes the header and the tensors, each aligned, with their checksums.</summary>
    /// <param name="metadata">Strings of the header; the checksums are added.</param>
    /// <param name="tensors">The tensors, in order.</param>
    /// <param name="stream">Takes the bytes of the whole file from its present position on.</param>
    public static void Write(IReadOnlyDictionary<string, string> metadata, IEnumerable<TensorSource> tensors, Stream stream)
    {
        var sources = Align(tensors);
        var header = Seal(metadata, sources);
        Span<byte> length = stackalloc byte[SafetensorsHeader.Prefix];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var source in sources)
            source.CopyTo(stream);
    }

    /// <summary>Reads a whole file into memory of its own; nothing but the form of its header is verified yet.</summary>
    /// <exception cref="FormatException">It is not a safetensors file, or one that is not aligned.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="OutOfMemoryException">It does not fit into memory.</exception>
    public static SafetensorsFile Open(string path)
    {
        var file = new LoadedFile(path);
        try
        {
            return new SafetensorsFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <exception cref="FormatException">The header is not what it was when it was written.</exception>
    public void VerifyHeader() =>
        Require(HeaderChecksum.Matches(_json.Span, Entry(HeaderChecksum.Key)), "the checksum of its header is wrong");

    /// <exception cref="FormatException">A tensor is not what it was when it was written.</exception>
    public void VerifyData()
    {
        var damaged = Header.Tensors.AsParallel().FirstOrDefault(tensor => Hash(tensor) != Entry(Checksum + tensor.Name));
        Require(damaged is null, $"the checksum of {damaged?.Name} is wrong");
    }

    /// <summary>A string of the metadata.</summary>
    /// <exception cref="FormatException">It is missing.</exception>
    public string Entry(string key) =>
        Header.Metadata.TryGetValue(key, out var value) ? value : throw new FormatException($"metadata {key} is missing");

    /// <summary>Dimensions of a tensor.</summary>
    /// <exception cref="FormatException">There is no such tensor.</exception>
    public ReadOnlySpan<long> Shape(string tensor) => Info(tensor).Shape;

    /// <summary>Values of a tensor whose dtype is that of <typeparamref name="T"/>, in the copy.</summary>
    /// <exception cref="FormatException">There is no such tensor, or it has more values than fit a span.</exception>
    public ReadOnlyMemory<T> Values<T>(string tensor) where T : unmanaged
    {
        var info = Info(tensor);
        var count = info.Length / TensorInfo.ElementSize(info.Type);
        Require(count <= int.MaxValue, $"{tensor} has more than {int.MaxValue} elements");
        return _file.Memory<T>(_dataStart + info.Begin, (int)count);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private TensorInfo Info(string tensor) =>
        _infos.TryGetValue(tensor, out var info) ? info : throw new FormatException($"tensor {tensor} is missing");

    private string Hash(TensorInfo tensor)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var done = 0L; done < tensor.Length; done += HashBlock)
            sha.AppendData(_file.Span<byte>(_dataStart + tensor.Begin + done, (int)Math.Min(HashBlock, tensor.Length - done)));
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    private static List<TensorSource> Align(IEnumerable<TensorSource> sources)
    {
        var aligned = new List<TensorSource>();
        foreach (var source in sources)
        {
            aligned.Add(source);
            var gap = (int)(-source.Length & (SafetensorsHeader.Alignment - 1));
            if (gap > 0)
                aligned.Add(new ArrayTensorSource<byte>(Padding + source.Name, "U8", new byte[gap], gap));
        }

        return aligned;
    }

    private static byte[] Seal(IReadOnlyDictionary<string, string> metadata, List<TensorSource> sources)
    {
        var checksums = sources.AsParallel().AsOrdered().Select(source => source.Checksum()).ToList();
        var tensors = new List<TensorInfo>();
        var entries = new Dictionary<string, string>(metadata, StringComparer.Ordinal);
        var end = 0L;
        foreach (var (source, checksum) in sources.Zip(checksums))
        {
            tensors.Add(new TensorInfo(source.Name, source.Type, source.Shape, end, end + source.Length));
            entries.Add(Checksum + source.Name, checksum);
            end += source.Length;
        }

        return HeaderChecksum.Seal(new SafetensorsHeader(tensors, entries));
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
            throw new FormatException(otherwise);
    }
}
