using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KDiffE.Domain.Tests.Snapshots;

/// <summary>Rewrites a snapshot file with chosen lies, and with checksums that vouch for them.</summary>
internal static class Forgery
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Rewrite(string path, Action<Safetensors> lie)
    {
        var file = Safetensors.Read(path);
        lie(file);
        var metadata = file.Header["__metadata__"]!.AsObject();
        foreach (var (name, _, _, _, _) in file.Tensors.Where(t => t.Begin >= 0 && t.End >= t.Begin && t.End <= file.File.Length - file.DataStart).ToList())
            metadata["sha256." + name] = Convert.ToHexStringLower(SHA256.HashData(file.Bytes(name)));
        WriteHeader(path, file.Header, file.File.AsSpan(file.DataStart));
    }

    public static void WriteHeader(string path, JsonObject header, ReadOnlySpan<byte> data)
    {
        header["__metadata__"]!["sha256.header"] = new string('0', 64);
        var blank = Json(header);
        header["__metadata__"]!["sha256.header"] = Convert.ToHexStringLower(SHA256.HashData(blank));
        WriteRaw(path, Json(header), data);
    }

    public static void WriteRaw(string path, ReadOnlySpan<byte> header, ReadOnlySpan<byte> data)
    {
        var file = new byte[8 + header.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file.AsSpan(8));
        data.CopyTo(file.AsSpan(8 + header.Length));
        File.WriteAllBytes(path, file);
    }

    private static byte[] Json(JsonObject header)
    {
        var json = header.ToJsonString(Relaxed);
        var length = Encoding.UTF8.GetByteCount(json);
        return Encoding.UTF8.GetBytes(json + new string(' ', (64 - ((8 + length) % 64)) % 64));
    }
}
