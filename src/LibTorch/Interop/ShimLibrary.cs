using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Finds and loads the native shim, from whatever output folder the assembly runs.</summary>
internal static class ShimLibrary
{
    internal const string Name = "kdiffe_torch";
    internal const string PathVariable = "KDIFFE_TORCH_SHIM";

    internal static string FileName => OperatingSystem.IsMacOS() ? $"lib{Name}.dylib" : $"lib{Name}.so";

    internal static void RegisterFor(Assembly assembly) =>
        NativeLibrary.SetDllImportResolver(assembly, (name, _, _) => string.Equals(name, Name, StringComparison.Ordinal)
            ? Load(Find(Environment.GetEnvironmentVariable(PathVariable), AppContext.BaseDirectory))
            : 0);

    /// <summary>
    /// The one rule: the file that the environment names, alone when it names one; else the file beside the assembly;
    /// else the one in the <c>.local/native</c> folder of the checkout around the assembly.
    /// </summary>
    /// <exception cref="DllNotFoundException">There is none.</exception>
    internal static string Find(string? named, string folder)
    {
        IEnumerable<string> candidates = string.IsNullOrEmpty(named)
            ? [Path.Combine(folder, FileName), .. Ancestors(folder).Select(ancestor => Path.Combine(ancestor, ".local", "native", FileName))]
            : [named];
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new DllNotFoundException(
                $"The native libtorch shim {named ?? FileName} was not found. Run eng/setup.sh once to build it, or set {PathVariable} to its path.");
    }

    internal static nint Load(string path)
    {
        try
        {
            var library = NativeLibrary.Load(path);
            Callbacks.Register(NativeLibrary.GetExport(library, "kdt_register_callbacks"));
            return library;
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new DllNotFoundException(
                $"The native libtorch shim {path} cannot be loaded. Run eng/setup.sh to rebuild it against the installed libtorch. ({error.Message})", error);
        }
    }

    private static IEnumerable<string> Ancestors(string folder)
    {
        for (var ancestor = new DirectoryInfo(folder); ancestor is not null; ancestor = ancestor.Parent)
            yield return ancestor.FullName;
    }
}
