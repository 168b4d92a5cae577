using System.Globalization;

namespace KDiffE.EndToEnd.Tests.Faults;

/// <summary>A clock of some processes that the test sets, while others keep the machine's: libfaketime's. How time passes stays as it is.</summary>
internal sealed class FakeClock : IDisposable
{
    private static readonly string? Library = Directory.Exists("/usr/lib")
        ? Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu").Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists)
        : null;

    // Not in a private folder: PostgreSQL's account reads it, too.
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"kdiffe-clock-{Guid.NewGuid():n}");

    private FakeClock() => Set(TimeSpan.Zero);

    /// <summary>What stands before a command that goes by it.</summary>
    public string[] Within => ["env", $"LD_PRELOAD={Library}", $"FAKETIME_TIMESTAMP_FILE={_file}", "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1"];

    /// <summary>Makes one that is right, or skips the test where there can be none.</summary>
    public static FakeClock Create()
    {
        Assert.SkipWhen(Library is null, "Debian's package libfaketime is not installed (eng/setup.sh tests).");
        return new FakeClock();
    }

    /// <summary>Has it be wrong by so much from now on.</summary>
    public void Set(TimeSpan ahead)
    {
        File.WriteAllText(_file + "-new", ahead.TotalSeconds.ToString("+0;-0", CultureInfo.InvariantCulture) + "\n");
        // At once, so that nobody reads half of it.
        File.Move(_file + "-new", _file, overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(_file);
}
