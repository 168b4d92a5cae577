using System.Diagnostics;

namespace KDiffE.TestKit;

/// <summary>Signals to other processes, through the shell's own <c>kill</c>: a bare system has no program of that name.</summary>
public static class Signal
{
    /// <summary>Sends a signal to one process.</summary>
    /// <param name="processId">The process; 0 would be this process's own group.</param>
    /// <param name="signal">For example <c>INT</c>, <c>TERM</c> or <c>KILL</c>.</param>
    public static async Task SendAsync(int processId, string signal)
    {
        processId.ShouldBeGreaterThan(0, "there is no such process");
        using var shell = Process.Start("bash", ["-c", $"kill -{signal} {processId}"]);
        await shell.WaitForExitAsync();
    }
}
