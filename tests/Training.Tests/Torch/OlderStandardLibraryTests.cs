using KDiffE.Training.Torch;

namespace KDiffE.Training.Tests.Torch;

/// <summary>TorchSharp's native half, which asks for a newer libstdc++ than Debian 12 has.</summary>
public sealed class OlderStandardLibraryTests
{
    private const string Version = "GLIBCXX_3.4.32";

    private static byte[] Library => File.ReadAllBytes(Path.Combine(TorchLibrary.Folder(), "libLibTorchSharp.so"));

    [Fact]
    public void ChangesTheOneFlagThatMakesTheNeedWeak()
    {
        var (before, after) = (Library, Library);
        OlderStandardLibrary.WeakenNeed(after, Version);

        var changed = Enumerable.Range(0, before.Length).Where(k => before[k] != after[k]).ToList();
        changed.Count.ShouldBe(1);
        // VER_FLG_WEAK, in place of no flag.
        (before[changed[0]], after[changed[0]]).ShouldBe(((byte)0, (byte)2));
        // The hash of the version's name stands before the flags (ELF gABI).
        BitConverter.ToUInt32(after, changed[0] - 4).ShouldBe(ElfHash(Version));
    }

    [Fact]
    public void RefusesALibraryThatDoesNotNeedTheVersion() =>
        Should.Throw<FormatException>(() => OlderStandardLibrary.WeakenNeed(Library, "GLIBCXX_9.9.9")).Message.ShouldContain("GLIBCXX_9.9.9");

    [Fact]
    public void RefusesWhatIsNoLibrary()
    {
        Should.Throw<FormatException>(() => OlderStandardLibrary.WeakenNeed("#!/bin/sh"u8.ToArray(), Version));
        Should.Throw<FormatException>(() => OlderStandardLibrary.WeakenNeed(Library.AsSpan(0, 200), Version));
    }

    private static uint ElfHash(string name)
    {
        var hash = 0u;
        foreach (var c in name)
        {
            hash = (hash << 4) + c;
            hash ^= (hash & 0xF0000000) >> 24;
            hash &= 0x0FFFFFFF;
        }

        return hash;
    }
}
