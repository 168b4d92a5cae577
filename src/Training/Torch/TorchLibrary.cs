using System.Runtime.InteropServices;
using TorchSharp;

namespace KDiffE.Training.Torch;

/// <summary>libtorch and TorchSharp's native half, as they lie beside this program.</summary>
internal static class TorchLibrary
{
    /// <summary>
    /// Makes sure that libtorch can be used, before TorchSharp is: it would look for another copy in the package cache,
    /// and say at length that a package is not referenced.
    /// </summary>
    /// <exception cref="InvalidOperationException">It does not load; the message says what the system's loader says.</exception>
    internal static void Load()
    {
        try
        {
            _ = NativeLibrary.Load("torch_cpu", typeof(torch).Assembly, null);
            _ = NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw new InvalidOperationException($"libtorch does not load, so nothing can be trained here; build or publish the program anew. {Reason(error)}", error);
        }
    }

    /// <summary>The folder of the native libraries.</summary>
    internal static string Folder() => Folders().FirstOrDefault(folder => File.Exists(Path.Combine(folder, "libLibTorchSharp.so"))) ?? AppContext.BaseDirectory;

    private static IEnumerable<string> Folders() =>
        ((string?)AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Append(AppContext.BaseDirectory);

    /// <summary>The loader's first line about a file that is there; the others are of places where it looked in vain.</summary>
    private static string Reason(Exception error)
    {
        var lines = error.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.FirstOrDefault(line => line.StartsWith(Folder(), StringComparison.Ordinal) && !line.Contains("No such file", StringComparison.Ordinal)) ?? lines[0];
    }
}
