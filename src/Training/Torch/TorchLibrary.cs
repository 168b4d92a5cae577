using System.Runtime.InteropServices;
using TorchSharp;

namespace KDiffE.Training.Torch;

/// <summary>libtorch and TorchSharp's native half, as they lie beside this program.</summary>
internal static class TorchLibrary
{
    private const string Advice = "libtorch does not load, so nothing can be trained here; build or publish the program anew.";

    // Those that every build has, each before those that need it.
    private static readonly string[] Files = ["libc10.so", "libtorch_cpu.so", "libtorch.so", "libLibTorchSharp.so"];

    /// <summary>
    /// Makes sure that libtorch can be used, before TorchSharp is: it would look for another copy in the package cache,
    /// and say at length that a package is not referenced.
    /// </summary>
    /// <exception cref="InvalidOperationException">It does not load; the message says which file is not whole, or what the system's loader says.</exception>
    internal static void Load()
    {
        if (Files.Select(file => SharedLibraryFile.Damage(Path.Combine(Folder(), file))).FirstOrDefault(damage => damage is not null) is { } damaged)
            throw new InvalidOperationException($"{Advice} {damaged}");
        try
        {
            // By its path: by its name alone another version that the system has might be taken.
            _ = NativeLibrary.Load(Path.Combine(Folder(), "libtorch_cpu.so"));
            _ = NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw new InvalidOperationException($"{Advice} {Reason(error)}", error);
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
