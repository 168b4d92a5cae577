using System.Diagnostics;
using System.Globalization;

namespace KDiffE.EndToEnd.Tests.Faults;

/// <summary>A control group whose processes have so much memory together, until something else in it takes it all: then the kernel ends one of them.</summary>
internal sealed class MemoryGroup : IAsyncDisposable
{
    private const int MiB = 1 << 20;
    private const string Root = "/sys/fs/cgroup";

    // Of Linux' first kind of control groups, and of its second.
    private static readonly (string Folder, string Limit, string Usage) Kind = Directory.Exists($"{Root}/memory")
        ? ($"{Root}/memory", "memory.limit_in_bytes", "memory.usage_in_bytes")
        : (Root, "memory.max", "memory.current");

    private readonly string _folder;

    private MemoryGroup(string folder) => _folder = folder;

    /// <summary>What stands before a command that is to be one of its processes, and the first that the kernel ends.</summary>
    public string[] Within => Join(badness: 1000);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Makes one, or skips the test where that cannot be done.</summary>
    public static async Task<MemoryGroup> CreateAsync()
    {
        var folder = Path.Combine(Kind.Folder, $"kdiffe-{Guid.NewGuid():n}");
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Assert.Skip($"This account may make no control group: {error.Message}");
        }

        var group = new MemoryGroup(folder);
        if (File.Exists(group.PathOf(Kind.Limit)))
            return group;
        await group.DisposeAsync();
        Assert.Skip("Control groups have no limit of memory here.");
        return group;
    }

    /// <summary>Leaves some MiB more than are used, and has a process take many more.</summary>
    public async Task ExhaustAsync()
    {
        var used = long.Parse(await File.ReadAllTextAsync(PathOf(Kind.Usage), Cancelled), CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(PathOf(Kind.Limit), (used + (64 * MiB)).ToString(CultureInfo.InvariantCulture), Cancelled);
        // A line without an end, which has to be kept in memory.
        string[] line = [.. Join(badness: -999), "bash", "-c", $"head -c {256 * MiB} /dev/zero | tail -n 1 > /dev/null"];
        using var hungry = Process.Start(new ProcessStartInfo(line[0], line[1..]) { UseShellExecute = false })!;
        await hungry.WaitForExitAsync(Cancelled);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Its processes go with the test; the last of them may be about to.
        for (var attempt = 0; attempt < 100; attempt++)
        {
            try
            {
                Directory.Delete(_folder);
                return;
            }
            catch (IOException)
            {
                foreach (var process in await File.ReadAllLinesAsync(PathOf("cgroup.procs")))
                    await File.WriteAllTextAsync(Path.Combine(Kind.Folder, "cgroup.procs"), process);
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }
        }
    }

    private string PathOf(string file) => Path.Combine(_folder, file);

    private string[] Join(int badness) => ["bash", "-c", $"echo $$ > {PathOf("cgroup.procs")}; echo {badness} > /proc/$$/oom_score_adj; exec \"$@\"", "bash"];
}
