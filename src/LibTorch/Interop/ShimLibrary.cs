using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Finds and loads the native shim, from whatever output folder the assembly runs.</summary>
internal static class ShimLibrary
{
    internal const string Name = "kdiffe_torch";
    private const string PathVariable = "KDIFFE_TORCH_SHIM";

    internal static void RegisterFor(Assembly assembly) =>
        NativeLibrary.SetDllImportResolver(assembly, (name, _, _) => string.Equals(name, Name, StringComparison.Ordinal) ? Load() : 0);

    private static nint Load()
    {
        var path = Candidates().FirstOrDefault(File.Exists)
            ?? throw new DllNotFoundException(
                $"The native libtorch shim {FileName} was not found. Run eng/setup.sh once to build it, or set {PathVariable} to its path.");
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

    private static string FileName => OperatingSystem.IsWindows() ? $"{Name}.dll"
        : OperatingSystem.IsMacOS() ? $"lib{Name}.dylib"
        : $"lib{Name}.so";

    // The one rule: the environment variable alone when it is set, else beside the assembly,
    // else the `.local/native/` folder of the checkout that contains the output folder.
    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } path)
            return [path];
        var beside = Path.Combine(AppContext.BaseDirectory, FileName);
        return [beside, .. Ancestors().Select(folder => Path.Combine(folder, ".local", "native", FileName))];
    }

    private static IEnumerable<string> Ancestors()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            yield return folder.FullName;
    }
}
