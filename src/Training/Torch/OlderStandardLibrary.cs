using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace KDiffE.Training.Torch;

/// <summary>
/// Loads TorchSharp's native half where the system's libstdc++ is older than GCC 13's, as on Debian 12. The file names the
/// version GLIBCXX_3.4.32 among its needs for a symbol that none of its relocations uses, so the need may be marked as
/// weak, which the loader lets pass. That is done to a copy in memory; nothing is written to disk. Delete this file, its
/// test and nothing else once no supported system is that old: it only ever acts after the ordinary load has failed.
/// </summary>
internal static partial class OlderStandardLibrary
{
    private const string Name = "LibTorchSharp";
    private const string NewerVersion = "GLIBCXX_3.4.32";
    private const ushort WeakNeed = 2;

    private static readonly Lazy<nint> Loaded = new(Load);

    // The tests use TorchSharp without a detour through this assembly's code, so no call can do this.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void Register() => AssemblyLoadContext.Default.ResolvingUnmanagedDll += Resolve;
#pragma warning restore CA2255

    /// <summary>Called when a native library was not found, or did not load; 0 leaves it at that.</summary>
    private static nint Resolve(Assembly assembly, string name) => OperatingSystem.IsLinux() && name == Name ? Loaded.Value : 0;

    private static nint Load()
    {
        var file = Path.Combine(TorchLibrary.Folder(), $"lib{Name}.so");
        // The copy lies in no folder where its neighbours could be looked for, so they are loaded first.
        if (!File.Exists(file) || !NativeLibrary.TryLoad(Path.Combine(TorchLibrary.Folder(), "libtorch.so"), out _))
            return 0;
        try
        {
            return NativeLibrary.Load(file);
        }
        catch (DllNotFoundException error) when (error.Message.Contains($"`{NewerVersion}' not found", StringComparison.Ordinal))
        {
            var library = File.ReadAllBytes(file);
            WeakenNeed(library, NewerVersion);
            return LoadFromMemory(library);
        }
        catch (DllNotFoundException)
        {
            return 0;
        }
    }

    /// <summary>Marks one version among a shared library's needs as weak (<c>VER_FLG_WEAK</c> of the GNU symbol versions).</summary>
    /// <param name="library">The file, 64-bit ELF, little-endian; changed in place.</param>
    /// <param name="version">Name of the version.</param>
    /// <exception cref="FormatException">It is no such file, or it does not need the version.</exception>
    internal static void WeakenNeed(Span<byte> library, string version)
    {
        try
        {
            var flags = FlagsOfNeed(library, version) ?? throw new FormatException($"It does not need {version}.");
            BinaryPrimitives.WriteUInt16LittleEndian(library[flags..], WeakNeed);
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or OverflowException)
        {
            throw new FormatException("An offset points out of the file.", error);
        }
    }

    /// <summary>Where the flags of a needed version stand in the file. Structures and names as in elf.h: Elf64_Shdr, Verneed, Vernaux.</summary>
    private static int? FlagsOfNeed(ReadOnlySpan<byte> library, string version)
    {
        if (!library.StartsWith("\u007fELF\u0002\u0001"u8))
            throw new FormatException("It is no 64-bit little-endian ELF file.");
        const uint versionNeeds = 0x6ffffffe;
        int sections = At(library, 0x28), size = Half(library, 0x3a), count = Half(library, 0x3c);
        for (var k = 0; k < count; k++)
        {
            var section = sections + (k * size);
            if (Word(library, section + 4) != versionNeeds)
                continue;
            var names = At(library, sections + (checked((int)Word(library, section + 0x28)) * size) + 0x18);
            var file = At(library, section + 0x18);
            for (var files = Word(library, section + 0x2c); files > 0; files--)
            {
                var need = file + Next(library, file + 8);
                for (var needs = Half(library, file + 2); needs > 0; needs--)
                {
                    var name = library[(names + Next(library, need + 8))..];
                    if (Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]) == version)
                        return need + 4;
                    need += Next(library, need + 12);
                }

                file += Next(library, file + 12);
            }
        }

        return null;
    }

    private static ushort Half(ReadOnlySpan<byte> library, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(library[offset..]);

    private static uint Word(ReadOnlySpan<byte> library, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(library[offset..]);

    private static int Next(ReadOnlySpan<byte> library, int offset) => checked((int)Word(library, offset));

    private static int At(ReadOnlySpan<byte> library, int offset) => checked((int)BinaryPrimitives.ReadUInt64LittleEndian(library[offset..]));

    private static nint LoadFromMemory(byte[] library)
    {
        using var memory = new SafeFileHandle(MemoryFile(Name, 0), ownsHandle: true);
        if (memory.IsInvalid)
            return 0;
        RandomAccess.Write(memory, library, 0);
        return NativeLibrary.TryLoad($"/proc/self/fd/{memory.DangerousGetHandle()}", out var handle) ? handle : 0;
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemoryFile(string name, uint flags);
}
