using System.Diagnostics;

namespace KDiffE.EndToEnd.Tests.Faults;

/// <summary>A disk of a few MiB at a folder, which can be filled, and made read-only.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    private string Ballast => Path.Combine(_folder, "ballast");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Mounts one, or skips the test where this account may not.</summary>
    /// <param name="folder">Where; made if it is not there.</param>
    /// <param name="size">As <c>mount</c> takes it, such as <c>64k</c>.</param>
    public static async Task<SmallDisk> MountAsync(string folder, string size)
    {
        Directory.CreateDirectory(folder);
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder), "this account may not mount a small disk");
        return new SmallDisk(folder);
    }

    /// <summary>Takes all the room that there is.</summary>
    public void Fill()
    {
        using var ballast = File.Create(Ballast);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                ballast.Write(block);
                ballast.Flush();
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    /// <summary>Gives it back.</summary>
    public void Empty() => File.Delete(Ballast);

    /// <summary>Lets nobody write there, or everybody again.</summary>
    public async Task AllowWritesAsync(bool allowed) =>
        (await RunAsync("mount", "-o", allowed ? "remount,rw" : "remount,ro", _folder)).ShouldBeTrue();

    /// <inheritdoc/>
    // Whoever still has a file open there keeps it until it ends.
    public async ValueTask DisposeAsync() => (await RunAsync("umount", "--lazy", _folder)).ShouldBeTrue();

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        await process.WaitForExitAsync(Cancelled);
        return process.ExitCode == 0;
    }
}
